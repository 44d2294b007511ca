//! The form of one listing: what of it can be edited, how it is now, and staging what was changed in it.
//!
//! It goes through the views, as `fleet set` and a person's SQL do, so that their triggers refuse what they refuse there.

use maud::{Markup, html};
use sha2::{Digest as _, Sha256};
use store::catalog::{Field, FieldStates, catalog};
use store::{Edit, OnRefusal, Problem, Reader, Value};

use super::Server;
use super::answer::Answer;
use super::params::Params;
use super::staged::{done, name_of};
use crate::DashboardError;
use crate::page::{Tab, page};
use crate::query::{Row, Rows, query};
use crate::standing::state;
use crate::text::{clean, foreign, label, language, platform};

/// The fields of the form in the order of a store page, with the resources they belong to and how many lines they take.
const FIELDS: [(&str, &str, usize); 10] = [
    ("app_info_localizations", "name", 1),
    ("app_info_localizations", "subtitle", 1),
    ("version_localizations", "promotional_text", 3),
    ("version_localizations", "whats_new", 6),
    ("version_localizations", "description", 14),
    ("version_localizations", "keywords", 1),
    ("version_localizations", "support_url", 1),
    ("version_localizations", "marketing_url", 1),
    ("app_info_localizations", "privacy_policy_url", 1),
    ("versions", "copyright", 1),
];

/// The form.
pub(super) fn form(server: &Server, pk: i64, params: &Params) -> Result<Answer, DashboardError> {
    let Some(listing) = Listing::read(server, pk)? else { return Ok(Answer::Missing("listing")) };
    Ok(Answer::Page(listing.page(server, &Typed::default(), params)?))
}

/// Stages what was changed in the form, or shows it again with what is wrong.
pub(super) fn stage(server: &Server, pk: i64, form: &Params) -> Result<Answer, DashboardError> {
    let Some(listing) = Listing::read(server, pk)? else { return Ok(Answer::Missing("listing")) };
    let row = listing.row();
    let mut typed = Typed { values: Some(form.clone()), mistakes: Vec::new() };
    let (mut edits, mut fields) = (Vec::new(), Vec::new());
    for (resource, field, _) in FIELDS.into_iter().filter(|(resource, field, _)| can_edit(row, resource, field)) {
        let Some(wanted) = form.sent(field).map(plain) else { continue };
        if wanted == shown(row, field) {
            continue;
        }
        if form.sent(&format!("was-{field}")) != Some(&digest(row, field)) {
            let now = shown(row, field);
            typed.mistakes.push((field, format!("Somebody changed this since the page was loaded; it is now “{now}”. Nothing was staged. Stage again to have it your way.")));
        }
        // The text of a version is written to the version, everything else through the view of listings.
        let (view, row_pk) = if resource == "versions" { ("versions", row.integer("version_pk")) } else { ("listings", Some(pk)) };
        let Some(pk) = row_pk else { continue };
        let value = if wanted.is_empty() { Value::Null } else { Value::Text(wanted) };
        edits.push(Edit::Set { view: view.into(), pk, field: field.into(), value });
        fields.push(field);
    }
    let address = |params: Params| Answer::See(params.address(&format!("./{pk}")));
    if edits.is_empty() {
        return Ok(address(Params::default().with("same", Some("1"))));
    }
    if typed.mistakes.is_empty() {
        let (staging, refusals) = server.database.write(|store| store.stage_values(&edits, OnRefusal::StageNothing))?;
        if refusals.is_empty() {
            let [staged, unstaged] = [staging.staged, staging.unstaged].map(|number| number.to_string());
            return Ok(address(Params::default().with("staged", Some(&staged)).with("unstaged", Some(&unstaged))));
        }
        for refusal in refusals {
            // What a trigger suggests is for people who write SQL.
            let sentence = refusal.message.split("; add: ").next().unwrap_or_default().to_owned();
            typed.mistakes.push((fields[refusal.index], sentence));
        }
    }
    Ok(Answer::Refused(listing.page(server, &typed, &Params::default())?))
}

/// What a person typed, when it is shown again.
#[derive(Debug, Default)]
struct Typed {
    values: Option<Params>,
    mistakes: Vec<(&'static str, String)>,
}

/// A listing, and what surrounds it.
struct Listing {
    rows: Rows,
    locales: Rows,
    changes: Rows,
}

impl Listing {
    fn read(server: &Server, pk: i64) -> Result<Option<Self>, DashboardError> {
        server.database.read(|reader| Self::of(reader, pk))
    }

