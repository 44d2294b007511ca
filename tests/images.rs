//! `fleet sync --images`: pictures for looking at listings offline.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, World, send};

/// Views with a column `image`.
const VIEWS: [&str; 5] = ["app_icons", "screenshots", "previews", "custom_product_page_screenshots", "custom_product_page_previews"];

/// Mirrored apps; pictures are only downloaded of the first one.
fn small() -> (TestFleet, String) {
    let fleet = World::new(&["acme"], 2).start();
    fleet.ok("sync --only media");
    let app = fleet.value("SELECT min(id) FROM apps").as_str().unwrap().to_owned();
    (fleet, format!("sync --only states --images --app {app}"))
}

fn folder(fleet: &TestFleet) -> PathBuf {
    fleet.path().join(".fleet/images")
}

/// All files below the folder of images, as paths relative to it.
fn files(fleet: &TestFleet) -> BTreeSet<String> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(&folder(fleet), &folder(fleet), &mut found);
    found
}

/// The images that rows of the mirror have, by view.
fn shown(fleet: &TestFleet, view: &str) -> Vec<Value> {
    fleet.rows(&format!("SELECT * FROM {view} WHERE image IS NOT NULL ORDER BY pk"))
}

/// How many different pictures the mirror has of apps for which the condition holds.
fn sources(fleet: &TestFleet, condition: &str) -> usize {
    let parts = VIEWS.map(|view| {
        let template = if view.ends_with("previews") { "frame_url_template" } else { "url_template" };
        format!("SELECT image_source FROM {view} WHERE {template} IS NOT NULL AND {condition}")
    });
    fleet.count(&format!("SELECT count(*) FROM ({})", parts.join(" UNION ")))
}

