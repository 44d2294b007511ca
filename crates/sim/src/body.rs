//! Request bodies: from bytes to the attributes and relationships that they name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::kind::{Kind, Relationship};
use crate::refusal::{Refusal, invalid_entity, mismatch, unprocessable};
use crate::resources;

/// What a body says, its form checked and nothing else.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) attributes: Map<String, Value>,
    /// To-one relationship → identifier, or none for `null`.
    pub(crate) relationships: BTreeMap<String, Option<Identifier>>,
    /// To-many relationship → identifiers.
    pub(crate) lists: BTreeMap<String, Vec<Identifier>>,
    /// The objects to be created with it.
    pub(crate) included: Vec<Inline>,
}

/// `{type, id}`.
pub(crate) struct Identifier {
    pub(crate) kind: String,
    pub(crate) id: String,
}

/// An object of `included`.
pub(crate) struct Inline {
    pub(crate) kind: String,
    /// As sent; a local id is `${name}`.
    pub(crate) id: Option<String>,
    pub(crate) body: Body,
}

/// A relationship's `data`.
enum Linkage {
    One(Option<Identifier>),
    Many(Vec<Identifier>),
}

impl Body {
    /// The body of a create (without `id`) or of an update of `id`.
    pub(crate) fn parse(bytes: &[u8], kind: &Kind, id: Option<&str>) -> Result<Self, Refusal> {
        let mut document = object(json(bytes)?, "")?;
        let mut data = object(document.remove("data").unwrap_or(Value::Null), "data")?;
        let included = document.remove("included").filter(|_| id.is_none() && !kind.inline.is_empty());
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
        let mut body = Self::members(data, "data", Some(kind))?;
        if let Some(included) = included {
            let Value::Array(list) = included else { return Err(unprocessable("included")) };
            let inlines = list.into_iter().enumerate().map(|(index, value)| inline(value, &format!("included[{index}]")));
            body.included = inlines.collect::<Result<_, _>>()?;
        }
        Ok(body)
    }

    /// The body of a change of a relationship's linkage.
    pub(crate) fn parse_linkage(bytes: &[u8], relationship: &Relationship) -> Result<Self, Refusal> {
        let mut body = Self::default();
        body.link(relationship.name, linkage(json(bytes)?, "", Some(relationship))?);
        Ok(body)
    }

    /// `attributes` and `relationships` of a resource object.
    fn members(mut data: Map<String, Value>, place: &str, kind: Option<&Kind>) -> Result<Self, Refusal> {
        let mut body = Self::default();
        if let Some(attributes) = data.remove("attributes") {
            body.attributes = object(attributes, &format!("{place}.attributes"))?;
        }
        if let Some(relationships) = data.remove("relationships") {
            for (name, value) in object(relationships, &format!("{place}.relationships"))? {
                let place = format!("{place}.relationships.{name}");
                let linkage = linkage(value, &place, kind.and_then(|kind| kind.relationship(&name)))?;
                body.link(&name, linkage);
            }
        }
        Ok(body)
    }

    fn link(&mut self, name: &str, linkage: Linkage) {
        match linkage {
            Linkage::One(identifier) => drop(self.relationships.insert(name.to_owned(), identifier)),
            Linkage::Many(identifiers) => drop(self.lists.insert(name.to_owned(), identifiers)),
        }
    }
}

/// `{type, id, attributes, relationships}`, of any type.
fn inline(value: Value, place: &str) -> Result<Inline, Refusal> {
    let mut data = object(value, place)?;
    only(&data, &format!("{place}."), &["type", "id", "attributes", "relationships"])?;
    let kind = string(data.remove("type"), &format!("{place}.type"))?;
    let id = data.remove("id").map(|id| string(Some(id), &format!("{place}.id"))).transpose()?;
    let body = Body::members(data, place, resources::kind(&kind))?;
    Ok(Inline { kind, id, body })
}

/// JSON of bounded depth, or what is wrong with it and where.
fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| invalid_entity(error.to_string()))
}

/// `{"data": {type, id}}`, `{"data": null}` or `{"data": [{type, id}, …]}`, as the table says.
fn linkage(value: Value, place: &str, relationship: Option<&Relationship>) -> Result<Linkage, Refusal> {
    let mut object_ = object(value, place)?;
    let data_place = if place.is_empty() { "data".to_owned() } else { format!("{place}.data") };
    let data = object_.remove("data").ok_or_else(|| unprocessable(&data_place))?;
    only(&object_, place, &[])?;
    let many = relationship.map(|relationship| relationship.many);
    match data {
        Value::Null if many != Some(true) => Ok(Linkage::One(None)),
        Value::Object(_) if many != Some(true) => Ok(Linkage::One(Some(identifier(data, &data_place)?))),
        Value::Array(list) if many != Some(false) => {
            let identifiers = list.into_iter().enumerate().map(|(index, value)| identifier(value, &format!("{data_place}[{index}]")));
            Ok(Linkage::Many(identifiers.collect::<Result<_, _>>()?))
        }
        _ => Err(unprocessable(&data_place)),
    }
}

fn identifier(value: Value, place: &str) -> Result<Identifier, Refusal> {
    let mut data = object(value, place)?;
    let kind = string(data.remove("type"), &format!("{place}.type"))?;
    let id = string(data.remove("id"), &format!("{place}.id"))?;
    only(&data, &format!("{place}."), &[])?;
    Ok(Identifier { kind, id })
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
