//! The price of a sync, counted at the server: what Apple's document lets one request reach, and not one more.

use serde_json::{Value, json};
use sim::Listing;

use crate::support::{Counted, TestFleet, World};

/// So many apps with a live version and a draft, in so many locales, of which a share has screenshots.
fn fleet(apps: usize, locales: usize, sets: usize, share: u8) -> TestFleet {
    let listing = Listing { locales: Some(locales), sets, screenshots: 1, share, uniform: true };
    World::new(&["acme"], apps).healthy().listing(listing).hourly_limit(20_000).start()
}

/// Localizations that own sets of a kind, as the server has them, of versions that are not replaced.
fn owners(fleet: &TestFleet, sets: &str) -> usize {
    let localization = |set: &Value| set["relationships"]["appStoreVersionLocalization"]["data"]["id"].as_str().map(ToOwned::to_owned);
    let owners: std::collections::BTreeSet<String> = fleet.world(sets).iter().filter_map(localization).collect();
    owners.len()
}

const MEDIA: &str = "sync --only states,texts,media";

/// Facts §7.3: ⌈A ÷ 200⌉ + 2A + Σ(1 + locales with sets), over every version; then, with what is live frozen, over the
/// drafts alone; then ⌈A ÷ 200⌉ for a look at the states.
fn assert_price(apps: usize, locales: usize, sets: usize, share: u8) -> [usize; 3] {
    let fleet = fleet(apps, locales, sets, share);
    let with_sets = owners(&fleet, "appScreenshotSets");
    assert_eq!(owners(&fleet, "appPreviewSets"), 0);
    let first = apps.div_ceil(200) + 2 * apps + 2 * apps + with_sets;
    let counted = fleet.counting(|fleet| drop(fleet.ok(MEDIA)));
    assert_eq!(counted, Counted::reads(first), "everything of {apps} apps");
    assert_eq!(fleet.count("SELECT count(*) FROM screenshots"), fleet.world("appScreenshots").len());

    // Half of the localizations are live, and Apple accepts no edits of them.
    let again = apps.div_ceil(200) + 2 * apps + apps + with_sets / 2;
    let planned = fleet.ok(&format!("{MEDIA} --dry-run --json")).json();
    assert_eq!((&planned["requests"], &planned["open"]), (&json!(again), &json!(false)));
    let counted = fleet.counting(|fleet| assert_eq!(fleet.ok(&format!("{MEDIA} --json")).json()["changed"], 0));
    assert_eq!(counted, Counted::reads(again), "{apps} apps again");
    let runs = fleet.rows("SELECT planned, requests FROM sync_runs ORDER BY pk");
    assert_eq!(runs, [json!({ "planned": first, "requests": first }), json!({ "planned": again, "requests": again })]);

    let idle = apps.div_ceil(200);
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync --only states")));
    assert_eq!(counted, Counted::reads(idle), "a look at {apps} apps");
    [first, again, idle]
}

#[test]
fn ten_apps_cost_what_the_formula_says() {
    assert_eq!(assert_price(10, 5, 2, 100), [141, 81, 1]);
    assert_price(10, 5, 2, 50);
    assert_eq!(assert_price(10, 5, 0, 0), [41, 31, 1]);
}

#[test]
fn thirty_apps_cost_what_the_formula_says() {
    assert_eq!(assert_price(30, 10, 2, 100), [721, 391, 1]);
    assert_price(30, 10, 1, 50);
    assert_eq!(assert_price(30, 10, 0, 0), [121, 91, 1]);
}

#[test]
fn a_hundred_apps_cost_what_the_formula_says() {
    assert_eq!(assert_price(100, 20, 1, 100), [4401, 2301, 1]);
}

#[test]
fn a_hundred_apps_with_few_screenshots_cost_less() {
    assert_price(100, 20, 1, 50);
    assert_eq!(assert_price(100, 20, 0, 0), [401, 301, 1]);
}

