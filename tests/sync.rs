//! `fleet sync`: the mirror, its price, its news and its interruptions.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, World, sqlite3};

/// Tables of the mirror, whole: also when a row was last written.
const MIRROR: [&str; 7] = ["apps", "app_infos", "app_info_localizations", "age_ratings", "versions", "version_localizations", "builds"];

fn mirror(fleet: &TestFleet) -> Vec<Value> {
    MIRROR.iter().flat_map(|table| fleet.rows(&format!("SELECT * FROM {table}_mirror ORDER BY pk"))).collect()
}

/// Holds the mirror against the server: every resource is there, and what can be changed has the server's value.
fn assert_mirrored(fleet: &TestFleet) {
    for (table, kind, columns) in [
        ("apps", "apps", &[("name", "name"), ("sku", "sku")][..]),
        ("versions", "appStoreVersions", &[("copyright", "copyright"), ("state", "appVersionState")]),
        ("app_infos", "appInfos", &[("state", "state")]),
        ("app_info_localizations", "appInfoLocalizations", &[("name", "name"), ("subtitle", "subtitle")]),
    ] {
        let rows = fleet.rows(&format!("SELECT * FROM {table}_mirror WHERE gone_at IS NULL"));
        assert_eq!(rows.len(), fleet.world(kind).len(), "{table}");
        for row in rows {
            for (column, attribute) in columns {
                assert_eq!(row[*column], fleet.remote(kind, row["id"].as_str().unwrap(), attribute), "{table}.{column}");
            }
        }
    }
    // Texts of replaced versions are of no use and not fetched.
    let texts = fleet.rows("SELECT l.id, l.description FROM version_localizations_mirror AS l");
    let live = |text: &&Value| {
        let version = text["relationships"]["appStoreVersion"]["data"]["id"].as_str().unwrap();
        fleet.remote("appStoreVersions", version, "appVersionState") != "REPLACED_WITH_NEW_VERSION"
    };
    assert_eq!(texts.len(), fleet.world("appStoreVersionLocalizations").iter().filter(live).count());
    for text in texts {
        assert_eq!(text["description"], fleet.remote("appStoreVersionLocalizations", text["id"].as_str().unwrap(), "description"));
    }
}

/// A request per 200 apps of an account, and two per app.
#[test]
fn it_costs_exactly_what_was_promised() {
    for world in [World::new(&["acme"], 1), World::new(&["acme", "northwind", "umbra"], 60), World::new(&["acme"], 401)] {
        let fleet = world.healthy().start();
        let counted = fleet.counting(|fleet| drop(fleet.ok("sync")));
        let accounts = fleet.sim().accounts().iter();
        let apps: Vec<usize> =
            accounts.map(|account| fleet.count(&format!("SELECT count(*) FROM apps WHERE account = '{}'", account.name))).collect();
        assert_eq!(apps.iter().sum::<usize>(), fleet.sim().app_count());
        assert_eq!(counted, Counted::reads(apps.iter().map(|apps| apps.div_ceil(200) + 2 * apps).sum()), "{apps:?} apps");
    }
}

/// An answer shows 50 versions of an app, and 50 submissions; the others cost a request more each, and are not taken as
/// gone. They have reached their last state, so they are not asked for again.
#[test]
fn what_an_answer_cuts_short_is_completed() {
    let fleet = World::new(&["acme"], 62).start();
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync")));
    assert_mirrored(&fleet);
    let versions = "SELECT max(versions) AS versions FROM (SELECT count(*) AS versions FROM versions GROUP BY app_id)";
    assert!(fleet.count(versions) > 50);
    assert_eq!(counted, Counted::reads(1 + 2 * 62 + 2));
    let counted = fleet.counting(|fleet| assert_eq!(fleet.ok("sync --only states --json").json()["gone"], 0));
    assert_eq!(counted, Counted::reads(1));
}

