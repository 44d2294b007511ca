//! `fleet shots pull`: what Apple shows, as files.

use std::collections::BTreeMap;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};
use sim::Listing;

use crate::support::{Counted, TestFleet, World, film, picture};

/// So many mirrored apps with one picture in each of two sets.
fn fleet(apps: usize) -> TestFleet {
    let listing = Listing { screenshots: 1, ..Listing::default() };
    let fleet = World::new(&["acme"], apps).healthy().listing(listing).speed(20).start();
    fleet.ok("sync --only media");
    fleet
}

/// All files below a folder of the workspace, by their paths.
fn tree(fleet: &TestFleet, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let root = fleet.path().join(folder);
    let files = fleet.files().into_iter().filter_map(|(path, bytes)| {
        let below = Path::new(&path).strip_prefix(&root).ok()?;
        Some((below.to_string_lossy().into_owned(), bytes))
    });
    files.collect()
}

fn names(fleet: &TestFleet, folder: &str) -> String {
    tree(fleet, folder).into_keys().collect::<Vec<_>>().join("\n")
}

/// Asserts that whoever reads the folder as masters would take every file as it is.
fn assert_accepted(fleet: &TestFleet, folder: &str) -> usize {
    let findings = shots::check_folder(&fleet.path().join(folder)).unwrap();
    for finding in &findings {
        assert!(!finding.verdict.is_problem(), "{}: {}", finding.path.display(), finding.verdict);
        let display_type = finding.verdict.display_type().map(shots::DisplayType::name).unwrap_or_default();
        assert!(finding.path.to_string_lossy().contains(&format!("_{display_type}_")), "{}: {}", finding.path.display(), finding.verdict);
    }
    findings.len()
}

