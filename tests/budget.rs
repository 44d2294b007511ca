//! The requests of the hour: shared by all processes, never one too many, and what a person sees of them.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::support::{Started, TestFleet, World};

/// Requests an hour.
const LIMIT: usize = 600;

/// Four processes want more than two hours allow: every hour is used, and Apple never has to refuse one.
#[test]
fn four_processes_use_the_whole_budget_and_never_more() {
    // An hour takes six seconds, or more on a machine that cannot send a budget's worth of requests in a part of that.
    let at = [600, 250, 100].into_iter().find_map(two_hours).unwrap();
    let used = at.iter().filter(|later| later.duration_since(at[0]) < SignedDuration::from_hours(2)).count();
    assert!(used >= 2 * LIMIT * 97 / 100, "{used} of {} requests were used", 2 * LIMIT);
}

/// When four processes sent more requests than two hours allow; none where this machine is too slow to tell.
fn two_hours(speed: u32) -> Option<Vec<Timestamp>> {
    // All of a first sync is to be read: over 600 requests for each process.
    let fleet = World::new(&["acme"], 320).healthy().hourly_limit(600).speed(speed).start();
    let accounts = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
    fleet.write("fleet.toml", format!("[budget]\nreserve = 0\n\n{accounts}"));
    let workspaces = [(); 4].map(|()| TestFleet::sharing(&fleet));
    let mut syncs = workspaces.each_ref().map(|workspace| workspace.start("sync --wait"));
    // A machine under load may let a token grow old on its way; that counts nowhere.
    let counted = || fleet.sim().exchanges().into_iter().filter(|exchange| exchange.status != 401);
    let at = || counted().map(|exchange| exchange.at.parse().unwrap()).collect::<Vec<Timestamp>>();
    wait_until(&mut syncs, || fleet.sim().request_count() >= LIMIT);
    let sent = at();
    let is_fast = sent.last().unwrap().duration_since(sent[0]) < SignedDuration::from_mins(45);
    // A few more than two hours allow, so that two hours have passed.
    let enough = 2 * LIMIT + (LIMIT - sent.len().min(LIMIT)) + 20;
    wait_until(&mut syncs, || !is_fast || fleet.sim().request_count() > enough);
    for sync in syncs {
        sync.kill();
    }
    assert!(counted().all(|exchange| exchange.status == 200), "none was one too many");
    is_fast.then(at)
}

/// Waits while any process runs. It looks now and then: looking all the time would take the processor from those it looks at.
fn wait_until(processes: &mut [Started], happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !happened() {
        // One may have had the luck to be ready before the others.
        assert!(processes.iter_mut().any(Started::is_running), "there was too little to do");
        assert!(start.elapsed() < Duration::from_secs(180), "it did not happen");
        std::thread::sleep(Duration::from_millis(10));
    }
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
