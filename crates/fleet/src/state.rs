//! States as people read them: in words, with a shape, and in a colour that only repeats what both say.

use owo_colors::Style;
use store::Standing;

/// How a standing is told in a terminal.
pub(crate) trait Drawn {
    fn shape(self) -> char;
    /// One of the eight colours that every scheme, light or dark, has made readable.
    fn style(self) -> Style;
}

impl Drawn for Standing {
    fn shape(self) -> char {
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

    fn style(self) -> Style {
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
