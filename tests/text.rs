//! Texts of many listings at once: replaced, and copied from locale to locale. Nothing here sends anything.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{TestFleet, World};

/// Every listing that can be edited has these texts.
fn fleet_saying(texts: &str) -> TestFleet {
    let fleet = TestFleet::synced();
    fleet.ok(&format!("edit \"UPDATE listings SET {texts} WHERE editable AND info_editable\""));
    fleet
}

const EDITABLE: &str = "FROM listings WHERE editable AND info_editable";

#[test]
fn a_text_is_replaced_wherever_it_can_be_edited() {
    let fleet = fleet_saying("description = 'Old.Name is old.name', keywords = 'Old.Name'");
    let live = fleet.rows("SELECT id, description FROM listings WHERE NOT editable ORDER BY id");
    let ran = fleet.ok("replace Old.Name 'New $1' --in description --locale de-de --dry-run --json").json();
    assert_eq!(ran[0]["after"], "New $1 is old.name");
    assert_eq!(fleet.count(&format!("SELECT count(*) {EDITABLE} AND description LIKE 'New%'")), 0, "a dry run stages nothing");

    fleet.ok("replace Old.Name 'New $1' --in description --locale de-de");
    let rows = fleet.rows(&format!("SELECT DISTINCT description {EDITABLE} AND locale = 'de-DE'"));
    assert_eq!(rows, [json!({ "description": "New $1 is old.name" })], "literally, and not the other capitals");
    assert_eq!(fleet.count(&format!("SELECT count(*) {EDITABLE} AND locale <> 'de-DE' AND description LIKE 'New%'")), 0);

    fleet.ok("replace '(old).name' '${1}er name' --regex --ignore-case --client acme");
    let rows = fleet.rows(&format!("SELECT DISTINCT description, keywords {EDITABLE} AND locale <> 'de-DE' AND client = 'acme'"));
    assert_eq!(rows, [json!({ "description": "Older name is older name", "keywords": "Older name" })]);
    assert_eq!(fleet.count(&format!("SELECT count(*) {EDITABLE} AND client <> 'acme' AND keywords <> 'Old.Name'")), 0);
    assert_eq!(fleet.rows("SELECT id, description FROM listings WHERE NOT editable ORDER BY id"), live);
}

/// A draft whose app info is under review with another platform: its description can be edited and its name cannot.
#[test]
fn what_cannot_be_edited_is_not_looked_at() {
    let fleet = World::new(&["acme", "northwind", "umbra"], 60).start();
    fleet.ok("sync");
    let row = fleet
        .rows("SELECT bundle_id, app FROM listings WHERE editable AND NOT info_editable AND locale = 'en-US' ORDER BY 1 LIMIT 1")
        .remove(0);
    let (app, name) = (row["bundle_id"].as_str().unwrap(), row["app"].as_str().unwrap());
    fleet.ok(&format!("replace '{name}' Renamed --in name,description --app {app} --locale en-US"));
    let fields = fleet.rows("SELECT DISTINCT field FROM changes");
    assert_eq!(fields, [json!({ "field": "description" })]);
}

#[test]
fn what_would_be_too_long_is_named_and_stages_nothing() {
    let fleet = fleet_saying("subtitle = 'short'");
    let app = fleet.rows(&format!("SELECT app, bundle_id, platform, locale {EDITABLE} ORDER BY app, platform, locale LIMIT 1")).remove(0);
    let text = |name: &str| app[name].as_str().unwrap();
    let place = format!(
        "WHERE editable AND bundle_id = '{}' AND platform = '{}' AND locale = '{}'",
        text("bundle_id"),
        text("platform"),
        text("locale")
    );
    fleet.ok(&format!("edit \"UPDATE listings SET subtitle = 'short and not so short any more' {place}\""));
    fleet.ok(&format!("edit \"UPDATE listings SET subtitle = 'short and at the limit of all' {place}\""));
    let before = fleet.rows("SELECT pk, field, value FROM changes ORDER BY pk, field");
    let ran = fleet.run("replace short shorter --in subtitle");
    let sentence = format!("{} {} {} subtitle: 31 characters, Apple takes 30", text("app"), text("platform"), text("locale"));
    assert!(ran.code == 2 && ran.stderr.contains(&sentence), "{ran}");
    assert_eq!(fleet.rows("SELECT pk, field, value FROM changes ORDER BY pk, field"), before, "nothing was staged");

    fleet.ok("replace 'and at' 'and  at' --in subtitle");
    assert_eq!(fleet.value(&format!("SELECT max(subtitle_len) {EDITABLE}")), 30, "the limit itself is taken");
    fleet.ok("replace 'and  at' 'and at' --in subtitle");

    let ran = fleet.run("replace short shorter --in subtitle --skip-invalid");
    assert!(ran.code == 4 && ran.stderr.contains(&sentence), "{ran}");
    let kept = fleet.rows(&format!("SELECT DISTINCT subtitle {EDITABLE} ORDER BY 1"));
    assert_eq!(kept, [json!({ "subtitle": "short and at the limit of all" }), json!({ "subtitle": "shorter" })]);
}

