//! Sealing: staged fields become steps, one API call per resource, in the order that avoids refusals.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::catalog::{Kind, Resource, catalog};
use store::{Changeset, FieldChange, NewStep, Sealing, StagedField, Store, Value};

use crate::media::backend;
use crate::row::to_json;
use crate::{EngineError, inline};

/// A step as it would be sent, for `--dry-run`.
pub type SealedStep = NewStep;

/// Seals the staging area, or what is staged for some apps or rows. With `expected`, only if its digest is
/// that one.
///
/// # Errors
/// [`EngineError::Digest`] when something else is staged than was reviewed; nothing is sealed then.
pub fn seal(store: &mut Store, sealing: Sealing<'_>, expected: Option<&str>) -> Result<Changeset, EngineError> {
    if let Some(expected) = expected {
        let mut staged = store.staged_fields()?;
        staged.retain(|field| sealing.holds(field));
        let (_, found) = compile(&staged);
        if found != expected {
            return Err(EngineError::Digest { expected: expected.into(), found });
        }
    }
    Ok(store.seal(sealing, compile)?)
}

/// Compiles staged fields into steps and their digest: creates first from the top down, then updates, then deletes
/// from the bottom up; among updates versions before their texts before app infos before apps. What is handed in
/// (submissions, release requests) comes after all else.
pub fn compile(staged: &[StagedField]) -> (Vec<NewStep>, String) {
    let mut rows: Vec<Vec<&StagedField>> = Vec::new();
    for field in staged {
        match rows.last_mut() {
            Some(row) if row[0].resource == field.resource && row[0].pk == field.pk => row.push(field),
            _ => rows.push(vec![field]),
        }
    }
    let is_media = |row: &Vec<&StagedField>| catalog().resource_of_code(row[0].resource).is_some_and(|resource| backend().keeps(resource));
    let (media, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_media);
    let of_media = backend().steps(&media).into_iter().enumerate();
    let mut ranked: Vec<(Rank, NewStep)> = rows.iter().chain(&media).flat_map(|row| steps(row)).collect();
    ranked.extend(of_media.map(|(place, step)| ((Phase::Media, i64::try_from(place).unwrap_or(i64::MAX), 0, 0), step)));
    ranked.sort_by_key(|(rank, _)| *rank);
    let steps: Vec<NewStep> = ranked.into_iter().map(|(_, step)| step).collect();
    let digest = digest(&steps);
    (steps, digest)
}

/// Where a step stands among the others: phase, place in the phase, app and row.
type Rank = (Phase, i64, i64, i64);

/// The phases of a changeset, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Create,
    Update,
    /// Texts do not wait until pictures are processed.
    Media,
    Delete,
    Last,
}

/// The calls that one row needs: one, or two where a create cannot carry every field.
fn steps(row: &[&StagedField]) -> Vec<(Rank, NewStep)> {
    let Some(first) = row.first() else { return Vec::new() };
    let Some(resource) = catalog().resource_of_code(first.resource) else { return Vec::new() };
    let marked = |mark: &str| row.iter().find(|field| field.field == mark).copied();
    let fields: Vec<FieldChange> = row
        .iter()
        .filter(|field| resource.field(&field.field).is_some_and(|field| !field.is_order))
        .map(|field| change(&field.field, &field.base, &field.value))
        .collect();
    let step = |method: &'static str, path: String, body: Option<Json>, fields: Vec<FieldChange>| {
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
        (rank(resource, method, first), step)
    };
    if backend().keeps(resource) && (fields.is_empty() || marked("+").is_some()) {
        // What comes, goes or moves is planned set by set.
        return Vec::new();
    }
    if let Some(delete) = marked("-") {
        // What is deleted is what was seen: an edit by somebody else in between is a conflict here too.
        let seen = delete.given.iter().map(|(field, base)| change(field, base, &Value::Null)).collect();
        return vec![step("DELETE", item(resource, &first.id), None, seen)];
    }
    if resource.is_replaced {
        return vec![step("POST", resource.path(), Some(create_body(resource, first, &fields)), fields)];
    }
    let Some(create) = marked("+") else {
        return vec![step("PATCH", item(resource, &first.id), Some(update_body(resource, &first.id, &fields)), fields)];
    };
    let follows = |change: &FieldChange| resource.field(&change.field).is_some_and(|field| field.is_update_only);
    let (later, now): (Vec<_>, Vec<_>) = fields.into_iter().partition(follows);
    let mut steps = vec![step("POST", resource.path(), Some(create_body(resource, create, &now)), now)];
    if !later.is_empty() {
        steps.push(step("PATCH", item(resource, &first.id), Some(update_body(resource, &first.id, &later)), later));
    }
    steps
}

