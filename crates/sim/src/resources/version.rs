//! `appStoreVersions`: one release of an app on one platform.
//!
//! Its states change in `review`; here is what the developer may do with it.

use jiff::Timestamp;

use super::enumerations::{PLATFORMS, STORE_STATES, VERSION_STATES};
use super::{build, customer_review, version_lifecycle as lifecycle};
use crate::draft::Draft;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules, text};
use crate::refusal::{Refusal, attribute, frozen_attribute, relationship};
use crate::review;
use crate::states;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("platform", Form::Enumeration(PLATFORMS)).required(),
        Attribute::new("versionString", text(18)).required().on_update(),
        Attribute::new("appStoreState", Form::Enumeration(STORE_STATES)),
        Attribute::new("appVersionState", Form::Enumeration(VERSION_STATES)),
        Attribute::new("copyright", text(200)).on_create().on_update(),
        Attribute::new("reviewType", Form::Enumeration(&["APP_STORE", "NOTARIZATION"])).on_create().on_update(),
        Attribute::new("releaseType", Form::Enumeration(&["MANUAL", "AFTER_APPROVAL", "SCHEDULED"])).on_create().on_update(),
        Attribute::new("earliestReleaseDate", Form::DateTime).on_create().on_update(),
        Attribute::new("usesIdfa", Form::Boolean).on_create().on_update(),
        Attribute::new("downloadable", Form::Boolean).on_update(),
        Attribute::new("createdDate", Form::DateTime),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().required().unlinked(),
        Relationship::many("appStoreVersionLocalizations", "appStoreVersionLocalizations")
            .inverse("appStoreVersion")
            .on_create()
            .related_by(&[Filter::new("locale")]),
        Relationship::one("build", "builds").own().on_create().on_update().replaceable().related_plain(),
        Relationship::one("appStoreVersionPhasedRelease", "appStoreVersionPhasedReleases").inverse("appStoreVersion").related_plain(),
        Relationship::one("gameCenterAppVersion", "gameCenterAppVersions"),
        Relationship::one("routingAppCoverage", "routingAppCoverages").inverse("appStoreVersion").related(),
        Relationship::one("appStoreReviewDetail", "appStoreReviewDetails").inverse("appStoreVersion").related(),
        Relationship::one("appStoreVersionSubmission", "appStoreVersionSubmissions").inverse("appStoreVersion").related(),
        Relationship::one("appClipDefaultExperience", "appClipDefaultExperiences").on_update().replaceable(),
        Relationship::many("appStoreVersionExperiments", "appStoreVersionExperiments"),
        Relationship::many("appStoreVersionExperimentsV2", "appStoreVersionExperiments"),
        Relationship::links_to_many("customerReviews", "customerReviews").inverse("appStoreVersion").related_as(customer_review::LIST),
        Relationship::one("alternativeDistributionPackage", "alternativeDistributionPackages"),
    ],
    include: &[
        "app",
        "appStoreVersionLocalizations",
        "build",
        "appStoreVersionPhasedRelease",
        "gameCenterAppVersion",
        "routingAppCoverage",
        "appStoreReviewDetail",
        "appStoreVersionSubmission",
        "appClipDefaultExperience",
        "appStoreVersionExperiments",
        "appStoreVersionExperimentsV2",
        "alternativeDistributionPackage",
    ],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    parts: &["appStoreVersionLocalizations", "appStoreReviewDetail", "routingAppCoverage"],
    newest_first: true,
    rules: Rules { check, effects, happen: review::released, ..Rules::NONE },
    ..Kind::new("appStoreVersions")
};

/// Whether no version of that app and platform came before it.
pub(crate) fn is_first(world: &World, version: &Resource) -> bool {
    siblings(world, version).last().is_none_or(|oldest| oldest.id == version.id)
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = match write.operation {
        Operation::Create => lifecycle::creatable(world, write),
        Operation::Delete => return lifecycle::deletable(world, write),
        _ => frozen(write),
    };
    if refusals.is_empty() {
        refusals.extend(version_string(world, write));
        refusals.extend(release_date(world, write));
        refusals.extend(linked_build(world, write));
    }
    refusals
}

