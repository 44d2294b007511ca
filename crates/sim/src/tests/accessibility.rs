//! Accessibility declarations: drafts, what is published, what was.

use serde_json::{Value, json};

use super::{Answered, Bench};

fn create(bench: &Bench, app: &str) -> Answered {
    let attributes = json!({ "deviceFamily": "APPLE_WATCH", "supportsVoiceover": true });
    let app = json!({ "app": { "data": { "type": "apps", "id": app } } });
    bench.post(
        "/v1/accessibilityDeclarations",
        &json!({ "data": { "type": "accessibilityDeclarations", "attributes": attributes, "relationships": app } }),
    )
}

#[test]
fn a_draft_is_published_and_replaced() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true).id;
    let made = create(&bench, &app);
    assert_eq!((made.status, &made.body["data"]["attributes"]["state"]), (201, &json!("DRAFT")));
    assert_eq!(made.body["data"]["attributes"]["supportsCaptions"], Value::Null);
    assert!(made.body["data"].get("relationships").is_none());
    let first = made.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(create(&bench, &app).codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"]);
    let set = |id: &str, attributes: Value| bench.set("accessibilityDeclarations", id, &attributes);
    assert_eq!(set(&first, json!({ "supportsCaptions": true })).status, 200);
    let published = set(&first, json!({ "publish": true }));
    assert_eq!(published.body["data"]["attributes"]["state"], "PUBLISHED");
    assert!(published.body["data"]["attributes"].get("publish").is_none());
    assert_eq!(set(&first, json!({ "supportsCaptions": false })).codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
    assert_eq!(bench.delete(&format!("/v1/accessibilityDeclarations/{first}")).status, 409);
    let second = create(&bench, &app).body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(set(&second, json!({ "publish": true })).status, 200);
    let list = format!("/v1/apps/{app}/accessibilityDeclarations?filter[deviceFamily]=APPLE_WATCH");
    assert_eq!(bench.get(&format!("{list}&filter[state]=PUBLISHED")).ids(), [second.as_str()]);
    assert_eq!(bench.get(&format!("{list}&filter[state]=REPLACED")).ids(), [first.as_str()]);
    let third = create(&bench, &app).body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(bench.delete(&format!("/v1/accessibilityDeclarations/{third}")).status, 204);
    assert_eq!(bench.get(&list).ids().len(), 2);
}
