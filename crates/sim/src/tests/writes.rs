//! Bodies: what is accepted, what is refused and how.

use serde_json::{Value, json};

use super::{Bench, ORIGIN};
use crate::service::lock;

#[test]
fn a_patch_answers_the_whole_document_and_is_read_back() {
    let bench = Bench::new();
    let version = bench.version("PREPARE_FOR_SUBMISSION");
    let answer = bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2026 ACME GmbH" }));
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    assert_eq!(answer.body["data"]["attributes"]["copyright"], "2026 ACME GmbH");
    assert_eq!(answer.body["data"]["attributes"]["versionString"], *version.value("versionString"), "what is omitted stays");
    let read = bench.get(&format!("/v1/appStoreVersions/{}", version.id));
    assert_eq!(read.body["data"], answer.body["data"]);
    let cleared = bench.set("appStoreVersions", &version.id, &json!({ "copyright": null }));
    assert_eq!(cleared.body["data"]["attributes"]["copyright"], Value::Null);
    let nothing = json!({ "data": { "type": "appStoreVersions", "id": version.id } });
    assert_eq!(bench.patch(&format!("/v1/appStoreVersions/{}", version.id), &nothing).status, 200);
}

#[test]
fn attributes_are_held_against_the_table() {
    let bench = Bench::new();
    let version = bench.version("PREPARE_FOR_SUBMISSION");
    let info = bench.find("appInfos", |info| info.text("state") == Some("PREPARE_FOR_SUBMISSION"));
    let name = bench.other(&info, "appInfoLocalizations");
    let text = bench.other(&version, "appStoreVersionLocalizations");
    let long = "x".repeat(101);
    let cases: Vec<(&str, &str, Value, &str, &str)> = vec![
        ("appStoreVersions", &version.id, json!({ "nonsense": 1 }), "ENTITY_ERROR.ATTRIBUTE.UNKNOWN", "nonsense"),
        ("appStoreVersions", &version.id, json!({ "platform": "IOS" }), "ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED", "platform"),
        ("appStoreVersions", &version.id, json!({ "copyright": 2026 }), "ENTITY_ERROR.ATTRIBUTE.TYPE", "copyright"),
        ("appStoreVersions", &version.id, json!({ "releaseType": "NEVER" }), "ENTITY_ERROR.ATTRIBUTE.TYPE", "releaseType"),
        ("appStoreVersions", &version.id, json!({ "earliestReleaseDate": "soon" }), "ENTITY_ERROR.ATTRIBUTE.TYPE", "earliestReleaseDate"),
        ("appStoreVersions", &version.id, json!({ "copyright": "\u{7}" }), "ENTITY_ERROR.ATTRIBUTE.INVALID", "copyright"),
        ("appStoreVersions", &version.id, json!({ "versionString": "one" }), "ENTITY_ERROR.ATTRIBUTE.INVALID", "versionString"),
        ("appStoreVersions", &version.id, json!({ "versionString": "1.2.3.4" }), "ENTITY_ERROR.ATTRIBUTE.INVALID", "versionString"),
        ("appStoreVersions", &version.id, json!({ "versionString": null }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "versionString"),
        ("appStoreVersions", &version.id, json!({ "releaseType": "SCHEDULED" }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "earliestReleaseDate"),
        ("appInfoLocalizations", &name.id, json!({ "name": "x" }), "ENTITY_ERROR.ATTRIBUTE.INVALID", "name"),
        ("appInfoLocalizations", &name.id, json!({ "name": null }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "name"),
        ("appInfoLocalizations", &name.id, json!({ "locale": "ca" }), "ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED", "locale"),
        ("appInfoLocalizations", &name.id, json!({ "subtitle": long[..31] }), "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", "subtitle"),
        ("appStoreVersionLocalizations", &text.id, json!({ "keywords": long }), "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", "keywords"),
        ("appStoreVersionLocalizations", &text.id, json!({ "supportUrl": "" }), "ENTITY_ERROR.ATTRIBUTE.INVALID", "supportUrl"),
        ("ageRatingDeclarations", &info.id, json!({ "gambling": "no" }), "ENTITY_ERROR.ATTRIBUTE.TYPE", "gambling"),
        ("ageRatingDeclarations", &info.id, json!({ "contests": true }), "ENTITY_ERROR.ATTRIBUTE.TYPE", "contests"),
    ];
    for (kind, id, attributes, code, pointer) in cases {
        let answer = bench.set(kind, id, &attributes);
        assert_eq!((answer.status, answer.codes()), (409, vec![code]), "{attributes}");
        assert_eq!(answer.body["errors"][0]["source"]["pointer"], format!("/data/attributes/{pointer}"));
    }
    let arabic = "ك".repeat(100);
    let answer = bench.set("appStoreVersionLocalizations", &text.id, &json!({ "keywords": arabic, "supportUrl": null }));
    assert_eq!(answer.status, 200, "characters count, not bytes; null clears a URL: {:?}", answer.body);
}

#[test]
fn several_errors_come_at_once() {
    let bench = Bench::new();
    let version = bench.version("PREPARE_FOR_SUBMISSION");
    let answer = bench.set("appStoreVersions", &version.id, &json!({ "nonsense": 1, "platform": "IOS", "copyright": false }));
    assert_eq!(answer.codes().len(), 3);
    assert_eq!(answer.body["errors"][0]["status"], "409");
    assert!(answer.body["errors"][0]["id"].as_str().unwrap().len() == 36);
}

#[test]
fn a_used_version_number_is_refused() {
    let bench = Bench::new();
    let version = bench.find("appStoreVersions", |version| {
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && version.text("versionString") != Some("1.0")
    });
    let answer = bench.set("appStoreVersions", &version.id, &json!({ "versionString": "1.0" }));
    assert_eq!(answer.body["errors"][0]["detail"], "The version number has been previously used.");
    assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "versionString": "9.9.9" })).status, 200);
}

