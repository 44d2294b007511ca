//! Custom product pages, tags and licences.

use serde_json::{Value, json};

use super::{Answered, Bench};
use crate::world::Resource;

fn create(bench: &Bench, app: &str, name: &str, relationships: &Value, included: &Value) -> Answered {
    let mut all = json!({ "app": { "data": { "type": "apps", "id": app } } });
    all.as_object_mut().unwrap().extend(relationships.as_object().cloned().unwrap_or_default());
    let mut body = json!({ "data": { "type": "appCustomProductPages", "attributes": { "name": name }, "relationships": all } });
    if !included.is_null() {
        body["included"] = included.clone();
    }
    bench.post("/v1/appCustomProductPages", &body)
}

fn localization(id: &str, locale: &str) -> Value {
    json!({
        "type": "appCustomProductPageLocalizations",
        "id": id,
        "attributes": { "locale": locale, "promotionalText": "New" },
        "relationships": { "appCustomProductPageVersion": { "data": { "type": "appCustomProductPageVersions", "id": "${v}" } } },
    })
}

/// A version with localizations, and what links it to its page.
fn version(localizations: &[Value]) -> (Value, Value) {
    let named: Vec<Value> = localizations.iter().map(|one| json!({ "type": one["type"], "id": one["id"] })).collect();
    let version = json!({
        "type": "appCustomProductPageVersions",
        "id": "${v}",
        "attributes": { "deepLink": "acme://summer" },
        "relationships": { "appCustomProductPageLocalizations": { "data": named } },
    });
    let included: Vec<Value> = localizations.iter().cloned().chain([version]).collect();
    let named = json!({ "appCustomProductPageVersions": { "data": [{ "type": "appCustomProductPageVersions", "id": "${v}" }] } });
    (named, json!(included))
}

/// The first page of the account with one version in that state.
fn page(bench: &Bench, state: &str) -> (String, Resource) {
    let only = |version: &Resource| {
        let page = version.link("appCustomProductPage").unwrap();
        version.text("state") == Some(state)
            && bench.get(&format!("/v1/appCustomProductPages/{page}/appCustomProductPageVersions")).ids().len() == 1
    };
    let version = bench.find("appCustomProductPageVersions", only);
    (version.link("appCustomProductPage").unwrap().to_owned(), version)
}

fn versions(bench: &Bench, page: &str) -> Answered {
    bench.get(&format!("/v1/appCustomProductPages/{page}/appCustomProductPageVersions?include=appCustomProductPageLocalizations"))
}

