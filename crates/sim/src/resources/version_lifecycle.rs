//! How versions begin and end: one in preparation for each platform, a copy of the one before it.

use serde_json::Value;

use super::{version, version_localization};
use crate::copy;
use crate::draft::Draft;
use crate::moment::pacific;
use crate::refusal::{Refusal, invalid_state, relationship, state};
use crate::review::{self, Subject};
use crate::states;
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// What stands against a new version: another one that is not out yet.
pub(super) fn creatable(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let invalid = |name, detail: &str| vec![relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail)];
    if version::siblings(world, write.after).into_iter().any(|version| !is_out(version)) {
        return invalid("app", "You cannot create a new version of the App in the current state.");
    }
    if write.lists.get("appStoreVersionLocalizations").is_some_and(|list| !list.is_empty()) {
        return invalid("appStoreVersionLocalizations", "The localizations belong to another version");
    }
    Vec::new()
}

/// What stands against the end of a version: it is or was out, it is in a review, or it is the first.
pub(super) fn deletable(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let version = write.after;
    let draft = Draft::new(world, write.ids);
    let subject = Subject { kind: version.kind.name, id: version.id.clone() };
    let held = review::holder(&draft, version.link("app").unwrap_or_default(), &subject).is_some();
    if held || !states::version_takes_locales(version) {
        return vec![invalid_state(version.kind.name, &version.id)];
    }
    if version::is_first(world, version) {
        return vec![state("STATE_ERROR", "The first version of an app can not be deleted")];
    }
    Vec::new()
}

/// A version begins, with what its predecessor leaves it under new ids.
pub(super) fn begin(draft: &mut Draft<'_>, after: &mut Resource) {
    let siblings = version::siblings(draft.world(), after);
    let live = siblings.iter().find(|version| version.text("appVersionState") == Some("READY_FOR_DISTRIBUTION"));
    let before = live.or(siblings.first()).copied();
    after.set("createdDate", pacific(draft.world().now()));
    after.set("downloadable", true);
    default(after, "reviewType", Value::from("APP_STORE"));
    default(after, "releaseType", Value::from("AFTER_APPROVAL"));
    default(after, "usesIdfa", Value::Bool(false));
    let first = match before {
        Some(before) => {
            default(after, "copyright", before.value("copyright").clone());
            for mut part in copy::parts(draft.world(), before, after, draft.ids) {
                if part.kind.name == version_localization::KIND.name {
                    part.set("whatsNew", Value::Null);
                }
                draft.more(Change::Put(part));
            }
            None
        }
        // The first version has its app's primary language, and no text yet.
        None => draft
            .one(after, "app")
            .and_then(|app| app.text("primaryLocale"))
            .map(|locale| Resource::new(&version_localization::KIND, draft.ids.next(), after.account.as_deref()).with("locale", locale)),
    };
    if let Some(text) = first {
        draft.more(Change::Put(text.linked("appStoreVersion", after.id.as_str())));
    }
    draft.put(after.clone());
    review::set_version_state(draft, &after.id, "PREPARE_FOR_SUBMISSION");
    draft.take(after);
}

/// A version is gone; without any other in preparation so is the app info that was.
pub(super) fn end(draft: &mut Draft<'_>, version: &Resource) {
    draft.gone(version);
    for name in ["appStoreVersionPhasedRelease", "appStoreVersionSubmission"] {
        let theirs: Vec<Resource> = draft.members(version, name).into_iter().cloned().collect();
        for other in &theirs {
            draft.delete(other);
        }
    }
    review::follow(draft, version.link("app").unwrap_or_default());
}

fn is_out(version: &Resource) -> bool {
    matches!(version.text("appVersionState"), Some("READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION"))
}

fn default(version: &mut Resource, name: &str, value: Value) {
    if version.value(name).is_null() {
        version.set(name, value);
    }
}