fn rank(resource: &Resource, method: &str, row: &StagedField) -> Rank {
    let depth = i64::try_from(catalog().lineage(resource).len()).unwrap_or_default();
    let (phase, place) = match method {
        // What is handed in is put together from the top down, then handed in from the bottom up.
        "POST" if resource.is_last => (Phase::Last, depth),
        _ if resource.is_last => (Phase::Last, 100 - depth),
        "POST" if !resource.is_replaced => (Phase::Create, depth),
        "DELETE" => (Phase::Delete, -depth),
        _ => (Phase::Update, place(resource)),
    };
    (phase, place, row.app, row.pk)
}

pub(crate) fn change(field: &str, base: &Value, value: &Value) -> FieldChange {
    FieldChange { field: field.into(), base: base.clone(), value: value.clone() }
}

/// Order of updates that avoids refusals (facts of Apple's API, §7.6).
fn place(resource: &Resource) -> i64 {
    const ORDER: [&str; 11] = [
        "versions",
        "version_localizations",
        "builds",
        "app_infos",
        "app_info_localizations",
        "age_ratings",
        "apps",
        "price_schedules",
        "territory_availabilities",
        "review_details",
        "phased_releases",
    ];
    ORDER.iter().position(|name| *name == resource.name).and_then(|place| i64::try_from(place).ok()).unwrap_or(i64::MAX)
}

/// Path of one resource.
pub(crate) fn item(resource: &Resource, id: &str) -> String {
    format!("{}/{}", resource.path(), asc::segment(id))
}

/// The request document of a PATCH.
pub(crate) fn update_body(resource: &Resource, id: &str, fields: &[FieldChange]) -> Json {
    let (attributes, relationships) = members(resource, fields);
    let mut data = Map::from_iter([("type".into(), json!(resource.kind)), ("id".into(), json!(id))]);
    insert_unless_empty(&mut data, "attributes", attributes);
    insert_unless_empty(&mut data, "relationships", relationships);
    json!({ "data": data })
}

/// The request document of a POST for a row that is to be created.
pub(crate) fn create_body(resource: &Resource, create: &StagedField, fields: &[FieldChange]) -> Json {
    let given = create.given.iter().filter(|(name, _)| !fields.iter().any(|change| change.field == *name));
    let given = given.map(|(name, value)| change(name, &Value::Null, value));
    let given = given.filter(|change| resource.field(&change.field).is_some_and(|field| field.is_required) || change.value != Value::Null);
    let fields: Vec<FieldChange> = fields.iter().cloned().chain(given).collect();
    let (mut attributes, mut relationships) = members(resource, &fields);
    let mut included = Vec::new();
    for change in &fields {
        let field = resource.field(&change.field);
        if let Some((field, Kind::Inline(kind))) = field.map(|field| (field, &field.kind)) {
            let (linkage, rows) = inline::rows(kind, &change.value);
            relationships.insert(field.attribute.clone(), linkage);
            included.extend(rows);
        }
    }
    for field in resource.fields.iter().filter(|field| field.is_empty_when_new) {
        attributes.entry(field.attribute.clone()).or_insert_with(|| json!(""));
    }
    if let (Some(parent), Some(id)) = (&resource.parent, &create.parent_id)
        && let Some(above) = catalog().resource(&parent.resource)
    {
        relationships.insert(parent.relationship.clone(), json!({ "data": { "type": above.kind, "id": id } }));
    }
    let mut data = Map::from_iter([("type".into(), json!(resource.kind))]);
    insert_unless_empty(&mut data, "attributes", attributes);
    insert_unless_empty(&mut data, "relationships", relationships);
    if included.is_empty() { json!({ "data": data }) } else { json!({ "data": data, "included": included }) }
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

/// Of what would be sent, in no order: two mirrors number their rows differently.
fn digest(steps: &[NewStep]) -> String {
    let line = |step: &NewStep| format!("{} {} {}\n", step.method, step.path, step.body.as_deref().unwrap_or_default());
    let mut lines: Vec<String> = steps.iter().map(line).collect();
    lines.sort_unstable();
    lines.iter().fold(Sha256::new(), Sha256::chain_update).finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
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
