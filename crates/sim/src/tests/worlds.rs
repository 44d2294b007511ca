//! Worlds of all sizes, with and without problems.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bench, options};
use crate::error::SimError;
use crate::listing::Listing;
use crate::planted::{Planted, Problem};
use crate::service::lock;
use crate::simulator::{Options, Simulator};

fn listing(locales: Option<usize>) -> Listing {
    Listing { locales, ..Listing::default() }
}

fn planted(options: Options) -> Vec<Planted> {
    lock(&Bench::with(options).service.state).planted.clone()
}

#[test]
fn every_problem_is_planted_and_listed() {
    let bench = Bench::with(Options { apps: 70, unknowns: true, ..options() });
    let mut found: BTreeMap<Problem, Vec<Planted>> = BTreeMap::new();
    for planted in lock(&bench.service.state).planted.clone() {
        found.entry(planted.problem).or_default().push(planted);
    }
    for problem in [
        Problem::MissingContentRights,
        Problem::NoAppInfo,
        Problem::ManyVersions,
        Problem::UnansweredAgeRating,
        Problem::MissingSubtitle,
        Problem::MissingCopyright,
        Problem::OddCopyright,
        Problem::NoBuild,
        Problem::ExpiredBuild,
        Problem::UnansweredCompliance,
        Problem::MissingKeywords,
        Problem::OverlongKeywords,
        Problem::MissingSupportUrl,
        Problem::DeadUrl,
        Problem::UnknownAttribute,
        Problem::UnknownValue,
    ] {
        assert!(found.contains_key(&problem), "{problem:?} is not among {:?}", found.keys());
    }
    let state = lock(&bench.service.state);
    let get = |problem| state.world.get(&found[&problem][0].kind, &found[&problem][0].id).unwrap();
    assert_eq!(state.world.related(get(Problem::ManyVersions), "appStoreVersions").len(), 60);
    let dates: BTreeSet<&str> = state.world.all("appStoreVersions").filter_map(|version| version.text("createdDate")).collect();
    assert_eq!(dates.len(), state.world.all("appStoreVersions").count(), "created dates are distinct");
    assert!(get(Problem::OverlongKeywords).text("keywords").unwrap().chars().count() > 100);
    assert!(get(Problem::UnknownAttribute).attributes.contains_key("gracRatingClassificationNumber"));
}

#[test]
fn a_healthy_world_has_no_problems() {
    assert!(planted(Options { apps: 210, problems: false, ..options() }).is_empty());
    let bench = Bench::with(Options { apps: 210, problems: false, ..options() });
    let state = lock(&bench.service.state);
    let first_versions = |version: &&crate::world::Resource| version.text("versionString") == Some("1.0");
    let firsts: BTreeSet<&str> = state.world.all("appStoreVersions").filter(first_versions).map(|version| version.id.as_str()).collect();
    for text in state.world.all("appStoreVersionLocalizations") {
        assert_eq!(text.value("whatsNew").is_null(), firsts.contains(text.link("appStoreVersion").unwrap()));
    }
}

#[test]
fn a_truncated_relation_says_so() {
    let bench = Bench::with(Options { apps: 70, ..options() });
    let many = lock(&bench.service.state).planted.iter().find(|planted| planted.problem == Problem::ManyVersions).unwrap().id.clone();
    let account = bench
        .service
        .credentials
        .iter()
        .position(|credentials| lock(&bench.service.state).world.get("apps", &many).unwrap().visible_to(&credentials.account.name));
    let target = format!("/v1/apps/{many}?include=appStoreVersions&limit[appStoreVersions]=50");
    let answer = bench.send_as(account.unwrap(), "GET", &target, Vec::new());
    let versions = &answer.body["data"]["relationships"]["appStoreVersions"];
    assert_eq!(versions["data"].as_array().unwrap().len(), 50);
    assert_eq!(versions["meta"]["paging"], serde_json::json!({ "total": 60, "limit": 50 }));
}