/// Holds every file against what the mirror says of it.
fn assert_whole(fleet: &TestFleet) {
    for file in files(fleet) {
        let probe = shots::verify(&folder(fleet).join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(probe.extension_matches(), "{file}");
    }
}

#[test]
fn every_picture_of_the_mirror_can_be_looked_at() {
    let fleet = World::new(&["acme"], 12).start();
    fleet.ok("sync --only media,pages");
    // Apps that have, one or the other, pictures of every kind.
    let apps = ["previews", "custom_product_page_previews"].map(|view| fleet.value(&format!("SELECT min(app_id) FROM {view}")));
    let [one, other] = apps.each_ref().map(|app| app.as_str().unwrap());
    let images = &fleet.ok(&format!("sync --only states --images --app {one} --app {other} --json")).json()["images"];
    let wanted = sources(&fleet, &format!("app_id IN ('{one}', '{other}')"));
    assert_eq!(images["downloaded"], wanted, "{images}");
    assert_eq!((&images["present"], &images["failed"], &images["left"]), (&json!(0), &json!(0), &json!(0)));
    assert_eq!(files(&fleet).len(), wanted, "no two of these pictures are the same file");
    assert_whole(&fleet);
    for view in VIEWS {
        let rows = shown(&fleet, view);
        assert!(!rows.is_empty(), "{view}");
        for row in rows {
            let probe = shots::probe(&folder(&fleet).join(row["image"].as_str().unwrap())).unwrap();
            let side = |name: &str| row.get(name).or(row.get(format!("frame_{name}"))).and_then(Value::as_u64);
            assert_eq!((side("width"), side("height")), (Some(probe.size.width.into()), Some(probe.size.height.into())), "{row}");
        }
    }
    let missing = "SELECT count(*) FROM screenshots WHERE image IS NULL AND delivery_state = 'COMPLETE'";
    assert_eq!(fleet.count(&format!("{missing} AND app_id IN ('{one}', '{other}')")), 0);
    let bytes: u64 = files(&fleet).iter().map(|file| folder(&fleet).join(file).metadata().unwrap().len()).sum();
    assert_eq!(images["bytes"], bytes);
    let downloads = fleet.sim().downloads();
    assert_eq!(downloads.len(), wanted);
    assert!(!downloads.iter().any(|download| download.is_authorized), "no token leaves for another host");
}

/// Icons come with the states; the rest has to be mirrored first, which is said.
#[test]
fn what_is_there_is_not_downloaded_again() {
    let fleet = World::new(&["acme"], 3).start();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("sync --only states --images --format table"), @r"
        3 apps, 1 request: 37 new, 0 changed, 0 gone; [budget] left this hour
        images: 3 downloaded (55 kB), 0 there already
        no screenshots are mirrored yet: fleet sync --only media --images
        ");
    });
    assert_eq!(counted, Counted::reads(1), "pictures cost no requests");
    assert_snapshot!(fleet.ok("sync --only states --images --format table"), @r"
    3 apps, 1 request: nothing new; [budget] left this hour
    images: nothing to download, 3 there already
    no screenshots are mirrored yet: fleet sync --only media --images
    ");
    let lost = files(&fleet).pop_first().unwrap();
    std::fs::remove_file(folder(&fleet).join(&lost)).unwrap();
    assert_snapshot!(fleet.ok("sync --only states --images --dry-run --format table"), @r"
    acme: 1 for the states of 3 apps
    1 request in all, about [time]
    1 image to download and 2 there already, by what is mirrored now; they cost no requests
    ");
    assert_eq!(fleet.sim().download_count(), 3);
    assert_eq!(fleet.ok("sync --only states --images --json").json()["images"]["downloaded"], 1);
    assert!(files(&fleet).contains(&lost));
    assert_eq!(fleet.sim().download_count(), 4);
}

/// A new version begins with its predecessor's pictures, under new ids.
#[test]
fn a_new_version_brings_no_pictures() {
    let fleet = World::new(&["acme"], 5).start();
    fleet.ok("sync");
    let live = fleet.rows("SELECT app_id, platform FROM versions WHERE app_id NOT IN (SELECT app_id FROM versions WHERE editable) LIMIT 1");
    let app = live[0]["app_id"].as_str().unwrap();
    let sync = format!("sync --only media --images --app {app} --json");
    assert_ne!(fleet.ok(&sync).json()["images"]["downloaded"], 0);
    let downloads = fleet.sim().download_count();
    let body = json!({ "data": {
        "type": "appStoreVersions",
        "attributes": { "platform": live[0]["platform"], "versionString": "99.0" },
        "relationships": { "app": { "data": { "type": "apps", "id": app } } },
    } });
    let (url, token) = (format!("{}/v1/appStoreVersions", fleet.sim().url()), fleet.sim().token("acme").unwrap());
    let (status, answer) = send("POST", &url, &token, Some(&body));
    assert_eq!(status, 201, "{answer}");
    let images = &fleet.ok(&sync).json()["images"];
    assert_eq!((&images["downloaded"], &images["failed"]), (&json!(0), &json!(0)), "{images}");
    let new = fleet.rows("SELECT count(*) AS rows, count(image) AS shown FROM screenshots WHERE version_string = '99.0'");
    assert_ne!(new[0]["rows"], 0);
    assert_eq!(new[0]["rows"], new[0]["shown"]);
    assert_eq!(fleet.sim().download_count(), downloads);
}

/// One picture is gone from its host and another is no picture: both are named, the others are there.
#[test]
fn a_broken_picture_stands_in_nobodys_way() {
    let (fleet, sync) = small();
    fleet.ok(&sync);
    let all = files(&fleet);
    let chosen =
        fleet.rows("SELECT image_source, image FROM screenshots WHERE image IS NOT NULL GROUP BY image_source ORDER BY min(pk) LIMIT 2");
    let [gone, text] = chosen.as_slice() else { panic!("{chosen:?}") };
    let whole = [gone, text].map(|row| row["image"].as_str().unwrap().to_owned());
    // Versions share a picture.
    let copies =
        |row: &Value| fleet.rows(&format!("SELECT id FROM screenshots WHERE image_source = '{}'", row["image_source"].as_str().unwrap()));
    let mut assets = Vec::new();
    for (row, template) in [(gone, "/__/images/nothing/{w}x{h}{c}.{f}"), (text, "/__/health")] {
        for copy in copies(row) {
            let id = copy["id"].as_str().unwrap().to_owned();
            assets.push((id.clone(), fleet.remote("appScreenshots", &id, "imageAsset")));
            fleet.foreign_edit("appScreenshots", &id, json!({ "imageAsset": { "templateUrl": template, "width": 10, "height": 10 } }));
        }
    }
    for file in &whole {
        std::fs::remove_file(folder(&fleet).join(file)).unwrap();
    }
    fleet.ok("sync --only media --full");
    let ran = fleet.run(&format!("{sync} --format table"));
    assert_snapshot!(ran, @r"
    2 apps, 1 request: nothing new; [budget] left this hour
    images: nothing to download, 26 there already, 2 failed
    warning: screenshot 01_home.png of com.acme.recipes (ja, APP_DESKTOP) could not be read: 127.0.0.1 answered 404
    warning: screenshot 02_search.png of com.acme.recipes (ja, APP_DESKTOP) could not be read: the content is neither a PNG nor a JPEG image
    [exit 4]
    ");
    assert_eq!(files(&fleet), all.iter().filter(|file| !whole.contains(file)).cloned().collect());
    let images = &fleet.run(&format!("{sync} --json")).json()["images"];
    assert_eq!((&images["failed"], &images["downloaded"]), (&json!(2), &json!(0)), "they are tried every time");
    for (id, asset) in assets {
        fleet.foreign_edit("appScreenshots", &id, json!({ "imageAsset": asset }));
    }
    fleet.ok("sync --only media --full");
    assert_eq!(fleet.ok(&format!("{sync} --json")).json()["images"]["downloaded"], 2);
    assert_eq!(files(&fleet), all);
}

/// The process is killed after some pictures, several times; what was kept is not fetched again.
#[test]
fn a_killed_download_goes_on() {
    let (fleet, sync) = small();
    let wanted = sources(&fleet, "app_id = (SELECT min(id) FROM apps)");
    let kept = "SELECT count(*) FROM images";
    for more in [1, 5, 9] {
        let (before, had) = (fleet.sim().download_count(), fleet.count(kept));
        let mut sync = fleet.start(&sync);
        assert!(sync.runs_until(|| fleet.sim().download_count() >= before + more), "it ended before it could be killed");
        sync.kill();
        for file in files(&fleet).into_iter().filter(|file| !file.starts_with("parts/")) {
            shots::verify(&folder(&fleet).join(&file)).unwrap();
        }
        for row in fleet.rows("SELECT substr(sha256, 1, 2) || '/' || sha256 || '.' || format AS file FROM images") {
            assert!(folder(&fleet).join(row["file"].as_str().unwrap()).is_file(), "{row}");
        }
        assert!(fleet.count(kept) >= had);
    }
    let had = fleet.count(kept);
    let images = &fleet.ok(&format!("{sync} --json")).json()["images"];
    assert_eq!((&images["present"], &images["downloaded"]), (&json!(had), &json!(wanted - had)));
    assert_eq!(files(&fleet).len(), wanted, "and nothing is left over");
    assert_whole(&fleet);
}

/// The simulator of a workspace ends with every command, and its pictures are still where the mirror says.
#[test]
fn a_simulated_picture_keeps_its_address() {
    let fleet = TestFleet::embedded(2);
    fleet.ok("sync --only media");
    let report = fleet.ok("sync --only states --images --app com.* --where 'id = (SELECT min(id) FROM apps)' --json").json();
    assert_eq!((&report["new"], &report["changed"]), (&json!(0), &json!(0)), "{report}");
    assert_eq!(report["images"]["failed"], 0, "{report}");
    assert_ne!(report["images"]["downloaded"], 0);
    assert_whole(&fleet);
}