#[test]
fn a_page_is_created_with_its_version_and_texts() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true);
    let (named, included) = version(&[localization("${en}", "en-US"), localization("${de}", "de-DE")]);
    let created = create(&bench, &app.id, "Summer", &named, &included);
    assert_eq!(created.status, 201, "{}", created.body);
    let id = created.body["data"]["id"].as_str().unwrap();
    assert_eq!(created.body["data"]["attributes"]["url"], format!("https://apps.apple.com/us/app/id{}?ppid={id}", app.id));
    assert_eq!(created.body["data"]["attributes"]["visible"], true);
    let listed = versions(&bench, id);
    let attributes = &listed.body["data"][0]["attributes"];
    assert_eq!(*attributes, json!({ "version": "1", "state": "PREPARE_FOR_SUBMISSION", "deepLink": "acme://summer" }));
    assert_eq!(listed.body["included"].as_array().unwrap().len(), 2);

    let plain = create(&bench, &app.id, "Plain", &json!({}), &Value::Null);
    let listed = versions(&bench, plain.body["data"]["id"].as_str().unwrap());
    assert_eq!(listed.body["included"][0]["attributes"]["locale"], app.value("primaryLocale").clone(), "it begins in the primary locale");
    let copy = json!({ "customProductPageTemplate": { "data": { "type": "appCustomProductPages", "id": id } } });
    let copy = create(&bench, &app.id, "Copy", &copy, &Value::Null);
    assert!(copy.body["data"]["relationships"].get("customProductPageTemplate").is_none());
    let listed = versions(&bench, copy.body["data"]["id"].as_str().unwrap());
    assert_eq!(listed.body["data"][0]["attributes"]["deepLink"], "acme://summer");
    assert_eq!(listed.body["included"].as_array().unwrap().len(), 2);

    let (named, included) = version(&[localization("${en}", "en-US"), localization("${us}", "en-US")]);
    let twice = create(&bench, &app.id, "Twice", &named, &included);
    assert_eq!(twice.codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"]);
    let (named, included) = version(&[localization("${en}", "xx-XX")]);
    assert_eq!(create(&bench, &app.id, "None", &named, &included).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID"]);
    let other = bench.find("appStoreVersions", |version| version.link("app") != Some(&app.id)).id;
    let other = json!({ "appStoreVersionTemplate": { "data": { "type": "appStoreVersions", "id": other } } });
    assert_eq!(create(&bench, &app.id, "Other", &other, &Value::Null).codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    assert_eq!(create(&bench, &app.id, &"x".repeat(65), &json!({}), &Value::Null).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG"]);
}

#[test]
fn seventy_pages_are_enough() {
    let bench = Bench::new();
    let app = bench.find("apps", |app| bench.get(&format!("/v1/apps/{}/appCustomProductPages", app.id)).ids().is_empty()).id;
    for number in 0..70 {
        assert_eq!(create(&bench, &app, &format!("Page {number}"), &json!({}), &Value::Null).status, 201);
    }
    let refused = create(&bench, &app, "One more", &json!({}), &Value::Null);
    assert_eq!((refused.status, refused.codes()), (409, vec!["ENTITY_ERROR.RELATIONSHIP.INVALID"]));
    let list = bench.get(&format!("/v1/apps/{app}/appCustomProductPages?filter[visible]=true&limit=200"));
    let first = list.ids()[0];
    assert_eq!(list.ids().len(), 70);
    assert_eq!(bench.set("appCustomProductPages", first, &json!({ "visible": false })).status, 200);
    assert_eq!(bench.get(&format!("/v1/apps/{app}/appCustomProductPages?filter[visible]=false")).ids(), [first]);
    let version = versions(&bench, first).ids()[0].to_owned();
    assert_eq!(bench.delete(&format!("/v1/appCustomProductPages/{first}")).status, 204);
    assert_eq!(bench.get(&format!("/v1/appCustomProductPageVersions/{version}")).status, 404, "the versions go with it");
    assert_eq!(create(&bench, &app, "One more", &json!({}), &Value::Null).status, 201);
}

#[test]
fn an_approved_version_is_followed_by_a_copy() {
    let bench = Bench::with(crate::simulator::Options { apps: 60, ..super::options() });
    let (page, approved) = page(&bench, "APPROVED");
    let body = json!({ "data": {
        "type": "appCustomProductPageVersions",
        "relationships": { "appCustomProductPage": { "data": { "type": "appCustomProductPages", "id": page } } },
    } });
    let frozen = bench.set("appCustomProductPageVersions", &approved.id, &json!({ "deepLink": "acme://x" }));
    assert_eq!((frozen.status, frozen.codes()), (409, vec!["STATE_ERROR"]));
    let created = bench.post("/v1/appCustomProductPageVersions", &body);
    assert_eq!(created.status, 201, "{}", created.body);
    let id = created.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(created.body["data"]["attributes"]["version"], "2");
    let texts = |version: &str| bench.get(&format!("/v1/appCustomProductPageVersions/{version}/appCustomProductPageLocalizations"));
    let (old, new) = (texts(&approved.id), texts(&id));
    assert_eq!(old.ids().len(), new.ids().len());
    assert!(new.ids().iter().all(|id| !old.ids().contains(id)), "under new ids");
    let refused = bench.post("/v1/appCustomProductPageVersions", &body);
    assert_eq!(refused.codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"], "one in preparation at a time");
    assert_eq!(versions(&bench, &page).ids()[0], id, "the youngest comes first");

    let set = |id: &str, text: &str| bench.set("appCustomProductPageLocalizations", id, &json!({ "promotionalText": text }));
    assert_eq!(set(old.ids()[0], "x").codes(), ["STATE_ERROR"]);
    assert_eq!(set(new.ids()[0], "x").status, 200);
    assert_eq!(bench.delete(&format!("/v1/appCustomProductPageLocalizations/{}", old.ids()[0])).status, 409);
    assert_eq!(
        bench.set("appCustomProductPageVersions", &id, &json!({ "deepLink": "nonsense" })).codes(),
        ["ENTITY_ERROR.ATTRIBUTE.INVALID"]
    );
    let mut another = localization("", "ja");
    another.as_object_mut().unwrap().remove("id");
    another["relationships"]["appCustomProductPageVersion"]["data"]["id"] = json!(id);
    let free = new.body["data"].as_array().unwrap().iter().all(|text| text["attributes"]["locale"] != "ja");
    let expected = if free { 201 } else { 409 };
    assert_eq!(bench.post("/v1/appCustomProductPageLocalizations", &json!({ "data": another })).status, expected);
    assert_eq!(bench.post("/v1/appCustomProductPageLocalizations", &json!({ "data": another })).status, 409, "no locale twice");
    assert_eq!(bench.delete(&format!("/v1/appCustomProductPageLocalizations/{}", new.ids()[0])).status, 204);
}

#[test]
fn tags_are_shown_or_not() {
    let bench = Bench::new();
    let tag = bench.find("appTags", |tag| tag.value("visibleInAppStore") == true);
    let list = |query: &str| bench.get(&format!("/v1/apps/{}/appTags?{query}", tag.link("app").unwrap()));
    assert_eq!(list("sort=name&include=territories").ids().len(), 3);
    assert_eq!(bench.set("appTags", &tag.id, &json!({ "visibleInAppStore": false })).status, 200);
    assert!(list("filter[visibleInAppStore]=false").ids().contains(&tag.id.as_str()));
    assert_eq!(bench.get(&format!("/v1/appTags/{}/territories?limit=200", tag.id)).ids().len(), 175);
    assert_eq!(bench.set("appTags", &tag.id, &json!({ "visibleInAppStore": null })).status, 409);
}

#[test]
fn an_app_has_one_licence() {
    let bench = Bench::new();
    let app = bench.find("apps", |app| bench.get(&format!("/v1/apps/{}/endUserLicenseAgreement", app.id)).status == 404).id;
    let territories = |ids: &[&str]| json!({ "data": ids.iter().map(|id| json!({ "type": "territories", "id": id })).collect::<Vec<_>>() });
    let body = json!({ "data": {
        "type": "endUserLicenseAgreements",
        "attributes": { "agreementText": "Be nice." },
        "relationships": { "app": { "data": { "type": "apps", "id": app } }, "territories": territories(&["USA", "DEU"]) },
    } });
    let created = bench.post("/v1/endUserLicenseAgreements", &body);
    assert_eq!(created.status, 201, "{}", created.body);
    let id = created.body["data"]["id"].as_str().unwrap();
    assert_eq!(bench.post("/v1/endUserLicenseAgreements", &body).status, 409);
    let fewer =
        json!({ "data": { "type": "endUserLicenseAgreements", "id": id, "relationships": { "territories": territories(&["FRA"]) } } });
    assert_eq!(bench.patch(&format!("/v1/endUserLicenseAgreements/{id}"), &fewer).status, 200);
    assert_eq!(bench.get(&format!("/v1/endUserLicenseAgreements/{id}/territories")).ids(), ["FRA"]);
    assert_eq!(bench.set("endUserLicenseAgreements", id, &json!({ "agreementText": null })).status, 409);
    assert_eq!(bench.get(&format!("/v1/apps/{app}/endUserLicenseAgreement")).body["data"]["id"], id);
    assert_eq!(bench.delete(&format!("/v1/endUserLicenseAgreements/{id}")).status, 204);
    assert_eq!(bench.get(&format!("/v1/apps/{app}/endUserLicenseAgreement")).status, 404);
}
