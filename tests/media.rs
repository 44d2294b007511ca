//! Pictures that are staged as rows and pushed: reserved, sent elsewhere, committed, processed, in order.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, WATCH, World, film, kept, remote};

/// One mirrored app, whose time runs faster than ours, and the localization of a version that can be edited.
fn fleet() -> (TestFleet, Localization) {
    let fleet = World::new(&["acme"], 3).healthy().speed(20).start();
    fleet.ok("sync --only media");
    let row = &fleet.rows(
        "SELECT l.id FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id
         WHERE v.editable AND v.platform = 'IOS' AND EXISTS(SELECT 1 FROM screenshot_sets AS s WHERE s.version_localization_id = l.id)
         ORDER BY l.pk LIMIT 1",
    )[0];
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (fleet, Localization { id: text("id") })
}

struct Localization {
    id: String,
}

#[test]
fn pictures_are_reserved_sent_committed_and_in_order() {
    let (fleet, Localization { id }) = fleet();
    let checksums = kept(&fleet, WATCH, &[1, 2, 3]);
    for checksum in &checksums {
        fleet.edit(&format!(
            "INSERT INTO screenshots(version_localization_id, display_type, checksum) VALUES('{id}', 'APP_WATCH_SERIES_10', '{checksum}')"
        ));
    }
    let counted = fleet.counting(|fleet| {
        let report = fleet.ok("push --yes --json").json();
        assert_eq!((&report["done"], &report["left"], &report["failed"]), (&json!(7), &json!(0), &json!([])), "{report}");
    });
    assert_eq!(counted, Counted { gets: 1, posts: 4, patches: 3, deletes: 0 }, "one set, two calls a picture, one look");
    let wanted: Vec<String> = checksums.iter().zip(1..).map(|(sum, number)| format!("{number}.png COMPLETE {sum}")).collect();
    assert_eq!(remote(&fleet, &id, "APP_WATCH_SERIES_10"), wanted);
    // The mirror has what Apple has, and nothing more is to do.
    let mirrored = format!(
        "SELECT file_name || ' ' || delivery_state || ' ' || checksum AS shown FROM screenshots
         WHERE version_localization_id = '{id}' AND display_type = 'APP_WATCH_SERIES_10' ORDER BY position"
    );
    let mirrored: Vec<Value> = fleet.rows(&mirrored).into_iter().map(|row| row["shown"].clone()).collect();
    assert_eq!(mirrored, wanted);
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 0);
    assert_snapshot!(fleet.ok("push --yes --format table"), @"nothing to push");
    assert!(!fleet.sim().uploads().iter().any(|upload| upload.is_authorized), "no token goes where files go");
}

