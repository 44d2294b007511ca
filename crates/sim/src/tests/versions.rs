//! Versions begin as copies and end without a trace; the app info in preparation goes with them.

use serde_json::{Value, json};

use super::ready::{attribute, infos, others};
use super::{Answered, Bench};
use crate::service::lock;
use crate::world::Resource;

fn create(bench: &Bench, app: &str, attributes: &Value) -> Answered {
    let app = json!({ "app": { "data": { "type": "apps", "id": app } } });
    bench.post("/v1/appStoreVersions", &json!({ "data": { "type": "appStoreVersions", "attributes": attributes, "relationships": app } }))
}

/// An app whose only versions are out.
fn at_rest(bench: &Bench) -> (Resource, Resource) {
    let app = bench.find("apps", |app| infos(bench, &app.id) == ["READY_FOR_DISTRIBUTION"]);
    let live = others(bench, &app, "appStoreVersions")
        .into_iter()
        .find(|version| version.text("appVersionState") == Some("READY_FOR_DISTRIBUTION"));
    (app, live.unwrap())
}

#[test]
fn a_version_is_a_copy_under_new_ids() {
    let bench = Bench::new();
    let (app, live) = at_rest(&bench);
    let old: Vec<Resource> = others(&bench, &live, "appStoreVersionLocalizations");
    let made = create(&bench, &app.id, &json!({ "platform": live.text("platform"), "versionString": "7.0" }));
    assert_eq!(made.status, 201, "{:?}", made.body);
    let id = made.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), Some(format!("https://api.example/v1/appStoreVersions/{id}").as_str()));
    for (name, value) in [
        ("appVersionState", json!("PREPARE_FOR_SUBMISSION")),
        ("appStoreState", json!("PREPARE_FOR_SUBMISSION")),
        ("createdDate", json!("2026-01-05T04:00:00-08:00")),
        ("releaseType", json!("AFTER_APPROVAL")),
        ("copyright", live.value("copyright").clone()),
    ] {
        assert_eq!(attribute(&made, name), value, "{name}");
    }
    let version = bench.find("appStoreVersions", |version| version.id == id);
    let new = others(&bench, &version, "appStoreVersionLocalizations");
    assert_eq!(new.len(), old.len());
    for (new, old) in new.iter().zip(&old) {
        assert_ne!(new.id, old.id);
        assert!(new.value("whatsNew").is_null());
        for name in ["locale", "description", "keywords", "promotionalText", "supportUrl", "marketingUrl"] {
            assert_eq!(new.value(name), old.value(name));
        }
    }
    let (detail, before) = (bench.other(&version, "appStoreReviewDetail"), bench.other(&live, "appStoreReviewDetail"));
    assert_ne!(detail.id, before.id);
    assert_eq!(detail.value("contactPhone"), before.value("contactPhone"));
    assert!(version.link("build").is_none());
    assert!(bench.get(&format!("/v1/apps/{}/appStoreVersions", app.id)).ids().contains(&id.as_str()));

    assert_eq!(infos(&bench, &app.id), ["READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"], "the second app info appears");
    let both = others(&bench, &app, "appInfos");
    let texts = both.iter().map(|info| others(&bench, info, "appInfoLocalizations")).collect::<Vec<_>>();
    assert_eq!(texts[0].len(), texts[1].len());
    assert!(texts[0].iter().all(|text| texts[1].iter().all(|other| other.id != text.id)));
    let rating = bench.other(&both[1], "ageRatingDeclaration");
    assert_eq!(rating.id, both[1].id, "a rating has the id of its app info");
    assert_eq!(both[1].link("primaryCategory"), both[0].link("primaryCategory"));
    assert_eq!(bench.set("appInfoLocalizations", &texts[1][0].id, &json!({ "subtitle": "New" })).status, 200);

    assert_eq!(bench.delete(&format!("/v1/appStoreVersions/{id}")).status, 204);
    assert_eq!(infos(&bench, &app.id), ["READY_FOR_DISTRIBUTION"], "and goes with the last version in preparation");
    assert_eq!(bench.get(&format!("/v1/appStoreVersionLocalizations/{}", new[0].id)).status, 404);
    assert_eq!(bench.get(&format!("/v1/appInfoLocalizations/{}", texts[1][0].id)).status, 404);
    assert_eq!(bench.get(&format!("/v1/appStoreReviewDetails/{}", detail.id)).status, 404);
    assert_eq!(others(&bench, &live, "appStoreVersionLocalizations").len(), old.len(), "the live one keeps its own");
}

