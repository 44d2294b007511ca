//! Review details and their attachments.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Answered, Bench};
use crate::world::Resource;

fn create(bench: &Bench, version: &Resource, attributes: &Value) -> Answered {
    let version = json!({ "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version.id } } });
    bench.post(
        "/v1/appStoreReviewDetails",
        &json!({ "data": { "type": "appStoreReviewDetails", "attributes": attributes, "relationships": version } }),
    )
}

fn without(bench: &Bench) -> Resource {
    bench.find("appStoreVersions", |version| super::ready::others(bench, version, "appStoreReviewDetail").is_empty())
}

#[test]
fn a_version_has_one() {
    let bench = Bench::new();
    let version = without(&bench);
    let target = format!("/v1/appStoreVersions/{}/appStoreReviewDetail", version.id);
    assert_eq!(bench.get(&target).body["data"], Value::Null);
    let made =
        create(&bench, &version, &json!({ "contactFirstName": "Robin", "contactPhone": "+49 89 1234567", "demoAccountPassword": "" }));
    assert_eq!(made.status, 201, "{:?}", made.body);
    let id = made.body["data"]["id"].as_str().unwrap();
    let read = bench.get(&format!("{target}?include=appStoreVersion,appStoreReviewAttachments"));
    assert_eq!(read.body["data"]["id"], *id);
    assert_eq!(read.body["included"][0]["id"], version.id);
    let second = create(&bench, &version, &json!({}));
    assert_eq!((second.status, second.codes()), (409, vec!["ENTITY_ERROR.RELATIONSHIP.INVALID"]));
    assert_eq!(bench.delete(&format!("/v1/appStoreReviewDetails/{id}")).status, 403);
}

#[test]
fn its_words_are_checked() {
    let bench = Bench::new();
    let live = bench.version("READY_FOR_DISTRIBUTION");
    let detail = bench.other(&live, "appStoreReviewDetail");
    let set = |attributes: Value| bench.set("appStoreReviewDetails", &detail.id, &attributes);
    assert_eq!(set(json!({ "contactPhone": "089 1234567" })).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    assert_eq!(set(json!({ "notes": "x".repeat(4001) })).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG"]);
    assert_eq!(set(json!({ "demoAccountRequired": "yes" })).codes(), ["ENTITY_ERROR.ATTRIBUTE.TYPE"]);
    assert_eq!(
        set(json!({ "notes": "x".repeat(4000), "demoAccountName": null })).status,
        200,
        "it can be written while the version is live"
    );
    let gone = bench.version("REPLACED_WITH_NEW_VERSION");
    let detail = bench.other(&gone, "appStoreReviewDetail");
    assert_eq!(bench.set("appStoreReviewDetails", &detail.id, &json!({ "notes": "x" })).codes(), ["STATE_ERROR"]);
}

#[test]
fn an_attachment_is_reserved_and_committed() {
    let bench = Bench::new();
    let version = bench.version("READY_FOR_DISTRIBUTION");
    let detail = bench.other(&version, "appStoreReviewDetail");
    let create = |attributes: Value| {
        let detail = json!({ "appStoreReviewDetail": { "data": { "type": "appStoreReviewDetails", "id": detail.id } } });
        bench.post(
            "/v1/appStoreReviewAttachments",
            &json!({ "data": { "type": "appStoreReviewAttachments", "attributes": attributes, "relationships": detail } }),
        )
    };
    assert_eq!(create(json!({ "fileName": "a.mov" })).codes(), ["ENTITY_ERROR.ATTRIBUTE.REQUIRED"]);
    assert_eq!(create(json!({ "fileName": "a.mov", "fileSize": 0 })).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    let made = create(json!({ "fileName": "a.mov", "fileSize": 5 }));
    let attributes = &made.body["data"]["attributes"];
    assert_eq!((made.status, &attributes["assetDeliveryState"]["state"]), (201, &json!("AWAITING_UPLOAD")));
    assert_eq!((&attributes["uploadOperations"][0]["method"], &attributes["uploadOperations"][0]["length"]), (&json!("PUT"), &json!(5)));
    let id = made.body["data"]["id"].as_str().unwrap();
    let listed = bench.get(&format!("/v1/appStoreReviewDetails/{}/appStoreReviewAttachments?include=appStoreReviewDetail", detail.id));
    assert_eq!(listed.ids(), [id]);
    let commit = json!({ "uploaded": true, "sourceFileChecksum": "5d41402abc4b2a76b9719d911017c592" });
    assert_eq!(bench.set("appStoreReviewAttachments", id, &commit).status, 409, "nothing was sent yet");
    bench.send_file(&made, b"hello");
    assert_eq!(bench.set("appStoreReviewAttachments", id, &commit).status, 200);
    assert_eq!(bench.set("appStoreReviewAttachments", id, &commit).status, 409, "once");
    bench.service.clock.advance(SignedDuration::from_secs(2));
    let read = bench.get(&format!("/v1/appStoreReviewAttachments/{id}"));
    assert_eq!(read.body["data"]["attributes"]["assetDeliveryState"]["state"], "COMPLETE");
    assert_eq!(read.body["data"]["attributes"]["sourceFileChecksum"], "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(bench.delete(&format!("/v1/appStoreReviewAttachments/{id}")).status, 204);
}
