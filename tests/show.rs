//! `fleet show`: one app, offline.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Counted, TestFleet, World};

#[test]
fn an_app_is_found_as_people_call_it_without_a_network() {
    let fleet = TestFleet::synced();
    let app = &fleet.rows("SELECT id, name, bundle_id FROM apps ORDER BY id LIMIT 1")[0];
    let [id, name, bundle_id] = ["id", "name", "bundle_id"].map(|column| app[column].as_str().unwrap().to_owned());
    let shown = |wanted: &str| {
        let document = fleet.ok(&format!("show '{wanted}' --json")).json();
        document["apps"].as_array().unwrap().iter().map(|app| app["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let counted = fleet.counting(|_| {
        for wanted in [&id, &name, &bundle_id, &name.to_lowercase()] {
            assert_eq!(shown(wanted), std::slice::from_ref(&id), "{wanted}");
        }
        assert_eq!(shown("com.acme.*").len(), fleet.count("SELECT count(*) FROM apps WHERE bundle_id GLOB 'com.acme.*'"));
    });
    assert_eq!(counted, Counted::NOTHING);
    let text = fleet.ok(&format!("show {id} --format table")).stdout;
    assert!(text.starts_with(&format!("{name}  ")), "{text}");
    assert!(text.contains(&format!("\nhttps://appstoreconnect.apple.com/apps/{id}\n")), "{text}");
    for heading in ["VERSIONS", "LISTING", "FINDINGS"] {
        assert!(text.contains(&format!("\n{heading}  ")) || text.contains(&format!("\n{heading}\n")), "{heading}: {text}");
    }
    assert!(!text.contains(['\u{1b}', '\u{2067}', '\u{2068}']), "a pipe gets text and nothing else");
}

#[test]
fn what_is_staged_is_shown_as_the_store_would() {
    let fleet = World::new(&["acme"], 1).healthy().start();
    fleet.ok("sync");
    let listing = &fleet.rows("SELECT app_id, locale, platform, version_string, subtitle FROM listings WHERE editable AND locale = (SELECT primary_locale FROM apps) LIMIT 1")[0];
    let old = listing["subtitle"].as_str().unwrap();
    let locale = listing["locale"].as_str().unwrap();
    fleet.edit(&format!("UPDATE listings SET subtitle = 'Brand new' WHERE editable AND locale = '{locale}'"));
    let text = fleet.ok("show --format table").stdout;
    assert!(text.lines().any(|line| line.starts_with("Subtitle *            Brand new") && line.ends_with("21 left")), "{text}");
    assert!(text.contains(&format!("'{old}' → 'Brand new'")), "{text}");
    let app = &fleet.ok("show --json").json()["apps"][0];
    let change = app["changes"].as_array().unwrap().iter().find(|change| change["field"] == "subtitle").unwrap();
    assert_eq!((&change["base"], &change["value"], &change["conflict"]), (&json!(old), &json!("Brand new"), &json!(false)));
    assert!(app["listings"].as_array().unwrap().iter().any(|listing| listing["subtitle"] == "Brand new" && listing["is_primary"] == true));
}

#[test]
fn the_json_has_everything_under_stable_names() {
    let fleet = TestFleet::synced();
    let app = fleet.ok("show com.acme.notes --json").json()["apps"][0].take();
    let names: Vec<&str> = app.as_object().unwrap().keys().map(String::as_str).collect();
    assert_snapshot!(names.join(" "), @"account bundle_id changes client errors findings history icon id listings name primary_locale readiness screenshots sku states_at tags texts_at url versions warnings");
    let listings = app["listings"].as_array().unwrap().len();
    assert_eq!(listings, fleet.count("SELECT count(*) FROM listings WHERE bundle_id = 'com.acme.notes'"));
    assert_eq!(app["versions"].as_array().unwrap().len(), fleet.count("SELECT count(*) FROM versions WHERE bundle_id = 'com.acme.notes'"));
    assert_eq!(
        fleet.ok("show 'com.acme.*' --format ndjson").stdout.lines().count(),
        fleet.count("SELECT count(*) FROM apps WHERE account = 'acme'")
    );
}

#[test]
fn a_mistake_is_told_and_nothing_is_shown() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("show"), @r"
    error: which app?
    hint: `fleet show com.acme.notes` shows one, `fleet show 'com.acme.*'` several, `fleet status` all
    [exit 2]
    ");
    assert_snapshot!(fleet.run("show com.acme.notez"), @r"
    error: no app in the mirror is called `com.acme.notez`
    hint: did you mean `com.acme.notes`?
    [exit 2]
    ");
    let wrong = fleet.run("show com.acme.notes --locale xx");
    assert!(wrong.code == 2 && wrong.stderr.contains("no locale in the mirror is called `xx`"), "{wrong}");
    assert_snapshot!(fleet.run("show com.acme.notes --version 99.9"), @r"
    error: no version 99.9 is mirrored of what is chosen
    hint: `fleet show APP` without --version lists the versions
    [exit 2]
    ");
    assert_snapshot!(fleet.run("show com.acme.notes --format csv"), @r"
    error: `fleet show` writes text and JSON
    hint: use --json, or `fleet query` for a table of what is wanted, or `fleet report` for pages
    [exit 2]
    ");
}

/// Whoever names an app may put anything into the name.
#[test]
fn foreign_text_drives_no_terminal() {
    let fleet = World::new(&["acme"], 1).healthy().start();
    fleet.ok("sync");
    fleet.edit("UPDATE listings SET promotional_text = 'a' || char(27) || '[2J' || char(8238) || 'b' || char(155) || 'c' WHERE editable");
    let text = fleet.ok("show --all --format table").stdout;
    assert!(text.contains("a�[2J�b�c"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{text}");
}