#[test]
fn broken_bodies() {
    let bench = Bench::new();
    let version = bench.version("PREPARE_FOR_SUBMISSION");
    let target = format!("/v1/appStoreVersions/{}", version.id);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, status, code) in [
        (&b"{"[..], 400, "ENTITY_INVALID"),
        (b"", 400, "ENTITY_INVALID"),
        (b"\"\xff\"", 400, "ENTITY_INVALID"),
        (deep.as_bytes(), 400, "ENTITY_INVALID"),
        (b"[]", 422, "ENTITY_UNPROCESSABLE"),
        (b"{}", 422, "ENTITY_UNPROCESSABLE"),
        (br#"{"data":{"type":"appStoreVersions"}}"#, 422, "ENTITY_UNPROCESSABLE"),
        (br#"{"data":{"type":"appStoreVersions","id":"1","nonsense":1}}"#, 422, "ENTITY_UNPROCESSABLE"),
        (br#"{"data":{"type":"apps","id":"1"}}"#, 409, "ENTITY_ERROR.TYPE.INVALID"),
        (br#"{"data":{"type":"appStoreVersions","id":"1"}}"#, 409, "ENTITY_ERROR.ID.INVALID"),
    ] {
        let answer = bench.send_as(0, "PATCH", &target, body.to_vec());
        assert_eq!((answer.status, answer.codes()), (status, vec![code]), "{}", String::from_utf8_lossy(&body[..body.len().min(80)]));
    }
    assert_eq!(bench.patch(&format!("{target}?include=app"), &json!({})).codes(), ["PARAMETER_ERROR.ILLEGAL"]);
}

#[test]
fn localizations_come_and_go() {
    let bench = Bench::new();
    let version = bench.find("appStoreVersions", |version| {
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && version.text("versionString") != Some("1.0")
    });
    let create = |locale: &str| {
        json!({ "data": {
            "type": "appStoreVersionLocalizations",
            "attributes": { "locale": locale, "description": "Hola", "whatsNew": "Novetats" },
            "relationships": { "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version.id } } },
        } })
    };
    let made = bench.post("/v1/appStoreVersionLocalizations", &create("ca"));
    assert_eq!(made.status, 201, "{:?}", made.body);
    let id = made.body["data"]["id"].as_str().unwrap();
    assert_eq!(made.header("location"), Some(format!("{ORIGIN}/v1/appStoreVersionLocalizations/{id}").as_str()));
    let back = &made.body["data"]["relationships"]["appStoreVersion"];
    assert!(back.is_null(), "a back reference without links stays out of the answer: {back}");
    assert_eq!(made.body["data"]["attributes"]["keywords"], Value::Null);
    let again = bench.post("/v1/appStoreVersionLocalizations", &create("ca"));
    assert_eq!(again.codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"]);
    assert_eq!(again.body["errors"][0]["detail"], "The attribute 'locale' with value 'ca' already exists. Try updating.");
    assert_eq!(bench.post("/v1/appStoreVersionLocalizations", &create("xx")).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    let target = format!("/v1/appStoreVersionLocalizations/{id}");
    let gone = bench.delete(&target);
    assert_eq!((gone.status, gone.body), (204, Value::Null));
    assert_eq!(bench.get(&target).status, 404);
    assert_eq!(bench.delete(&target).status, 404);
    let empty = json!({ "data": { "type": "appStoreVersionLocalizations" } });
    let refused = bench.post("/v1/appStoreVersionLocalizations", &empty);
    assert_eq!(refused.codes(), ["ENTITY_ERROR.ATTRIBUTE.REQUIRED", "ENTITY_ERROR.RELATIONSHIP.REQUIRED"]);
}

#[test]
fn the_primary_locale_stays() {
    let bench = Bench::new();
    let info = bench.find("appInfos", |info| info.text("state") == Some("PREPARE_FOR_SUBMISSION"));
    let app = bench.other(&info, "app");
    let primary = {
        let state = lock(&bench.service.state);
        let all = state.world.related(&info, "appInfoLocalizations");
        all.into_iter().find(|localization| localization.text("locale") == app.text("primaryLocale")).unwrap().id.clone()
    };
    assert_eq!(bench.delete(&format!("/v1/appInfoLocalizations/{primary}")).codes(), ["STATE_ERROR"]);
}

#[test]
fn an_unreleased_app_takes_the_name_of_its_primary_locale() {
    let bench = Bench::new();
    let rename = |live: bool| {
        let (app, localization) = {
            let state = lock(&bench.service.state);
            let world = &state.world;
            let app = world.all("apps").filter(|app| app.visible_to("acme")).find(|app| {
                let states: Vec<_> = world.related(app, "appInfos").iter().filter_map(|info| info.text("state")).collect();
                states.contains(&"PREPARE_FOR_SUBMISSION") && states.contains(&"READY_FOR_DISTRIBUTION") == live
            });
            let app = app.unwrap();
            let info = world.related(app, "appInfos").into_iter().find(|info| info.text("state") == Some("PREPARE_FOR_SUBMISSION"));
            let all = world.related(info.unwrap(), "appInfoLocalizations");
            let primary = all.into_iter().find(|localization| localization.text("locale") == app.text("primaryLocale"));
            (app.id.clone(), primary.unwrap().id.clone())
        };
        assert_eq!(bench.set("appInfoLocalizations", &localization, &json!({ "name": "Renamed" })).status, 200);
        bench.get(&format!("/v1/apps/{app}")).body["data"]["attributes"]["name"] == "Renamed"
    };
    assert!(!rename(true), "the store still shows the old name");
    assert!(rename(false));
}

#[test]
fn categories_must_fit_together() {
    let bench = Bench::new();
    let info = bench.find("appInfos", |info| info.text("state") == Some("PREPARE_FOR_SUBMISSION"));
    let set = |relationships: Value| {
        let body = json!({ "data": { "type": "appInfos", "id": info.id, "relationships": relationships } });
        bench.patch(&format!("/v1/appInfos/{}", info.id), &body)
    };
    let category = |id: &str| json!({ "data": { "type": "appCategories", "id": id } });
    let fits = set(
        json!({ "primaryCategory": category("GAMES"), "primarySubcategoryOne": category("GAMES_WORD"), "secondaryCategory": { "data": null } }),
    );
    assert_eq!(fits.status, 200, "{:?}", fits.body);
    assert_eq!(fits.body["data"]["relationships"]["primaryCategory"]["data"]["id"], "GAMES");
    for wrong in [
        json!({ "primaryCategory": category("GAMES_WORD") }),
        json!({ "primaryCategory": category("NONSENSE") }),
        json!({ "primaryCategory": { "data": { "type": "apps", "id": info.link("app") } } }),
        json!({ "primarySubcategoryTwo": category("STICKERS_ART") }),
        json!({ "secondaryCategory": category("GAMES") }),
    ] {
        let answer = set(wrong.clone());
        assert_eq!((answer.status, answer.codes()[0]), (409, "ENTITY_ERROR.RELATIONSHIP.INVALID"), "{wrong}");
    }
    assert_eq!(set(json!({ "app": category("GAMES") })).codes(), ["ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED"]);
    assert_eq!(set(json!({ "nonsense": category("GAMES") })).codes(), ["ENTITY_ERROR.RELATIONSHIP.UNKNOWN"]);
}

#[test]
fn only_a_fitting_build_is_linked() {
    let bench = Bench::new();
    let version = bench.find("appStoreVersions", |version| {
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && version.link("build").is_some()
    });
    let target = format!("/v1/appStoreVersions/{}/relationships/build", version.id);
    let none = bench.patch(&target, &json!({ "data": null }));
    assert_eq!((none.status, none.body), (204, Value::Null));
    assert_eq!(bench.get(&target).body["data"], Value::Null);
    let other = bench.find("builds", |build| build.link("app") != version.link("app") && build.text("processingState") == Some("VALID"));
    let refused = bench.patch(&target, &json!({ "data": { "type": "builds", "id": other.id } }));
    assert_eq!(refused.body["errors"][0]["detail"], "The specified pre-release build could not be added.");
    let linked = bench.patch(&target, &json!({ "data": { "type": "builds", "id": version.link("build") } }));
    assert_eq!(linked.status, 204, "{:?}", linked.body);
    let mut build = bench.other(&version, "build");
    build.set("processingState", "PROCESSING");
    bench.put(&build);
    let refused = bench.patch(&target, &json!({ "data": { "type": "builds", "id": build.id } }));
    assert_eq!(refused.codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    assert_eq!(bench.patch(&target, &json!({ "data": [] })).status, 422);
}

#[test]
fn export_compliance_is_declared_once() {
    let bench = Bench::new();
    let build = bench.find("builds", |build| build.value("usesNonExemptEncryption").is_null());
    assert_eq!(bench.set("builds", &build.id, &json!({ "usesNonExemptEncryption": false })).status, 200);
    let again = bench.set("builds", &build.id, &json!({ "usesNonExemptEncryption": false }));
    assert_eq!(again.body["errors"][0]["detail"], "You cannot update when the value is already set.");
    assert_eq!(bench.set("builds", &build.id, &json!({ "expired": true })).status, 200);
    assert_eq!(bench.set("builds", &build.id, &json!({ "expired": false })).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
}

#[test]
fn an_app_keeps_its_bundle_id_once_it_has_builds() {
    let bench = Bench::new();
    let app = bench.find("builds", |_| true).link("app").unwrap().to_owned();
    let answer = bench.set("apps", &app, &json!({ "bundleId": "com.acme.other" }));
    assert_eq!(answer.codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE"]);
    assert_eq!(bench.set("apps", &app, &json!({ "contentRightsDeclaration": null })).status, 200);
    assert_eq!(bench.set("apps", &app, &json!({ "primaryLocale": "klingon" })).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
}
