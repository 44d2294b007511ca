//! `fleet changeset`, `unstage` and `log`: changes that belong together, given up, handed on, and looked up later.

use std::fs;

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Counted, TestFleet, World};

#[test]
fn its_name_is_the_reason_in_the_log() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    assert_snapshot!(fleet.ok("changeset name 'yearly update' --format table"), @"changeset 1 is called 'yearly update'");
    assert_snapshot!(fleet.ok("changeset list --format table"), @r"
    CHANGESET  STATUS  TITLE          AUTHOR  WHEN  STAGED  CALLS  APPS  DONE  CONFLICTS  FAILED  LEFT
            1  open    yearly update                     2      0     0     0          0       0     0
    ");
    fleet.ok("push --yes");
    fleet.ok("changeset name 'not this'");
    fleet.ok("set 'copyright=2028 X' --where \"editable AND client = 'umbra'\"");
    fleet.ok("push --yes -m 'but this'");
    let log = fleet.ok("log --json").json();
    assert_eq!((&log[1]["title"], &log[0]["title"]), (&json!("yearly update"), &json!("but this")));
    assert_snapshot!(fleet.run("changeset name ' '"), @r"
    error: a changeset cannot be called nothing
    [exit 2]
    ");
}

#[test]
fn what_is_discarded_is_never_sent() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    fleet.ok("edit \"INSERT INTO version_localizations(version_id, locale) SELECT id, 'hr' FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION'\"");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("changeset discard"), @r"
        error: not discarded without a yes: this drops 22 staged changes
        hint: look with `fleet diff`, then add --yes
        [exit 2]
        ");
        assert_snapshot!(fleet.ok("changeset discard --yes --format table"), @"changeset 1 is discarded: dropped 22 changes, 22 calls will not be sent");
        assert_snapshot!(fleet.ok("push --yes --format table"), @"nothing to push");
        assert_snapshot!(fleet.run("changeset discard --yes"), @r"
        error: nothing is staged
        hint: `fleet changeset list` lists the changesets
        [exit 2]
        ");
        assert_snapshot!(fleet.run("changeset discard 1 --yes"), @r"
        error: changeset 1 is discarded: nothing of it is left to send
        hint: `fleet diff 1` shows what it was
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(
        fleet.count("SELECT count(*) FROM version_localizations WHERE locale = 'hr'"),
        0,
        "no row is left of what was to be created"
    );
    assert_eq!(fleet.ok("log --json").json()[0]["status"], "discarded");
    let rows = fleet.ok("diff 1 --rows --json").json();
    assert!(rows["rows"].as_array().unwrap().iter().any(|row| row["field"] == "+" && row["locale"] == "hr"), "the journal still knows it");
    assert_eq!(fleet.run("undo 1 --format table").stdout, "nothing to stage: every row has that value already, or none matched\n");
}

/// A push is killed after some calls: they stay, the rest is dropped.
#[test]
fn the_rest_of_an_interrupted_push_can_be_dropped() {
    let fleet = World::new(&["acme", "northwind", "umbra"], 60).start();
    fleet.ok("sync");
    fleet.ok("set 'copyright=2027 X' --where editable");
    let steps = fleet.count("SELECT count(*) FROM staged");
    let before = fleet.sim().request_count();
    let mut push = fleet.start("push --yes");
    assert!(push.runs_until(|| fleet.sim().request_count() >= before + 30), "the push ended before it could be killed");
    push.kill();
    let done = fleet.count("SELECT count(*) FROM steps WHERE status = 'done'");
    assert!(done > 0 && done < steps, "{done} of {steps}");
    let says = "changeset 1 is not sent to its end: `fleet push` goes on, `fleet diff 1` shows it\n";
    assert_eq!(fleet.ok("diff --json").stderr, says);
    let discarded = fleet.ok("changeset discard 1 --yes --json").json();
    assert_eq!(discarded["status"], "partial");
    assert_eq!(discarded["calls"].as_u64().unwrap() + discarded["in_doubt"].as_u64().unwrap(), (steps - done) as u64);
    let counted = fleet.counting(|fleet| assert_snapshot!(fleet.ok("push --yes --format table"), @"nothing to push"));
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
    fleet.ok("undo 1");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), done, "what was sent can be taken back");
}

