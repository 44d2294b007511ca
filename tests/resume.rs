//! A sync that is killed, told to stop, runs out of budget or meets trouble: nothing is lost, and nothing is paid twice.

use std::collections::BTreeMap;
use std::io::Read as _;

use serde_json::{Value, json};
use sim::{Cut, Effect, Fault, Listing, When};
use store::SyncLock;

use crate::support::{TestFleet, World, sqlite3};

const EVERYTHING: &str = "sync --only states,texts,media";

fn world(apps: usize) -> World {
    let listing = Listing { locales: Some(10), sets: 1, screenshots: 1, share: 100, uniform: true };
    World::new(&["acme"], apps).healthy().listing(listing).hourly_limit(20_000)
}

/// What the mirror has of the resources that can be compared, by table and id.
fn mirrored(fleet: &TestFleet) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (table, column) in COMPARED {
        for row in fleet.rows(&format!("SELECT id, {column} AS value FROM {table}_mirror WHERE gone_at IS NULL")) {
            all.insert(format!("{table} {}", row["id"].as_str().unwrap()), row["value"].clone());
        }
    }
    all
}

const COMPARED: [(&str, &str); 6] = [
    ("apps", "name"),
    ("versions", "state"),
    ("version_localizations", "description"),
    ("app_info_localizations", "name"),
    ("screenshot_sets", "display_type"),
    ("screenshots", "checksum"),
];

/// The same of the server.
fn there(fleet: &TestFleet) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for ((table, _), (kind, attribute)) in COMPARED.iter().zip([
        ("apps", "name"),
        ("appStoreVersions", "appVersionState"),
        ("appStoreVersionLocalizations", "description"),
        ("appInfoLocalizations", "name"),
        ("appScreenshotSets", "screenshotDisplayType"),
        ("appScreenshots", "sourceFileChecksum"),
    ]) {
        for resource in fleet.world(kind) {
            all.insert(format!("{table} {}", resource["id"].as_str().unwrap()), resource["attributes"][attribute].clone());
        }
    }
    all
}

/// Killed at fifty points, all over the sync, and started again each time.
#[test]
fn fifty_kills_cost_next_to_nothing() {
    const KILLS: usize = 50;
    // A hundred apps, twenty locales, everything live and in draft: facts §7.3.
    let whole: usize = 4401;
    let listing = Listing { locales: Some(20), sets: 1, screenshots: 1, share: 100, uniform: true };
    let fleet = world(100).listing(listing).start();
    let mut random = fastrand::Rng::with_seed(2026);
    for kill in 0..KILLS {
        let before = fleet.sim().request_count();
        // Spread over what is left, so that the last one still finds something to do.
        let left = whole.saturating_sub(before) / (KILLS - kill + 1);
        let answers = random.usize(1..=(2 * left).max(2));
        let mut sync = fleet.start(EVERYTHING);
        if sync.runs_until(|| fleet.sim().request_count() >= before + answers) {
            sync.kill();
        }
    }
    fleet.ok(EVERYTHING);
    assert_eq!(mirrored(&fleet), there(&fleet));
    let spent = fleet.sim().request_count();
    assert!(spent * 100 <= whole * 102, "{spent} requests for a sync of {whole}");
    if let Some(check) = sqlite3(&fleet.database(), "PRAGMA integrity_check; PRAGMA foreign_key_check") {
        assert_eq!(check.to_string(), "ok");
    }
}

/// Ctrl-C finishes what is under way, says what is left, and the same command goes on from there.
#[cfg(unix)]
#[test]
fn told_to_stop_it_says_what_is_left() {
    let fleet = world(30).start();
    let mut sync = fleet.start(&format!("{EVERYTHING} --json"));
    assert!(sync.runs_until(|| fleet.sim().request_count() >= 20));
    sync.signal("INT");
    let ran = sync.wait();
    assert_eq!(ran.code, 130, "{ran}");
    let report = ran.json();
    assert_eq!(report["interrupted"], true);
    assert!(report["left"].as_u64().unwrap() > 0 && ran.stderr.contains("the same command goes on from here"), "{ran}");
    let report = fleet.ok(&format!("{EVERYTHING} --json")).json();
    assert_eq!((&report["continued"], &report["left"]), (&json!(true), &json!(0)));
    assert_eq!(mirrored(&fleet), there(&fleet));
    assert_eq!(fleet.sim().request_count(), 721, "not one request was paid twice");
}

/// A list of many pages goes on at the page where it stopped, and knows what was on the pages before.
#[test]
fn a_long_list_goes_on_at_its_page() {
    let fleet = World::new(&["acme"], 1_001).healthy().start();
    let mut sync = fleet.start("sync --only states");
    assert!(sync.runs_until(|| fleet.sim().request_count() >= 4), "it ended before it could be killed");
    sync.kill();
    let pages = fleet.rows("SELECT next IS NOT NULL AS is_open, json_array_length(seen) AS rows FROM sync_scopes");
    assert_eq!(pages[0]["is_open"], 1, "{pages:?}");
    let before = fleet.sim().request_count();
    let read = pages[0]["rows"].as_u64().unwrap() / 200;
    let report = fleet.ok("sync --only states --json").json();
    assert_eq!((&report["apps"], &report["gone"]), (&json!(1_001), &json!(0)));
    assert_eq!(fleet.sim().request_count() - before, 6 - usize::try_from(read).unwrap());
}

