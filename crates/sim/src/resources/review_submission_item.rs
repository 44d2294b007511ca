//! `reviewSubmissionItems`: one thing to review. Adding it is the preflight.

use serde_json::Value;

use crate::draft::Draft;
use crate::kind::{Attribute, Form, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, invalid_state, relationship, state};
use crate::review::{self, Subject};
use crate::states;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("state", Form::Enumeration(&["READY_FOR_REVIEW", "ACCEPTED", "APPROVED", "REJECTED", "REMOVED"])),
        Attribute::new("resolved", Form::Boolean).on_update().write_only(),
        Attribute::new("removed", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[
        Relationship::one("reviewSubmission", "reviewSubmissions").own().required().write_only(),
        about("appStoreVersion", "appStoreVersions"),
        about("appCustomProductPageVersion", "appCustomProductPageVersions"),
        about("appStoreVersionExperiment", "appStoreVersionExperiments"),
        about("appStoreVersionExperimentV2", "appStoreVersionExperiments"),
        about("appEvent", "appEvents"),
        about("backgroundAssetVersion", "backgroundAssetVersions"),
        about("gameCenterAchievementVersion", "gameCenterAchievementVersions"),
        about("gameCenterActivityVersion", "gameCenterActivityVersions"),
        about("gameCenterChallengeVersion", "gameCenterChallengeVersions"),
        about("gameCenterLeaderboardSetVersion", "gameCenterLeaderboardSetVersions"),
        about("gameCenterLeaderboardVersion", "gameCenterLeaderboardVersions"),
        about("inAppPurchaseVersion", "inAppPurchaseVersions"),
        about("subscriptionVersion", "subscriptionVersions"),
        about("subscriptionGroupVersion", "subscriptionGroupVersions"),
    ],
    include: &[
        "appStoreVersion",
        "appCustomProductPageVersion",
        "appStoreVersionExperiment",
        "appStoreVersionExperimentV2",
        "appEvent",
        "backgroundAssetVersion",
        "gameCenterAchievementVersion",
        "gameCenterActivityVersion",
        "gameCenterChallengeVersion",
        "gameCenterLeaderboardSetVersion",
        "gameCenterLeaderboardVersion",
        "inAppPurchaseVersion",
        "subscriptionVersion",
        "subscriptionGroupVersion",
    ],
    operations: &[Operation::Create, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("reviewSubmissionItems")
};

/// The most items of a submission (App Store Connect Help).
const MOST_ITEMS: usize = 200;

const fn about(name: &'static str, to: &'static str) -> Relationship {
    Relationship::one(name, to).own().on_create().unlinked()
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let draft = Draft::new(world, write.ids);
    let Some(submission) = world.one(write.after, "reviewSubmission") else { return Vec::new() };
    let submission_state = submission.text("state").unwrap_or_default();
    match write.operation {
        Operation::Create => addable(&draft, write, submission).err().into_iter().collect(),
        Operation::Delete if submission_state != "READY_FOR_REVIEW" => vec![state("STATE_ERROR", "Item was already submitted")],
        Operation::Update if orders(write, "resolved") || orders(write, "removed") => {
            let before = write.before.and_then(|before| before.text("state"));
            let rejected = submission_state == "UNRESOLVED_ISSUES"
                && (before == Some("REJECTED") || (orders(write, "removed") && before == Some("READY_FOR_REVIEW")));
            if rejected { Vec::new() } else { vec![invalid_state(KIND.name, &write.after.id)] }
        }
        _ => Vec::new(),
    }
}

fn addable(draft: &Draft<'_>, write: &Write<'_>, submission: &Resource) -> Result<(), Refusal> {
    let world = draft.world();
    let mut named = write.relationships.iter().filter(|(name, id)| name.as_str() != "reviewSubmission" && id.is_some());
    let Some((name, _)) = named.next() else {
        let detail = "You must provide a value for one relationship to an item for review with this request";
        return Err(relationship("ENTITY_ERROR.RELATIONSHIP.REQUIRED", "appStoreVersion", detail));
    };
    if let Some((second, _)) = named.next() {
        let detail = "A reviewSubmissionItems can only have one item for review";
        return Err(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", second, detail));
    }
    let place = format!("/data/relationships/{name}");
    let Some(subject) = Subject::of(draft, write.after) else { return Ok(()) };
    let app = submission.link("app").unwrap_or_default();
    if let Some(holder) = review::holder(draft, app, &subject) {
        let detail = format!("{} with id {} was already added to another reviewSubmission with id {}", subject.kind, subject.id, holder.id);
        return Err(state("STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION", detail).at(place));
    }
    let open = matches!(submission.text("state"), Some("READY_FOR_REVIEW" | "UNRESOLVED_ISSUES"));
    if !open || review::open_items(draft, submission).len() >= MOST_ITEMS {
        return Err(invalid_state(submission.kind.name, &submission.id).at("/data/relationships/reviewSubmission"));
    }
    let Some(version) = world.one(write.after, "appStoreVersion") else {
        let ready = subject.state(draft).is_none_or(|state| matches!(state.as_str(), "PREPARE_FOR_SUBMISSION" | "REJECTED"));
        return if ready { Ok(()) } else { Err(invalid_state(subject.kind, &subject.id).at(place)) };
    };
    if version.link("app") != Some(app) || version.value("platform") != submission.value("platform") {
        let detail = "The appStoreVersions does not belong to the app and platform of the reviewSubmissions";
        return Err(relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail));
    }
    if !states::version_takes_build(version) {
        return Err(invalid_state(version.kind.name, &version.id).at(place));
    }
    let problems = review::problems(world, version);
    let detail = "This resource cannot be reviewed, please check associated errors to see why.";
    if problems.is_empty() { Ok(()) } else { Err(state("STATE_ERROR.ENTITY_STATE_INVALID", detail).at(place).because_of(problems)) }
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    after.hidden.remove("resolved");
    after.hidden.remove("removed");
    let mut draft = Draft::new(world, write.ids);
    draft.put(after.clone());
    match write.operation {
        Operation::Create => review::add(&mut draft, after),
        Operation::Delete => review::drop_item(&mut draft, after),
        _ if orders(write, "removed") => review::removed(&mut draft, after),
        _ if orders(write, "resolved") => review::resolve(&mut draft, after),
        _ => {}
    }
    draft.take(after);
    draft.finish()
}

fn orders(write: &Write<'_>, name: &str) -> bool {
    write.attributes.get(name) == Some(&Value::Bool(true))
}
