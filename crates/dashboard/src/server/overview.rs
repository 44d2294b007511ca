//! The overview of the fleet, live: filtered by SQL, sorted, a page at a time.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::Server;
use super::answer::Answer;
use super::filter;
use super::params::Params;
use super::register::Register;
use super::table::{Order, Page, heading};
use store::Standing;

use crate::DashboardError;
use crate::app::App;
use crate::page::{Tab, page};
use crate::picture::Gallery;
use crate::readiness::{Readiness, readiness};
use crate::standing::{Drawn as _, state};
use crate::text::{clean, count, foreign, label, platform};
use crate::time::age;
use crate::version::{Version, missing};

/// The readiness that can be asked for.
const READINESS: [Readiness; 3] = [Readiness::Blocked, Readiness::Ready, Readiness::Nothing];

/// Turns the answers of the quick filters into SQL that the person can see, change and use elsewhere.
pub(super) fn questions(params: &Params) -> Answer {
    let condition = filter::condition(params);
    Answer::See(params.with("page", None).with("where", condition.as_deref()).address("./"))
}

/// The page.
pub(super) fn overview(server: &Server, params: &Params) -> Result<Answer, DashboardError> {
    let fleet = &server.database.register()?;
    let (places, mistake) = match params.get("where") {
        None => ((0..fleet.apps.len()).collect(), None),
        Some(condition) => match server.database.read(|reader| filter::select(reader, condition))? {
            Ok(keys) => (keys.iter().filter_map(|key| fleet.place(key)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), None),
            Err(mistake) => (Vec::new(), Some(mistake)),
        },
    };
    let view = View { fleet, params, places: sorted(fleet, params, places), mistake, now: (server.source.now)() };
    let page = page(&server.site(Tab::Fleet, Some(fleet.staged())), "Fleet · Appfleet", &html! {}, &view.body(), (server.source.now)());
    Ok(if view.mistake.is_some() { Answer::Refused(page) } else { Answer::Page(page) })
}

/// What a column is sorted by: numbers before texts.
type Key = (i64, String);

fn sorted(fleet: &Register, params: &Params, mut places: Vec<usize>) -> Vec<usize> {
    let Some(order) = Order::of(params) else { return places };
    order.sort(&mut places, |column, place| key(column, &fleet.apps[*place]));
    places
}

fn key(column: &str, app: &App) -> Key {
    let text = |text: &str| (0, text.to_lowercase());
    let number = |number: i64| (number, String::new());
    let best = |is_wanted: fn(&Version) -> bool| app.versions.iter().find(|version| is_wanted(version));
    match column {
        "name" => text(&app.name),
        "client" => (i64::from(app.client.is_none()), app.client.as_deref().unwrap_or(&app.account).to_lowercase()),
        // The worst first.
        "readiness" => {
            let rank = READINESS.iter().position(|readiness| *readiness == app.readiness).unwrap_or(READINESS.len());
            number(i64::try_from(rank).unwrap_or_default() * 1_000_000 - app.errors)
        }
        "live" => text(best(is_live).map_or("", |version| version.version_string.as_str())),
        "next" => text(best(Version::is_next).map_or("", |version| version.standing().title())),
        "locales" => number(app.locales),
        "staged" => number(app.staged),
        "age" => number(app.texts_at.unwrap_or_default()),
        _ => number(0),
    }
}

fn is_live(version: &Version) -> bool {
    version.standing() == Standing::Live
}

struct View<'a> {
    fleet: &'a Register,
    params: &'a Params,
    places: Vec<usize>,
    mistake: Option<String>,
    now: i64,
}

