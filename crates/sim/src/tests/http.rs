//! Through the socket: the simulator as its users start, ask and stop it.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::options;
use crate::SimError;
use crate::record::Exchange;
use crate::simulator::{Options, Simulator};

/// Sends raw bytes and reads until the end: (status, head, body).
pub(super) async fn exchange(simulator: &Simulator, request: &[u8]) -> (u16, String, String) {
    let address = simulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    // The server may reset a connection whose body it refuses to read.
    drop(stream.read_to_end(&mut bytes).await);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, head.to_lowercase(), body.to_owned())
}

pub(super) fn request(simulator: &Simulator, method: &str, target: &str, headers: &str, body: &str) -> Vec<u8> {
    let token = simulator.token("acme").unwrap();
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nhost: localhost:1\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

#[tokio::test]
async fn it_answers_over_http_and_records() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("exchanges.jsonl");
    let simulator = Simulator::start(Options { record: Some(record.clone()), ..options() }).await.unwrap();
    assert_eq!(simulator.app_count(), 12);
    assert_eq!(simulator.token("nobody"), None);
    let (status, _, body) = exchange(&simulator, b"GET /__/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_eq!((status, body.as_str()), (200, "ok\n"));

    let (status, head, body) = exchange(&simulator, &request(&simulator, "GET", "/v1/apps?limit=1", "", "")).await;
    assert_eq!(status, 200);
    assert!(head.contains("x-rate-limit: user-hour-lim:3600;user-hour-rem:3599;"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["links"]["self"], "http://localhost:1/v1/apps?limit=1");

    let forwarded = "x-forwarded-proto: https\r\nx-forwarded-host: api.appstoreconnect.apple.com\r\n";
    let (_, _, body) = exchange(&simulator, &request(&simulator, "GET", "/v1/apps?limit=1", forwarded, "")).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert!(body["links"]["next"].as_str().unwrap().starts_with("https://api.appstoreconnect.apple.com/v1/apps?limit=1&cursor="));

    let (status, _, _) = exchange(&simulator, &request(&simulator, "GET", "/v1/nonsense", "", "")).await;
    assert_eq!(status, 404);
    assert_eq!(simulator.unknown_routes(), ["GET /v1/nonsense"]);
    assert_eq!(simulator.request_count(), 3);
    let exchanges = simulator.exchanges();
    assert_eq!(exchanges[0].path, "/v1/apps?limit=1");
    assert_eq!(exchanges[0].account.as_deref(), Some("acme"));
    let lines = std::fs::read_to_string(record).unwrap();
    assert!(!lines.to_lowercase().contains("bearer"));
    let recorded: Exchange = serde_json::from_str(lines.lines().nth(2).unwrap()).unwrap();
    assert_eq!((recorded.status, recorded.method.as_str()), (404, "GET"));
    simulator.stop().await;
}

#[tokio::test]
async fn hostile_requests_do_not_kill_it() {
    let simulator = Simulator::start(options()).await.unwrap();
    let id = simulator.resources("appStoreVersions")[0]["id"].as_str().unwrap().to_owned();
    let target = format!("/v1/appStoreVersions/{id}");
    let large = "x".repeat(5 * 1024 * 1024);
    let (status, ..) = exchange(&simulator, &request(&simulator, "PATCH", &target, "", &large)).await;
    assert!(status == 413 || status == 0, "{status}: refused, or cut off while sending");
    for raw in [&b"\xff\xfe\r\n\r\n"[..], b"GET /\xff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", b"GET / HTTP/9\r\n\r\n"] {
        let (status, ..) = exchange(&simulator, raw).await;
        assert!(status < 500, "{status}");
    }
    let (status, ..) = exchange(&simulator, &request(&simulator, "GET", "/v1/../../etc/passwd", "", "")).await;
    assert_eq!(status, 404);
    let (status, ..) = exchange(&simulator, &request(&simulator, "GET", "/v1/apps", "", "")).await;
    assert_eq!(status, 200, "it lives");
}

#[tokio::test]
async fn an_edit_in_the_web_page_is_seen_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || Options { state: Some(folder.path().to_owned()), ..options() };
    let simulator = Simulator::start(kept()).await.unwrap();
    let live = simulator
        .resources("appStoreVersions")
        .into_iter()
        .find(|version| version["attributes"]["appVersionState"] == "READY_FOR_DISTRIBUTION")
        .unwrap();
    let id = live["id"].as_str().unwrap();
    simulator.edit("appStoreVersions", id, json!({ "copyright": "by hand", "appVersionState": "IN_REVIEW" })).unwrap();
    assert!(matches!(simulator.edit("appStoreVersions", "0", json!({})), Err(SimError::UnknownResource { .. })));
    assert!(matches!(simulator.edit("appStoreVersions", id, json!({ "x": 1 })), Err(SimError::UnknownAttribute { .. })));
    assert!(matches!(simulator.edit("appStoreVersions", id, json!({ "copyright": 1 })), Err(SimError::Value { .. })));
    assert!(matches!(Simulator::start(kept()).await, Err(SimError::Locked { .. })));
    assert_eq!(simulator.request_count(), 0, "an edit is no request");
    drop(simulator);
    let simulator = Simulator::start(kept()).await.unwrap();
    let version = simulator.resource("appStoreVersions", id).unwrap();
    assert_eq!(version["attributes"]["copyright"], "by hand");
    assert_eq!(version["attributes"]["appStoreState"], "IN_REVIEW", "the deprecated state follows");
    assert_eq!(version["relationships"]["app"], live["relationships"]["app"]);
    simulator.stop().await;
    let simulator = Simulator::start(kept()).await.unwrap();
    assert_eq!(simulator.resource("appStoreVersions", id), Some(version));
}

#[tokio::test]
async fn impossible_worlds_are_refused() {
    for accounts in [Vec::new(), vec!["acme".to_owned(), "acme".to_owned()]] {
        assert!(matches!(Simulator::start(Options { accounts, ..options() }).await, Err(SimError::Options { .. })));
    }
}