/// When the hour is spent, what matters most has been read: states, then texts, then media.
#[test]
fn a_small_budget_is_spent_in_order() {
    let fleet = world(10).hourly_limit(40).start();
    let ran = fleet.run(&format!("{EVERYTHING} --json"));
    assert_eq!(ran.code, 5, "{ran}");
    assert_eq!(fleet.sim().request_count(), 36, "a tenth is left for people");
    assert_eq!(fleet.count("SELECT count(*) FROM apps"), 10);
    assert_eq!(fleet.count("SELECT count(DISTINCT app_id) FROM app_info_localizations"), 10);
    let drafts = "SELECT count(DISTINCT version_id) FROM screenshot_sets WHERE state = 'PREPARE_FOR_SUBMISSION'";
    assert!(fleet.count(drafts) >= 9, "drafts come before what is live");
    assert!(ran.json()["left"].as_u64().unwrap() > 0);
}

/// Of three syncs at once, two wait, and pay only for what the others did not read.
#[test]
fn who_waits_for_a_sync_pays_nothing_again() {
    let fleet = world(20).start();
    sync_three_times(&fleet);
    assert_eq!(mirrored(&fleet), there(&fleet));
    let whole = 1 + 2 * 20 + 40 * 11;
    assert_eq!(fleet.sim().request_count(), whole);

    // One that was killed some time ago looks as if it were under way, but what it has read is nobody's news.
    let killed = "UPDATE sync_runs SET finished_at = NULL WHERE pk = (SELECT max(pk) FROM sync_runs)";
    let Some(ran) = sqlite3(&fleet.database(), killed) else { return };
    assert_eq!(ran.code, 0, "{ran}");
    sync_three_times(&fleet);
    assert_eq!(fleet.sim().request_count() - whole, 1 + 2 * 20 + 20 * 11, "what is live is frozen");
}

/// Three at once, of which none begins before all have come.
fn sync_three_times(fleet: &TestFleet) {
    std::fs::create_dir_all(fleet.database().parent().unwrap()).unwrap();
    let lock = SyncLock::try_take(&fleet.database()).unwrap().expect("nobody else syncs");
    let mut syncs: Vec<_> = (0..3).map(|_| fleet.start(EVERYTHING)).collect();
    let talk: Vec<_> = syncs.iter_mut().map(|sync| sync.says("waiting for it")).collect();
    drop(lock);
    for (sync, (mut stderr, _)) in syncs.into_iter().zip(talk) {
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).unwrap();
        let ran = sync.wait();
        assert_eq!(ran.code, 0, "{ran}{rest}");
    }
}

/// Trouble of every kind, one request in twenty; a reader that looks all the time never sees anything that is not so.
#[test]
fn trouble_leaves_no_wrong_row() {
    let effects = [
        Effect::Answer { status: 401, applied: false, retry_after: None },
        Effect::Answer { status: 429, applied: false, retry_after: Some(0) },
        Effect::Answer { status: 500, applied: false, retry_after: None },
        Effect::Answer { status: 502, applied: false, retry_after: None },
        Effect::Answer { status: 503, applied: false, retry_after: None },
        Effect::Cut(Cut::Answer),
        Effect::Cut(Cut::Body),
        Effect::Delay(20),
    ];
    let chance = 0.05 / 8.0;
    let faults = effects.map(|effect| Fault { method: None, route: None, when: When::Chance(chance), effect });
    let fleet = world(20).faults(faults.to_vec()).start();
    let there = there(&fleet);
    let mut sync = fleet.start(EVERYTHING);
    let mut looks = 0;
    while sync.is_running() {
        if fleet.database().exists() {
            looks += 1;
            for (what, value) in mirrored(&fleet) {
                assert_eq!(there.get(&what), Some(&value), "{what}");
            }
        }
    }
    let ran = sync.wait();
    assert_eq!(ran.code, 0, "{ran}");
    assert!(looks > 2);
    assert_eq!(mirrored(&fleet), there);
}

/// An app that the key does not show any more is marked, told of, and not deleted.
#[test]
fn an_app_that_disappears_is_marked() {
    let fleet = world(5).start();
    fleet.ok("sync");
    let app = fleet.value("SELECT id FROM apps ORDER BY id LIMIT 1");
    fleet.sim().remove("apps", app.as_str().unwrap()).unwrap();
    let report = fleet.ok("sync --json").json();
    assert_eq!(report["gone"], 1);
    assert_eq!(report["disappeared"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(fleet.count("SELECT count(*) FROM apps"), 4);
    assert_eq!(fleet.count("SELECT count(*) FROM apps_mirror WHERE gone_at IS NOT NULL"), 1);
    assert!(fleet.count("SELECT count(*) FROM version_localizations_mirror") == 5 * 20, "its rows are kept");
}
