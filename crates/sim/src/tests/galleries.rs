//! Generated media: nobody can tell that they are not there until somebody looks.

use serde_json::json;

use super::{Bench, options};
use crate::copy;
use crate::ids::Ids;
use crate::latent::Latent;
use crate::listing::Listing;
use crate::media::picture::decode;
use crate::media::serve::thumbnail;
use crate::media::sizes;
use crate::service::lock;
use crate::simulator::Options;
use crate::world::{Change, Resource, World};

fn texts(world: &World, kind: &str) -> Vec<String> {
    world.all(kind).map(|resource| serde_json::to_string(resource).unwrap()).collect()
}

/// A localization of a version in preparation that has screenshots.
fn shown(bench: &Bench) -> Resource {
    let state = lock(&bench.service.state);
    let is_draft = |localization: &&Resource| {
        let version = state.world.one(localization, "appStoreVersion").unwrap();
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && localization.visible_to("acme")
    };
    let drafts = state.world.all("appStoreVersionLocalizations").filter(is_draft);
    drafts.into_iter().find(|localization| state.world.members(localization, "appScreenshotSets").len() == 2).unwrap().clone()
}

fn galleries(bench: &Bench) -> usize {
    lock(&bench.service.state).world.galleries().count()
}

#[test]
fn reading_leaves_no_trace_and_writing_keeps_the_rest() {
    let bench = Bench::new();
    let before = galleries(&bench);
    let localization = shown(&bench).id;
    let path = format!("/v1/appStoreVersionLocalizations/{localization}/appScreenshotSets?include=appScreenshots");
    let read = bench.get(&path);
    assert_eq!((read.ids().len(), read.body["included"].as_array().unwrap().len()), (2, 6));
    assert_eq!(galleries(&bench), before);
    let set = read.ids()[0].to_owned();
    let screenshots = format!("/v1/appScreenshotSets/{set}/appScreenshots");
    let ids: Vec<String> = bench.get(&screenshots).ids().into_iter().map(str::to_owned).collect();
    let up = bench.get(&format!("/v1/appScreenshots/{}?include=appScreenshotSet", ids[0]));
    assert_eq!(up.body["included"][0]["id"], set);
    let up = bench.get(&format!("/v1/appScreenshotSets/{set}?include=appStoreVersionLocalization"));
    assert_eq!(up.body["included"][0]["id"], localization);
    let order: Vec<_> = [2, 0, 1].map(|index: usize| json!({ "type": "appScreenshots", "id": ids[index] })).to_vec();
    let linkage = format!("/v1/appScreenshotSets/{set}/relationships/appScreenshots");
    assert_eq!(bench.patch(&linkage, &json!({ "data": order })).status, 204);
    assert_eq!(bench.delete(&format!("/v1/appScreenshots/{}", ids[1])).status, 204);
    assert_eq!(galleries(&bench), before - 1);
    assert_eq!(bench.get(&screenshots).ids(), [ids[2].as_str(), ids[0].as_str()]);
    assert_eq!(bench.get(&path).ids(), read.ids());
    assert_eq!(bench.get(&format!("/v1/appScreenshots/{}", ids[1])).status, 404);
}

#[test]
fn a_world_with_galleries_survives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Options { state: Some(folder.path().to_owned()), ..options() };
    let everything = |bench: &Bench| {
        let state = lock(&bench.service.state);
        ["appScreenshotSets", "appScreenshots", "appPreviewSets", "appPreviews"].map(|kind| texts(&state.world, kind))
    };
    let bench = Bench::with(kept.clone());
    let localization = shown(&bench).id;
    let path = format!("/v1/appStoreVersionLocalizations/{localization}/appScreenshotSets");
    let body = json!({ "data": {
        "type": "appScreenshotSets",
        "attributes": { "screenshotDisplayType": "APP_IPHONE_35" },
        "relationships": { "appStoreVersionLocalization": { "data": { "type": "appStoreVersionLocalizations", "id": localization } } },
    } });
    assert_eq!(bench.post("/v1/appScreenshotSets", &body).status, 201);
    let first = bench.get(&path).ids()[0].to_owned();
    assert_eq!(bench.get(&path).ids().len(), 3, "a new set among those of the gallery");
    assert_eq!(bench.delete(&format!("/v1/appScreenshotSets/{first}")).status, 204);
    let before = everything(&bench);
    drop(bench);
    let bench = Bench::with(kept.clone());
    assert_eq!(everything(&bench), before, "from the journal");
    lock(&bench.service.state).compact(0).unwrap();
    drop(bench);
    let bench = Bench::with(kept);
    assert_eq!(everything(&bench), before, "from the snapshot");
}

#[test]
fn a_localization_takes_its_gallery_with_it() {
    let bench = Bench::new();
    let localization = {
        let state = lock(&bench.service.state);
        let app_primary = |localization: &Resource| {
            let version = state.world.one(localization, "appStoreVersion").unwrap();
            state.world.one(version, "app").unwrap().text("primaryLocale") == localization.text("locale")
        };
        let is_draft = |localization: &&Resource| {
            let version = state.world.one(localization, "appStoreVersion").unwrap();
            version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && localization.visible_to("acme")
        };
        let mut drafts = state.world.all("appStoreVersionLocalizations").filter(is_draft);
        let found = drafts.find(|one| !app_primary(one) && !state.world.members(one, "appScreenshotSets").is_empty());
        found.unwrap().clone()
    };
    let set = bench.other(&localization, "appScreenshotSets").id;
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionLocalizations/{}", localization.id)).status, 204);
    assert_eq!(bench.get(&format!("/v1/appScreenshotSets/{set}")).status, 404);
    let state = lock(&bench.service.state);
    assert!(state.world.all("appScreenshots").all(|screenshot| state.world.one(screenshot, "appScreenshotSet").is_some()));
}

