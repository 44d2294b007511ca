//! `appStoreVersionPhasedReleases`: an update that reaches its users over seven days.
//!
//! Source: App Store Connect Help, "Release a version update in phases": seven days, and pauses
//! of at most thirty days together.

use jiff::SignedDuration;

use super::version;
use crate::draft::Draft;
use crate::ids::Ids;
use crate::kind::{Attribute, Form, Kind, Operation, Relationship, Rules};
use crate::moment::pacific;
use crate::refusal::{Refusal, attribute, invalid_state, relationship, state};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("phasedReleaseState", Form::Enumeration(&["INACTIVE", "ACTIVE", "PAUSED", "COMPLETE"])).on_create().on_update(),
        Attribute::new("startDate", Form::DateTime),
        Attribute::new("totalPauseDuration", Form::Integer),
        Attribute::new("currentDayNumber", Form::Integer),
    ],
    relationships: &[Relationship::one("appStoreVersion", "appStoreVersions").own().required().write_only()],
    operations: &[Operation::Create, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, happen, ..Rules::NONE },
    ..Kind::new("appStoreVersionPhasedReleases")
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const DAYS: i64 = 7;
const MOST_PAUSED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The version is out: the first day begins.
pub(crate) fn start(draft: &mut Draft<'_>, version: &Resource) {
    let Some(mut phased) = draft.members(version, "appStoreVersionPhasedRelease").first().copied().cloned() else { return };
    phased.set("phasedReleaseState", "ACTIVE");
    phased.set("startDate", pacific(draft.world().now()));
    phased.set("currentDayNumber", 1);
    phased.set("totalPauseDuration", 0);
    next_day(draft, &mut phased, DAY);
    draft.put(phased);
}

/// A newer version is out: everybody gets that one.
pub(crate) fn finish(draft: &mut Draft<'_>, version: &Resource) {
    let Some(mut phased) = draft.members(version, "appStoreVersionPhasedRelease").first().copied().cloned() else { return };
    end(draft, &mut phased);
    draft.put(phased);
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    match (write.operation, write.before) {
        (Operation::Create, _) => creatable(world, write).into_iter().collect(),
        (Operation::Delete, Some(before)) if !before.value("startDate").is_null() => vec![invalid_state(KIND.name, &before.id)],
        (Operation::Update, Some(before)) if write.sends("phasedReleaseState") => changeable(write, before).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Only updates are phased, each has one plan, and it is made before the release.
fn creatable(world: &World, write: &Write<'_>) -> Option<Refusal> {
    let version = world.one(write.after, "appStoreVersion")?;
    let out = matches!(version.text("appVersionState"), Some("READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION"));
    if out || version::is_first(world, version) {
        return Some(invalid_state(version.kind.name, &version.id).at("/data/relationships/appStoreVersion"));
    }
    if world.one(version, "appStoreVersionPhasedRelease").is_some() {
        let detail = "An appStoreVersionPhasedReleases already exists for the appStoreVersions. Try updating.";
        return Some(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "appStoreVersion", detail));
    }
    let later = matches!(write.after.text("phasedReleaseState"), Some("PAUSED" | "COMPLETE"));
    later.then(|| invalid("A phased release begins as INACTIVE or ACTIVE"))
}

fn changeable(write: &Write<'_>, before: &Resource) -> Option<Refusal> {
    if write.after.value("phasedReleaseState") == before.value("phasedReleaseState") {
        return Some(invalid("The phased release already has this value"));
    }
    let started = !before.value("startDate").is_null();
    let fits = match (before.text("phasedReleaseState"), write.after.text("phasedReleaseState")) {
        (Some("INACTIVE"), Some("ACTIVE")) | (Some("ACTIVE"), Some("INACTIVE")) => !started,
        (Some("ACTIVE"), Some("PAUSED")) => started && paused(before) < MOST_PAUSED,
        (Some("PAUSED"), Some("ACTIVE")) | (Some("ACTIVE" | "PAUSED"), Some("COMPLETE")) => started,
        _ => false,
    };
    let detail = "Attribute 'phasedReleaseState' cannot be edited at this time";
    (!fits).then(|| state("STATE_ERROR", detail).at("/data/attributes/phasedReleaseState"))
}

fn invalid(detail: &str) -> Refusal {
    attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "phasedReleaseState", detail)
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let mut draft = Draft::new(world, write.ids);
    match (write.operation, after.text("phasedReleaseState")) {
        (Operation::Create, None) => after.set("phasedReleaseState", "INACTIVE"),
        (Operation::Update, Some("PAUSED")) => pause(&mut draft, after),
        (Operation::Update, Some("ACTIVE")) if !after.value("startDate").is_null() => resume(&mut draft, after),
        (Operation::Update, Some("COMPLETE")) => end(&mut draft, after),
        _ => {}
    }
    draft.finish()
}

