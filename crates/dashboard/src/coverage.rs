//! Which screenshots the store shows where: locales beside display types.

use maud::{Markup, html};

use crate::background::Background;
use crate::query::{Row, Rows};
use crate::standing::state;
use crate::text::{clean, platform};

/// The matrices of an app, one for each platform.
pub(crate) fn coverage(rows: &Rows, background: &Background) -> Markup {
    let rows: Vec<Row<'_>> = rows.iter().collect();
    let versions = rows.chunk_by(|one, other| one.text("version_id") == other.text("version_id"));
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="coverage" {
                h2 #coverage { "Screenshots" }
                p.lead {
                    "How many each locale shows for each display type. " b { "↘" } " scaled down from the next larger display type, "
                    b { "·" } " those of the primary locale, " b { "–" } " none, " b { "!" } " Apple would refuse it or has."
                }
                @for version in versions { (matrix(version, background)) }
            }
        }
    }
}

fn matrix(rows: &[Row<'_>], background: &Background) -> Markup {
    let mut types: Vec<((usize, String), &str)> =
        rows.iter().filter_map(|row| row.text("display_type")).map(|name| (background.display_type(name), name)).collect();
    types.sort();
    types.dedup();
    let first = rows[0];
    html! {
        h3 { (platform(&first.string("platform"))) " " (clean(&first.string("version_string"))) " " (state(&first.string("state"))) }
        div.scroll tabindex="0" role="group" aria-label=(format!("Screenshots on {}", platform(&first.string("platform")))) {
            table.matrix {
                thead { tr { th scope="col" { "Locale" } @for ((_, label), _) in &types { th scope="col" { (label) } } } }
                tbody {
                    @for locale in rows.chunk_by(|one, other| one.text("locale") == other.text("locale")) {
                        tr {
                            th scope="row" {
                                (clean(&locale[0].string("locale")))
                                @if locale[0].is_true("is_primary") { " " span.badge.quiet { "primary" } }
                            }
                            @for (_, name) in &types { (cell(locale.iter().find(|row| row.text("display_type") == Some(name)).copied())) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(row: Option<Row<'_>>) -> Markup {
    let Some(row) = row else { return html! { td {} } };
    let own = row.integer("own").unwrap_or_default();
    let [failed, under_way] = ["failed", "under_way"].map(|column| row.integer(column).unwrap_or_default());
    let is_lacking = row.is_true("required") && own == 0;
    let is_wrong = is_lacking || failed > 0 || row.is_true("overfull");
    let source = row.text("source").unwrap_or_default();
    html! {
        td.own[own > 0].wrong[is_wrong] {
            @match row.text("coverage").unwrap_or_default() {
                "own" => (own),
                "scaled" => { span aria-hidden="true" { "↘" } span.spoken { "scaled down" } },
                "inherited" => { span aria-hidden="true" { "·" } span.spoken { "as in " (clean(source)) } },
                _ => { span aria-hidden="true" { "–" } span.spoken { "none" } },
            }
            @if under_way > 0 { span aria-hidden="true" { "…" } span.spoken { ", " (under_way) " being processed" } }
            @if is_wrong {
                span aria-hidden="true" { " !" }
                span.spoken {
                    @if is_lacking { ", required" }
                    @if failed > 0 { ", " (failed) " failed" }
                    @if row.is_true("overfull") { ", too many" }
                }
            }
        }
    }
}
