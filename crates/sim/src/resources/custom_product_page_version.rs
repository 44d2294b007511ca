//! `appCustomProductPageVersions`: a state of a custom product page, reviewed as a whole.

use serde_json::Value;

use crate::copy;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules, text};
use crate::refusal::{Refusal, attribute, frozen_attribute, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("version", text(20)),
        Attribute::new("state", Form::Enumeration(STATES)),
        // An address of the app itself, so any scheme will do.
        Attribute::new("deepLink", text(2048)).on_create().on_update().inline(),
    ],
    relationships: &[
        Relationship::one("appCustomProductPage", "appCustomProductPages").own().required().inline().unlinked(),
        Relationship::many("appCustomProductPageLocalizations", "appCustomProductPageLocalizations")
            .inverse("appCustomProductPageVersion")
            .on_create()
            .inline()
            .related_by(&[Filter::new("locale")]),
    ],
    parts: &["appCustomProductPageLocalizations"],
    include: &["appCustomProductPage", "appCustomProductPageLocalizations"],
    operations: &[Operation::Create, Operation::Get, Operation::Update],
    newest_first: true,
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appCustomProductPageVersions")
};

/// `state` of a version (`OpenAPI` 4.4.1).
pub(crate) const STATES: &[&str] = &[
    "PREPARE_FOR_SUBMISSION",
    "READY_FOR_REVIEW",
    "WAITING_FOR_REVIEW",
    "IN_REVIEW",
    "ACCEPTED",
    "APPROVED",
    "REPLACED_WITH_NEW_VERSION",
    "REJECTED",
];

/// Whether its texts and images may be changed.
pub(crate) fn is_draft(version: &Resource) -> bool {
    matches!(version.text("state"), Some("PREPARE_FOR_SUBMISSION" | "READY_FOR_REVIEW" | "REJECTED"))
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if write.after.text("deepLink").is_some_and(|link| !link.contains("://") || link.contains(char::is_whitespace)) {
        refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "deepLink", "The attribute 'deepLink' must be a valid URL."));
    }
    if write.operation == Operation::Update && !is_draft(write.after) {
        refusals.extend(write.attributes.keys().map(|name| frozen_attribute(name)));
    }
    let page = world.one(write.after, "appCustomProductPage").filter(|_| write.operation == Operation::Create);
    let pending = |version: &&Resource| !matches!(version.text("state"), Some("APPROVED" | "REPLACED_WITH_NEW_VERSION"));
    if page.is_some_and(|page| world.related(page, "appCustomProductPageVersions").iter().any(pending)) {
        let detail = "You cannot create a new version of the custom product page in the current state.";
        refusals.push(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "appCustomProductPage", detail));
    }
    refusals
}

/// A new version begins with the texts of the one before, unless it brings its own.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation != Operation::Create {
        return Vec::new();
    }
    let versions = world.one(after, "appCustomProductPage").map(|page| world.related(page, "appCustomProductPageVersions"));
    let versions = versions.unwrap_or_default();
    after.set("version", (versions.len() + 1).to_string());
    after.set("state", "PREPARE_FOR_SUBMISSION");
    let Some(last) = versions.first().filter(|_| !write.lists.contains_key("appCustomProductPageLocalizations")) else {
        return Vec::new();
    };
    if !write.sends("deepLink") {
        after.set("deepLink", Value::clone(last.value("deepLink")));
    }
    copy::parts(world, last, after, write.ids).into_iter().map(Change::Put).collect()
}
