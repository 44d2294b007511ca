//! `fleet version`: new versions of many apps, with their texts.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet};

/// The one resource of the server with these attributes.
fn remote(fleet: &TestFleet, kind: &str, attributes: &[(&str, &str)]) -> Value {
    let mut found = fleet.world(kind);
    found.retain(|one| attributes.iter().all(|(name, value)| one["attributes"][name] == *value));
    let [one] = found.as_slice() else { panic!("{}: {attributes:?}", found.len()) };
    one.clone()
}

/// A new one where there is none in preparation, another number where there is one.
#[test]
fn a_release_of_many_apps_is_one_command() {
    let fleet = TestFleet::synced();
    fleet.write("news/default.txt", "Bug fixes in {app} {version_string}.\n");
    fleet.write("news/de-DE.txt", "Fehler behoben.\r\n");
    let before = fleet.rows("SELECT id, version_string, copyright FROM versions WHERE client = 'northwind' ORDER BY id");
    let counted = fleet.counting(|fleet| {
        let line = "version new 2.4.0 --client northwind --texts news --copyright '{year} {legal_name}' --release manual --format table";
        assert_snapshot!(fleet.run(line), @r"
        staged 52 changes in 4 apps; next: fleet diff
        Northwind Budget IOS: 2.4.0 is new after 1.0
        Northwind Budget MAC_OS: 2.4.0 is new after 1.1
        Northwind Notes IOS: 1.1 is in preparation and becomes 2.4.0
        Northwind Recipes IOS: 2.0 is in preparation and becomes 2.4.0
        Northwind Weather IOS: 1.2 is in preparation and becomes 2.4.0
        warning: 2 versions keep a build of another number, with which Apple takes no version for review: fleet build attach latest
        ");
    });
    assert_eq!(counted, Counted::NOTHING, "it is only staged");
    assert_snapshot!(fleet.ok("version list --client northwind --format table"), @r"
    APP                PLATFORM  LIVE  NEXT   STATE                   BUILD  RELEASE  RELEASE_DATE  STAGED  APP_ID
    Northwind Budget   IOS       1.0   2.4.0  staged                         MANUAL                      1  6440033376
    Northwind Budget   MAC_OS    1.1   2.4.0  staged                         MANUAL                      1  6440033376
    Northwind Notes    IOS       1.0   2.4.0  METADATA_REJECTED       12     MANUAL                      1  6440077101
    Northwind Recipes  IOS       1.2   2.4.0  PREPARE_FOR_SUBMISSION         MANUAL                      1  6440025288
    Northwind Weather  IOS       1.1   2.4.0  PREPARE_FOR_SUBMISSION  21     MANUAL                      1  6440079859
    ");
    let texts = fleet
        .count("SELECT count(*) FROM version_localizations WHERE version_id IN (SELECT id FROM versions WHERE version_string = '2.4.0')");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!((counted.posts, counted.deletes), (2, 0), "two platforms had no version in preparation");
    assert!(counted.patches <= texts + 3, "{counted:?}");

    let made = remote(&fleet, "appStoreVersions", &[("versionString", "2.4.0"), ("platform", "MAC_OS")]);
    assert_eq!((&made["attributes"]["copyright"], &made["attributes"]["releaseType"]), (&json!("2026 northwind Ltd."), &json!("MANUAL")));
    fleet.ok("sync");
    let news = fleet.rows("SELECT DISTINCT app, platform, locale = 'de-DE' AS german, whats_new FROM version_localizations WHERE version_string = '2.4.0' AND app = 'Northwind Budget' ORDER BY platform, german");
    let said: Vec<&str> = news.iter().map(|row| row["whats_new"].as_str().unwrap()).collect();
    assert!(said.iter().all(|said| matches!(*said, "Bug fixes in Northwind Budget 2.4.0." | "Fehler behoben.")), "{news:?}");

    let renamed = fleet.rows("SELECT DISTINCT locale = 'de-DE' AS german, whats_new FROM version_localizations WHERE version_string = '2.4.0' AND app = 'Northwind Weather'");
    let said: Vec<&str> = renamed.iter().map(|row| row["whats_new"].as_str().unwrap_or_default()).collect();
    assert!(said.iter().all(|said| matches!(*said, "Bug fixes in Northwind Weather 2.4.0." | "Fehler behoben.")), "{renamed:?}");

    // And back: what was new goes, what was renamed has its number again.
    fleet.ok("undo");
    fleet.ok("push --yes");
    assert_eq!(fleet.rows("SELECT id, version_string, copyright FROM versions WHERE client = 'northwind' ORDER BY id"), before);
    assert!(!fleet.world("appStoreVersions").iter().any(|version| version["attributes"]["versionString"] == "2.4.0"));
}

/// What Apple would refuse is named before anything is staged.
#[test]
fn a_number_that_apple_would_refuse_stages_nothing() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("version new 2.4-beta"), @r"
    error: `2.4-beta` is no version; Apple takes one to three numbers with dots between them, such as 2.4.0
    [exit 2]
    ");
    assert_snapshot!(fleet.run("version new 1.1.0 --format table"), @r"
    error: nothing was staged, because of 10 problems
      Acme Budget IOS: 1.1.0 is not after 1.1, which is in the store
      Acme Notes TV_OS: 1.1.0 is not after 1.2, which is in the store
      Acme Recipes IOS: 1.1.0 is not after 2.0, which is in the store
      Acme Weather IOS: 2.1 is WAITING_FOR_REVIEW, and Apple takes one version at a time; release or cancel it first
      Acme Workout IOS: 1.1.0 is not after 2.0, which is in the store
      Northwind Budget MAC_OS: 1.1.0 is not after 1.1, which is in the store
      Northwind Recipes IOS: 1.1.0 is not after 1.2, which is in the store
      Northwind Weather IOS: 1.1.0 is not after 1.1, which is in the store
      Umbra Budget IOS: 2.1 is IN_REVIEW, and Apple takes one version at a time; release or cancel it first
      Umbra Recipes IOS: 1.1.0 is not after 2.0, which is in the store
    hint: leave them out with --where, stage the rest with --skip-invalid
    [exit 2]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    assert_snapshot!(fleet.run("version new 1.1.0 --client acme --platform TV_OS --skip-invalid --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    Acme Weather TV_OS: 1.1 is in preparation and becomes 1.1.0
    warning: left out: Acme Notes TV_OS: 1.1.0 is not after 1.2, which is in the store
    [exit 4]
    ");
    assert_snapshot!(fleet.run("version new 3.0 --release 2001-01-01"), @r"
    error: invalid value '2001-01-01' for '--release <WHEN>': `2001-01-01` is over; or manual, or automatic

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(fleet.run("version new 3.0 --set wat=x"), @r"
    error: a version has no field `wat` that can be edited
    hint: texts of the app, such as its name, are set with fleet set
    [exit 2]
    ");
    assert_snapshot!(fleet.run("version new 3.0 --set build=x"), @r"
    error: `build` has a place of its own on the command line
    hint: fleet version new --help
    [exit 2]
    ");
    assert_snapshot!(fleet.run("version new 3.0 --client northwind --copyright '{holder}'"), @r"
    error: `{holder}` is neither a column of versions nor a variable of an app
    hint: use {year}, {legal_name}, {client}, {app}, any column of the view or a variable of fleet.toml; {{ is a brace
    [exit 2]
    ");
    fleet.reconfigure("legal_name = \"northwind Ltd.\"\n", "");
    assert_snapshot!(fleet.run("version new 3.0 --client northwind --copyright '{year} {legal_name}'"), @r"
    error: `{legal_name}` is empty in 4 apps: Northwind Budget, Northwind Notes, Northwind Recipes and 1 more
    hint: set it in fleet.toml, give a default with {legal_name|…}, or leave the rows out with --where
    [exit 2]
    ");
    fleet.write("news/klingon.txt", "x");
    assert_snapshot!(fleet.run("version new 3.0 --texts news"), @r"
    error: news/klingon.txt: `klingon` is no locale of the App Store
    [exit 2]
    ");
}

/// A number, its build and its texts belong together.
#[test]
fn a_version_comes_with_its_build() {
    let fleet = TestFleet::synced();
    fleet.ok("sync --only builds");
    let app = "Acme Budget";
    // The same number again: the build of that number, and a scheduled release.
    let line = format!(
        "version new 1.2 --app '{app}' --build latest --release 2099-01-31T08:00:00Z --whats-new @news.txt --set 'promotional_text=Now {{version_string}}' --format table"
    );
    fleet.write("news.txt", "News of {app}\n");
    assert_snapshot!(fleet.run(&line), @r"
    staged 20 changes in 1 app; next: fleet diff
    Acme Budget IOS: 1.2 is in preparation already
    ");
    fleet.ok("push --yes");
    let version = remote(&fleet, "appStoreVersions", &[("releaseType", "SCHEDULED")]);
    let date: jiff::Timestamp = version["attributes"]["earliestReleaseDate"].as_str().unwrap().parse().unwrap();
    assert_eq!(date.to_string(), "2099-01-31T08:00:00Z");
    let texts = fleet.rows(&format!(
        "SELECT DISTINCT whats_new, promotional_text FROM version_localizations WHERE app = '{app}' AND version_string = '1.2'"
    ));
    assert_eq!(texts, [json!({ "whats_new": "News of Acme Budget", "promotional_text": "Now 1.2" })]);
    // Another number leaves a build behind that does not fit any more.
    assert_snapshot!(fleet.run(&format!("version new 1.3 --app '{app}' --format table")), @r"
    staged 1 change in 1 app; next: fleet diff
    Acme Budget IOS: 1.2 is in preparation and becomes 1.3
    warning: 1 version keeps a build of another number, with which Apple takes no version for review: fleet build attach latest
    ");
    assert_snapshot!(fleet.run(&format!("version new 1.4 --app '{app}' --build latest --format table")), @r"
    error: nothing was staged, because of 1 problem
      Acme Budget IOS build: no build of 1.4
    hint: leave them out with --where, stage the rest with --skip-invalid, or look for newer builds with `fleet sync --only builds`
    [exit 2]
    ");
    assert_snapshot!(fleet.run(&format!("version new 1.4 --app '{app}' --build latest --skip-invalid --format table")), @r"
    staged 1 change in 1 app; next: fleet diff
    Acme Budget IOS: 1.3 is in preparation and becomes 1.4
    warning: 1 version keeps a build of another number, with which Apple takes no version for review: fleet build attach latest
    warning: left out: Acme Budget IOS build: no build of 1.4
    [exit 4]
    ");
}
