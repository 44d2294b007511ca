//! Two rows of every resource, samples of every kind, and what decides whether a field can be edited.

use std::fmt::Write as _;

use rusqlite::Connection;

use super::super::{Template, rows};
use crate::catalog::{Field, FieldStates, Kind, Resource, View, catalog};

/// Two rows of every resource, `<name>-1` and `<name>-2`, the first below the first and the second below the second.
pub(super) fn fixture() -> String {
    let mut sql = String::from(
        "BEGIN; PRAGMA defer_foreign_keys = ON; UPDATE mirror_guard SET writer = 'sync';\n\
         INSERT INTO accounts(pk, name, key_id) VALUES(1, 'acme', 'KEY1'); INSERT INTO clients(pk, name) VALUES(1, 'acme');\n",
    );
    for resource in &catalog().resources {
        let mut columns = vec!["pk", "account", "id"];
        columns.extend(resource.parent.as_ref().map(|_| "parent"));
        columns.extend((resource.name == "versions").then_some("app_info"));
        columns.extend(resource.fields.iter().map(|field| field.name.as_str()));
        for pk in ["1", "2"] {
            let mut values = vec![pk.to_owned(), "1".into(), format!("'{}-{pk}'", resource.name)];
            values.extend(resource.parent.as_ref().map(|_| pk.into()));
            values.extend((resource.name == "versions").then(|| pk.into()));
            values.extend(resource.fields.iter().map(|field| mirrored(resource, field).sql));
            let _ = writeln!(sql, "INSERT INTO {}({}) VALUES({});", resource.table(), columns.join(", "), values.join(", "));
        }
    }
    for name in ["base", "one", "two"] {
        let _ = writeln!(
            sql,
            "INSERT INTO media_files SELECT 'checksum-{name}', '{name}', 'png', 'mime_type-one', 20, 10, 10, json_group_array(value), 'file_name-{name}', 0 FROM enum_values;"
        );
    }
    sql + "INSERT INTO client_apps SELECT pk, 1 FROM apps_mirror; UPDATE mirror_guard SET writer = NULL; COMMIT;"
}

/// A value as SQL, and as it is printed.
#[derive(Clone, PartialEq)]
pub(super) struct Sample {
    pub(super) sql: String,
    pub(super) shown: String,
}

pub(super) fn text(text: impl Into<String>) -> Sample {
    let shown = text.into();
    Sample { sql: format!("'{}'", shown.replace('\'', "''")), shown }
}

pub(super) fn number(number: i64) -> Sample {
    Sample { sql: number.to_string(), shown: number.to_string() }
}

pub(super) fn null() -> Sample {
    Sample { sql: "NULL".into(), shown: "NULL".into() }
}

/// What Apple has.
pub(super) fn mirrored(resource: &Resource, field: &Field) -> Sample {
    match (&field.kind, resource.editable.first()) {
        _ if field.is_action => null(),
        (Kind::Enum(_), Some(state)) if field.name == "state" && resource.state_of == resource.name => text(state),
        _ => samples(field)[0].clone(),
    }
}

