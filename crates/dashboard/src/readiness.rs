//! Whether apps could be submitted: a word and a shape for one, a bar for many.

use maud::{Markup, html};

use crate::app::App;

/// What the checks said of an app when they last ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// Nothing stands in the way of a submission.
    Ready,
    /// Something does.
    Blocked,
    /// No version is in preparation.
    Nothing,
    /// The checks never ran.
    Unknown,
}

impl Readiness {
    /// In the order of a bar.
    pub(crate) const ALL: [Self; 4] = [Self::Ready, Self::Blocked, Self::Nothing, Self::Unknown];

    /// The value of the column `readiness` of `apps`.
    pub(crate) fn of(value: Option<&str>) -> Self {
        match value {
            Some("ready") => Self::Ready,
            Some("blocked") => Self::Blocked,
            Some(_) => Self::Nothing,
            None => Self::Unknown,
        }
    }

    /// The same for people.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::Blocked => "Blocked",
            Self::Nothing => "Nothing to submit",
            Self::Unknown => "Not checked",
        }
    }

    /// The value of the column.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Ready => Some("ready"),
            Self::Blocked => Some("blocked"),
            Self::Nothing => Some("nothing"),
            Self::Unknown => None,
        }
    }

    /// Its class in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Ready => "live",
            Self::Blocked => "rejected",
            Self::Nothing => "preparing",
            Self::Unknown => "unknown",
        }
    }

    /// Its shape: a tick, a cross, a line, an empty square.
    pub(crate) fn shape(self) -> Markup {
        html! {
            svg.shape viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" {
                @match self {
                    Self::Ready => path.outline d="M1.5 6.5 4.7 9.8 10.5 2.5" {},
                    Self::Blocked => path.outline d="M2 2l8 8M10 2l-8 8" {},
                    Self::Nothing => path.outline d="M2 6h8" {},
                    Self::Unknown => rect.outline x="2" y="2" width="8" height="8" {},
                }
            }
        }
    }
}

/// The readiness of one app.
pub(crate) fn readiness(app: &App) -> Markup {
    let readiness = app.readiness;
    html! {
        span.state.(readiness.class()) { (readiness.shape()) span { (readiness.words()) } }
        @match readiness {
            Readiness::Blocked => { " " small { (number(app.errors, "error")) } },
            Readiness::Ready if app.warnings > 0 => { " " small { (number(app.warnings, "warning")) } },
            _ => "",
        }
    }
}

fn number(number: i64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// How many of some apps are how ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts([usize; 4]);

impl Counts {
    /// Counts.
    pub(crate) fn of<'a>(apps: impl Iterator<Item = &'a App>) -> Self {
        let mut counts = [0; 4];
        for app in apps {
            counts[Readiness::ALL.iter().position(|readiness| *readiness == app.readiness).unwrap_or_default()] += 1;
        }
        Self(counts)
    }

    fn some(self) -> impl Iterator<Item = (Readiness, usize)> {
        Readiness::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }

    /// Large numbers, of what there is.
    pub(crate) fn tiles(self) -> Markup {
        html! {
            @for (readiness, count) in Readiness::ALL.into_iter().zip(self.0) {
                @if count > 0 || matches!(readiness, Readiness::Ready | Readiness::Blocked) {
                    div.(readiness.class()).zero[count == 0] { dt { (readiness.shape()) " " (readiness.words()) } dd { (count) } }
                }
            }
        }
    }

    /// One bar, which the words beside it say, too.
    pub(crate) fn bar(self) -> Markup {
        let total: usize = self.0.iter().sum();
        let mut start = 0;
        html! {
            svg.bar viewBox=(format!("0 0 {} 1", total.max(1))) preserveAspectRatio="none" aria-hidden="true" {
                @for (readiness, count) in self.some() {
                    rect.(readiness.class()) x=(start) y="0" width=(count) height="1" {}
                    @let () = start += count;
                }
            }
        }
    }

    /// `3 ready, 1 blocked`
    pub(crate) fn sentence(self) -> String {
        self.some().map(|(readiness, count)| format!("{count} {}", readiness.words().to_lowercase())).collect::<Vec<_>>().join(", ")
    }
}
