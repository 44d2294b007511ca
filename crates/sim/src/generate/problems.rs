//! What is wrong with a world: the list of what the other modules planted, and, when asked for,
//! what Apple's document does not know.
//!
//! The list is read off the finished world, so that it cannot differ from it.

use serde_json::Value;

use crate::kind::Form;
use crate::planted::{Planted, Problem};
use crate::world::{Resource, World};

/// Characters that keywords may have today.
const KEYWORDS: usize = 100;
/// Resources of a relationship that an answer links at most.
const LINKED: usize = 50;
/// One in so many age ratings has what the document does not know.
const UNKNOWN: usize = 10;

/// Everything that is wrong, type by type.
pub(super) fn survey(world: &World) -> Vec<Planted> {
    let mut all = Vec::new();
    for resource in world.everything() {
        for problem in problems(world, resource) {
            all.push(Planted { problem, kind: resource.kind.name.to_owned(), id: resource.id.clone() });
        }
    }
    all
}

/// Gives some resources attributes and values that came after the document, as reports name them.
pub(super) fn put_unknowns(world: &mut World) {
    let mut changed: Vec<Resource> = world.all("ageRatingDeclarations").step_by(UNKNOWN).cloned().collect();
    for (number, rating) in changed.iter_mut().enumerate() {
        rating.attributes.insert("gracRatingClassificationNumber".to_owned(), Value::from(format!("GC-CC-NP-{number:06}")));
        rating.set("koreaAgeRatingOverride", "TWELVE_PLUS");
    }
    let replaced = world.all("appStoreVersions").find(|version| version.text("appVersionState") == Some("REPLACED_WITH_NEW_VERSION"));
    changed.extend(replaced.map(|version| version.clone().with("appVersionState", "ACTIVE")));
    for resource in changed {
        world.put(resource);
    }
}

fn problems(world: &World, resource: &Resource) -> Vec<Problem> {
    let unset = |name: &str| resource.value(name).is_null();
    let text = |name: &str| resource.text(name).unwrap_or_default();
    let state = text("appVersionState");
    let is_next = !matches!(state, "READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION");
    let build = || world.one(resource, "build");
    let candidates = match resource.kind.name {
        "apps" => vec![
            (Problem::MissingContentRights, unset("contentRightsDeclaration")),
            (Problem::NoAppInfo, world.related(resource, "appInfos").is_empty()),
            (Problem::ManyVersions, world.related(resource, "appStoreVersions").len() > LINKED),
        ],
        "ageRatingDeclarations" => vec![(Problem::UnansweredAgeRating, unset("advertising"))],
        "appInfoLocalizations" => vec![(Problem::MissingSubtitle, unset("subtitle"))],
        "appStoreVersions" => vec![
            (Problem::MissingCopyright, unset("copyright")),
            (Problem::OddCopyright, !unset("copyright") && state != "REPLACED_WITH_NEW_VERSION" && is_odd(text("copyright"))),
            (Problem::NoBuild, is_next && build().is_none()),
            (Problem::ExpiredBuild, is_next && build().is_some_and(|build| build.value("expired") == true)),
            (Problem::UnansweredCompliance, is_next && build().is_some_and(|build| build.value("usesNonExemptEncryption").is_null())),
        ],
        "appStoreVersionLocalizations" => vec![
            (Problem::MissingKeywords, unset("keywords")),
            (Problem::OverlongKeywords, text("keywords").chars().count() > KEYWORDS),
            (Problem::MissingSupportUrl, unset("supportUrl")),
            (Problem::DeadUrl, text("supportUrl").contains(".invalid/")),
        ],
        _ => Vec::new(),
    };
    let unknown = [(Problem::UnknownAttribute, has_unknown_attribute(resource)), (Problem::UnknownValue, has_unknown_value(resource))];
    candidates.into_iter().chain(unknown).filter(|(_, is_there)| *is_there).map(|(problem, _)| problem).collect()
}

/// Whether a copyright begins with another sign than a year, or with a year before those of generated worlds.
fn is_odd(copyright: &str) -> bool {
    copyright.split(' ').next().and_then(|year| year.parse::<u16>().ok()).is_none_or(|year| year < 2025)
}

fn has_unknown_attribute(resource: &Resource) -> bool {
    resource.attributes.len() > resource.kind.attributes.iter().filter(|attribute| attribute.shown).count()
}

fn has_unknown_value(resource: &Resource) -> bool {
    let closed = resource.kind.attributes.iter().filter(|attribute| matches!(attribute.form, Form::Enumeration(_)));
    let mut values = closed.map(|attribute| (attribute, resource.value(attribute.name)));
    values.any(|(attribute, value)| !value.is_null() && !attribute.form.admits(value))
}
