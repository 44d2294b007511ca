//! `fleet undo`: the inverse of what was sent is staged, to be looked at and pushed like any other change.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet};

/// What the server has, without the ids of localizations, which a deleted one does not get back.
fn texts(fleet: &TestFleet) -> Vec<String> {
    let text = |text: Value| format!("{} {}", text["relationships"]["appStoreVersion"]["data"]["id"], text["attributes"]);
    let mut texts: Vec<String> = fleet.world("appStoreVersionLocalizations").into_iter().map(text).collect();
    texts.sort();
    texts
}

#[test]
fn the_world_is_as_it_was() {
    let fleet = TestFleet::synced();
    let before = fleet.world("appStoreVersions");
    fleet.ok("set 'copyright=2027 {legal_name}' --where editable");
    fleet.ok("push --yes -m 'yearly update'");
    assert_ne!(fleet.world("appStoreVersions"), before);
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("undo --format table"), @"staged 12 changes in 11 apps; next: fleet diff");
        assert_snapshot!(fleet.ok("diff --format table"), @r"
        undo of 1
        versions.copyright
          '2027 acme Ltd.' → '2025 ACME GmbH'                     6 apps
          '2027 northwind Ltd.' → '2025 Northwind Traders Inc.'   3 apps
          '2027 umbra Ltd.' → '2025 Umbra Studio Ltd.'            2 apps
          '2027 acme Ltd.' → '© 2025 ACME GmbH'                   Acme Recipes

        12 requests to send in 11 apps, 3 to look, about [time]
        digest [digest]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    fleet.ok("push --yes");
    assert_eq!(fleet.world("appStoreVersions"), before);
    let log = fleet.ok("log --json").json();
    assert_eq!((&log[0]["undo_of"], &log[1]["title"], &log[1]["author"]), (&json!(1), &json!("yearly update"), &json!("tester@here")));
}

#[test]
fn what_somebody_changed_since_is_left_and_named() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    fleet.ok("push --yes");
    let version = fleet.value("SELECT min(id) FROM versions WHERE copyright = '2027 X'");
    let version = version.as_str().unwrap();
    fleet.foreign_edit("appStoreVersions", version, json!({ "copyright": "2027 theirs" }));
    fleet.ok("sync");
    assert_snapshot!(fleet.run("undo --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    warning: Umbra Budget: versions.copyright is '2027 theirs' by now; it is left as it is
    1 field could not be taken back
    [exit 4]
    ");
    fleet.ok("push --yes");
    assert_eq!(fleet.remote("appStoreVersions", version, "copyright"), "2027 theirs");
    assert_eq!(fleet.value("SELECT count(*) FROM versions WHERE copyright = '2027 X'"), 0);
}

#[test]
fn a_created_row_is_deleted() {
    let fleet = TestFleet::synced();
    let before = texts(&fleet);
    let version = fleet.value("SELECT min(id) FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION'");
    fleet.ok(&format!(
        "edit \"INSERT INTO version_localizations(version_id, locale, description) VALUES('{}', 'hr', 'Opis')\"",
        version.as_str().unwrap()
    ));
    fleet.ok("push --yes");
    assert_eq!(texts(&fleet).len(), before.len() + 1);
    fleet.ok("undo");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, deletes: 1, ..Counted::NOTHING });
    assert_eq!(texts(&fleet), before);
}

#[test]
fn a_deleted_row_is_created_with_all_it_had() {
    let fleet = TestFleet::synced();
    let before = texts(&fleet);
    let gone = "state = 'PREPARE_FOR_SUBMISSION' AND locale <> (SELECT primary_locale FROM apps WHERE id = app_id)";
    fleet.ok(&format!("edit \"DELETE FROM version_localizations WHERE id = (SELECT min(id) FROM version_localizations WHERE {gone})\""));
    fleet.ok("push --yes");
    assert_eq!(texts(&fleet).len(), before.len() - 1);
    assert_snapshot!(fleet.ok("undo --format table"), @"staged 6 changes in 1 app; next: fleet diff");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { posts: 1, ..Counted::NOTHING });
    assert_eq!(texts(&fleet), before);
}

#[test]
fn an_undo_can_be_undone() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    fleet.ok("push --yes");
    let after = fleet.world("appStoreVersions");
    for _ in 0..2 {
        fleet.ok("undo");
        fleet.ok("push --yes");
    }
    assert_eq!(fleet.world("appStoreVersions"), after);
    fleet.ok("undo 1");
    assert_snapshot!(fleet.ok("status --format table"), @r"
    ACCOUNT    APPS  LIVE  PREPARING  REJECTED  IN_REVIEW  APPROVED  STATES    TEXTS
    acme          6     7          6         1          1         0  just now  just now
    northwind     4     5          2         1          0         0  just now  just now
    umbra         2     3          2         0          1         0  just now  just now

    acme: [budget] requests left this hour
    northwind: [budget] requests left this hour
    umbra: [budget] requests left this hour

    12 changes staged in 11 apps: fleet diff

    next: fleet check, then fleet push  (what is staged)
    ");
}

/// What is staged after an undo was taken back has another reason.
#[test]
fn an_undo_that_is_taken_back_leaves_no_title() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    fleet.ok("push --yes");
    fleet.ok("undo");
    fleet.ok("unstage --app 'Acme *'");
    assert_eq!(fleet.ok("diff --json").json()["title"], "undo of 1", "the rest is one still");
    fleet.ok("unstage --all");
    fleet.ok("set 'copyright=2028 X' --where editable");
    assert_eq!(fleet.ok("diff --json").json()["title"], json!(null));
}