#[test]
fn everything_is_mirrored() {
    let fleet = TestFleet::new();
    assert_snapshot!(fleet.ok("sync --format table"), @"12 apps, 27 requests: 630 new, 0 changed, 0 gone; [budget] left this hour");
    assert_mirrored(&fleet);
    assert_snapshot!(fleet.ok("status --format table"), @r#"
    ACCOUNT    APPS  LIVE  PREPARING  REJECTED  IN_REVIEW  APPROVED  STATES    TEXTS
    acme          6     7          6         1          1         0  just now  just now
    northwind     4     5          2         1          0         0  just now  just now
    umbra         2     3          2         0          1         0  just now  just now

    acme: [budget] requests left this hour
    northwind: [budget] requests left this hour
    umbra: [budget] requests left this hour

    next: fleet query "SELECT app, platform, version_string, state FROM versions WHERE state IN ('REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY')"  (2 rejected versions)
    "#);
}

#[test]
fn a_second_sync_finds_nothing_new_and_writes_nothing() {
    let fleet = TestFleet::synced();
    let before = mirror(&fleet);
    assert_snapshot!(fleet.ok("sync --format table"), @"12 apps, 24 requests: nothing new; [budget] left this hour");
    assert_eq!(mirror(&fleet), before);
    let written = fleet.rows("SELECT rows_new, rows_changed, rows_gone, error FROM sync_runs ORDER BY pk DESC LIMIT 1");
    assert_eq!(written, [json!({ "rows_new": 0, "rows_changed": 0, "rows_gone": 0, "error": null })]);
}

#[test]
fn an_edit_of_somebody_else_is_one_changed_row() {
    let fleet = TestFleet::synced();
    let version = fleet.value("SELECT id FROM versions WHERE editable ORDER BY id LIMIT 1");
    fleet.foreign_edit("appStoreVersions", version.as_str().unwrap(), json!({ "copyright": "theirs" }));
    let report = fleet.ok("sync --json").json();
    assert_eq!((&report["new"], &report["changed"], &report["gone"]), (&json!(0), &json!(1), &json!(0)));
    assert_eq!(fleet.value("SELECT copyright FROM versions WHERE copyright = 'theirs'"), "theirs");
}

#[test]
fn a_change_of_state_is_history() {
    let fleet = TestFleet::synced();
    let version = fleet.value("SELECT id FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' ORDER BY id LIMIT 1");
    let version = version.as_str().unwrap();
    fleet.foreign_edit("appStoreVersions", version, json!({ "appVersionState": "IN_REVIEW" }));
    fleet.ok("sync");
    let history = fleet.rows(&format!(
        "SELECT h.old, h.new FROM state_history AS h JOIN versions_mirror AS v ON h.resource = 5 AND h.row = v.pk WHERE v.id = '{version}' ORDER BY h.pk"
    ));
    assert_eq!(
        history,
        [json!({ "old": null, "new": "PREPARE_FOR_SUBMISSION" }), json!({ "old": "PREPARE_FOR_SUBMISSION", "new": "IN_REVIEW" })]
    );
}

#[test]
fn one_account_that_is_refused_does_not_stop_the_others() {
    let fleet = TestFleet::new();
    fleet.reconfigure(&fleet.sim().accounts()[1].issuer_id, "00000000-0000-4000-8000-000000000000");
    let ran = fleet.run("sync --format table");
    assert_snapshot!(ran, @r"
    8 apps, 20 requests: 450 new, 0 changed, 0 gone; [budget] left this hour
    warning: account northwind stopped: Apple refused GET /v1/apps: 401 NOT_AUTHORIZED: Provide a properly configured and signed bearer token, and make sure that it has not expired. Learn more about Generating Tokens for API Requests https://developer.apple.com/go/?id=api-generating-tokens
    hint: Apple does not know this key: check key_id and issuer_id of the account in fleet.toml, and that the key was not revoked
    [exit 4]
    ");
    let accounts = fleet.rows("SELECT account, count(*) AS apps FROM apps GROUP BY account");
    assert_eq!(accounts.len(), 2, "{accounts:?}");
    assert_eq!(ran.code, 4, "an account stopped early: part of it was done");
}

/// What Apple says before its document knows it is kept, and no error.
#[test]
fn what_nobody_knows_is_kept() {
    let fleet = World::new(&["acme"], 20).unknowns().start();
    fleet.ok("sync");
    assert_eq!(fleet.count("SELECT count(*) FROM versions WHERE state = 'ACTIVE'"), 1);
    assert!(fleet.count("SELECT count(*) FROM age_ratings WHERE korea_age_rating_override = 'TWELVE_PLUS'") > 0);
    assert!(fleet.count("SELECT count(*) FROM age_ratings_mirror WHERE extra GLOB '*gracRatingClassificationNumber*'") > 0);
}

#[test]
fn agreements_that_have_expired_are_named_and_stop_one_account() {
    let fleet = World::new(&["acme", "northwind"], 4).expired_agreements("acme").start();
    let ran = fleet.run("sync --format table");
    assert_eq!(ran.code, 4, "{ran}");
    assert_eq!(ran.stderr.matches("REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED").count(), 1, "{ran}");
    assert!(ran.stderr.contains("the account holder must accept the current agreements"), "{ran}");
    assert_eq!(fleet.rows("SELECT DISTINCT account FROM apps"), [json!({ "account": "northwind" })]);
}

/// Addresses are at most 4,000 bytes long, so several hundred apps are asked for in several requests.
#[test]
fn many_apps_are_asked_for_by_the_hundred() {
    let fleet = World::new(&["acme"], 401).healthy().start();
    fleet.ok("sync --only states");
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync --only submissions,builds,encryption")));
    let builds = fleet.world("builds").iter().filter(|build| build["attributes"]["expired"] == false).count();
    assert_eq!(counted, Counted::reads(3 + 3 + 3 + builds.div_ceil(200).max(3)), "{builds} builds");
    assert!(fleet.sim().exchanges().iter().all(|exchange| fleet.sim().url().len() + exchange.path.len() <= 4_000));
    // What is known already ends the reading of a list that comes newest first.
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync --only builds")));
    assert_eq!(counted, Counted::reads(3 + 3));
}

#[test]
fn some_apps_can_be_synced_alone() {
    let fleet = TestFleet::synced();
    let app = fleet.value("SELECT bundle_id FROM apps WHERE account = 'acme' ORDER BY id LIMIT 1");
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("sync --full --app {}", app.as_str().unwrap()))));
    assert_eq!(counted, Counted::reads(3), "the app itself by its id, its versions, its app infos");
    let ran = fleet.run("sync --app com.acme.nothing");
    assert_eq!(ran.code, 2, "{ran}");
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync --only states --client umbra")));
    assert_eq!(counted, Counted::reads(1));
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync --only states --where \"primary_locale = 'nowhere'\"")));
    assert_eq!(counted, Counted::NOTHING);
}

