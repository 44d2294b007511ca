//! What the tables say of a body: names, rights, types and lengths, all at once.

use std::collections::HashSet;

use serde_json::Value;

use crate::body::{Body, Identifier};
use crate::kind::{Attribute, Form, Kind, Relationship, Right};
use crate::refusal::{Refusal, attribute, relationship};
use crate::world::World;

/// The way by which a body comes; each has its own rights.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `POST` of the type.
    Create,
    /// `PATCH` of the resource.
    Update,
    /// In the `included` of another create.
    Inline,
    /// A relationship's own path, which is offered or not: no right is asked.
    Linkage,
}

/// Everything that the table has against the body. `local` are the identifiers of its `included`.
pub(crate) fn check(world: &World, kind: &Kind, door: Door, body: &Body, account: &str, local: &[(&str, &str)]) -> Vec<Refusal> {
    let mut refusals = check_attributes(kind, door, body);
    refusals.extend(check_relationships(world, kind, door, body, account, local));
    refusals
}

impl Door {
    fn name(self) -> &'static str {
        match self {
            Self::Create | Self::Inline => "CREATE",
            Self::Update | Self::Linkage => "UPDATE",
        }
    }

    fn attribute(self, known: &Attribute) -> Right {
        match self {
            Self::Create => known.create,
            Self::Update => known.update,
            Self::Inline => known.inline,
            Self::Linkage => Right::Never,
        }
    }

    fn relationship(self, known: &Relationship) -> Right {
        match self {
            Self::Create => known.create,
            Self::Update => known.update,
            Self::Inline => known.inline,
            Self::Linkage => Right::Nullable,
        }
    }

    /// Whether what is not named is missing.
    fn is_new(self) -> bool {
        matches!(self, Self::Create | Self::Inline)
    }
}

fn check_attributes(kind: &Kind, door: Door, body: &Body) -> Vec<Refusal> {
    let right = |attribute: &Attribute| door.attribute(attribute);
    let mut refusals = Vec::new();
    for (name, value) in &body.attributes {
        let refusal = match kind.attribute(name) {
            None => {
                let detail = format!("'{name}' is not an attribute on the resource '{}'", kind.name);
                Some(attribute("ENTITY_ERROR.ATTRIBUTE.UNKNOWN", name, detail))
            }
            Some(known) if right(known) == Right::Never => {
                let detail = format!("The attribute '{name}' can not be included in a '{}' request", door.name());
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
        Form::Phone if !is_phone(text) => {
            invalid(format!("The attribute '{name}' must be a phone number that begins with '+' and the country code."))
        }
        Form::Url if !is_address(text) => invalid(format!("The attribute '{name}' must be a valid URL.")),
        _ => None,
    }
}

/// `+`, digits and what people put between them.
fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or_default();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (6..=15).contains(&digits) && number.chars().all(|character| character.is_ascii_digit() || " ()-./".contains(character))
}

/// An http or https address with a host and no blanks.
fn is_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let named = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
    named && text.chars().count() <= 2048 && !text.chars().any(char::is_whitespace)
}

fn check_relationships(world: &World, kind: &Kind, door: Door, body: &Body, account: &str, local: &[(&str, &str)]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let ones = body.relationships.iter().map(|(name, identifier)| (name, identifier.as_slice(), identifier.is_none()));
    let lists = body.lists.iter().map(|(name, identifiers)| (name, identifiers.as_slice(), false));
    for (name, identifiers, is_null) in ones.chain(lists) {
        let Some(known) = kind.relationship(name) else {
            let detail = format!("'{name}' is not a relationship on the resource '{}'", kind.name);
            refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.UNKNOWN", name, detail));
            continue;
        };
        let right = door.relationship(known);
        if right == Right::Never {
            let detail = format!("The relationship '{name}' can not be included in a '{}' request", door.name());
            refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED", name, detail));
        } else if is_null && right == Right::Required {
            refusals.push(required_relationship(name));
        } else {
            refusals.extend(identifiers.iter().filter_map(|identifier| check_end(world, known, identifier, account, local)));
            refusals.extend(repeated(identifiers).map(|id| {
                let detail = format!("The resource with id '{id}' is named more than once");
                relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail)
            }));
        }
    }
    let named = |name: &str| body.relationships.contains_key(name) || body.lists.contains_key(name);
    let missing = kind.relationships.iter().filter(|known| door.relationship(known) == Right::Required && !named(known.name));
    refusals.extend(missing.filter(|_| door.is_new()).map(|known| required_relationship(known.name)));
    refusals
}

/// What stands against one end of a relationship.
fn check_end(world: &World, known: &Relationship, identifier: &Identifier, account: &str, local: &[(&str, &str)]) -> Option<Refusal> {
    let Identifier { kind, id } = identifier;
    let detail = if known.to != Some(kind) {
        format!("The resource type '{kind}' is not valid for the relationship '{}'", known.name)
    } else if local.contains(&(kind, id)) || world.get(kind, id).is_some_and(|end| end.visible_to(account)) {
        return None;
    } else {
        format!("There is no resource of type '{kind}' with id '{id}'")
    };
    Some(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", known.name, detail))
}

fn repeated(identifiers: &[Identifier]) -> impl Iterator<Item = &str> {
    let mut seen = HashSet::new();
    identifiers.iter().map(|identifier| identifier.id.as_str()).filter(move |id| !seen.insert(*id))
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