fn happen(world: &World, phased: &Resource, event: &str, ids: &Ids<'_>) -> Vec<Change> {
    let mut draft = Draft::new(world, ids);
    let mut phased = phased.clone();
    match (event, phased.text("phasedReleaseState")) {
        ("day", Some("ACTIVE")) => {
            let day = phased.value("currentDayNumber").as_i64().unwrap_or(0) + 1;
            if day > DAYS {
                end(&mut draft, &mut phased);
            } else {
                phased.set("currentDayNumber", day);
                next_day(&mut draft, &mut phased, DAY);
            }
        }
        ("pause", Some("PAUSED")) => {
            count_pause(world, &mut phased);
            if paused(&phased) >= MOST_PAUSED {
                phased.set("phasedReleaseState", "ACTIVE");
                resume(&mut draft, &mut phased);
            } else {
                next_pause(&mut draft, &phased);
            }
        }
        _ => return Vec::new(),
    }
    draft.put(phased);
    draft.finish()
}

/// Stops the day where it is.
fn pause(draft: &mut Draft<'_>, phased: &mut Resource) {
    let now = draft.world().now().as_millisecond();
    let left = phased.hidden("dayEnds").as_i64().unwrap_or(now).saturating_sub(now);
    phased.note("dayLeft", left);
    phased.note("pausedSince", now);
    draft.more(Change::forget(phased, "day"));
    next_pause(draft, phased);
}

/// Goes on with the rest of the day.
fn resume(draft: &mut Draft<'_>, phased: &mut Resource) {
    count_pause(draft.world(), phased);
    draft.more(Change::forget(phased, "pause"));
    let left = SignedDuration::from_millis(phased.hidden("dayLeft").as_i64().unwrap_or(0));
    next_day(draft, phased, left);
}

/// Everybody has it.
fn end(draft: &mut Draft<'_>, phased: &mut Resource) {
    if phased.text("phasedReleaseState") == Some("PAUSED") || !phased.hidden("pausedSince").is_null() {
        count_pause(draft.world(), phased);
    }
    draft.more(Change::forget(phased, "day"));
    draft.more(Change::forget(phased, "pause"));
    phased.set("phasedReleaseState", "COMPLETE");
}

fn next_day(draft: &mut Draft<'_>, phased: &mut Resource, after: SignedDuration) {
    let ends = draft.world().now().as_millisecond().saturating_add(i64::try_from(after.as_millis()).unwrap_or(0));
    phased.note("dayEnds", ends);
    phased.hidden.remove("pausedSince");
    draft.later(after, phased, "day");
}

/// The next whole day of pauses is counted when it is full.
fn next_pause(draft: &mut Draft<'_>, phased: &Resource) {
    let begun = paused(phased).as_millis() % DAY.as_millis();
    let rest = DAY - SignedDuration::from_millis(i64::try_from(begun).unwrap_or(0));
    draft.later(rest, phased, "pause");
}

fn count_pause(world: &World, phased: &mut Resource) {
    let now = world.now().as_millisecond();
    let since = phased.hidden("pausedSince").as_i64().unwrap_or(now);
    let total = paused(phased) + SignedDuration::from_millis(now.saturating_sub(since));
    phased.note("paused", i64::try_from(total.as_millis()).unwrap_or(i64::MAX));
    phased.note("pausedSince", now);
    phased.set("totalPauseDuration", total.as_hours() / 24);
}

/// How long it has been paused, the present pause not counted.
fn paused(phased: &Resource) -> SignedDuration {
    SignedDuration::from_millis(phased.hidden("paused").as_i64().unwrap_or(0))
}
