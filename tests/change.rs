//! Staging: nothing here sends anything.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Counted, TestFleet, sqlite3};

#[test]
fn a_value_is_staged_shown_and_taken_back() {
    let fleet = TestFleet::synced();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("diff --format table"), @"nothing is staged");
        assert_snapshot!(fleet.ok("set 'copyright=2027 {legal_name}' --where editable --format table"), @"staged 12 changes in 11 apps; next: fleet diff");
        assert_snapshot!(fleet.ok("diff --format table"), @r"
        versions.copyright
          '2025 ACME GmbH' → '2027 acme Ltd.'                     6 apps
          '2025 Northwind Traders Inc.' → '2027 northwind Ltd.'   3 apps
          '2025 Umbra Studio Ltd.' → '2027 umbra Ltd.'            2 apps
          '© 2025 ACME GmbH' → '2027 acme Ltd.'                   Acme Recipes

        12 requests to send in 11 apps, 3 to look first, about [time]
        digest [digest]
        ");
        assert_snapshot!(fleet.ok("unstage --where \"client = 'acme'\" --format table"), @"took 7 changes back: 7 of versions.copyright");
        assert_snapshot!(fleet.ok("diff --format table"), @r"
        versions.copyright
          '2025 Northwind Traders Inc.' → '2027 northwind Ltd.'   3 apps
          '2025 Umbra Studio Ltd.' → '2027 umbra Ltd.'            2 apps

        5 requests to send in 5 apps, 2 to look first, about [time]
        digest [digest]
        ");
        assert_snapshot!(fleet.ok("unstage --all --format table"), @"took 5 changes back: 5 of versions.copyright");
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
}

/// The views show what is staged, the mirror what Apple has, `diff --rows` both.
#[test]
fn what_is_staged_is_read_back() {
    let fleet = TestFleet::synced();
    fleet.ok(r#"edit "UPDATE listings SET subtitle = 'Fast', keywords = 'a,b' WHERE editable AND info_editable AND locale = 'de-DE'""#);
    let staged = fleet.rows("SELECT DISTINCT subtitle, keywords FROM listings WHERE editable AND info_editable AND locale = 'de-DE'");
    assert_eq!(staged, [json!({ "subtitle": "Fast", "keywords": "a,b" })]);
    assert_eq!(fleet.value("SELECT count(*) FROM app_info_localizations_mirror WHERE subtitle = 'Fast'"), 0);
    let rows = fleet.ok("diff --rows --json").json();
    let row = rows["rows"].as_array().unwrap().iter().find(|row| row["field"] == "keywords").unwrap();
    assert_eq!((&row["locale"], &row["value"], &row["theirs"]), (&json!("de-DE"), &json!("a,b"), &json!(null)));
}

#[test]
fn equal_values_and_going_back_stage_nothing() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.ok("edit --format table 'UPDATE versions SET copyright = copyright'"), @"nothing to stage: every row has that value already, or none matched");
    fleet.ok("edit \"UPDATE versions SET copyright = 'x' WHERE editable AND platform = 'TV_OS'\"");
    fleet.ok("edit \"UPDATE versions SET copyright = 'y' WHERE editable AND platform = 'TV_OS'\"");
    let back = "UPDATE versions SET copyright = (SELECT m.copyright FROM versions_mirror AS m WHERE m.pk = versions.pk) WHERE staged";
    assert_snapshot!(fleet.ok(&format!("edit --format table \"{back}\"")), @"took 2 changes back");
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
}

