//! The frame of every page: head, style, policy, header and footer.
//!
//! Absent on purpose: scripts, fonts and anything else that would have to be fetched from elsewhere.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::text::clean;
use crate::time::moment;

/// The mark by which a later report knows its own pages.
pub(crate) const GENERATOR: &str = r#"<meta name="generator" content="Appfleet report">"#;

const STYLE: &str = include_str!("style.css");

/// The same and what only a server has: forms, filters, tabs.
const LIVE_STYLE: &str = concat!(include_str!("style.css"), include_str!("server/live.css"));

/// SHA-256 of the styles, in the words of a policy.
static DIGESTS: LazyLock<[String; 2]> = LazyLock::new(|| [STYLE, LIVE_STYLE].map(|style| STANDARD.encode(Sha256::digest(style))));

/// Where a page is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Site {
    /// From a folder on somebody's disk.
    Folder,
    /// From a server on this machine, which stages changes when asked to.
    Live {
        /// What a form has to bring along so that it is known to be ours.
        token: String,
        /// Fields staged; `None` where that is not known.
        staged: Option<i64>,
        /// Where the page belongs.
        tab: Tab,
    },
}

/// A part of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The overview.
    Fleet,
    /// What the checks found.
    Findings,
    /// What is staged.
    Staged,
    /// Anything below them.
    Other,
}

impl Site {
    /// Nothing may be run, and nothing loaded but pictures of the same folder; of styles, only the one written here, of
    /// which browsers check the SHA-256. Some browsers take no file for one of the same origin, hence `file:`.
    pub(crate) fn policy(&self) -> String {
        let (images, forms, digest) = match self {
            Self::Folder => ("'self' file:", "'none'", &DIGESTS[0]),
            Self::Live { .. } => ("'self'", "'self'", &DIGESTS[1]),
        };
        format!("default-src 'none'; img-src {images}; style-src 'sha256-{digest}'; base-uri 'none'; form-action {forms}")
    }

    fn style(&self) -> &'static str {
        match self {
            Self::Folder => STYLE,
            Self::Live { .. } => LIVE_STYLE,
        }
    }

    /// Links to the parts of the dashboard.
    fn tabs(&self) -> Markup {
        html! {
            @if let Self::Live { staged, tab, .. } = self {
                nav.tabs aria-label="Dashboard" {
                    a href="/" aria-current=[(*tab == Tab::Fleet).then_some("page")] { "Fleet" }
                    a href="/findings.html" aria-current=[(*tab == Tab::Findings).then_some("page")] { "Readiness" }
                    a href="/staged.html" aria-current=[(*tab == Tab::Staged).then_some("page")] {
                        "Staged changes"
                        @if let Some(staged) = staged.filter(|staged| *staged > 0) { " " span.badge { (staged) } }
                    }
                }
            }
        }
    }

    fn footer(&self, now: i64) -> Markup {
        html! {
            p {
                @match self {
                    Self::Folder => { "Written by Appfleet on " (moment(now)) ". Ages are counted from then. " },
                    Self::Live { .. } => { "Shown by Appfleet on " (moment(now)) ". “fleet push” sends what is staged. " },
                }
                "Staged changes are shown as if they had been pushed."
            }
        }
    }
}

/// Puts `body` into a page. `above` is shown over the heading, such as the way back.
pub(crate) fn page(site: &Site, title: &str, above: &Markup, body: &Markup, now: i64) -> Markup {
    framed(site, title, above, body, &site.footer(now))
}

/// The same with a footer of its own.
pub(crate) fn framed(site: &Site, title: &str, above: &Markup, body: &Markup, footer: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(GENERATOR))
                meta http-equiv="Content-Security-Policy" content=(site.policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                // The server says so in a header of its own: it has to know where its forms come from.
                @if *site == Site::Folder { meta name="referrer" content="no-referrer"; }
                meta name="color-scheme" content="light dark";
                title { (clean(title)) }
                style { (PreEscaped(site.style())) }
            }
            body {
                a.skip href="#main" { "Skip to content" }
                header { (site.tabs()) (above) }
                main #main tabindex="-1" { (body) }
                footer { (footer) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_cannot_end_its_element_or_ask_for_anything() {
        assert!(!LIVE_STYLE.contains('<'));
        assert!(!LIVE_STYLE.contains("url(") && !LIVE_STYLE.contains("@import"));
    }

    #[test]
    fn only_a_live_page_may_send_something() {
        let of = |site: &Site| page(site, "x", &html! {}, &html! {}, 0).into_string();
        let (folder, live) = (of(&Site::Folder), of(&Site::Live { token: "secret".into(), staged: Some(3), tab: Tab::Fleet }));
        assert!(folder.contains("form-action 'none'") && folder.contains("Written by Appfleet on"));
        assert!(live.contains("form-action 'self'") && live.contains("“fleet push” sends"));
        assert!(!live.contains("secret"), "the token is for forms alone");
    }

    #[test]
    fn the_mark_stands_where_it_is_looked_for() {
        let html = page(&Site::Folder, &"long ".repeat(1000), &html! {}, &html! {}, 0).into_string();
        assert!(html.find(GENERATOR).unwrap() + GENERATOR.len() < 512);
    }
}
