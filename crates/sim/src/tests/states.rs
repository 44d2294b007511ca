//! The matrix of states: which of a version's and an app info's fields can be written when.

use serde_json::{Value, json};

use super::Bench;
use crate::world::Resource;

/// (state, `copyright`, `releaseType`, texts, `promotionalText`, languages), `E` for editable.
const VERSIONS: &[(&str, &str)] = &[
    ("PREPARE_FOR_SUBMISSION", "EEEEE"),
    ("DEVELOPER_REJECTED", "EEEEE"),
    ("REJECTED", "EEEEE"),
    ("METADATA_REJECTED", "EEEEE"),
    ("INVALID_BINARY", "EEEEE"),
    ("READY_FOR_REVIEW", "EEEE-"),
    ("WAITING_FOR_REVIEW", "--EE-"),
    ("WAITING_FOR_EXPORT_COMPLIANCE", "---E-"),
    ("IN_REVIEW", "---E-"),
    ("ACCEPTED", "-E-E-"),
    ("PENDING_APPLE_RELEASE", "-E-E-"),
    ("PENDING_DEVELOPER_RELEASE", "-E-E-"),
    ("PROCESSING_FOR_DISTRIBUTION", "-E-E-"),
    ("READY_FOR_DISTRIBUTION", "E--E-"),
    ("REPLACED_WITH_NEW_VERSION", "-----"),
];

#[test]
fn versions() {
    let bench = Bench::new();
    let mut version = bench.version("PREPARE_FOR_SUBMISSION");
    let text = bench.other(&version, "appStoreVersionLocalizations");
    for (state, expected) in VERSIONS {
        version.set("appVersionState", *state);
        bench.put(&version);
        let answers = [
            bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2026 ACME GmbH" })),
            bench.set("appStoreVersions", &version.id, &json!({ "releaseType": "MANUAL" })),
            bench.set("appStoreVersionLocalizations", &text.id, &json!({ "description": "Text" })),
            bench.set("appStoreVersionLocalizations", &text.id, &json!({ "promotionalText": "Text" })),
            bench.post("/v1/appStoreVersionLocalizations", &new_text(&version, "ca")),
        ];
        let seen: String = answers.iter().map(|answer| if answer.status < 300 { 'E' } else { '-' }).collect();
        assert_eq!(seen, *expected, "{state}");
        for answer in answers.iter().filter(|answer| answer.status >= 300) {
            assert_eq!(answer.status, 409);
            assert!(answer.codes()[0].starts_with("STATE_ERROR"), "{:?}", answer.body);
        }
        if let Some(id) = answers[4].body["data"]["id"].as_str() {
            assert_eq!(bench.delete(&format!("/v1/appStoreVersionLocalizations/{id}")).status, 204);
        }
    }
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionLocalizations/{}", text.id)).codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
}

#[test]
fn frozen_attributes_are_named() {
    let bench = Bench::new();
    let live = bench.version("READY_FOR_DISTRIBUTION");
    let answer = bench.set("appStoreVersions", &live.id, &json!({ "versionString": "9.0", "copyright": "2026 X" }));
    assert_eq!(answer.codes(), ["STATE_ERROR"]);
    let error = &answer.body["errors"][0];
    assert_eq!(error["detail"], "Attribute 'versionString' cannot be edited at this time");
    assert_eq!(error["source"]["pointer"], "/data/attributes/versionString");
    assert_eq!(bench.get(&format!("/v1/appStoreVersions/{}", live.id)).body["data"]["attributes"]["copyright"], *live.value("copyright"));
}

#[test]
fn app_infos() {
    let bench = Bench::new();
    let mut info = bench.find("appInfos", |info| info.text("state") == Some("PREPARE_FOR_SUBMISSION"));
    let text = bench.other(&info, "appInfoLocalizations");
    for (state, editable, languages) in [
        ("PREPARE_FOR_SUBMISSION", true, true),
        ("DEVELOPER_REJECTED", true, true),
        ("REJECTED", true, true),
        ("WAITING_FOR_REVIEW", true, false),
        ("READY_FOR_REVIEW", false, false),
        ("IN_REVIEW", false, false),
        ("PENDING_RELEASE", false, false),
        ("ACCEPTED", false, false),
        ("READY_FOR_DISTRIBUTION", false, false),
        ("REPLACED_WITH_NEW_INFO", false, false),
    ] {
        info.set("state", state);
        bench.put(&info);
        let category = json!({ "data": { "type": "appInfos", "id": info.id, "relationships": { "secondaryCategory": { "data": null } } } });
        let answers = [
            bench.set("appInfoLocalizations", &text.id, &json!({ "subtitle": "New" })),
            bench.set("ageRatingDeclarations", &info.id, &json!({ "gambling": true })),
            bench.patch(&format!("/v1/appInfos/{}", info.id), &category),
        ];
        for answer in answers {
            assert_eq!(answer.status == 200, editable, "{state} {:?}", answer.body);
            assert!(editable || answer.codes() == ["ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE"]);
        }
        let body = json!({ "data": {
            "type": "appInfoLocalizations",
            "attributes": { "locale": "ca", "name": "Acme" },
            "relationships": { "appInfo": { "data": { "type": "appInfos", "id": info.id } } },
        } });
        let made = bench.post("/v1/appInfoLocalizations", &body);
        assert_eq!(made.status == 201, languages, "{state} {:?}", made.body);
        if let Some(id) = made.body["data"]["id"].as_str() {
            assert_eq!(bench.delete(&format!("/v1/appInfoLocalizations/{id}")).status, 204);
        }
    }
    let answer = bench.set("appInfoLocalizations", &text.id, &json!({ "subtitle": "New" }));
    assert_eq!(answer.body["errors"][0]["detail"], "The field 'subtitle' can not be modified in the current state");
}

#[test]
fn nothing_is_new_in_a_first_version() {
    let bench = Bench::new();
    let first = bench.find("appStoreVersions", |version| {
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && version.text("versionString") == Some("1.0")
    });
    let text = bench.other(&first, "appStoreVersionLocalizations");
    let answer = bench.set("appStoreVersionLocalizations", &text.id, &json!({ "whatsNew": "Initial release" }));
    assert_eq!(answer.codes(), ["STATE_ERROR"]);
    assert_eq!(answer.body["errors"][0]["detail"], "Attribute 'whatsNew' cannot be edited at this time");
    assert_eq!(bench.set("appStoreVersionLocalizations", &text.id, &json!({ "description": "Text" })).status, 200);
}

#[test]
fn another_build_for_a_rejected_version_starts_a_new_round() {
    let bench = Bench::new();
    let mut version = bench.find("appStoreVersions", |version| version.text("appVersionState") == Some("REJECTED"));
    let build = version.links.remove("build").unwrap();
    bench.put(&version);
    let body = json!({ "data": { "type": "builds", "id": build } });
    assert_eq!(bench.patch(&format!("/v1/appStoreVersions/{}/relationships/build", version.id), &body).status, 204);
    let attributes: Value = bench.get(&format!("/v1/appStoreVersions/{}", version.id)).body["data"]["attributes"].clone();
    assert_eq!(attributes["appVersionState"], "PREPARE_FOR_SUBMISSION");
    assert_eq!(attributes["appStoreState"], "PREPARE_FOR_SUBMISSION");
}

fn new_text(version: &Resource, locale: &str) -> Value {
    json!({ "data": {
        "type": "appStoreVersionLocalizations",
        "attributes": { "locale": locale },
        "relationships": { "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version.id } } },
    } })
}