/// One app that has changed costs what it costs, and no other is asked for.
#[test]
fn a_changed_app_is_paid_for_alone() {
    let fleet = fleet(10, 5, 2, 100);
    fleet.ok(MEDIA);
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("{MEDIA} --max-age 1h"))));
    assert_eq!(counted, Counted::reads(1), "nothing has changed");
    let version = fleet.value("SELECT id FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' ORDER BY id LIMIT 1");
    let version = version.as_str().unwrap();
    fleet.foreign_edit("appStoreVersions", version, json!({ "appVersionState": "WAITING_FOR_REVIEW" }));
    // The states, the app's versions with their texts, this version's locales, and the media of each of them.
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("{MEDIA} --max-age 1h"))));
    assert_eq!(counted, Counted::reads(1 + 1 + 1 + 5));
    // In review its media is frozen, its texts are not.
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("{MEDIA} --app {}", app_of(fleet, version)))));
    assert_eq!(counted, Counted::reads(1 + 2));
}

/// README's figure for twenty locales; how many other apps there are does not matter.
#[test]
fn a_changed_app_of_twenty_locales() {
    let fleet = fleet(3, 20, 1, 100);
    fleet.ok(MEDIA);
    let version = fleet.value("SELECT id FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' ORDER BY id LIMIT 1");
    fleet.foreign_edit("appStoreVersions", version.as_str().unwrap(), json!({ "appVersionState": "WAITING_FOR_REVIEW" }));
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("{MEDIA} --max-age 1d"))));
    assert_eq!(counted, Counted::reads(23));
}

fn app_of(fleet: &TestFleet, version: &str) -> String {
    fleet.value(&format!("SELECT app_id FROM versions WHERE id = '{version}'")).as_str().unwrap().to_owned()
}

/// A version in review is frozen whole, and read once more when it gets there: somebody may have edited it just before.
#[test]
fn the_transition_that_freezes_is_the_last_look() {
    let fleet = fleet(1, 2, 1, 100);
    fleet.ok(MEDIA);
    let draft = fleet.value("SELECT id FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION'");
    let draft = draft.as_str().unwrap();
    let text = fleet.value(&format!("SELECT id FROM version_localizations WHERE version_id = '{draft}' ORDER BY id LIMIT 1"));
    fleet.foreign_edit("appStoreVersionLocalizations", text.as_str().unwrap(), json!({ "description": "the last word" }));
    fleet.foreign_edit("appStoreVersions", draft, json!({ "appVersionState": "IN_REVIEW" }));
    for info in fleet.world("appInfos") {
        fleet.foreign_edit("appInfos", info["id"].as_str().unwrap(), json!({ "state": "READY_FOR_DISTRIBUTION" }));
    }
    let counted = fleet.counting(|fleet| drop(fleet.ok(MEDIA)));
    assert_eq!(counted, Counted::reads(1 + 2 + 1 + 2));
    assert_eq!(fleet.count("SELECT count(*) FROM version_localizations WHERE description = 'the last word'"), 1);
    let counted = fleet.counting(|fleet| drop(fleet.ok(MEDIA)));
    assert_eq!(counted, Counted::reads(1), "nothing of it can change any more");
    let plan = fleet.ok(&format!("{MEDIA} --dry-run --json")).json();
    assert!(plan.to_string().contains("frozen: Apple accepts no edits in this state"), "{plan}");
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("{MEDIA} --full"))));
    assert_eq!(counted, Counted::reads(1 + 2 + 2 * (1 + 2)), "unless everything is asked for");
}

