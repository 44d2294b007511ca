//! The requests of the hour: shared by all processes, never one too many, and what a person sees of them.

use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::support::{Counted, TestFleet, World};

/// Four processes want more than two hours allow: every hour is used, and Apple never has to refuse one.
#[test]
fn four_processes_use_the_whole_budget_and_never_more() {
    const LIMIT: u32 = 600;
    let fleet = World::new(&["acme"], 150).healthy().hourly_limit(LIMIT).speed(150).start();
    let keys = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
    fleet.write("fleet.toml", format!("[budget]\nreserve = 0\n\n{keys}"));
    fleet.ok("sync");
    // Four workspaces of one person. Each changes another field of the same texts, so that none is in another's way.
    let workspaces = ["description", "keywords", "marketing_url", "support_url"].map(|field| {
        let workspace = TestFleet::sharing(&fleet);
        std::fs::create_dir(workspace.path().join(".fleet")).unwrap();
        std::fs::copy(fleet.database(), workspace.database()).unwrap();
        workspace.ok(&format!("edit \"UPDATE version_localizations SET {field} = 'https://example.com/{field}' WHERE editable\""));
        workspace
    });
    let before = fleet.sim().request_count();
    let mut pushes = workspaces.each_ref().map(|workspace| workspace.start("push --yes --wait"));
    let two_hours = 2 * LIMIT as usize;
    assert!(pushes[0].runs_until(|| fleet.sim().request_count() > before + two_hours), "there was too little to do");
    for push in pushes {
        push.kill();
    }
    let at: Vec<Timestamp> = fleet.sim().exchanges()[before..].iter().map(|exchange| exchange.at.parse().unwrap()).collect();
    let used = at.iter().filter(|later| later.duration_since(at[0]) < SignedDuration::from_hours(2)).count();
    assert!(used >= two_hours * 97 / 100, "{used} of {two_hours} requests were used");
    // The harness asserts that none was refused.
    assert!(fleet.sim().exchanges().iter().all(|exchange| exchange.status != 429));
}

/// What is under way when somebody presses Ctrl-C is finished, and the same command continues.
#[test]
fn an_interrupted_push_finishes_what_is_under_way() {
    let fleet = World::new(&["acme"], 12).healthy().hourly_limit(30).start();
    fleet.ok("sync");
    fleet.ok("set 'copyright=2027 X' --where editable");
    let mut push = fleet.start("push --yes --wait");
    assert!(push.runs_until(|| fleet.sim().request_count() == 30), "there was enough for all");
    push.signal("INT");
    let ran = push.wait();
    assert_eq!(ran.code, 130, "{ran}");
    assert!(ran.stderr.contains("finishing what is under way; once more ends at once"), "{ran}");
    assert!(ran.stderr.contains("hint: the same command continues where it stopped"), "{ran}");
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'done'"), sent.count());
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'sent'"), 0, "nothing is in doubt");
    let again = fleet.run("push --yes");
    assert_eq!(again.code, 5, "{again}");
    assert_eq!(fleet.sim().request_count(), 30);
}

#[test]
fn the_status_shows_what_is_left_without_a_network() {
    let fleet = World::new(&["acme"], 6).hourly_limit(100).start();
    let other = TestFleet::sharing(&fleet);
    let left = |fleet: &TestFleet| {
        let status = &fleet.ok("status --json").json()[0];
        (status["budget_left"].clone(), status["budget_limit"].clone())
    };
    fleet.ok("sync");
    let sent = fleet.sim().request_count();
    assert_eq!(left(&fleet), (json!(100 - sent), json!(100)));
    other.ok("sync");
    let both = fleet.sim().request_count();
    assert_eq!((left(&fleet), left(&other)), ((json!(100 - both), json!(100)), (json!(100 - both), json!(100))));
    let table = fleet.ok("status --format table").stdout;
    assert!(table.contains(&format!("acme: {} of 100 requests left this hour\n", 100 - both)), "{table}");
    let stranger = TestFleet::beside(&fleet);
    stranger.ok("sync");
    assert_eq!(stranger.ok("status --json").json()[0]["budget_left"], 100 - fleet.sim().request_count(), "Apple's count tells of others");
}