#[test]
fn a_dry_run_names_the_price_and_sends_nothing() {
    let fleet = TestFleet::new();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("sync --dry-run --format table"), @r"
        acme: at least 1 request
        PART         SCOPE              REQUESTS  DUE           SKIPPED
        states       heartbeat          1         1 never read
        texts        versions           ?
        texts        app_infos          ?
        promotional  promotional_texts  ?
        northwind: at least 1 request
        PART         SCOPE              REQUESTS  DUE           SKIPPED
        states       heartbeat          1         1 never read
        texts        versions           ?
        texts        app_infos          ?
        promotional  promotional_texts  ?
        umbra: at least 1 request
        PART         SCOPE              REQUESTS  DUE           SKIPPED
        states       heartbeat          1         1 never read
        texts        versions           ?
        texts        app_infos          ?
        promotional  promotional_texts  ?
        at least 3 requests in all, about [time]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    fleet.ok("sync");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("sync --dry-run --format table"), @r"
        acme: 13 requests, [budget] left this hour
        PART         SCOPE              REQUESTS  DUE                            SKIPPED
        states       heartbeat                 1  1 not fresh
        texts        versions                  6  6 somebody may have edited it
        texts        app_infos                 6  6 somebody may have edited it
        promotional  promotional_texts         0                                 6 it comes with the texts
        northwind: 7 requests, [budget] left this hour
        PART         SCOPE              REQUESTS  DUE                            SKIPPED
        states       heartbeat                 1  1 not fresh
        texts        versions                  3  3 somebody may have edited it  1 frozen: Apple accepts no edits in this state
        texts        app_infos                 3  3 somebody may have edited it  1 frozen: Apple accepts no edits in this state
        promotional  promotional_texts         0                                 1 it came with the texts; 3 it comes with the texts
        umbra: 4 requests, [budget] left this hour
        PART         SCOPE              REQUESTS  DUE                            SKIPPED
        states       heartbeat                 1  1 not fresh
        texts        versions                  2  2 somebody may have edited it
        texts        app_infos                 1  1 somebody may have edited it  1 frozen: Apple accepts no edits in this state
        promotional  promotional_texts         0                                 2 it comes with the texts
        24 requests in all, about [time]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    let price = fleet.ok("sync --dry-run --json").json()["requests"].clone();
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync")));
    assert_eq!(price, counted.gets);
}

#[test]
fn accounts_can_be_chosen() {
    let fleet = TestFleet::new();
    fleet.ok("sync --account acme --account umbra");
    assert_eq!(fleet.rows("SELECT DISTINCT account FROM apps ORDER BY 1"), [json!({ "account": "acme" }), json!({ "account": "umbra" })]);
}

/// The process is killed after some answers, several times; what is missing is fetched by the next run.
#[test]
fn an_interrupted_sync_is_made_whole_by_the_next() {
    let fleet = TestFleet::new();
    for answers in [1, 3, 5, 6] {
        let before = fleet.sim().request_count();
        let mut sync = fleet.start("sync");
        assert!(sync.runs_until(|| fleet.sim().request_count() >= before + answers), "it ended before it could be killed");
        sync.kill();
        if let Some(check) = sqlite3(&fleet.database(), "PRAGMA integrity_check; PRAGMA foreign_key_check") {
            assert_eq!(check.to_string(), "ok");
        }
        assert_eq!(fleet.value("SELECT writer FROM mirror_guard"), Value::Null, "the guard is shut");
    }
    let report = fleet.ok("sync --json").json();
    assert_eq!(report["continued"], true);
    assert_mirrored(&fleet);
    assert_eq!(fleet.value("SELECT count(*) FROM sync_runs WHERE finished_at IS NULL"), 4);
}

/// The budget is Apple's: what is left is learned from every answer, and no request is one too many.
#[test]
fn a_spent_budget_ends_the_sync() {
    let fleet = World::new(&["acme"], 12).hourly_limit(20).start();
    for _ in 0..2 {
        let ran = fleet.run("sync --format table");
        assert_eq!(ran.code, 5, "{ran}");
        assert!(ran.stderr.contains("account acme stopped: the request budget allows nothing for 1h"), "{ran}");
        assert!(ran.stderr.contains("hint: run the same command later: it continues where it stopped"), "{ran}");
    }
    // A tenth is left for people; the second process had to ask once to know.
    assert!(fleet.sim().request_count() <= 18 + 1);
}
