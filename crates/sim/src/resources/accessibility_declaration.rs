//! `accessibilityDeclarations`: what an app supports on a device family, as its product page says.

use super::enumerations::DEVICE_FAMILIES;
use crate::kind::{Attribute, Form, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, attribute, invalid_state};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("deviceFamily", Form::Enumeration(DEVICE_FAMILIES)).required(),
        Attribute::new("state", Form::Enumeration(STATES)),
        Attribute::new("supportsAudioDescriptions", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsCaptions", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsDarkInterface", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsDifferentiateWithoutColorAlone", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsLargerText", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsReducedMotion", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsSufficientContrast", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsVoiceControl", Form::Boolean).on_create().on_update(),
        Attribute::new("supportsVoiceover", Form::Boolean).on_create().on_update(),
        Attribute::new("publish", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("app", "apps").own().required().write_only()],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("accessibilityDeclarations")
};

/// `state` of a declaration.
pub(crate) const STATES: &[&str] = &["DRAFT", "PUBLISHED", "REPLACED"];

/// One draft for each device family; what is published stays as it is until it is replaced.
fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(before) = write.before else {
        let family = write.after.text("deviceFamily").unwrap_or_default();
        let detail = format!("The attribute 'deviceFamily' with value '{family}' already exists. Try updating.");
        let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE";
        let second = others(world, write.after, "DRAFT").next().map(|_| attribute(code, "deviceFamily", detail));
        return second.into_iter().collect();
    };
    let frozen = before.text("state") != Some("DRAFT") && (write.operation == Operation::Delete || !write.attributes.is_empty());
    if frozen { vec![invalid_state(KIND.name, &before.id)] } else { Vec::new() }
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let publishes = after.hidden.remove("publish") == Some(true.into()) && write.operation == Operation::Update;
    if write.operation == Operation::Create {
        after.set("state", "DRAFT");
    }
    if !publishes {
        return Vec::new();
    }
    after.set("state", "PUBLISHED");
    let replaced = others(world, after, "PUBLISHED").cloned().map(|old| Change::Put(old.with("state", "REPLACED")));
    replaced.collect()
}

/// Other declarations of the same app and device family in that state.
fn others<'a>(world: &'a World, declaration: &Resource, state: &'a str) -> impl Iterator<Item = &'a Resource> {
    let app = world.one(declaration, "app");
    let all = app.map(|app| world.related(app, "accessibilityDeclarations")).unwrap_or_default().into_iter();
    let (id, family) = (declaration.id.clone(), declaration.value("deviceFamily").clone());
    all.filter(move |other| other.id != id && other.text("state") == Some(state) && *other.value("deviceFamily") == family)
}