#[test]
fn a_copy_has_resources_of_its_own() {
    let bench = Bench::new();
    let localization = shown(&bench);
    let mut state = lock(&bench.service.state);
    let mut copy = Resource { id: "copy".to_owned(), ..localization.clone() };
    let parts = copy::parts(&state.world, &localization, &mut copy, &Ids::new(&state.world, 1));
    parts.into_iter().chain([copy.clone()]).for_each(|resource| state.world.apply(Change::Put(resource)));
    let checksums = |localization: &Resource| -> Vec<String> {
        let sets = state.world.members(localization, "appScreenshotSets");
        let all = sets.iter().flat_map(|set| state.world.members(set, "appScreenshots"));
        all.map(|screenshot| screenshot.value("sourceFileChecksum").to_string()).collect()
    };
    assert_eq!(checksums(&copy).len(), 6);
    assert_eq!(checksums(&copy), checksums(&localization));
    let first = |localization: &Resource| state.world.members(localization, "appScreenshotSets")[0].id.clone();
    assert_ne!(first(&copy), first(&localization));
}

#[test]
fn generated_media_keep_the_rules_and_have_their_problems() {
    let bench = Bench::with(Options { apps: 60, ..options() });
    let mut state = lock(&bench.service.state);
    let all: Vec<Resource> = ["appScreenshotSets", "appScreenshots", "appPreviewSets", "appPreviews"]
        .iter()
        .flat_map(|kind| state.world.all(kind).cloned())
        .collect();
    let mut ids = std::collections::HashSet::new();
    let mut states = std::collections::BTreeMap::<String, usize>::new();
    for resource in &all {
        assert!(ids.insert(resource.id.as_str()));
        for attribute in resource.kind.attributes.iter().filter(|attribute| attribute.shown) {
            let value = resource.value(attribute.name);
            assert!(value.is_null() || crate::check::check_value(attribute, value).is_none(), "{} = {value}", attribute.name);
        }
        if resource.kind.name == "appScreenshots" {
            *states.entry(resource.value("assetDeliveryState")["state"].to_string()).or_default() += 1;
        }
    }
    assert!(states["\"FAILED\""] >= 1 && states["\"AWAITING_UPLOAD\""] >= 1, "{states:?}");
    assert!(states["\"COMPLETE\""] > 1000, "{states:?}");
    assert!(all.iter().any(|resource| resource.kind.name == "appPreviews"));
    for resource in &all {
        state.world.put(resource.clone());
    }
    assert_eq!(state.world.galleries().count(), 0, "every one was written to");
    assert_eq!(state.world.all("appScreenshots").count(), all.iter().filter(|one| one.kind.name == "appScreenshots").count());
}

#[test]
fn a_generated_picture_is_served_at_its_size() {
    let bench = Bench::new();
    let state = lock(&bench.service.state);
    let screenshot = state.world.all("appScreenshots").find(|one| !one.value("imageAsset").is_null()).unwrap();
    let display = state.world.one(screenshot, "appScreenshotSet").unwrap().text("screenshotDisplayType").unwrap();
    let asset = screenshot.value("imageAsset");
    let token = asset["templateUrl"].as_str().unwrap().split('/').nth(3).unwrap();
    let (_, bytes) = thumbnail(&state.world.blobs, token, "9999x9999bb.png").unwrap();
    let decoded = decode(&bytes).unwrap();
    assert!(sizes::accepted(display).contains(&(decoded.picture.width, decoded.picture.height)));
    assert_eq!(asset["width"], decoded.picture.width);
    assert!(!decoded.alpha);
    assert_eq!(thumbnail(&state.world.blobs, token, "9999x9999bb.png").unwrap().1, bytes, "always the same");
}

#[test]
fn listings_are_as_large_as_they_are_asked_to_be() {
    let listing = Listing { locales: Some(50), sets: 3, screenshots: 5, share: 100, ..Listing::default() };
    let bench = Bench::with(Options { apps: 2, listing, ..options() });
    let state = lock(&bench.service.state);
    for version in state.world.all("appStoreVersions") {
        assert_eq!(state.world.members(version, "appStoreVersionLocalizations").len(), 50);
    }
    let phone = state.world.all("appScreenshotSets").find(|set| set.text("screenshotDisplayType") == Some("APP_IPHONE_67")).unwrap();
    let localization = state.world.one(phone, "appStoreVersionLocalization").unwrap();
    let sets = state.world.members(localization, "appScreenshotSets");
    assert_eq!(sets.iter().map(|set| state.world.members(set, "appScreenshots").len()).collect::<Vec<_>>(), [5, 5, 5]);
}

#[test]
fn many_made_galleries_are_forgotten_again() {
    let bench = Bench::with(Options { apps: 3, ..options() });
    let mut latent = Latent::default();
    let galleries: Vec<_> = lock(&bench.service.state).world.galleries().cloned().collect();
    for number in 0..5000_u64 {
        let gallery = galleries[usize::try_from(number).unwrap() % galleries.len()].clone();
        let key = crate::gallery::Gallery::key_of(number << 20);
        latent.add(crate::gallery::Gallery { key, localization: number.to_string(), ..gallery });
    }
    let before: Vec<String> = latent.all("appScreenshots").map(|one| one.id.clone()).collect();
    latent.tidy();
    assert_eq!(latent.all("appScreenshots").map(|one| one.id.clone()).collect::<Vec<_>>(), before);
}
