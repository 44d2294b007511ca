//! What customers wrote, and the answers to it.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Answered, Bench, options};
use crate::simulator::Options;

fn answer(bench: &Bench, review: &str, text: &str) -> Answered {
    let data = json!({
        "type": "customerReviewResponses",
        "attributes": { "responseBody": text },
        "relationships": { "review": { "data": { "type": "customerReviews", "id": review } } },
    });
    bench.post("/v1/customerReviewResponses", &json!({ "data": data }))
}

fn values(answered: &Answered, name: &str) -> Vec<Value> {
    answered.body["data"].as_array().unwrap().iter().map(|review| review["attributes"][name].clone()).collect()
}

#[test]
fn reviews_are_filtered_and_sorted() {
    let bench = Bench::new();
    let review =
        bench.find("customerReviews", |review| !bench.get(&format!("/v1/customerReviews/{}/response", review.id)).body["data"].is_null());
    let (app, version) = (review.link("app").unwrap(), review.link("appStoreVersion").unwrap());
    let list = |query: &str| bench.get(&format!("/v1/apps/{app}/customerReviews?limit=200&{query}"));
    let all = list("");
    let dates = values(&all, "createdDate");
    assert!(dates.iter().all(Value::is_string) && !dates.is_empty());
    let mut ratings: Vec<i64> = values(&list("sort=-rating"), "rating").iter().map(|rating| rating.as_i64().unwrap()).collect();
    assert!(ratings.is_sorted_by(|one, two| one >= two), "{ratings:?}");
    ratings.retain(|rating| *rating == 1);
    assert_eq!(list("filter[rating]=1").ids().len(), ratings.len());
    let territory = review.text("territory").unwrap();
    assert!(list(&format!("filter[territory]={territory}")).ids().contains(&review.id.as_str()));
    assert!(list(&format!("filter[reviewTerritory]={territory}")).ids().contains(&review.id.as_str()));
    assert!(list("filter[reviewTerritory]=NRU").ids().is_empty());
    assert_eq!(list("filter[territory]=US").status, 400, "not a code");
    let (with, without) = (list("exists[publishedResponse]=true&include=response"), list("exists[publishedResponse]=false"));
    assert!(with.ids().contains(&review.id.as_str()));
    assert_eq!(with.ids().len() + without.ids().len(), all.ids().len());
    let of_version =
        bench.get(&format!("/v1/appStoreVersions/{version}/customerReviews?sort=createdDate&include=response,reviewTerritory"));
    assert!(of_version.ids().contains(&review.id.as_str()));
    assert_eq!(bench.get("/v1/customerReviews").status, 403, "there is no list of everything");
}

#[test]
fn an_answer_is_published_by_the_clock_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().to_owned()), ..options() };
    let clock = options.clock.clone();
    let bench = Bench::with(options.clone());
    let review = bench.find("customerReviews", |review| bench.get(&format!("/v1/customerReviews/{}/response", review.id)).status == 404).id;
    let path = format!("/v1/customerReviews/{review}/response");
    assert_eq!(bench.get(&path).codes(), ["RESOURCE_DOES_NOT_EXIST"]);
    let created = answer(&bench, &review, "Thank you!");
    assert_eq!(created.status, 201, "{}", created.body);
    let (id, attributes) = (created.body["data"]["id"].as_str().unwrap(), &created.body["data"]["attributes"]);
    assert_eq!(attributes["state"], "PENDING_PUBLISH");
    assert_eq!(attributes["lastModifiedDate"], "2026-01-05T12:00:00Z");
    clock.advance(SignedDuration::from_mins(59));
    assert_eq!(bench.get(&path).body["data"]["attributes"]["state"], "PENDING_PUBLISH");

    let replaced = answer(&bench, &review, "Thank you, it is fixed.");
    assert_eq!((replaced.status, replaced.body["data"]["id"].as_str()), (201, Some(id)), "the answer stays the same resource");
    clock.advance(SignedDuration::from_mins(2));
    assert_eq!(bench.get(&path).body["data"]["attributes"]["state"], "PENDING_PUBLISH", "the hour begins anew");
    drop(bench);
    let bench = Bench::with(options);
    clock.advance(SignedDuration::from_mins(60));
    let published = bench.get(&format!("/v1/customerReviewResponses/{id}?include=review")).body;
    assert_eq!(published["data"]["attributes"]["state"], "PUBLISHED");
    assert_eq!(published["data"]["attributes"]["responseBody"], "Thank you, it is fixed.");
    assert_eq!(published["included"][0]["id"], review);

    assert_eq!(bench.delete(&format!("/v1/customerReviewResponses/{id}")).status, 204);
    assert_eq!(bench.get(&path).status, 404);
    let long = "x".repeat(5971);
    for (text, code) in [(long.as_str(), "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG"), ("", "ENTITY_ERROR.ATTRIBUTE.INVALID")] {
        assert_eq!(answer(&bench, &review, text).codes(), [code]);
    }
    assert_eq!(answer(&bench, "0", "x").codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
}

#[test]
fn summaries_are_asked_for_by_platform() {
    let bench = Bench::new();
    let summary = bench.find("customerReviewSummarizations", |_| true);
    let list = |query: &str| bench.get(&format!("/v1/apps/{}/customerReviewSummarizations{query}", summary.link("app").unwrap()));
    assert_eq!(list("").codes(), ["PARAMETER_ERROR.REQUIRED"]);
    let platform = summary.text("platform").unwrap();
    assert_eq!(list(&format!("?filter[platform]={platform}&include=territory")).ids(), [summary.id.as_str()]);
    assert!(list(&format!("?filter[platform]={platform}&filter[territory]=DEU")).ids().is_empty());
}