#[test]
fn keywords_that_are_kept_are_not_taken_again() {
    let bench = Bench::with(Options { apps: 40, accounts: vec!["acme".to_owned()], ..options() });
    let draft =
        |id: &str| bench.find("appStoreVersions", |version| version.id == id).text("appVersionState") == Some("PREPARE_FOR_SUBMISSION");
    let state = lock(&bench.service.state).planted.clone();
    let ids = state.iter().filter(|planted| planted.problem == Problem::OverlongKeywords).map(|planted| planted.id.as_str());
    let texts: Vec<_> = ids.map(|id| bench.find("appStoreVersionLocalizations", |text| text.id == id)).collect();
    let text = texts.iter().find(|text| draft(text.link("appStoreVersion").unwrap())).unwrap();
    let kept = bench.set("appStoreVersionLocalizations", &text.id, &serde_json::json!({ "promotionalText": "New" }));
    assert_eq!((kept.status, &kept.body["data"]["attributes"]["keywords"]), (200, text.value("keywords")));
    let again = bench.set("appStoreVersionLocalizations", &text.id, &serde_json::json!({ "keywords": text.value("keywords") }));
    assert_eq!(again.codes(), ["ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG"]);
}

#[test]
fn unknown_names_and_values_are_answered_only_when_asked_for() {
    let ask = |unknowns| {
        let bench = Bench::with(Options { unknowns, accounts: vec!["acme".to_owned()], ..options() });
        let infos = bench.find("ageRatingDeclarations", |_| true).id;
        let versions = lock(&bench.service.state)
            .world
            .all("appStoreVersions")
            .filter(|version| version.text("appVersionState") == Some("ACTIVE"))
            .count();
        (bench.get(&format!("/v1/appInfos/{infos}/ageRatingDeclaration")).body["data"]["attributes"].clone(), versions)
    };
    let (known, versions) = ask(false);
    assert_eq!((known.get("gracRatingClassificationNumber"), versions), (None, 0));
    let (unknown, versions) = ask(true);
    assert_eq!(unknown["gracRatingClassificationNumber"], "GC-CC-NP-000000");
    assert_eq!((unknown["koreaAgeRatingOverride"].as_str(), versions), (Some("TWELVE_PLUS"), 1));
}

#[test]
fn apps_have_as_many_languages_as_asked_for() {
    for locales in [1, 5, 20, 50] {
        let bench = Bench::with(Options { listing: listing(Some(locales)), apps: 9, ..options() });
        let state = lock(&bench.service.state);
        for info in state.world.all("appInfos") {
            let texts = state.world.related(info, "appInfoLocalizations");
            let names: BTreeSet<&str> = texts.iter().filter_map(|text| text.text("locale")).collect();
            assert_eq!((texts.len(), names.len()), (locales, locales));
            let app = state.world.one(info, "app").unwrap();
            assert!(names.contains(app.text("primaryLocale").unwrap()));
        }
    }
}

#[test]
fn a_small_world_is_the_beginning_of_a_large_one() {
    let small = Bench::with(Options { apps: 1, ..options() });
    let large = Bench::with(Options { apps: 30, ..options() });
    let state = lock(&small.service.state);
    for resource in state.world.everything() {
        let same =
            lock(&large.service.state).world.get(resource.kind.name, &resource.id).map(|other| other.attributes == resource.attributes);
        assert_eq!(same, Some(true), "{} {}", resource.kind.name, resource.id);
    }
}

#[tokio::test]
async fn the_list_outlives_the_mending_and_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || Options { state: Some(folder.path().to_owned()), ..options() };
    let simulator = Simulator::start(kept()).await.unwrap();
    let planted = simulator.planted();
    let missing = planted.iter().find(|planted| planted.problem == Problem::MissingKeywords).unwrap();
    simulator.edit(&missing.kind, &missing.id, serde_json::json!({ "keywords": "mended" })).unwrap();
    simulator.stop().await;
    assert_eq!(Simulator::start(Options { problems: false, ..kept() }).await.unwrap().planted(), planted);
    for locales in [Some(0), Some(51)] {
        assert!(matches!(Simulator::start(Options { listing: listing(locales), ..options() }).await, Err(SimError::Options { .. })));
    }
}
