//! `endUserLicenseAgreements`: an app's own licence, where Apple's standard one does not do.

use crate::kind::{Attribute, Form, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, relationship};
use crate::world::World;
use crate::write::Write;

/// Longer than anybody has reported a refusal for.
const LONGEST: usize = 60_000;

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("agreementText", Form::Text { least: 1, most: LONGEST }).required().on_update()],
    relationships: &[
        Relationship::one("app", "apps").own().required().unlinked(),
        Relationship::many("territories", "territories").own().required().on_update().related_plain(),
    ],
    include: &["app", "territories"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("endUserLicenseAgreements")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = super::localization::required(write, &["agreementText"]);
    let present = world.one(write.after, "app").and_then(|app| world.one(app, "endUserLicenseAgreement"));
    if write.operation == Operation::Create && present.is_some() {
        let detail = "The app has an end user license agreement already. Update it instead.";
        refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "app", detail));
    }
    refusals
}
