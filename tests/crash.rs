//! A push that is killed, and two at once: nothing is lost, nothing is sent twice.

use std::collections::HashMap;

use crate::support::{Ran, TestFleet, World};

/// Sixty apps with their drafts' copyright staged, and how many that are.
fn staged() -> (TestFleet, usize) {
    let fleet = World::new(&["acme", "northwind", "umbra"], 60).start();
    fleet.ok("sync");
    fleet.ok("set 'copyright=2027 X' --where editable");
    let steps = fleet.count("SELECT count(*) FROM staged");
    assert!(steps >= 50, "{steps}");
    (fleet, steps)
}

/// The writes that the server has answered, by method and path.
fn writes(fleet: &TestFleet) -> HashMap<String, usize> {
    let mut writes = HashMap::new();
    for exchange in fleet.sim().exchanges().into_iter().filter(|exchange| exchange.method != "GET") {
        *writes.entry(format!("{} {}", exchange.method, exchange.path)).or_default() += 1;
    }
    writes
}

fn assert_all_sent(fleet: &TestFleet, steps: usize) {
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(sent.count(), steps);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
    assert_eq!(fleet.value("SELECT count(*) FROM steps WHERE status <> 'done'"), 0);
    assert_eq!(fleet.value("SELECT count(*) FROM changesets WHERE status NOT IN ('pushed', 'open')"), 0);
}

#[test]
fn a_push_that_is_killed_again_and_again_ends_whole() {
    let (fleet, steps) = staged();
    let mut kills = 0;
    for requests in [1, 4, 9, 12, 10] {
        let before = fleet.sim().request_count();
        let mut push = fleet.start("push --yes");
        if push.runs_until(|| fleet.sim().request_count() >= before + requests) {
            push.kill();
            kills += 1;
        }
    }
    assert!(kills >= 2, "nearly every push ended before it could be killed");
    fleet.ok("push --yes");
    assert_all_sent(&fleet, steps);
    let writes = writes(&fleet);
    assert_eq!(writes.len(), steps, "each version was written");
    assert!(writes.values().sum::<usize>() <= steps + kills, "{writes:?}");
}

/// A POST whose answer got lost is never sent again.
#[test]
fn a_localization_is_created_once_whenever_the_push_is_killed() {
    for requests in [1, 2, 3, 5] {
        let fleet = World::new(&["acme"], 6).start();
        fleet.ok("sync");
        fleet.ok("edit \"INSERT INTO version_localizations(version_id, locale, description) SELECT id, 'hr', 'Opis' FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION'\"");
        let created = fleet.count("SELECT count(*) FROM version_localizations WHERE locale = 'hr'");
        let before = fleet.sim().request_count();
        let mut push = fleet.start("push --yes");
        push.runs_until(|| fleet.sim().request_count() >= before + requests);
        push.kill();
        fleet.ok("push --yes");
        let texts = fleet.world("appStoreVersionLocalizations");
        assert_eq!(texts.iter().filter(|text| text["attributes"]["locale"] == "hr").count(), created);
        assert_eq!(fleet.value("SELECT count(*) FROM version_localizations WHERE locale = 'hr' AND id NOT GLOB '~*'"), created);
        let posts = fleet.sim().exchanges().into_iter().filter(|exchange| exchange.method == "POST");
        assert_eq!(posts.filter(|exchange| exchange.status != 201).count(), 0, "none was sent twice");
    }
}

#[test]
fn two_pushes_at_once_send_everything_once() {
    let (fleet, steps) = staged();
    let (one, other) = (fleet.start("push --yes"), fleet.start("push --yes"));
    let (one, other) = (one.wait(), other.wait());
    fleet.ok("push --yes");
    assert_all_sent(&fleet, steps);
    let twice: Vec<_> = writes(&fleet).into_iter().filter(|(_, times)| *times > 1).collect();
    assert!(twice.is_empty(), "{} of {steps} were sent twice: {twice:?}\n{one}\n{other}", twice.len());
    // Whoever came second has waited for nothing, or was told why not.
    assert!([&one, &other].iter().any(|ran| ran.code == 0), "{one}\n{other}");
    let is_told = |ran: &Ran| ran.stderr.contains("another push from this workspace is under way");
    assert!([&one, &other].iter().all(|ran| ran.code == 0 || (ran.code == 2 && is_told(ran))), "{one}\n{other}");
}

#[test]
fn two_syncs_at_once_make_one_mirror() {
    let fleet = World::new(&["acme", "northwind", "umbra"], 60).start();
    let (one, other) = (fleet.start("sync"), fleet.start("sync"));
    let (one, other) = (one.wait(), other.wait());
    assert_eq!((one.code, other.code), (0, 0), "{one}\n{other}");
    assert_eq!(fleet.count("SELECT count(*) FROM versions"), fleet.world("appStoreVersions").len());
    assert_eq!(fleet.ok("sync --json").json()["changed"], 0);
}

/// The newer wish wins, wherever the older one had got to.
#[test]
fn what_is_staged_between_a_crash_and_the_next_push_goes_out_last() {
    let (fleet, steps) = staged();
    let before = fleet.sim().request_count();
    let mut push = fleet.start("push --yes");
    assert!(push.runs_until(|| fleet.sim().request_count() >= before + 12));
    push.kill();
    fleet.ok("set 'copyright=2028 Y' --where editable");
    fleet.ok("push --yes");
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2028 Y");
    assert_eq!(sent.count(), steps);
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}