    fn of(reader: &Reader, pk: i64) -> Result<Option<Self>, DashboardError> {
        let rows = query!("dashboard_listing").given(reader, &[Value::Integer(pk)])?;
        let Some(row) = rows.iter().next() else { return Ok(None) };
        let number = |column| row.value(column).clone();
        let changes = query!("dashboard_listing_changes").given(reader, &[Value::Integer(pk), number("info_pk"), number("version_pk")])?;
        let locales = query!("dashboard_locales").given(reader, &[number("account"), number("version_id")])?;
        Ok(Some(Self { rows, locales, changes }))
    }

    fn row(&self) -> Row<'_> {
        self.rows.iter().next().unwrap_or_default()
    }

    /// What is staged of a field.
    fn change(&self, resource: &str, field: &str) -> Option<Row<'_>> {
        self.changes.iter().find(|change| change.text("resource") == Some(resource) && change.text("field") == Some(field))
    }

    fn page(&self, server: &Server, typed: &Typed, params: &Params) -> Result<Markup, DashboardError> {
        let row = self.row();
        let fleet = server.database.register()?;
        let problems = server.database.write(|store| store.problems())?;
        let app = fleet.app(&row.app_key());
        let locale = row.string("locale");
        let name = row.string("app");
        let version = format!("{} {}", platform(&row.string("platform")), clean(&row.string("version_string")));
        let locked = FIELDS.iter().filter(|(resource, field, _)| !can_edit(row, resource, field)).count();
        let way = html! {
            nav aria-label="Breadcrumb" {
                p { a href="../" { "Fleet" } " › " @if let Some(app) = app { a href=(format!("../{}", app.page)) { (foreign(&name, None)) } } @else { (foreign(&name, None)) } }
            }
        };
        let body = html! {
            h1 { (foreign(&name, app.and_then(|app| app.primary_locale.as_deref()))) " " small { (version) ", " (clean(&locale)) } }
            p { (state(&row.string("state"))) }
            (done(params))
            @if !typed.mistakes.is_empty() {
                p.mistake role="alert" { "Nothing was staged: see the fields in red." }
            }
            @if locked > 0 {
                p.lead { @if locked == FIELDS.len() { "Nothing of this version can be edited in its state." } @else { "Some fields cannot be edited in this state; they are shown as they are." } }
            }
            (self.languages(row.integer("pk")))
            form.edit method="post" action=(format!("./{}", row.integer("pk").unwrap_or_default())) {
                input type="hidden" name="token" value=(server.session.token());
                @for (resource, field, lines) in FIELDS {
                    (self.field(resource, field, lines, typed, &problems))
                }
                @if locked < FIELDS.len() {
                    p.actions { button.main { "Stage" } " " small { "Nothing is sent to Apple before " code { "fleet push" } "." } }
                }
            }
            // The buttons within the form that take back belong to this one.
            form #unstage method="post" action="../unstage" {
                input type="hidden" name="token" value=(server.session.token());
                input type="hidden" name="listing" value=(row.integer("pk").unwrap_or_default());
            }
        };
        let title = format!("{name} {locale} · Appfleet");
        Ok(page(&server.site(Tab::Other, Some(fleet.staged())), &title, &way, &body, (server.source.now)()))
    }

    /// Links to the other listings of the version.
    fn languages(&self, pk: Option<i64>) -> Markup {
        html! {
            @if self.locales.len() > 1 {
                nav.languages aria-label="Locales of this version" {
                    @for row in self.locales.iter() {
                        @let is_this = row.integer("pk") == pk;
                        a href=(format!("./{}", row.integer("pk").unwrap_or_default())) aria-current=[is_this.then_some("page")] {
                            (clean(&row.string("locale")))
                            @if row.is_true("staged") { span.dot aria-hidden="true" { "•" } span.spoken { " (staged)" } }
                        }
                    }
                }
            }
        }
    }

    fn field(&self, resource: &str, field: &'static str, lines: usize, typed: &Typed, problems: &[Problem]) -> Markup {
        let row = self.row();
        let language = if field.ends_with("_url") { None } else { row.text("locale").and_then(language) };
        let now = shown(row, field);
        let value = typed.values.as_ref().and_then(|form| form.sent(field)).map_or_else(|| now.clone(), plain);
        let most = catalog().resource(resource).and_then(|resource| resource.field(field)).and_then(|field| field.max);
        let change = self.change(resource, field);
        let (id, hint) = (format!("field-{field}"), format!("hint-{field}"));
        let mistakes: Vec<&str> = self.mistakes(resource, field, typed, problems);
        html! {
            div.field {
                @if can_edit(row, resource, field) {
                    label for=(id) { (title(field)) @if field == "copyright" { " " small { "of the version, in all locales" } } }
                    (room(&value, most))
                    @if lines > 1 {
                        // Browsers drop a line break at the very start of the text.
                        textarea #(id) name=(field) rows=(lines) lang=[language] dir="auto" aria-describedby=(hint) aria-invalid=[(!mistakes.is_empty()).then_some("true")] { "\n" (value) }
                    } @else {
                        input #(id) name=(field) value=(value) lang=[language] dir="auto" autocomplete="off" inputmode=[field.ends_with("_url").then_some("url")]
                            aria-describedby=(hint) aria-invalid=[(!mistakes.is_empty()).then_some("true")];
                    }
                    input type="hidden" name=(format!("was-{field}")) value=(digest(row, field));
                } @else {
                    span.name { (title(field)) " " small { "cannot be edited in this state" } }
                    (room(&value, most))
                    div.value.locked lang=[language] dir="auto" { @if value.is_empty() { span.missing { "–" } } @else { (value) } }
                }
                div #(hint) {
                    @for mistake in mistakes { p.mistake { (clean(mistake)) } }
                    @if let Some(change) = change {
                        div.was {
                            span.badge { "staged" } " "
                            @if change.is_true("conflict") { span.badge.over { "conflict" } " at Apple it is now " (quoted(change, "current")) ", when it was staged " }
                            @else { "at Apple it is " }
                            (quoted(change, "base")) " "
                            button form="unstage" name="row" value=(name_of(resource, change.integer("pk").unwrap_or_default(), field)) { "Unstage" span.spoken { " " (title(field)) } }
                        }
                    }
                }
            }
        }
    }

    fn mistakes<'a>(&self, resource: &str, field: &str, typed: &'a Typed, problems: &'a [Problem]) -> Vec<&'a str> {
        let of_field = typed.mistakes.iter().filter(|(known, _)| *known == field).map(|(_, sentence)| sentence.as_str());
        let pk = self.change(resource, field).and_then(|change| change.integer("pk"));
        let of_staged = problems
            .iter()
            .filter(|problem| problem.resource == resource && problem.field == field && Some(problem.pk) == pk)
            .map(|problem| problem.sentence.as_str());
        of_field.chain(of_staged).collect()
    }
}

