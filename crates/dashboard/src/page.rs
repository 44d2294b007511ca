//! The frame of every page: head, style, policy, header and footer.
//!
//! Absent on purpose: scripts, fonts, images and anything else that would have to be fetched.

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

/// Nothing may be loaded or run; of styles, only the one written here. Browsers check its SHA-256.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// Puts `body` into a page. `above` is shown over the heading, such as the way back.
pub(crate) fn page(title: &str, above: &Markup, body: &Markup, now: i64) -> Markup {
    let footer = html! {
        p {
            "Written by Appfleet on " (moment(now)) ". Ages are counted from then. "
            "Staged changes are shown as if they had been pushed."
        }
    };
    framed(title, above, body, &footer)
}

/// The same with a footer of its own.
pub(crate) fn framed(title: &str, above: &Markup, body: &Markup, footer: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(GENERATOR))
                meta http-equiv="Content-Security-Policy" content=(*POLICY);
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
    fn the_mark_stands_where_it_is_looked_for() {
        let html = page(&"long ".repeat(1000), &html! {}, &html! {}, 0).into_string();
        assert!(html.find(GENERATOR).unwrap() + GENERATOR.len() < 512);
    }
}
