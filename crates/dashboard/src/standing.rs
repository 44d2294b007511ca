//! States on pages. A state is told in words and by a shape; the colour
//! only repeats what both say.

use maud::{Markup, html};
use store::Standing;

use crate::text::words;

/// How a standing is told on a page.
pub(crate) trait Drawn {
    /// Its name in headings.
    fn title(self) -> &'static str;
    /// Its class in the style sheet.
    fn class(self) -> &'static str;
    /// Its shape, of which a screen reader says nothing because the words follow. Drawn, so that no font is needed.
    fn shape(self) -> Markup;
}

impl Drawn for Standing {
    fn title(self) -> &'static str {
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

    fn class(self) -> &'static str {
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

    fn shape(self) -> Markup {
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
    fn an_unheard_of_state_is_shown_and_not_guessed() {
        let html = state("PENDING_<CONTRACT>").into_string();
        assert!(html.contains("Pending &lt;contract&gt;") && html.contains("state unknown"), "{html}");
    }
}
