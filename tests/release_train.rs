//! Round the loop and out: cancelled, rejected, resubmitted, approved, released, phased; every state of the way.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sim::{Clock, Review, ReviewAction};

use crate::submit::{draft, ready, states, these};
use crate::support::{Counted, TestFleet, World};

fn review(fleet: &TestFleet, version: &str, action: ReviewAction) {
    fleet.sim().review(&Review { id: version.to_owned(), action }).unwrap();
}

/// A world whose time runs sixty times as fast.
fn fast(apps: usize) -> World {
    World::new(&["acme"], apps).speed(60)
}

fn state(fleet: &TestFleet, version: &str) -> Value {
    fleet.remote("appStoreVersions", version, "appVersionState")
}

#[test]
fn a_cancellation_is_waited_for_with_the_fewest_looks() {
    let (fleet, apps) = ready(fast(30), 3);
    let versions: Vec<String> = apps.iter().map(|app| draft(&fleet, app)).collect();
    fleet.ok(&format!("submit --yes {}", these(&apps)));
    review(&fleet, &versions[1], ReviewAction::Begin);
    review(&fleet, &versions[2], ReviewAction::Reject);
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("cancel --yes {}", these(&apps)))));
    // One look before, one after the orders, one when Apple is done.
    assert_eq!(counted, Counted { gets: 3, patches: 3, ..Counted::NOTHING });
    let reached: Vec<Value> = versions.iter().map(|version| state(&fleet, version)).collect();
    assert_eq!(reached, ["DEVELOPER_REJECTED", "DEVELOPER_REJECTED", "REJECTED"]);
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM drafts WHERE id IN ('{}')", versions.join("','"))), 3, "they can be edited");
    // Nothing is cancelled twice; what was cancelled is submitted again.
    assert_eq!(fleet.ok(&format!("cancel --yes --json {}", these(&apps))).json()["plan"], json!([]));
    fleet.ok(&format!("submit --yes {}", these(&apps)));
    assert_eq!(states(&fleet, &apps), ["WAITING_FOR_REVIEW"; 3]);

    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("cancel --yes --no-wait --app {}", apps[0]))));
    assert_eq!((counted.gets, counted.patches), (2, 1));
    let again = fleet.ok(&format!("cancel --yes --json --app {}", apps[0])).json();
    assert_eq!(again["plan"], json!([]));
    assert_eq!(state(&fleet, &versions[0]), "DEVELOPER_REJECTED", "what is being cancelled already is waited for");
}

#[test]
fn a_rejected_app_goes_round_the_loop_and_out() {
    let (fleet, apps) = ready(fast(30), 1);
    let (app, version) = (&apps[0], draft(&fleet, &apps[0]));
    let submissions = |fleet: &TestFleet| {
        fleet.sim().exchanges().iter().filter(|exchange| exchange.method == "POST" && exchange.path.ends_with("/reviewSubmissions")).count()
    };
    fleet.ok(&format!("submit --yes --release manual --app {app}"));
    for (round, (action, found)) in [
        (ReviewAction::Reject, "REJECTED"),
        (ReviewAction::RejectMetadata, "METADATA_REJECTED"),
        (ReviewAction::InvalidBinary, "INVALID_BINARY"),
    ]
    .into_iter()
    .enumerate()
    {
        review(&fleet, &version, ReviewAction::Begin);
        fleet.ok("sync --only states");
        review(&fleet, &version, action);
        fleet.ok("sync");
        assert_eq!(fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'")), found);
        fleet.edit(&format!("UPDATE versions SET copyright = '202{round} X' WHERE id = '{version}'"));
        let counted = fleet.counting(|fleet| {
            let ran = fleet.ok(&format!("submit --yes --json --app {app}")).json();
            assert_eq!((&ran["plan"][0]["does"], &ran["plan"][0]["first"]), (&json!("resolve and submit again"), &json!(1)), "{ran}");
        });
        // What was staged, the item, the submission.
        assert_eq!((counted.posts, counted.patches), (0, 3));
        assert_eq!(state(&fleet, &version), "WAITING_FOR_REVIEW");
    }
    assert_eq!(submissions(&fleet), 1, "it was the same submission all the time");

    // Resolving and submitting are two steps where somebody wants them to be.
    review(&fleet, &version, ReviewAction::Reject);
    fleet.ok(&format!("resolve --yes --app {app}"));
    assert_eq!(state(&fleet, &version), "READY_FOR_REVIEW");
    assert_snapshot!(fleet.run(&format!("resolve --yes --format table --app {app}")), @r"
    nothing to do
    left out: Acme Sudoku IOS 1.1: resolved already
      next: fleet submit
    ");
    fleet.ok(&format!("resolve --yes --submit --app {app}"));
    assert_eq!(state(&fleet, &version), "WAITING_FOR_REVIEW");

    review(&fleet, &version, ReviewAction::Approve);
    assert_eq!(state(&fleet, &version), "PENDING_DEVELOPER_RELEASE");
    let ran = fleet.ok(&format!("cancel --yes --no-wait --json --app {app}")).json();
    assert_eq!((&ran["plan"], &ran["left_out"][0]["why"]), (&json!([]), &json!("state")), "what is approved cannot be cancelled: {ran}");
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("release --yes --wait --app {app}"))));
    assert_eq!(counted.posts, 1);
    assert!(counted.gets <= 5, "{counted:?}");
    assert_eq!(fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'")), "READY_FOR_DISTRIBUTION");
    let after = fleet.run(&format!("release --yes --json --app {app}"));
    assert!(after.code == 0 && after.json()["plan"] == json!([]), "{after}");
}

