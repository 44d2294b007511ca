//! What was sent, held against what was staged: nobody wrote what nobody wanted, and nothing is there twice.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use sim::Exchange;

use super::ledger::{Ledger, text};
use crate::support::TestFleet;

/// What somebody else writes begins so.
pub(crate) const THEIRS: &str = "theirs ";

/// Types whose writes are phases of an upload, which [`assert_once`] judges by their outcome.
const MEDIA: [&str; 2] = ["appScreenshots", "appScreenshotSets"];
/// Types, and the relationships and attributes by which one of them is known.
const KEYS: [(&str, &[&str]); 9] = [
    ("appStoreVersionLocalizations", &["appStoreVersion", "locale"]),
    ("appInfoLocalizations", &["appInfo", "locale"]),
    ("appStoreVersions", &["app", "platform", "versionString"]),
    (
        "appScreenshotSets",
        &[
            "appStoreVersionLocalization",
            "appCustomProductPageLocalization",
            "appStoreVersionExperimentTreatmentLocalization",
            "screenshotDisplayType",
        ],
    ),
    ("appStoreReviewDetails", &["appStoreVersion"]),
    ("appStoreVersionPhasedReleases", &["appStoreVersion"]),
    ("reviewSubmissionItems", &["reviewSubmission", "appStoreVersion", "appCustomProductPageVersion"]),
    ("ageRatingDeclarations", &["appInfo"]),
    ("appPriceSchedules", &["app"]),
];

/// Whether a write was carried out, whatever its answer says.
fn is_applied(exchange: &Exchange) -> bool {
    let fault = exchange.fault.as_deref().unwrap_or_default();
    fault.contains("after it was applied") || (matches!(exchange.status, 200..300) && !fault.contains("before it was applied"))
}

/// Every write was staged by somebody here, or sent by somebody else.
pub(crate) fn assert_wanted(ledger: &Ledger, exchanges: &[Exchange]) {
    let mut wanted: BTreeMap<(&str, &str), Vec<(&str, &Value)>> = BTreeMap::new();
    let mut made = HashSet::new();
    let mut deleted = HashSet::new();
    for staged in &ledger.staged {
        let kind = ledger.kind(&staged.resource);
        match staged.field.as_str() {
            "+" => drop(made.insert(kind)),
            "-" => drop(deleted.insert((kind, staged.id.as_str()))),
            field => {
                let Some(field) = ledger.fields.get(&(staged.resource.clone(), field.to_owned())) else { continue };
                wanted.entry((kind, field.attribute.as_str())).or_default().push((&staged.id, &staged.value));
            }
        }
    }
    for exchange in exchanges.iter().filter(|exchange| exchange.method != "GET" && is_applied(exchange)) {
        let path = exchange.path.split('?').next().unwrap_or_default();
        let mut segments = path.trim_start_matches("/v1/").trim_start_matches("/v2/").split('/');
        let (kind, id) = (segments.next().unwrap_or_default(), segments.next());
        let body = exchange.request_body.clone().unwrap_or_default();
        if MEDIA.contains(&kind) || body.to_string().contains(THEIRS) {
            continue;
        }
        let what = format!("{} {path} {body} was never staged", exchange.method);
        match (exchange.method.as_str(), id) {
            ("DELETE", Some(id)) => {
                let is_theirs = ledger.touched.contains(&(kind.to_owned(), id.to_owned()));
                assert!(is_theirs || deleted.contains(&(kind, id)), "{what}");
            }
            // What is replaced as a whole is made anew with each change.
            ("POST", _) => assert!(made.contains(kind) || kind == "appPriceSchedules", "{what}"),
            ("PATCH", Some(id)) => {
                let attributes = body["data"]["attributes"].as_object().cloned().unwrap_or_default();
                let linked = body["data"]["relationships"].as_object().cloned().unwrap_or_default();
                let linked = linked.into_iter().map(|(name, end)| (name, end["data"]["id"].clone()));
                for (name, value) in attributes.into_iter().chain(linked) {
                    let value = value.as_bool().map_or(value, |yes| json!(u8::from(yes)));
                    let values = wanted.get(&(kind, name.as_str())).map_or(&[][..], Vec::as_slice);
                    let is_meant = |(of, meant): &(&str, &Value)| {
                        let is_own = |text: &str| text.starts_with('~');
                        (*of == id || is_own(of)) && (**meant == value || meant.as_str().is_some_and(is_own))
                    };
                    assert!(values.iter().any(is_meant), "{what}: {name} = {value}, and staged was {values:?}");
                }
            }
            _ => panic!("{what}"),
        }
    }
}

/// Nothing is there twice.
pub(crate) fn assert_once(fleet: &TestFleet) {
    for (kind, names) in KEYS {
        let mut keys = HashSet::new();
        for resource in fleet.world(kind) {
            let part = |name: &&str| match &resource["relationships"][name]["data"]["id"] {
                Value::Null => resource["attributes"][name].clone(),
                id => id.clone(),
            };
            let key: Vec<Value> = names.iter().map(part).collect();
            if key.iter().all(Value::is_null) {
                continue;
            }
            assert!(keys.insert(format!("{key:?}")), "{kind} {key:?} is there twice");
        }
    }
    let mut open = HashSet::new();
    for submission in fleet.world("reviewSubmissions") {
        if submission["attributes"]["state"] == "COMPLETE" {
            continue;
        }
        let key = format!("{} {}", submission["relationships"]["app"]["data"]["id"], submission["attributes"]["platform"]);
        assert!(open.insert(key.clone()), "two submissions are open: {key}");
    }
    let mut pictures = HashSet::new();
    for picture in fleet.world("appScreenshots") {
        let Some(checksum) = picture["attributes"]["sourceFileChecksum"].as_str().filter(|checksum| !checksum.is_empty()) else { continue };
        let key = format!("{} {checksum}", picture["relationships"]["appScreenshotSet"]["data"]["id"]);
        assert!(pictures.insert(key.clone()), "a set shows a picture twice: {key}");
    }
}

/// No request was one too many: the server's own count, over all processes.
pub(crate) fn assert_within_budget(exchanges: &[Exchange]) {
    let refused: Vec<String> = exchanges
        .iter()
        .filter(|exchange| exchange.status == 429 && exchange.fault.is_none())
        .map(|exchange| format!("{} {} {}", exchange.at, exchange.method, text(&json!(exchange.path))))
        .collect();
    assert!(refused.is_empty(), "over the budget of the hour: {refused:#?}");
}
