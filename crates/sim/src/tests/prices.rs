//! Territories, price points, schedules and age ratings by territory.

use serde_json::{Value, json};

use super::{Answered, Bench, options};
use crate::resources::opaque;
use crate::simulator::Options;
use crate::world::Resource;

const FREE: usize = 10_000;

/// An app of the first account, with a schedule.
fn scheduled(bench: &Bench) -> String {
    bench.find("appPriceSchedules", |_| true).id
}

/// A manual price of an app in a territory, from a day and until one.
fn price(app: &str, territory: &str, point: usize, start: Option<&str>, end: Option<&str>) -> Value {
    json!({
        "type": "appPrices",
        "attributes": { "startDate": start, "endDate": end },
        "relationships": {
            "appPricePoint": { "data": { "type": "appPricePoints", "id": opaque::price_point(app, territory, point) } },
        },
    })
}

/// Sends a schedule with these prices.
fn schedule(bench: &Bench, app: &str, base: &str, mut prices: Vec<Value>) -> Answered {
    for (index, price) in prices.iter_mut().enumerate() {
        price["id"] = json!(format!("${{p{index}}}"));
    }
    let manual: Vec<Value> = prices.iter().map(|price| json!({ "type": "appPrices", "id": price["id"] })).collect();
    let relationships = json!({
        "app": { "data": { "type": "apps", "id": app } },
        "baseTerritory": { "data": { "type": "territories", "id": base } },
        "manualPrices": { "data": manual },
    });
    let data = json!({ "type": "appPriceSchedules", "relationships": relationships });
    bench.post("/v1/appPriceSchedules", &json!({ "data": data, "included": prices }))
}

fn customer_prices(document: &Value) -> Vec<&str> {
    let data = document["data"].as_array().unwrap();
    data.iter().map(|point| point["attributes"]["customerPrice"].as_str().unwrap()).collect()
}

#[test]
fn all_territories_come_in_one_page() {
    let territories = Bench::new().get("/v1/territories?limit=200");
    assert_eq!(territories.ids().len(), 175);
    assert!(territories.body["links"].get("next").is_none());
    let data = territories.body["data"].as_array().unwrap();
    let currency = |id: &str| data.iter().find(|territory| territory["id"] == id).unwrap()["attributes"]["currency"].clone();
    assert_eq!((currency("XKS"), currency("JPN"), currency("USA")), (json!("EUR"), json!("JPY"), json!("USD")));
}

#[test]
fn price_points_are_listed_by_territory_and_the_first_is_free() {
    let bench = Bench::new();
    let app = scheduled(&bench);
    let first = bench.get(&format!("/v1/apps/{app}/appPricePoints?filter[territory]=USA&limit=200&include=territory"));
    assert_eq!(first.status, 200);
    assert_eq!(first.ids().len(), 200);
    assert_eq!(first.ids()[0], opaque::price_point(&app, "USA", FREE), "the free point can be named without a request");
    assert_eq!(customer_prices(&first.body)[..4], ["0.0", "0.29", "0.39", "0.49"]);
    assert_eq!(first.body["data"][8]["attributes"], json!({ "customerPrice": "0.99", "proceeds": "0.69" }));
    let total = first.body["meta"]["paging"]["total"].as_u64().unwrap();
    assert!((800..=900).contains(&total), "{total}");
    assert_eq!(first.body["included"].as_array().unwrap().len(), 1);
    let next = first.body["links"]["next"].as_str().unwrap().strip_prefix("https://api.example").unwrap();
    assert!(!first.ids().contains(&bench.get(next).ids()[0]));

    let all = bench.get(&format!("/v1/apps/{app}/appPricePoints"));
    assert_eq!(all.body["meta"]["paging"]["total"].as_u64().unwrap(), total * 175);
    let linkage = bench.get(&format!("/v1/apps/{app}/relationships/appPricePoints?limit=2"));
    assert_eq!((linkage.ids().len(), linkage.body["data"][0]["type"].as_str()), (2, Some("appPricePoints")));
    assert_eq!(bench.get(&format!("/v1/apps/{app}/appPricePoints?sort=customerPrice")).status, 400);
}

