//! `fleet shots coverage`: which screenshots there are in which locale for which device.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{TestFleet, World, picture};

/// Mirrored apps with their pictures; nothing is wrong with any.
fn healthy(apps: usize) -> TestFleet {
    let fleet = World::new(&["acme"], apps).healthy().start();
    fleet.ok("sync --only media");
    fleet
}

/// One version of one app: its matrix, without what is the same of every version.
fn matrix(fleet: &TestFleet, app: &str, platform: &str) -> String {
    let text = fleet.run(&format!("shots coverage --app {app} --format table")).stdout;
    let is_meant = |matrix: &&str| matrix.lines().next().is_some_and(|title| title.contains(&format!(", {platform} ")));
    text.split("\n\n").find(is_meant).unwrap_or_else(|| panic!("{text}")).trim_end().to_owned()
}

/// The row of the view for a cell.
fn cell(fleet: &TestFleet, app: &str, locale: &str, display_type: &str) -> Value {
    let sql = format!(
        "SELECT own, failed, under_way, coverage, source, required, overfull FROM screenshot_coverage
         WHERE bundle_id = '{app}' AND locale = '{locale}' AND display_type = '{display_type}'"
    );
    let rows = fleet.rows(&sql);
    let [row] = rows.as_slice() else { panic!("{} rows of {locale} {display_type}", rows.len()) };
    row.clone()
}

/// Keeps a picture of a size and stages it for the draft of an app.
fn stage(fleet: &TestFleet, app: &str, locale: &str, display_type: &str, size: (u32, u32), shade: u8) {
    let name = format!("{}x{}-{shade}.png", size.0, size.1);
    fleet.write(&name, picture(size, shade));
    let checksum = fleet.ok(&format!("shots add --json {name}")).json()[0]["checksum"].as_str().unwrap().to_owned();
    fleet.edit(&format!(
        "INSERT INTO screenshots(version_localization_id, display_type, checksum)
         SELECT l.id, '{display_type}', '{checksum}' FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id
         WHERE l.bundle_id = '{app}' AND l.locale = '{locale}' AND v.platform = 'IOS' AND v.editable"
    ));
}

