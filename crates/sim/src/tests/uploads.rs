//! Parts of files through the socket: what is noted of them, and the troubles that they can meet.

use std::time::Instant;

use serde_json::{Value, json};

use super::delivery::{ask, draft_set, path, send};
use super::options;
use crate::faults::{Cut, Effect, Fault, When};
use crate::media::receive::Upload;
use crate::simulator::{Options, Simulator};

/// What is sent: as long as a part that a network does not swallow whole, and no picture.
static FILE: [u8; 1_000_000] = [7; 1_000_000];

const PNG: &str = "content-type: image/png\r\n";

/// A simulator, the path to which a part is to be sent, and the id of its reservation.
async fn reserved(faults: Vec<Fault>) -> (Simulator, String, String) {
    let simulator = Simulator::start(Options { faults, ..options() }).await.unwrap();
    let reserve = json!({ "data": {
        "type": "appScreenshots",
        "attributes": { "fileName": "a.png", "fileSize": FILE.len() },
        "relationships": { "appScreenshotSet": { "data": { "type": "appScreenshotSets", "id": draft_set(&simulator)["id"] } } },
    } });
    let reserved = ask(&simulator, "POST", "/v1/appScreenshots", &reserve).await;
    let blob = path(&reserved["data"]["attributes"]["uploadOperations"][0]["url"]);
    (simulator, blob, reserved["data"]["id"].as_str().unwrap().to_owned())
}

/// A fault that the first upload meets.
fn first(effect: Effect) -> Vec<Fault> {
    vec![Fault::new(effect).on("PUT", "/__/blobs/{id}").when(When::Nth(1))]
}

/// Whether the file can be committed, which it can once all of it was kept.
async fn commits(simulator: &Simulator, id: &str) -> bool {
    let body = json!({ "data": { "type": "appScreenshots", "id": id, "attributes": { "uploaded": true } } });
    let answer: Value = ask(simulator, "PATCH", &format!("/v1/appScreenshots/{id}"), &body).await;
    answer["data"]["attributes"]["assetDeliveryState"]["state"] == "UPLOAD_COMPLETE"
}

#[tokio::test]
async fn an_upload_fails_before_or_after_it_was_kept() {
    for (effect, status, said, is_kept) in [
        (Effect::status(403), 403, "<Code>AccessDenied</Code><Message>Request has expired.</Message>", false),
        (Effect::status(408), 408, "<Code>RequestTimeout</Code>", false),
        (Effect::status(429), 429, "<Code>TooManyRequests</Code>", false),
        (Effect::status(500), 500, "<Code>InternalError</Code>", false),
        (Effect::status(502), 502, "Bad Gateway", false),
        (Effect::status(503), 503, "<Code>SlowDown</Code>", false),
        (Effect::applied(503), 503, "<Code>SlowDown</Code>", true),
        (Effect::applied(504), 504, "Gateway Timeout", true),
    ] {
        let (simulator, blob, id) = reserved(first(effect)).await;
        let (told, head, body) = send(&simulator, "PUT", &blob, PNG, &FILE).await;
        let body = String::from_utf8(body).unwrap();
        assert!(told == status && body.contains(said), "{effect:?}: {told} {body}");
        let media_type = if body.starts_with("<?xml") { "application/xml" } else { "text/plain" };
        assert!(head.contains(&format!("content-type: {media_type}")), "{head}");
        assert_eq!(commits(&simulator, &id).await, is_kept, "{effect:?}");
        if !is_kept {
            assert_eq!(send(&simulator, "PUT", &blob, PNG, &FILE).await.0, 200, "the next one meets nothing");
            assert!(commits(&simulator, &id).await);
        }
    }
}

#[tokio::test]
async fn an_upload_is_cut_before_after_or_in_the_middle() {
    for (cut, is_kept, bytes) in [(Cut::Request, false, FILE.len()), (Cut::Answer, true, FILE.len()), (Cut::Body, false, FILE.len() / 2)] {
        let (simulator, blob, id) = reserved(first(Effect::Cut(cut))).await;
        let (status, head, _) = send(&simulator, "PUT", &blob, PNG, &FILE).await;
        assert_eq!((status, head.as_str()), (0, ""), "{cut:?}: not a byte came");
        assert_eq!(simulator.uploads(), [Upload { asset: id.clone(), part: 1, bytes, is_authorized: false, is_kept }], "{cut:?}");
        assert_eq!(commits(&simulator, &id).await, is_kept, "{cut:?}");
    }
}

