//! Webhooks: what they are told, how it is signed, sent, noted down and sent again.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::http::{exchange, request};
use super::{Answered, Bench, options};
use crate::service::lock;
use crate::simulator::{Options, Simulator};
use crate::webhooks::signature;

const SECRET: &str = "This is my secret";
const EVENT: &str = "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED";

fn body(app: &str, url: &str) -> Value {
    json!({ "data": {
        "type": "webhooks",
        "attributes": { "enabled": true, "eventTypes": [EVENT], "name": "Mine", "secret": SECRET, "url": url },
        "relationships": { "app": { "data": { "type": "apps", "id": app } } },
    } })
}

/// A simulator without a courier, an app without webhooks, and a new webhook of it.
fn with_webhook() -> (Bench, String, String) {
    let bench = Bench::new();
    let app = bench.find("apps", |app| bench.get(&format!("/v1/apps/{}/webhooks", app.id)).ids().is_empty()).id;
    let created = bench.post("/v1/webhooks", &body(&app, "http://127.0.0.1:1/"));
    assert_eq!(created.status, 201, "{}", created.body);
    let id = created.body["data"]["id"].as_str().unwrap().to_owned();
    (bench, app, id)
}

/// What a version of the app looks like after somebody moved it.
fn move_version(bench: &Bench, app: &str, state: &str) -> String {
    let version = bench.find("appStoreVersions", |version| version.link("app") == Some(app));
    let mut held = lock(&bench.service.state);
    let changes = crate::write::edit(&held.world, &version, json!({ "appVersionState": state }).as_object().unwrap(), 1);
    held.commit(changes).unwrap();
    version.id
}

fn ping(bench: &Bench, webhook: &str) -> Answered {
    let relationships = json!({ "webhook": { "data": { "type": "webhooks", "id": webhook } } });
    bench.post("/v1/webhookPings", &json!({ "data": { "type": "webhookPings", "relationships": relationships } }))
}

fn redeliver(bench: &Bench, delivery: &str) -> Answered {
    let relationships = json!({ "template": { "data": { "type": "webhookDeliveries", "id": delivery } } });
    bench.post("/v1/webhookDeliveries", &json!({ "data": { "type": "webhookDeliveries", "relationships": relationships } }))
}

#[test]
fn a_webhook_is_listed_by_its_app_and_keeps_its_secret() {
    let (bench, app, id) = with_webhook();
    assert_eq!(bench.get(&format!("/v1/apps/{app}/webhooks?include=app")).ids(), [id.as_str()]);
    assert!(!bench.get(&format!("/v1/webhooks/{id}")).body.to_string().contains(SECRET));
    let listed = bench.get("/v1/webhooks");
    assert_eq!(listed.status, 403);
    let detail = "The resource 'webhooks' does not allow 'GET_COLLECTION'. Allowed operations are: CREATE, DELETE, GET_INSTANCE, UPDATE";
    assert_eq!(listed.body["errors"][0]["detail"], detail);
    for (attributes, code) in [
        (json!({ "eventTypes": ["appStoreVersionAppVersionStateUpdated"] }), "ENTITY_ERROR.ATTRIBUTE.TYPE"),
        (json!({ "eventTypes": [] }), "ENTITY_ERROR.ATTRIBUTE.INVALID"),
        (json!({ "secret": null }), "ENTITY_ERROR.ATTRIBUTE.REQUIRED"),
        (json!({ "url": "" }), "ENTITY_ERROR.ATTRIBUTE.INVALID"),
    ] {
        let refused = bench.set("webhooks", &id, &attributes);
        assert_eq!((refused.status, refused.codes()), (409, vec![code]), "{attributes}");
    }
    let mut without = body(&app, "http://127.0.0.1:1/");
    without["data"]["attributes"].as_object_mut().unwrap().remove("secret");
    assert_eq!(bench.post("/v1/webhooks", &without).codes(), ["ENTITY_ERROR.ATTRIBUTE.REQUIRED"]);
    assert_eq!(bench.set("webhooks", &id, &json!({ "enabled": false, "name": "Other" })).body["data"]["attributes"]["name"], "Other");
    ping(&bench, &id);
    assert_eq!(bench.delete(&format!("/v1/webhooks/{id}")).status, 204);
    assert_eq!(lock(&bench.service.state).world.all("webhookDeliveries").filter(|one| one.link("webhook") == Some(&id)).count(), 0);
}

