//! `appEncryptionDeclarations`: what an app encrypts with, for the export authorities.

use jiff::SignedDuration;
use serde_json::Value;

use super::enumerations::PLATFORMS;
use crate::ids::Ids;
use crate::kind::{Attribute, Filter, Form, Kind, LinkageOperation, Operation, Relationship, Rules, text};
use crate::moment::pacific;
use crate::refusal::{Refusal, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("appDescription", text(4000)).required(),
        Attribute::new("createdDate", Form::DateTime),
        Attribute::new("usesEncryption", Form::Boolean),
        Attribute::new("exempt", Form::Boolean),
        Attribute::new("containsProprietaryCryptography", Form::Boolean).required(),
        Attribute::new("containsThirdPartyCryptography", Form::Boolean).required(),
        Attribute::new("availableOnFrenchStore", Form::Boolean).required(),
        Attribute::new("platform", Form::Enumeration(PLATFORMS)),
        Attribute::new("uploadedDate", Form::DateTime),
        Attribute::new("documentUrl", text(2048)),
        Attribute::new("documentName", text(255)),
        Attribute::new("documentType", text(255)),
        Attribute::new(
            "appEncryptionDeclarationState",
            Form::Enumeration(&["CREATED", "IN_REVIEW", "APPROVED", "REJECTED", "INVALID", "EXPIRED"]),
        ),
        Attribute::new("codeValue", text(255)),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().required().related_plain(),
        Relationship::many("builds", "builds").inverse("appEncryptionDeclaration").offering(&[LinkageOperation::Add]),
        Relationship::one("appEncryptionDeclarationDocument", "appEncryptionDeclarationDocuments")
            .inverse("appEncryptionDeclaration")
            .related_plain(),
    ],
    include: &["app", "builds", "appEncryptionDeclarationDocument"],
    operations: &[Operation::List, Operation::Create, Operation::Get],
    filters: &[Filter::among("platform", PLATFORMS), Filter::new("app"), Filter::new("builds")],
    rules: Rules { check, effects, happen, ..Rules::NONE },
    ..Kind::new("appEncryptionDeclarations")
};

/// How long Apple looks at a document; days in life.
const DESK: SignedDuration = SignedDuration::from_mins(10);

/// The declaration goes to Apple's desk.
pub(super) fn hand_in(world: &World, mut declaration: Resource) -> Vec<Change> {
    declaration.set("appEncryptionDeclarationState", "IN_REVIEW");
    declaration.set("uploadedDate", pacific(world.now()));
    let later = world.later(DESK, &declaration, "approved");
    vec![Change::Put(declaration), later]
}

/// A declaration covers builds of its own app.
fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let builds = write.lists.get("builds").into_iter().flatten().filter_map(|id| world.get("builds", id));
    let foreign = builds.filter(|build| build.link("app") != write.after.link("app"));
    let detail = |build: &Resource| format!("The builds with id '{}' does not belong to the app of the declaration", build.id);
    foreign.map(|build| relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "builds", detail(build))).collect()
}

/// Common cryptography needs no papers, nor does an app that is not sold in France.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation == Operation::Create {
        let is = |name: &str| after.value(name) == &Value::Bool(true);
        let own = is("containsProprietaryCryptography");
        let encrypts = own || is("containsThirdPartyCryptography");
        let needs_papers = own || (encrypts && is("availableOnFrenchStore"));
        after.set("createdDate", pacific(world.now()));
        after.set("usesEncryption", encrypts);
        after.set("exempt", !encrypts);
        after.set("appEncryptionDeclarationState", "CREATED");
        if !needs_papers {
            approve(after);
        }
    }
    let builds = write.lists.get("builds").into_iter().flatten().filter_map(|id| world.get("builds", id));
    let covered = builds.filter(|build| build.link("appEncryptionDeclaration") != Some(&after.id));
    covered.map(|build| Change::Put(build.clone().linked("appEncryptionDeclaration", after.id.as_str()))).collect()
}

fn happen(_world: &World, declaration: &Resource, _event: &str, _ids: &Ids<'_>) -> Vec<Change> {
    let mut declaration = declaration.clone();
    approve(&mut declaration);
    vec![Change::Put(declaration)]
}

fn approve(declaration: &mut Resource) {
    declaration.set("appEncryptionDeclarationState", "APPROVED");
    // The code that goes into an Info.plist, of the declaration's own id.
    let code = declaration.id.chars().filter(char::is_ascii_hexdigit).take(12).collect::<String>();
    declaration.set("codeValue", code);
}
