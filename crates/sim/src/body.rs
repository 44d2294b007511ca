//! Request bodies: from bytes to the attributes and relationships that they name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::kind::{Kind, Relationship};
use crate::refusal::{Refusal, invalid_entity, mismatch, unprocessable};

/// What a body says, its form checked and nothing else.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) attributes: Map<String, Value>,
    /// Relationship → identifier, or none for `null`.
    pub(crate) relationships: BTreeMap<String, Option<Identifier>>,
}

/// `{type, id}`.
pub(crate) struct Identifier {
    pub(crate) kind: String,
    pub(crate) id: String,
}

impl Body {
    /// The body of a create (without `id`) or of an update of `id`.
    pub(crate) fn parse(bytes: &[u8], kind: &Kind, id: Option<&str>) -> Result<Self, Refusal> {
        let mut document = object(json(bytes)?, "")?;
        let mut data = object(document.remove("data").unwrap_or(Value::Null), "data")?;
        only(&document, "", &[])?;
        only(&data, "data.", &["type", "id", "attributes", "relationships"])?;
        let sent_kind = string(data.remove("type"), "data.type")?;
        if sent_kind != kind.name {
            let detail = format!("The resource type '{sent_kind}' does not match '{}'", kind.name);
            return Err(mismatch("type", detail));
        }
        match (id, data.remove("id")) {
            (Some(id), sent) => {
                let sent = string(sent, "data.id")?;
                if sent != id {
                    return Err(mismatch("id", format!("The resource id '{sent}' does not match '{id}'")));
                }
            }
            (None, Some(_)) => return Err(mismatch("id", "The id of a new resource can not be chosen")),
            (None, None) => {}
        }
        let attributes = match data.remove("attributes") {
            Some(attributes) => object(attributes, "data.attributes")?,
            None => Map::new(),
        };
        let relationships = match data.remove("relationships") {
            Some(relationships) => object(relationships, "data.relationships")?,
            None => Map::new(),
        };
        let linked = relationships.into_iter().map(|(name, value)| {
            let place = format!("data.relationships.{name}");
            // A list passes as unknown linkage: which relationships are to-many is the table's business.
            let identifier = linkage(value, &place, kind.relationship(&name))?;
            Ok((name, identifier))
        });
        Ok(Self { attributes, relationships: linked.collect::<Result<_, Refusal>>()? })
    }

    /// The body of a PATCH of a to-one relationship's linkage.
    pub(crate) fn parse_linkage(bytes: &[u8], relationship: &Relationship) -> Result<Self, Refusal> {
        let document = json(bytes)?;
        let identifier = linkage(document, "", Some(relationship))?;
        Ok(Self { attributes: Map::new(), relationships: BTreeMap::from([(relationship.name.to_owned(), identifier)]) })
    }
}

/// JSON of bounded depth, or what is wrong with it and where.
fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| invalid_entity(error.to_string()))
}

/// `{"data": {type, id}}` or `{"data": null}`.
fn linkage(value: Value, place: &str, relationship: Option<&Relationship>) -> Result<Option<Identifier>, Refusal> {
    let mut object_ = object(value, place)?;
    let data_place = if place.is_empty() { "data".to_owned() } else { format!("{place}.data") };
    let data = object_.remove("data").ok_or_else(|| unprocessable(&data_place))?;
    only(&object_, place, &[])?;
    match data {
        Value::Null => Ok(None),
        Value::Object(mut data) => {
            let kind = string(data.remove("type"), &format!("{data_place}.type"))?;
            let id = string(data.remove("id"), &format!("{data_place}.id"))?;
            only(&data, &format!("{data_place}."), &[])?;
            Ok(Some(Identifier { kind, id }))
        }
        // To-many linkage in a body is not offered by any served resource; the rights refuse it by name.
        Value::Array(_) if relationship.is_none_or(|relationship| relationship.many) => Ok(None),
        _ => Err(unprocessable(&data_place)),
    }
}

fn object(value: Value, place: &str) -> Result<Map<String, Value>, Refusal> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(unprocessable(place)),
    }
}

fn string(value: Option<Value>, place: &str) -> Result<String, Refusal> {
    match value {
        Some(Value::String(text)) => Ok(text),
        _ => Err(unprocessable(place)),
    }
}

/// Refuses members that the document does not have.
fn only(object: &Map<String, Value>, place: &str, known: &[&str]) -> Result<(), Refusal> {
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(unprocessable(&format!("{place}{name}"))),
        None => Ok(()),
    }
}
