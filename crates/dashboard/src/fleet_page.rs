//! The overview: counts, accounts, clients, and every app with what is live and what comes next.

use std::collections::BTreeSet;

use maud::{Markup, html};
use store::Reader;

use crate::DashboardError;
use crate::app::App;
use crate::page::{Site, page};
use crate::query::{Rows, query};
use crate::standing::state;
use crate::summary::{Summary, summaries};
use crate::text::{clean, foreign, label, platform};
use crate::time::age;
use crate::version::{Version, missing};

/// What the overview shows.
#[derive(Debug)]
pub(crate) struct FleetPage<'a> {
    apps: &'a [App],
    accounts: Vec<String>,
    failures: Rows,
}

impl<'a> FleetPage<'a> {
    /// Reads what is not known from the apps.
    pub(crate) fn read(reader: &Reader, apps: &'a [App]) -> Result<Self, DashboardError> {
        let accounts = query!("report_accounts").fleet(reader)?.iter().map(|row| row.string("name")).collect();
        Ok(Self { apps, accounts, failures: query!("report_failures").fleet(reader)? })
    }

    /// Writes the page.
    pub(crate) fn render(&self, site: &Site, now: i64) -> Markup {
        let body = html! {
            h1 { "Fleet" }
            p.lead { (self.sentence(now)) }
            (Summary::of(self.apps.iter()).tiles())
            (self.failures(now))
            @let clients = self.clients();
            @if !clients.is_empty() { (summaries("clients", "Clients", "Client", &clients, now)) }
            @let accounts = self.accounts();
            @if !accounts.is_empty() { (summaries("accounts", "Accounts", "Account", &accounts, now)) }
            (self.apps(now))
        };
        page(site, "Fleet · Appfleet", &html! { p { "Appfleet" } }, &body, now)
    }

    fn sentence(&self, now: i64) -> Markup {
        html! {
            @if self.accounts.is_empty() {
                "There is no account yet. Name one in fleet.toml and run “fleet sync”."
            } @else if self.apps.is_empty() {
                "No app is mirrored yet. Run “fleet sync” to fetch the fleet."
            } @else {
                (count(self.apps.len(), "app", "apps")) " in " (count(self.accounts.len(), "account", "accounts")) ". "
                "States fetched " (age(self.apps.iter().map(|app| app.states_at).min().flatten(), now))
                ", texts " (age(self.apps.iter().map(|app| app.texts_at).min().flatten(), now)) "."
            }
        }
    }

    fn clients(&self) -> Vec<(String, Summary)> {
        let names: BTreeSet<&str> = self.apps.iter().filter_map(|app| app.client.as_deref()).collect();
        let of = |name: Option<&str>| Summary::of(self.apps.iter().filter(move |app| app.client.as_deref() == name));
        let without = of(None);
        let mut groups: Vec<_> = names.iter().map(|name| ((*name).to_owned(), of(Some(name)))).collect();
        if !groups.is_empty() && without.apps > 0 {
            groups.push(("(no client)".into(), without));
        }
        groups
    }

    fn accounts(&self) -> Vec<(String, Summary)> {
        let of = |name: &str| Summary::of(self.apps.iter().filter(|app| app.account == name));
        self.accounts.iter().map(|name| (name.clone(), of(name))).collect()
    }

    fn failures(&self, now: i64) -> Markup {
        html! {
            @if !self.failures.is_empty() {
                section.alert aria-labelledby="failures" {
                    h2 #failures { "Not fetched" }
                    table.cards {
                        caption { "What the last sync could not fetch; it shows as it was before" }
                        thead {
                            tr { th scope="col" { "Account" } th scope="col" { "What" } th scope="col" { "Why" } th scope="col" { "Last fetched" } }
                        }
                        @for row in self.failures.iter() {
                            tbody {
                                tr {
                                    th scope="row" { (foreign(&row.string("account"), None)) }
                                    td data-label="What" {
                                        (label(&row.string("kind")))
                                        @if let Some(app) = row.text("app") { " of " (foreign(app, None)) }
                                    }
                                    td data-label="Why" { (foreign(&row.string("error"), None)) }
                                    td data-label="Last fetched" { (age(row.integer("fetched_at"), now)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn apps(&self, now: i64) -> Markup {
        html! {
            @if !self.apps.is_empty() {
                section aria-labelledby="apps" {
                    h2 #apps { "Apps" }
                    table.cards.apps {
                        caption { "By client, account and name; one line per platform" }
                        thead {
                            tr {
                                th scope="col" { "App" } th scope="col" { "Client" } th scope="col" { "Platform" }
                                th scope="col" { "Live" } th scope="col" { "Next version" } th scope="col" { "Locales" }
                                th scope="col" { "Staged" } th scope="col" { "Texts fetched" }
                            }
                        }
                        @for app in self.apps { (rows(app, now)) }
                    }
                }
            }
        }
    }
}

/// The rows of one app: one per platform, and at least one.
fn rows(app: &App, now: i64) -> Markup {
    let platforms: BTreeSet<&str> = app.versions.iter().map(|version| version.platform.as_str()).collect();
    let platforms: Vec<Option<&str>> = if platforms.is_empty() { vec![None] } else { platforms.into_iter().map(Some).collect() };
    let span = platforms.len();
    html! {
        tbody {
            @for (index, on) in platforms.iter().enumerate() {
                tr {
                    @if index == 0 {
                        th scope="rowgroup" rowspan=(span) {
                            a href=(app.page) { (foreign(&app.name, app.primary_locale.as_deref())) }
                            br;
                            small { (clean(&app.bundle_id)) }
                        }
                        td.owner rowspan=(span) data-label="Client" {
                            @match &app.client {
                                Some(client) => { (foreign(client, None)) br; small { (foreign(&app.account, None)) } },
                                None => small { (foreign(&app.account, None)) },
                            }
                        }
                    }
                    td data-label="Platform" { (missing(on.map(|on| html! { (platform(on)) }))) }
                    td data-label="Live" { (newest(app, *on, |version| version.state == "READY_FOR_DISTRIBUTION", false)) }
                    td data-label="Next version" { (newest(app, *on, Version::is_next, true)) }
                    @if index == 0 {
                        td.number.zero[app.locales == 0].late rowspan=(span) data-label="Locales" { (app.locales) }
                        td.number.zero[app.staged == 0].late rowspan=(span) data-label="Staged" { (app.staged) }
                        td.late rowspan=(span) data-label="Texts fetched" { (age(app.texts_at, now)) }
                    }
                }
            }
        }
    }
}

/// The newest of an app's versions on a platform that is wanted. What is live need not be told to be so.
fn newest(app: &App, on: Option<&str>, is_wanted: impl Fn(&Version) -> bool, with_words: bool) -> Markup {
    let found = app.versions.iter().find(|version| Some(version.platform.as_str()) == on && is_wanted(version));
    missing(found.map(|version| {
        html! {
            @if with_words {
                span.number { (clean(&version.version_string)) } " " (state(&version.state))
            } @else {
                span.state.live { (version.standing().shape()) span.number { (clean(&version.version_string)) } }
            }
        }
    }))
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
