//! Every path that the simulator's own links lead to, and what can be written: held against Apple's document.

use std::collections::{BTreeMap, HashSet, VecDeque};

use serde_json::{Value, json};
use sim::{Options, Simulator};

use crate::support::contract::contract;
use crate::support::send;

/// How many resources of a kind of path are looked at.
const EACH: usize = 3;

/// A simulator with one account, and a token of it.
struct Walk {
    simulator: Simulator,
    token: String,
    runtime: tokio::runtime::Runtime,
}

impl Walk {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let options = Options { accounts: vec!["acme".into()], apps: 14, hourly_limit: 100_000, ..Options::default() };
        let simulator = runtime.block_on(Simulator::start(options)).unwrap();
        let token = simulator.token("acme").unwrap();
        Self { simulator, token, runtime }
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        send(method, &format!("{}{path}", self.simulator.url()), &self.token, body)
    }

    /// Creates a resource and returns its id.
    fn create(&self, kind: &str, version: u8, data: &Value) -> String {
        let (status, answer) = self.ask("POST", &format!("/v{version}/{kind}"), Some(data));
        assert_eq!(status, 201, "{kind}: {answer}");
        answer["data"]["id"].as_str().unwrap().to_owned()
    }

    /// Everything that was asked and answered fits the document.
    fn check(self) {
        let Some(contract) = contract() else { return };
        let mut violations: BTreeMap<String, String> = BTreeMap::new();
        // Links lead to some places that the document does not offer; there the refusal is the right answer.
        for exchange in self.simulator.exchanges().iter().filter(|exchange| !matches!(exchange.status, 403 | 404)) {
            for violation in contract.violations(exchange) {
                let template = template(exchange.path.split('?').next().unwrap());
                violations
                    .entry(format!("{} {template} {}: {violation}", exchange.method, exchange.status))
                    .or_insert_with(|| exchange.path.clone());
            }
        }
        assert!(violations.is_empty(), "{} violations:\n{violations:#?}", violations.len());
        drop(self.runtime);
    }
}

#[test]
fn all_that_links_lead_to_is_in_the_document() {
    let walk = Walk::new();
    let roots =
        ["/v1/apps", "/v1/builds", "/v1/appCategories", "/v1/territories", "/v1/preReleaseVersions", "/v1/appEncryptionDeclarations"];
    let mut waiting: VecDeque<String> = roots.map(ToOwned::to_owned).into();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: HashSet<String> = waiting.iter().cloned().collect();
    while let Some(path) = waiting.pop_front() {
        let times = asked.entry(template(&path)).or_default();
        *times += 1;
        if *times > EACH {
            continue;
        }
        let (_, mut answer) = walk.ask("GET", &path, None);
        if let Some(include) = contract().map(|contract| contract.includes(&path)).filter(|include| !include.is_empty()) {
            answer = json!([answer, walk.ask("GET", &format!("{path}?include={}", include.join(",")), None).1]);
        }
        links(&answer, &mut |link| {
            let path = link.trim_start_matches(walk.simulator.url()).to_owned();
            if path.starts_with("/v") && !path.contains('?') && seen.insert(path.clone()) {
                waiting.push_back(path);
            }
        });
    }
    assert!(asked.len() > 100, "only {} kinds of path: {asked:#?}", asked.len());
    walk.check();
}