/// What Apple has, and two other values of the kind.
pub(super) fn samples(field: &Field) -> [Sample; 3] {
    let name = &field.name;
    match &field.kind {
        _ if field.is_action => [null(), number(1), number(0)],
        Kind::Bool => [number(0), number(1), null()],
        Kind::Int if field.is_order => [number(10), number(20), number(0)],
        Kind::Int => [number(10), number(20), number(-30)],
        Kind::Text | Kind::Relationship(_) => ["base", "one", "two"].map(|word| text(format!("{name}-{word}"))),
        Kind::Url => ["base", "one", "two"].map(|word| text(format!("https://{word}.example/"))),
        Kind::Date => ["2027-01-01T00:00:00Z", "2027-02-02T00:00:00Z", "2027-03-03"].map(text),
        Kind::Secret => ["a-keyed-hash", "env:ONE", "file:two.txt"].map(text),
        Kind::Inline(kind) if kind != "appPrices" => ["USA", "DEU", "FRA"].map(|id| text(format!(r#"["{id}"]"#))),
        Kind::Inline(_) => ["base", "one", "two"]
            .map(|word| text(format!(r#"[{{"territory":"USA","price_point":"{word}","start_date":null,"end_date":null}}]"#))),
        Kind::Enum(values) => {
            let values = enumeration(values);
            let value = |place: usize| values.get(place).map_or_else(null, text);
            [value(0), value(1), value(2)]
        }
    }
}

pub(super) fn enumeration(name: &str) -> &'static [String] {
    &catalog().enums.iter().find(|(known, _)| known == name).unwrap().1
}

/// Columns that show a field, in the order of the catalogue.
pub(super) fn columns(view: &View) -> Vec<(String, &'static Resource, &'static Field)> {
    let mut columns: Vec<(String, &Resource, &Field)> = Vec::new();
    for column in &view.columns {
        let (source, alias) = column.split_once(" AS ").map_or((column.as_str(), None), |(source, alias)| (source, Some(alias)));
        let (resource, wanted) = source.split_once('.').unwrap();
        let resource = catalog().resource(resource).unwrap();
        for field in resource.fields.iter().filter(|field| wanted == "*" || field.name == wanted) {
            let name = alias.unwrap_or(&field.name).to_owned();
            if !columns.iter().any(|(known, ..)| *known == name) {
                columns.push((name, resource, field));
            }
        }
    }
    columns
}

/// Every column in the order of the view, derived ones among them.
pub(super) fn all_columns(view: &View) -> Vec<String> {
    let template = SHAPES.get_or_init(|| {
        let template = Template::of(&fixture());
        let connection = Connection::open(template.copy()).unwrap();
        let of = |view: &View| rows(&connection, &format!("SELECT name FROM pragma_table_info('{}')", view.name)).unwrap();
        catalog().views.iter().map(|view| (view.name.clone(), of(view))).collect()
    });
    template.iter().find(|(name, _)| *name == view.name).unwrap().1.clone()
}

static SHAPES: std::sync::OnceLock<Vec<(String, Vec<String>)>> = std::sync::OnceLock::new();

pub(super) fn base(view: &View) -> &'static Resource {
    catalog().resource(&view.base).unwrap()
}

pub(super) fn shows_itself(view: &View, resource: &Resource) -> bool {
    view.base == resource.name || view.companion.as_ref().is_some_and(|companion| companion.resource == resource.name)
}

/// Where a row is written to: the view that shows it alone.
pub(super) fn view_of(resource: &Resource) -> Option<&'static View> {
    catalog().views.iter().find(|view| view.base == resource.name && view.companion.is_none())
}

/// What decides whether a field can be edited.
pub(super) struct Gate {
    /// Resource whose row has the state.
    pub(super) owner: &'static Resource,
    pub(super) open: String,
    pub(super) frozen: String,
    /// The condition that a refusal names.
    pub(super) condition: String,
}

pub(super) fn gate(view: &View, resource: &'static Resource, field: &Field) -> Option<Gate> {
    let shown = || columns(view).into_iter().find(|(name, ..)| name == "state").unwrap().1;
    let list = |states: &[String]| states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    Some(match &field.editable {
        None if resource.editable.is_empty() => return None,
        None => {
            let owner = catalog().resource(&resource.state_of).unwrap();
            let flag = if view.base == resource.name { "editable" } else { "info_editable" };
            Gate { owner, open: resource.editable[0].clone(), frozen: outside(owner, &resource.editable), condition: flag.into() }
        }
        Some(FieldStates::Always(_)) => {
            let replaced = "REPLACED_WITH_NEW_VERSION".to_owned();
            let open = outside(shown(), std::slice::from_ref(&replaced));
            Gate { owner: shown(), open, condition: format!("state <> '{replaced}'"), frozen: replaced }
        }
        Some(FieldStates::In(states)) => Gate {
            owner: shown(),
            open: states[0].clone(),
            frozen: outside(shown(), states),
            condition: format!("state IN ({})", list(states)),
        },
    })
}

/// A state that is none of these.
pub(super) fn outside(owner: &Resource, states: &[String]) -> String {
    let Kind::Enum(name) = &owner.field("state").unwrap().kind else { panic!("{}.state is an enumeration", owner.name) };
    enumeration(name).iter().find(|state| !states.contains(state)).unwrap().clone()
}
