//! Validation of whole changesets: what other rows and fields say of a value, and how long it takes.

use std::time::{Duration, Instant};

use crate::catalog::catalog;
use crate::{AccountRow, Fleet, Row, Store, StoreError, Value};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Apps, each with a live and a draft version for iOS and a first draft for macOS, all in two languages.
fn store(apps: usize) -> Store {
    let mut store = Store::in_memory().unwrap();
    let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "KEY".into() };
    store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).unwrap();
    let resource = |name: &str| catalog().resource(name).unwrap();
    let row = |name: &str, values: &[(&str, &str)]| Row {
        values: values.iter().map(|(field, value)| (resource(name).field(field).unwrap(), text(value))).collect(),
        ..Row::default()
    };
    store
        .write_mirror::<_, StoreError>("sync", |mirror| {
            for number in 0..apps {
                let app = row("apps", &[("name", &format!("App {number}")), ("primary_locale", "en-US")]);
                let app = mirror.put(resource("apps"), 1, &format!("{number}"), None, &app)?.pk;
                let info = row("app_infos", &[("state", "PREPARE_FOR_SUBMISSION")]);
                let info = mirror.put(resource("app_infos"), 1, &format!("i{number}"), Some(app), &info)?.pk;
                for locale in ["en-US", "de-DE"] {
                    let name = row("app_info_localizations", &[("locale", locale), ("name", "Recipes")]);
                    mirror.put(resource("app_info_localizations"), 1, &format!("n{number}{locale}"), Some(info), &name)?;
                }
                for (place, platform, version, state) in [
                    ("a", "IOS", "1.0", "READY_FOR_DISTRIBUTION"),
                    ("b", "IOS", "1.1", "PREPARE_FOR_SUBMISSION"),
                    ("c", "MAC_OS", "1.0", "PREPARE_FOR_SUBMISSION"),
                ] {
                    let values = row("versions", &[("platform", platform), ("version_string", version), ("state", state)]);
                    let pk = mirror.put(resource("versions"), 1, &format!("{place}{number}"), Some(app), &values)?.pk;
                    for locale in ["en-US", "de-DE"] {
                        let values = row("version_localizations", &[("locale", locale)]);
                        mirror.put(resource("version_localizations"), 1, &format!("{place}{number}{locale}"), Some(pk), &values)?;
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    store
}

/// The problems that an edit of the first app's draft leaves, as sentences.
fn problems(sql: &str) -> Vec<String> {
    let mut store = store(1);
    store.stage(sql).unwrap();
    store.problems().unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn a_first_version_has_no_news() {
    assert_eq!(problems("UPDATE version_localizations SET whats_new = 'News' WHERE editable AND platform = 'IOS'"), [""; 0]);
    assert_eq!(
        problems("UPDATE version_localizations SET whats_new = 'News' WHERE editable AND locale = 'de-DE'"),
        ["App 0 MAC_OS 1.0 de-DE version_localizations.whats_new: this is the first version for its platform, and Apple takes no news \
          for one; leave it NULL until the next version"]
    );
}

#[test]
fn a_version_string_is_used_once() {
    assert_eq!(problems("UPDATE versions SET version_string = '1.2' WHERE editable"), [""; 0]);
    assert_eq!(problems("UPDATE versions SET version_string = '1.1' WHERE id = 'c0'"), [""; 0], "another platform has strings of its own");
    assert_eq!(
        problems("UPDATE versions SET version_string = '1.0' WHERE id = 'b0'"),
        ["App 0 IOS 1.1 versions.version_string: another version of the app for the same platform is called 1.0 already"]
    );
}

#[test]
fn a_scheduled_release_has_a_moment_in_the_future() {
    let versions = |set: &str| problems(&format!("UPDATE versions SET {set} WHERE id = 'b0'"));
    assert_eq!(versions("release_type = 'SCHEDULED', earliest_release_date = '2099-01-31T08:00:00Z'"), [""; 0]);
    let version = "App 0 IOS 1.1 versions";
    assert_eq!(
        versions("release_type = 'SCHEDULED'"),
        [format!("{version}.release_type: a SCHEDULED release needs an earliest_release_date, such as 2027-01-31T08:00:00Z")]
    );
    assert_eq!(
        versions("release_type = 'SCHEDULED', earliest_release_date = '2020-01-31T08:00:00Z'"),
        [format!(
            "{version}.earliest_release_date: a SCHEDULED release needs an earliest_release_date in the future, and 2020-01-31T08:00:00Z is over"
        )]
    );
    assert_eq!(
        versions("release_type = 'MANUAL', earliest_release_date = '2099-01-31T08:00:00Z'"),
        [format!(
            "{version}.earliest_release_date: only a SCHEDULED release has a date, and release_type is MANUAL; set release_type = 'SCHEDULED' too"
        )]
    );
    assert_eq!(
        versions("release_type = 'SCHEDULED', earliest_release_date = 'soon'"),
        [format!("{version}.earliest_release_date: it is no moment; write it with its offset, such as 2027-01-31T08:00:00Z")],
        "one thing at a time"
    );
}

#[test]
fn the_primary_locale_is_one_of_the_app() {
    assert_eq!(problems("UPDATE apps SET primary_locale = 'de-DE'"), [""; 0]);
    assert_eq!(
        problems("UPDATE apps SET primary_locale = 'fr-FR'"),
        ["App 0 apps.primary_locale: the app has no texts in fr-FR; it has de-DE, en-US"]
    );
    let with_text = "INSERT INTO app_info_localizations(app_info_id, locale, name) VALUES('i0', 'fr-FR', 'Recettes')";
    assert_eq!(problems(&format!("{with_text}; UPDATE apps SET primary_locale = 'fr-FR'")), [""; 0], "it will have them");
    assert_eq!(problems("UPDATE apps SET primary_locale = 'de-de'"), ["App 0 apps.primary_locale: Apple spells it de-DE"]);
}

#[test]
fn a_new_row_has_a_locale_and_what_it_cannot_be_without() {
    let mut store = store(1);
    // The view wants a name at once; it can be taken away again.
    store.stage("INSERT INTO app_info_localizations(app_info_id, locale, name) VALUES('i0', 'fr-fr', 'Vite')").unwrap();
    store.stage("UPDATE app_info_localizations SET name = NULL WHERE locale = 'fr-fr'").unwrap();
    assert_eq!(
        store.problems().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "App 0 fr-fr app_info_localizations.locale: Apple spells it fr-FR",
            "App 0 fr-fr app_info_localizations.name: Apple creates none without it",
        ]
    );
    assert_eq!(problems("INSERT INTO version_localizations(version_id, locale) VALUES('b0', 'fr-FR')"), [""; 0]);
    assert_eq!(
        problems("INSERT INTO versions(app_id, platform, version_string) VALUES('0', 'TV_OS', 'one')").len(),
        1,
        "a version string that is none is told once"
    );
}

#[test]
fn ten_thousand_rows_are_judged_at_once() {
    let mut store = store(1_700);
    let staging = store.stage("UPDATE version_localizations SET keywords = 'a,b', description = 'Text' WHERE editable").unwrap();
    assert!(staging.staged > 10_000, "{staging:?}");
    let start = Instant::now();
    assert_eq!(store.problems().unwrap(), []);
    let elapsed = start.elapsed();
    // A tenth of a second where nothing else runs.
    assert!(elapsed < Duration::from_millis(1_500), "{elapsed:?}");
}
