//! A push that is killed, and two at once: nothing is lost, nothing is sent twice.

use std::collections::HashMap;

use serde_json::json;
use sim::{Cut, Effect, Fault, When};

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

/// Pushes and kills when the first write with this method is noted as sent: Apple has applied it and its answer is on
/// its way, or Apple has never seen it and the push is looking what became of it.
fn killed_in_doubt(fleet: &TestFleet, method: &str, is_applied: bool) {
    const LONG: u64 = 120_000;
    let on_write = |effect| Fault::new(effect).on(method, "/v1/**").when(When::Nth(1));
    let faults = if is_applied {
        vec![on_write(Effect::Delay(LONG))]
    } else {
        vec![on_write(Effect::Cut(Cut::Request)), Fault::new(Effect::Delay(LONG)).on("GET", "/v1/**")]
    };
    fleet.sim().set_faults(faults).unwrap();
    let before = fleet.sim().request_count();
    let mut push = fleet.start("push --yes --max-age 1h");
    assert!(push.runs_until(|| fleet.sim().request_count() >= before + if is_applied { 1 } else { 2 }));
    push.kill();
    fleet.sim().set_faults(Vec::new()).unwrap();
    assert_eq!(fleet.rows("SELECT method, status FROM steps WHERE status <> 'planned'"), [json!({ "method": method, "status": "sent" })]);
}

/// A world of six apps that has trouble to come.
fn troubled() -> TestFleet {
    let fleet = World::new(&["acme"], 6).faults(vec![Fault::new(Effect::Delay(0))]).start();
    fleet.ok("sync");
    fleet
}

const DRAFT: &str = "(SELECT min(id) FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION')";

/// Every kind of call, at both of the moments when nobody here can know whether Apple has it.
#[test]
fn a_call_in_doubt_is_applied_once_whether_apple_has_it_or_not() {
    let other = "locale <> (SELECT primary_locale FROM apps WHERE id = app_id)";
    for (method, edit) in [
        ("POST", format!("INSERT INTO version_localizations(version_id, locale, description) VALUES({DRAFT}, 'hr', 'Opis')")),
        ("PATCH", format!("UPDATE versions SET copyright = '2027 X' WHERE id = {DRAFT}")),
        (
            "DELETE",
            format!(
                "DELETE FROM version_localizations WHERE id = (SELECT min(id) FROM version_localizations WHERE version_id = {DRAFT} AND {other})"
            ),
        ),
    ] {
        for is_applied in [true, false] {
            let fleet = troubled();
            fleet.edit(&edit);
            killed_in_doubt(&fleet, method, is_applied);
            let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes --max-age 1h")));
            let sent = counted.posts + counted.patches + counted.deletes;
            assert_eq!(sent, usize::from(!is_applied), "{method} {is_applied}: {counted:?}");
            assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
            assert_eq!(fleet.rows("SELECT status FROM steps"), [json!({ "status": "done" })]);
            let report = fleet.ok("sync --full --json").json();
            assert_eq!((&report["new"], &report["changed"], &report["gone"]), (&json!(0), &json!(0), &json!(0)), "{method} {report}");
        }
    }
}

/// Our own call got lost, and somebody else made the same row in the meantime: it is not taken for ours.
#[test]
fn what_somebody_else_made_while_a_creation_was_in_doubt_is_a_conflict() {
    let fleet = troubled();
    let create = format!("INSERT INTO version_localizations(version_id, locale, description) VALUES({DRAFT}, 'hr', 'Opis')");
    fleet.edit(&create);
    killed_in_doubt(&fleet, "POST", false);
    let other = TestFleet::beside(&fleet);
    other.ok("sync");
    other.edit(&create.replace("Opis", "Njihov opis"));
    other.ok("push --yes");
    let ran = fleet.run("push --yes");
    assert!(ran.code == 4 && ran.stderr.contains("you want 'Opis', Apple has 'Njihov opis'"), "{ran}");
    fleet.ok("push --yes --ours");
    let texts = fleet.world("appStoreVersionLocalizations");
    let made: Vec<_> =
        texts.iter().filter(|text| text["attributes"]["locale"] == "hr").map(|text| &text["attributes"]["description"]).collect();
    assert_eq!(made, ["Opis"]);
}

/// What is staged while a creation is in doubt names the row by an id that is not Apple's; it is sent with Apple's.
#[test]
fn what_hangs_from_a_row_in_doubt_is_sent_with_the_id_it_gets() {
    let fleet = World::new(&["acme"], 12).healthy().faults(vec![Fault::new(Effect::Delay(0))]).start();
    fleet.ok("sync");
    let found =
        fleet.rows(&format!("SELECT app_id, platform FROM versions WHERE {} ORDER BY app_id LIMIT 1", crate::support::READY_FOR_MORE));
    let (app, platform) = (found[0]["app_id"].as_str().unwrap(), found[0]["platform"].as_str().unwrap());
    fleet.edit(&format!("INSERT INTO versions(app_id, platform, version_string) VALUES('{app}', '{platform}', '9.1')"));
    killed_in_doubt(&fleet, "POST", true);
    fleet.edit(&format!("INSERT INTO submissions(app_id, platform, version) SELECT app_id, platform, id FROM versions WHERE app_id = '{app}' AND version_string = '9.1'"));
    let ran = fleet.run("push --yes");
    assert!(!ran.stderr.contains("was not created"), "{ran}");
    let version = fleet.value(&format!("SELECT id FROM versions WHERE app_id = '{app}' AND version_string = '9.1'"));
    let asked = fleet.sim().exchanges().into_iter().filter(|exchange| exchange.path == "/v1/reviewSubmissionItems");
    let named: Vec<_> =
        asked.map(|exchange| exchange.request_body.unwrap()["data"]["relationships"]["appStoreVersion"]["data"]["id"].clone()).collect();
    assert_eq!(named, [version]);
}
