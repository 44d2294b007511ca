//! Listings: per version and locale, what the store shows, and how much room is left in each text.

use std::sync::LazyLock;

use maud::{Markup, html};
use store::catalog::catalog;

use store::Standing;

use crate::app::App;
use crate::background::Background;
use crate::details::Details;
use crate::page::{Site, page};
use crate::picture::{Gallery, Shape};
use crate::query::Row;
use crate::standing::state;
use crate::text::{address, clean, count, foreign, label, language};
use crate::version::{Version, missing};

/// The texts in the order of a store page. The name is the heading above them, keywords are never shown to people.
const TEXTS: [&str; 4] = ["promotional_text", "description", "whats_new", "keywords"];
const ADDRESSES: [&str; 3] = ["support_url", "marketing_url", "privacy_policy_url"];

/// Limits in characters by field.
static LIMITS: LazyLock<Vec<(&'static str, i64)>> = LazyLock::new(|| {
    let resources = ["app_info_localizations", "version_localizations"].into_iter().filter_map(|name| catalog().resource(name));
    let fields = resources.flat_map(|resource| &resource.fields);
    fields.filter_map(|field| Some((field.name.as_str(), i64::from(field.max?)))).collect()
});

/// The listings of one version.
struct Listings<'a> {
    /// What addresses of its locales begin with.
    number: usize,
    version: &'a Version,
    rows: Vec<Row<'a>>,
}

/// By version. Those of replaced versions are not shown: nobody sees or edits them.
fn listings<'a>(app: &'a App, details: &'a Details) -> Vec<Listings<'a>> {
    let current = app.versions.iter().filter(|version| version.standing() != Standing::Replaced).enumerate();
    current
        .map(|(number, version)| {
            let rows = details.listings.iter().filter(|row| row.text("version_id") == Some(&version.id)).collect();
            Listings { number, version, rows }
        })
        .filter(|listings: &Listings<'_>| !listings.rows.is_empty())
        .collect()
}

/// Where a listing stands on its page.
fn anchor(number: usize, locale: &str) -> String {
    format!("v{number}-{}", language(locale).unwrap_or("other"))
}

/// The section of an app's page that leads to its listings.
pub(crate) fn links(app: &App, details: &Details) -> Markup {
    let listings = listings(app, details);
    let page = format!("../{}", app.listings_page);
    html! {
        section aria-labelledby="listings" {
            h2 #listings { "Listings" }
            @if listings.is_empty() {
                p.empty { "No listing is mirrored yet." }
            } @else {
                p { a href=(page) { "All listings as the store shows them" } }
            }
            @for Listings { number, version, rows } in &listings {
                h3 { (version.title()) " " (state(&version.state)) " " small { (count(rows.len(), "locale", "locales")) } }
                ul.chips {
                    @for row in rows {
                        @let locale = row.string("locale");
                        li {
                            a href=(format!("{page}#{}", anchor(*number, &locale))) { (clean(&locale)) }
                            @if row.is_true("is_primary") { " " span.badge.quiet { "primary" } }
                            @if row.is_true("staged") { " " span.badge { "staged" } }
                            @if is_too_long(*row) { " " span.badge.over { "too long" } }
                        }
                    }
                }
            }
        }
    }
}

/// The page of an app's listings.
pub(crate) struct ListingsPage<'a> {
    /// The app.
    pub(crate) app: &'a App,
    /// What is on it.
    pub(crate) details: &'a Details,
    /// Names of display types.
    pub(crate) background: &'a Background,
    /// Which pictures there are.
    pub(crate) gallery: &'a Gallery,
}

