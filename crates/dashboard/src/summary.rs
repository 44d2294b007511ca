//! Counts over apps: of the fleet, of an account, of a client.

use maud::{Markup, html};

use store::Standing;

use crate::app::App;
use crate::readiness::Counts;
use crate::standing::Drawn as _;
use crate::text::foreign;
use crate::time::age;

/// What there is among some apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Apps.
    pub(crate) apps: usize,
    /// Versions by standing, in the order of [`Standing::COUNTED`].
    versions: [usize; Standing::COUNTED.len()],
    /// Fields staged.
    staged: i64,
    /// When the oldest of the texts was fetched (Unix seconds); `None` if some never were.
    texts_at: Option<i64>,
}

impl Summary {
    /// Counts.
    pub(crate) fn of<'a>(apps: impl Iterator<Item = &'a App> + Clone) -> Self {
        let count = |standing| apps.clone().flat_map(|app| &app.versions).filter(|version| version.standing() == standing).count();
        Self {
            apps: apps.clone().count(),
            versions: Standing::COUNTED.map(count),
            staged: apps.clone().map(|app| app.staged).sum(),
            // `None` sorts before any moment.
            texts_at: apps.map(|app| app.texts_at).min().flatten(),
        }
    }

    /// The large numbers on top of the overview, and bars of how they are distributed.
    pub(crate) fn tiles(&self, counts: Counts) -> Markup {
        html! {
            dl.tiles {
                div { dt { "Apps" } dd { (self.apps) } }
                (counts.tiles())
            }
            @if self.apps > 0 { (counts.bar()) }
            dl.tiles.versions {
                @for (standing, count) in Standing::COUNTED.iter().zip(self.versions) {
                    div.(standing.class()).zero[count == 0] { dt { (standing.shape()) " " (standing.title()) } dd { (count) } }
                }
                div.zero[self.staged == 0] { dt { "Staged changes" } dd { (self.staged) } }
            }
            (self.bar())
        }
    }

    fn bar(&self) -> Markup {
        let total: usize = self.versions.iter().sum();
        let mut start = 0;
        html! {
            @if total > 0 {
                // The numbers above say the same, so a screen reader need not hear it again.
                svg.bar viewBox=(format!("0 0 {total} 1")) preserveAspectRatio="none" aria-hidden="true" {
                    @for (standing, count) in Standing::COUNTED.iter().zip(self.versions).filter(|(_, count)| *count > 0) {
                        rect.(standing.class()) x=(start) y="0" width=(count) height="1" {}
                        @let () = start += count;
                    }
                }
            }
        }
    }
}

/// Apps that have something in common.
#[derive(Debug)]
pub(crate) struct Group {
    name: String,
    page: Option<String>,
    summary: Summary,
    counts: Counts,
}

impl Group {
    /// Counts them. `page` is the one about them, if there is one.
    pub(crate) fn new<'a>(name: &str, page: Option<String>, apps: impl Iterator<Item = &'a App> + Clone) -> Self {
        Self { name: name.to_owned(), page, summary: Summary::of(apps.clone()), counts: Counts::of(apps) }
    }
}

/// A table of summaries, one row per group. `of` is the heading of the first column.
pub(crate) fn summaries(id: &str, title: &str, of: &str, groups: &[Group], now: i64) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 #(id) { (title) }
            table.cards.numbers.groups {
                caption { "Readiness, versions by state, staged changes, and the age of the oldest texts" }
                thead {
                    tr {
                        th scope="col" { (of) }
                        th.readiness scope="col" { "Readiness" }
                        th scope="col" { "Apps" }
                        @for standing in Standing::COUNTED { th scope="col" { (standing.title()) } }
                        th scope="col" { "Staged" }
                        th scope="col" { "Texts fetched" }
                    }
                }
                @for group in groups { tbody { (row(group, now)) } }
            }
        }
    }
}

fn row(group: &Group, now: i64) -> Markup {
    let Group { name, page, summary, counts } = group;
    html! {
        tr {
            th scope="row" { @if let Some(page) = page { a href=(page) { (foreign(name, None)) } } @else { (foreign(name, None)) } }
            td.readiness data-label="Readiness" { @if summary.apps > 0 { (counts.bar()) small { (counts.sentence()) } } @else { "no apps" } }
            td.zero[summary.apps == 0] data-label="Apps" { (summary.apps) }
            @for (standing, count) in Standing::COUNTED.iter().zip(summary.versions) {
                td.zero[count == 0] data-label=(standing.title()) { (count) }
            }
            td.zero[summary.staged == 0] data-label="Staged" { (summary.staged) }
            td data-label="Texts fetched" { @if summary.apps == 0 { "no apps" } @else { (age(summary.texts_at, now)) } }
        }
    }
}
