//! Where apps are sold, and pre-orders.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Answered, Bench, options};
use crate::resources::opaque;
use crate::simulator::Options;
use crate::world::Resource;

/// An app without availability; released or not.
fn unavailable(bench: &Bench, released: bool) -> Resource {
    bench.find("apps", |app| {
        let versions = format!("/v1/apps/{}/appStoreVersions?filter[appVersionState]=READY_FOR_DISTRIBUTION", app.id);
        bench.get(&format!("/v2/appAvailabilities/{}", app.id)).status == 404 && bench.get(&versions).ids().is_empty() != released
    })
}

fn create(bench: &Bench, app: &str, territories: &[(&str, Value)]) -> Answered {
    let included: Vec<Value> = territories
        .iter()
        .map(|(code, attributes)| {
            json!({
                "type": "territoryAvailabilities",
                "id": format!("${{{code}}}"),
                "attributes": attributes,
                "relationships": { "territory": { "data": { "type": "territories", "id": code } } },
            })
        })
        .collect();
    let named: Vec<Value> = included.iter().map(|one| json!({ "type": one["type"], "id": one["id"] })).collect();
    let data = json!({
        "type": "appAvailabilities",
        "attributes": { "availableInNewTerritories": true },
        "relationships": { "app": { "data": { "type": "apps", "id": app } }, "territoryAvailabilities": { "data": named } },
    });
    bench.post("/v2/appAvailabilities", &json!({ "data": data, "included": included }))
}