#[test]
fn a_price_point_is_found_by_id_and_has_equals_elsewhere() {
    let bench = Bench::new();
    let app = scheduled(&bench);
    let id = opaque::price_point(&app, "USA", FREE + 8);
    let point = bench.get(&format!("/v3/appPricePoints/{id}?include=app,territory"));
    assert_eq!(point.status, 200);
    assert_eq!(point.body["data"]["attributes"]["customerPrice"], "0.99");
    assert_eq!(point.body["data"]["links"]["self"], format!("https://api.example/v3/appPricePoints/{id}"));
    assert_eq!(point.body["included"].as_array().unwrap().len(), 2);
    let equal = bench.get(&format!("/v3/appPricePoints/{id}/equalizations?include=territory&limit=200"));
    assert_eq!(equal.ids().len(), 174);
    let japan = bench.get(&format!("/v3/appPricePoints/{id}/equalizations?filter[territory]=JPN,DEU"));
    assert_eq!(customer_prices(&japan.body), ["0.99", "150.0"]);

    assert_eq!(bench.get(&format!("/v1/appPricePoints/{id}")).status, 404);
    for wrong in [
        opaque::price_point("1", "USA", FREE),
        opaque::price_point(&app, "PRK", FREE),
        opaque::price_point(&app, "USA", 5000),
        opaque::price_point(&app, "USA", 99_999),
        format!("{id}x"),
    ] {
        assert_eq!(bench.get(&format!("/v3/appPricePoints/{wrong}")).status, 404, "{wrong}");
    }
    let stranger = bench.send_as(1, "GET", &format!("/v3/appPricePoints/{id}"), Vec::new());
    assert_eq!(stranger.status, 404, "it belongs to the app's account");
}

#[test]
fn a_schedule_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().to_owned()), ..options() };
    let bench = Bench::with(options.clone());
    let app = scheduled(&bench);
    let manual = format!("/v1/appPriceSchedules/{app}/manualPrices?include=appPricePoint,territory&limit=200");
    let day = Some("2026-03-01");
    let two = vec![price(&app, "USA", FREE + 8, None, day), price(&app, "USA", FREE + 18, day, None)];
    let created = schedule(&bench, &app, "USA", two);
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(created.body["data"]["id"], app, "the schedule has the id of its app");
    let prices = bench.get(&manual);
    assert_eq!(prices.ids().len(), 2);
    assert_eq!(prices.body["data"][0]["attributes"], json!({ "manual": true, "startDate": null, "endDate": "2026-03-01" }));
    assert_eq!(prices.body["included"][0]["attributes"]["customerPrice"], "0.99");
    let id = prices.ids()[1].to_owned();
    assert_eq!(opaque::Opaque::decode(&id).unwrap().second("sd"), Some(1_772_323_200), "a price says from when it holds");

    assert_eq!(schedule(&bench, &app, "DEU", vec![price(&app, "DEU", FREE, None, None)]).status, 201);
    assert_eq!(bench.get(&manual).ids(), [opaque::price(&app, "DEU", FREE, 0, 0)]);
    let base = bench.get(&format!("/v1/appPriceSchedules/{app}/baseTerritory"));
    assert_eq!(base.body["data"]["id"], "DEU");
    drop(bench);
    let bench = Bench::with(options);
    assert_eq!(bench.get(&manual).ids(), [opaque::price(&app, "DEU", FREE, 0, 0)], "it survives");
    // The same prices once more: ids that stay must not be lost.
    assert_eq!(schedule(&bench, &app, "DEU", vec![price(&app, "DEU", FREE, None, None)]).status, 201);
    assert_eq!(bench.get(&manual).ids().len(), 1);
}

#[test]
fn other_territories_follow_the_base() {
    let bench = Bench::new();
    let app = scheduled(&bench);
    let day = Some("2026-03-01");
    let prices = vec![
        price(&app, "USA", FREE + 8, None, day),
        price(&app, "USA", FREE + 18, day, None),
        price(&app, "JPN", FREE, Some("2026-02-01"), None),
        price(&app, "DEU", FREE, None, None),
    ];
    assert_eq!(schedule(&bench, &app, "USA", prices).status, 201);
    let automatic = |query: &str| bench.get(&format!("/v1/appPriceSchedules/{app}/automaticPrices?limit=200&{query}"));
    assert_eq!(automatic("").body["meta"]["paging"]["total"], 172 * 2 + 1);
    let france = automatic("filter[territory]=FRA&include=appPricePoint");
    assert_eq!(france.ids().len(), 2);
    assert_eq!(france.body["data"][1]["attributes"], json!({ "manual": false, "startDate": "2026-03-01", "endDate": null }));
    assert_eq!(france.body["included"][0]["attributes"]["customerPrice"], "0.99");
    let japan = automatic("filter[territory]=JPN");
    assert_eq!(japan.body["data"][0]["attributes"]["endDate"], "2026-02-01", "until its own price begins");
    assert!(automatic("filter[territory]=USA,DEU").ids().is_empty());
    assert_eq!(automatic("filter[startDate]=2026-03-01").body["meta"]["paging"]["total"], 172);
    let linkage = bench.get(&format!("/v1/appPriceSchedules/{app}/relationships/automaticPrices?limit=1"));
    assert_eq!(linkage.body["meta"]["paging"]["total"], 345);
}