#[test]
fn what_apple_would_refuse_is_refused_with_a_sentence() {
    let fleet = TestFleet::synced();
    let refuse = |sql: &str| fleet.run(&format!("edit \"{sql}\""));
    assert_snapshot!(refuse("UPDATE versions SET copyright = '2027 X'"), @r"
    error: versions.copyright cannot be edited in this state; add: AND editable
    [exit 2]
    ");
    assert_snapshot!(refuse("UPDATE versions SET state = 'IN_REVIEW' WHERE editable"), @r"
    error: versions.state is read-only: Apple sets it
    [exit 2]
    ");
    assert_snapshot!(refuse("UPDATE versions SET release_type = 'SOON' WHERE editable"), @r"
    error: versions.release_type: not a known value; SELECT value FROM enum_values WHERE enum = 'ReleaseType'
    [exit 2]
    ");
    assert_snapshot!(refuse("UPDATE version_localizations SET support_url = '' WHERE editable"), @r"
    error: version_localizations.support_url: an address cannot be empty; use NULL to clear it
    [exit 2]
    ");
    assert_snapshot!(refuse("DELETE FROM apps"), @r"
    error: apps: rows cannot be deleted through the API
    [exit 2]
    ");
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0, "all or nothing");
}

#[test]
fn the_mirror_cannot_be_written() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("edit \"UPDATE versions_mirror SET copyright = 'x'\""), @r"
    error: versions_mirror is the mirror of App Store Connect; edit the view versions instead
    [exit 2]
    ");
    assert_snapshot!(fleet.run("edit \"DELETE FROM staged\""), @r#"
    error: this SQL may not do that: write to `staged`
    hint: SQL may read everything and write to the views: `fleet query "SELECT DISTINCT resource FROM fields"` names them
    [exit 2]
    "#);
    assert_snapshot!(fleet.run("edit 'UPDATE mirror_guard SET writer = 1'"), @r#"
    error: this SQL may not do that: write to `mirror_guard`
    hint: SQL may read everything and write to the views: `fleet query "SELECT DISTINCT resource FROM fields"` names them
    [exit 2]
    "#);
    assert_snapshot!(fleet.run("query 'DROP VIEW versions'"), @r"
    error: fleet query only reads
    hint: `fleet edit` stages changes
    [exit 2]
    ");
}

/// Staging needs no program of ours: the shell of Debian writes through the same door.
#[test]
fn the_sqlite3_shell_stages_what_a_push_sends() {
    let fleet = TestFleet::synced();
    let Some(edit) = sqlite3(&fleet.database(), "UPDATE versions SET copyright='2027 X' WHERE editable") else { return };
    assert_eq!(edit.code, 0, "{edit}");
    let editable = fleet.value("SELECT count(*) FROM versions WHERE editable");
    let diff = fleet.ok("diff --json").json();
    assert_eq!(diff["writes"], editable);
    let push = fleet.ok("push --yes --json").json();
    assert_eq!(push["done"], editable);
    let sent = fleet.world("appStoreVersions").iter().filter(|version| version["attributes"]["copyright"] == "2027 X").count();
    assert_eq!(editable, sent);
}

#[test]
fn the_sqlite3_shell_is_refused_with_the_same_sentences() {
    let fleet = TestFleet::synced();
    for (sql, sentence) in [
        ("UPDATE versions SET copyright='2027 X'", "versions.copyright cannot be edited in this state"),
        ("UPDATE versions_mirror SET copyright='2027 X'", "versions_mirror is the mirror of App Store Connect"),
        ("DELETE FROM apps_mirror", "apps_mirror is the mirror of App Store Connect"),
    ] {
        let Some(ran) = sqlite3(&fleet.database(), sql) else { return };
        assert!(ran.code != 0 && ran.stderr.contains(sentence), "{sql}: {ran}");
    }
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
}

#[test]
fn what_is_too_long_is_shown_and_never_sent() {
    let fleet = TestFleet::synced();
    let long = "x".repeat(101);
    let place = "WHERE id = (SELECT min(id) FROM version_localizations WHERE editable)";
    fleet.ok(&format!("edit \"UPDATE version_localizations SET keywords = '{long}' {place}\""));
    assert_snapshot!(fleet.ok("diff --format table"), @r"
    version_localizations.keywords
      'notes,proste,codziennie,offline,rodzina,planer' → 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'   Northwind Notes
    problem: Northwind Notes IOS 1.1 pl version_localizations.keywords: 101 characters, Apple takes 100

    1 request to send in 1 app, 1 to look first, about [time]
    digest [digest]
    ");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes"), @r"
        error: Apple would refuse 1 staged value
          Northwind Notes IOS 1.1 pl version_localizations.keywords: 101 characters, Apple takes 100
        hint: correct them with `fleet edit`, or drop them with `fleet unstage`; nothing was sent
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 1, "it is still there to be shortened");
}