impl View<'_> {
    fn body(&self) -> Markup {
        html! {
            h1 { "Fleet" }
            p.lead { (self.sentence()) }
            @if !self.fleet.apps.is_empty() {
                (self.counts())
                (self.failures())
                (self.filters())
                (self.apps())
            }
        }
    }

    fn sentence(&self) -> Markup {
        let Register { apps, accounts, .. } = self.fleet;
        html! {
            @if accounts.is_empty() {
                "There is no account yet. Name one in fleet.toml and run “fleet sync”."
            } @else if apps.is_empty() {
                "No app is mirrored yet. Run “fleet sync” to fetch the fleet."
            } @else {
                (count(apps.len(), "app", "apps")) " in " (count(accounts.len(), "account", "accounts")) ". States fetched "
                (age(apps.iter().map(|app| app.states_at).min().flatten(), self.now)) ", texts "
                (age(apps.iter().map(|app| app.texts_at).min().flatten(), self.now)) "."
            }
        }
    }

    /// The large numbers, each a filter.
    fn counts(&self) -> Markup {
        let fleet = self.fleet;
        html! {
            nav aria-label="Quick filters" {
                ul.counts {
                    (self.tile("", None, "All apps", fleet.apps.len(), &html! {}))
                    @for readiness in [Readiness::Blocked, Readiness::Ready] {
                        (self.tile(readiness.class(), readiness.name().map(|name| ("readiness", name)), readiness.words(), fleet.ready(readiness), &readiness.shape()))
                    }
                    @for standing in Standing::COUNTED {
                        (self.tile(standing.class(), Some(("state", standing.class())), standing.title(), fleet.standing(standing), &standing.shape()))
                    }
                    @let staged = fleet.apps.iter().filter(|app| app.staged > 0).count();
                    (self.tile("", Some(("staged", "yes")), "Staged", staged, &html! {}))
                }
            }
        }
    }

    fn tile(&self, class: &str, question: Option<(&str, &str)>, title: &str, apps: usize, shape: &Markup) -> Markup {
        let asked = question.map_or_else(Params::default, |(name, value)| Params::default().with(name, Some(value)));
        let condition = filter::condition(&asked);
        let is_current = self.params.get("where") == condition.as_deref();
        let address = asked.with("where", condition.as_deref()).with("sort", self.params.get("sort")).address("./");
        html! {
            li.(class).zero[apps == 0] {
                a href=(address) aria-current=[is_current.then_some("true")] {
                    span.what { (shape) " " (title) } " " span.many { (apps) }
                }
            }
        }
    }

    fn failures(&self) -> Markup {
        let failures = &self.fleet.failures;
        html! {
            @if !failures.is_empty() {
                details.alert.failures {
                    summary { (count(failures.len(), "part", "parts")) " of the fleet could not be fetched" }
                    ul {
                        @for row in failures.iter() {
                            li {
                                (foreign(&row.string("account"), None)) ": " (label(&row.string("kind")))
                                @if let Some(app) = row.text("app") { " of " (foreign(app, None)) }
                                ": " (foreign(&row.string("error"), None)) " (last fetched " (age(row.integer("fetched_at"), self.now)) ")"
                            }
                        }
                    }
                }
            }
        }
    }

    fn filters(&self) -> Markup {
        let condition = self.params.get("where");
        html! {
            section.filters aria-label="Filter" {
                form method="get" action="./filter" {
                    (self.question("name", "Name or bundle ID", None))
                    @let clients = self.fleet.clients();
                    @if !clients.is_empty() {
                        @let options: Vec<Choice> = clients.iter().map(|(name, apps)| (name.to_string(), format!("{} ({apps})", clean(name)))).collect();
                        (self.question("client", "Client", Some(&options)))
                    }
                    @let options: Vec<Choice> = READINESS.iter().map(|readiness| (readiness.name().unwrap_or_default().to_owned(), format!("{} ({})", readiness.words(), self.fleet.ready(*readiness)))).collect();
                    (self.question("readiness", "Readiness", Some(&options)))
                    @let options: Vec<Choice> = Standing::COUNTED.iter().map(|standing| (standing.class().to_owned(), format!("{} ({})", standing.title(), self.fleet.standing(*standing)))).collect();
                    (self.question("state", "State", Some(&options)))
                    @if !self.fleet.findings.is_empty() {
                        @let options: Vec<Choice> = self.fleet.findings.iter().map(|(name, level, apps)| (name.clone(), format!("{} · {} ({apps})", clean(level), clean(name)))).collect();
                        (self.question("finding", "Finding", Some(&options)))
                    }
                    button { "Filter" }
                }
                form.sql method="get" action="./" role="search" {
                    label for="where" { "Apps where " small { "SQL over the view " code { "apps" } ", as in " code { "--where" } } }
                    div {
                        input #where name="where" value=[condition] autocomplete="off" autocapitalize="off" spellcheck="false"
                            placeholder="client = 'acme' AND readiness = 'blocked'"
                            aria-invalid=[self.mistake.as_ref().map(|_| "true")] aria-describedby=[self.mistake.as_ref().map(|_| "mistake")];
                        @if let Some(sort) = self.params.get("sort") { input type="hidden" name="sort" value=(sort); }
                        button { "Show" }
                        @if condition.is_some() { a href="./" { "Clear" } }
                    }
                    @if let Some(mistake) = &self.mistake { p.mistake #mistake role="alert" { (clean(mistake)) } }
                }
            }
        }
    }

    /// A quick filter: a text, or one of some choices.
    fn question(&self, name: &str, title: &str, choices: Option<&[Choice]>) -> Markup {
        let answer = self.params.get(name).unwrap_or_default();
        html! {
            div {
                label for=(format!("ask-{name}")) { (title) }
                @if let Some(choices) = choices {
                    select #(format!("ask-{name}")) name=(name) {
                        option value="" { "Any" }
                        @for (value, title) in choices { option value=(value) selected[value == answer] { (title) } }
                    }
                } @else {
                    input #(format!("ask-{name}")) name=(name) value=[Some(answer).filter(|answer| !answer.is_empty())] autocomplete="off" spellcheck="false";
                }
            }
        }
    }

    fn apps(&self) -> Markup {
        let page = Page::of(self.params, self.places.len());
        let column = |name: &str, title: &str, largest_first| heading(self.params, name, title, largest_first);
        html! {
            @if self.mistake.is_none() {
                section aria-labelledby="apps" {
                    h2 #apps { "Apps " small { (page.sentence()) } }
                    @if self.places.is_empty() {
                        p.empty { "No app is like that. " a href="./" { "Show all" } }
                    } @else {
                        table.cards.apps {
                            thead {
                                tr {
                                    (column("name", "App", false)) (column("client", "Client", false)) (column("readiness", "Readiness", false))
                                    (column("live", "Live", false)) (column("next", "Next version", false)) (column("locales", "Locales", true))
                                    (column("staged", "Staged", true)) (column("age", "Texts fetched", false))
                                }
                            }
                            tbody {
                                @for place in page.cut(&self.places) { (row(&self.fleet.apps[*place], self.now)) }
                            }
                        }
                        (page.links(self.params, "./"))
                    }
                }
            }
        }
    }
}