#[test]
fn a_schedule_without_gaps_or_none() {
    let bench = Bench::new();
    let app = scheduled(&bench);
    let other = bench.find("apps", |other| other.id != app).id;
    let (one, two) = (Some("2026-03-01"), Some("2026-04-01"));
    let usa = |start, end| price(&app, "USA", FREE, start, end);
    let invalid = "ENTITY_ERROR.INVALID_INTERVAL";
    for (prices, code) in [
        (vec![], "ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED"),
        (vec![price(&app, "DEU", FREE, None, None)], "ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED"),
        (vec![usa(one, None)], invalid),
        (vec![usa(None, one)], invalid),
        (vec![usa(None, one), usa(two, None)], invalid),
        (vec![usa(None, two), usa(one, None)], invalid),
        (vec![usa(None, None), usa(None, None)], "ENTITY_ERROR.INVALID_INTERVAL"),
        (vec![usa(None, None), price(&app, "DEU", FREE, two, one)], invalid),
        (vec![usa(None, None), price(&app, "DEU", FREE, None, two), price(&app, "DEU", FREE, one, None)], invalid),
        (vec![price(&other, "USA", FREE, None, None)], "ENTITY_ERROR.RELATIONSHIP.INVALID"),
        (vec![json!({ "type": "appPrices" })], "ENTITY_ERROR.RELATIONSHIP.REQUIRED"),
        (vec![price(&app, "USA", 1, None, None)], "ENTITY_ERROR.RELATIONSHIP.INVALID"),
    ] {
        let text = json!(prices).to_string();
        let refused = schedule(&bench, &app, "USA", prices);
        assert_eq!(refused.status, 409, "{text}");
        assert!(refused.codes().contains(&code), "{:?} for {text}", refused.codes());
    }
    let partly = vec![usa(None, None), price(&app, "DEU", FREE, one, two)];
    assert_eq!(schedule(&bench, &app, "USA", partly).status, 201, "only the base territory may have no gaps");
}

#[test]
fn territories_cannot_be_created_along() {
    let bench = Bench::new();
    let app = scheduled(&bench);
    let mut new = price(&app, "USA", FREE, None, None);
    new["id"] = json!("${p}");
    let relationships = json!({
        "app": { "data": { "type": "apps", "id": app } },
        "baseTerritory": { "data": { "type": "territories", "id": "${t}" } },
        "manualPrices": { "data": [{ "type": "appPrices", "id": "${p}" }] },
    });
    let included = json!([new, { "type": "territories", "id": "${t}" }]);
    let body = json!({ "data": { "type": "appPriceSchedules", "relationships": relationships }, "included": included });
    assert_eq!(bench.post("/v1/appPriceSchedules", &body).status, 409);
    assert_eq!(bench.get("/v1/territories?limit=200").ids().len(), 175);
}

#[test]
fn an_unscheduled_app_has_no_schedule() {
    let bench = Bench::with(Options { apps: 60, ..options() });
    let app = bench.find("apps", |app: &Resource| bench.get(&format!("/v1/appPriceSchedules/{}", app.id)).status == 404);
    for target in ["appPriceSchedules/ID", "appPriceSchedules/ID/manualPrices", "apps/ID/appPriceSchedule"] {
        let missing = bench.get(&format!("/v1/{}", target.replace("ID", &app.id)));
        assert_eq!((missing.status, missing.codes()), (404, vec!["RESOURCE_DOES_NOT_EXIST"]), "{target}");
    }
    assert_eq!(bench.get(&format!("/v1/apps/{}/appPriceSchedule/manualPrices", app.id)).status, 404);
    assert_eq!(schedule(&bench, &app.id, "USA", vec![price(&app.id, "USA", FREE, None, None)]).status, 201);
    assert_eq!(bench.get(&format!("/v1/apps/{}/appPriceSchedule?include=manualPrices", app.id)).body["data"]["id"], app.id);
}

#[test]
fn an_age_rating_has_its_name_in_each_territory() {
    let bench = Bench::new();
    let info = bench.find("appInfos", |info| info.text("appStoreAgeRating") == Some("FOUR_PLUS"));
    let ratings = bench.get(&format!("/v1/appInfos/{}/territoryAgeRatings?limit=200&include=territory", info.id));
    assert_eq!((ratings.ids().len(), ratings.body["included"].as_array().unwrap().len()), (175, 175));
    let of = |id: &str| {
        let id = opaque::in_territory(&info.id, id);
        let data = ratings.body["data"].as_array().unwrap();
        data.iter().find(|rating| rating["id"] == id).unwrap()["attributes"]["appStoreAgeRating"].clone()
    };
    assert_eq!((of("USA"), of("DEU"), of("BRA"), of("KOR")), (json!("FOUR_PLUS"), json!("ZERO_ZERO"), json!("L"), json!("ALL")));
}
