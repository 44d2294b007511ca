//! What becomes of a review submission, its items and what they are about.

use jiff::SignedDuration;

use super::state::{Subject, set_version_state};
use crate::draft::Draft;
use crate::moment::pacific;
use crate::pace::Pace;
use crate::resources::{actor, app, review_submission, review_submission_item, version, version_submission};
use crate::world::{Change, Resource};

/// How long a cancellation takes (reported: about ten seconds), and the end of a review.
const SETTLING: SignedDuration = SignedDuration::from_secs(10);

/// The submission that is not complete and holds `subject`.
pub(crate) fn holder(draft: &Draft<'_>, app: &str, subject: &Subject) -> Option<Resource> {
    let app = draft.get(app::KIND.name, app)?;
    let mut submissions = draft.members(app, "reviewSubmissions").into_iter();
    let holds = |item: &Resource| Subject::of(draft, item).is_some_and(|other| other.kind == subject.kind && other.id == subject.id);
    let found =
        submissions.find(|submission| submission.text("state") != Some("COMPLETE") && open_items(draft, submission).iter().any(holds));
    found.cloned()
}

/// The items that have not been removed.
pub(crate) fn open_items(draft: &Draft<'_>, submission: &Resource) -> Vec<Resource> {
    let items = draft.members(submission, "items").into_iter();
    items.filter(|item| item.text("state") != Some("REMOVED")).cloned().collect()
}

/// An item enters a draft: what it is about is staged.
pub(crate) fn add(draft: &mut Draft<'_>, item: &Resource) {
    set_item_state(draft, &item.id, "READY_FOR_REVIEW");
    let Some(subject) = Subject::of(draft, item) else { return };
    subject.set_state(draft, "READY_FOR_REVIEW");
    let submission = item.link("reviewSubmission").unwrap_or_default().to_owned();
    if subject.is_version() {
        let ready =
            draft.world().now().as_millisecond().saturating_add(i64::try_from(draft.world().settling.as_millis()).unwrap_or(i64::MAX));
        draft.edit(review_submission::KIND.name, &submission, |submission| {
            submission.note("readyAt", ready);
            submission.links.insert("appStoreVersionForReview".to_owned(), subject.id.clone());
        });
    }
    changed(draft, &submission);
}

/// An item leaves a draft: what it was about can be edited again.
pub(crate) fn drop_item(draft: &mut Draft<'_>, item: &Resource) {
    let subject = Subject::of(draft, item);
    draft.gone(item);
    if let Some(subject) = subject {
        subject.set_state(draft, "PREPARE_FOR_SUBMISSION");
        forget_version(draft, item, &subject);
    }
    changed(draft, item.link("reviewSubmission").unwrap_or_default());
}

/// A draft, or what was rejected and is resolved, goes to the reviewer.
pub(crate) fn submit(draft: &mut Draft<'_>, id: &str) {
    let Some(submission) = draft.get(review_submission::KIND.name, id).cloned() else { return };
    let by = actor(draft, &submission);
    let now = pacific(draft.world().now());
    draft.edit(review_submission::KIND.name, id, |submission| {
        submission.set("state", "WAITING_FOR_REVIEW");
        submission.set("submittedDate", now);
        if let Some(by) = by {
            submission.links.insert("submittedByActor".to_owned(), by);
        }
    });
    let items = open_items(draft, &submission).into_iter().filter(|item| item.text("state") == Some("READY_FOR_REVIEW"));
    for item in items {
        let Some(subject) = Subject::of(draft, &item) else { continue };
        subject.set_state(draft, "WAITING_FOR_REVIEW");
        if subject.is_version() {
            let by_version = Resource::new(&version_submission::KIND, draft.ids.next(), submission.account.as_deref());
            draft.put(by_version.linked("appStoreVersion", subject.id));
        }
    }
    changed(draft, id);
    if let Pace::Auto { waiting, .. } = draft.world().pace {
        draft.later(SignedDuration::try_from(waiting).unwrap_or(SignedDuration::MAX), &submission, "begin");
    }
}

/// The review is called off; it takes a moment.
pub(crate) fn cancel(draft: &mut Draft<'_>, id: &str) {
    let Some(submission) = draft.get(review_submission::KIND.name, id).cloned() else { return };
    stop_reviewer(draft, &submission);
    set_state(draft, id, "CANCELING");
    changed(draft, id);
    draft.later(SETTLING, &submission, "canceled");
}

/// The cancellation has come through.
pub(crate) fn canceled(draft: &mut Draft<'_>, id: &str) {
    let Some(submission) = draft.get(review_submission::KIND.name, id).cloned() else { return };
    for item in open_items(draft, &submission) {
        set_item_state(draft, &item.id, "REMOVED");
        if let Some(subject) = Subject::of(draft, &item) {
            give_back(draft, &subject);
        }
    }
    set_state(draft, id, "COMPLETE");
}

