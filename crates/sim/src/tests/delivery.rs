//! The paths outside the API through the socket: no token, no budget, any number at once.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::options;
use crate::SimError;
use crate::listing::Listing;
use crate::media::picture::decode;
use crate::media::upload::PART;
use crate::simulator::{Options, Simulator};

/// Sends a request without a token: (status, head, body).
pub(super) async fn send(simulator: &Simulator, method: &str, target: &str, headers: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(simulator.url().strip_prefix("http://").unwrap()).await.unwrap();
    let length = body.len();
    let head = format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server may refuse a body before it is sent.
    drop(stream.write_all(body).await);
    let mut bytes = Vec::new();
    drop(stream.read_to_end(&mut bytes).await);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, head, bytes.get(end + 4..).unwrap_or_default().to_vec())
}

/// Asks the API as acme.
pub(super) async fn ask(simulator: &Simulator, method: &str, target: &str, body: &Value) -> Value {
    let token = format!("authorization: Bearer {}\r\n", simulator.token("acme").unwrap());
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (_, _, answer) = send(simulator, method, target, &token, body.as_bytes()).await;
    serde_json::from_slice(&answer).unwrap()
}

/// Path and query of an address of the simulator.
pub(super) fn path(url: &Value) -> String {
    url.as_str().and_then(|url| url.strip_prefix("http://localhost")).unwrap().to_owned()
}

/// A screenshot set of a version that can be edited.
pub(super) fn draft_set(simulator: &Simulator) -> Value {
    let versions = simulator.resources("appStoreVersions");
    let draft = |id: &Value| {
        versions.iter().any(|version| version["id"] == *id && version["attributes"]["appVersionState"] == "PREPARE_FOR_SUBMISSION")
    };
    let mut sets = simulator.resources("appScreenshotSets").into_iter();
    let set = sets.find(|set| {
        let localization = set["relationships"]["appStoreVersionLocalization"]["data"]["id"].as_str().unwrap();
        let localization = simulator.resource("appStoreVersionLocalizations", localization).unwrap();
        draft(&localization["relationships"]["appStoreVersion"]["data"]["id"])
    });
    set.unwrap()
}

#[tokio::test]
async fn parts_and_pictures_go_by_without_token_and_budget() {
    let simulator = Simulator::start(options()).await.unwrap();
    let set = draft_set(&simulator);
    let shown =
        ask(&simulator, "GET", &format!("/v1/appScreenshotSets/{}/appScreenshots", set["id"].as_str().unwrap()), &Value::Null).await;
    let template = path(&shown["data"][0]["attributes"]["imageAsset"]["templateUrl"]);
    let filled = template.replace("{w}", "120").replace("{h}", "120").replace("{c}", "bb");
    for (extension, media_type) in [("png", "image/png"), ("jpg", "image/jpeg")] {
        let (status, head, bytes) = send(&simulator, "GET", &filled.replace("{f}", extension), "", b"").await;
        assert_eq!(status, 200);
        assert!(head.contains(&format!("content-type: {media_type}")), "{head}");
        let picture = decode(&bytes).unwrap().picture;
        assert_eq!(picture.width.max(picture.height), 120);
    }
    assert_eq!(send(&simulator, "GET", &template, "", b"").await.0, 404, "nobody filled it in");
    assert_eq!(send(&simulator, "GET", "/__/images/nothing/1x1bb.png", "", b"").await.0, 404);
    assert_eq!(send(&simulator, "GET", "/__/videos/nothing", "", b"").await.0, 404);

    let picture = send(&simulator, "GET", &filled.replace("{f}", "png"), "", b"").await.2;
    let reserve = json!({ "data": {
        "type": "appScreenshots",
        "attributes": { "fileName": "a.png", "fileSize": picture.len() },
        "relationships": { "appScreenshotSet": { "data": { "type": "appScreenshotSets", "id": set["id"] } } },
    } });
    let reserved = ask(&simulator, "POST", "/v1/appScreenshots", &reserve).await;
    let blob = path(&reserved["data"]["attributes"]["uploadOperations"][0]["url"]);
    let png = "content-type: image/png\r\n";
    let (status, _, refused) = send(&simulator, "PUT", &blob, "", &picture).await;
    assert_eq!(status, 403);
    assert!(String::from_utf8(refused).unwrap().contains("<Code>SignatureDoesNotMatch</Code>"));
    let long = vec![0; usize::try_from(PART).unwrap() + 1];
    assert!(matches!(send(&simulator, "PUT", &blob, png, &long).await.0, 400 | 0), "refused, or cut off while sending");
    assert_eq!(send(&simulator, "PUT", &blob, "content-type: image/png\r\nauthorization: Bearer nonsense\r\n", &picture).await.0, 200);
    assert_eq!(send(&simulator, "PUT", "/__/blobs/nothing?partNumber=x", png, b"").await.0, 404);
    assert_eq!(send(&simulator, "GET", &blob, "", b"").await.0, 405);
    assert_eq!(simulator.request_count(), 2, "only the API counts");
    assert!(simulator.unknown_routes().is_empty());
}

#[tokio::test]
async fn impossible_listings_are_refused() {
    for listing in [
        Listing { locales: Some(0), ..Listing::default() },
        Listing { locales: Some(51), ..Listing::default() },
        Listing { screenshots: 11, ..Listing::default() },
    ] {
        assert!(matches!(Simulator::start(Options { listing, ..options() }).await, Err(SimError::Options { .. })), "{listing:?}");
    }
}
