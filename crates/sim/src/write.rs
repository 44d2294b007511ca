//! From a body to changes of the world, or to everything that stands against them.
//!
//! First the tables speak (names, rights, types, lengths), all at once; only a body that passes
//! is held against states and other resources.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::body::Body;
use crate::kind::{Attribute, Form, Kind, Operation, Right};
use crate::refusal::{Refusal, attribute, relationship};
use crate::world::{Change, Resource, World};

/// A write that is being judged.
pub(crate) struct Write<'a> {
    pub(crate) operation: Operation,
    /// The resource as it was; none on create.
    pub(crate) before: Option<&'a Resource>,
    /// The resource as it would be; on delete, as it was.
    pub(crate) after: &'a Resource,
    /// The attributes that the request names.
    pub(crate) attributes: &'a Map<String, Value>,
    /// The relationships that the request names.
    pub(crate) relationships: &'a BTreeMap<String, Option<String>>,
}

/// What a write does: the resource as it becomes, and all changes in order.
pub(crate) struct Outcome {
    pub(crate) resource: Resource,
    pub(crate) changes: Vec<Change>,
}

impl Write<'_> {
    /// Whether the request names the attribute.
    pub(crate) fn sends(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }
}

/// Judges a create.
pub(crate) fn create(world: &World, kind: &'static Kind, body: &Body, account: &str, seed: u64) -> Result<Outcome, Vec<Refusal>> {
    let fresh = Resource::new(kind, world.fresh_id(seed), Some(account));
    put(world, Operation::Create, None, fresh, body, account)
}

/// Judges an update.
pub(crate) fn update(world: &World, before: &Resource, body: &Body, account: &str) -> Result<Outcome, Vec<Refusal>> {
    put(world, Operation::Update, Some(before), before.clone(), body, account)
}

/// Judges a delete.
pub(crate) fn delete(world: &World, before: &Resource) -> Result<Vec<Change>, Vec<Refusal>> {
    let write = Write {
        operation: Operation::Delete,
        before: Some(before),
        after: before,
        attributes: &Map::new(),
        relationships: &BTreeMap::new(),
    };
    let refusals = (before.kind.rules.check)(world, &write);
    if refusals.is_empty() { Ok(vec![Change::Delete { kind: before.kind.name.to_owned(), id: before.id.clone() }]) } else { Err(refusals) }
}

/// An edit of somebody who needs no rights: types still hold, states do not.
pub(crate) fn edit(world: &World, before: &Resource, attributes: &Map<String, Value>) -> Vec<Change> {
    let mut after = before.clone();
    for (name, value) in attributes {
        after.set(name, value.clone());
    }
    let judged = after.clone();
    let write = Write { operation: Operation::Update, before: Some(before), after: &judged, attributes, relationships: &BTreeMap::new() };
    let mut changes = (before.kind.rules.effects)(world, &write, &mut after);
    changes.push(Change::Put(after));
    changes
}

fn put(
    world: &World,
    operation: Operation,
    before: Option<&Resource>,
    mut after: Resource,
    body: &Body,
    account: &str,
) -> Result<Outcome, Vec<Refusal>> {
    let kind = after.kind;
    let mut refusals = check_attributes(kind, operation, body);
    refusals.extend(check_relationships(world, kind, operation, body, account));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut relationships = BTreeMap::new();
    for (name, value) in &body.attributes {
        after.set(name, value.clone());
    }
    for (name, identifier) in &body.relationships {
        let id = identifier.as_ref().map(|identifier| identifier.id.clone());
        match &id {
            Some(id) => after.links.insert(name.clone(), id.clone()),
            None => after.links.remove(name),
        };
        relationships.insert(name.clone(), id);
    }
    let judged = after.clone();
    let write = Write { operation, before, after: &judged, attributes: &body.attributes, relationships: &relationships };
    let refusals = (kind.rules.check)(world, &write);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut changes = (kind.rules.effects)(world, &write, &mut after);
    changes.push(Change::Put(after.clone()));
    Ok(Outcome { resource: after, changes })
}

