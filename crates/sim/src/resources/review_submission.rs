//! `reviewSubmissions`: what is reviewed together, from the draft to the verdict.
//!
//! Deliberately absent: DELETE. Apple offers none; an empty draft stays, and does no harm.

use serde_json::Value;

use super::enumerations::PLATFORMS;
use crate::draft::Draft;
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, invalid_state, state};
use crate::review;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("platform", Form::Enumeration(PLATFORMS)).on_create().on_update(),
        Attribute::new("submittedDate", Form::DateTime),
        Attribute::new("state", Form::Enumeration(STATES)),
        Attribute::new("submitted", Form::Boolean).on_update().write_only(),
        Attribute::new("canceled", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().required().unlinked(),
        Relationship::many("items", "reviewSubmissionItems").inverse("reviewSubmission").related(),
        Relationship::one("appStoreVersionForReview", "appStoreVersions").own().unlinked(),
        Relationship::one("submittedByActor", "actors").own().unlinked(),
        Relationship::one("lastUpdatedByActor", "actors").own().unlinked(),
    ],
    include: &["app", "items", "appStoreVersionForReview", "submittedByActor", "lastUpdatedByActor"],
    operations: &[Operation::List, Operation::Create, Operation::Get, Operation::Update],
    filters: &[Filter::among("platform", PLATFORMS), Filter::among("state", STATES), Filter::new("app").required()],
    rules: Rules { check, effects, happen: review::reviewed, ..Rules::NONE },
    ..Kind::new("reviewSubmissions")
};

/// `state` of a submission.
pub(crate) const STATES: &[&str] =
    &["READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "UNRESOLVED_ISSUES", "CANCELING", "COMPLETING", "COMPLETE"];

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(before) = write.before else { return Vec::new() };
    let mut refusals = Vec::new();
    let state = before.text("state").unwrap_or_default();
    if orders(write, "canceled") && !matches!(state, "WAITING_FOR_REVIEW" | "IN_REVIEW" | "UNRESOLVED_ISSUES") {
        refusals
            .push(self::state("STATE_ERROR.ENTITY_STATE_INVALID", "Resource is not in cancellable state").at("/data/attributes/canceled"));
    }
    if orders(write, "submitted") {
        refusals.extend(submittable(world, write, before));
    }
    let moved = write.sends("platform") && write.after.value("platform") != before.value("platform");
    if moved && (state != "READY_FOR_REVIEW" || !world.related(before, "items").is_empty()) {
        refusals.push(invalid_state(KIND.name, &before.id).at("/data/attributes/platform"));
    }
    refusals
}

/// What stands against handing it in: its own state, unresolved items, or what an item lacks.
fn submittable(world: &World, write: &Write<'_>, before: &Resource) -> Option<Refusal> {
    let draft = Draft::new(world, write.ids);
    let items = review::open_items(&draft, before);
    let ready = matches!(before.text("state"), Some("READY_FOR_REVIEW" | "UNRESOLVED_ISSUES"))
        && items.iter().any(|item| item.text("state") == Some("READY_FOR_REVIEW"))
        && items.iter().all(|item| item.text("state") != Some("REJECTED"));
    if !ready {
        return Some(invalid_state(KIND.name, &before.id));
    }
    let version = items.iter().find_map(|item| world.one(item, "appStoreVersion"))?;
    if before.hidden("readyAt").as_i64().is_some_and(|ready| world.now().as_millisecond() < ready) {
        return Some(state("STATE_ERROR", "Version is not ready to be submitted yet, please try again later"));
    }
    let problems = review::problems(world, version);
    let detail = "This resource cannot be reviewed, please check associated errors to see why.";
    (!problems.is_empty()).then(|| state("STATE_ERROR.ENTITY_STATE_INVALID", detail).because_of(problems))
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    // Orders are carried out, not kept.
    after.hidden.remove("submitted");
    after.hidden.remove("canceled");
    let mut draft = Draft::new(world, write.ids);
    if write.operation == Operation::Create {
        after.set("state", "READY_FOR_REVIEW");
        if after.value("platform").is_null() {
            let version = world.one(after, "app").and_then(|app| world.members(app, "appStoreVersions").first().copied());
            after.set("platform", version.map_or(Value::from("IOS"), |version| version.value("platform").clone()));
        }
    }
    draft.put(after.clone());
    if orders(write, "canceled") {
        review::cancel(&mut draft, &after.id);
    } else if orders(write, "submitted") {
        review::submit(&mut draft, &after.id);
    } else {
        review::changed(&mut draft, &after.id);
    }
    draft.take(after);
    draft.finish()
}

fn orders(write: &Write<'_>, name: &str) -> bool {
    write.attributes.get(name) == Some(&Value::Bool(true))
}