/// What was there stays in sight until its successor is there, is kept for an undo, and comes back by one.
#[test]
fn a_replacement_a_new_order_and_their_undo() {
    let (fleet, Localization { id }) = fleet();
    let set = &format!("version_localization_id = '{id}' AND display_type = 'APP_WATCH_SERIES_10'");
    let insert = |checksum: &str, more: &str, value: &str| {
        fleet.edit(&format!(
            "INSERT INTO screenshots(version_localization_id, display_type, checksum{more}) VALUES('{id}', 'APP_WATCH_SERIES_10', '{checksum}'{value})"
        ));
    };
    let sums = kept(&fleet, WATCH, &[1, 2, 3, 4, 5]);
    sums[..3].iter().for_each(|sum| insert(sum, "", ""));
    fleet.ok("push --yes");
    let names = || {
        remote(&fleet, &id, "APP_WATCH_SERIES_10")
            .iter()
            .map(|line| line.replace(" COMPLETE", "").split(' ').next().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(names(), "1.png 2.png 3.png");

    fleet.edit(&format!("DELETE FROM screenshots WHERE {set} AND file_name = '1.png'"));
    insert(&sums[3], ", position", ", 0");
    fleet.edit(&format!("UPDATE screenshots SET position = 1 WHERE {set} AND file_name = '3.png'"));
    let before = fleet.sim().request_count();
    fleet.ok("push --yes --max-age 1h");
    assert_eq!(names(), "4.png 3.png 2.png");
    let writes: Vec<String> = fleet.sim().exchanges()[before..]
        .iter()
        .filter(|exchange| exchange.method != "GET")
        .map(|exchange| exchange.method.clone())
        .collect();
    assert_eq!(writes, ["POST", "PATCH", "DELETE", "PATCH"], "reserve, commit, remove, sort");
    let last = fleet.sim().exchanges().pop().unwrap();
    assert_eq!((last.method.as_str(), last.status), ("GET", 200), "whether it is sorted is looked at");

    let changeset = fleet.value("SELECT max(pk) FROM changesets WHERE status = 'pushed'");
    fleet.ok(&format!("undo {changeset}"));
    fleet.ok("push --yes --max-age 1h");
    assert_eq!(names(), "1.png 2.png 3.png");
    let lines = remote(&fleet, &id, "APP_WATCH_SERIES_10");
    assert!(lines.iter().zip(&sums).all(|(line, sum)| line.ends_with(&format!("COMPLETE {sum}"))), "{lines:?}");
}

/// Nothing is uploaded of which Apple would say much later that it is wrong, and what fails all the same is told.
#[test]
fn a_wrong_picture_is_not_sent_and_one_that_fails_is_told() {
    let (fleet, Localization { id }) = fleet();
    let [sum] = &kept(&fleet, (400, 400), &[1])[..] else { panic!("one picture") };
    let insert =
        format!("INSERT INTO screenshots(version_localization_id, display_type, checksum) VALUES('{id}', 'APP_WATCH_SERIES_10', '{sum}')");
    assert_snapshot!(fleet.run(&format!("edit \"{insert}\"")), @r"
    error: screenshots: the file is of no size that this display_type takes; SELECT width, height, fits FROM media_files
    [exit 2]
    ");
    // One of the right size, damaged on the disk after it was staged.
    let [sum] = &kept(&fleet, WATCH, &[2])[..] else { panic!("one picture") };
    fleet.edit(&format!(
        "INSERT INTO screenshots(version_localization_id, display_type, checksum) VALUES('{id}', 'APP_WATCH_SERIES_10', '{sum}')"
    ));
    let file = fleet.value(&format!("SELECT substr(sha256, 1, 2) || '/' || sha256 || '.png' FROM media_files WHERE checksum = '{sum}'"));
    let path = fleet.path().join(".fleet/images").join(file.as_str().unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_snapshot!(fleet.run("push --yes --format table"), @r#"
    changeset 1: 2 sent, 1 refused; 1 request to look, 3 requests to write
    waiting until Apple has looked at 1 file
    warning: Acme Recipes IOS 2.1 en-US screenshots: 2.png (APP_WATCH_SERIES_10) was uploaded and cannot be used: its bytes arrived damaged; stage and push it again
      FILE_CHECKSUM_MISMATCH: The file does not have the checksum with which it was committed.
    hint: `fleet edit "DELETE FROM screenshots WHERE delivery_state = 'FAILED'"` makes room; then stage another file
    [exit 4]
    "#);
    assert_eq!(fleet.value("SELECT delivery_state FROM screenshots WHERE file_name = '2.png'"), "FAILED");
    assert_snapshot!(fleet.run("push --yes --format table"), @"nothing to push");
    fleet.edit("DELETE FROM screenshots WHERE delivery_state = 'FAILED'");
    fleet.ok("push --yes");
    assert!(remote(&fleet, &id, "APP_WATCH_SERIES_10").is_empty());
}

/// What was not uploaded from here is kept as Apple shows it, before it is deleted.
#[test]
fn what_is_deleted_can_be_brought_back_though_nobody_has_the_original() {
    let (fleet, Localization { id }) = fleet();
    let set = format!("version_localization_id = '{id}' AND display_type = 'APP_IPHONE_67'");
    let names = |fleet: &TestFleet| {
        remote(fleet, &id, "APP_IPHONE_67").iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = names(&fleet);
    assert!(before.len() > 1);
    fleet.edit(&format!("DELETE FROM screenshots WHERE {set} AND position = 0"));
    fleet.ok("push --yes --json -m 'too much'");
    assert_eq!(names(&fleet), before[1..]);
    assert_eq!(fleet.sim().downloads().len(), 1);
    fleet.ok("undo 1");
    fleet.ok("push --yes");
    assert_eq!(names(&fleet), before);
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM screenshots WHERE {set} AND delivery_state <> 'COMPLETE'")), 0);
}

/// What Apple shows, uploaded again from a file: an undo takes the copy away and brings the first one back.
#[test]
fn a_copy_of_what_was_there_can_be_taken_back() {
    let (fleet, Localization { id }) = fleet();
    let set = format!("version_localization_id = '{id}' AND display_type = 'APP_IPHONE_67'");
    let app = fleet.value(&format!("SELECT DISTINCT app_id FROM screenshots WHERE {set}"));
    fleet.ok(&format!("sync --only states --images --app {}", app.as_str().unwrap()));
    let first = fleet.value(&format!("SELECT image FROM screenshots WHERE {set} AND position = 0"));
    let copy = format!(".fleet/images/{}", first.as_str().unwrap());
    let sum = fleet.ok(&format!("shots add --json {copy}")).json()[0]["checksum"].as_str().unwrap().to_owned();
    let before = remote(&fleet, &id, "APP_IPHONE_67").len();
    fleet.edit(&format!("DELETE FROM screenshots WHERE {set} AND position = 0"));
    fleet.edit(&format!(
        "INSERT INTO screenshots(version_localization_id, display_type, checksum, position) VALUES('{id}', 'APP_IPHONE_67', '{sum}', 0)"
    ));
    fleet.ok("push --yes");
    let name = fleet.value(&format!("SELECT file_name FROM screenshots WHERE {set} AND position = 0"));
    let undone = fleet.ok("undo 1 --format table");
    assert!(!undone.to_string().contains("could not"), "{undone}");
    fleet.ok("push --yes");
    assert_eq!(remote(&fleet, &id, "APP_IPHONE_67").len(), before);
    assert_ne!(fleet.value(&format!("SELECT file_name FROM screenshots WHERE {set} AND position = 0")), name);
}

/// An eleventh is not sent to be refused.
#[test]
fn a_set_takes_ten_with_what_is_staged() {
    let (fleet, Localization { id }) = fleet();
    let shades: Vec<u8> = (1..=11).collect();
    for sum in kept(&fleet, WATCH, &shades) {
        fleet.edit(&format!(
            "INSERT INTO screenshots(version_localization_id, display_type, checksum) VALUES('{id}', 'APP_WATCH_SERIES_10', '{sum}')"
        ));
    }
    assert_snapshot!(fleet.run("push --yes"), @r"
    error: Apple would refuse 1 staged value
      Acme Recipes IOS 2.1 en-US screenshots.file_name: it is one too many: a set takes 10; DELETE FROM screenshots makes room
    hint: correct them with `fleet edit`, or drop them with `fleet unstage`; nothing was sent
    [exit 2]
    ");
    fleet.edit("DELETE FROM screenshots WHERE file_name = '3.png'");
    fleet.ok("push --yes");
    assert_eq!(remote(&fleet, &id, "APP_WATCH_SERIES_10").len(), 10);
}

/// A film is reserved, sent in parts, committed and processed like a picture, with the frame that stands for it.
#[test]
fn a_film_is_a_row_like_a_picture() {
    let (fleet, Localization { id }) = fleet();
    fleet.write("tour.mp4", film((886, 1920), 20, 3 << 20));
    let sum = fleet.ok("shots add --json tour.mp4").json()[0]["checksum"].as_str().unwrap().to_owned();
    let insert = |preview_type: &str| {
        format!(
            "INSERT INTO previews(version_localization_id, preview_type, checksum, preview_frame_time_code)
             VALUES('{id}', '{preview_type}', '{sum}', '00:00:03:00')"
        )
    };
    assert_eq!(fleet.run(&format!("edit \"{}\"", insert("DESKTOP"))).code, 2);
    fleet.edit(&insert("IPHONE_65"));
    fleet.ok("push --yes");
    let row =
        &fleet.rows("SELECT file_name, mime_type, delivery_state, preview_frame_time_code FROM previews WHERE file_name = 'tour.mp4'")[0];
    assert_eq!(
        *row,
        json!({"file_name": "tour.mp4", "mime_type": "video/mp4", "delivery_state": "COMPLETE", "preview_frame_time_code": "00:00:03:00"})
    );
    assert_eq!(fleet.sim().uploads().len(), 2, "three megabytes are two parts");
    // Another frame is another value, and no upload.
    fleet.edit("UPDATE previews SET preview_frame_time_code = '00:00:07:00' WHERE file_name = 'tour.mp4'");
    assert_eq!(fleet.counting(|fleet| drop(fleet.ok("push --yes --max-age 1h"))).patches, 1);
    assert_eq!(fleet.sim().uploads().len(), 2);
}