fn check_attributes(kind: &Kind, operation: Operation, body: &Body) -> Vec<Refusal> {
    let right = |attribute: &Attribute| if operation == Operation::Create { attribute.create } else { attribute.update };
    let mut refusals = Vec::new();
    for (name, value) in &body.attributes {
        let refusal = match kind.attribute(name) {
            None => {
                let detail = format!("'{name}' is not an attribute on the resource '{}'", kind.name);
                Some(attribute("ENTITY_ERROR.ATTRIBUTE.UNKNOWN", name, detail))
            }
            Some(known) if right(known) == Right::Never => {
                let detail = format!("The attribute '{name}' can not be included in a '{}' request", operation.name());
                Some(attribute("ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED", name, detail))
            }
            Some(known) if value.is_null() => (right(known) == Right::Required).then(|| required(name)),
            Some(known) => check_value(known, value),
        };
        refusals.extend(refusal);
    }
    let missing = kind.attributes.iter().filter(|known| right(known) == Right::Required && !body.attributes.contains_key(known.name));
    refusals.extend(missing.map(|known| required(known.name)));
    refusals
}

/// What stands against a value other than `null`.
pub(crate) fn check_value(known: &Attribute, value: &Value) -> Option<Refusal> {
    let name = known.name;
    let invalid = |detail: String| Some(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", name, detail));
    if !known.form.admits(value) {
        let detail = format!("'{}' is not a valid value for the attribute '{name}'.", plain(value));
        return Some(attribute("ENTITY_ERROR.ATTRIBUTE.TYPE", name, detail));
    }
    let text = value.as_str()?;
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return invalid(format!("The attribute '{name}' contains invalid characters."));
    }
    match known.form {
        Form::Text { most, .. } if text.chars().count() > most => {
            let detail =
                format!("The provided entity includes the field '{name}' whose value is too long. It cannot exceed {most} characters.");
            Some(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", name, detail))
        }
        Form::Text { least, .. } if text.chars().count() < least => {
            invalid(format!("The attribute '{name}' must have at least {least} characters."))
        }
        Form::Url if !is_address(text) => invalid(format!("The attribute '{name}' must be a valid URL.")),
        _ => None,
    }
}

/// An http or https address with a host and no blanks.
fn is_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let named = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
    named && text.chars().count() <= 2048 && !text.chars().any(char::is_whitespace)
}

fn check_relationships(world: &World, kind: &Kind, operation: Operation, body: &Body, account: &str) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (name, identifier) in &body.relationships {
        let Some(known) = kind.relationship(name) else {
            let detail = format!("'{name}' is not a relationship on the resource '{}'", kind.name);
            refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.UNKNOWN", name, detail));
            continue;
        };
        let right = if operation == Operation::Create { known.create } else { known.update };
        let refusal = match identifier {
            _ if right == Right::Never => {
                let detail = format!("The relationship '{name}' can not be included in a '{}' request", operation.name());
                Some(relationship("ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED", name, detail))
            }
            None => (right == Right::Required).then(|| required_relationship(name)),
            Some(identifier) if known.to != Some(&identifier.kind) => {
                let detail = format!("The resource type '{}' is not valid for the relationship '{name}'", identifier.kind);
                Some(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail))
            }
            Some(identifier) => {
                let end = world.get(&identifier.kind, &identifier.id).filter(|end| end.visible_to(account));
                let detail = format!("There is no resource of type '{}' with id '{}'", identifier.kind, identifier.id);
                end.is_none().then(|| relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail))
            }
        };
        refusals.extend(refusal);
    }
    let missing = kind
        .relationships
        .iter()
        .filter(|known| operation == Operation::Create && known.create == Right::Required && !body.relationships.contains_key(known.name));
    refusals.extend(missing.map(|known| required_relationship(known.name)));
    refusals
}

fn required(name: &str) -> Refusal {
    let detail = format!("You must provide a value for the attribute '{name}' with this request");
    attribute("ENTITY_ERROR.ATTRIBUTE.REQUIRED", name, detail)
}

fn required_relationship(name: &str) -> Refusal {
    let detail = format!("You must provide a value for the relationship '{name}' with this request");
    relationship("ENTITY_ERROR.RELATIONSHIP.REQUIRED", name, detail)
}

/// A value as a sentence quotes it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
