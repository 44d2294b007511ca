//! `builds`: uploaded binaries.

use serde_json::Value;

use super::build_icon;
use super::enumerations::{AUDIENCES, PLATFORMS, PROCESSING_STATES};
use crate::kind::{Attribute, Filter, Form, IMAGE_ASSET, Kind, LinkageOperation, Operation, Relationship, Rules, text};
use crate::refusal::{Refusal, attribute, relationship};
use crate::world::{Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("version", text(18)),
        Attribute::new("uploadedDate", Form::DateTime),
        Attribute::new("expirationDate", Form::DateTime),
        Attribute::new("expired", Form::Boolean).on_update(),
        Attribute::new("minOsVersion", text(18)),
        Attribute::new("lsMinimumSystemVersion", text(18)),
        Attribute::new("computedMinMacOsVersion", text(18)),
        Attribute::new("computedMinVisionOsVersion", text(18)),
        Attribute::new("iconAssetToken", IMAGE_ASSET),
        Attribute::new("processingState", Form::Enumeration(PROCESSING_STATES)),
        Attribute::new("buildAudienceType", Form::Enumeration(AUDIENCES)),
        Attribute::new("usesNonExemptEncryption", Form::Boolean).on_update(),
    ],
    relationships: &[
        Relationship::one("preReleaseVersion", "preReleaseVersions").own().related_plain(),
        Relationship::many("individualTesters", "betaTesters").extendable(),
        Relationship::many("betaGroups", "betaGroups").offering(&[LinkageOperation::Add, LinkageOperation::Remove]),
        Relationship::many("betaBuildLocalizations", "betaBuildLocalizations"),
        Relationship::one("appEncryptionDeclaration", "appEncryptionDeclarations").own().on_update().replaceable().related_plain(),
        Relationship::one("betaAppReviewSubmission", "betaAppReviewSubmissions"),
        Relationship::one("app", "apps").own().related_plain(),
        Relationship::one("buildBetaDetail", "buildBetaDetails"),
        Relationship::one("appStoreVersion", "appStoreVersions").inverse("build").related(),
        Relationship::many("icons", "buildIcons").computed(build_icon::of_build).related_plain(),
        Relationship::many("buildBundles", "buildBundles").unlinked(),
        Relationship::one("buildUpload", "buildUploads").unlinked(),
        Relationship::links_only("perfPowerMetrics"),
        Relationship::links_only("diagnosticSignatures"),
    ],
    include: &[
        "preReleaseVersion",
        "individualTesters",
        "betaGroups",
        "betaBuildLocalizations",
        "appEncryptionDeclaration",
        "betaAppReviewSubmission",
        "app",
        "buildBetaDetail",
        "appStoreVersion",
        "icons",
        "buildBundles",
        "buildUpload",
    ],
    operations: &[Operation::List, Operation::Get, Operation::Update],
    filters: &[
        Filter::new("version"),
        Filter::new("expired"),
        Filter::among("processingState", PROCESSING_STATES),
        Filter::among("betaAppReviewSubmission.betaReviewState", BETA_REVIEW_STATES),
        Filter::new("usesNonExemptEncryption"),
        Filter::new("preReleaseVersion.version"),
        Filter::among("preReleaseVersion.platform", PLATFORMS),
        Filter::among("buildAudienceType", AUDIENCES),
        Filter::new("preReleaseVersion"),
        Filter::new("app"),
        Filter::new("betaGroups"),
        Filter::new("appStoreVersion"),
        Filter::new("id"),
    ],
    exists: &["usesNonExemptEncryption"],
    sort: &["version", "uploadedDate", "preReleaseVersion"],
    newest_first: true,
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("builds")
};

const BETA_REVIEW_STATES: &[&str] = &["WAITING_FOR_REVIEW", "IN_REVIEW", "REJECTED", "APPROVED"];

/// Whether the build may be linked to the version: same app, platform and version string, not expired.
pub(crate) fn fits(world: &World, build: &Resource, version: &Resource) -> bool {
    let Some(train) = world.one(build, "preReleaseVersion") else { return false };
    build.link("app") == version.link("app")
        && train.text("platform") == version.text("platform")
        && train.text("version") == version.text("versionString")
        && build.value("expired") == &Value::Bool(false)
}

const DECLARATION: &str = "appEncryptionDeclaration";

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(before) = write.before else { return Vec::new() };
    let mut refusals = Vec::new();
    let invalid = |name, detail| attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", name, detail);
    if write.sends("usesNonExemptEncryption") && !before.value("usesNonExemptEncryption").is_null() {
        refusals.push(invalid("usesNonExemptEncryption", "You cannot update when the value is already set."));
    }
    if write.sends("expired") && write.after.value("expired") != &Value::Bool(true) {
        refusals.push(invalid("expired", "A build can only be expired, not brought back."));
    }
    if write.relationships.contains_key(DECLARATION) {
        let foreign = world.one(write.after, DECLARATION).filter(|declaration| declaration.link("app") != before.link("app"));
        let detail = "The declaration does not belong to the app of the build";
        refusals.extend(foreign.map(|_| relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", DECLARATION, detail)));
    }
    refusals
}
