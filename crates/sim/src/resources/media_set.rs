//! What screenshot sets and preview sets have in common: whose they are, and when they may change.

use crate::kind::{Filter, Operation, Relationship};
use crate::refusal::{Refusal, attribute, invalid_state, relationship, state};
use crate::states;
use crate::world::{Resource, World};
use crate::write::Write;

/// The relationships to what a set may belong to; exactly one is given.
pub(crate) const PARENTS: [&str; 3] =
    ["appStoreVersionLocalization", "appCustomProductPageLocalization", "appStoreVersionExperimentTreatmentLocalization"];

pub(crate) const TO_VERSION: Relationship = parent(PARENTS[0], "appStoreVersionLocalizations");
pub(crate) const TO_PAGE: Relationship = parent(PARENTS[1], "appCustomProductPageLocalizations");
pub(crate) const TO_TREATMENT: Relationship = parent(PARENTS[2], "appStoreVersionExperimentTreatmentLocalizations");

pub(crate) const BY_VERSION: Filter = Filter::new(PARENTS[0]);
pub(crate) const BY_PAGE: Filter = Filter::new(PARENTS[1]);
pub(crate) const BY_TREATMENT: Filter = Filter::new(PARENTS[2]);

const fn parent(name: &'static str, to: &'static str) -> Relationship {
    Relationship::one(name, to).own().unlinked().on_create()
}

/// What stands against a write of a set that shows `shows` (an attribute) and is one of its parent's `sets`.
pub(crate) fn check(world: &World, write: &Write<'_>, shows: &str, sets: &str) -> Vec<Refusal> {
    let set = write.after;
    if write.operation != Operation::Create {
        return if is_frozen(world, set) { vec![invalid_state(set.kind.name, &set.id)] } else { Vec::new() };
    }
    let named: Vec<&str> = PARENTS.into_iter().filter(|name| set.link(name).is_some()).collect();
    let [name] = named[..] else {
        let detail = "Exactly one localization must be given to which the set belongs";
        let code = if named.is_empty() { "ENTITY_ERROR.RELATIONSHIP.REQUIRED" } else { "ENTITY_ERROR.RELATIONSHIP.INVALID" };
        return vec![relationship(code, PARENTS[0], detail)];
    };
    let Some(parent) = world.one(set, name) else { return Vec::new() };
    if is_frozen(world, set) {
        return vec![invalid_state(parent.kind.name, &parent.id)];
    }
    let is_same = |other: &&Resource| other.text(shows) == set.text(shows);
    if world.members(parent, sets).iter().any(is_same) {
        let value = set.text(shows).unwrap_or_default();
        let detail = format!("The attribute '{shows}' with value '{value}' already exists for this localization.");
        return vec![attribute("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", shows, detail)];
    }
    Vec::new()
}

/// What stands against a write of a member of a set, which takes `most` of them.
pub(crate) fn check_member(
    world: &World,
    write: &Write<'_>,
    set: &str,
    (members, most): (&str, usize),
    words: (&str, &str),
) -> Vec<Refusal> {
    let member = write.after;
    let Some(set) = world.one(member, set) else { return Vec::new() };
    if is_frozen(world, set) {
        if write.operation == Operation::Delete && is_staged(world, set) {
            let detail = format!("Can't Delete {} while Ready For Review {}", words.0, member.kind.name);
            return vec![state("STATE_ERROR", detail)];
        }
        return vec![invalid_state(set.kind.name, &set.id)];
    }
    if write.operation == Operation::Create && world.members(set, members).len() >= most {
        return vec![state("STATE_ERROR", format!("Too many {} ({most})", words.1))];
    }
    Vec::new()
}

/// Whether the state of the version, page or experiment forbids to change its media.
fn is_frozen(world: &World, set: &Resource) -> bool {
    owner(world, set).is_some_and(|owner| !states::takes_media(owner))
}

/// Whether it waits in a submission that has not been sent.
fn is_staged(world: &World, set: &Resource) -> bool {
    owner(world, set).is_some_and(|owner| states::of(owner) == Some("READY_FOR_REVIEW"))
}

/// The version, page version or experiment whose state rules over the set.
fn owner<'a>(world: &'a World, set: &'a Resource) -> Option<&'a Resource> {
    const UP: [&str; 5] = [
        "appStoreVersion",
        "appCustomProductPageVersion",
        "appStoreVersionExperimentTreatment",
        "appStoreVersionExperimentV2",
        "appStoreVersionExperiment",
    ];
    let up = |resource: &Resource, names: &[&str]| names.iter().find_map(|name| world.one(resource, name));
    let mut owner = up(set, &PARENTS)?;
    while states::of(owner).is_none() {
        owner = up(owner, &UP)?;
    }
    Some(owner)
}