/// A value, and how it is shown.
type Choice = (String, String);

fn row(app: &App, now: i64) -> Markup {
    html! {
        tr {
            th scope="row" {
                div.app {
                    (Gallery::default().icon(app, ""))
                    div {
                        a href=(app.page) { (foreign(&app.name, app.primary_locale.as_deref())) }
                        br;
                        small { (clean(&app.bundle_id)) }
                    }
                }
            }
            td data-label="Client" {
                @match &app.client {
                    Some(client) => { (foreign(client, None)) @if *client != app.account { br; small { (foreign(&app.account, None)) } } },
                    None => small { (foreign(&app.account, None)) },
                }
            }
            td data-label="Readiness" { (readiness(app)) }
            td data-label="Live" { (newest(app, is_live, false)) }
            td data-label="Next version" { (newest(app, Version::is_next, true)) }
            td.number.zero[app.locales == 0] data-label="Locales" { (app.locales) }
            td.number.zero[app.staged == 0] data-label="Staged" { (app.staged) }
            td.age data-label="Texts fetched" { (age(app.texts_at, now)) }
        }
    }
}

/// The newest version of each platform that is wanted. What is live need not be told to be so.
fn newest(app: &App, is_wanted: impl Fn(&Version) -> bool, with_words: bool) -> Markup {
    let mut seen = BTreeSet::new();
    let wanted: Vec<&Version> =
        app.versions.iter().filter(|version| is_wanted(version)).filter(|version| seen.insert(&version.platform)).collect();
    let is_one = app.versions.iter().map(|version| &version.platform).collect::<BTreeSet<_>>().len() <= 1;
    missing((!wanted.is_empty()).then(|| {
        html! {
            @for version in wanted {
                div.version {
                    @if with_words {
                        span.number { (clean(&version.version_string)) } " " (state(&version.state))
                    } @else {
                        span.state.live { (version.standing().shape()) span.number { (clean(&version.version_string)) } }
                    }
                    @if !is_one { " " small { (platform(&version.platform)) } }
                }
            }
        }
    }))
}