#[test]
fn a_change_of_state_is_told_to_whom_it_concerns() {
    let (bench, app, id) = with_webhook();
    let deliveries = format!("/v1/webhooks/{id}/deliveries?include=event");
    let version = move_version(&bench, &app, "METADATA_REJECTED");
    let told = bench.get(&deliveries);
    assert_eq!(told.ids().len(), 1);
    assert_eq!(told.body["data"][0]["attributes"]["deliveryState"], "PENDING");
    assert_eq!(told.body["data"][0]["attributes"]["request"], json!({ "url": "http://127.0.0.1:1/" }));
    let event = &told.body["included"][0];
    assert_eq!((&event["attributes"]["eventType"], &event["attributes"]["ping"]), (&json!(EVENT), &json!(false)));
    let payload: Value = serde_json::from_str(event["attributes"]["payload"].as_str().unwrap()).unwrap();
    let data = &payload["data"];
    assert_eq!(data["type"], "appStoreVersionAppVersionStateUpdated");
    assert_eq!((&data["id"], &data["version"]), (&event["id"], &json!(1)));
    assert_eq!(data["attributes"]["newValue"], "METADATA_REJECTED");
    assert!(data["attributes"]["oldValue"].is_string());
    assert_eq!(data["attributes"]["timestamp"], "2026-01-05T12:00:00Z");
    assert_eq!(data["relationships"]["instance"]["data"], json!({ "type": "appStoreVersions", "id": version }));
    assert!(!payload.to_string().contains(&app), "the app is not in the body");

    move_version(&bench, &app, "METADATA_REJECTED");
    assert_eq!(bench.get(&deliveries).ids().len(), 1, "nothing changed");
    let other = bench.find("apps", |other| other.id != app).id;
    move_version(&bench, &other, "METADATA_REJECTED");
    move_version(&bench, &other, "IN_REVIEW");
    assert_eq!(bench.get(&deliveries).ids().len(), 1, "another app");
    bench.set("webhooks", &id, &json!({ "eventTypes": ["BUILD_UPLOAD_STATE_UPDATED"] }));
    move_version(&bench, &app, "IN_REVIEW");
    assert_eq!(bench.get(&deliveries).ids().len(), 1, "another type of event");
    bench.set("webhooks", &id, &json!({ "eventTypes": [EVENT], "enabled": false }));
    move_version(&bench, &app, "METADATA_REJECTED");
    assert_eq!(bench.get(&deliveries).ids().len(), 1, "disabled");
}

#[test]
fn a_patch_that_changes_the_state_is_told_too() {
    let bench = Bench::new();
    let version = bench.version("REJECTED");
    let (app, build) = (version.link("app").unwrap().to_owned(), version.link("build").unwrap().to_owned());
    let created = bench.post("/v1/webhooks", &body(&app, "http://127.0.0.1:1/"));
    let id = created.body["data"]["id"].as_str().unwrap();
    let path = format!("/v1/appStoreVersions/{}/relationships/build", version.id);
    assert_eq!(bench.patch(&path, &json!({ "data": null })).status, 204);
    assert_eq!(bench.patch(&path, &json!({ "data": { "type": "builds", "id": build } })).status, 204);
    let told = bench.get(&format!("/v1/webhooks/{id}/deliveries?include=event"));
    assert_eq!(told.ids().len(), 1);
    let payload = told.body["included"][0]["attributes"]["payload"].as_str().unwrap();
    assert!(payload.contains("\"oldValue\":\"REJECTED\"") && payload.contains("\"newValue\":\"PREPARE_FOR_SUBMISSION\""), "{payload}");
}

