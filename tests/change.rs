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

        12 requests to send in 11 apps, 3 to look, about [time]
        digest [digest]
        ");
        assert_snapshot!(fleet.ok("unstage --where \"client = 'acme'\" --format table"), @"took 7 changes back: 7 of versions.copyright");
        assert_snapshot!(fleet.ok("diff --format table"), @r"
        versions.copyright
          '2025 Northwind Traders Inc.' → '2027 northwind Ltd.'   3 apps
          '2025 Umbra Studio Ltd.' → '2027 umbra Ltd.'            2 apps

        5 requests to send in 5 apps, 2 to look, about [time]
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

    1 request to send in 1 app, 1 to look, about [time]
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

/// Tags and variables of fleet.toml are there at once, and the longest pattern wins.
#[test]
fn variables_and_tags_are_those_of_fleet_toml() {
    let fleet = TestFleet::synced();
    fleet.reconfigure("[clients.umbra]", "[clients.umbra]\nvariables = { holder = \"Umbra\", support = \"https://umbra.example/\" }");
    let kids =
        fleet.rows("SELECT bundle_id FROM apps WHERE client = 'umbra' ORDER BY 1 LIMIT 1")[0]["bundle_id"].as_str().unwrap().to_owned();
    fleet.append("fleet.toml", &format!("[apps.\"{kids}\"]\ntags = [\"kids\"]\nvariables = {{ holder = \"Umbra Kids\" }}\n"));
    assert_eq!(fleet.rows("SELECT bundle_id, tag FROM tags"), [json!({ "bundle_id": kids, "tag": "kids" })]);
    fleet.ok("set 'copyright={year} {holder}' --where \"editable AND client = 'umbra'\"");
    let year = fleet.value("SELECT strftime('%Y', 'now')");
    let year = year.as_str().unwrap();
    let copyrights = fleet.rows("SELECT bundle_id, value FROM changes JOIN apps ON apps.id = changes.app_id ORDER BY bundle_id");
    assert!(copyrights.iter().any(|row| row["value"] == format!("{year} Umbra")), "{copyrights:?}");
    assert!(copyrights.iter().all(|row| row["bundle_id"] != kids || row["value"] == format!("{year} Umbra Kids")), "{copyrights:?}");
    assert_snapshot!(fleet.run("set 'copyright={holder}' --where editable"), @r"
    error: `{holder}` is empty in 9 apps: Acme Budget, Acme Chess, Acme Notes and 6 more
    hint: set it in fleet.toml, give a default with {holder|…}, or leave the rows out with --where
    [exit 2]
    ");
    fleet.ok("unstage --all");
    fleet.ok("set 'support_url={support|https://other.example/}' --where editable --locale en-US --tag kids");
    let of_kids =
        fleet.count(&format!("SELECT count(*) FROM version_localizations WHERE editable AND locale = 'en-US' AND bundle_id = '{kids}'"));
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), of_kids);
    assert_snapshot!(fleet.run("set copyright=x --tag kidz"), @r"
    error: no tag in the mirror is called `kidz`
    hint: did you mean `kids`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("set 'copyright={holdr}'"), @r"
    error: `{holdr}` is neither a column of versions nor a variable of an app
    hint: did you mean `holder`?
    [exit 2]
    ");
}

/// A text that fits one locale may be too long for another: said at once, and refused before anything is sent.
#[test]
fn a_template_is_checked_where_it_is_rendered() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("set 'subtitle={app}, the best of all, says everybody' --format table --where editable --app 'Umbra*' --locale en-US"), @r"
    staged 1 change in 1 app; next: fleet diff
    warning: Apple would refuse Umbra Recipes en-US app_info_localizations.subtitle: 46 characters, Apple takes 30
    ");
    let counted = fleet.counting(|fleet| assert_eq!(fleet.run("push --yes").code, 2));
    assert_eq!(counted, Counted::NOTHING);
}

/// The questionnaire, answered where it has no answer; what is answered stays.
#[test]
fn a_profile_answers_what_has_no_answer() {
    let fleet = TestFleet::synced();
    fleet.edit("UPDATE age_ratings SET gambling = NULL, contests = NULL, loot_box = 1 WHERE editable");
    fleet.ok("push --yes");
    assert_snapshot!(fleet.ok("set --profile utility --format table"), @r"
    staged 56 changes in 10 apps; next: fleet diff
    12/12 answered
    ");
    let answers = fleet.rows("SELECT DISTINCT field, value FROM changes WHERE field IN ('contests', 'gambling', 'loot_box') ORDER BY 1");
    assert_eq!(answers, [json!({ "field": "contests", "value": "NONE" }), json!({ "field": "gambling", "value": 0 })]);
    fleet.ok("set --profile utility --overwrite loot_box=null");
    assert_eq!(fleet.rows("SELECT DISTINCT value FROM changes WHERE field = 'loot_box'"), [json!({ "value": null })]);
    assert_snapshot!(fleet.run("set --profile utilty"), @r"
    error: there is no age-rating profile `utilty`
    hint: did you mean `utility`?
    [exit 2]
    ");
    fleet.append("fleet.toml", "[profiles.arcade]\nloot_box = true\nviolence_cartoon_or_fantasy = \"OFTEN\"\n");
    assert_snapshot!(fleet.run("set --profile arcade"), @r#"
    error: `[workspace]/fleet.toml` is not right
      fleet.toml:34:1: [profiles.arcade] `violence_cartoon_or_fantasy` takes NONE, INFREQUENT_OR_MILD, FREQUENT_OR_INTENSE, INFREQUENT, FREQUENT
          violence_cartoon_or_fantasy = "OFTEN"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: `fleet init --print` shows a file with every key explained
    [exit 2]
    "#);
}
