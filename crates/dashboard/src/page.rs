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

/// SHA-256 of the style, in the words of a policy.
static DIGEST: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE)));

/// Where a page is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Site {
    /// From a folder on somebody's disk.
    Folder,
    /// From a server on this machine, which stages changes when asked to.
    #[cfg_attr(not(test), expect(dead_code, reason = "only a server makes it"))]
    Live {
        /// What a form has to bring along so that it is known to be ours.
        token: String,
    },
}

impl Site {
    /// Nothing may be run, and nothing loaded but pictures of the same folder; of styles, only the one written here, of
    /// which browsers check the SHA-256. Some browsers take no file for one of the same origin, hence `file:`.
    fn policy(&self) -> String {
        let (images, forms) = match self {
            Self::Folder => ("'self' file:", "'none'"),
            Self::Live { .. } => ("'self'", "'self'"),
        };
        format!("default-src 'none'; img-src {images}; style-src 'sha256-{}'; base-uri 'none'; form-action {forms}", *DIGEST)
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
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (clean(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to content" }
                header { (above) }
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
        assert!(!STYLE.contains('<'));
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }

    #[test]
    fn only_a_live_page_may_send_something() {
        let of = |site: &Site| page(site, "x", &html! {}, &html! {}, 0).into_string();
        let (folder, live) = (of(&Site::Folder), of(&Site::Live { token: "secret".into() }));
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