/// Live versions that are released in phases.
fn phased(number: usize) -> (TestFleet, Vec<String>) {
    let (fleet, apps) = ready(fast(60), number);
    let versions: Vec<String> = apps.iter().map(|app| draft(&fleet, app)).collect();
    fleet.ok(&format!("submit --yes --phased --release manual {}", these(&apps)));
    for version in &versions {
        review(&fleet, version, ReviewAction::Approve);
    }
    fleet.ok(&format!("release --yes --wait {}", these(&apps)));
    (fleet, apps)
}

#[test]
fn everything_of_a_client_is_paused_with_one_request_each() {
    let (fleet, apps) = phased(5);
    let phases = |fleet: &TestFleet, state: &str| {
        fleet
            .world("appStoreVersionPhasedReleases")
            .iter()
            .filter(|phase| phase["attributes"]["phasedReleaseState"] == state && !phase["attributes"]["startDate"].is_null())
            .count()
    };
    assert_eq!(phases(&fleet, "ACTIVE"), 5);
    // The mirror has not seen them live yet: their days are read once.
    fleet.ok("sync");
    let counted = fleet.counting(|fleet| drop(fleet.ok("phase pause --client acme --yes")));
    assert_eq!(counted, Counted { gets: 1, patches: 5, ..Counted::NOTHING });
    assert_eq!(phases(&fleet, "PAUSED"), 5);
    let status = fleet.ok("phase status --json").json();
    assert_eq!(status.as_array().unwrap().iter().filter(|phase| phase["phase"] == "PAUSED").count(), 5, "{status}");

    // Somebody else resumed one: Apple says that another is paused already, and that is no failure.
    let phase = fleet.rows(&format!("SELECT id FROM phased_releases WHERE app_id = '{}' AND state = 'PAUSED'", apps[0]));
    fleet.foreign_edit("appStoreVersionPhasedReleases", phase[0]["id"].as_str().unwrap(), json!({ "phasedReleaseState": "ACTIVE" }));
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("phase resume --yes {}", these(&apps)))));
    assert_eq!((counted.gets, counted.patches), (1, 5));
    assert_eq!(phases(&fleet, "ACTIVE"), 5);
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("phase complete --yes {}", these(&apps[..4])))));
    assert_eq!((counted.gets, counted.patches), (1, 4));
    assert_eq!(phases(&fleet, "ACTIVE"), 1);
    assert_snapshot!(fleet.run(&format!("phase pause --yes --format table {}", these(&apps))), @r"
    APP          PLATFORM  VERSION  PHASE   DAY  DOES   REQUESTS
    Acme Racing  IOS       2.1      ACTIVE    1  pause         1
    changeset 6: 1 sent; 0 requests to look, 1 request to write
    1 READY_FOR_DISTRIBUTION, phased release PAUSED
    1 version of 1 app: 1 request to send, about [time]
    left out: Acme Budget IOS 1.2, Acme Podcasts VISION_OS 2.1, Acme Sudoku IOS 1.1, Acme Trips IOS 2.1: everybody has it already
    ");
}

