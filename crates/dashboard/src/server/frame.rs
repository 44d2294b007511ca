//! The frame of every page of the server: where one is, what is staged, and the style.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::text::clean;

/// The report's style, and what only a server has: forms, filters, tabs.
const STYLE: &str = concat!(include_str!("../style.css"), include_str!("live.css"));

/// Nothing is run, nothing is loaded but images of this server, forms go nowhere else. Of styles only ours count.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// A part of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// The overview.
    Fleet,
    /// What is staged.
    Staged,
    /// Anything below the overview.
    Other,
}

/// What surrounds the body of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// Title of the window.
    pub(super) title: &'a str,
    /// Where the page belongs.
    pub(super) tab: Tab,
    /// The way from the page to the overview: empty, or `../`.
    pub(super) root: &'a str,
    /// Fields staged; `None` where that is not known.
    pub(super) staged: Option<i64>,
}

impl Frame<'_> {
    /// Puts a body into it.
    pub(super) fn around(&self, body: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (clean(self.title)) " · Appfleet" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#main" { "Skip to content" }
                    header.top { (self.tabs()) }
                    main #main tabindex="-1" { (body) }
                }
            }
        }
    }

    fn tabs(&self) -> Markup {
        let is = |tab: Tab| (self.tab == tab).then_some("page");
        html! {
            nav.tabs aria-label="Dashboard" {
                a href=(format!("{}./", self.root)) aria-current=[is(Tab::Fleet)] { "Fleet" }
                a href=(format!("{}staged.html", self.root)) aria-current=[is(Tab::Staged)] {
                    "Staged changes"
                    @if let Some(staged) = self.staged.filter(|staged| *staged > 0) { " " span.badge { (staged) } }
                }
            }
        }
    }
}

/// The policy as a header.
pub(super) fn policy() -> HeaderValue {
    // Base64 and punctuation are fit for a header.
    HeaderValue::from_str(&POLICY).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_cannot_end_its_element_or_ask_for_anything() {
        assert!(!STYLE.contains('<') && !STYLE.contains("url(") && !STYLE.contains("@import"));
        assert!(policy().to_str().unwrap().contains("style-src 'sha256-"));
    }
}
