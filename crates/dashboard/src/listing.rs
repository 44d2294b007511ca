//! Listings: per version and locale, the texts as the store shows them, and how much room is left in each.

use std::sync::LazyLock;

use maud::{Markup, html};
use store::catalog::catalog;

use crate::app::App;
use crate::query::{Row, Rows};
use crate::standing::{Standing, state};
use crate::text::{address, clean, label, language};
use crate::version::{Version, missing};

/// The texts in the order of a store page. The name is the heading above them, keywords are never shown to people.
const TEXTS: [&str; 5] = ["subtitle", "promotional_text", "whats_new", "description", "keywords"];
const ADDRESSES: [&str; 3] = ["support_url", "marketing_url", "privacy_policy_url"];

/// Limits in characters by field.
static LIMITS: LazyLock<Vec<(&'static str, i64)>> = LazyLock::new(|| {
    let resources = ["app_info_localizations", "version_localizations"].into_iter().filter_map(|name| catalog().resource(name));
    let fields = resources.flat_map(|resource| &resource.fields);
    fields.filter_map(|field| Some((field.name.as_str(), i64::from(field.max?)))).collect()
});

/// The listings of an app's versions. Those of replaced versions are not shown: nobody sees or edits them.
pub(crate) fn listings(app: &App, rows: &Rows) -> Markup {
    html! {
        section aria-labelledby="listings" {
            h2 #listings { "Listings" }
            @if rows.is_empty() { p.empty { "No listing is mirrored yet." } }
            @for version in app.versions.iter().filter(|version| version.standing() != Standing::Replaced) {
                @let rows: Vec<Row<'_>> = rows.iter().filter(|row| row.text("version_id") == Some(&version.id)).collect();
                @if !rows.is_empty() { (version_listings(version, &rows)) }
            }
        }
    }
}

fn version_listings(version: &Version, rows: &[Row<'_>]) -> Markup {
    html! {
        section {
            h3 {
                (version.title()) " " (state(&version.state)) " "
                small { (rows.len()) @if rows.len() == 1 { " locale" } @else { " locales" } }
            }
            @for row in rows { (listing(*row, version.copyright.as_deref())) }
        }
    }
}

fn listing(row: Row<'_>, copyright: Option<&str>) -> Markup {
    let locale = row.string("locale");
    let language = language(&locale);
    html! {
        details.listing open[row.is_true("is_primary")] {
            summary {
                h4 { (clean(&locale)) }
                span.name lang=[language] dir="auto" { (clean(row.text("name").unwrap_or_default())) }
                @if row.is_true("is_primary") { span.badge.quiet { "primary" } }
                @if row.is_true("staged") { span.badge { "staged" } }
                @if is_too_long(row) { span.badge.over { "too long" } }
            }
            dl {
                div.title {
                    dt { "Name " (room(row, "name")) }
                    dd lang=[language] dir="auto" { (missing(row.text("name").map(|name| html! { (clean(name)) }))) }
                }
                @for field in TEXTS {
                    div.(field) {
                        dt { (title(field)) " " (room(row, field)) }
                        dd lang=[language] dir="auto" { (missing(row.text(field).map(|text| html! { (clean(text)) }))) }
                    }
                }
                @for field in ADDRESSES {
                    div.address { dt { (label(field)) } dd dir="ltr" { (missing(row.text(field).map(address))) } }
                }
                div.copyright { dt { "Copyright" } dd dir="auto" { (missing(copyright.map(|text| html! { (clean(text)) }))) } }
            }
        }
    }
}

/// How many characters are left of a text's limit, or by how many it is over.
fn room(row: Row<'_>, field: &str) -> Markup {
    html! {
        @if let Some(left) = left(row, field) {
            @if left < 0 { span.room.over { (-left) " too many" } } @else { span.room { (left) " left" } }
        }
    }
}

fn left(row: Row<'_>, field: &str) -> Option<i64> {
    let (_, limit) = LIMITS.iter().find(|(name, _)| *name == field)?;
    Some(limit - row.integer(&format!("{field}_len")).unwrap_or_default())
}

fn is_too_long(row: Row<'_>) -> bool {
    ["name"].iter().chain(&TEXTS).any(|field| left(row, field).is_some_and(|left| left < 0))
}

fn title(field: &str) -> String {
    if field == "whats_new" { "What’s new".into() } else { label(field) }
}
