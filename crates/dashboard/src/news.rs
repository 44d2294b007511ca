//! What has happened since a day: changes of state, and apps that came or went.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::app::App;
use crate::query::{AppKey, Row};
use crate::standing::state;
use crate::text::{clean, foreign, platform, words};
use crate::time::{date, moment};

/// So many are told.
const SHOWN: usize = 500;

/// A section about these rows, the latest of which come last.
pub(crate) fn news(rows: &[Row<'_>], since: i64, apps: &HashMap<AppKey, &App>, root: &str) -> Markup {
    html! {
        section aria-labelledby="news" {
            h2 #news { "Changes since " (date(since)) " " small { (rows.len()) } }
            @if rows.is_empty() {
                p.empty { "Nothing has changed, as far as the last sync saw." }
            } @else {
                table.cards {
                    caption {
                        "When a sync first saw it; the latest first"
                        @if rows.len() > SHOWN { ", the last " (SHOWN) " of " (rows.len()) }
                    }
                    thead {
                        tr { th scope="col" { "Seen" } th scope="col" { "App" } th scope="col" { "What" } th scope="col" { "From" } th scope="col" { "To" } }
                    }
                    @for row in rows.iter().rev().take(SHOWN) { tbody { (one(*row, apps.get(&row.app_key()).copied(), root)) } }
                }
            }
        }
    }
}

fn one(row: Row<'_>, app: Option<&App>, root: &str) -> Markup {
    let name = row.string("app");
    html! {
        tr {
            th scope="row" { (moment(row.integer("seen_at").unwrap_or_default())) }
            td data-label="App" {
                @if let Some(app) = app {
                    a href=(format!("{root}{}", app.page)) { (foreign(&app.name, app.primary_locale.as_deref())) }
                } @else {
                    (foreign(&name, None))
                }
            }
            td data-label="What" {
                @let what = row.text("resource").unwrap_or_default();
                @if what != "version" { (words(&what.to_uppercase())) " " }
                @if let Some(on) = row.text("platform") { (platform(on)) " " }
                (clean(&row.string("version_string")))
            }
            td data-label="From" { @if let Some(old) = row.text("old") { (told(row, old)) } @else { "–" } }
            td data-label="To" { (told(row, row.text("new").unwrap_or_default())) }
        }
    }
}

/// The states of versions are those that people know by their shapes.
fn told(row: Row<'_>, value: &str) -> Markup {
    if row.text("resource") == Some("version") {
        state(value)
    } else {
        html! { (words(value)) }
    }
}
