//! Review submissions that fit the states of versions: waiting, in review, rejected, withdrawn,
//! done; and an empty draft here and there, as an interrupted tool leaves it behind.
//!
//! Deliberately absent: `CANCELING` and `COMPLETING`, which last for seconds.

use super::app::Plan;
use crate::resources::{app, review_submission, review_submission_item, version_submission};
use crate::world::{Resource, World};

/// Puts the submissions of all versions of an app into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let Some(app) = world.get(app::KIND.name, &plan.id) else { return };
    let versions: Vec<Resource> = world.members(app, "appStoreVersions").into_iter().cloned().collect();
    for version in &versions {
        match version.text("appVersionState").unwrap_or_default() {
            "WAITING_FOR_REVIEW" => submission(world, plan, version, "WAITING_FOR_REVIEW", "READY_FOR_REVIEW"),
            "IN_REVIEW" => submission(world, plan, version, "IN_REVIEW", "READY_FOR_REVIEW"),
            "REJECTED" | "METADATA_REJECTED" => submission(world, plan, version, "UNRESOLVED_ISSUES", "REJECTED"),
            "DEVELOPER_REJECTED" => submission(world, plan, version, "COMPLETE", "REMOVED"),
            "PREPARE_FOR_SUBMISSION" => {
                if plan.one_in(8) {
                    let draft = draft(plan, version);
                    world.put(draft);
                }
                continue;
            }
            _ => submission(world, plan, version, "COMPLETE", "APPROVED"),
        }
        if matches!(version.text("appVersionState"), Some("WAITING_FOR_REVIEW" | "IN_REVIEW" | "PENDING_DEVELOPER_RELEASE")) {
            let old = Resource::new(&version_submission::KIND, plan.next_id(), Some(&plan.account));
            world.put(old.linked("appStoreVersion", version.id.as_str()));
        }
    }
}

fn draft(plan: &mut Plan, version: &Resource) -> Resource {
    Resource::new(&review_submission::KIND, plan.next_id(), Some(&plan.account))
        .with("platform", version.value("platform").clone())
        .with("state", "READY_FOR_REVIEW")
        .linked("app", plan.id.as_str())
}

fn submission(world: &mut World, plan: &mut Plan, version: &Resource, state: &str, item_state: &str) {
    // It was handed in when the version was made, as far as anybody can tell later.
    let submission = draft(plan, version)
        .with("state", state)
        .with("submittedDate", version.value("createdDate").clone())
        .linked("appStoreVersionForReview", version.id.as_str());
    let item = Resource::new(&review_submission_item::KIND, plan.next_id(), Some(&plan.account))
        .with("state", item_state)
        .linked("reviewSubmission", submission.id.as_str())
        .linked("appStoreVersion", version.id.as_str());
    world.put(submission);
    world.put(item);
}