/// The attributes of an app's availability in a territory.
fn territory(bench: &Bench, app: &str, code: &str) -> Value {
    let all = bench.get(&format!("/v2/appAvailabilities/{app}/territoryAvailabilities?limit=200&include=territory"));
    assert_eq!(all.ids().len(), 175);
    let id = opaque::in_territory(app, code);
    all.body["data"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["attributes"].clone()
}

fn world() -> Options {
    Options { apps: 200, ..options() }
}

#[test]
fn availability_is_set_once() {
    let bench = Bench::with(world());
    let app = unavailable(&bench, true).id;
    for target in ["v2/appAvailabilities/ID", "v2/appAvailabilities/ID/territoryAvailabilities", "v1/apps/ID/appAvailabilityV2"] {
        let missing = bench.get(&format!("/{}", target.replace("ID", &app)));
        assert_eq!((missing.status, missing.codes()), (404, vec!["RESOURCE_DOES_NOT_EXIST"]), "{target}");
    }
    let yes = json!({ "available": true });
    let created = create(&bench, &app, &[("USA", yes.clone()), ("DEU", yes.clone()), ("FRA", json!({ "available": false }))]);
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(created.body["data"]["id"], app);
    assert!(created.body["data"]["relationships"].get("app").is_none(), "no answer shows the app");
    assert_eq!(territory(&bench, &app, "USA")["contentStatuses"], json!(["AVAILABLE"]));
    assert_eq!(territory(&bench, &app, "FRA")["available"], false);
    assert_eq!(territory(&bench, &app, "JPN")["contentStatuses"], json!(["CANNOT_SELL"]));
    let again = create(&bench, &app, &[("USA", yes)]);
    assert_eq!((again.status, again.codes()), (409, vec!["ENTITY_ERROR.RELATIONSHIP.INVALID"]));
    assert_eq!(bench.get(&format!("/v1/apps/{app}/appAvailabilityV2?include=territoryAvailabilities")).body["data"]["id"], app);
}

#[test]
fn a_new_availability_names_territories_once() {
    let bench = Bench::with(world());
    let app = unavailable(&bench, true).id;
    let one = |id: &str, relationships: Value| json!({ "type": "territoryAvailabilities", "id": id, "relationships": relationships });
    let usa = json!({ "territory": { "data": { "type": "territories", "id": "USA" } } });
    for (included, code) in [
        (vec![one("${a}", usa.clone()), one("${b}", usa)], "ENTITY_ERROR.RELATIONSHIP.INVALID"),
        (vec![one("${a}", json!({}))], "ENTITY_ERROR.RELATIONSHIP.REQUIRED"),
    ] {
        let named: Vec<Value> = included.iter().map(|one| json!({ "type": one["type"], "id": one["id"] })).collect();
        let relationships = json!({ "app": { "data": { "type": "apps", "id": app } }, "territoryAvailabilities": { "data": named } });
        let data =
            json!({ "type": "appAvailabilities", "attributes": { "availableInNewTerritories": true }, "relationships": relationships });
        let refused = bench.post("/v2/appAvailabilities", &json!({ "data": data, "included": included }));
        assert_eq!((refused.status, refused.codes()), (409, vec![code]));
    }
}

#[test]
fn territories_change_one_by_one_and_the_store_follows() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().to_owned()), ..options() };
    let clock = options.clock.clone();
    let bench = Bench::with(options.clone());
    let released = |app: &Resource| {
        !bench.get(&format!("/v1/apps/{}/appStoreVersions?filter[appVersionState]=READY_FOR_DISTRIBUTION", app.id)).ids().is_empty()
    };
    let app = bench.find("apps", |app| released(app) && bench.get(&format!("/v2/appAvailabilities/{}", app.id)).status == 200).id;
    let id = opaque::in_territory(&app, "DEU");
    assert_eq!(territory(&bench, &app, "DEU")["contentStatuses"], json!(["AVAILABLE"]));
    let changed = bench.set("territoryAvailabilities", &id, &json!({ "available": false }));
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["data"]["attributes"]["contentStatuses"], json!(["PROCESSING_TO_NOT_AVAILABLE"]));
    assert_eq!(territory(&bench, &app, "AUT")["available"], true, "the others stay as they are");
    drop(bench);
    let bench = Bench::with(options);
    clock.advance(SignedDuration::from_mins(11));
    let attributes = territory(&bench, &app, "DEU");
    assert_eq!((&attributes["available"], &attributes["contentStatuses"]), (&json!(false), &json!(["CANNOT_SELL"])));
    for (attributes, code) in [
        (json!({ "available": null }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED"),
        (json!({ "available": "yes" }), "ENTITY_ERROR.ATTRIBUTE.TYPE"),
        (json!({ "contentStatuses": [] }), "ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED"),
        (json!({ "preOrderEnabled": true, "releaseDate": "2026-09-01" }), "ENTITY_ERROR.ATTRIBUTE.INVALID"),
    ] {
        let refused = bench.set("territoryAvailabilities", &id, &attributes);
        assert_eq!((refused.status, refused.codes()), (409, vec![code]), "{attributes}");
    }
    assert_eq!(bench.set("territoryAvailabilities", &opaque::in_territory(&app, "PRK"), &json!({})).status, 404);
    assert_eq!(bench.delete(&format!("/v1/territoryAvailabilities/{id}")).status, 403);
}

#[test]
fn a_pre_order_begins_and_ends() {
    let bench = Bench::with(world());
    let app = unavailable(&bench, false).id;
    let order = json!({ "available": true, "preOrderEnabled": true, "releaseDate": "2026-09-01" });
    let created = create(&bench, &app, &[("USA", order), ("DEU", json!({ "available": true }))]);
    assert_eq!(created.status, 201, "{}", created.body);
    let usa = territory(&bench, &app, "USA");
    assert_eq!((&usa["releaseDate"], &usa["preOrderPublishDate"]), (&json!("2026-09-01"), &json!("2026-01-05")));
    assert_eq!(usa["contentStatuses"], json!(["PREORDER_ON_UNRELEASED_APP"]));
    let end = |code: &str| {
        let named = json!([{ "type": "territoryAvailabilities", "id": opaque::in_territory(&app, code) }]);
        let relationships = json!({ "territoryAvailabilities": { "data": named } });
        bench.post(
            "/v1/endAppAvailabilityPreOrders",
            &json!({ "data": { "type": "endAppAvailabilityPreOrders", "relationships": relationships } }),
        )
    };
    let refused = end("DEU");
    assert_eq!((refused.status, refused.codes()), (409, vec!["STATE_ERROR.ENTITY_STATE_INVALID"]));
    let ended = end("USA");
    assert_eq!(ended.status, 201, "{}", ended.body);
    assert!(ended.body["data"].get("relationships").is_none());
    let usa = territory(&bench, &app, "USA");
    assert_eq!((&usa["preOrderEnabled"], &usa["releaseDate"]), (&json!(false), &json!("2026-01-05")));
    let past = json!({ "preOrderEnabled": true, "releaseDate": "2026-01-05" });
    let refused = bench.set("territoryAvailabilities", &opaque::in_territory(&app, "DEU"), &past);
    assert_eq!((refused.status, refused.codes()), (409, vec!["ENTITY_ERROR.ATTRIBUTE.INVALID"]), "a pre-order ends in the future");
}