#[test]
fn a_healthy_fleet_has_what_it_needs() {
    let fleet = healthy(2);
    assert_snapshot!(fleet.ok("shots coverage --format table"), @r#"
    Acme Budget com.acme.budget, IOS 1.2, PREPARE_FOR_SUBMISSION
                       iPhone 6.9"  iPad 13"
      en-US (primary)            3         3
      ar-SA                      ·         ·
      de-DE                      ·         ·
      es-ES                      ·         ·
      hi                         3         3
      it                         3         3
      pl                         ·         ·
      pt-BR                      ·         ·
      sv                         3         3

    Acme Recipes com.acme.recipes, IOS 2.1, PREPARE_FOR_SUBMISSION
                       iPhone 6.9"  iPad 13"
      en-US (primary)            3         3
      ja                         3         3
      ko                         ·         ·
      pt-BR                      ·         ·
      ru                         3         3

    Acme Recipes com.acme.recipes, MAC_OS 1.1, PREPARE_FOR_SUBMISSION
                       Mac
      en-US (primary)    3
      ja                 3
      ko                 ·
      pt-BR              ·
      ru                 3

    3 of its own   · those of the primary locale   ↘ scaled from a larger type   – missing   … under way
    ! required and missing, failed, or more than 10
    "#);
    assert_snapshot!(fleet.ok("shots coverage --gaps --format table"), @"nothing needs anybody");
    assert_eq!(fleet.ok("shots coverage --gaps --json").json(), json!([]));
    assert_snapshot!(fleet.ok("shots coverage --locale ko --app com.acme.recipes --format csv"), @r"
    account,client,app_id,bundle_id,app,platform,version_id,version_string,state,locale,is_primary,display_type,own,failed,under_way,coverage,source,required,overfull
    acme,acme,6440006013,com.acme.recipes,Acme Recipes,IOS,[uuid],2.1,PREPARE_FOR_SUBMISSION,ko,0,APP_IPHONE_67,0,0,0,inherited,en-US,0,0
    acme,acme,6440006013,com.acme.recipes,Acme Recipes,IOS,[uuid],2.1,PREPARE_FOR_SUBMISSION,ko,0,APP_IPAD_PRO_3GEN_129,0,0,0,inherited,en-US,0,0
    acme,acme,6440006013,com.acme.recipes,Acme Recipes,MAC_OS,[uuid],1.1,PREPARE_FOR_SUBMISSION,ko,0,APP_DESKTOP,0,0,0,inherited,en-US,0,0
    ");
    // The version in preparation hides the one in the store, and as many cells are there as the matrix shows.
    let rows = fleet.ok("shots coverage --json").json();
    assert_eq!(rows.as_array().unwrap().len(), fleet.count("SELECT count(*) FROM screenshot_coverage"));
    let hidden = "SELECT count(*) FROM screenshot_coverage AS c JOIN versions AS v USING (account, app_id, platform)
                  WHERE c.state = 'READY_FOR_DISTRIBUTION' AND v.state NOT IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION')";
    assert_eq!(fleet.count(hidden), 0);
}

/// The generator plants one file of a wrong size and one that was never sent.
#[test]
fn what_is_wrong_is_marked() {
    let fleet = World::new(&["acme"], 8).start();
    fleet.ok("sync --only media");
    assert_snapshot!(fleet.run("shots coverage --gaps --format table"), @r#"
    Acme Weather com.acme.weather, IOS 2.0, PREPARE_FOR_SUBMISSION
                       iPhone 6.9"
      de-DE (primary)           2!

    Acme Workout com.acme.workout, IOS 2.1, PREPARE_FOR_SUBMISSION
                    iPhone 6.9"
      ja (primary)           3…

    3 of its own   · those of the primary locale   ↘ scaled from a larger type   – missing   … under way
    ! required and missing, failed, or more than 10
    [exit 1]
    "#);
    let gaps = fleet.run("shots coverage --gaps --json");
    assert_eq!(gaps.code, 1);
    let sum = |name: &str| gaps.json().as_array().unwrap().iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>();
    let world = |state: &str| {
        let is_meant = |screenshot: &&Value| screenshot["attributes"]["assetDeliveryState"]["state"] == state;
        fleet.world("appScreenshots").iter().filter(is_meant).count() as u64
    };
    assert_eq!((sum("failed"), sum("under_way")), (world("FAILED"), world("AWAITING_UPLOAD")));
    assert_eq!((sum("failed"), sum("under_way")), (1, 1));
    // Nothing is wrong with what is only under way.
    assert_eq!(fleet.run("shots coverage --app com.acme.workout --format table").code, 0);
    assert!(fleet.run("shots coverage --app com.acme.workout --format table").stdout.contains("3…"));
}

/// What is staged counts, before it is sent: sets that are emptied, filled, scaled, over-full.
#[test]
fn what_is_staged_counts() {
    let fleet = healthy(2);
    let app = "com.acme.recipes";
    let (ja, en) = ("locale = 'ja'", "locale = 'en-US'");
    fleet.edit(&format!("DELETE FROM screenshots WHERE bundle_id = '{app}' AND editable AND display_type = 'APP_IPHONE_67' AND {en}"));
    stage(&fleet, app, "ko", "APP_IPHONE_61", (1179, 2556), 1);
    stage(&fleet, app, "ja", "APP_WATCH_SERIES_10", (416, 496), 1);
    for shade in 2..10 {
        stage(&fleet, app, "ja", "APP_IPAD_PRO_3GEN_129", (2064, 2752), shade);
    }
    assert_snapshot!(matrix(&fleet, app, "IOS"), @r#"
    Acme Recipes com.acme.recipes, IOS 2.1, PREPARE_FOR_SUBMISSION
                       iPhone 6.9"  iPhone 6.3"  iPad 13"  Watch Series 10
      en-US (primary)           –!            –         3               –!
      ja                         3            ↘       11!                1
      ko                         –            1         ·                –
      pt-BR                      –            –         ·                –
      ru                         3            ↘         3                –
    "#);
    assert_eq!(fleet.run(&format!("shots coverage --app {app}")).code, 1);
    let missing = json!({ "own": 0, "failed": 0, "under_way": 0, "coverage": "missing", "source": null, "required": 1, "overfull": 0 });
    assert_eq!(cell(&fleet, app, "en-US", "APP_IPHONE_67"), missing);
    assert_eq!(cell(&fleet, app, "en-US", "APP_WATCH_SERIES_10"), missing, "an app that shows a Watch in one locale is made for it");
    let scaled = cell(&fleet, app, "ja", "APP_IPHONE_61");
    assert_eq!((&scaled["coverage"], &scaled["source"], &scaled["required"]), (&json!("scaled"), &json!("APP_IPHONE_67"), &json!(0)));
    assert_eq!(cell(&fleet, app, "ja", "APP_IPAD_PRO_3GEN_129")["overfull"], 1);
    let inherited = cell(&fleet, app, "pt-BR", "APP_IPAD_PRO_3GEN_129");
    assert_eq!((&inherited["coverage"], &inherited["source"]), (&json!("inherited"), &json!("en-US")));

    // 6.5" stands in for 6.9", and any size of a Watch will do.
    stage(&fleet, app, "en-US", "APP_IPHONE_65", (1284, 2778), 1);
    stage(&fleet, app, "en-US", "APP_WATCH_SERIES_7", (396, 484), 1);
    fleet.edit(&format!("DELETE FROM screenshots WHERE bundle_id = '{app}' AND {ja} AND staged AND display_type LIKE '%129'"));
    assert_eq!(cell(&fleet, app, "en-US", "APP_IPHONE_67")["required"], 0);
    assert_eq!(cell(&fleet, app, "en-US", "APP_IPHONE_65")["required"], 1);
    assert_eq!(cell(&fleet, app, "en-US", "APP_WATCH_SERIES_7")["required"], 1);
    assert_snapshot!(matrix(&fleet, app, "IOS"), @r#"
    Acme Recipes com.acme.recipes, IOS 2.1, PREPARE_FOR_SUBMISSION
                       iPhone 6.9"  iPhone 6.5"  iPhone 6.3"  iPad 13"  Watch Series 10  Watch Series 7
      en-US (primary)            –            1            ↘         3                –               1
      ja                         3            ↘            ↘         3                1               ↘
      ko                         –            ·            1         ·                –               ·
      pt-BR                      –            ·            ·         ·                –               ·
      ru                         3            ↘            ↘         3                –               ·
    "#);
    assert_eq!(fleet.run(&format!("shots coverage --app {app}")).code, 0);
}

/// A locale that is staged has everything yet to come, and one that is to be removed is gone with what it shows.
#[test]
fn staged_locales_come_and_go() {
    let fleet = healthy(2);
    let app = "com.acme.recipes";
    fleet.edit(&format!("DELETE FROM version_localizations WHERE bundle_id = '{app}' AND locale = 'ja' AND editable AND platform = 'IOS'"));
    fleet.edit(&format!("INSERT INTO version_localizations(version_id, locale) SELECT id, 'sv' FROM versions WHERE bundle_id = '{app}' AND editable AND platform = 'IOS'"));
    assert_snapshot!(matrix(&fleet, app, "IOS"), @r#"
    Acme Recipes com.acme.recipes, IOS 2.1, PREPARE_FOR_SUBMISSION
                       iPhone 6.9"  iPad 13"
      en-US (primary)            3         3
      ko                         ·         ·
      pt-BR                      ·         ·
      ru                         3         3
      sv                         ·         ·
    "#);
}

/// Pictures tell what an app is made for: without any for iPhone, one with iPad pictures is for iPad.
#[test]
fn an_app_for_ipad_needs_no_iphone() {
    let fleet = healthy(2);
    let app = "com.acme.recipes";
    let all = fleet.rows(&format!(
        "SELECT DISTINCT screenshot_set_id AS id FROM screenshots WHERE bundle_id = '{app}' AND display_type = 'APP_IPHONE_67'"
    ));
    for set in all {
        fleet.sim().remove("appScreenshotSets", set["id"].as_str().unwrap()).unwrap();
    }
    fleet.ok("sync --only media --full");
    assert_snapshot!(matrix(&fleet, app, "IOS"), @r#"
    Acme Recipes com.acme.recipes, IOS 2.1, PREPARE_FOR_SUBMISSION
                       iPad 13"
      en-US (primary)         3
      ja                      3
      ko                      ·
      pt-BR                   ·
      ru                      3
    "#);
    assert_eq!(fleet.run(&format!("shots coverage --app {app}")).code, 0);
}

#[test]
fn the_same_file_is_found_where_it_is_shown_twice() {
    let fleet = healthy(2);
    assert_eq!(fleet.rows("SELECT * FROM duplicate_screenshots"), [Value::Null; 0]);
    for locale in ["ko", "en-US"] {
        stage(&fleet, "com.acme.recipes", locale, "APP_WATCH_SERIES_10", (416, 496), 1);
    }
    stage(&fleet, "com.acme.recipes", "ko", "APP_WATCH_SERIES_10", (416, 496), 2);
    assert_snapshot!(fleet.ok(
        "query --format table \"SELECT bundle_id, platform, times, in_sets, in_locales, display_types, locales, file_names FROM duplicate_screenshots\""
    ), @r"
    BUNDLE_ID         PLATFORM  TIMES  IN_SETS  IN_LOCALES  DISPLAY_TYPES        LOCALES   FILE_NAMES
    com.acme.recipes  IOS           2        2           2  APP_WATCH_SERIES_10  en-US,ko  416x496-1.png
    ");
    assert!(fleet.ok("shots coverage --format table").stderr.contains("1 file shown more than once: fleet query"));
}

#[test]
fn what_was_never_read_is_not_called_missing() {
    let fleet = World::new(&["acme"], 2).start();
    fleet.ok("sync");
    assert_snapshot!(fleet.run("shots coverage"), @r"
    error: no screenshots are mirrored yet
    hint: `fleet sync --only media` reads which there are
    [exit 2]
    ");
    fleet.ok("sync --only media --app com.acme.recipes");
    let all = fleet.ok("shots coverage --format table");
    assert!(!all.stdout.contains("com.acme.budget") && all.stderr.contains("never read"), "{all}");
    assert_snapshot!(fleet.run("shots coverage --locale kr"), @r#"
    error: no locale in the mirror is called `kr`
    hint: `fleet query "SELECT DISTINCT locale FROM version_localizations"` lists them
    [exit 2]
    "#);
    assert_snapshot!(fleet.run("shots coverage --app com.acme.recipe"), @r"
    error: no app in the mirror is called `com.acme.recipe`
    hint: did you mean `com.acme.recipes`?
    [exit 2]
    ");
}
