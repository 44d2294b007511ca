//! Phased releases: seven days by the clock, and pauses of thirty.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::ready::{act, ready, submit};
use super::{Answered, Bench};
use crate::review::ReviewAction;
use crate::world::Resource;

fn create(bench: &Bench, version: &str, attributes: &Value) -> Answered {
    let version = json!({ "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version } } });
    let data = json!({ "type": "appStoreVersionPhasedReleases", "attributes": attributes, "relationships": version });
    bench.post("/v1/appStoreVersionPhasedReleases", &json!({ "data": data }))
}

/// A ready version without a plan of phases.
fn plain(bench: &Bench) -> Resource {
    let version = ready(bench);
    for phased in super::ready::others(bench, &version, "appStoreVersionPhasedRelease") {
        assert_eq!(bench.delete(&format!("/v1/appStoreVersionPhasedReleases/{}", phased.id)).status, 204);
    }
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "AFTER_APPROVAL" })).status, 200);
    version
}

/// A phased release on its first day.
fn started(bench: &Bench) -> (Resource, String) {
    let version = plain(bench);
    let made = create(bench, &version.id, &json!({}));
    assert_eq!(made.body["data"]["attributes"]["phasedReleaseState"], "INACTIVE");
    submit(bench, &version);
    act(bench, &version.id, ReviewAction::Approve).ok().unwrap();
    bench.service.clock.advance(SignedDuration::from_secs(30));
    (version, made.body["data"]["id"].as_str().unwrap().to_owned())
}

/// (state, day, days of pauses)
fn now(bench: &Bench, version: &Resource) -> (String, i64, i64) {
    let attributes =
        bench.get(&format!("/v1/appStoreVersions/{}/appStoreVersionPhasedRelease", version.id)).body["data"]["attributes"].clone();
    let number = |name: &str| attributes[name].as_i64().unwrap_or(-1);
    (attributes["phasedReleaseState"].as_str().unwrap().to_owned(), number("currentDayNumber"), number("totalPauseDuration"))
}

fn turn(bench: &Bench, id: &str, state: &str) -> Answered {
    bench.set("appStoreVersionPhasedReleases", id, &json!({ "phasedReleaseState": state }))
}

#[test]
fn a_plan_is_made_before_the_release_of_an_update() {
    let bench = Bench::new();
    let version = plain(&bench);
    assert_eq!(create(&bench, &version.id, &json!({ "phasedReleaseState": "PAUSED" })).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    let made = create(&bench, &version.id, &json!({ "phasedReleaseState": "ACTIVE" }));
    assert_eq!((made.status, &made.body["data"]["attributes"]["startDate"]), (201, &Value::Null));
    let id = made.body["data"]["id"].as_str().unwrap();
    assert_eq!(create(&bench, &version.id, &json!({})).codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    let same = turn(&bench, id, "ACTIVE");
    assert_eq!(same.body["errors"][0]["detail"], "The phased release already has this value");
    assert_eq!(turn(&bench, id, "INACTIVE").status, 200);
    assert_eq!(turn(&bench, id, "COMPLETE").codes(), ["STATE_ERROR"]);
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionPhasedReleases/{id}")).status, 204);
    assert_eq!(bench.get(&format!("/v1/appStoreVersions/{}/appStoreVersionPhasedRelease", version.id)).body["data"], Value::Null);
    let live = bench.version("READY_FOR_DISTRIBUTION");
    assert_eq!(create(&bench, &live.id, &json!({})).codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
    let first = bench.find("appStoreVersions", |version| {
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && version.text("versionString") == Some("1.0")
    });
    assert_eq!(create(&bench, &first.id, &json!({})).codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"], "a first version is for all");
}

#[test]
fn seven_days_pass() {
    let bench = Bench::new();
    let (version, id) = started(&bench);
    assert_eq!(now(&bench, &version), ("ACTIVE".to_owned(), 1, 0));
    bench.service.clock.advance(SignedDuration::from_hours(24 * 5));
    assert_eq!(now(&bench, &version), ("ACTIVE".to_owned(), 6, 0));
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionPhasedReleases/{id}")).status, 409, "it has begun");
    bench.service.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(now(&bench, &version), ("ACTIVE".to_owned(), 7, 0));
    bench.service.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(now(&bench, &version), ("COMPLETE".to_owned(), 7, 0));
    assert_eq!(turn(&bench, &id, "ACTIVE").codes(), ["STATE_ERROR"]);
}

#[test]
fn a_pause_stops_the_days_for_thirty_at_most() {
    let bench = Bench::new();
    let (version, id) = started(&bench);
    let clock = bench.service.clock.clone();
    clock.advance(SignedDuration::from_hours(12));
    assert_eq!(turn(&bench, &id, "PAUSED").status, 200);
    clock.advance(SignedDuration::from_hours(24 * 10));
    assert_eq!(now(&bench, &version), ("PAUSED".to_owned(), 1, 10));
    assert_eq!(turn(&bench, &id, "ACTIVE").status, 200);
    clock.advance(SignedDuration::from_hours(11));
    assert_eq!(now(&bench, &version).1, 1, "the rest of the day is left");
    clock.advance(SignedDuration::from_hours(1));
    assert_eq!(now(&bench, &version), ("ACTIVE".to_owned(), 2, 10));
    assert_eq!(turn(&bench, &id, "PAUSED").status, 200);
    clock.advance(SignedDuration::from_hours(24 * 20));
    assert_eq!(now(&bench, &version), ("ACTIVE".to_owned(), 2, 30), "thirty days of pauses are over");
    assert_eq!(turn(&bench, &id, "PAUSED").codes(), ["STATE_ERROR"]);
    assert_eq!(turn(&bench, &id, "COMPLETE").status, 200);
    clock.advance(SignedDuration::from_hours(24 * 20));
    assert_eq!(now(&bench, &version), ("COMPLETE".to_owned(), 2, 30), "everybody has it, on whatever day");
}