#[test]
fn all_that_is_written_is_in_the_document() {
    let walk = Walk::new();
    let to = |kind: &str, id: &str| json!({ "data": { "type": kind, "id": id } });
    let versions = walk.simulator.resources("appStoreVersions");
    let draft = versions.iter().find(|version| version["attributes"]["appVersionState"] == "PREPARE_FOR_SUBMISSION").unwrap();
    let (draft, app) = (draft["id"].as_str().unwrap(), draft["relationships"]["app"]["data"]["id"].as_str().unwrap());

    let localization = json!({ "data": { "type": "appStoreVersionLocalizations", "attributes": { "locale": "hr", "description": "Opis" }, "relationships": { "appStoreVersion": to("appStoreVersions", draft) } } });
    let localization = walk.create("appStoreVersionLocalizations", 1, &localization);
    let set = json!({ "data": { "type": "appScreenshotSets", "attributes": { "screenshotDisplayType": "APP_IPHONE_67" }, "relationships": { "appStoreVersionLocalization": to("appStoreVersionLocalizations", &localization) } } });
    let set = walk.create("appScreenshotSets", 1, &set);
    let screenshot = json!({ "data": { "type": "appScreenshots", "attributes": { "fileName": "1.png", "fileSize": 12 }, "relationships": { "appScreenshotSet": to("appScreenshotSets", &set) } } });
    let screenshot = walk.create("appScreenshots", 1, &screenshot);
    let order = json!({ "data": [{ "type": "appScreenshots", "id": screenshot }] });
    assert_eq!(walk.ask("PATCH", &format!("/v1/appScreenshotSets/{set}/relationships/appScreenshots"), Some(&order)).0, 204);
    assert_eq!(walk.ask("DELETE", &format!("/v1/appScreenshotSets/{set}"), None).0, 204);

    let submission = json!({ "data": { "type": "reviewSubmissions", "attributes": { "platform": "IOS" }, "relationships": { "app": to("apps", app) } } });
    let submission = walk.create("reviewSubmissions", 1, &submission);
    // Nobody has said that this version is ready: the refusal names what is missing, by resource.
    let item = json!({ "data": { "type": "reviewSubmissionItems", "relationships": { "reviewSubmission": to("reviewSubmissions", &submission), "appStoreVersion": to("appStoreVersions", draft) } } });
    let (status, refused) = walk.ask("POST", "/v1/reviewSubmissionItems", Some(&item));
    assert!(status == 201 || (status == 409 && !refused["errors"][0]["meta"]["associatedErrors"].is_null()), "{refused}");

    let page = json!({ "data": { "type": "appCustomProductPages", "attributes": { "name": "Spring" }, "relationships": {
        "app": to("apps", app), "appCustomProductPageVersions": { "data": [{ "type": "appCustomProductPageVersions", "id": "${v}" }] } } },
        "included": [
            { "type": "appCustomProductPageVersions", "id": "${v}", "relationships": { "appCustomProductPageLocalizations": { "data": [{ "type": "appCustomProductPageLocalizations", "id": "${l}" }] } } },
            { "type": "appCustomProductPageLocalizations", "id": "${l}", "attributes": { "locale": "en-US" } }] });
    walk.create("appCustomProductPages", 1, &page);
    let hook = json!({ "data": { "type": "webhooks", "attributes": { "enabled": true, "eventTypes": ["APP_STORE_VERSION_APP_VERSION_STATE_UPDATED"], "name": "n", "secret": "s", "url": "http://127.0.0.1:9/" }, "relationships": { "app": to("apps", app) } } });
    let hook = walk.create("webhooks", 1, &hook);
    let off = json!({ "data": { "type": "webhooks", "id": hook, "attributes": { "enabled": false } } });
    assert_eq!(walk.ask("PATCH", &format!("/v1/webhooks/{hook}"), Some(&off)).0, 200);

    let points = walk.ask("GET", &format!("/v1/apps/{app}/appPricePoints?filter[territory]=USA&limit=200&include=territory"), None).1;
    let schedule = json!({ "data": { "type": "appPriceSchedules", "relationships": {
        "app": to("apps", app), "baseTerritory": to("territories", "USA"), "manualPrices": { "data": [{ "type": "appPrices", "id": "${p}" }] } } },
        "included": [{ "type": "appPrices", "id": "${p}", "attributes": { "startDate": null, "endDate": null }, "relationships": { "appPricePoint": to("appPricePoints", points["data"][0]["id"].as_str().unwrap()) } }] });
    walk.create("appPriceSchedules", 1, &schedule);
    assert_eq!(
        walk.ask("GET", &format!("/v1/appPriceSchedules/{app}/manualPrices?include=appPricePoint,territory&limit=200"), None).0,
        200
    );
    walk.check();
}

/// `/v1/apps/{id}/appInfos`
fn template(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    let shown = |(index, segment): (usize, &&str)| if index == 3 { "{id}".to_owned() } else { (*segment).to_owned() };
    segments.iter().enumerate().map(shown).collect::<Vec<_>>().join("/")
}

/// Visits every link of a document.
fn links(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "links" {
                    member.as_object().into_iter().flat_map(|links| links.values()).filter_map(Value::as_str).for_each(&mut *visit);
                } else {
                    links(member, visit);
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| links(member, visit)),
        _ => {}
    }
}
