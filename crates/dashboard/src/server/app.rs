//! The page of one app, live: the report's, with links to the forms of its listings.

use maud::{Markup, html};

use super::Server;
use super::answer::Answer;
use crate::DashboardError;
use crate::app::App;
use crate::app_page::AppPage;
use crate::page::Tab;
use crate::query::{Rows, query};
use crate::standing::state;
use crate::text::clean;

/// The page that a report calls by this name.
pub(super) fn page(server: &Server, name: &str) -> Result<Answer, DashboardError> {
    let fleet = server.database.fleet()?;
    let Some(app) = fleet.app_of_page(name) else { return Ok(Answer::Missing("app")) };
    let site = server.site(Tab::Other, Some(fleet.staged()));
    let page = server.database.read(|reader| {
        let forms = forms(app, &query!("dashboard_app_listings").app(reader, app)?);
        let page = AppPage::read(reader, app, fleet.changes(reader)?.get(&app.key()))?;
        Ok(page.render(&site, &forms, (server.now)()))
    })?;
    Ok(Answer::Page(page))
}

/// Links to the forms, by version.
fn forms(app: &App, listings: &Rows) -> Markup {
    let versions = app.versions.iter().map(|version| {
        let of_version = listings.iter().filter(|row| row.text("version_id") == Some(&version.id)).collect::<Vec<_>>();
        (version, of_version)
    });
    html! {
        p { a href=(app.page.replacen("apps/", "../history/", 1)) { "History: what was sent, and when" } }
        @if !listings.is_empty() {
            section aria-labelledby="edit" {
                h2 #edit { "Edit texts" }
                @for (version, rows) in versions.filter(|(_, rows)| !rows.is_empty()) {
                    h3 { (version.title()) " " (state(&version.state)) }
                    nav.languages aria-label=(format!("Listings of {}", version.title())) {
                        @for row in rows {
                            a href=(format!("../listings/{}", row.integer("pk").unwrap_or_default())) {
                                (clean(&row.string("locale")))
                                @if row.is_true("staged") { span.dot aria-hidden="true" { "•" } span.spoken { " (staged)" } }
                            }
                        }
                    }
                }
            }
        }
    }
}