#[test]
fn phases_are_started_before_the_release_and_releases_are_scheduled() {
    let (fleet, apps) = ready(fast(40), 2);
    let version = draft(&fleet, &apps[0]);
    fleet.ok(&format!("phase start --yes --app {}", apps[0]));
    let made = fleet.rows(&format!("SELECT id, state FROM phased_releases WHERE version_id = '{version}'"));
    assert_eq!(made[0]["state"], "ACTIVE");
    fleet.foreign_edit("appStoreVersionPhasedReleases", made[0]["id"].as_str().unwrap(), json!({ "phasedReleaseState": "INACTIVE" }));
    fleet.ok("sync --full");
    assert_eq!(fleet.ok(&format!("phase start --yes --json --app {}", apps[0])).json()["plan"][0]["does"], "activate");

    // Only what the command itself stages is sent.
    fleet.edit(&format!("UPDATE versions SET copyright = '2027 X' WHERE id = '{version}'"));
    fleet.edit("UPDATE apps SET content_rights_declaration = 'USES_THIRD_PARTY_CONTENT' WHERE content_rights_declaration <> 'USES_THIRD_PARTY_CONTENT'");
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("release --at 2031-02-01T10:00:00Z --yes --app {}", apps[1]))));
    assert_eq!(counted, Counted { gets: 1, patches: 1, ..Counted::NOTHING });
    let other = draft(&fleet, &apps[1]);
    assert_eq!(fleet.remote("appStoreVersions", &other, "releaseType"), "SCHEDULED");
    fleet.ok("unstage --all");
    fleet.ok(&format!("submit --yes --app {}", apps[1]));
    review(&fleet, &other, ReviewAction::Approve);
    assert_eq!(state(&fleet, &other), "PENDING_DEVELOPER_RELEASE");
    // It need not wait for its date.
    let ran = fleet.ok(&format!("release --yes --json --app {}", apps[1])).json();
    assert_eq!(
        (&ran["plan"][0]["scheduled"], &ran["plan"][0]["state"]),
        (&json!("2031-02-01T10:00:00Z"), &json!("PROCESSING_FOR_DISTRIBUTION")),
        "{ran}"
    );
    assert_snapshot!(fleet.run("release --at yesterday"), @r"
    error: invalid value 'yesterday' for '--at <DATE>': `yesterday` is no moment; write 2027-01-31, 2027-01-31T09:00 or 2027-01-31T08:00:00Z

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(fleet.run(&format!("release --at 2020-01-01 --dry-run --format table --app {}", apps[0])), @r"
    error: invalid value '2020-01-01' for '--at <DATE>': `2020-01-01` is over

    For more information, try '--help'.
    [exit 2]
    ");
}

/// Every state of facts §4.4 and §4.5, as the mirror has seen them.
#[test]
fn every_state_is_walked_through() {
    let clock = Clock::system();
    let (fleet, apps) = ready(World::new(&["acme"], 60).clock(clock.clone()), 6);
    let versions: Vec<String> = apps.iter().map(|app| draft(&fleet, app)).collect();
    let look = || drop(fleet.ok("sync --only states,submissions"));
    // A draft submission that only holds its version, as the web page makes them.
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version) SELECT app_id, platform, id FROM versions WHERE id = '{}'",
        versions[0]
    ));
    fleet.ok("push --yes");
    look();
    fleet.ok(&format!("submit --yes --release manual --phased {}", these(&apps)));
    for version in &versions {
        review(&fleet, version, ReviewAction::Begin);
    }
    look();
    for (version, action) in versions.iter().zip([ReviewAction::Reject, ReviewAction::RejectMetadata, ReviewAction::InvalidBinary]) {
        review(&fleet, version, action);
    }
    look();
    // One is fixed, one is cancelled, one is taken out of its submission.
    fleet.ok(&format!("resolve --yes --app {}", apps[0]));
    fleet.ok(&format!("submit --yes --app {}", apps[0]));
    fleet.ok(&format!("cancel --yes --no-wait --app {}", apps[3]));
    clock.advance(SignedDuration::from_secs(11));
    fleet.ok(&format!("cancel --yes --app {}", apps[3]));
    fleet.edit(&format!("UPDATE submission_items SET removed = 1 WHERE state = 'REJECTED' AND app_id = '{}'", apps[1]));
    fleet.ok("push --yes");
    look();
    review(&fleet, &versions[4], ReviewAction::Approve);
    look();
    fleet.ok(&format!("release --yes --app {}", apps[4]));
    clock.advance(SignedDuration::from_secs(31));
    look();
    // Side exits that Apple alone takes.
    for side in ["WAITING_FOR_EXPORT_COMPLIANCE", "ACCEPTED", "PENDING_APPLE_RELEASE"] {
        fleet.foreign_edit("appStoreVersions", &versions[5], json!({ "appVersionState": side }));
        look();
        let ran = fleet.ok(&format!("submit --yes --json --app {}", apps[5])).json();
        assert_eq!((&ran["plan"], &ran["left_out"][0]["why"]), (&json!([]), &json!("state")), "{side}: {ran}");
    }
    fleet.foreign_edit("appStoreVersions", &versions[5], json!({ "appVersionState": "PENDING_DEVELOPER_RELEASE" }));
    let item = fleet.rows(&format!("SELECT id FROM submission_items WHERE app_id = '{}' ORDER BY pk DESC", apps[5]))[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    fleet.foreign_edit("reviewSubmissionItems", &item, json!({ "state": "ACCEPTED" }));
    look();

    let reached = |resource: &str| -> BTreeSet<String> {
        let rows = fleet.rows(&format!(
            "SELECT DISTINCT new FROM state_history WHERE resource = (SELECT code FROM resources WHERE name = '{resource}')"
        ));
        rows.iter().map(|row| row["new"].as_str().unwrap().to_owned()).collect()
    };
    let all = |name: &str| -> BTreeSet<String> {
        let rows = fleet.rows(&format!("SELECT value FROM enum_values WHERE enum = '{name}'"));
        rows.iter().map(|row| row["value"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(reached("versions"), all("AppVersionState"));
    assert_eq!(reached("submissions"), all("SubmissionState"));
    assert_eq!(reached("submission_items"), all("SubmissionItemState"));
}
