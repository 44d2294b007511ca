//! `appStoreReviewDetails`: whom the reviewer can ask about a version, and how to sign in.

use crate::kind::{Attribute, Form, Kind, Operation, Relationship, Rules, text};
use crate::refusal::{Refusal, frozen_attribute, relationship};
use crate::world::World;
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("contactFirstName", text(255)).on_create().on_update(),
        Attribute::new("contactLastName", text(255)).on_create().on_update(),
        Attribute::new("contactPhone", Form::Phone).on_create().on_update(),
        Attribute::new("contactEmail", text(255)).on_create().on_update(),
        Attribute::new("demoAccountName", text(255)).on_create().on_update(),
        Attribute::new("demoAccountPassword", text(255)).on_create().on_update(),
        Attribute::new("demoAccountRequired", Form::Boolean).on_create().on_update(),
        Attribute::new("notes", text(4000)).on_create().on_update(),
    ],
    relationships: &[
        Relationship::one("appStoreVersion", "appStoreVersions").own().required().unlinked(),
        Relationship::many("appStoreReviewAttachments", "appStoreReviewAttachments").inverse("appStoreReviewDetail").related(),
    ],
    include: &["appStoreVersion", "appStoreReviewAttachments"],
    operations: &[Operation::Create, Operation::Get, Operation::Update],
    parts: &["appStoreReviewAttachments"],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("appStoreReviewDetails")
};

/// A version has one, which can be written in every state but the last.
fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(version) = world.one(write.after, "appStoreVersion") else { return Vec::new() };
    if write.operation == Operation::Create && world.one(version, "appStoreReviewDetail").is_some() {
        let detail = "An appStoreReviewDetails already exists for the appStoreVersions. Try updating.";
        return vec![relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "appStoreVersion", detail)];
    }
    if version.text("appVersionState") == Some("REPLACED_WITH_NEW_VERSION") {
        return write.attributes.keys().map(|name| frozen_attribute(name)).collect();
    }
    Vec::new()
}
