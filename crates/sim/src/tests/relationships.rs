//! Routes: related resources, linkage, methods and paths that are not offered.

use serde_json::json;

use super::Bench;
use crate::service::lock;

#[test]
fn related_resources_have_their_own_paths() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true);
    let info = bench.other(&app, "appInfos");
    let version = bench.find("appStoreVersions", |version| version.link("build").is_some());
    let build = version.link("build").unwrap();
    for (target, kind) in [
        (format!("/v1/apps/{}/appInfos", app.id), "appInfos"),
        (format!("/v1/apps/{}/appStoreVersions", app.id), "appStoreVersions"),
        (format!("/v1/apps/{}/builds", app.id), "builds"),
        (format!("/v1/apps/{}/preReleaseVersions", app.id), "preReleaseVersions"),
        (format!("/v1/appInfos/{}/appInfoLocalizations", info.id), "appInfoLocalizations"),
        (format!("/v1/appStoreVersions/{}/appStoreVersionLocalizations", version.id), "appStoreVersionLocalizations"),
    ] {
        let body = bench.get(&target).body;
        assert_eq!(body["data"][0]["type"], kind, "{target}");
        assert!(body["meta"]["paging"]["total"].is_u64());
    }
    for (target, kind, id) in [
        (format!("/v1/appInfos/{}/ageRatingDeclaration", info.id), "ageRatingDeclarations", info.id.as_str()),
        (format!("/v1/appInfos/{}/primaryCategory?include=parent", info.id), "appCategories", info.link("primaryCategory").unwrap()),
        (format!("/v1/appStoreVersions/{}/build", version.id), "builds", build),
        (format!("/v1/builds/{build}/appStoreVersion?include=app"), "appStoreVersions", version.id.as_str()),
        (format!("/v1/builds/{build}/app"), "apps", version.link("app").unwrap()),
    ] {
        let body = bench.get(&target).body;
        assert_eq!((&body["data"]["type"], &body["data"]["id"]), (&json!(kind), &json!(id)), "{target}");
    }
    let nothing = bench.get(&format!("/v1/appInfos/{}/secondarySubcategoryTwo", info.id));
    assert_eq!((nothing.status, &nothing.body["data"]), (200, &json!(null)));
}

#[test]
fn linkage_is_ids_only() {
    let bench = Bench::new();
    let version = bench.find("appStoreVersions", |version| version.link("build").is_some());
    let body = bench.get(&format!("/v1/appStoreVersions/{}/relationships/build", version.id)).body;
    assert_eq!(body["data"], json!({ "type": "builds", "id": version.link("build") }));
    assert!(body["links"]["related"].as_str().unwrap().ends_with("/build"));
    let body = bench.get(&format!("/v1/appStoreVersions/{}/relationships/appStoreVersionLocalizations?limit=2", version.id)).body;
    assert_eq!(body["data"].as_array().unwrap().len(), 2);
    assert_eq!(body["data"][0].as_object().unwrap().len(), 2);
    assert!(body["links"]["next"].is_string());
    let empty = bench.get(&format!("/v1/apps/{}/relationships/betaGroups", version.link("app").unwrap()));
    assert_eq!((empty.status, &empty.body["data"]), (200, &json!([])));
}

#[test]
fn what_is_not_offered_is_named() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true).id;
    for (method, target, allowed) in [
        ("POST", "/v1/apps".to_owned(), "GET_COLLECTION, GET_INSTANCE, UPDATE"),
        ("DELETE", format!("/v1/apps/{app}"), "GET_COLLECTION, GET_INSTANCE, UPDATE"),
        ("GET", "/v1/appInfos".to_owned(), "GET_INSTANCE, UPDATE"),
        ("GET", format!("/v1/ageRatingDeclarations/{app}"), "UPDATE"),
        ("PATCH", format!("/v1/apps/{app}/appInfos"), "GET_RELATED"),
        ("DELETE", format!("/v1/apps/{app}/relationships/appInfos"), "GET_RELATIONSHIP"),
    ] {
        let answer = bench.send(method, &target, None);
        assert_eq!((answer.status, answer.codes()), (403, vec!["FORBIDDEN_ERROR"]), "{method} {target}");
        let detail = answer.body["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.ends_with(&format!("Allowed operations are: {allowed}")), "{detail}");
    }
    assert!(lock(&bench.service.unknown_routes).is_empty());
    assert_eq!(bench.send("PUT", "/v1/apps", None).codes(), ["METHOD_NOT_ALLOWED"]);
}

#[test]
fn unknown_paths_are_remembered() {
    let bench = Bench::new();
    let answer = bench.get("/v1/nonsense/1?limit=1");
    assert_eq!((answer.status, answer.codes()), (404, vec!["PATH_ERROR"]));
    assert_eq!(*lock(&bench.service.unknown_routes), ["GET /v1/nonsense/1"]);
}
