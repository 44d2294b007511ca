//! Sealing: staged fields become steps, one API call per resource, in the order that avoids refusals.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::catalog::{Resource, catalog};
use store::{Changeset, FieldChange, NewStep, StagedField, Store, Value};

use crate::EngineError;
use crate::row::to_json;

/// A step as it would be sent, for `--dry-run`.
pub type SealedStep = NewStep;

/// Seals the staging area. With `expected`, only if its digest is that one.
///
/// # Errors
/// [`EngineError::Digest`] when something else is staged than was reviewed; nothing is sealed then.
pub fn seal(store: &mut Store, title: Option<&str>, author: &str, expected: Option<&str>) -> Result<Changeset, EngineError> {
    if let Some(expected) = expected {
        let (_, found) = compile(&store.staged_fields()?);
        if found != expected {
            return Err(EngineError::Digest { expected: expected.into(), found });
        }
    }
    Ok(store.seal(title, author, compile)?)
}

/// Compiles staged fields into steps and their digest: creates first from the top down, then updates, then deletes
/// from the bottom up; among updates versions before their texts before app infos before apps.
pub fn compile(staged: &[StagedField]) -> (Vec<NewStep>, String) {
    let mut rows: Vec<Vec<&StagedField>> = Vec::new();
    for field in staged {
        match rows.last_mut() {
            Some(row) if row[0].resource == field.resource && row[0].pk == field.pk => row.push(field),
            _ => rows.push(vec![field]),
        }
    }
    let mut ranked: Vec<((i8, i64, i64, i64), NewStep)> = rows.iter().filter_map(|row| step(row)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let steps: Vec<NewStep> = ranked.into_iter().map(|(_, step)| step).collect();
    let digest = digest(&steps);
    (steps, digest)
}

fn step(row: &[&StagedField]) -> Option<((i8, i64, i64, i64), NewStep)> {
    let first = row.first()?;
    let resource = catalog().resource_of_code(first.resource)?;
    let depth = i64::try_from(catalog().lineage(resource).len()).unwrap_or_default();
    let create = row.iter().find(|field| field.field == "+");
    let delete = row.iter().find(|field| field.field == "-");
    let fields: Vec<FieldChange> = match delete {
        // What is deleted is what was seen: an edit by somebody else in between is a conflict here too.
        Some(delete) => delete.given.iter().map(|(field, base)| change(field, base, &Value::Null)).collect(),
        None => row
            .iter()
            .filter(|field| resource.field(&field.field).is_some())
            .map(|field| change(&field.field, &field.base, &field.value))
            .collect(),
    };
    let (phase, rank, method, path, body) = match create {
        Some(create) => (0, depth, "POST", format!("/v1/{}", resource.kind), Some(create_body(resource, create, &fields))),
        None if delete.is_some() => (2, -depth, "DELETE", item(resource, &first.id), None),
        None => (1, place(resource), "PATCH", item(resource, &first.id), Some(update_body(resource, &first.id, &fields))),
    };
    let step = NewStep {
        account: first.account,
        app: first.app,
        method,
        path,
        body: body.map(|json| json.to_string()),
        resource: first.resource,
        pk: first.pk,
        fields,
    };
    Some(((phase, rank, first.app, first.pk), step))
}

fn change(field: &str, base: &Value, value: &Value) -> FieldChange {
    FieldChange { field: field.into(), base: base.clone(), value: value.clone() }
}

/// Order of updates that avoids refusals.
fn place(resource: &Resource) -> i64 {
    const ORDER: [&str; 7] = ["versions", "version_localizations", "builds", "app_infos", "app_info_localizations", "age_ratings", "apps"];
    ORDER.iter().position(|name| *name == resource.name).and_then(|place| i64::try_from(place).ok()).unwrap_or(i64::MAX)
}

fn item(resource: &Resource, id: &str) -> String {
    format!("/v1/{}/{}", resource.kind, asc::segment(id))
}

fn update_body(resource: &Resource, id: &str, fields: &[FieldChange]) -> Json {
    let (attributes, relationships) = members(resource, fields);
    let mut data = Map::from_iter([("type".into(), json!(resource.kind)), ("id".into(), json!(id))]);
    insert_unless_empty(&mut data, "attributes", attributes);
    insert_unless_empty(&mut data, "relationships", relationships);
    json!({ "data": data })
}

fn create_body(resource: &Resource, create: &StagedField, fields: &[FieldChange]) -> Json {
    let (mut attributes, mut relationships) = members(resource, fields);
    for (name, value) in &create.given {
        if let Some(field) = resource.field(name) {
            attributes.insert(field.attribute.clone(), to_json(field, value));
        }
    }
    if let (Some(parent), Some(id)) = (&resource.parent, &create.parent_id)
        && let Some(above) = catalog().resource(&parent.resource)
    {
        relationships.insert(parent.relationship.clone(), json!({ "data": { "type": above.kind, "id": id } }));
    }
    let mut data = Map::from_iter([("type".into(), json!(resource.kind))]);
    insert_unless_empty(&mut data, "attributes", attributes);
    insert_unless_empty(&mut data, "relationships", relationships);
    json!({ "data": data })
}

fn members(resource: &Resource, fields: &[FieldChange]) -> (Map<String, Json>, Map<String, Json>) {
    let mut attributes = Map::new();
    let mut relationships = Map::new();
    for change in fields {
        if let Some(field) = resource.field(&change.field) {
            let members = if field.is_attribute() { &mut attributes } else { &mut relationships };
            members.insert(field.attribute.clone(), to_json(field, &change.value));
        }
    }
    (attributes, relationships)
}

fn insert_unless_empty(data: &mut Map<String, Json>, name: &str, members: Map<String, Json>) {
    if !members.is_empty() {
        data.insert(name.into(), Json::Object(members));
    }
}

fn digest(steps: &[NewStep]) -> String {
    let mut hash = Sha256::new();
    for step in steps {
        hash.update(format!("{} {} {}\n", step.method, step.path, step.body.as_deref().unwrap_or_default()));
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::{StagedField, Value};

    use super::compile;

    fn staged(resource: i64, pk: i64, field: &str, value: Value) -> StagedField {
        let given = if field == "+" { vec![("locale".to_owned(), Value::Text("fr-FR".into()))] } else { Vec::new() };
        let id = if field == "+" || pk >= 100 { format!("~{pk}") } else { format!("id/{pk}") };
        StagedField {
            resource,
            pk,
            id,
            account: 1,
            app: 1,
            parent_id: Some("parent".into()),
            field: field.into(),
            base: Value::Null,
            value,
            given,
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn all_fields_of_a_row_go_in_one_patch() {
        let (steps, _) = compile(&[
            staged(5, 7, "build", text("b")),
            staged(5, 7, "copyright", text("2026 ACME")),
            staged(5, 7, "downloadable", Value::Integer(0)),
            staged(5, 7, "earliest_release_date", Value::Null),
        ]);
        let [step] = &steps[..] else { panic!("{steps:?}") };
        assert_eq!((step.method, step.path.as_str()), ("PATCH", "/v1/appStoreVersions/id%2F7"));
        let body: serde_json::Value = serde_json::from_str(step.body.as_deref().unwrap()).unwrap();
        let expected = json!({"data": {
            "type": "appStoreVersions", "id": "id/7",
            "attributes": {"copyright": "2026 ACME", "downloadable": false, "earliestReleaseDate": null},
            "relationships": {"build": {"data": {"type": "builds", "id": "b"}}},
        }});
        assert_eq!(body, expected);
    }

    #[test]
    fn creates_come_first_and_deletes_last() {
        let (steps, _) = compile(&[
            staged(1, 1, "primary_locale", text("de-DE")),
            staged(5, 2, "-", Value::Null),
            staged(6, 3, "-", Value::Null),
            staged(6, 4, "description", text("x")),
            staged(6, 100, "+", Value::Null),
            staged(6, 100, "description", text("bonjour")),
            staged(5, 5, "copyright", text("x")),
        ]);
        let order: Vec<_> = steps.iter().map(|step| (step.method, step.resource, step.pk)).collect();
        assert_eq!(order, [("POST", 6, 100), ("PATCH", 5, 5), ("PATCH", 6, 4), ("PATCH", 1, 1), ("DELETE", 6, 3), ("DELETE", 5, 2)]);
        let body: serde_json::Value = serde_json::from_str(steps[0].body.as_deref().unwrap()).unwrap();
        let expected = json!({"data": {
            "type": "appStoreVersionLocalizations",
            "attributes": {"locale": "fr-FR", "description": "bonjour"},
            "relationships": {"appStoreVersion": {"data": {"type": "appStoreVersions", "id": "parent"}}},
        }});
        assert_eq!(body, expected);
    }

    #[test]
    fn the_digest_is_of_what_would_be_sent() {
        let digest = |value: &str| compile(&[staged(5, 7, "copyright", text(value))]).1;
        assert_eq!(digest("a"), digest("a"));
        assert_ne!(digest("a"), digest("b"));
    }
}