#[test]
fn one_app_is_a_folder_that_is_read_back() {
    let fleet = fleet(2);
    let pull = "shots pull shots --app com.acme.recipes --format table";
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok(pull), @r"
        wrote 9 files of 1 app to shots
        9 of 9 files as Apple has encoded them: what was uploaded is not kept here
        ");
    });
    assert_eq!(counted, Counted::NOTHING, "pictures cost no requests");
    assert_snapshot!(names(&fleet, "shots"), @r"
    en-US/1_APP_DESKTOP_1.png
    en-US/1_APP_IPAD_PRO_3GEN_129_1.png
    en-US/1_APP_IPHONE_67_1.png
    ja/1_APP_DESKTOP_1.png
    ja/1_APP_IPAD_PRO_3GEN_129_1.png
    ja/1_APP_IPHONE_67_1.png
    ru/1_APP_DESKTOP_1.png
    ru/1_APP_IPAD_PRO_3GEN_129_1.png
    ru/1_APP_IPHONE_67_1.png
    ");
    assert_eq!(assert_accepted(&fleet, "shots"), tree(&fleet, "shots").len());
    // Again: nothing is fetched, nothing is written.
    let (before, downloads) = (tree(&fleet, "shots"), fleet.sim().download_count());
    assert_snapshot!(fleet.ok(pull), @r"
    wrote 0 files of 1 app to shots, 9 there already
    9 of 9 files as Apple has encoded them: what was uploaded is not kept here
    ");
    assert_eq!((tree(&fleet, "shots"), fleet.sim().download_count()), (before, downloads));
    assert_snapshot!(fleet.ok("shots pull shots --app com.acme.recipes --locale ja --json"), @r#"
    {
      "apps": 1,
      "encoded_by_apple": 3,
      "files": 3,
      "films": 0,
      "missing": 0,
      "path": "shots",
      "strange": [],
      "unfinished": 0,
      "unread": 0,
      "written": 0
    }
    "#);
}

#[test]
fn several_apps_have_a_folder_each() {
    let fleet = World::new(&["acme"], 5).healthy().listing(Listing { sets: 1, screenshots: 1, share: 0, ..Listing::default() }).start();
    fleet.ok("sync --only media");
    // What Apple could not use is shown nowhere.
    let failed = fleet.value("SELECT id FROM screenshots WHERE editable AND bundle_id = 'com.acme.weather'");
    let state = json!({ "assetDeliveryState": { "state": "FAILED", "errors": [], "warnings": [] } });
    fleet.foreign_edit("appScreenshots", failed.as_str().unwrap(), state);
    fleet.ok("sync --only media");
    assert_snapshot!(fleet.ok("shots pull shots --format table"), @r"
    wrote 4 files of 4 apps to shots
    4 of 4 files as Apple has encoded them: what was uploaded is not kept here
    1 app left out, without such a version
    1 file left out, failed or under way at Apple: fleet shots coverage --gaps
    ");
    assert_snapshot!(names(&fleet, "shots"), @r"
    com.acme.budget/en-US/1_APP_IPHONE_67_1.png
    com.acme.notes/appleTV/en-US/1_APP_APPLE_TV_1.png
    com.acme.recipes/en-US/1_APP_DESKTOP_1.png
    com.acme.recipes/en-US/1_APP_IPHONE_67_1.png
    ");
    assert_eq!(assert_accepted(&fleet, "shots"), tree(&fleet, "shots").len());
    assert_snapshot!(fleet.ok("shots pull live --live --format table"), @r"
    wrote 7 files of 5 apps to live
    7 of 7 files as Apple has encoded them: what was uploaded is not kept here
    2 previews left out: films are not downloaded
    ");
    assert_accepted(&fleet, "live");
}

/// What was sent from here comes back as it was, byte for byte, in the order Apple has; films, too.
#[test]
fn what_was_uploaded_comes_back_as_it_was() {
    let fleet = fleet(2);
    let masters = [3, 1, 2].map(|shade| picture((416, 496), shade));
    for (index, bytes) in masters.iter().enumerate() {
        fleet.write(&format!("masters/ko/{}.png", index + 1), bytes);
    }
    let clip = film((886, 1920), 20, 100_000);
    fleet.write("masters/ko/film.mp4", &clip);
    fleet.ok("shots stage masters --app com.acme.recipes");
    // What is only staged is not at Apple.
    fleet.ok("shots pull before --app com.acme.recipes --locale ko");
    assert_eq!(names(&fleet, "before"), "");
    fleet.ok("push --yes");
    assert_snapshot!(fleet.ok("shots pull after --app com.acme.recipes --locale ko --format table"), @"wrote 4 files of 1 app to after");
    let mut pulled = tree(&fleet, "after");
    assert_eq!(pulled.remove("ko/1_IPHONE_67_1.mp4").as_ref(), Some(&clip), "{:?}", pulled.keys());
    assert_eq!(pulled.into_values().collect::<Vec<_>>(), masters);
    // Staged again, it is what is there.
    assert_snapshot!(fleet.ok("shots stage after --app com.acme.recipes --format table"), @"nothing to stage: every row has that value already, or none matched");
}

#[test]
fn nothing_of_the_user_is_overwritten_unasked() {
    let fleet = fleet(2);
    let pull = "shots pull shots --app com.acme.recipes --locale ja --format table";
    fleet.write("shots/ja/1_APP_IPHONE_67_1.png", "mine");
    fleet.write("shots/ja/old.png", "mine");
    assert_snapshot!(fleet.run(pull), @r"
    error: 1 file is there and different, so nothing was written
      shots/ja/1_APP_IPHONE_67_1.png
    hint: --overwrite replaces them; another folder keeps both
    [exit 2]
    ");
    assert_eq!(names(&fleet, "shots"), "ja/1_APP_IPHONE_67_1.png\nja/old.png");
    assert_snapshot!(fleet.ok(&format!("{pull} --overwrite")), @r"
    wrote 3 files of 1 app to shots
    3 of 3 files as Apple has encoded them: what was uploaded is not kept here
    warning: 1 other file in these folders that Apple does not show, such as shots/ja/old.png
    ");
    assert_eq!(tree(&fleet, "shots")["ja/old.png"], b"mine");
}

/// Names and locales come from elsewhere; neither leads out of the folder.
#[test]
fn foreign_names_lead_nowhere() {
    let fleet = fleet(2);
    let rows = fleet.rows(
        "SELECT p.id, p.version_localization_id AS localization, p.locale FROM screenshots AS p JOIN versions AS v ON v.id = p.version_id
         WHERE p.bundle_id = 'com.acme.recipes' AND v.editable AND p.platform = 'IOS'",
    );
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    for row in &rows {
        fleet.foreign_edit("appScreenshots", &text(row, "id"), json!({ "fileName": "../../../evil\u{1b}[31m.png" }));
    }
    let ja = rows.iter().find(|row| row["locale"] == "ja").unwrap();
    fleet.foreign_edit("appStoreVersionLocalizations", &text(ja, "localization"), json!({ "locale": "../evil" }));
    fleet.ok("sync --only media,texts --full");
    let before: Vec<String> = fleet.files().into_iter().map(|(path, _)| path).collect();
    assert_snapshot!(fleet.run("shots pull deep/shots --app com.acme.recipes --format table"), @r"
    wrote 7 files of 1 app to deep/shots
    7 of 7 files as Apple has encoded them: what was uploaded is not kept here
    warning: screenshot ../evil APP_IPAD_PRO_3GEN_129 is left out: this program does not know its locale or its display type
    warning: screenshot ../evil APP_IPHONE_67 is left out: this program does not know its locale or its display type
    [exit 4]
    ");
    let is_new = |path: &String| !before.contains(path) && !path.contains("/.fleet/") && !path.contains("/home/");
    let new: Vec<String> = fleet.files().into_iter().map(|(path, _)| path).filter(is_new).collect();
    assert!(!new.is_empty() && new.iter().all(|path| path.contains("/deep/shots/") && !path.contains("evil")), "{new:?}");
}

/// A picture that its host does not give leaves its number free, and the others are there.
#[test]
fn a_lost_picture_is_told_and_the_others_are_written() {
    let fleet = World::new(&["acme"], 2).healthy().start();
    fleet.ok("sync --only media");
    let id = fleet.value(
        "SELECT p.id FROM screenshots AS p WHERE bundle_id = 'com.acme.recipes' AND editable AND platform = 'IOS' AND locale = 'ja'
         AND display_type = 'APP_IPHONE_67' AND position = 1",
    );
    let asset = json!({ "templateUrl": "/__/images/nothing/{w}x{h}{c}.{f}", "width": 10, "height": 10 });
    fleet.foreign_edit("appScreenshots", id.as_str().unwrap(), json!({ "imageAsset": asset, "sourceFileChecksum": null }));
    fleet.ok("sync --only media --full");
    assert_snapshot!(fleet.run("shots pull shots --app com.acme.recipes --locale ja --format table"), @r"
    wrote 8 files of 1 app to shots
    8 of 8 files as Apple has encoded them: what was uploaded is not kept here
    warning: screenshot 02_search.png of com.acme.recipes (ja, APP_IPHONE_67) could not be read: 127.0.0.1 answered 404
    [exit 4]
    ");
    assert_snapshot!(names(&fleet, "shots"), @r"
    ja/1_APP_DESKTOP_1.png
    ja/1_APP_IPAD_PRO_3GEN_129_1.png
    ja/1_APP_IPHONE_67_1.png
    ja/2_APP_DESKTOP_2.png
    ja/2_APP_IPAD_PRO_3GEN_129_2.png
    ja/3_APP_DESKTOP_3.png
    ja/3_APP_IPAD_PRO_3GEN_129_3.png
    ja/3_APP_IPHONE_67_3.png
    ");
}

#[test]
fn what_cannot_be_pulled_is_said() {
    let fleet = World::new(&["acme"], 8).start();
    fleet.ok("sync");
    assert_snapshot!(fleet.run("shots pull shots"), @r"
    error: no screenshots are mirrored yet
    hint: `fleet sync --only media` reads which there are
    [exit 2]
    ");
    fleet.ok("sync --only media --app com.acme.recipes");
    assert_snapshot!(fleet.run("shots pull shots --app com.acme.chess"), @r"
    error: nothing of Acme Chess is in preparation
    hint: look for another version with --live
    [exit 2]
    ");
    assert_snapshot!(fleet.run("shots pull shots --app com.acme.budget --format table"), @r"
    wrote 0 files of 1 app to shots
    warning: the pictures of 1 version were never read: fleet sync --only media
    [exit 4]
    ");
    assert_snapshot!(fleet.run("shots pull shots --locale klingon"), @r#"
    error: no locale in the mirror is called `klingon`
    hint: `fleet query "SELECT DISTINCT locale FROM version_localizations"` lists them
    [exit 2]
    "#);
    assert!(!fleet.path().join("shots").exists());
}
