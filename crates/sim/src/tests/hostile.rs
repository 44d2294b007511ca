//! Requests that nobody means well: each is refused, and the simulator lives on.

use std::fmt::Write as _;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::http::{exchange, request};
use super::{Bench, options};
use crate::simulator::Simulator;

async fn lives(simulator: &Simulator) {
    let (status, ..) = exchange(simulator, &request(simulator, "GET", "/v1/apps?limit=1", "", "")).await;
    assert_eq!(status, 200, "it lives");
}

fn draft(simulator: &Simulator) -> String {
    let versions = simulator.resources("appStoreVersions");
    let draft = versions.iter().find(|version| version["attributes"]["appVersionState"] == "PREPARE_FOR_SUBMISSION").unwrap();
    format!("/v1/appStoreVersions/{}", draft["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_without_keeping_them() {
    let simulator = Simulator::start(options()).await.unwrap();
    let target = draft(&simulator);
    let mut head = request(&simulator, "PATCH", &target, "", "");
    let length = 100 * 1024 * 1024;
    let text = String::from_utf8(head).unwrap().replace("content-length: 0", &format!("content-length: {length}"));
    head = text.into_bytes();
    let mut stream = TcpStream::connect(simulator.url().strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(&head).await.unwrap();
    let chunk = vec![b'x'; 1024 * 1024];
    for _ in 0..100 {
        stream.write_all(&chunk).await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(simulator.exchanges()[0].request_body, None);
    lives(&simulator).await;
}

#[tokio::test]
async fn a_body_that_never_comes_is_no_body() {
    let simulator = Simulator::start(options()).await.unwrap();
    let whole = request(&simulator, "PATCH", &draft(&simulator), "", "{\"data\": {}}");
    for length in [whole.len() - 1, whole.len() - 12, whole.len() / 2, 20] {
        let mut stream = TcpStream::connect(simulator.url().strip_prefix("http://").unwrap()).await.unwrap();
        stream.write_all(&whole[..length]).await.unwrap();
        drop(stream);
        lives(&simulator).await;
    }
}

#[tokio::test]
async fn broken_bodies_are_refused() {
    let simulator = Simulator::start(options()).await.unwrap();
    let target = draft(&simulator);
    let deep = format!("{{\"data\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = "{\"data\":".repeat(10_000);
    for (body, expected) in [
        ("{", 400),
        ("", 400),
        ("{\"data\": {\"type\": \"appStoreVersions\"", 400),
        ("null", 422),
        ("[]", 422),
        ("\"text\"", 422),
        ("1e999", 400),
        ("{\"data\": \"\\ud800\"}", 400),
        (deep.as_str(), 400),
        (objects.as_str(), 400),
    ] {
        let (status, _, said) = exchange(&simulator, &request(&simulator, "PATCH", &target, "", body)).await;
        assert_eq!(status, expected, "{} {said}", &body[..body.len().min(40)]);
    }
    let mut bytes = request(&simulator, "PATCH", &target, "", "{\"data\": \"xx\"}");
    let length = bytes.len();
    bytes[length - 4..length - 2].copy_from_slice(&[0xff, 0xfe]);
    let (status, ..) = exchange(&simulator, &bytes).await;
    assert_eq!(status, 400, "a body that is not UTF-8");
    lives(&simulator).await;
}

#[tokio::test]
async fn tricks_with_paths_lead_nowhere() {
    let simulator = Simulator::start(options()).await.unwrap();
    let id = simulator.resources("apps")[0]["id"].as_str().unwrap().to_owned();
    for target in [
        "/v1/../__/health",
        "/v1/apps/../apps",
        "/v1/../../etc/passwd",
        "//v1/apps",
        "/v1//apps",
        "/v1/apps//",
        "/v1/apps/%00",
        "/v1/apps/%2e%2e%2fapps",
        "/v1/apps/%2f",
        "/v1/apps/%ff",
        "/v1/apps/%",
        "/v1/%61pps",
        "/V1/apps",
        "/v1/apps;x=1",
        "/v01/apps",
        "/v/apps",
        "/v99999999999999999999/apps",
        &format!("/v1/apps/{id}%00"),
        &format!("/v1/apps/{id}%2fbuilds"),
        &format!("/v1/apps/{id}/relationships/%62uilds"),
        "/__/nonsense",
    ] {
        let (status, _, said) = exchange(&simulator, &request(&simulator, "GET", target, "", "")).await;
        assert_eq!(status, 404, "{target} {said}");
    }
    for raw in [
        &b"GET /v1/apps/\xff\xfe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"[..],
        b"GET /v1/ap ps HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"\xff\xfe\r\n\r\n",
        b"GET / HTTP/9\r\n\r\n",
        b"GET http://example.com:99999/v1/apps HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ] {
        let (status, ..) = exchange(&simulator, raw).await;
        assert!((400..500).contains(&status), "{status} {}", String::from_utf8_lossy(raw));
    }
    lives(&simulator).await;
}

#[tokio::test]
async fn odd_queries_are_refused() {
    let simulator = Simulator::start(options()).await.unwrap();
    for query in [
        "filter[name]=%ff",
        "filter[name]=%",
        "%ff=1",
        "limit=-1",
        "limit=99999999999999999999",
        "cursor=%00",
        "limit=1&limit=2",
        "[]=1",
        "sort=,",
    ] {
        let (status, _, said) = exchange(&simulator, &request(&simulator, "GET", &format!("/v1/apps?{query}"), "", "")).await;
        assert_eq!(status, 400, "{query} {said}");
    }
    let short = "a&".repeat(1500);
    let (status, ..) = exchange(&simulator, &request(&simulator, "GET", &format!("/v1/apps?{short}"), "", "")).await;
    assert_eq!(status, 400, "1,500 parameters");
    // Apple answers any URL beyond 4,096 bytes with 500; beyond 64 KB HTTP itself ends.
    let long = "limit=1&".repeat(5000);
    let (status, _, said) = exchange(&simulator, &request(&simulator, "GET", &format!("/v1/apps?{long}"), "", "")).await;
    assert!(status == 500 && said.contains("UNEXPECTED_ERROR"), "{status} {said}");
    let longer = "limit=1&".repeat(10_000);
    let (status, ..) = exchange(&simulator, &request(&simulator, "GET", &format!("/v1/apps?{longer}"), "", "")).await;
    assert_eq!(status, 414, "10,000 parameters");
    lives(&simulator).await;
}

#[tokio::test]
async fn huge_heads_are_refused() {
    let simulator = Simulator::start(options()).await.unwrap();
    let mut many = String::new();
    for number in 0..5000 {
        write!(many, "x-{number}: 1\r\n").unwrap();
    }
    let (status, ..) = exchange(&simulator, &request(&simulator, "GET", "/v1/apps", &many, "")).await;
    assert_eq!(status, 431, "5,000 headers");
    let large = format!("x-large: {}\r\n", "x".repeat(1024 * 1024));
    let (status, ..) = exchange(&simulator, &request(&simulator, "GET", "/v1/apps", &large, "")).await;
    assert!(status == 431 || status == 0, "{status}: refused, or cut off while sending");
    let token = "y".repeat(100_000);
    let raw = format!("GET /v1/apps HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n");
    assert_eq!(exchange(&simulator, raw.as_bytes()).await.0, 401);
    lives(&simulator).await;
}

#[test]
fn odd_tokens_are_refused() {
    let bench = Bench::new();
    let now = bench.service.clock.now().as_second();
    let credentials = &bench.service.credentials[0];
    let header = json!({ "alg": "ES256", "kid": credentials.account.key_id });
    for claims in [
        json!(null),
        json!([]),
        json!({ "exp": "soon" }),
        json!({ "iss": credentials.account.issuer_id, "exp": 1e300, "aud": "appstoreconnect-v1" }),
        json!({ "iss": credentials.account.issuer_id, "exp": -1, "aud": "appstoreconnect-v1" }),
        json!({ "iss": credentials.account.issuer_id, "exp": now + 60, "aud": { "deep": [[[[]]]] } }),
        json!({ "iss": credentials.account.issuer_id, "exp": now + 60, "aud": "appstoreconnect-v1", "scope": "GET /v1/apps" }),
    ] {
        let token = crate::token::sign(credentials, &header, &claims).unwrap();
        assert_eq!(bench.send_with(Some(format!("Bearer {token}")), "GET", "/v1/apps", Vec::new()).status, 401, "{claims}");
    }
}