/// What the state does not let be written.
fn frozen(write: &Write<'_>) -> Vec<Refusal> {
    let frozen = write.attributes.keys().filter(|name| !states::version_attribute_editable(write.after, name));
    let mut refusals: Vec<Refusal> = frozen.map(|name| frozen_attribute(name)).collect();
    if write.relationships.contains_key("build") && !states::version_takes_build(write.after) {
        refusals.push(frozen_attribute("build").at("/data/relationships/build"));
    }
    refusals
}

fn version_string(world: &World, write: &Write<'_>) -> Option<Refusal> {
    if !write.sends("versionString") {
        return None;
    }
    let invalid = |code, detail: &str| Some(attribute(code, "versionString", detail));
    let Some(string) = write.after.text("versionString") else {
        let detail = "You must provide a value for the attribute 'versionString' with this request";
        return invalid("ENTITY_ERROR.ATTRIBUTE.REQUIRED", detail);
    };
    let numbers = string.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !numbers || string.split('.').count() > 3 {
        let detail = "The version number must be one to three integers separated by periods.";
        return invalid("ENTITY_ERROR.ATTRIBUTE.INVALID", detail);
    }
    let used = |other: &&Resource| other.id != write.after.id && other.text("versionString") == Some(string);
    if siblings(world, write.after).iter().any(used) {
        return invalid("ENTITY_ERROR.ATTRIBUTE.INVALID", "The version number has been previously used.");
    }
    None
}

/// A scheduled release needs a date, and a date must be to come.
fn release_date(world: &World, write: &Write<'_>) -> Option<Refusal> {
    let name = "earliestReleaseDate";
    let date = write.after.text(name);
    let past = date.and_then(|date| date.parse::<Timestamp>().ok()).is_some_and(|date| date <= world.now());
    if write.sends(name) && past {
        return Some(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", name, "The earliest release date must be in the future."));
    }
    let scheduled = write.after.text("releaseType") == Some("SCHEDULED");
    let touched = write.sends("releaseType") || write.sends(name);
    let detail = "You must provide a value for the attribute 'earliestReleaseDate' with this request";
    (scheduled && touched && date.is_none()).then(|| attribute("ENTITY_ERROR.ATTRIBUTE.REQUIRED", name, detail))
}

fn linked_build(world: &World, write: &Write<'_>) -> Option<Refusal> {
    if !write.relationships.contains_key("build") {
        return None;
    }
    let build = world.one(write.after, "build")?;
    let detail = if build.text("processingState") != Some("VALID") {
        "The specified pre-release build is not in a valid processing state."
    } else if !build::fits(world, build, write.after) {
        "The specified pre-release build could not be added."
    } else {
        return None;
    };
    Some(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "build", detail))
}

/// Another build for a rejected version starts a new round; another date sets another release.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let mut draft = Draft::new(world, write.ids);
    match write.operation {
        Operation::Create => lifecycle::begin(&mut draft, after),
        Operation::Delete => lifecycle::end(&mut draft, after),
        _ => {
            let another = write.relationships.get("build").is_some_and(Option::is_some)
                && write.before.and_then(|before| before.link("build")) != after.link("build");
            let state = after.text("appVersionState").unwrap_or_default().to_owned();
            after.set("appStoreState", states::store_state(&state));
            draft.put(after.clone());
            if another && state == "REJECTED" {
                review::set_version_state(&mut draft, &after.id, "PREPARE_FOR_SUBMISSION");
            }
            let moved = write.sends("releaseType") || write.sends("earliestReleaseDate");
            if moved && state == "PENDING_DEVELOPER_RELEASE" {
                review::arrange(&mut draft, &after.id);
            }
            draft.take(after);
        }
    }
    draft.finish()
}

/// All versions of the same app and platform, the youngest first.
pub(crate) fn siblings<'a>(world: &'a World, version: &Resource) -> Vec<&'a Resource> {
    let versions = world.one(version, "app").map(|app| world.related(app, "appStoreVersions"));
    let mut versions = versions.unwrap_or_default();
    versions.retain(|other| other.text("platform") == version.text("platform"));
    versions
}