#[test]
fn deliveries_are_filtered_by_state_and_date() {
    let options = Options { apps: 30, ..options() };
    let clock = options.clock.clone();
    let bench = Bench::with(options);
    let id = bench.find("webhooks", |_| true).id;
    assert_eq!(ping(&bench, &id).status, 201);
    clock.advance(SignedDuration::from_hours(1));
    assert_eq!(ping(&bench, &id).status, 201);
    let list = |query: &str| bench.get(&format!("/v1/webhooks/{id}/deliveries?{query}")).ids().len();
    assert_eq!((list(""), list("filter[deliveryState]=PENDING"), list("filter[deliveryState]=SUCCEEDED,FAILED")), (3, 2, 1));
    assert_eq!(list("filter[createdDateGreaterThanOrEqualTo]=2026-01-05T13:00:00Z"), 1);
    assert_eq!(list("filter[createdDateLessThan]=2026-01-05T13:00:00Z"), 2);
    assert_eq!(list("filter[createdDateGreaterThanOrEqualTo]=2026-01-05T12:00:00Z&filter[createdDateLessThan]=2026-01-05T13:00:00Z"), 1);
    let (first, second) = (redeliver(&bench, &bench.find("webhookDeliveries", |_| true).id), list(""));
    assert_eq!((first.status, second), (201, 4));
    assert_eq!(first.body["data"]["attributes"]["redelivery"], true);
    assert!(first.body["data"]["relationships"].get("template").is_none());
}

/// A receiver that answers everything with a status, and tells of each request.
async fn receiver(status: &'static str) -> (String, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?a=b", listener.local_addr().unwrap());
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            loop {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let length = |head: &str| head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
                if let Some((head, body)) = text.split_once("\r\n\r\n")
                    && length(head).is_some_and(|length| body.len() >= length)
                {
                    sender.send(text).unwrap();
                    break;
                }
                stream.read_buf(&mut bytes).await.unwrap();
            }
            stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\nok").as_bytes()).await.unwrap();
        }
    });
    (url, receiver)
}

/// Asks a running simulator as the first account, and gives the document back.
async fn ask(simulator: &Simulator, method: &str, target: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, _, answer) = exchange(simulator, &request(simulator, method, target, "", &body)).await;
    assert!(status < 300, "{method} {target}: {status} {answer}");
    serde_json::from_str(&answer).unwrap()
}

/// Creates a webhook of the account's first app and pings it.
async fn pinged(simulator: &Simulator, url: &str) -> String {
    let app = ask(simulator, "GET", "/v1/apps?limit=1", &Value::Null).await["data"][0]["id"].as_str().unwrap().to_owned();
    let created = ask(simulator, "POST", "/v1/webhooks", &body(&app, url)).await;
    let id = created["data"]["id"].as_str().unwrap().to_owned();
    let relationships = json!({ "webhook": { "data": { "type": "webhooks", "id": id } } });
    ask(simulator, "POST", "/v1/webhookPings", &json!({ "data": { "type": "webhookPings", "relationships": relationships } })).await;
    id
}

/// The deliveries of a webhook, once none of them is pending.
async fn settled(simulator: &Simulator, webhook: &str) -> Vec<Value> {
    for _ in 0..2000 {
        let deliveries = ask(simulator, "GET", &format!("/v1/webhooks/{webhook}/deliveries"), &Value::Null).await;
        let deliveries = deliveries["data"].as_array().unwrap();
        if deliveries.iter().all(|delivery| delivery["attributes"]["deliveryState"] != "PENDING") {
            return deliveries.clone();
        }
        tokio::task::yield_now().await;
    }
    panic!("a delivery stays pending");
}