#[test]
fn one_version_is_in_preparation_for_each_platform() {
    let bench = Bench::new();
    let (app, live) = at_rest(&bench);
    let platform = live.text("platform").unwrap();
    let new = |string: &str| create(&bench, &app.id, &json!({ "platform": platform, "versionString": string }));
    let used = new(live.text("versionString").unwrap());
    assert_eq!(used.codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    assert_eq!(used.body["errors"][0]["detail"], "The version number has been previously used.");
    assert_eq!(new("1.x").codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    assert_eq!(new("7.0").status, 201);
    let second = new("8.0");
    assert_eq!(second.codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    assert_eq!(second.body["errors"][0]["detail"], "You cannot create a new version of the App in the current state.");
    let elsewhere = if platform == "VISION_OS" { "TV_OS" } else { "VISION_OS" };
    let other = create(&bench, &app.id, &json!({ "platform": elsewhere, "versionString": "7.0" }));
    assert_eq!(other.status, 201, "another platform has its own");
    let version = bench.find("appStoreVersions", |version| version.id == other.body["data"]["id"]);
    let texts = others(&bench, &version, "appStoreVersionLocalizations");
    assert_eq!(texts.iter().map(|text| text.value("locale")).collect::<Vec<_>>(), [app.value("primaryLocale")]);
    assert_eq!(infos(&bench, &app.id).len(), 2, "both share one app info in preparation");
    let first = bench.delete(&format!("/v1/appStoreVersions/{}", version.id));
    assert_eq!((first.status, first.codes()), (409, vec!["STATE_ERROR"]), "the first version stays");
}

#[test]
fn a_create_is_checked_like_an_update() {
    let bench = Bench::new();
    let (app, live) = at_rest(&bench);
    let platform = live.text("platform").unwrap();
    for (attributes, code, pointer) in [
        (json!({ "versionString": "7.0" }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "/data/attributes/platform"),
        (json!({ "platform": platform }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "/data/attributes/versionString"),
        (json!({ "platform": "WATCH_OS", "versionString": "7.0" }), "ENTITY_ERROR.ATTRIBUTE.TYPE", "/data/attributes/platform"),
        (
            json!({ "platform": platform, "versionString": "7.0", "downloadable": true }),
            "ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED",
            "/data/attributes/downloadable",
        ),
        (
            json!({ "platform": platform, "versionString": "7.0", "releaseType": "SCHEDULED" }),
            "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
            "/data/attributes/earliestReleaseDate",
        ),
        (
            json!({ "platform": platform, "versionString": "7.0", "earliestReleaseDate": "2026-01-05T11:00:00Z" }),
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
            "/data/attributes/earliestReleaseDate",
        ),
    ] {
        let refused = create(&bench, &app.id, &attributes);
        assert_eq!((refused.status, refused.codes()), (409, vec![code]), "{attributes}");
        assert_eq!(refused.body["errors"][0]["source"]["pointer"], pointer);
    }
    let text = bench.other(&live, "appStoreVersionLocalizations");
    let stolen = bench.post(
        "/v1/appStoreVersions",
        &json!({ "data": {
        "type": "appStoreVersions",
        "attributes": { "platform": platform, "versionString": "7.0" },
        "relationships": {
            "app": { "data": { "type": "apps", "id": app.id } },
            "appStoreVersionLocalizations": { "data": [{ "type": "appStoreVersionLocalizations", "id": text.id }] },
        },
    } }),
    );
    assert_eq!(stolen.codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    assert_eq!(infos(&bench, &app.id).len(), 1, "nothing was created");
}

#[test]
fn only_what_was_never_out_can_go() {
    let bench = Bench::with(crate::simulator::Options { apps: 60, ..super::options() });
    for state in ["READY_FOR_DISTRIBUTION", "WAITING_FOR_REVIEW", "IN_REVIEW", "PENDING_DEVELOPER_RELEASE", "REJECTED"] {
        let version = bench.version(state);
        let refused = bench.delete(&format!("/v1/appStoreVersions/{}", version.id));
        assert_eq!((refused.status, refused.codes()), (409, vec!["STATE_ERROR.ENTITY_STATE_INVALID"]), "{state}");
    }
    let withdrawn = bench.version("DEVELOPER_REJECTED");
    assert_eq!(bench.delete(&format!("/v1/appStoreVersions/{}", withdrawn.id)).status, 204);
}

#[test]
fn a_new_version_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::simulator::Options { state: Some(folder.path().to_owned()), apps: 30, ..super::options() };
    let bench = Bench::with(options.clone());
    let (app, live) = at_rest(&bench);
    let made = create(&bench, &app.id, &json!({ "platform": live.text("platform"), "versionString": "7.0" }));
    let before: Vec<String> =
        lock(&bench.service.state).world.everything().map(|resource| serde_json::to_string(resource).unwrap()).collect();
    drop(bench);
    let bench = Bench::with(options);
    let after: Vec<String> =
        lock(&bench.service.state).world.everything().map(|resource| serde_json::to_string(resource).unwrap()).collect();
    assert_eq!(made.status, 201);
    assert_eq!(before, after);
}
