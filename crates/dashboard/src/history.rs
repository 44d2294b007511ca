//! The states an app went through, as far as syncs saw them. Builds are absent: their processing is not the app's story.

use maud::{Markup, html};

use crate::query::{Row, Rows};
use crate::standing::state;
use crate::text::{clean, platform};
use crate::time::moment;

/// The past states of an app, latest first.
pub(crate) fn history(rows: &Rows) -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 #history { "State history" }
            @if rows.is_empty() {
                p.empty { "No state was seen yet." }
            } @else {
                table.cards {
                    caption { "When a sync first saw each state; latest first" }
                    thead { tr { th scope="col" { "Seen" } th scope="col" { "What" } th scope="col" { "From" } th scope="col" { "To" } } }
                    @for row in rows.iter() { tbody { (change(row)) } }
                }
            }
        }
    }
}

fn change(row: Row<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (moment(row.integer("seen_at").unwrap_or_default())) }
            td data-label="What" {
                @if let Some(on) = row.text("platform") {
                    (platform(on)) " " (clean(&row.string("version_string")))
                } @else {
                    "App information"
                }
            }
            td data-label="From" { @if let Some(old) = row.text("old") { (state(old)) } @else { "first seen" } }
            td data-label="To" { (state(&row.string("new"))) }
        }
    }
}