/// The simulated world of a workspace has another address in every command, and one budget all the same.
#[test]
fn an_embedded_simulator_has_one_budget() {
    let fleet = TestFleet::embedded(6);
    let left = || fleet.ok("status --json").json()[0]["budget_left"].as_u64().unwrap();
    fleet.ok("sync");
    let before = left();
    fleet.ok("sync --account acme");
    assert!(left() < before && before < 3_600);
}

#[test]
fn where_the_budget_cannot_be_kept_every_process_has_its_own() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.write("home/.local", "a file where a folder should be");
    let ran = fleet.ok("sync");
    let warning = "warning: the request budget is not shared with other processes: ";
    assert_eq!(ran.stderr.matches(warning).count(), 1, "{ran}");
    assert_eq!(fleet.ok("status --json").json()[0]["budget_left"], json!(null));
}

#[test]
fn the_doctor_looks_at_everything() {
    let fleet = TestFleet::synced();
    let counted = fleet.counting(|fleet| {
        let checks = fleet.ok("doctor --json").json();
        let results: Vec<_> = checks.as_array().unwrap().iter().map(|check| check["result"].as_str().unwrap()).collect();
        assert_eq!(results, ["ok"; 16], "{checks:#}");
    });
    assert_eq!(counted, Counted::reads(3), "one request per account");
    let counted = fleet.counting(|fleet| drop(fleet.ok("doctor --offline --json")));
    assert_eq!(counted, Counted::NOTHING);
}

#[test]
fn the_doctor_names_what_is_missing() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.reconfigure("acme.p8", "nowhere.p8");
    let ran = fleet.run("doctor --offline --json");
    assert_eq!(ran.code, 1, "{ran}");
    let checks = ran.json();
    let of = |what: &str| checks.as_array().unwrap().iter().find(|check| check["check"] == what).unwrap().clone();
    assert_eq!((of("database")["result"].as_str(), of("database")["next_step"].as_str()), (Some("warning"), Some("`fleet sync` makes it")));
    assert_eq!(of("key")["result"], "failed");
    assert_snapshot!(TestFleet::empty().run("doctor --offline").json()[2]["next_step"].as_str().unwrap(), @"`fleet init` writes one that runs on the simulator, `fleet demo` shows what it can do");
}

#[test]
fn the_doctor_knows_expired_agreements() {
    let fleet = TestFleet::embedded(3);
    let mut served = fleet.start("sim --expired-agreements acme");
    assert!(served.runs_until(|| fleet.path().join(".fleet/simulator/served.json").exists()));
    let ran = fleet.run("doctor --format table");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("agreements are missing or have expired"), "{ran}");
    assert!(ran.stdout.contains("reach acme: the account holder must accept the current agreements"), "{ran}");
    served.kill();
}

/// Commands of the workspace follow the clock of a simulator whose time runs faster, and so do those of others.
#[test]
fn a_faster_simulator_tells_its_clock() {
    let fleet = TestFleet::embedded(3);
    let mut served = fleet.start("sim --speed 600 --format table");
    assert!(served.runs_until(|| fleet.path().join(".fleet/simulator/served.json").exists()));
    fleet.ok("sync");
    let note: serde_json::Value =
        serde_json::from_slice(&std::fs::read(fleet.path().join(".fleet/simulator/served.json")).unwrap()).unwrap();
    assert_eq!(note["clock"]["speed"], 600);
    served.signal("INT");
    let announced = served.wait().stdout;
    assert!(announced.contains(&format!("\nclock = {{ origin = {}, speed = 600 }}\n", note["clock"]["origin"])), "{announced}");
}
