//! Parameters: what is refused, what filters keep, how sorts order.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Bench, ORIGIN};
use crate::service::lock;

#[test]
fn nothing_is_ignored() {
    let bench = Bench::new();
    let app = bench.find("apps", |_| true).id;
    let illegal = [
        "/v1/apps?nonsense=1".to_owned(),
        "/v1/apps?filter[nonsense]=1".to_owned(),
        "/v1/apps?fields[betaTesters]=email".to_owned(),
        "/v1/apps?limit[appInfos]=5".to_owned(),
        "/v1/apps?include=appStoreIcon&limit[appStoreIcon]=5".to_owned(),
        "/v1/apps?exists[name]=true".to_owned(),
        format!("/v1/apps/{app}?limit=5"),
        format!("/v1/apps/{app}/builds?sort=version"),
        format!("/v1/apps/{app}/builds?filter[version]=1"),
        format!("/v1/apps/{app}/builds?include=app"),
        format!("/v1/apps/{app}/appStoreVersions?sort=versionString"),
        format!("/v1/apps/{app}/relationships/appInfos?fields[appInfos]=state"),
    ];
    for target in illegal {
        let answer = bench.get(&target);
        assert_eq!((answer.status, answer.codes()), (400, vec!["PARAMETER_ERROR.ILLEGAL"]), "{target}");
        assert!(answer.body["errors"][0]["source"]["parameter"].is_string());
    }
    let invalid = [
        ("/v1/apps?limit=0", "limit"),
        ("/v1/apps?limit=201", "limit"),
        ("/v1/apps?limit=all", "limit"),
        ("/v1/apps?include=appStoreVersions.build", "include"),
        ("/v1/apps?include=", "include"),
        ("/v1/apps?include=appInfos&limit[appInfos]=51", "limit[appInfos]"),
        ("/v1/apps?fields[apps]=nonsense", "fields[apps]"),
        ("/v1/apps?fields[reviewSubmissions]=nonsense", "fields[reviewSubmissions]"),
        ("/v1/apps?sort=nonsense", "sort"),
        ("/v1/apps?filter[appStoreVersions.platform]=WATCH_OS", "filter[appStoreVersions.platform]"),
        ("/v1/builds?filter[expired]=maybe", "filter[expired]"),
        ("/v1/builds?exists[usesNonExemptEncryption]=1", "exists[usesNonExemptEncryption]"),
        ("/v1/apps?filter[name]=%ff", "filter[name]"),
    ];
    for (target, parameter) in invalid {
        let answer = bench.get(target);
        assert_eq!((answer.status, answer.codes()), (400, vec!["PARAMETER_ERROR.INVALID"]), "{target}");
        assert_eq!(answer.body["errors"][0]["source"]["parameter"], parameter);
    }
}

