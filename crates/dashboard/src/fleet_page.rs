//! The overview of a fleet, and the same of one client: readiness, findings, what has happened, reviews, campaigns, and
//! every app with what is live and what comes next.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::app::App;
use crate::background::Background;
use crate::campaign::campaigns;
use crate::finding;
use crate::fleet::Part;
use crate::news::news;
use crate::page::{Site, page};
use crate::picture::Gallery;
use crate::query::Row;
use crate::readiness::{Counts, readiness};
use crate::review_time::review_times;
use crate::standing::{Drawn as _, state};
use crate::summary::{Group, Summary, summaries};
use crate::text::{clean, count, foreign, label, platform};
use crate::time::age;
use crate::version::{Version, missing};

/// What an overview shows.
pub(crate) struct FleetPage<'a> {
    /// Of which apps.
    pub(crate) part: Part<'a>,
    /// What the database does not know.
    pub(crate) background: &'a Background,
    /// Which pictures there are.
    pub(crate) gallery: &'a Gallery,
    /// The way from the page to the folder of the report: nothing, or `../`.
    pub(crate) root: &'static str,
}

impl FleetPage<'_> {
    /// Writes the page.
    pub(crate) fn render(&self, site: &Site, now: i64) -> Markup {
        let Self { part, root, .. } = self;
        let clients: BTreeSet<Option<&str>> = part.apps.iter().map(|app| app.client.as_deref()).collect();
        // A report of one client is about that client.
        let one = clients.first().copied().flatten().filter(|_| clients.len() == 1 && (part.client.is_some() || !part.is_whole()));
        let title = one.unwrap_or("Fleet");
        let above = html! {
            @if root.is_empty() { p { "Appfleet" } } @else { nav aria-label="Breadcrumb" { p { a href={ (root) "index.html" } { "Fleet" } } } }
        };
        let apps = || part.apps.iter().copied();
        let narrowed = part.client.or(one).map(|client| finding::narrowed_to("--client", client)).unwrap_or_default();
        let body = html! {
            h1 { (foreign(title, None)) }
            p.lead { (self.sentence(now)) }
            (self.contents())
            (Summary::of(apps()).tiles(Counts::of(apps())))
            (self.failures(now))
            @if clients.len() > 1 { (summaries("clients", "Clients", "Client", &self.clients(), now)) }
            @let accounts = self.accounts();
            @if accounts.len() > 1 { (summaries("accounts", "Accounts", "Account", &accounts, now)) }
            @if !part.apps.is_empty() { (finding::of_apps(part.findings(), &part.by_key, self.background, root, &narrowed)) }
            @if let Some((since, rows)) = part.news() { (news(&rows, since, &part.by_key, root)) }
            (campaigns(&self.background.campaigns, &part.by_key, part.is_whole(), root))
            (review_times(&part.reviews()))
            (self.apps(now))
        };
        page(site, &format!("{title} · Appfleet"), &above, &body, now)
    }

    fn sentence(&self, now: i64) -> Markup {
        let (apps, accounts) = (&self.part.apps, self.part.accounts());
        html! {
            @if accounts.is_empty() && self.part.is_whole() {
                "There is no account yet. Name one in fleet.toml and run “fleet sync”."
            } @else if apps.is_empty() {
                @if self.part.is_whole() { "No app is mirrored yet. Run “fleet sync” to fetch the fleet." } @else { "No app is meant." }
            } @else {
                (count(apps.len(), "app", "apps")) " in " (count(accounts.len(), "account", "accounts")) ". "
                "States fetched " (age(apps.iter().map(|app| app.states_at).min().flatten(), now))
                ", texts " (age(apps.iter().map(|app| app.texts_at).min().flatten(), now)) "."
            }
        }
    }

    /// The way to the apps, past all that is told of them together.
    fn contents(&self) -> Markup {
        html! {
            @if !self.part.apps.is_empty() {
                nav.contents aria-label="On this page" {
                    a href="#findings" { "Findings" }
                    @if self.part.news().is_some() { a href="#news" { "Changes" } }
                    a href="#apps" { "Apps" }
                }
            }
        }
    }

    fn clients(&self) -> Vec<Group> {
        let apps = &self.part.apps;
        let mut names: Vec<Option<&str>> = apps.iter().map(|app| app.client.as_deref()).collect::<BTreeSet<_>>().into_iter().collect();
        // What has no client comes last.
        names.sort_by_key(Option::is_none);
        let group = |name: Option<&str>| {
            let of_client = apps.iter().copied().filter(|app| app.client.as_deref() == name);
            let page = of_client.clone().find_map(|app| app.client_page.as_deref()).map(|page| format!("{}{page}", self.root));
            Group::new(name.unwrap_or("(no client)"), page, of_client)
        };
        names.into_iter().map(group).collect()
    }

    fn accounts(&self) -> Vec<Group> {
        let group = |name: &str| Group::new(name, None, self.part.apps.iter().copied().filter(|app| app.account == name));
        self.part.accounts().into_iter().map(group).collect()
    }

    fn failures(&self, now: i64) -> Markup {
        let failures = self.part.failures();
        html! {
            @if !failures.is_empty() {
                section.alert aria-labelledby="failures" {
                    h2 #failures { "Not fetched" }
                    table.cards {
                        caption { "What the last sync could not fetch; it shows as it was before" }
                        thead {
                            tr { th scope="col" { "Account" } th scope="col" { "What" } th scope="col" { "Why" } th scope="col" { "Last fetched" } }
                        }
                        @for row in failures { tbody { (failure(row, now)) } }
                    }
                }
            }
        }
    }

    fn apps(&self, now: i64) -> Markup {
        html! {
            @if !self.part.apps.is_empty() {
                section aria-labelledby="apps" {
                    h2 #apps { "Apps " small { (self.part.apps.len()) } }
                    table.cards.apps {
                        caption { "By client, account and name; one line per platform" }
                        thead {
                            tr {
                                th scope="col" { "App" } th scope="col" { "Client" } th scope="col" { "Readiness" } th scope="col" { "Platform" }
                                th scope="col" { "Live" } th scope="col" { "Next version" } th scope="col" { "Locales" }
                                th scope="col" { "Staged" } th scope="col" { "Texts fetched" }
                            }
                        }
                        @for app in &self.part.apps { (self.rows(app, now)) }
                    }
                }
            }
        }
    }

    /// The rows of one app: one per platform, and at least one.
    fn rows(&self, app: &App, now: i64) -> Markup {
        let platforms: BTreeSet<&str> = app.versions.iter().map(|version| version.platform.as_str()).collect();
        let platforms: Vec<Option<&str>> = if platforms.is_empty() { vec![None] } else { platforms.into_iter().map(Some).collect() };
        let span = platforms.len();
        html! {
            tbody {
                @for (index, on) in platforms.iter().enumerate() {
                    tr {
                        @if index == 0 {
                            th scope="rowgroup" rowspan=(span) {
                                div.app {
                                    (self.gallery.icon(app, self.root))
                                    div {
                                        a href={ (self.root) (app.page) } { (foreign(&app.name, app.primary_locale.as_deref())) }
                                        br;
                                        small { (clean(&app.bundle_id)) }
                                    }
                                }
                            }
                            td.owner rowspan=(span) data-label="Client" {
                                @match &app.client {
                                    Some(client) => { (foreign(client, None)) br; small { (foreign(&app.account, None)) } },
                                    None => small { (foreign(&app.account, None)) },
                                }
                            }
                            td rowspan=(span) data-label="Readiness" { (readiness(app)) }
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
}

fn failure(row: Row<'_>, now: i64) -> Markup {
    html! {
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
