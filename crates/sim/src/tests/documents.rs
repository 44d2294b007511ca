//! The dialect: what is in a document, and what only when asked for.

use serde_json::{Value, json};

use super::{Bench, ORIGIN};
use crate::resources;
use crate::service::lock;
use crate::world::Resource;

#[test]
fn a_bare_get_shows_every_attribute_and_no_linkage() {
    let bench = Bench::new();
    let version = bench.version("READY_FOR_DISTRIBUTION");
    let body = bench.get(&format!("/v1/appStoreVersions/{}", version.id)).body;
    let attributes = body["data"]["attributes"].as_object().unwrap();
    for attribute in version.kind.attributes {
        assert!(attributes.contains_key(attribute.name), "{} is missing, not null", attribute.name);
    }
    let relationships = body["data"]["relationships"].as_object().unwrap();
    assert!(!relationships.contains_key("app"), "the back-reference has neither links nor data");
    assert!(relationships.values().all(|relationship| relationship.get("data").is_none()));
    let link = format!("{ORIGIN}/v1/appStoreVersions/{}", version.id);
    assert_eq!(
        relationships["build"]["links"],
        json!({ "self": format!("{link}/relationships/build"), "related": format!("{link}/build") })
    );
    assert_eq!(body["data"]["links"]["self"], link);
    assert_eq!(body["links"]["self"], link);
    assert!(body.get("included").is_none());
}

#[test]
fn include_brings_linkage_and_resources_once() {
    let bench = Bench::new();
    let body = bench.get("/v1/builds?limit=200&include=app,appStoreVersion").body;
    let included = body["included"].as_array().unwrap();
    let mut keys: Vec<String> = included.iter().map(|other| format!("{} {}", other["type"], other["id"])).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "each resource once");
    for build in body["data"].as_array().unwrap() {
        let app = &build["relationships"]["app"]["data"];
        assert!(included.iter().any(|other| other["type"] == app["type"] && other["id"] == app["id"]));
        assert!(build["relationships"]["appStoreVersion"].get("data").is_some(), "null when there is none");
        assert!(build["relationships"]["preReleaseVersion"].get("data").is_none(), "not included");
    }
    for other in included {
        let relationships = other["relationships"].as_object().unwrap();
        assert!(relationships.values().all(|relationship| relationship.get("data").is_none()));
    }
}

#[test]
fn the_back_reference_shows_when_included() {
    let bench = Bench::new();
    let version = bench.version("READY_FOR_DISTRIBUTION");
    let body = bench.get(&format!("/v1/appStoreVersions/{}?include=app", version.id)).body;
    let app = json!({ "data": { "type": "apps", "id": version.link("app") } });
    assert_eq!(body["data"]["relationships"]["app"], app);
}

#[test]
fn fields_strip_attributes_and_relationships() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true);
    let target = format!("/v1/apps/{}?include=appStoreVersions,appInfos&fields[apps]=name,appInfos&fields[appInfos]=state", app.id);
    let body = bench.get(&target).body;
    assert_eq!(body["data"]["attributes"], json!({ "name": app.text("name") }));
    let relationships = body["data"]["relationships"].as_object().unwrap();
    assert_eq!(relationships.keys().collect::<Vec<_>>(), ["appInfos"], "the versions cannot be joined");
    let included = body["included"].as_array().unwrap();
    assert!(included.iter().any(|other| other["type"] == "appStoreVersions"), "they are there nevertheless");
    let info = included.iter().find(|other| other["type"] == "appInfos").unwrap();
    assert_eq!(info["attributes"].as_object().unwrap().len(), 1);
    assert!(info.get("relationships").is_none());
}

#[test]
fn linkage_is_cut_at_ten_or_where_asked() {
    let bench = Bench::new();
    let version = bench.version("READY_FOR_DISTRIBUTION");
    let locales = ["ca", "cs", "da", "el", "fi", "hr", "hu", "id", "ms", "no", "ro", "sk", "th", "uk", "vi"];
    for locale in locales {
        let localization = Resource::new(&resources::version_localization::KIND, format!("{}-{locale}", version.id), Some("acme"))
            .with("locale", locale)
            .linked("appStoreVersion", version.id.as_str());
        bench.put(&localization);
    }
    let total = lock(&bench.service.state).world.related(&version, "appStoreVersionLocalizations").len();
    let target = format!("/v1/appStoreVersions/{}?include=appStoreVersionLocalizations", version.id);
    let linkage = |body: &Value| body["data"]["relationships"]["appStoreVersionLocalizations"].clone();
    let body = bench.get(&target).body;
    assert_eq!(linkage(&body)["data"].as_array().unwrap().len(), 10);
    assert_eq!(linkage(&body)["meta"]["paging"], json!({ "total": total, "limit": 10 }));
    assert_eq!(body["included"].as_array().unwrap().len(), total, "more is included than the linkage names");
    let body = bench.get(&format!("{target}&limit[appStoreVersionLocalizations]=50")).body;
    assert_eq!(linkage(&body)["data"].as_array().unwrap().len(), total);
    let body = bench.get(&format!("{target}&limit%5BappStoreVersionLocalizations%5D=2")).body;
    assert_eq!(body["included"].as_array().unwrap().len(), 2);
}

#[test]
fn types_that_the_world_lacks_are_empty_linkage() {
    let bench = Bench::new();
    let target = "/v1/apps?limit=1&include=betaGroups,ciProduct&limit[betaGroups]=50\
                  &fields[betaGroups]=name,createdDate&fields[ciProducts]=name";
    let body = bench.get(target).body;
    let relationships = &body["data"][0]["relationships"];
    assert_eq!(relationships["betaGroups"]["data"], json!([]));
    assert_eq!(relationships["betaGroups"]["meta"]["paging"], json!({ "total": 0, "limit": 50 }));
    assert_eq!(relationships["ciProduct"]["data"], json!(null));
    assert_eq!(body["included"], json!([]));
}