/// One stages and exports, another reviews and pushes.
#[test]
fn it_travels_to_another_machine() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 {legal_name}' --where editable");
    fleet.ok("edit \"INSERT INTO version_localizations(version_id, locale, description) SELECT id, 'hr', 'Opis' FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION'\"");
    fleet.ok("edit \"DELETE FROM version_localizations WHERE id = (SELECT min(l.id) FROM version_localizations AS l JOIN apps AS a ON a.id = l.app_id WHERE l.editable AND l.state = 'PREPARE_FOR_SUBMISSION' AND l.locale NOT IN (a.primary_locale, 'hr'))\"");
    fleet.ok("changeset name January");
    fleet.ok("changeset export january.json");
    let text = fs::read_to_string(fleet.path().join("january.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let digest = file["digest"].as_str().unwrap();
    assert_eq!(fleet.ok("changeset export -").stdout, text, "the same every time");

    let other = TestFleet::beside(&fleet);
    assert_snapshot!(other.run("changeset import january.json"), @r"
    error: there is no mirror at `[workspace]/.fleet/fleet.db` yet
    hint: `fleet sync` makes it
    [exit 2]
    ");
    other.ok("sync");
    let counted = fleet.counting(|_| {
        assert_snapshot!(other.run("changeset import january.json --expect 0000000000000000"), @r"
        error: the file has the digest [digest], not [digest]
        hint: ask for the file that was reviewed
        [exit 2]
        ");
        assert_snapshot!(other.ok(&format!("changeset import january.json --expect {digest} --format table")), @r"
        staged 33 changes in 11 apps; next: fleet diff
        digest [digest]
        ");
        assert_snapshot!(other.run("changeset import january.json"), @r"
        error: 33 changes are staged here already
        hint: push or unstage them first, or add the file's with --add
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(other.ok("diff --json").json()["title"], "January");
    let again: serde_json::Value = serde_json::from_str(&other.ok("changeset export -").stdout).unwrap();
    assert_eq!(again["digest"], file["digest"]);
    other.ok("push --yes");
    assert_eq!(
        fleet.world("appStoreVersionLocalizations").iter().filter(|text| text["attributes"]["locale"] == "hr").count(),
        fleet.count("SELECT count(*) FROM changes WHERE field = '+'")
    );
    fleet.ok("sync");
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE field = 'copyright'"), 0, "the author's are settled by the sync");
}

#[test]
fn what_differs_here_is_a_conflict_and_not_staged() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 ours' --where \"editable AND client = 'umbra'\"");
    fleet.ok("changeset export umbra.json");
    let versions = fleet.rows("SELECT id FROM changes ORDER BY id");
    let [theirs, already] = [0, 1].map(|index| versions[index]["id"].as_str().unwrap());
    fleet.foreign_edit("appStoreVersions", theirs, json!({ "copyright": "2027 theirs" }));
    fleet.foreign_edit("appStoreVersions", already, json!({ "copyright": "2027 ours" }));
    let other = TestFleet::beside(&fleet);
    other.ok("sync");
    assert_snapshot!(other.run("changeset import umbra.json --format table"), @r"
    staged 0 changes in 0 apps, 1 there already; next: fleet diff
    digest [digest]
    warning: conflict in com.umbra.budget versions.copyright: it is '2027 theirs' here and was '2025 Umbra Studio Ltd.' where the file was made
    warning: what is staged has the digest [digest], the file [digest]
    hint: this is not what was reviewed; look with `fleet diff`, or take it back with `fleet unstage --all`
    [exit 4]
    ");
    assert_eq!(other.value("SELECT count(*) FROM staged"), 0);
    other.ok("set 'copyright=2028 X' --where \"editable AND client = 'acme'\"");
    let added = other.run("changeset import umbra.json --add --json");
    assert_eq!((added.code, added.json()["already"].clone()), (4, json!(1)));
}

#[test]
fn a_file_of_another_fleet_is_refused() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    fleet.ok("changeset export umbra.json");
    let text = fs::read_to_string(fleet.path().join("umbra.json")).unwrap();
    fleet.ok("unstage --all");
    let import = |text: &str| {
        fleet.write("other.json", text);
        fleet.run("changeset import other.json")
    };
    let issuer = serde_json::from_str::<serde_json::Value>(&text).unwrap()["accounts"][0]["issuer_id"].as_str().unwrap().to_owned();
    assert_snapshot!(import(&text.replace(&issuer, "of somebody else")), @r"
    error: the file does not fit this mirror; nothing was staged
      account umbra: its issuer is of somebody else in the file and [uuid] here
    hint: `fleet sync` brings the mirror up to date; the accounts are those of fleet.toml
    [exit 2]
    ");
    assert_snapshot!(import(&text.replace("\"umbra\"", "\"stranger\"").replace(&issuer, "unknown")), @r"
    error: the file does not fit this mirror; nothing was staged
      account stranger: no account here has the issuer unknown
    hint: `fleet sync` brings the mirror up to date; the accounts are those of fleet.toml
    [exit 2]
    ");
    assert_snapshot!(import(&text.replace("\"copyright\"", "\"state\"")), @r"
    error: the file does not fit this mirror; nothing was staged
      com.umbra.recipes versions.state: no such field can be edited
      com.umbra.budget versions.state: no such field can be edited
    hint: `fleet sync` brings the mirror up to date; the accounts are those of fleet.toml
    [exit 2]
    ");
    assert_snapshot!(import(&text.replace("\"versions\"", "\"staged\"")), @r"
    error: the file does not fit this mirror; nothing was staged
      com.umbra.recipes staged.copyright: no such resource can be edited
      com.umbra.budget staged.copyright: no such resource can be edited
    hint: `fleet sync` brings the mirror up to date; the accounts are those of fleet.toml
    [exit 2]
    ");
    assert_snapshot!(import("{}"), @r"
    error: the file is no changeset: it does not say that it is one
    hint: `fleet changeset export FILE` writes one
    [exit 2]
    ");
    assert_eq!(import(&text.replace("\"umbra\"", "\"umbra by another name\"")).code, 0, "the issuer tells, not the name");
}

#[test]
fn people_unstage_by_what_they_know() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' 'release_type=MANUAL' --where editable");
    fleet.ok("edit \"UPDATE version_localizations SET promotional_text = 'Now' WHERE editable\"");
    assert_snapshot!(fleet.ok("unstage --field copyright --client umbra --format table"), @"took 2 changes back: 2 of versions.copyright");
    assert_snapshot!(fleet.ok("unstage --locale de-DE --resource version_localizations --format table"), @"took 10 changes back: 10 of version_localizations.promotional_text");
    assert_snapshot!(fleet.run("unstage --locale de-DE --format table"), @r"
    nothing of that is staged; `fleet diff` shows what is
    [exit 1]
    ");
    assert_snapshot!(fleet.run("unstage --resource listings"), @r#"
    error: no resource that can be edited is called `listings`
    hint: `fleet query "SELECT DISTINCT resource FROM fields WHERE access <> 'read'"` lists them
    [exit 2]
    "#);
    assert_snapshot!(fleet.run("unstage --changeset 9"), @r"
    error: there is no changeset 9
    hint: `fleet log` lists the changesets
    [exit 2]
    ");
    assert_eq!(fleet.run("unstage").code, 2, "all of it has to be said");
    let left = fleet.count("SELECT count(*) FROM staged");
    assert_eq!(fleet.ok("unstage --all --json").json()["unstaged"], left);
    assert_snapshot!(fleet.run("unstage --all --format table"), @r"
    nothing is staged
    [exit 1]
    ");
}

/// What Apple refused is staged again, among other things; it alone is taken back.
#[test]
fn what_came_back_of_a_push_is_unstaged_alone() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    let version = fleet.value("SELECT min(id) FROM versions WHERE editable AND client = 'umbra'");
    fleet.foreign_edit("appStoreVersions", version.as_str().unwrap(), json!({ "appVersionState": "IN_REVIEW" }));
    assert_eq!(fleet.run("push --yes --max-age 3600").code, 4);
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'acme'\"");
    assert_snapshot!(fleet.ok("unstage --changeset 1 --format table"), @"took 1 change back: 1 of versions.copyright");
    assert_ne!(fleet.count("SELECT count(*) FROM staged"), 0);
}

#[test]
fn the_log_is_an_audit() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    fleet.ok("push --yes -m '=1+1'");
    fleet.ok("edit \"UPDATE version_localizations SET promotional_text = 'Now' WHERE editable AND client = 'acme'\"");
    fleet.ok("push --yes");
    let csv = fleet.ok("log --rows --field copyright --format csv").stdout;
    let header = "changeset,when,author,title,call,status,account,client,app,platform,version,locale,resource,field,before,after,http,request_id,note";
    assert_eq!(csv.lines().next(), Some(header));
    assert!(csv.lines().skip(1).all(|line| line.starts_with("1,") && line.contains(",tester@here,'=1+1,")), "{csv}");
    let rows = fleet.ok("log --rows --json --app 'com.acme.*'").json();
    let row = &rows[0];
    assert_eq!(
        (&row["changeset"], &row["field"], &row["after"], &row["http"]),
        (&json!(2), &json!("promotional_text"), &json!("Now"), &json!(200))
    );
    let numbers = |line: &str| -> Vec<u64> {
        fleet.ok(line).json().as_array().unwrap().iter().map(|row| row["changeset"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers("log --json"), [2, 1]);
    assert_eq!(numbers("log --json --field copyright --since 1h"), [1]);
    assert_eq!(numbers("log --json --since 2099-01-01"), [0; 0]);
    assert_eq!(fleet.ok("log --rows --format ndjson").stdout.lines().count(), fleet.count("SELECT count(*) FROM steps"));
    let shown = fleet.ok("log 1 --format table").to_string();
    assert!(shown.contains("by tester@here: =1+1") && shown.contains("copyright: '2025 Umbra Studio Ltd.' → '2027 X'"), "{shown}");
}