#[test]
fn apple_s_sentences() {
    let bench = Bench::new();
    let detail = |target: &str| bench.get(target).body["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
    assert_eq!(detail("/v1/apps?limit=201"), "The maximum allowable limit is '200'");
    assert_eq!(detail("/v1/appCategories?sort=id"), "The parameter 'sort' can not be used with this request");
    assert_eq!(detail("/v1/apps?fields[apps]=x"), "'x' is not a valid field name");
    assert_eq!(detail("/v1/apps?filter[x]=y"), "'x' is not a valid filter type");
    assert_eq!(detail("/v1/apps?include=a.b"), "'a.b' is not a valid relationship name");
}

#[test]
fn several_errors_come_at_once() {
    let answer = Bench::new().get("/v1/apps?limit=0&nonsense=1&include=a,b");
    let mut codes = answer.codes();
    codes.sort_unstable();
    assert_eq!(codes, ["PARAMETER_ERROR.ILLEGAL", "PARAMETER_ERROR.INVALID", "PARAMETER_ERROR.INVALID", "PARAMETER_ERROR.INVALID"]);
}

#[test]
fn a_long_url_breaks_the_server() {
    let bench = Bench::new();
    let path = "/v1/apps?filter[bundleId]=";
    let fits = "x".repeat(4096 - ORIGIN.len() - path.len());
    assert_eq!(bench.get(&format!("{path}{fits}")).status, 200);
    let answer = bench.get(&format!("{path}{fits}x"));
    assert_eq!((answer.status, answer.codes()), (500, vec!["UNEXPECTED_ERROR"]));
}

#[test]
fn filters_mean_what_they_say() {
    let bench = Bench::new();
    let all = bench.get("/v1/apps?limit=200");
    let ids = all.ids();
    assert_eq!(bench.get(&format!("/v1/apps?filter[id]={},{}", ids[0], ids[2])).ids(), [ids[0], ids[2]]);
    let app = bench.find("apps", |app| app.id == ids[1]);
    let bundle_id = app.text("bundleId").unwrap();
    assert_eq!(bench.get(&format!("/v1/apps?filter[bundleId]={bundle_id}&filter[id]={}", ids[1])).ids(), [ids[1]]);
    assert!(bench.get(&format!("/v1/apps?filter[bundleId]={bundle_id}&filter[id]={}", ids[0])).ids().is_empty(), "filters are AND");

    let rejected = bench.get(
        "/v1/apps?filter[appStoreVersions.appVersionState]=REJECTED,METADATA_REJECTED&include=appStoreVersions&limit[appStoreVersions]=50",
    );
    assert!(!rejected.ids().is_empty() && rejected.ids().len() < ids.len());
    let states: BTreeSet<&str> = rejected.body["included"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|version| version["attributes"]["appVersionState"].as_str())
        .collect();
    assert!(states.contains("READY_FOR_DISTRIBUTION"), "the filter narrows apps, not what they include");

    let versions = bench.get(&format!("/v1/apps/{}/appStoreVersions?filter[appVersionState]=READY_FOR_DISTRIBUTION", ids[0]));
    assert!(
        versions.body["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|version| version["attributes"]["appVersionState"] == "READY_FOR_DISTRIBUTION")
    );

    let builds = bench.get(&format!("/v1/builds?limit=200&filter[app]={},{}&filter[expired]=false", ids[0], ids[1]));
    assert!(builds.body["data"].as_array().unwrap().iter().all(|build| build["attributes"]["expired"] == false));
    let open = bench.get("/v1/builds?limit=200&exists[usesNonExemptEncryption]=false");
    assert!(open.body["data"].as_array().unwrap().iter().all(|build| build["attributes"]["usesNonExemptEncryption"] == Value::Null));
    let mac = bench.get("/v1/builds?limit=200&filter[preReleaseVersion.platform]=MAC_OS").ids().len();
    assert!(mac > 0 && mac < bench.get("/v1/builds?limit=200").ids().len());

    let top = bench.get("/v1/appCategories?limit=200&exists[parent]=false&filter[platforms]=MAC_OS");
    assert_eq!(top.ids().len(), 25, "all but stickers");
    let reviewed = bench.get("/v1/apps?limit=200&filter[reviewSubmissions.state]=UNRESOLVED_ISSUES").ids().len();
    assert!(reviewed > 0 && reviewed < bench.get("/v1/apps?limit=200").ids().len());
    assert!(bench.get("/v1/apps?exists[gameCenterEnabledVersions]=true").ids().is_empty());
}

#[test]
fn sorts_order_both_ways() {
    let bench = Bench::new();
    let names = |target: &str| -> Vec<String> {
        let body = bench.get(target).body;
        body["data"].as_array().unwrap().iter().map(|app| app["attributes"]["name"].to_string()).collect()
    };
    let up = names("/v1/apps?sort=name");
    let mut down = names("/v1/apps?sort=-name");
    assert!(up.is_sorted());
    down.reverse();
    assert_eq!(up, down);
    let dates: Vec<jiff::Timestamp> = bench.get("/v1/builds?sort=-uploadedDate&limit=200").body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|build| build["attributes"]["uploadedDate"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(dates.is_sorted_by(|left, right| left >= right));
}

#[test]
fn versions_come_newest_first() {
    let bench = Bench::new();
    let app = {
        let state = lock(&bench.service.state);
        let mut apps = state.world.all("apps").filter(|app| app.visible_to("acme"));
        apps.find(|app| state.world.related(app, "appStoreVersions").len() > 3).unwrap().id.clone()
    };
    let body = bench.get(&format!("/v1/apps/{app}/appStoreVersions?filter[platform]=IOS,TV_OS,VISION_OS")).body;
    let dates: Vec<jiff::Timestamp> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["attributes"]["createdDate"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(dates.len() > 1 && dates.is_sorted_by(|left, right| left > right), "{dates:?}");
}