#[test]
fn mistakes_of_replace_say_what_was_meant() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("replace a b --in keyword"), @r"
    error: listings have no text `keyword` that can be edited
    hint: did you mean `keywords`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("replace a b --locale de"), @"
    error: `de` is no locale of the App Store; did you mean `de-DE`?
    [exit 2]
    ");
    let ran = fleet.run("replace '(' b --regex");
    assert!(ran.code == 2 && ran.stderr.contains("is no regular expression"), "{ran}");
    assert_eq!(fleet.run("replace '' b").code, 2);
}

#[test]
fn a_locale_is_filled_from_another() {
    let fleet = TestFleet::synced();
    let both = "SELECT v.version_id FROM listings AS v WHERE v.editable AND v.locale IN ('en-US', 'en-GB') GROUP BY 1 HAVING count(*) = 2";
    let versions = fleet.count(&format!("SELECT count(*) FROM ({both})"));
    assert!(versions > 1);
    let set = |locale: &str, text: &str| {
        fleet.ok(&format!(
            "edit \"UPDATE version_localizations SET promotional_text = {text} WHERE locale = '{locale}' AND version_id IN ({both})\""
        ));
    };
    set("en-US", "'From America'");
    set("en-GB", "NULL");
    fleet.ok("copy --from en-us --to en-gb --in promotional_text");
    let filled = |text: &str| {
        fleet.count(&format!(
            "SELECT count(*) FROM version_localizations WHERE locale = 'en-GB' AND version_id IN ({both}) AND promotional_text = '{text}'"
        ))
    };
    assert_eq!(filled("From America"), versions);

    set("en-GB", "'From Britain'");
    fleet.ok("copy --from en-US --to en-GB --in promotional_text");
    assert_eq!(filled("From Britain"), versions, "what is there is kept");
    fleet.ok("copy --from en-US --to en-GB --in promotional_text --overwrite");
    assert_eq!(filled("From America"), versions);
    assert_eq!(fleet.run("copy --from en-US --to en-US").code, 2);
}

#[test]
fn locales_that_are_missing_are_created_only_if_that_is_wanted() {
    let fleet = TestFleet::synced();
    let drafts = "SELECT DISTINCT version_id FROM listings WHERE editable AND info_editable AND state <> 'WAITING_FOR_REVIEW' AND locale = 'en-US' AND client = 'acme'";
    let apps = fleet.count(&format!("SELECT count(*) FROM versions WHERE id IN ({drafts})"));
    assert!(apps > 1);
    let only = "--where \"id IN (SELECT app_id FROM listings GROUP BY app_id HAVING count(DISTINCT platform) = 1)\"";
    let one = fleet.rows(&format!("SELECT bundle_id, version_id FROM listings WHERE version_id IN ({drafts}) AND locale = 'en-US' AND app_id IN (SELECT app_id FROM listings GROUP BY app_id HAVING count(DISTINCT platform) = 1) ORDER BY 1 LIMIT 1")).remove(0);
    let (app, version) = (one["bundle_id"].as_str().unwrap(), one["version_id"].as_str().unwrap());
    let ran = fleet.ok(&format!("copy --from en-US --to el --app {app} {only} --format table"));
    assert_snapshot!(ran, @r"
    nothing to stage: every row has that value already, or none matched
    warning: 1 locale left out, which 1 app has not; --create adds them
    ");
    fleet.ok(&format!("copy --from en-US --to el --app {app} --create"));
    let texts = "name, subtitle, keywords, description, support_url";
    let of = |locale: &str| fleet.rows(&format!("SELECT {texts} FROM listings WHERE version_id = '{version}' AND locale = '{locale}'"));
    assert_eq!(of("el"), of("en-US"));
    assert_eq!(of("el").len(), 1);
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE field = '+'"), 2, "both localizations");
}
