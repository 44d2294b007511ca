//! From approval to the store: at once, by the developer's word, on a day.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::ready::{act, infos, others, ready, ready_where, state, submit};
use super::{Answered, Bench};
use crate::review::ReviewAction;
use crate::world::Resource;

/// Submits the version and has it approved.
fn approved(bench: &Bench, version: &Resource) {
    submit(bench, version);
    act(bench, &version.id, ReviewAction::Approve).ok().unwrap();
}

fn request(bench: &Bench, version: &str) -> Answered {
    let version = json!({ "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version } } });
    bench.post(
        "/v1/appStoreVersionReleaseRequests",
        &json!({ "data": { "type": "appStoreVersionReleaseRequests", "relationships": version } }),
    )
}

#[test]
fn an_approved_version_takes_the_place_of_the_live_one() {
    let bench = Bench::new();
    // The only version in preparation of its app.
    let version = ready_where(&bench, |version| {
        others(&bench, &bench.other(version, "app"), "appStoreVersions")
            .iter()
            .all(|other| other.value("platform") == version.value("platform"))
    });
    let app = bench.other(&version, "app");
    let live = others(&bench, &app, "appStoreVersions")
        .into_iter()
        .find(|other| other.text("appVersionState") == Some("READY_FOR_DISTRIBUTION"))
        .unwrap();
    let both = others(&bench, &app, "appInfos");
    let text = others(&bench, &both[1], "appInfoLocalizations")
        .into_iter()
        .find(|text| text.value("locale") == app.value("primaryLocale"))
        .unwrap();
    assert_eq!(bench.set("appInfoLocalizations", &text.id, &json!({ "name": "Another Name" })).status, 200);
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "AFTER_APPROVAL" })).status, 200);
    approved(&bench, &version);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PROCESSING_FOR_DISTRIBUTION");
    assert_eq!(infos(&bench, &app.id), ["READY_FOR_DISTRIBUTION", "PENDING_RELEASE"]);
    bench.service.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "READY_FOR_DISTRIBUTION");
    assert_eq!(state(&bench, "appStoreVersions", &live.id), "REPLACED_WITH_NEW_VERSION");
    assert_eq!(infos(&bench, &app.id), ["READY_FOR_DISTRIBUTION"], "the old app info is listed no more");
    assert_eq!(bench.get(&format!("/v1/apps/{}/appInfos", app.id)).ids(), [both[1].id.as_str()]);
    let old = bench.get(&format!("/v1/appInfos/{}", both[0].id));
    assert_eq!(old.body["data"]["attributes"]["state"], "REPLACED_WITH_NEW_INFO");
    assert_eq!(bench.get(&format!("/v1/apps/{}", app.id)).body["data"]["attributes"]["name"], "Another Name");
    let read = bench.get(&format!("/v1/appStoreVersions/{}?include=appStoreVersionSubmission", version.id));
    assert_eq!(read.body["data"]["attributes"]["appStoreState"], "READY_FOR_SALE");
    assert_eq!(read.body["data"]["relationships"]["appStoreVersionSubmission"]["data"], Value::Null);
}

#[test]
fn another_platform_in_preparation_keeps_an_app_info() {
    let bench = Bench::new();
    let version = ready_where(&bench, |version| {
        let app = bench.other(version, "app");
        others(&bench, &app, "appStoreVersions").iter().any(|other| {
            other.value("platform") != version.value("platform") && other.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION")
        })
    });
    let app = version.link("app").unwrap();
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "AFTER_APPROVAL" })).status, 200);
    approved(&bench, &version);
    bench.service.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "READY_FOR_DISTRIBUTION");
    assert_eq!(infos(&bench, app), ["READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"]);
}

#[test]
fn the_developer_gives_the_word() {
    let bench = Bench::new();
    let version = ready(&bench);
    assert_eq!(request(&bench, &version.id).codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "MANUAL" })).status, 200);
    approved(&bench, &version);
    bench.service.clock.advance(SignedDuration::from_hours(1000));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PENDING_DEVELOPER_RELEASE");
    let released = request(&bench, &version.id);
    assert_eq!(released.status, 201);
    assert_eq!(released.body["data"]["type"], "appStoreVersionReleaseRequests");
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PROCESSING_FOR_DISTRIBUTION");
    assert_eq!(request(&bench, &version.id).status, 409, "once is enough");
    bench.service.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "READY_FOR_DISTRIBUTION");
}

#[test]
fn a_release_is_scheduled_and_moved() {
    let bench = Bench::new();
    let version = ready(&bench);
    let scheduled = json!({ "releaseType": "SCHEDULED", "earliestReleaseDate": "2026-01-05T15:00:00Z" });
    assert_eq!(bench.set("appStoreVersions", &version.id, &scheduled).status, 200);
    approved(&bench, &version);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PENDING_DEVELOPER_RELEASE");
    let later = json!({ "earliestReleaseDate": "2026-01-05T17:00:00Z" });
    assert_eq!(bench.set("appStoreVersions", &version.id, &later).status, 200);
    bench.service.clock.advance(SignedDuration::from_hours(4));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PENDING_DEVELOPER_RELEASE", "the first date holds no more");
    bench.service.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PROCESSING_FOR_DISTRIBUTION");
    bench.service.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "READY_FOR_DISTRIBUTION");
}

#[test]
fn a_developer_who_stops_waiting_releases_at_once() {
    let bench = Bench::new();
    let version = ready(&bench);
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "MANUAL" })).status, 200);
    approved(&bench, &version);
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "AFTER_APPROVAL" })).status, 200);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PROCESSING_FOR_DISTRIBUTION");
}
