//! Sets, screenshots, previews, keywords and coverages, from the reservation to the thumbnail.

use jiff::SignedDuration;
use md5::{Digest as _, Md5};
use serde_json::{Value, json};

use super::{Answered, Bench, options};
use crate::media::blobs::hex;
use crate::media::drawing::Drawing;
use crate::media::picture::{Format, decode};
use crate::media::serve::thumbnail;
use crate::media::upload::{self, PART, Part};
use crate::service::lock;
use crate::simulator::Options;
use crate::world::Resource;

/// A PNG of that size, without alpha.
fn png(width: u32, height: u32) -> Vec<u8> {
    let drawing = Drawing { seed: 1, width, height, initials: "T".to_owned() };
    drawing.draw((width, height)).encode(Format::Png).unwrap()
}

fn checksum(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

fn create(kind: &str, attributes: &Value, (name, to, id): (&str, &str, &str)) -> Value {
    json!({ "data": {
        "type": kind,
        "attributes": attributes,
        "relationships": { name: { "data": { "type": to, "id": id } } },
    } })
}

/// The id of what was created.
fn id(created: &Answered) -> String {
    assert_eq!(created.status, 201, "{}", created.body);
    created.body["data"]["id"].as_str().unwrap().to_owned()
}

impl Bench {
    /// A localization without media, of a version that can be edited.
    fn bare(&self) -> Resource {
        let version = self.version("PREPARE_FOR_SUBMISSION");
        let body = create("appStoreVersionLocalizations", &json!({ "locale": "ca" }), ("appStoreVersion", "appStoreVersions", &version.id));
        let id = id(&self.post("/v1/appStoreVersionLocalizations", &body));
        self.find("appStoreVersionLocalizations", |localization| localization.id == id)
    }

    fn new_set(&self, localization: &str, display: &str) -> Answered {
        let end = ("appStoreVersionLocalization", "appStoreVersionLocalizations", localization);
        self.post("/v1/appScreenshotSets", &create("appScreenshotSets", &json!({ "screenshotDisplayType": display }), end))
    }

    fn set_for(&self, display: &str) -> String {
        id(&self.new_set(&self.bare().id, display))
    }

    fn reserve(&self, set: &str, name: &str, size: usize) -> Answered {
        let attributes = json!({ "fileName": name, "fileSize": size });
        self.post("/v1/appScreenshots", &create("appScreenshots", &attributes, ("appScreenshotSet", "appScreenshotSets", set)))
    }

    /// Sends one part; the status of the answer.
    fn send_part(&self, operation: &Value, bytes: &[u8]) -> u16 {
        let url = operation["url"].as_str().unwrap();
        assert!(url.starts_with("https://api.example/__/blobs/"), "{url}");
        let (asset, rest) = url["https://api.example/__/blobs/".len()..].split_once("?partNumber=").unwrap();
        let number = rest.split('&').next().unwrap().parse().unwrap();
        let content_type = operation["requestHeaders"][0]["value"].as_str();
        let part = Part { asset, number, content_type, bytes };
        upload::receive(&mut lock(&self.service.state), self.service.clock.now(), &part).map_or_else(|rejection| rejection.status, |()| 200)
    }

    /// Sends all parts, the last one first.
    pub(super) fn send_file(&self, reserved: &Answered, bytes: &[u8]) {
        let operations = reserved.body["data"]["attributes"]["uploadOperations"].as_array().unwrap();
        for operation in operations.iter().rev() {
            let number = |name: &str| usize::try_from(operation[name].as_u64().unwrap()).unwrap();
            let part = &bytes[number("offset")..number("offset") + number("length")];
            assert_eq!(self.send_part(operation, part), 200);
        }
    }

    fn commit(&self, kind: &str, id: &str, checksum: &str) -> Answered {
        self.set(kind, id, &json!({ "uploaded": true, "sourceFileChecksum": checksum }))
    }

    /// Reserves, sends and commits; the id.
    fn upload(&self, set: &str, name: &str, bytes: &[u8], checksum: &str) -> String {
        let reserved = self.reserve(set, name, bytes.len());
        self.send_file(&reserved, bytes);
        let id = id(&reserved);
        assert_eq!(self.commit("appScreenshots", &id, checksum).status, 200);
        id
    }

    fn attributes(&self, kind: &str, id: &str) -> Value {
        self.get(&format!("/v1/{kind}/{id}")).body["data"]["attributes"].clone()
    }

    /// What has become of an upload after a while.
    fn later(&self, kind: &str, id: &str) -> Value {
        self.service.clock.advance(SignedDuration::from_secs(10));
        self.attributes(kind, id)
    }
}

/// The codes of a delivery state's errors.
fn codes(attributes: &Value) -> Vec<&str> {
    let state = &attributes["assetDeliveryState"];
    assert_eq!(state["state"], "FAILED");
    assert!(attributes.get("imageAsset").is_none_or(Value::is_null));
    state["errors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect()
}

#[test]
fn a_screenshot_is_reserved_sent_committed_and_looked_at() {
    let bench = Bench::new();
    let set = bench.set_for("APP_WATCH_SERIES_3");
    let bytes = png(312, 390);
    let reserved = bench.reserve(&set, "one.png", bytes.len());
    let attributes = &reserved.body["data"]["attributes"];
    assert_eq!(attributes["assetDeliveryState"]["state"], "AWAITING_UPLOAD");
    assert_eq!(attributes["assetType"], "SCREENSHOT");
    assert!(attributes["assetToken"].is_string());
    assert!(attributes["sourceFileChecksum"].is_null() && attributes["imageAsset"].is_null());
    let operation = &attributes["uploadOperations"][0];
    assert_eq!((&operation["method"], &operation["offset"], &operation["length"]), (&json!("PUT"), &json!(0), &json!(bytes.len())));
    assert_eq!(operation["requestHeaders"], json!([{ "name": "Content-Type", "value": "image/png" }]));
    let id = id(&reserved);
    assert_eq!(&bench.attributes("appScreenshots", &id), attributes, "whoever lost the answer can ask for it again");
    let early = bench.commit("appScreenshots", &id, &checksum(&bytes));
    assert_eq!((early.status, early.codes()), (409, vec!["ENTITY_ERROR.ATTRIBUTE.INVALID"]), "nothing was sent");
    assert_eq!(bench.send_part(operation, &bytes[1..]), 400, "a byte is missing");
    bench.send_file(&reserved, &bytes);
    let committed = bench.commit("appScreenshots", &id, &checksum(&bytes));
    assert_eq!(committed.body["data"]["attributes"]["assetDeliveryState"]["state"], "UPLOAD_COMPLETE");
    assert!(committed.body["data"]["attributes"].get("uploaded").is_none());
    bench.service.clock.advance(SignedDuration::from_millis(1999));
    assert!(bench.attributes("appScreenshots", &id)["imageAsset"].is_null());
    bench.service.clock.advance(SignedDuration::from_millis(1));
    let done = bench.attributes("appScreenshots", &id);
    assert_eq!(done["assetDeliveryState"], json!({ "state": "COMPLETE", "errors": [], "warnings": [] }));
    assert_eq!(done["sourceFileChecksum"], checksum(&bytes));
    assert!(done["uploadOperations"].is_null());
    assert_eq!((&done["imageAsset"]["width"], &done["imageAsset"]["height"]), (&json!(312), &json!(390)));
    let template = done["imageAsset"]["templateUrl"].as_str().unwrap();
    let token = template.strip_prefix("https://api.example/__/images/").unwrap().strip_suffix("/{w}x{h}{c}.{f}").unwrap();
    let blobs = lock(&bench.service.state).world.blobs.clone();
    let picture = decode(&thumbnail(&blobs, token, "100x100bb.jpg").unwrap().1).unwrap().picture;
    assert_eq!((picture.width, picture.height), (80, 100));
    assert_eq!(bench.commit("appScreenshots", &id, &checksum(&bytes)).status, 409, "it is committed");
    assert_eq!(bench.send_part(operation, &bytes), 404, "nothing is awaited any more");
}

#[test]
fn a_long_file_comes_in_parts_in_any_order() {
    let bench = Bench::new();
    let set = bench.set_for("APP_WATCH_SERIES_3");
    // What follows the end of a PNG is not looked at.
    let mut bytes = png(312, 390);
    bytes.resize(usize::try_from(PART).unwrap() * 2 + 17, 7);
    let reserved = bench.reserve(&set, "long.png", bytes.len());
    let operations = reserved.body["data"]["attributes"]["uploadOperations"].as_array().unwrap().clone();
    assert_eq!(operations.iter().map(|operation| operation["length"].as_u64().unwrap()).collect::<Vec<_>>(), [PART, PART, 17]);
    assert_eq!(operations[2]["offset"], PART * 2);
    assert_eq!(bench.send_part(&operations[2], &bytes[bytes.len() - 17..]), 200);
    let id = id(&reserved);
    assert_eq!(bench.commit("appScreenshots", &id, &checksum(&bytes)).status, 409, "two parts are missing");
    bench.send_file(&reserved, &bytes);
    assert_eq!(bench.commit("appScreenshots", &id, &checksum(&bytes)).status, 200);
    assert_eq!(bench.later("appScreenshots", &id)["assetDeliveryState"]["state"], "COMPLETE");
}

#[test]
fn what_cannot_be_used_fails_when_it_is_looked_at() {
    let bench = Bench::new();
    let set = bench.set_for("APP_WATCH_SERIES_3");
    let good = png(312, 390);
    let base64 = "1B2M2Y8AsgTpgAmY7PhCfg==";
    let alpha = {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 312, 390);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(&vec![255; 312 * 390 * 4]).unwrap();
        bytes
    };
    let jpeg = decode(&good).unwrap().picture.encode(Format::Jpeg).unwrap();
    for (name, bytes, sum, expected) in [
        ("a.png", &good, base64.to_owned(), vec!["FILE_CHECKSUM_MISMATCH"]),
        ("b.png", &good, checksum(b"other"), vec!["FILE_CHECKSUM_MISMATCH"]),
        ("c.png", &alpha, checksum(&alpha), vec!["IMAGE_ALPHA_NOT_ALLOWED"]),
        ("d.png", &jpeg, checksum(&jpeg), vec!["IMAGE_BAD_FORMAT"]),
        ("e.png", &png(390, 312), checksum(&png(390, 312)), vec!["IMAGE_INCORRECT_DIMENSIONS"]),
        ("f.png", &png(31, 39), checksum(&png(31, 39)), vec!["IMAGE_TOO_SMALL"]),
        ("g.png", &b"GIF89a".to_vec(), checksum(b"GIF89a"), vec!["IMAGE_BAD_FORMAT"]),
    ] {
        let id = bench.upload(&set, name, bytes, &sum);
        assert_eq!(codes(&bench.later("appScreenshots", &id)), expected, "{name}");
        assert_eq!(bench.commit("appScreenshots", &id, &sum).status, 409, "a failure is final");
    }
    let id = bench.upload(&set, "h.JPG", &jpeg, &checksum(&jpeg));
    assert_eq!(bench.later("appScreenshots", &id)["assetDeliveryState"]["state"], "COMPLETE");
}

#[test]
fn a_checksum_may_be_missing_and_only_true_commits() {
    let bench = Bench::with(Options { processing: std::time::Duration::from_secs(60), ..options() });
    let bytes = png(312, 390);
    let reserved = bench.reserve(&bench.set_for("APP_WATCH_SERIES_3"), "a.png", bytes.len());
    bench.send_file(&reserved, &bytes);
    let id = id(&reserved);
    for nothing in [json!({ "uploaded": false }), json!({ "uploaded": null }), json!({ "sourceFileChecksum": null }), json!({})] {
        let answer = bench.set("appScreenshots", &id, &nothing);
        assert_eq!(answer.body["data"]["attributes"]["assetDeliveryState"]["state"], "AWAITING_UPLOAD", "{nothing}");
    }
    let object = bench.set("appScreenshots", &id, &json!({ "uploaded": true, "sourceFileChecksum": { "md5": "x" } }));
    assert_eq!(object.codes(), ["ENTITY_ERROR.ATTRIBUTE.TYPE"]);
    assert_eq!(bench.set("appScreenshots", &id, &json!({ "uploaded": true })).status, 200);
    assert_eq!(bench.later("appScreenshots", &id)["assetDeliveryState"]["state"], "UPLOAD_COMPLETE", "a minute is to pass");
    bench.service.clock.advance(SignedDuration::from_secs(50));
    assert_eq!(bench.attributes("appScreenshots", &id)["assetDeliveryState"]["state"], "COMPLETE");
}

#[test]
fn an_address_expires_and_needs_its_header() {
    let bench = Bench::new();
    let reserved = bench.reserve(&bench.set_for("APP_IPHONE_67"), "a.png", 3);
    let mut operation = reserved.body["data"]["attributes"]["uploadOperations"][0].clone();
    operation["requestHeaders"][0]["value"] = json!("text/plain");
    assert_eq!(bench.send_part(&operation, b"abc"), 403);
    operation["requestHeaders"][0]["value"] = json!("image/png");
    assert_eq!(bench.send_part(&operation, b"abc"), 200);
    bench.service.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(bench.send_part(&operation, b"abc"), 403);
    operation["url"] = json!("https://api.example/__/blobs/nothing?partNumber=1");
    assert_eq!(bench.send_part(&operation, b"abc"), 404);
}

#[test]
fn a_set_takes_ten_and_waiting_ones_count() {
    let bench = Bench::new();
    let set = bench.set_for("APP_IPHONE_67");
    let ids: Vec<String> = (0..10).map(|_| id(&bench.reserve(&set, "a.png", 9))).collect();
    let eleventh = bench.reserve(&set, "a.png", 9);
    assert_eq!(eleventh.status, 409);
    assert_eq!(eleventh.body["errors"][0]["detail"], "Too many screenshots (10)");
    assert_eq!(bench.delete(&format!("/v1/appScreenshots/{}", ids[0])).status, 204);
    id(&bench.reserve(&set, "a.png", 9));
    for (name, size) in [("a.png", 0), ("", 1), ("a.png", 600_000_000)] {
        assert_eq!(bench.reserve(&set, name, size).status, 409, "{name} {size}");
    }
}

#[test]
fn the_order_is_that_of_the_reservations_until_it_is_replaced() {
    let bench = Bench::new();
    let set = bench.set_for("APP_IPHONE_67");
    let mut ids: Vec<String> = (0..3).map(|_| id(&bench.reserve(&set, "a.png", 9))).collect();
    let listed = |bench: &Bench| -> Vec<String> {
        let included = bench.get(&format!("/v1/appScreenshotSets/{set}?include=appScreenshots"));
        let linked = included.body["data"]["relationships"]["appScreenshots"]["data"].as_array().unwrap().clone();
        let linked: Vec<String> = linked.iter().map(|end| end["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(bench.get(&format!("/v1/appScreenshotSets/{set}/appScreenshots")).ids(), linked);
        linked
    };
    assert_eq!(listed(&bench), ids);
    ids.rotate_left(1);
    let linkage = format!("/v1/appScreenshotSets/{set}/relationships/appScreenshots");
    let body = |ids: &[String]| json!({ "data": ids.iter().map(|id| json!({ "type": "appScreenshots", "id": id })).collect::<Vec<_>>() });
    assert_eq!(bench.patch(&linkage, &body(&ids)).status, 204);
    assert_eq!(listed(&bench), ids);
    let nobody = "00000000-0000-4000-8000-000000000000".to_owned();
    let foreign = bench.find("appScreenshots", |other| other.link("appScreenshotSet") != Some(&set)).id;
    let with = |last: &String| vec![ids[0].clone(), ids[1].clone(), last.clone()];
    for (wrong, why) in [
        (ids[1..].to_vec(), "one is missing"),
        (Vec::new(), "all are missing"),
        ([&ids[..], &ids[..1]].concat(), "one comes twice"),
        (with(&ids[0]), "one comes in the place of another"),
        (with(&foreign), "one belongs to another set"),
        (with(&nobody), "one does not exist"),
    ] {
        assert_eq!(bench.patch(&linkage, &body(&wrong)).status, 409, "{why}");
        assert_eq!(listed(&bench), ids, "{why}");
    }
}

#[test]
fn a_localization_has_one_set_of_a_type_and_loses_it_whole() {
    let bench = Bench::new();
    let localization = bench.bare();
    let set = id(&bench.new_set(&localization.id, "APP_IPHONE_67"));
    let twice = bench.new_set(&localization.id, "APP_IPHONE_67");
    assert_eq!((twice.status, twice.codes()), (409, vec!["ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"]));
    assert_eq!(bench.new_set(&localization.id, "APP_IPHONE_99").codes(), ["ENTITY_ERROR.ATTRIBUTE.TYPE"]);
    let homeless = json!({ "data": { "type": "appScreenshotSets", "attributes": { "screenshotDisplayType": "APP_DESKTOP" } } });
    assert_eq!(bench.post("/v1/appScreenshotSets", &homeless).codes(), ["ENTITY_ERROR.RELATIONSHIP.REQUIRED"]);
    let screenshot = id(&bench.reserve(&set, "a.png", 9));
    let path = format!("/v1/appStoreVersionLocalizations/{}/appScreenshotSets", localization.id);
    assert_eq!(bench.get(&format!("{path}?filter[screenshotDisplayType]=APP_IPHONE_67&include=appScreenshots")).ids(), [set.as_str()]);
    assert_eq!(bench.get(&format!("{path}?filter[screenshotDisplayType]=APP_DESKTOP")).ids().len(), 0);
    assert_eq!(bench.delete(&format!("/v1/appScreenshotSets/{set}")).status, 204);
    assert_eq!(bench.get(&format!("/v1/appScreenshots/{screenshot}")).status, 404);
}

#[test]
fn states_freeze_media() {
    let bench = Bench::new();
    let localization = bench.bare();
    let set = id(&bench.new_set(&localization.id, "APP_IPHONE_67"));
    let screenshot = id(&bench.reserve(&set, "a.png", 3));
    let version = localization.link("appStoreVersion").unwrap().to_owned();
    for state in ["WAITING_FOR_REVIEW", "IN_REVIEW", "READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_VERSION", "READY_FOR_REVIEW"] {
        let mut frozen = bench.find("appStoreVersions", |other| other.id == version);
        frozen.set("appVersionState", state);
        bench.put(&frozen);
        assert_eq!(bench.new_set(&localization.id, "APP_IPHONE_65").status, 409, "{state}");
        assert_eq!(bench.reserve(&set, "b.png", 3).status, 409, "{state}");
        assert_eq!(bench.commit("appScreenshots", &screenshot, "x").codes()[0], "STATE_ERROR.ENTITY_STATE_INVALID", "{state}");
        assert_eq!(bench.delete(&format!("/v1/appScreenshotSets/{set}")).status, 409, "{state}");
        let linkage = format!("/v1/appScreenshotSets/{set}/relationships/appScreenshots");
        let order = json!({ "data": [{ "type": "appScreenshots", "id": screenshot }] });
        assert_eq!(bench.patch(&linkage, &order).status, 409, "{state}");
        assert_eq!(bench.delete(&format!("/v1/appScreenshots/{screenshot}")).status, 409, "{state}");
    }
    let staged = bench.delete(&format!("/v1/appScreenshots/{screenshot}"));
    assert_eq!(staged.body["errors"][0]["detail"], "Can't Delete Screenshot while Ready For Review appScreenshots");
}

#[test]
fn an_upload_survives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Options { state: Some(folder.path().to_owned()), ..options() };
    let bytes = png(312, 390);
    let bench = Bench::with(kept.clone());
    let reserved = bench.reserve(&bench.set_for("APP_WATCH_SERIES_3"), "a.png", bytes.len());
    bench.send_file(&reserved, &bytes);
    drop(bench);
    let bench = Bench::with(kept.clone());
    let id = id(&reserved);
    assert_eq!(bench.commit("appScreenshots", &id, &checksum(&bytes)).status, 200);
    lock(&bench.service.state).compact(0).unwrap();
    drop(bench);
    let bench = Bench::with(kept);
    assert_eq!(bench.attributes("appScreenshots", &id)["assetDeliveryState"]["state"], "UPLOAD_COMPLETE");
    assert_eq!(bench.later("appScreenshots", &id)["assetDeliveryState"]["state"], "COMPLETE");
}

#[test]
fn a_preview_is_transcoded_and_has_a_frame() {
    let bench = Bench::new();
    let localization = bench.bare();
    let end = ("appStoreVersionLocalization", "appStoreVersionLocalizations", localization.id.as_str());
    let set = id(&bench.post("/v1/appPreviewSets", &create("appPreviewSets", &json!({ "previewType": "IPHONE_67" }), end)));
    let reserve = |attributes: &Value| {
        bench.post("/v1/appPreviews", &create("appPreviews", attributes, ("appPreviewSet", "appPreviewSets", &set))) //
    };
    let film = b"\0\0\0\x18ftypmp42 and so on";
    let wanted = json!({ "fileName": "a.mp4", "fileSize": film.len(), "mimeType": "video/mp4", "previewFrameTimeCode": "00:00:07:00" });
    let reserved = reserve(&wanted);
    assert_eq!(reserved.body["data"]["attributes"]["uploadOperations"][0]["requestHeaders"][0]["value"], "video/mp4");
    bench.send_file(&reserved, film);
    let first = id(&reserved);
    assert_eq!(bench.commit("appPreviews", &first, &checksum(film)).status, 200);
    bench.service.clock.advance(SignedDuration::from_secs(2));
    let between = bench.attributes("appPreviews", &first);
    assert_eq!(between["videoDeliveryState"]["state"], "PROCESSING");
    assert_eq!(between["assetDeliveryState"]["state"], "UPLOAD_COMPLETE");
    let done = bench.later("appPreviews", &first);
    assert_eq!(done["videoDeliveryState"]["state"], "COMPLETE");
    let address = done["videoUrl"].as_str().unwrap().strip_prefix("https://api.example/__/videos/").unwrap();
    let blobs = lock(&bench.service.state).world.blobs.clone();
    assert_eq!(blobs.get(address).as_deref(), Some(&film[..]));
    assert_eq!(done["previewFrameImage"]["state"]["state"], "COMPLETE");
    assert_eq!(done["previewFrameImage"]["image"]["width"], 886);
    let moved = bench.set("appPreviews", &first, &json!({ "previewFrameTimeCode": "00:00:09:12" }));
    assert_eq!(moved.body["data"]["attributes"]["previewFrameImage"]["state"]["state"], "PROCESSING");
    assert_ne!(bench.later("appPreviews", &first)["previewFrameImage"]["image"], done["previewFrameImage"]["image"]);
    assert_eq!(bench.set("appPreviews", &first, &json!({ "previewFrameTimeCode": "5s" })).status, 409);
    let other = reserve(&json!({ "fileName": "a.mp4", "fileSize": 3 }));
    bench.send_file(&other, b"abc");
    bench.commit("appPreviews", &id(&other), &checksum(b"abc"));
    assert_eq!(bench.later("appPreviews", &id(&other))["videoDeliveryState"]["errors"][0]["code"], "VIDEO_BAD_FORMAT");
    id(&reserve(&json!({ "fileName": "a.mp4", "fileSize": 3 })));
    let fourth = reserve(&json!({ "fileName": "a.mp4", "fileSize": 3 }));
    assert_eq!((fourth.status, &fourth.body["errors"][0]["detail"]), (409, &json!("Too many previews (3)")));
}

#[test]
fn a_coverage_is_one_file_of_areas() {
    let bench = Bench::new();
    let version = bench.version("PREPARE_FOR_SUBMISSION").id;
    let reserve = |size: usize| {
        let attributes = json!({ "fileName": "a.geojson", "fileSize": size });
        bench
            .post("/v1/routingAppCoverages", &create("routingAppCoverages", &attributes, ("appStoreVersion", "appStoreVersions", &version)))
    };
    let path = format!("/v1/appStoreVersions/{version}/routingAppCoverage");
    assert!(bench.get(&path).body["data"].is_null());
    for (areas, state) in
        [(r#"{"type":"Point","coordinates":[1,2]}"#, "FAILED"), (r#"{"type":"MultiPolygon","coordinates":[]}"#, "COMPLETE")]
    {
        let reserved = reserve(areas.len());
        assert_eq!(reserve(1).status, 409, "one a version");
        bench.send_file(&reserved, areas.as_bytes());
        let id = id(&reserved);
        bench.commit("routingAppCoverages", &id, &checksum(areas.as_bytes()));
        assert_eq!(bench.later("routingAppCoverages", &id)["assetDeliveryState"]["state"], state);
        assert_eq!(bench.get(&path).body["data"]["id"], id);
        assert_eq!(bench.delete(&format!("/v1/routingAppCoverages/{id}")).status, 204);
    }
}

#[test]
fn keywords_are_linked_and_unlinked() {
    let bench = Bench::new();
    let keyword = bench.find("appKeywords", |_| true);
    let app = keyword.link("app").unwrap();
    let all = bench.get(&format!("/v1/apps/{app}/searchKeywords"));
    assert!(all.ids().contains(&keyword.id.as_str()));
    assert_eq!(all.body["data"][0].get("attributes"), None);
    let none = bench.get(&format!("/v1/apps/{app}/searchKeywords?filter[locale]=ca"));
    assert_eq!(none.ids().len(), 0);
    let localization = bench.bare().id;
    let linkage = format!("/v1/appStoreVersionLocalizations/{localization}/relationships/searchKeywords");
    let body = json!({ "data": [{ "type": "appKeywords", "id": keyword.id }] });
    assert_eq!(bench.post(&linkage, &body).status, 204);
    assert_eq!(bench.get(&format!("/v1/appStoreVersionLocalizations/{localization}/searchKeywords")).ids(), [keyword.id.as_str()]);
    assert_eq!(bench.send("DELETE", &linkage, Some(&body)).status, 204);
    assert_eq!(bench.get(&linkage).ids().len(), 0);
    let live = bench.find("appStoreVersionLocalizations", |localization| !localization.list("searchKeywords").is_empty());
    let frozen = format!("/v1/appStoreVersionLocalizations/{}/relationships/searchKeywords", live.id);
    assert_eq!(bench.post(&frozen, &body).status, 409, "the live version is frozen");
}
