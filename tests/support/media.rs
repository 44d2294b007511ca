//! Pictures that are kept, and what Apple shows of them.

use serde_json::Value;

use super::{TestFleet, get, picture};

/// Keeps pictures of a size, of one shade each, and returns their checksums.
pub(crate) fn kept(fleet: &TestFleet, size: (u32, u32), shades: &[u8]) -> Vec<String> {
    let names: Vec<String> = shades.iter().map(|shade| format!("{shade}.png")).collect();
    for (name, shade) in names.iter().zip(shades) {
        fleet.write(name, picture(size, *shade));
    }
    let rows = fleet.ok(&format!("shots add --json {}", names.join(" "))).json();
    rows.as_array().unwrap().iter().map(|row| row["checksum"].as_str().unwrap().to_owned()).collect()
}

/// What `APP_WATCH_SERIES_10` takes: small enough to be sent by the thousand.
pub(crate) const WATCH: (u32, u32) = (416, 496);

/// What a set shows at Apple: file name, state and checksum, in order.
pub(crate) fn remote(fleet: &TestFleet, localization: &str, display_type: &str) -> Vec<String> {
    let url = format!(
        "{}/v1/appStoreVersionLocalizations/{localization}/appScreenshotSets?filter[screenshotDisplayType]={display_type}&include=appScreenshots&limit[appScreenshots]=50",
        fleet.sim().url()
    );
    let (_, document) = get(&url, &fleet.sim().token("acme").unwrap());
    let linked = document["data"][0]["relationships"]["appScreenshots"]["data"].as_array().cloned().unwrap_or_default();
    let included = document["included"].as_array().cloned().unwrap_or_default();
    let of = |linked: Value| {
        let attributes = &included.iter().find(|screenshot| screenshot["id"] == linked["id"]).unwrap()["attributes"];
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let state = text(&attributes["assetDeliveryState"]["state"]);
        format!("{} {state} {}", text(&attributes["fileName"]), text(&attributes["sourceFileChecksum"]))
    };
    linked.into_iter().map(of).collect()
}