impl ListingsPage<'_> {
    /// Writes the page.
    pub(crate) fn render(&self, site: &Site, now: i64) -> Markup {
        let app = self.app;
        let above = html! {
            nav aria-label="Breadcrumb" {
                p { a href="../index.html" { "Fleet" } " › " a href=(format!("../{}", app.page)) { (foreign(&app.name, app.primary_locale.as_deref())) } }
            }
        };
        let listings = listings(app, self.details);
        let body = html! {
            h1 { "Listings of " (foreign(&app.name, app.primary_locale.as_deref())) }
            p.lead { "What the store shows, or will once everything staged is pushed and released. Each text with the characters that are left in it." }
            @if listings.is_empty() { p.empty { "No listing is mirrored yet." } }
            @for listings in &listings { (self.version(listings, site)) }
        };
        page(site, &format!("Listings of {} · Appfleet", app.name), &above, &body, now)
    }

    fn version(&self, listings: &Listings<'_>, site: &Site) -> Markup {
        let Listings { number, version, rows } = listings;
        let id = format!("v{number}");
        html! {
            section aria-labelledby=(id) {
                h2 id=(id) { (version.title()) " " (state(&version.state)) " " small { (count(rows.len(), "locale", "locales")) } }
                @for row in rows { (self.listing(*number, *row, version, site)) }
            }
        }
    }

    fn listing(&self, number: usize, row: Row<'_>, version: &Version, site: &Site) -> Markup {
        let locale = row.string("locale");
        let language = language(&locale);
        let text = |field: &str| missing(row.text(field).map(|text| html! { (clean(text)) }));
        html! {
            details.listing open[row.is_true("is_primary")] {
                summary {
                    h3 { (clean(&locale)) }
                    span.name lang=[language] dir="auto" { (clean(row.text("name").unwrap_or_default())) }
                    @if row.is_true("is_primary") { span.badge.quiet { "primary" } }
                    @if row.is_true("staged") { span.badge { "staged" } }
                    @if is_too_long(row) { span.badge.over { "too long" } }
                }
                div.store id=(anchor(number, &locale)) {
                    @if let (Site::Live { .. }, Some(pk)) = (site, row.integer("pk")) {
                        p { a href=(format!("../edit/{pk}")) { "Edit these texts" span.spoken { " of " (version.title()) " in " (clean(&locale)) } } }
                    }
                    div.head {
                        (self.gallery.icon(self.app, "../"))
                        dl {
                            div.title { dt { "Name " (room(row, "name")) } dd lang=[language] dir="auto" { (text("name")) } }
                            div.subtitle { dt { "Subtitle " (room(row, "subtitle")) } dd lang=[language] dir="auto" { (text("subtitle")) } }
                        }
                    }
                    (self.screenshots(version, &locale))
                    dl {
                        @for field in TEXTS {
                            div.(field) { dt { (title(field)) " " (room(row, field)) } dd lang=[language] dir="auto" { (text(field)) } }
                        }
                        @for field in ADDRESSES {
                            div.address { dt { (label(field)) } dd dir="ltr" { (missing(row.text(field).map(address))) } }
                        }
                        div.copyright {
                            dt { "Copyright" }
                            dd dir="auto" { (missing(version.copyright.as_deref().map(|text| html! { (clean(text)) }))) }
                        }
                    }
                }
            }
        }
    }

    /// The pictures of a locale, display type by display type.
    fn screenshots(&self, version: &Version, locale: &str) -> Markup {
        let of_version = |row: &Row<'_>| row.text("version_id") == Some(&version.id);
        let rows: Vec<Row<'_>> = self.details.screenshots.iter().filter(of_version).collect();
        let own: Vec<Row<'_>> = rows.iter().filter(|row| row.text("locale") == Some(locale)).copied().collect();
        let mut sets: Vec<&[Row<'_>]> = own.chunk_by(|one, other| one.text("display_type") == other.text("display_type")).collect();
        sets.sort_by_key(|set| self.background.display_type(&set[0].string("display_type")));
        html! {
            @if sets.is_empty() && !rows.is_empty() {
                p.empty { "No screenshots of its own: the store shows those of the primary locale." }
            }
            @for set in sets { (self.set(set)) }
        }
    }

    fn set(&self, set: &[Row<'_>]) -> Markup {
        let (_, label) = self.background.display_type(&set[0].string("display_type"));
        let shown: Vec<(&Row<'_>, String)> =
            set.iter().filter_map(|row| Some((row, self.gallery.address(Shape::Screenshot, row.text("image")?)?))).collect();
        html! {
            h4 { (label) " " small { (count(set.len(), "screenshot", "screenshots")) @if shown.is_empty() { ", not downloaded" } } }
            @if !shown.is_empty() {
                div.scroll tabindex="0" role="group" aria-label=(format!("Screenshots for {label}")) {
                    ol.strip {
                        @for (row, address) in &shown {
                            @let (width, height) = size(**row);
                            li {
                                img src=(format!("../{address}")) width=(width) height=(height) loading="lazy"
                                    alt=(format!("Screenshot {}: {}", row.integer("position").unwrap_or_default() + 1, clean(&row.string("file_name"))));
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Width and height at which a screenshot is shown: as high as the strip.
fn size(row: Row<'_>) -> (i64, i64) {
    const HEIGHT: i64 = 280;
    match (row.integer("width"), row.integer("height")) {
        (Some(width), Some(height)) if width > 0 && height > 0 && width <= height * 4 => (HEIGHT * width / height, HEIGHT),
        _ => (HEIGHT / 2, HEIGHT),
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
    ["name", "subtitle"].iter().chain(&TEXTS).any(|field| left(row, field).is_some_and(|left| left < 0))
}

fn title(field: &str) -> String {
    if field == "whats_new" { "What’s new".into() } else { label(field) }
}
