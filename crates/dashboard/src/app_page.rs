//! The page of one app: what it is, whether it could be submitted, its versions, what is staged, what it shows, its past.

use maud::{Markup, html};

use crate::app::App;
use crate::app_info::{self, app_infos};
use crate::background::Background;
use crate::change::changes;
use crate::coverage::coverage;
use crate::details::Details;
use crate::finding;
use crate::history::history;
use crate::listing;
use crate::page::{Site, page};
use crate::picture::Gallery;
use crate::query::Rows;
use crate::readiness::readiness;
use crate::text::{address, clean, foreign};
use crate::time::age;
use crate::version::{missing, versions};

/// What an app's page shows. What is `None` was not read or is not there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AppPage<'a> {
    /// The app.
    pub(crate) app: &'a App,
    /// What is read for many apps at once.
    pub(crate) details: &'a Details,
    /// What is staged.
    pub(crate) changes: Option<&'a Rows>,
    /// What the checks found.
    pub(crate) findings: Option<&'a Rows>,
    /// Which screenshots it shows where.
    pub(crate) coverage: Option<&'a Rows>,
    /// What the database does not know.
    pub(crate) background: &'a Background,
    /// Which pictures there are.
    pub(crate) gallery: &'a Gallery,
}

impl AppPage<'_> {
    /// Writes the page. What a live page lets people do stands after the versions; a folder has nothing there.
    pub(crate) fn render(&self, site: &Site, actions: &Markup, now: i64) -> Markup {
        let Self { app, details, background, .. } = *self;
        let above = html! {
            nav aria-label="Breadcrumb" {
                p {
                    a href="../index.html" { "Fleet" }
                    @if let (Some(client), Some(page)) = (&app.client, &app.client_page) {
                        " › " a href=(format!("../{page}")) { (foreign(client, None)) }
                    }
                }
            }
        };
        let body = html! {
            div.masthead {
                (self.gallery.icon(app, "../"))
                div {
                    h1 { (foreign(&app.name, app.primary_locale.as_deref())) }
                    p { (readiness(app)) }
                }
            }
            (self.facts(now))
            (versions(&app.versions))
            (actions)
            @if let Some(staged) = self.changes { (changes(staged)) }
            @if let Some(findings) = self.findings { (finding::of_app(findings.iter(), app, background)) }
            (listing::links(app, details))
            @if let Some(rows) = self.coverage { (coverage(rows, background)) }
            (app_infos(&app_info::pair(&details.app_infos, &details.age_ratings)))
            (history(&details.history))
        };
        page(site, &format!("{} · Appfleet", app.name), &above, &body, now)
    }

    fn facts(&self, now: i64) -> Markup {
        let app = self.app;
        let text = |text: &str| missing((!text.is_empty()).then(|| foreign(text, None)));
        html! {
            dl.facts {
                div { dt { "Client" } dd { (text(app.client.as_deref().unwrap_or_default())) } }
                div { dt { "Account" } dd { (text(&app.account)) } }
                div { dt { "Bundle ID" } dd { (text(&app.bundle_id)) } }
                div { dt { "Apple ID" } dd { (clean(&app.id)) } }
                div { dt { "SKU" } dd { (text(&app.sku)) } }
                div { dt { "Primary locale" } dd { (text(app.primary_locale.as_deref().unwrap_or_default())) } }
                div { dt { "States fetched" } dd { (age(app.states_at, now)) } }
                div { dt { "Texts fetched" } dd { (age(app.texts_at, now)) } }
                @if let Some(url) = app.address() { div.wide { dt { "App Store Connect" } dd { (address(&url)) } } }
            }
        }
    }
}