/// Whether a field can be edited in the state that its row is in, as the views' triggers judge it.
fn can_edit(row: Row<'_>, resource: &str, field: &str) -> bool {
    let is_editable = match resource {
        "app_info_localizations" => row.is_true("info_editable") && row.integer("info_pk").is_some(),
        "versions" => row.is_true("version_editable"),
        _ => row.is_true("editable"),
    };
    let known: Option<&Field> = catalog().resource(resource).and_then(|resource| resource.field(field));
    match known.and_then(|field| field.editable.as_ref()) {
        None => is_editable,
        Some(FieldStates::Always(_)) => row.text("state") != Some("REPLACED_WITH_NEW_VERSION"),
        Some(FieldStates::In(states)) => row.text("state").is_some_and(|state| states.iter().any(|known| known == state)) || is_editable,
    }
}

/// A text as a form gives it back: its line breaks as the web's forms know them.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The value of a field as the form shows it.
fn shown(row: Row<'_>, field: &str) -> String {
    clean(&plain(row.text(field).unwrap_or_default())).into_owned()
}

/// What tells a value from the one that the page was loaded with.
fn digest(row: Row<'_>, field: &str) -> String {
    Sha256::digest(row.text(field).unwrap_or_default()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn quoted(change: Row<'_>, column: &str) -> Markup {
    html! { @match change.text(column) { Some(text) => q dir="auto" { (clean(text)) }, None => "empty" } }
}

/// How many characters are left, or by how many it is too long.
fn room(value: &str, most: Option<u32>) -> Markup {
    html! {
        @if let Some(most) = most {
            @let used = value.chars().count();
            @let most = most as usize;
            @if used > most { span.room.over { (used - most) " too many" } } @else { span.room { (most - used) " left" } }
        }
    }
}

fn title(field: &str) -> String {
    if field == "whats_new" { "What’s new".into() } else { label(field) }
}
