//! The reviewer: by command, or by the clock.

use std::fmt;

use jiff::SignedDuration;
use serde::Deserialize;

use super::release;
use super::state::Subject;
use super::submission::{canceled, complete, end_version_submission, holder, open_items, set_item_state, set_state, stop_reviewer};
use crate::draft::Draft;
use crate::ids::Ids;
use crate::pace::Pace;
use crate::resources::{review_submission, version};
use crate::world::{Change, Resource, World};

/// Something that the reviewer does with what waits for a review.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The id of an `appStoreVersions` or of a `reviewSubmissions`.
    #[serde(rename = "version", alias = "submission", alias = "id")]
    pub id: String,
    /// What is done with it.
    pub action: ReviewAction,
}

/// What a reviewer can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAction {
    /// Take up what waits.
    Begin,
    /// Find nothing wrong, having taken it up or not.
    Approve,
    /// Find the app itself at fault.
    Reject,
    /// Find only its texts or pictures at fault.
    RejectMetadata,
    /// Find the build unusable.
    InvalidBinary,
}

/// Why the reviewer cannot do it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Idle {
    /// Neither a version nor a submission has the id.
    Unknown,
    /// Its state, with which the action does not go.
    State(String),
}

/// What an action changes.
pub(crate) fn act(world: &World, ids: &Ids<'_>, review: &Review) -> Result<Vec<Change>, Idle> {
    let mut draft = Draft::new(world, ids);
    let named = world.get(review_submission::KIND.name, &review.id);
    let submission = named.cloned().map_or_else(|| submission_of_version(&draft, &review.id), Ok)?;
    let state = submission.text("state").unwrap_or_default();
    match (review.action, state) {
        (ReviewAction::Begin, "WAITING_FOR_REVIEW") => begin(&mut draft, &submission),
        (ReviewAction::Begin, _) => return Err(Idle::State(state.to_owned())),
        (action, "WAITING_FOR_REVIEW" | "IN_REVIEW") => match action {
            ReviewAction::RejectMetadata => reject(&mut draft, &submission, "METADATA_REJECTED"),
            ReviewAction::InvalidBinary => reject(&mut draft, &submission, "INVALID_BINARY"),
            ReviewAction::Reject => reject(&mut draft, &submission, "REJECTED"),
            _ => approve(&mut draft, &submission),
        },
        _ => return Err(Idle::State(state.to_owned())),
    }
    Ok(draft.finish())
}

/// The open submission that holds a version.
fn submission_of_version(draft: &Draft<'_>, id: &str) -> Result<Resource, Idle> {
    let version = draft.get(version::KIND.name, id).ok_or(Idle::Unknown)?;
    let subject = Subject { kind: version.kind.name, id: id.to_owned() };
    let state = version.text("appVersionState").unwrap_or_default().to_owned();
    holder(draft, version.link("app").unwrap_or_default(), &subject).ok_or(Idle::State(state))
}

/// What happens to a submission when its time has come.
pub(crate) fn happen(world: &World, submission: &Resource, event: &str, ids: &Ids<'_>) -> Vec<Change> {
    let mut draft = Draft::new(world, ids);
    match (event, submission.text("state")) {
        ("begin", Some("WAITING_FOR_REVIEW")) => begin(&mut draft, submission),
        ("decide", Some("IN_REVIEW")) => approve(&mut draft, submission),
        ("canceled", Some("CANCELING")) => canceled(&mut draft, &submission.id),
        ("complete", Some("COMPLETING")) => set_state(&mut draft, &submission.id, "COMPLETE"),
        _ => {}
    }
    draft.finish()
}

/// Sets a reviewer who works by the clock to what nobody has been set to.
pub(crate) fn wake(world: &World) -> Vec<Change> {
    let Pace::Auto { waiting, review } = world.pace else { return Vec::new() };
    let idle = |id: &str| !world.due().events().any(|event| event.id == id);
    let submissions = world.all(review_submission::KIND.name).filter(|submission| match submission.text("state") {
        Some("WAITING_FOR_REVIEW" | "IN_REVIEW") => idle(&submission.id),
        _ => false,
    });
    let wake = |submission: &Resource| match submission.text("state") {
        Some("IN_REVIEW") => world.later(length(review), submission, "decide"),
        _ => world.later(length(waiting), submission, "begin"),
    };
    submissions.map(wake).collect()
}

fn begin(draft: &mut Draft<'_>, submission: &Resource) {
    stop_reviewer(draft, submission);
    set_state(draft, &submission.id, "IN_REVIEW");
    for item in waiting(draft, submission) {
        if let Some(subject) = Subject::of(draft, &item) {
            subject.set_state(draft, "IN_REVIEW");
        }
    }
    if let Pace::Auto { review, .. } = draft.world().pace {
        draft.later(length(review), submission, "decide");
    }
}

fn approve(draft: &mut Draft<'_>, submission: &Resource) {
    complete(draft, &submission.id);
    for item in waiting(draft, submission) {
        set_item_state(draft, &item.id, "APPROVED");
        match Subject::of(draft, &item) {
            Some(subject) if subject.is_version() => release::arrange(draft, &subject.id),
            Some(subject) => subject.set_state(draft, "APPROVED"),
            None => {}
        }
    }
}

fn reject(draft: &mut Draft<'_>, submission: &Resource, version_state: &str) {
    stop_reviewer(draft, submission);
    set_state(draft, &submission.id, "UNRESOLVED_ISSUES");
    for item in waiting(draft, submission) {
        set_item_state(draft, &item.id, "REJECTED");
        match Subject::of(draft, &item) {
            Some(subject) if subject.is_version() => {
                end_version_submission(draft, &subject.id);
                subject.set_state(draft, version_state);
            }
            Some(subject) => subject.set_state(draft, "REJECTED"),
            None => {}
        }
    }
}

/// The items that are undecided.
fn waiting(draft: &Draft<'_>, submission: &Resource) -> Vec<Resource> {
    let mut items = open_items(draft, submission);
    items.retain(|item| item.text("state") == Some("READY_FOR_REVIEW"));
    items
}

fn length(duration: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

impl fmt::Display for ReviewAction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Begin => "begin",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::RejectMetadata => "reject_metadata",
            Self::InvalidBinary => "invalid_binary",
        })
    }
}
