//! States as people read them: in words, with a shape, and in a colour that only repeats what both say.

use owo_colors::Style;

/// What a state means for the work at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Live,
    Preparing,
    InReview,
    Approved,
    Rejected,
    Replaced,
    Unknown,
}

impl Standing {
    /// The standing of a version's or an app info's state. No state is that of a version that is not created yet.
    pub(crate) fn of(state: &str) -> Self {
        match state {
            "READY_FOR_DISTRIBUTION" => Self::Live,
            "" | "PREPARE_FOR_SUBMISSION" => Self::Preparing,
            "READY_FOR_REVIEW" | "WAITING_FOR_REVIEW" | "IN_REVIEW" | "WAITING_FOR_EXPORT_COMPLIANCE" => Self::InReview,
            "ACCEPTED" | "PENDING_APPLE_RELEASE" | "PENDING_DEVELOPER_RELEASE" | "PENDING_RELEASE" | "PROCESSING_FOR_DISTRIBUTION" => {
                Self::Approved
            }
            "REJECTED" | "METADATA_REJECTED" | "DEVELOPER_REJECTED" | "INVALID_BINARY" | "UNRESOLVED_ISSUES" => Self::Rejected,
            "REPLACED_WITH_NEW_VERSION" | "REPLACED_WITH_NEW_INFO" => Self::Replaced,
            _ => Self::Unknown,
        }
    }

    pub(crate) fn shape(self) -> char {
        match self {
            Self::Live => '●',
            Self::Preparing => '○',
            Self::InReview => '◐',
            Self::Approved => '◆',
            Self::Rejected => '▲',
            Self::Replaced => '·',
            Self::Unknown => '□',
        }
    }

    /// One of the eight colours that every scheme, light or dark, has made readable.
    pub(crate) fn style(self) -> Style {
        match self {
            Self::Live => Style::new().green(),
            Self::Preparing => Style::new().blue(),
            Self::InReview => Style::new().yellow(),
            Self::Approved => Style::new().cyan(),
            Self::Rejected => Style::new().red(),
            Self::Replaced => Style::new().dimmed(),
            Self::Unknown => Style::new(),
        }
    }
}

/// `● ready for distribution`.
pub(crate) fn words(state: &str) -> String {
    let words = if state.is_empty() { "not created yet".into() } else { state.replace('_', " ").to_lowercase() };
    format!("{} {words}", Standing::of(state).shape())
}

/// The colour of a value in a column of this name, where the column is about how things stand.
pub(crate) fn style_in(column: &str, value: &str) -> Style {
    let is_one_of = |values: &[&str]| values.contains(&value);
    match column {
        "state" | "old" | "new" | "old_state" | "new_state" => Standing::of(value).style(),
        "readiness" | "level" | "status" | "result" if is_one_of(&["ready", "ok", "done", "pushed"]) => Style::new().green(),
        "readiness" | "level" | "status" | "result" if is_one_of(&["blocked", "error", "failed", "wrong", "conflict", "partial"]) => {
            Style::new().red()
        }
        "level" | "result" if is_one_of(&["warning"]) => Style::new().yellow(),
        "level" if is_one_of(&["manual"]) => Style::new().blue(),
        "level" if is_one_of(&["info"]) => Style::new().dimmed(),
        _ => Style::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_state_is_a_shape_and_words() {
        assert_eq!(words("READY_FOR_DISTRIBUTION"), "● ready for distribution");
        assert_eq!(words(""), "○ not created yet");
        assert_eq!(words("SOMETHING_NEW"), "□ something new");
    }
}