/// The review is decided in the developer's favour.
pub(crate) fn complete(draft: &mut Draft<'_>, id: &str) {
    let Some(submission) = draft.get(review_submission::KIND.name, id).cloned() else { return };
    stop_reviewer(draft, &submission);
    set_state(draft, id, "COMPLETING");
    draft.later(SETTLING, &submission, "complete");
}

/// The issue that the reviewer had with an item is resolved.
pub(crate) fn resolve(draft: &mut Draft<'_>, item: &Resource) {
    set_item_state(draft, &item.id, "READY_FOR_REVIEW");
    if let Some(subject) = Subject::of(draft, item) {
        subject.set_state(draft, "READY_FOR_REVIEW");
    }
    changed(draft, item.link("reviewSubmission").unwrap_or_default());
}

/// A rejected item is taken out; without any other the submission is over.
pub(crate) fn removed(draft: &mut Draft<'_>, item: &Resource) {
    set_item_state(draft, &item.id, "REMOVED");
    if let Some(subject) = Subject::of(draft, item) {
        give_back(draft, &subject);
        forget_version(draft, item, &subject);
    }
    let id = item.link("reviewSubmission").unwrap_or_default();
    changed(draft, id);
    let submission = draft.get(review_submission::KIND.name, id).cloned();
    if submission.is_some_and(|submission| open_items(draft, &submission).is_empty()) {
        set_state(draft, id, "COMPLETE");
    }
}

/// A version is taken back from the reviewer, or from the store's shelf before its release.
pub(crate) fn withdraw(draft: &mut Draft<'_>, version: &Resource) {
    draft.more(Change::forget(version, "release"));
    let subject = Subject { kind: version::KIND.name, id: version.id.clone() };
    let submission = holder(draft, version.link("app").unwrap_or_default(), &subject);
    set_version_state(draft, &version.id, "DEVELOPER_REJECTED");
    let Some(submission) = submission.filter(|submission| submission.text("state") == Some("WAITING_FOR_REVIEW")) else { return };
    let items = open_items(draft, &submission);
    for item in items.iter().filter(|item| item.link("appStoreVersion") == Some(&version.id)) {
        set_item_state(draft, &item.id, "REMOVED");
    }
    if open_items(draft, &submission).is_empty() {
        stop_reviewer(draft, &submission);
        set_state(draft, &submission.id, "COMPLETE");
    }
}

/// Somebody with the account's key has changed the submission.
pub(crate) fn changed(draft: &mut Draft<'_>, id: &str) {
    let by = draft.get(review_submission::KIND.name, id).and_then(|submission| actor(draft, submission));
    draft.edit(review_submission::KIND.name, id, |submission| {
        submission.links.extend(by.map(|by| ("lastUpdatedByActor".to_owned(), by)));
    });
}

/// Puts a submission into another state.
pub(crate) fn set_state(draft: &mut Draft<'_>, id: &str, state: &str) {
    draft.edit(review_submission::KIND.name, id, |submission| submission.set("state", state));
}

/// Puts an item into another state.
pub(crate) fn set_item_state(draft: &mut Draft<'_>, id: &str, state: &str) {
    draft.edit(review_submission_item::KIND.name, id, |item| item.set("state", state));
}

/// The old kind of submission of a version is over.
pub(crate) fn end_version_submission(draft: &mut Draft<'_>, version: &str) {
    let Some(version) = draft.get(version::KIND.name, version).cloned() else { return };
    let gone: Vec<Resource> = draft.members(&version, "appStoreVersionSubmission").into_iter().cloned().collect();
    for submission in &gone {
        draft.delete(submission);
    }
}

/// Takes back what was set for the reviewer to do.
pub(crate) fn stop_reviewer(draft: &mut Draft<'_>, submission: &Resource) {
    draft.more(Change::forget(submission, "begin"));
    draft.more(Change::forget(submission, "decide"));
}

/// What nobody reviews any more belongs to the developer again; a rejection stays one.
fn give_back(draft: &mut Draft<'_>, subject: &Subject) {
    if subject.is_version() {
        end_version_submission(draft, &subject.id);
    }
    let state = subject.state(draft);
    if matches!(state.as_deref(), Some("READY_FOR_REVIEW" | "WAITING_FOR_REVIEW" | "IN_REVIEW")) {
        subject.set_state(draft, if subject.is_version() { "DEVELOPER_REJECTED" } else { "PREPARE_FOR_SUBMISSION" });
    }
}

fn forget_version(draft: &mut Draft<'_>, item: &Resource, subject: &Subject) {
    if subject.is_version() {
        draft.edit(review_submission::KIND.name, item.link("reviewSubmission").unwrap_or_default(), |submission| {
            submission.links.remove("appStoreVersionForReview");
        });
    }
}

/// Who acts with the key of the submission's account.
fn actor(draft: &Draft<'_>, submission: &Resource) -> Option<String> {
    let mut actors = draft.world().all(actor::KIND.name);
    let found = actors.find(|actor| actor.account == submission.account && actor.text("actorType") == Some("API_KEY"))?;
    Some(found.id.clone())
}
