//! States, sorted into the few standings that people think in. A state is told in words and by a shape; the colour
//! only repeats what both say.

use maud::{Markup, html};

use crate::text::words;

/// What a state means for the work at hand. The groups are those of the query `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// On the store.
    Live,
    /// Being prepared.
    Preparing,
    /// With Apple, or on the way there.
    InReview,
    /// Approved and not yet on the store.
    Approved,
    /// Turned down by Apple or withdrawn.
    Rejected,
    /// History.
    Replaced,
    /// A state Apple's document did not know when this was written.
    Unknown,
}

impl Standing {
    /// The standings that are counted, in the order of a version's life.
    pub(crate) const COUNTED: [Self; 5] = [Self::Live, Self::Approved, Self::InReview, Self::Preparing, Self::Rejected];

    /// All that have states.
    const NAMED: [Self; 6] = [Self::Live, Self::Preparing, Self::InReview, Self::Approved, Self::Rejected, Self::Replaced];

    /// The standing of a version's or an app info's state. No state is that of a version which is staged and not created
    /// yet.
    pub(crate) fn of(state: &str) -> Self {
        if state.is_empty() {
            return Self::Preparing;
        }
        Self::NAMED.into_iter().find(|standing| standing.states().contains(&state)).unwrap_or(Self::Unknown)
    }

    /// Its states (`OpenAPI` 4.4.1, `AppVersionState` and `AppInfo.state`).
    pub(crate) fn states(self) -> &'static [&'static str] {
        match self {
            Self::Live => &["READY_FOR_DISTRIBUTION"],
            Self::Preparing => &["PREPARE_FOR_SUBMISSION"],
            Self::InReview => &["READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "WAITING_FOR_EXPORT_COMPLIANCE"],
            Self::Approved => {
                &["ACCEPTED", "PENDING_APPLE_RELEASE", "PENDING_DEVELOPER_RELEASE", "PENDING_RELEASE", "PROCESSING_FOR_DISTRIBUTION"]
            }
            Self::Rejected => &["REJECTED", "METADATA_REJECTED", "DEVELOPER_REJECTED", "INVALID_BINARY"],
            Self::Replaced => &["REPLACED_WITH_NEW_VERSION", "REPLACED_WITH_NEW_INFO"],
            Self::Unknown => &[],
        }
    }

    /// Its name in headings.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Live => "Live",
            Self::Preparing => "In preparation",
            Self::InReview => "In review",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Replaced => "Replaced",
            Self::Unknown => "Other",
        }
    }

    /// Its class in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Preparing => "preparing",
            Self::InReview => "in-review",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Replaced => "replaced",
            Self::Unknown => "unknown",
        }
    }

    /// Its shape, of which a screen reader says nothing because the words follow. Drawn, so that no font is needed.
    pub(crate) fn shape(self) -> Markup {
        html! {
            svg.shape viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" {
                @match self {
                    Self::Live => circle cx="6" cy="6" r="5" {},
                    Self::Preparing => circle.outline cx="6" cy="6" r="4.2" {},
                    Self::InReview => { circle.outline cx="6" cy="6" r="4.2" {} path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" {} },
                    Self::Approved => path d="M6 .6 11.4 6 6 11.4.6 6z" {},
                    Self::Rejected => path d="M6 .8 11.6 11H.4z" {},
                    Self::Replaced => path.outline d="M2 6h8" {},
                    Self::Unknown => rect.outline x="2" y="2" width="8" height="8" {},
                }
            }
        }
    }
}

/// A state as shape and words.
pub(crate) fn state(state: &str) -> Markup {
    let standing = Standing::of(state);
    html! {
        span.state.(standing.class()) {
            (standing.shape())
            span { @if state.is_empty() { "Not created yet" } @else { (words(state)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_state_has_a_standing() {
        let enums = &store::catalog::catalog().enums;
        for (name, states) in enums.iter().filter(|(name, _)| name == "AppVersionState" || name == "AppInfoState") {
            for state in states {
                assert_ne!(Standing::of(state), Standing::Unknown, "{name} {state}");
            }
        }
    }

    #[test]
    fn an_unheard_of_state_is_shown_and_not_guessed() {
        let html = state("PENDING_<CONTRACT>").into_string();
        assert!(html.contains("Pending &lt;contract&gt;") && html.contains("state unknown"), "{html}");
    }
}