/// Every scope there is, against Apple's document and the server's strict tables.
#[test]
fn everything_can_be_mirrored() {
    let fleet = TestFleet::new();
    let report = fleet.ok("sync --all --json").json();
    assert_eq!((&report["left"], &report["skipped"]), (&json!(0), &json!([])));
    for (tables, kind) in [
        (&["screenshots", "custom_product_page_screenshots"][..], "appScreenshots"),
        (&["previews", "custom_product_page_previews"], "appPreviews"),
        (&["review_details"], "appStoreReviewDetails"),
        (&["phased_releases"], "appStoreVersionPhasedReleases"),
        (&["submissions"], "reviewSubmissions"),
        (&["customer_reviews"], "customerReviews"),
        (&["customer_review_responses"], "customerReviewResponses"),
        (&["custom_product_pages"], "appCustomProductPages"),
        (&["custom_product_page_versions"], "appCustomProductPageVersions"),
        (&["custom_product_page_localizations"], "appCustomProductPageLocalizations"),
        (&["encryption_declarations"], "appEncryptionDeclarations"),
        (&["accessibility_declarations"], "accessibilityDeclarations"),
        (&["webhooks"], "webhooks"),
    ] {
        let mirrored = tables.iter().map(|table| fleet.count(&format!("SELECT count(*) FROM {table}_mirror WHERE gone_at IS NULL")));
        let mirrored: Vec<usize> = mirrored.collect();
        assert!(!mirrored.contains(&0), "{tables:?}");
        // Reviews are of the app, whichever version they were written about.
        let world = fleet.world(kind).iter().filter(|resource| kind == "customerReviews" || is_shown(&fleet, resource)).count();
        assert_eq!(mirrored.iter().sum::<usize>(), world, "{tables:?}");
    }
    assert_eq!(fleet.count("SELECT count(*) FROM territories WHERE account = 'acme'"), 175);
    let availability = fleet.count("SELECT count(*) FROM availability");
    assert!(availability > 0 && availability.is_multiple_of(175), "{availability}");
    assert!(fleet.count("SELECT count(*) FROM prices WHERE customer_price IS NOT NULL AND territory IS NOT NULL") > 0);
    assert!(fleet.count("SELECT count(*) FROM submissions WHERE submitted_by IS NOT NULL AND version IS NOT NULL") > 0);
    assert!(fleet.count("SELECT count(*) FROM builds WHERE pre_release_version IS NOT NULL") > 0);
    assert_eq!(fleet.ok("sync --all --json").json()["new"], 0);
}

/// What hangs from a replaced version is of no use and not fetched.
fn is_shown(fleet: &TestFleet, resource: &Value) -> bool {
    let up = |resource: &Value, relationship: &str, kind: &str| {
        let id = resource["relationships"][relationship]["data"]["id"].as_str()?.to_owned();
        fleet.world(kind).into_iter().find(|above| above["id"] == id.as_str())
    };
    let set = up(resource, "appScreenshotSet", "appScreenshotSets").or_else(|| up(resource, "appPreviewSet", "appPreviewSets"));
    let resource = set.as_ref().unwrap_or(resource);
    let localization = up(resource, "appStoreVersionLocalization", "appStoreVersionLocalizations");
    let version = up(localization.as_ref().unwrap_or(resource), "appStoreVersion", "appStoreVersions");
    let page = up(resource, "appCustomProductPageVersion", "appCustomProductPageVersions");
    version.is_none_or(|version| version["attributes"]["appVersionState"] != "REPLACED_WITH_NEW_VERSION")
        && page.is_none_or(|page| page["attributes"]["state"] != "REPLACED_WITH_NEW_VERSION")
}

/// A demo account's password is in Apple's answer, and nowhere else.
#[test]
fn passwords_stay_with_apple() {
    let fleet = TestFleet::new();
    let details = fleet.world("appStoreReviewDetails");
    for detail in &details {
        fleet.foreign_edit("appStoreReviewDetails", detail["id"].as_str().unwrap(), json!({ "demoAccountPassword": "s3cret-word" }));
    }
    fleet.ok("-vv sync --all");
    assert_eq!(fleet.value("SELECT DISTINCT demo_account_password_set FROM review_details"), 1);
    for entry in std::fs::read_dir(fleet.path().join(".fleet")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(11).any(|window| window == b"s3cret-word"), "{}", path.display());
        }
    }
}
