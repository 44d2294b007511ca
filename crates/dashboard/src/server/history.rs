//! The history of one app: what was sent for it, by whom and why, and the states it went through.

use maud::{Markup, html};

use super::Server;
use super::answer::Answer;
use super::params::Params;
use super::table::Page;
use super::words::sides;
use store::without_secret;

use crate::DashboardError;
use crate::app::App;
use crate::details;
use crate::history::history;
use crate::page::{Tab, page as paged};
use crate::query::{Row, query};
use crate::text::{clean, foreign, label, language, platform};
use crate::time::moment;
use crate::version::missing;

/// The page beside the one that a report calls by this name.
pub(super) fn page(server: &Server, name: &str, params: &Params) -> Result<Answer, DashboardError> {
    let fleet = server.database.register()?;
    let Some(app) = fleet.app_of_page(name) else { return Ok(Answer::Missing("app")) };
    let (sent, states) =
        server.database.read(|reader| Ok((query!("dashboard_sent").app(reader, app)?, details::of(reader, app)?.history)))?;
    let rows: Vec<Row<'_>> = sent.iter().collect();
    let page = Page::of(params, rows.len());
    let body = html! {
        h1 { (foreign(&app.name, app.primary_locale.as_deref())) " " small { "History" } }
        section aria-labelledby="sent" {
            h2 #sent { "Sent changes " small { (page.sentence()) } }
            @if rows.is_empty() {
                p.empty { "Nothing was pushed for this app from this workspace." }
            } @else {
                (table(page.cut(&rows)))
                (page.links(params, &format!("./{name}")))
            }
        }
        (history(&states))
    };
    let title = format!("History of {} · Appfleet", app.name);
    Ok(Answer::Page(paged(&server.site(Tab::Other, Some(fleet.staged())), &title, &way(app), &body, (server.source.now)())))
}

fn way(app: &App) -> Markup {
    html! { nav aria-label="Breadcrumb" { p { a href="../" { "Fleet" } " › " a href=(format!("../{}", app.page)) { (foreign(&app.name, None)) } } } }
}

fn table(rows: &[Row<'_>]) -> Markup {
    html! {
        table.cards.changes.sent {
            caption { "Field by field, the latest first; “fleet log” has all of it, “fleet undo” takes a changeset back" }
            thead {
                tr {
                    th scope="col" { "Changeset" } th scope="col" { "What" } th scope="col" { "Before" } th scope="col" { "After" } th scope="col" { "Outcome" }
                }
            }
            @for of_changeset in rows.chunk_by(|left, right| left.integer("changeset") == right.integer("changeset")) {
                tbody {
                    @for (index, row) in of_changeset.iter().enumerate() {
                        tr {
                            @if index == 0 { th scope="rowgroup" rowspan=(of_changeset.len()) { (changeset(*row)) } }
                            (cells(*row))
                        }
                    }
                }
            }
        }
    }
}

fn changeset(row: Row<'_>) -> Markup {
    html! {
        (row.integer("changeset").unwrap_or_default())
        @if let Some(title) = row.text("title") { " " (foreign(title, None)) }
        small {
            br;
            @if let Some(at) = row.integer("at") { (moment(at)) }
            @if let Some(author) = row.text("author") { br; (clean(author)) }
        }
    }
}

fn cells(row: Row<'_>) -> Markup {
    let field = row.string("field");
    let (base, value) = (without_secret(&field, row.value("base").clone()), without_secret(&field, row.value("value").clone()));
    let (before, after) = sides(&base, &value, row.text("locale").and_then(language));
    html! {
        td data-label="What" {
            @match (row.text("method"), field.as_str()) {
                (Some("DELETE"), _) => { "Deleted " (label(&row.string("resource")).to_lowercase()) },
                (_, "") => { "New " (label(&row.string("resource")).to_lowercase()) },
                (_, "whats_new") => "What’s new",
                (_, field) => (label(field)),
            }
            small {
                @if let Some(on) = row.text("platform") { br; (platform(on)) " " (clean(&row.string("version_string"))) }
                @if let Some(locale) = row.text("locale") { br; (clean(locale)) }
            }
        }
        td data-label="Before" { (missing(before)) }
        td data-label="After" { (missing(after)) }
        td data-label="Outcome" {
            @match row.text("status") {
                Some("done") => "Done",
                Some("conflict") => span.badge.over { "conflict" },
                Some("failed") => span.badge.over { "refused" },
                Some("sent") => "No answer yet",
                _ => "Not sent yet",
            }
            @if let Some(note) = row.text("note") { br; small { (foreign(note, None)) } }
        }
    }
}