#[tokio::test]
async fn a_delivery_is_sent_and_signed() {
    let simulator = Simulator::start(options()).await.unwrap();
    let (url, mut received) = receiver("200 OK").await;
    let id = pinged(&simulator, &url).await;
    let text = received.recv().await.unwrap();
    let (head, sent) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hook?a=b HTTP/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("x-apple-signature: {}", signature(SECRET, sent))), "{head}");
    assert!(sent.contains("\"ping\":true"), "{sent}");
    let delivery = &settled(&simulator, &id).await[0]["attributes"];
    assert_eq!(delivery["deliveryState"], "SUCCEEDED");
    assert_eq!(delivery["response"], json!({ "httpStatusCode": 200, "body": "ok" }));
    assert_eq!((&delivery["sentDate"], &delivery["errorMessage"]), (&json!("2026-01-05T12:00:00Z"), &Value::Null));

    let app = simulator.resource("webhooks", &id).unwrap()["relationships"]["app"]["data"]["id"].clone();
    let mut versions = simulator.resources("appStoreVersions").into_iter();
    let version = versions.find(|version| version["relationships"]["app"]["data"]["id"] == app).unwrap();
    simulator.edit("appStoreVersions", version["id"].as_str().unwrap(), json!({ "appVersionState": "INVALID_BINARY" })).unwrap();
    assert!(received.recv().await.unwrap().contains("\"newValue\":\"INVALID_BINARY\""));
}

#[tokio::test]
async fn a_failure_is_noted_down_and_can_be_repeated() {
    let simulator = Simulator::start(options()).await.unwrap();
    let (url, mut received) = receiver("500 Oh no").await;
    let id = pinged(&simulator, &url).await;
    let first = received.recv().await.unwrap();
    let failed = settled(&simulator, &id).await.remove(0);
    assert_eq!(failed["attributes"]["deliveryState"], "FAILED");
    assert_eq!(failed["attributes"]["response"]["httpStatusCode"], 500);
    assert_eq!(failed["attributes"]["errorMessage"], "The receiver answered with status 500.");
    let relationships = json!({ "template": { "data": { "type": "webhookDeliveries", "id": failed["id"] } } });
    let again = json!({ "data": { "type": "webhookDeliveries", "relationships": relationships } });
    ask(&simulator, "POST", "/v1/webhookDeliveries", &again).await;
    assert_eq!(received.recv().await.unwrap(), first, "the same event, word for word");
    let deliveries = settled(&simulator, &id).await;
    assert_eq!((deliveries.len(), &deliveries[0]["attributes"]["redelivery"]), (2, &json!(true)));
}

#[tokio::test]
async fn nothing_leaves_the_machine() {
    let simulator = Simulator::start(options()).await.unwrap();
    for (url, error) in [
        ("http://192.0.2.1/hook", "Deliveries are sent to this machine only."),
        ("https://127.0.0.1/hook", "Deliveries are sent by plain HTTP only."),
    ] {
        let id = pinged(&simulator, url).await;
        let delivery = &settled(&simulator, &id).await[0]["attributes"];
        assert_eq!((&delivery["deliveryState"], &delivery["errorMessage"]), (&json!("FAILED"), &json!(error)));
        assert_eq!(delivery["response"], Value::Null);
    }
}

#[tokio::test]
async fn what_was_pending_at_the_end_is_sent_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || Options { state: Some(folder.path().to_owned()), ..options() };
    let (url, mut received) = receiver("204 Fine").await;
    let bench = Bench::with(kept());
    let app = bench.find("apps", |_| true).id;
    let id = bench.post("/v1/webhooks", &body(&app, &url)).body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ping(&bench, &id).status, 201);
    drop(bench);
    let simulator = Simulator::start(kept()).await.unwrap();
    assert!(received.recv().await.unwrap().starts_with("POST /hook"));
    assert_eq!(settled(&simulator, &id).await[0]["attributes"]["deliveryState"], "SUCCEEDED");
    simulator.stop().await;
    let bench = Bench::with(kept());
    assert_eq!(bench.get(&format!("/v1/webhooks/{id}/deliveries?filter[deliveryState]=SUCCEEDED")).ids().len(), 1, "it is kept");
}
