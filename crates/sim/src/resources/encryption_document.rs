//! `appEncryptionDeclarationDocuments`: the papers of an encryption declaration.

use serde_json::Value;

use super::encryption_declaration;
use crate::kind::{ASSET_DELIVERY_STATE, Attribute, Form, Kind, Operation, Relationship, Rules, UPLOAD_OPERATIONS, text};
use crate::media::upload;
use crate::refusal::{Refusal, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("fileSize", Form::Integer).required(),
        Attribute::new("fileName", text(255)).required(),
        Attribute::new("assetToken", text(255)),
        Attribute::new("downloadUrl", Form::Url),
        Attribute::new("sourceFileChecksum", text(255)).on_update(),
        Attribute::new("uploadOperations", UPLOAD_OPERATIONS),
        Attribute::new("assetDeliveryState", ASSET_DELIVERY_STATE),
        Attribute::new("uploaded", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("appEncryptionDeclaration", "appEncryptionDeclarations").own().required().write_only()],
    operations: &[Operation::Create, Operation::Get, Operation::Update],
    rules: Rules { check, effects, happen: upload::happen, ..Rules::NONE },
    ..Kind::new("appEncryptionDeclarationDocuments")
};

/// A declaration has one document.
fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let declaration = world.one(write.after, "appEncryptionDeclaration");
    let second = declaration.is_some_and(|declaration| world.one(declaration, "appEncryptionDeclarationDocument").is_some());
    if write.operation == Operation::Create && second {
        let detail = "The appEncryptionDeclarations already has a document";
        return vec![relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "appEncryptionDeclaration", detail)];
    }
    upload::check(world, write)
}

/// With its document the declaration goes to Apple's desk.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let commits = write.attributes.get("uploaded") == Some(&Value::Bool(true));
    if write.operation == Operation::Create {
        after.set("assetToken", after.id.clone());
    }
    let mut changes = upload::effects(world, write, after);
    if let Some(declaration) = world.one(after, "appEncryptionDeclaration").filter(|_| commits) {
        changes.extend(encryption_declaration::hand_in(world, declaration.clone()));
    }
    changes
}
