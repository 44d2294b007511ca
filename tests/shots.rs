//! From a folder of masters to what Apple shows: fit, plan, stage, push.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, World, film, picture};

const PHONE: (u32, u32) = (640, 1136);
const WATCH: (u32, u32) = (416, 496);

/// Two mirrored apps whose time runs faster than ours.
fn fleet() -> TestFleet {
    let fleet = World::new(&["acme"], 2).healthy().speed(20).start();
    fleet.ok("sync --only media");
    fleet
}

/// The id of the first app, and the locales of its iOS version that can be edited, the primary one first.
fn app(fleet: &TestFleet) -> (String, Vec<String>) {
    let rows = fleet.rows(
        "SELECT l.app_id, l.locale FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id JOIN apps AS a ON a.id = l.app_id
         WHERE v.editable AND v.platform = 'IOS' AND a.pk = (SELECT min(a.pk) FROM apps AS a JOIN versions AS v ON v.app_id = a.id WHERE v.editable AND v.platform = 'IOS')
         ORDER BY l.locale IS NOT a.primary_locale, l.locale",
    );
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    (text(&rows[0], "app_id"), rows.iter().map(|row| text(row, "locale")).collect())
}

/// What a set of the mirror shows, in order.
fn shown(fleet: &TestFleet, app: &str, locale: &str, display_type: &str) -> String {
    let sql = format!(
        "SELECT group_concat(file_name, ' ') AS names FROM (SELECT file_name FROM screenshots
         WHERE app_id = '{app}' AND locale = '{locale}' AND display_type = '{display_type}' AND platform = 'IOS' AND state <> 'READY_FOR_DISTRIBUTION' ORDER BY position)"
    );
    fleet.value(&sql).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_folder_becomes_what_apple_shows() {
    let fleet = fleet();
    let (app, locales) = app(&fleet);
    let first = &locales[0];
    for (name, shade) in [("10.png", 10), ("2.png", 2), ("1.png", 1)] {
        fleet.write(&format!("shots/{first}/{name}"), picture(WATCH, shade));
    }
    let plan = format!("shots plan shots --app {app}");
    let rows = fleet.ok(&format!("{plan} --json")).json();
    let [set] = rows.as_array().unwrap().as_slice() else { panic!("{rows}") };
    assert_eq!((&set["type"], &set["upload"], &set["reorder"]), (&json!("APP_WATCH_SERIES_10"), &json!(3), &json!(0)));
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 0, "a plan stages nothing");

    fleet.ok(&format!("shots stage shots --app {app}"));
    assert_eq!(fleet.ok(&format!("{plan} --json")).json()[0]["keep"], 3, "what is staged is there");
    fleet.ok("push --yes");
    assert_eq!(shown(&fleet, &app, first, "APP_WATCH_SERIES_10"), "1.png 2.png 10.png");
    // Again: nothing to do, nothing to send.
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok(&format!("shots stage shots --app {app} --format table")), @"nothing to stage: every row has that value already, or none matched");
    });
    assert_eq!(counted, Counted::NOTHING);

    // A picture changes, one goes, one comes first.
    fleet.write(&format!("shots/{first}/2.png"), picture(WATCH, 22));
    fleet.write(&format!("shots/{first}/0.png"), picture(WATCH, 7));
    std::fs::remove_file(fleet.path().join(format!("shots/{first}/10.png"))).unwrap();
    assert_snapshot!(fleet.ok(&format!("{plan} --format table")), @r"
    APP           VERSION  LOCALE  TYPE                 KEEP  UPLOAD  REPLACE  REMOVE  LEFTOVER  EXTRA  REORDER
    Acme Recipes  IOS 2.1  en-US   APP_WATCH_SERIES_10     1       2        0       0         0      2        1
    2 files to send (2 of them different, 1 MB) for 6 requests or more; `fleet shots stage` stages it
    ");
    assert_snapshot!(fleet.ok(&format!("{plan} --prune --format table")), @r"
    APP           VERSION  LOCALE  TYPE                 KEEP  UPLOAD  REPLACE  REMOVE  LEFTOVER  EXTRA  REORDER
    Acme Recipes  IOS 2.1  en-US   APP_WATCH_SERIES_10     1       1        1       1         0      0        1
    2 files to send (2 of them different, 1 MB) for 8 requests or more; `fleet shots stage` stages it
    ");
    fleet.ok(&format!("shots stage shots --app {app} --prune"));
    assert_snapshot!(fleet.ok("diff --format table"), @r"
    screenshot_sets.order
      '1.png, 2.png, 10.png' → '0.png, 1.png, 2.png'   Acme Recipes
    new screenshots
      APP_WATCH_SERIES_10 0.png   Acme Recipes
      APP_WATCH_SERIES_10 2.png   Acme Recipes
    deleted screenshots
      APP_WATCH_SERIES_10 10.png   Acme Recipes
      APP_WATCH_SERIES_10 2.png   Acme Recipes

    7 requests to send in 1 app, 3 to look, about [time]
    digest [digest]
    ");
    fleet.ok("push --yes");
    assert_eq!(shown(&fleet, &app, first, "APP_WATCH_SERIES_10"), "0.png 1.png 2.png");
}

/// One picture for every locale and two apps is made once and reserved as often as it is shown.
#[test]
fn a_default_is_for_every_locale_and_what_is_missing_is_made() {
    let fleet = fleet();
    fleet.write("shots/default/1.png", picture(PHONE, 1));
    fleet.write("shots/default/2.png", picture((640, 1096), 2));
    let ran = fleet.run("shots plan shots --types APP_IPHONE_47,APP_IPHONE_40");
    assert_snapshot!(ran, @r"
    error: the folder does not say for which of 2 apps it is
    hint: name them with --app, --client, --tag or --where '1', or give each a folder of its own
    [exit 2]
    ");
    let rows = fleet.ok("shots plan shots --where 1 --types APP_IPHONE_47,APP_IPHONE_40 --json").json();
    let rows = rows.as_array().unwrap();
    let locales = fleet.count(
        "SELECT count(*) FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id WHERE v.editable AND v.platform = 'IOS'",
    );
    let new = |display_type: &str| rows.iter().filter(|row| row["type"] == display_type && row["upload"] == 2).count();
    assert_eq!((new("APP_IPHONE_47"), new("APP_IPHONE_40")), (locales, locales));
    let made = std::fs::read_dir(fleet.path().join(".fleet/renditions")).unwrap().count();
    assert!(made > 0);
    fleet.ok("shots stage shots --where 1 --types APP_IPHONE_47,APP_IPHONE_40");
    fleet.ok("push --yes");
    let wrong =
        "SELECT count(*) FROM screenshots WHERE display_type IN ('APP_IPHONE_47', 'APP_IPHONE_40') AND delivery_state IS NOT 'COMPLETE'";
    assert_eq!(fleet.count(wrong), 0);
}

#[test]
fn what_cannot_be_used_is_said_before_anything_is_staged() {
    let fleet = fleet();
    let (app, locales) = app(&fleet);
    let first = &locales[0];
    fleet.write(&format!("shots/{first}/1.png"), picture(WATCH, 1));
    fleet.write(&format!("shots/{first}/2.png"), picture((417, 496), 2));
    fleet.write(&format!("shots/{first}/3.png"), "no picture");
    fleet.write("shots/xx-XX/4.png", picture(WATCH, 4));
    assert_snapshot!(fleet.run(&format!("shots stage shots --app {app}")), @r"
    warning: `xx-XX` is no locale of the App Store
    warning: en-US/2.png: refused: 417×496 is not an accepted size; the nearest is 416×496 (APP_WATCH_SERIES_10)
    warning: en-US/3.png: refused: the content is neither a PNG nor a JPEG image
    error: nothing is staged, because some files cannot be used
    hint: --skip-refused stages the rest
    [exit 2]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 0);
    fleet.ok(&format!("shots stage shots --app {app} --skip-refused"));
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE resource = 'screenshots'"), 1);
}

#[test]
fn fit_needs_no_workspace_and_gives_the_same_bytes_again() {
    let fleet = TestFleet::empty();
    fleet.write("shots/en-US/1.png", picture(PHONE, 1));
    fleet.write("shots/de-DE/1.png", picture(PHONE, 1));
    assert_snapshot!(fleet.ok("shots fit shots --types APP_IPHONE_47 --check --format table"), @r"
    APP  LOCALE  DISPLAY_TYPE   POSITION  MASTER       SIZE      MADE
         de-DE   APP_IPHONE_47         1  de-DE/1.png  750×1334  scaled from 640×1136 (fill, 0.2 % cut)
         en-US   APP_IPHONE_47         1  en-US/1.png  750×1334  scaled from 640×1136 (fill, 0.2 % cut)
    ");
    let made = |out: &str| {
        fleet.ok(&format!("shots fit shots --types APP_IPHONE_47 --out {out} --sheet {out}.html"));
        let path = format!("{out}/de-DE/01_APP_IPHONE_47_1.png");
        std::fs::read(fleet.path().join(path)).unwrap()
    };
    let one = made("one");
    std::fs::remove_dir_all(fleet.path().join("home/.cache")).unwrap();
    assert_eq!(one, made("two"));
    let sheet = std::fs::read_to_string(fleet.path().join("one.html")).unwrap();
    assert!(sheet.contains("APP_IPHONE_47") && !sheet.contains("http:"), "{sheet}");
    assert_snapshot!(fleet.ok("shots check one --format table"), @r"
    LOCALE  FILE                          SIZE      VERDICT
    de-DE   de-DE/01_APP_IPHONE_47_1.png  750×1334  accepted as APP_IPHONE_47
    en-US   en-US/01_APP_IPHONE_47_1.png  750×1334  accepted as APP_IPHONE_47
    ");
}

/// A folder for each app, by whatever names it; films lie beside pictures.
#[test]
fn many_apps_have_a_folder_each_or_a_manifest() {
    let fleet = fleet();
    let (app, locales) = app(&fleet);
    let first = &locales[0];
    let bundle_id = fleet.value(&format!("SELECT bundle_id FROM apps WHERE id = '{app}'")).as_str().unwrap().to_owned();
    fleet.write(&format!("shots/{bundle_id}/{first}/1.png"), picture(WATCH, 1));
    fleet.write(&format!("shots/{bundle_id}/{first}/tour.mp4"), film((886, 1920), 20, 0));
    fleet.write(&format!("shots/com.example.stranger/{first}/1.png"), picture(WATCH, 9));
    fleet.ok("shots stage shots");
    let staged = "SELECT resource, value FROM changes WHERE field = '+' AND resource IN ('screenshots', 'previews') ORDER BY resource DESC";
    let staged: Vec<String> = fleet.rows(staged).iter().map(|row| row["value"].as_str().unwrap().to_owned()).collect();
    assert_eq!(staged, ["APP_WATCH_SERIES_10 1.png", "IPHONE_67 tour.mp4"]);
    fleet.ok("push --yes");
    assert_eq!(fleet.value("SELECT delivery_state FROM previews WHERE file_name = 'tour.mp4'"), "COMPLETE");

    // The same files elsewhere, named by a manifest: all is there already.
    fleet.write("named/a.png", picture(WATCH, 1));
    fleet.write("named/b.mp4", film((886, 1920), 20, 0));
    fleet.write("named/left-out.png", picture(WATCH, 8));
    fleet.write("named/shots.toml", format!("app = \"{app}\"\n[[shots]]\nfiles = [\"a.png\", \"b.mp4\"]\nlocale = \"{first}\"\n"));
    let rows = fleet.ok("shots plan named --json").json();
    let kept: Vec<(&Value, &Value, &Value)> =
        rows.as_array().unwrap().iter().map(|row| (&row["type"], &row["keep"], &row["upload"])).collect();
    assert_eq!(kept, [(&json!("APP_WATCH_SERIES_10"), &json!(1), &json!(0)), (&json!("IPHONE_67"), &json!(1), &json!(0))]);
}
