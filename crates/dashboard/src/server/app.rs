//! The pages of one app, live: the report's, with links to the forms of its listings and to what was sent.

use maud::{Markup, html};
use store::Reader;

use super::Server;
use super::answer::Answer;
use super::filter;
use super::params::Params;
use crate::DashboardError;
use crate::app::App;
use crate::app_page::AppPage;
use crate::details;
use crate::listing::ListingsPage;
use crate::page::Tab;
use crate::picture::Gallery;
use crate::query::{Query, Rows, query};
use crate::standing::state;
use crate::text::clean;

/// The page of an app.
pub(super) fn page(server: &Server, name: &str) -> Result<Answer, DashboardError> {
    let register = server.database.register()?;
    let Some(app) = register.app_of_page(name) else { return Ok(Answer::Missing("app")) };
    let site = server.site(Tab::Other, Some(register.staged()));
    let page = server.database.read(|reader| {
        let actions = actions(app, &query!("dashboard_app_listings").app(reader, app)?);
        let (details, coverage) = (details::of(reader, app)?, coverage(reader, app)?);
        let findings = query!("dashboard_app_findings").app(reader, app)?;
        let page = AppPage {
            app,
            details: &details,
            changes: register.changes(reader)?.get(&app.key()),
            findings: Some(&findings),
            coverage: Some(&coverage).filter(|coverage| !coverage.is_empty()),
            background: &server.source.background,
            gallery: &Gallery::default(),
        };
        Ok(page.render(&site, &actions, (server.source.now)()))
    })?;
    Ok(Answer::Page(page))
}

/// The page of an app's listings.
pub(super) fn listings(server: &Server, name: &str) -> Result<Answer, DashboardError> {
    let register = server.database.register()?;
    let Some(app) = register.app_of_page(name) else { return Ok(Answer::Missing("app")) };
    let details = server.database.read(|reader| details::of(reader, app))?;
    let page = ListingsPage { app, details: &details, background: &server.source.background, gallery: &Gallery::default() };
    Ok(Answer::Page(page.render(&server.site(Tab::Other, Some(register.staged())), (server.source.now)())))
}

/// What a report tells on the page of a client is the overview of that client's apps.
pub(super) fn client(server: &Server, name: &str) -> Result<Answer, DashboardError> {
    let register = server.database.register()?;
    let Some(client) = register.client_of_page(&format!("clients/{name}")) else { return Ok(Answer::Missing("client")) };
    let asked = Params::default().with("client", Some(client));
    Ok(Answer::See(asked.with("where", filter::condition(&asked).as_deref()).address("../")))
}

/// Which screenshots the store shows where. The view costs as much for one app as for all, because it ranks and carries
/// over; so its own text is run with the app named wherever it begins to read.
fn coverage(reader: &Reader, app: &App) -> Result<Rows, DashboardError> {
    Query { name: "screenshot_coverage", sql: &coverage_sql() }.app(reader, app)
}

fn coverage_sql() -> String {
    let view = include_str!("../../../../sql/views/screenshot_coverage.sql");
    let (_, body) = view.split_once("CREATE VIEW screenshot_coverage AS").unwrap_or_default();
    LEAVES.iter().fold(body.replace(';', ""), |sql, (leaf, narrowed)| sql.replace(leaf, narrowed)) + ORDER
}

/// The order in which a report reads it.
const ORDER: &str = "ORDER BY v.platform, c.is_primary DESC, c.locale";

/// Where the view begins to read, and the same for one app.
const LEAVES: [(&str, &str); 3] = [
    ("FROM versions AS v\n  JOIN apps", "FROM (SELECT * FROM versions WHERE account = ?1 AND app_id = ?2) AS v\n  JOIN apps"),
    ("JOIN screenshot_sets AS s", "JOIN (SELECT * FROM screenshot_sets WHERE account = ?1 AND app_id = ?2) AS s"),
    ("FROM screenshots GROUP BY", "FROM screenshots WHERE account = ?1 AND app_id = ?2 GROUP BY"),
];

/// What can be done about the app: links to its history, and to the forms of its listings by version.
fn actions(app: &App, listings: &Rows) -> Markup {
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
                    nav.languages aria-label=(format!("Forms of {}", version.title())) {
                        @for row in rows {
                            a href=(format!("../edit/{}", row.integer("pk").unwrap_or_default())) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_s_own_text_tells_the_same_of_one_app() {
        let sql = coverage_sql();
        assert!(LEAVES.iter().all(|(_, narrowed)| sql.contains(narrowed)), "{sql}");
        let folder = tempfile::tempdir().unwrap();
        let store = crate::sample::fleet(&folder.path().join("fleet.db"));
        let reader = store.reader().unwrap();
        for app in &crate::app::read(&reader).unwrap() {
            let narrowed = coverage(&reader, app).unwrap();
            let all = "SELECT count(*) AS rows FROM screenshot_coverage WHERE account = ?1 AND app_id = ?2";
            let whole = Query { name: "all", sql: all }.app(&reader, app).unwrap();
            assert_eq!(whole.iter().next().unwrap().integer("rows"), i64::try_from(narrowed.len()).ok());
        }
    }
}
