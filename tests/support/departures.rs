//! What Apple's servers do otherwise than Apple's document, and the document made ready to judge by.
//!
//! One table, one source an entry. What is not in it is a mistake of the client or of the simulator.

use serde_json::{Value, json};

/// A kind of difference between the document and the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Departure {
    /// An attribute of a resource is null.
    NullAttribute,
    /// The linkage of a to-one relationship is null in an answer.
    NullLinkage,
    /// The linkage of a to-one relationship is null in an update.
    ClearedLinkage,
    /// The answer to a to-one relationship that leads nowhere is null.
    NullRelated,
    /// A list takes the parameter `cursor`.
    Cursor,
    /// A deletion that a state forbids is a conflict.
    RefusedDeletion,
    /// An age rating has answers of the next questionnaire.
    EarlyAnswers,
}

const DEPARTURES: &[(Departure, &str)] = &[
    (
        Departure::NullAttribute,
        "OpenAPI 4.4.1 marks no attribute of an answer as nullable; answers hold every attribute of the type, null when it is not set",
    ),
    (Departure::NullLinkage, "JSON:API 1.1, Resource Linkage: null for empty to-one relationships; the document marks none as nullable"),
    (
        Departure::ClearedLinkage,
        "JSON:API 1.1, Updating To-One Relationships: null to remove the relationship; the document marks none as nullable",
    ),
    (
        Departure::NullRelated,
        "JSON:API 1.1, Fetching Resources: null for an empty to-one resource; clients report 404 and null, by endpoint",
    ),
    (
        Departure::Cursor,
        "Apple, Large Data Sets: follow links.next; the address there has a `cursor`, which the document lists for no operation",
    ),
    (
        Departure::RefusedDeletion,
        "OpenAPI 4.4.1 lists 409 for 21 of 132 deletions, and for the others no status by which a state could refuse one",
    ),
    (
        Departure::EarlyAnswers,
        "Apple, App Store Connect API release notes after 4.4.1: koreaAgeRatingOverride takes ALL and TWELVE_PLUS beside \
         gracRatingClassificationNumber; servers answer with new names before a document does",
    ),
];

/// Turns the document's schemas into JSON Schema, with the departures, and closes what the document leaves open:
/// attributes and relationships that it does not name are refused.
pub(super) fn prepare(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    for (name, schema) in schemas.iter_mut() {
        lift_included(schema);
        if name.ends_with("Response") && departs(Departure::NullRelated) {
            let_data_be_null(schema);
        }
        if name.ends_with("LinkageRequest") && departs(Departure::ClearedLinkage) {
            let_data_be_null(schema);
        }
        if name == "AgeRatingDeclaration" && departs(Departure::EarlyAnswers) {
            answer_early(schema);
        }
        members(schema, &Side::of(name));
        nullable(schema);
    }
    if departs(Departure::RefusedDeletion) {
        document["paths"].as_object_mut().unwrap().values_mut().for_each(refuse_deletion);
    }
    if departs(Departure::Cursor) {
        document["paths"].as_object_mut().unwrap().values_mut().for_each(take_cursors);
    }
}

/// Lets the deletion of a path be refused by a state.
fn refuse_deletion(path: &mut Value) {
    if let Some(answers) = path.pointer_mut("/delete/responses")
        && let Some(refusal) = answers.get("404").cloned()
        && answers.get("409").is_none()
    {
        answers["409"] = refusal;
    }
}

/// Which departures a schema is subject to.
enum Side {
    Answer,
    Update,
    Other,
}

impl Side {
    fn of(schema: &str) -> Self {
        match schema {
            name if name.ends_with("UpdateRequest") => Self::Update,
            name if name.ends_with("Request") => Self::Other,
            _ => Self::Answer,
        }
    }

    fn linkage_is_nullable(&self) -> bool {
        match self {
            Self::Answer => departs(Departure::NullLinkage),
            Self::Update => departs(Departure::ClearedLinkage),
            Self::Other => false,
        }
    }
}

fn departs(departure: Departure) -> bool {
    DEPARTURES.iter().any(|(known, _)| *known == departure)
}

/// Gives every list of a path its parameter `cursor`.
fn take_cursors(path: &mut Value) {
    if let Some(parameters) = path.pointer_mut("/get/parameters").and_then(Value::as_array_mut)
        && parameters.iter().any(|parameter| parameter["name"] == "limit")
    {
        parameters.push(json!({ "name": "cursor", "in": "query", "schema": { "type": "string" } }));
    }
}

/// Adds the next questionnaire's answers to those of an age rating.
fn answer_early(schema: &mut Value) {
    let attributes = schema.pointer_mut("/properties/attributes/properties").unwrap();
    attributes["gracRatingClassificationNumber"] = json!({ "type": "string" });
    let overrides = attributes.pointer_mut("/koreaAgeRatingOverride/enum").and_then(Value::as_array_mut).unwrap();
    overrides.extend([json!("ALL"), json!("TWELVE_PLUS")]);
}

/// Lets the primary data of a document of one resource be null.
fn let_data_be_null(schema: &mut Value) {
    if let Some(data) = schema.pointer_mut("/properties/data")
        && data["type"] != "array"
    {
        data["nullable"] = json!(true);
    }
}

/// Included resources are told apart by their type; a choice of two dozen schemas would explain nothing.
fn lift_included(schema: &mut Value) {
    if let Some(items) = schema.pointer_mut("/properties/included/items")
        && let Some(mapping) = items.pointer("/discriminator/mapping").cloned()
    {
        *items = json!({});
        schema["x-included"] = mapping;
    }
}

/// Visits the attributes and relationships of every resource object of a schema.
fn members(schema: &mut Value, side: &Side) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties.iter_mut() {
        let is_group = matches!(name.as_str(), "attributes" | "relationships") && property.get("properties").is_some();
        if !is_group {
            members(property, side);
            continue;
        }
        property["additionalProperties"] = json!(false);
        for member in property["properties"].as_object_mut().unwrap().values_mut() {
            if name == "attributes" && matches!(side, Side::Answer) && departs(Departure::NullAttribute) {
                member["nullable"] = json!(true);
            }
            if name == "relationships"
                && side.linkage_is_nullable()
                && let Some(linkage) = member.pointer_mut("/properties/data")
                && linkage["type"] == "object"
            {
                linkage["nullable"] = json!(true);
            }
        }
    }
}

/// `nullable` of `OpenAPI` 3.0 in the words of JSON Schema.
fn nullable(schema: &mut Value) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(nullable),
        Value::Object(keywords) => {
            keywords.values_mut().for_each(nullable);
            if keywords.get("nullable") != Some(&json!(true)) {
                return;
            }
            keywords.remove("nullable");
            if keywords.contains_key("$ref") {
                *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
                return;
            }
            if let Some(kind) = keywords.get_mut("type") {
                *kind = json!([kind.take(), "null"]);
            }
            if let Some(values) = keywords.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(Value::Null);
            }
        }
        _ => {}
    }
}
