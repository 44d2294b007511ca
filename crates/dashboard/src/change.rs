//! What is staged for an app, before and after.

use maud::{Markup, html};
use store::Value;

use crate::query::{Row, Rows};
use crate::text::{clean, label, language, platform};
use crate::version::missing;

/// The staged changes of an app.
pub(crate) fn changes(rows: &Rows) -> Markup {
    html! {
        section aria-labelledby="changes" {
            h2 #changes { "Staged changes " small { (rows.len()) } }
            table.cards.changes {
                caption { "Not sent yet; “fleet push” sends them" }
                thead {
                    tr { th scope="col" { "Field" } th scope="col" { "Where" } th scope="col" { "At Apple when staged" } th scope="col" { "Will be" } }
                }
                @for row in rows.iter() { tbody { (change(row)) } }
            }
        }
    }
}

fn change(row: Row<'_>) -> Markup {
    let field = row.string("field");
    html! {
        tr {
            th scope="row" {
                @match field.as_str() {
                    "+" => "Create",
                    "-" => "Delete",
                    field => (label(field)),
                }
                @if row.is_true("conflict") { " " span.badge.over { "conflict" } }
            }
            td data-label="Where" { (place(row)) }
            @if field == "+" || field == "-" {
                td data-label="At Apple when staged" { (missing(None)) }
                td data-label="Will be" { @if field == "+" { "created" } @else { "deleted" } }
            } @else {
                td data-label="At Apple when staged" { (value(row, "base")) }
                td data-label="Will be" { (value(row, "value")) }
            }
        }
    }
}

/// Which of the app's resources a change is about.
fn place(row: Row<'_>) -> Markup {
    html! {
        (label(&row.string("resource")))
        @if let Some(on) = row.text("platform") { ", " (platform(on)) " " (clean(&row.string("version_string"))) }
        @if let Some(locale) = row.text("locale") { ", " (clean(locale)) }
    }
}

fn value(row: Row<'_>, column: &str) -> Markup {
    let value = row.value(column);
    let language = row.text("locale").and_then(language);
    let is_empty = *value == Value::Null || value.as_text() == Some("");
    missing((!is_empty).then(|| html! { div.value lang=[language] dir="auto" { (clean(&value.to_string())) } }))
}
