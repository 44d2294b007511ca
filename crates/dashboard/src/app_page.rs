//! The page of one app: what it is, its versions, what is staged, its listings, its app infos and its past states.

use maud::{Markup, html};
use store::Reader;

use crate::DashboardError;
use crate::app::App;
use crate::app_info::{self, app_infos};
use crate::change::changes;
use crate::history::history;
use crate::listing::listings;
use crate::page::{Site, page};
use crate::query::{Rows, query};
use crate::text::{address, clean, foreign};
use crate::time::age;
use crate::version::{missing, versions};

/// What an app's page shows.
#[derive(Debug)]
pub(crate) struct AppPage<'a> {
    app: &'a App,
    listings: Rows,
    app_infos: Rows,
    age_ratings: Rows,
    changes: Option<&'a Rows>,
    history: Rows,
}

impl<'a> AppPage<'a> {
    /// Reads what is about this app. What is staged for it is passed in, because a search for one app's changes walks
    /// through the whole fleet's.
    pub(crate) fn read(reader: &Reader, app: &'a App, changes: Option<&'a Rows>) -> Result<Self, DashboardError> {
        Ok(Self {
            app,
            listings: query!("report_listings").app(reader, app)?,
            app_infos: query!("report_app_infos").app(reader, app)?,
            age_ratings: query!("report_age_ratings").app(reader, app)?,
            changes,
            history: query!("report_history").app(reader, app)?,
        })
    }

    /// Writes the page. What a live page lets people do stands after the versions; a folder has nothing there.
    pub(crate) fn render(&self, site: &Site, actions: &Markup, now: i64) -> Markup {
        let app = self.app;
        let way_back = html! { nav aria-label="Breadcrumb" { p { a href="../index.html" { "Fleet" } } } };
        let body = html! {
            h1 { (foreign(&app.name, app.primary_locale.as_deref())) }
            (self.facts(now))
            (versions(&app.versions))
            (actions)
            @if let Some(staged) = self.changes { (changes(staged)) }
            (listings(app, &self.listings))
            (app_infos(&app_info::pair(&self.app_infos, &self.age_ratings)))
            (history(&self.history))
        };
        page(site, &format!("{} · Appfleet", app.name), &way_back, &body, now)
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
