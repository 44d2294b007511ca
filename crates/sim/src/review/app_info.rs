//! The app info in preparation: it comes with the first version in preparation, follows their
//! states, goes live with one of them, and goes with the last of them.

use crate::copy;
use crate::draft::Draft;
use crate::resources::{app, app_info};
use crate::states;
use crate::world::{Change, Resource};

/// Brings the app infos of an app in line with the states of its versions.
pub(crate) fn follow(draft: &mut Draft<'_>, app_id: &str) {
    let Some(app) = draft.get(app::KIND.name, app_id).cloned() else { return };
    let versions = draft.members(&app, "appStoreVersions").into_iter();
    let states = versions.filter_map(|version| prepared(version.text("appVersionState")?));
    let furthest = states.max_by_key(|state| rank(state)).map(str::to_owned);
    let pending = pending(draft, &app);
    match (furthest, pending) {
        (Some(state), Some(info)) => set_state(draft, &info, &state),
        (Some(state), None) => begin(draft, &app, &state),
        (None, Some(info)) if live(draft, &app).is_some() => draft.delete(&info),
        (None, _) => {}
    }
}

/// The app info in preparation becomes the live one.
pub(crate) fn publish(draft: &mut Draft<'_>, app_id: &str) {
    let Some(app) = draft.get(app::KIND.name, app_id).cloned() else { return };
    let Some(info) = pending(draft, &app) else { return };
    if let Some(old) = live(draft, &app) {
        set_state(draft, &old, "REPLACED_WITH_NEW_INFO");
        // The app lists it no more; it can still be read by its id.
        draft.edit(app_info::KIND.name, &old.id, |old| drop(old.links.remove("app")));
    }
    set_state(draft, &info, "READY_FOR_DISTRIBUTION");
    let texts = draft.members(&info, "appInfoLocalizations");
    let primary = texts.into_iter().find(|text| text.text("locale") == app.text("primaryLocale"));
    if let Some(name) = primary.and_then(|text| text.text("name")).map(str::to_owned) {
        draft.edit(app::KIND.name, app_id, |app| app.set("name", name));
    }
}

/// The state of the app info that goes with a version's, while the version is not out.
fn prepared(state: &str) -> Option<&str> {
    match state {
        "READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION" => None,
        "METADATA_REJECTED" | "INVALID_BINARY" => Some("REJECTED"),
        "PENDING_DEVELOPER_RELEASE" | "PENDING_APPLE_RELEASE" | "PROCESSING_FOR_DISTRIBUTION" => Some("PENDING_RELEASE"),
        "WAITING_FOR_EXPORT_COMPLIANCE" => Some("WAITING_FOR_REVIEW"),
        same => Some(same),
    }
}

/// How far an app info is with a state: all platforms share it, and it is where the first one is.
fn rank(state: &str) -> usize {
    const ORDER: &[&str] =
        &["PREPARE_FOR_SUBMISSION", "DEVELOPER_REJECTED", "REJECTED", "READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "ACCEPTED"];
    ORDER.iter().position(|other| *other == state).unwrap_or(ORDER.len())
}

fn live(draft: &Draft<'_>, app: &Resource) -> Option<Resource> {
    let infos = draft.members(app, "appInfos");
    infos.into_iter().find(|info| info.text("state") == Some("READY_FOR_DISTRIBUTION")).cloned()
}

fn pending(draft: &Draft<'_>, app: &Resource) -> Option<Resource> {
    let over = ["READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_INFO"];
    let infos = draft.members(app, "appInfos");
    infos.into_iter().find(|info| info.text("state").is_some_and(|state| !over.contains(&state))).cloned()
}

fn set_state(draft: &mut Draft<'_>, info: &Resource, state: &str) {
    if info.text("state") != Some(state) {
        draft.edit(app_info::KIND.name, &info.id, |info| {
            info.set("state", state);
            info.set("appStoreState", states::store_state(state));
        });
    }
}

/// A copy of the live one, with all its texts and answers under new ids.
fn begin(draft: &mut Draft<'_>, app: &Resource, state: &str) {
    let Some(live) = live(draft, app) else { return };
    let mut info = Resource { id: draft.ids.next(), ..live.clone() };
    info.set("state", state);
    info.set("appStoreState", states::store_state(state));
    // What has gone live in this very step has the parts that the world knows under its id.
    for part in copy::parts(draft.world(), &live, &mut info, draft.ids) {
        draft.more(Change::Put(part));
    }
    draft.put(info);
}