#[tokio::test]
async fn an_upload_waits_and_may_be_told_for_how_long() {
    let busy = Effect::Answer { status: 503, applied: false, retry_after: Some(7) };
    let slow = Fault::new(Effect::Delay(50)).on("PUT", "/__/blobs/{id}");
    let (simulator, blob, _) = reserved([first(busy), vec![slow]].concat()).await;
    let started = Instant::now();
    let (status, head, _) = send(&simulator, "PUT", &blob, PNG, &FILE).await;
    assert!(status == 503 && head.contains("retry-after: 7"), "{head}");
    assert_eq!(send(&simulator, "PUT", &blob, PNG, &FILE).await.0, 200);
    assert!(started.elapsed().as_millis() >= 100);
}

#[tokio::test]
async fn the_troubles_of_the_api_are_not_those_of_uploads() {
    let api = |when| Fault::new(Effect::status(503)).when(when);
    let everywhere = Fault { route: Some("/**".to_owned()), ..api(When::Nth(3)) };
    let (simulator, blob, id) = reserved(vec![api(When::Nth(2)), everywhere]).await;
    assert_eq!(send(&simulator, "PUT", &blob, PNG, &FILE).await.0, 200);
    let target = format!("/v1/appScreenshots/{id}");
    let refused = ask(&simulator, "GET", &target, &Value::Null).await;
    assert_eq!(refused["errors"][0]["status"], "503", "the upload was not counted");
    let refused = ask(&simulator, "GET", &target, &Value::Null).await;
    assert_eq!(refused["errors"][0]["status"], "503", "nor was it by a route that means every path");
    assert_eq!(ask(&simulator, "GET", &target, &Value::Null).await["data"]["id"], id);
}

#[tokio::test]
async fn every_part_that_was_sent_is_noted() {
    let (simulator, blob, id) = reserved(Vec::new()).await;
    let with_token = format!("{PNG}authorization: Bearer nonsense\r\n");
    assert_eq!(send(&simulator, "PUT", &blob, PNG, b"short").await.0, 400);
    assert_eq!(send(&simulator, "PUT", &blob, &with_token, &FILE).await.0, 200);
    assert_eq!(send(&simulator, "PUT", "/__/blobs/nothing", PNG, b"x").await.0, 404);
    let upload = |asset: &str, part, bytes, is_authorized, is_kept| {
        let asset = asset.to_owned();
        Upload { asset, part, bytes, is_authorized, is_kept }
    };
    let expected = [upload(&id, 1, 5, false, false), upload(&id, 1, FILE.len(), true, true), upload("nothing", 0, 1, false, false)];
    assert_eq!(simulator.uploads(), expected);
    assert_eq!(simulator.request_count(), 1, "only the reservation was one of the API");
}

#[tokio::test]
async fn a_file_is_looked_at_by_the_next_request_if_that_takes_no_time() {
    let options = Options { processing: std::time::Duration::ZERO, ..options() };
    let simulator = Simulator::start(options).await.unwrap();
    let reserve = json!({ "data": {
        "type": "appScreenshots",
        "attributes": { "fileName": "a.png", "fileSize": 1 },
        "relationships": { "appScreenshotSet": { "data": { "type": "appScreenshotSets", "id": draft_set(&simulator)["id"] } } },
    } });
    let reserved = ask(&simulator, "POST", "/v1/appScreenshots", &reserve).await;
    let id = reserved["data"]["id"].as_str().unwrap();
    let blob = path(&reserved["data"]["attributes"]["uploadOperations"][0]["url"]);
    assert_eq!(send(&simulator, "PUT", &blob, PNG, b"x").await.0, 200);
    assert!(commits(&simulator, id).await, "the answer to the commit does not know yet");
    let looked_at = ask(&simulator, "GET", &format!("/v1/appScreenshots/{id}"), &Value::Null).await;
    assert_eq!(looked_at["data"]["attributes"]["assetDeliveryState"]["errors"][0]["code"], "IMAGE_BAD_FORMAT");
}
