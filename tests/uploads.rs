//! Uploads by the hundred: what they cost, and what a user meets when something comes in between.

use std::collections::HashMap;

use insta::assert_snapshot;
use serde_json::json;
use sim::{Cut, Effect, Fault, Listing, When};

use crate::support::{Counted, DISPLAY, Gallery, TestFleet, WATCH, World, kept, remote};

/// Display types with the sizes they take, small enough to be sent by the thousand.
const TYPES: [(&str, (u32, u32)); 2] = [("APP_WATCH_SERIES_10", (416, 496)), ("APP_WATCH_SERIES_7", (396, 484))];

/// `APPFLEET_UPLOADS=3x30` takes the numbers of the promise: 1,080 files in 180 sets.
fn size() -> (usize, usize) {
    let text = std::env::var("APPFLEET_UPLOADS").unwrap_or_else(|_| "2x5".into());
    let (apps, locales) = text.split_once('x').unwrap();
    (apps.parse().unwrap(), locales.parse().unwrap())
}

#[test]
fn six_pictures_in_every_set_cost_two_calls_each_and_a_look_a_locale_and_round() {
    const FILES: usize = 6;
    let (apps, locales) = size();
    let listing = Listing { locales: Some(locales), sets: 0, screenshots: 0, share: 0, uniform: true };
    let fleet = World::new(&["acme"], apps).healthy().listing(listing).hourly_limit(1_000_000).speed(20).start();
    fleet.ok("sync --only states,texts,media");
    let shades: Vec<u8> = (1..=6).collect();
    let mut wanted: HashMap<&str, Vec<String>> = HashMap::new();
    for (display_type, size) in TYPES {
        let sums = kept(&fleet, size, &shades);
        wanted.insert(display_type, sums.iter().zip(&shades).map(|(sum, shade)| format!("{shade}.png COMPLETE {sum}")).collect());
        fleet.edit(&format!(
            "INSERT INTO screenshots(version_localization_id, display_type, checksum)
             SELECT l.id, '{display_type}', f.column2 FROM version_localizations AS l, (VALUES {}) AS f WHERE l.editable ORDER BY l.id, f.column1",
            listed(&sums)
        ));
    }
    let editable = fleet.rows("SELECT id FROM version_localizations WHERE editable");
    assert_eq!(editable.len(), apps * locales);
    let (sets, files) = (TYPES.len() * editable.len(), FILES * TYPES.len() * editable.len());

    let before = fleet.sim().request_count();
    let start = std::time::Instant::now();
    let report = fleet.ok("push --yes --json").json();
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!((&report["done"], &report["left"]), (&json!(sets + 2 * files), &json!(0)));
    let exchanges = fleet.sim().exchanges().split_off(before);
    let counted = Counted::of(&exchanges);
    say(&format!("{files} files in {sets} sets: {counted:?} in {seconds:.1} s"));
    assert_eq!(counted, Counted { gets: counted.gets, posts: sets + files, patches: files, deletes: 0 });
    // Looks are the polls, and each round asks once for each locale that has something under way.
    let mut looks: HashMap<&str, usize> = HashMap::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.method == "GET") {
        let path = exchange.path.split('?').next().unwrap();
        assert!(path.ends_with("/appScreenshotSets"), "{path}");
        *looks.entry(path).or_default() += 1;
    }
    assert_eq!(looks.len(), editable.len());
    let rounds = looks.values().max().unwrap();
    assert!(*rounds <= 3, "{rounds} rounds");

    for localization in &editable {
        for (display_type, _) in TYPES {
            assert_eq!(remote(&fleet, localization["id"].as_str().unwrap(), display_type), wanted[display_type], "{localization}");
        }
    }
    assert_eq!(fleet.world("appScreenshots").len(), files, "none is there twice");
    assert_eq!(fleet.sim().uploads().len(), files, "none was sent twice");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    assert_eq!(fleet.counting(|fleet| drop(fleet.ok("push --yes"))), Counted::NOTHING);
}

/// `(0, 'a'), (1, 'b')`: texts as rows, with their places.
fn listed(texts: &[String]) -> String {
    let rows: Vec<String> = texts.iter().enumerate().map(|(place, text)| format!("({place}, '{text}')")).collect();
    rows.join(", ")
}

/// Says on stderr what was measured.
#[expect(clippy::print_stderr, reason = "figures are what this test is for")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

/// A list that is read shows the world as it was so many milliseconds ago.
fn lag(milliseconds: u64) -> Fault {
    Fault::new(Effect::Stale(milliseconds)).on("GET", "/v1/appStoreVersionLocalizations/{id}/appScreenshotSets")
}

const FIRST: &str = "UPDATE screenshots SET position = 0";
const DELETE: &str = "DELETE FROM screenshots";

/// Apple takes the order of a whole set only, and nobody here knows what the others want with theirs.
#[test]
fn what_somebody_else_added_to_a_set_that_is_sorted_is_a_conflict() {
    let gallery = Gallery::showing(3);
    gallery.change(FIRST, "file_name = '3.png'");
    gallery.foreign();
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 0 sent, 1 in conflict; 1 request to look, 0 requests to write
    warning: conflict in Acme Budget IOS 1.2 sv screenshot_sets.order: it was '1.png, 2.png, 3.png', you want '3.png, 1.png, 2.png', Apple has '1.png, 2.png, 3.png, theirs.png'
    hint: look at the set; `fleet push` goes on with what is there now, `fleet unstage` leaves it as it is
    [exit 4]
    ");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "3 1 2 theirs:AWAITING_UPLOAD");

    // The same, found only by Apple's refusal.
    gallery.change(FIRST, "file_name = '2.png'");
    gallery.foreign();
    assert_snapshot!(gallery.push("--max-age 1h"), @"
    changeset 4: 0 sent, 1 in conflict; 1 request to look, 1 request to write
    warning: conflict in Acme Budget IOS 1.2 sv screenshot_sets.order: it was '3.png, 1.png, 2.png, theirs.png', you want '2.png, 3.png, 1.png, theirs.png', Apple has '3.png, 1.png, 2.png, theirs.png, theirs.png'
    hint: look at the set; `fleet push` goes on with what is there now, `fleet unstage` leaves it as it is
    [exit 4]
    ");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "2 3 1 theirs:AWAITING_UPLOAD theirs:AWAITING_UPLOAD");
    gallery.assert_nothing_waits();
}

#[test]
fn what_somebody_else_deleted_is_neither_sorted_nor_missed() {
    let gallery = Gallery::showing(4);
    gallery.change(FIRST, "file_name = '3.png'");
    gallery.delete("appScreenshots", &gallery.id(3));
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 0 sent, 1 in conflict; 1 request to look, 0 requests to write
    warning: conflict in Acme Budget IOS 1.2 sv screenshot_sets.order: it was '1.png, 2.png, 3.png, 4.png', you want '3.png, 1.png, 2.png, 4.png', Apple has '1.png, 2.png, 4.png'
    hint: look at the set; `fleet push` goes on with what is there now, `fleet unstage` leaves it as it is
    [exit 4]
    ");
    assert_snapshot!(gallery.push(""), @"nothing to push");
    gallery.assert_settled();

    gallery.change(DELETE, "file_name = '1.png'");
    gallery.add(5, "");
    gallery.delete("appScreenshots", &gallery.known("1.png"));
    assert_snapshot!(gallery.push("--max-age 1h"), @"
    changeset 3: 2 sent, 1 there already; 1 request to look, 2 requests to write
    waiting until Apple has looked at 1 file
    ");
    assert_eq!(gallery.shown(), "2 4 5");
    gallery.assert_settled();
}

#[test]
fn a_set_that_is_full_by_now_takes_no_more() {
    let gallery = Gallery::showing(9);
    gallery.add(10, "0");
    gallery.foreign();
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 0 sent, 2 refused; 2 requests to look, 1 request to write
    warning: Acme Budget IOS 1.2 sv screenshots: 10.png (APP_WATCH_SERIES_10): Apple refused POST /v1/appScreenshots: 409 STATE_ERROR: Too many screenshots (10)
    warning: Acme Budget IOS 1.2 sv screenshot_sets: APP_WATCH_SERIES_10: not sorted, because something of this set before it was not done
    hint: the set is full, also by places that were reserved for files that never came: `fleet sync --only media`, then delete what it does not need
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    gallery.fleet.ok("sync --only media --full");
    gallery.change(DELETE, "file_name = 'theirs.png'");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "10 1 2 3 4 5 6 7 8 9");
    gallery.assert_settled();
}

/// There is room for ten, so the old ones must go first; never is there an eleventh, and a failure is no way out.
#[test]
fn a_full_set_is_replaced_as_a_whole() {
    let gallery = Gallery::showing(10);
    gallery.change(DELETE, "1");
    (11..=20).for_each(|number| gallery.add(number, ""));
    let counted = gallery.fleet.counting(|_| {
        assert_snapshot!(gallery.push("--max-age 1h"), @"
        changeset 2: 30 sent; 1 request to look, 30 requests to write
        waiting until Apple has looked at 10 files
        ");
    });
    assert_eq!(counted, Counted { gets: 1, posts: 10, patches: 10, deletes: 10 });
    assert_eq!(gallery.shown(), "11 12 13 14 15 16 17 18 19 20");
    gallery.assert_settled();
}

/// What was submitted meanwhile shows what it showed.
#[test]
fn a_version_that_was_submitted_meanwhile_keeps_its_pictures() {
    let gallery = Gallery::showing(3);
    gallery.add(4, "0");
    gallery.change(DELETE, "file_name = '1.png'");
    let version = gallery.fleet.value(&format!("SELECT version_id FROM version_localizations WHERE id = '{}'", gallery.localization));
    let state =
        |state: &str| gallery.fleet.foreign_edit("appStoreVersions", version.as_str().unwrap(), json!({ "appVersionState": state }));
    state("READY_FOR_REVIEW");
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 0 sent, 3 refused; 2 requests to look, 1 request to write
    warning: Acme Budget IOS 1.2 sv screenshots: 4.png (APP_WATCH_SERIES_10): Apple refused POST /v1/appScreenshots: 409 STATE_ERROR.ENTITY_STATE_INVALID: appScreenshotSets with id '[uuid]' is not in valid state.
    warning: Acme Budget IOS 1.2 sv screenshots: 1.png (APP_WATCH_SERIES_10): kept, because what was to take its place is not there
    warning: Acme Budget IOS 1.2 sv screenshot_sets: APP_WATCH_SERIES_10: not sorted, because something of this set before it was not done
    hint: `fleet sync` shows its state; what is staged can wait until it can be edited again
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    assert_eq!(gallery.shown(), "1 2 3");
    state("PREPARE_FOR_SUBMISSION");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "4 2 3");
    gallery.assert_settled();
}

#[test]
fn a_place_that_was_deleted_while_its_file_was_sent_can_be_made_again() {
    let gallery = Gallery::showing(2);
    gallery.add(3, "0");
    gallery.change(DELETE, "file_name = '1.png'");
    gallery.faults(vec![Fault::new(Effect::Delay(500)).on("PUT", "/__/blobs/{id}")]);
    let before = gallery.fleet.sim().uploads().len();
    let mut push = gallery.fleet.start("push --yes --format table");
    assert!(push.runs_until(|| gallery.fleet.sim().uploads().len() > before));
    gallery.delete("appScreenshots", &gallery.fleet.sim().uploads()[before].asset);
    assert_snapshot!(push.wait(), @"
    changeset 2: 1 sent, 3 refused; 2 requests to look, 2 requests to write
    warning: Acme Budget IOS 1.2 sv screenshots: 3.png (APP_WATCH_SERIES_10): somebody deleted the place that was reserved for it, or its set; stage it again
    warning: Acme Budget IOS 1.2 sv screenshots: 1.png (APP_WATCH_SERIES_10): kept, because what was to take its place is not there
    warning: Acme Budget IOS 1.2 sv screenshot_sets: APP_WATCH_SERIES_10: not sorted, because something of this set before it was not done
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    assert_eq!(gallery.shown(), "1 2", "nothing goes before its successor is there");
    gallery.faults(Vec::new());
    gallery.add(3, "0");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "3 2");
    gallery.assert_settled();
}

#[test]
fn a_set_that_is_gone_is_made_anew() {
    let gallery = Gallery::showing(2);
    gallery.add(3, "0");
    gallery.add(4, "");
    gallery.delete("appScreenshotSets", &gallery.set());
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 0 sent, 2 refused; 2 requests to look, 1 request to write
    warning: Acme Budget IOS 1.2 sv screenshots: 3.png (APP_WATCH_SERIES_10): somebody deleted its set meanwhile; the next push makes one
    warning: Acme Budget IOS 1.2 sv screenshot_sets: APP_WATCH_SERIES_10: not sorted, because something of this set before it was not done
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "3 4");
    gallery.assert_settled();
}

#[test]
fn a_set_that_goes_while_its_files_are_processed_is_not_waited_for() {
    let gallery = Gallery::showing(2);
    gallery.add(3, "0");
    gallery.faults(vec![Fault::new(Effect::Delay(500)).on("PATCH", "/v1/appScreenshots/{id}")]);
    let before = gallery.fleet.sim().request_count();
    let mut push = gallery.fleet.start("push --yes --format table --max-age 1h");
    assert!(push.runs_until(|| gallery.fleet.sim().request_count() > before + 1));
    gallery.delete("appScreenshotSets", &gallery.set());
    assert_snapshot!(push.wait(), @"
    changeset 2: 1 sent, 2 refused; 4 requests to look, 2 requests to write
    waiting until Apple has looked at 1 file
    warning: Acme Budget IOS 1.2 sv screenshots: 3.png (APP_WATCH_SERIES_10) was uploaded and cannot be used: it, its set or its localization was deleted meanwhile; stage it again
    warning: Acme Budget IOS 1.2 sv screenshot_sets: APP_WATCH_SERIES_10: not sorted, because something of this set before it was not done
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    gallery.faults(Vec::new());
    assert_snapshot!(gallery.push(""), @"nothing to push");
    gallery.assert_settled();
    gallery.add(3, "");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "3");
    gallery.assert_settled();
}

/// What is put below a localization that is to go would go with it, unseen.
#[test]
fn nothing_is_staged_below_what_is_to_go() {
    let gallery = Gallery::showing(2);
    let (fleet, set) = (&gallery.fleet, gallery.set());
    let text = fleet.rows(&format!("SELECT version_localization_id AS id FROM screenshot_sets WHERE id = '{set}'"))[0]["id"].clone();
    let text = text.as_str().unwrap();
    fleet.edit(&format!("DELETE FROM version_localizations WHERE id = '{text}'"));
    let file = "(SELECT min(checksum) FROM media_files)";
    assert_snapshot!(fleet.run(&format!("edit \"INSERT INTO screenshots(screenshot_set_id, checksum) VALUES('{set}', {file})\"")), @r"
    error: screenshots: its version localization is staged for deletion; take that back first
    [exit 2]
    ");
    let made = format!("INSERT INTO screenshot_sets(version_localization_id, display_type) VALUES('{text}', 'APP_IPHONE_65')");
    assert_snapshot!(fleet.run(&format!("edit \"{made}\"")), @r"
    error: screenshot_sets: its version localization is staged for deletion; take that back first
    [exit 2]
    ");
}

/// Somebody added a picture to a set that is to go: it would go unseen.
#[test]
fn a_set_is_deleted_with_what_was_seen_in_it() {
    let gallery = Gallery::showing(2);
    let set = gallery.set();
    gallery.foreign();
    gallery.fleet.edit(&format!("DELETE FROM screenshot_sets WHERE id = '{set}'"));
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 0 sent, 1 in conflict; 1 request to look, 0 requests to write
    warning: conflict in Acme Budget IOS 1.2 sv screenshot_sets.order: it was '1.png, 2.png', you want (none), Apple has '1.png, 2.png, theirs.png'
    hint: look at the set; `fleet push` goes on with what is there now, `fleet unstage` leaves it as it is
    [exit 4]
    ");
    assert_eq!(gallery.shown(), "1 2 theirs:AWAITING_UPLOAD");
    gallery.fleet.ok("push --yes");
    assert!(gallery.fleet.sim().resource("appScreenshotSets", &set).is_none());
    gallery.assert_settled();
}

/// The host that takes files is none of Apple's API: while it is in trouble, what a file is to take the place of waits.
#[test]
fn what_waits_for_a_file_waits_for_the_next_push_too() {
    let gallery = Gallery::showing(3);
    (4..=11).for_each(|number| gallery.add(number, ""));
    gallery.change(DELETE, "file_name IN ('1.png', '2.png')");
    gallery.change(FIRST, "file_name = '11.png'");
    gallery.faults(vec![Fault::new(Effect::status(403)).on("PUT", "/__/blobs/{id}")]);
    assert_snapshot!(gallery.push(""), @"
    changeset 2: 9 sent, 10 left; 1 request to look, 9 requests to write
    warning: the file was not sent: 127.0.0.1 answered 403
    10 calls not sent; `fleet push` continues
    [exit 4]
    ");
    assert!(gallery.shown().starts_with("1 3 11:AWAITING_UPLOAD"), "{}", gallery.shown());
    gallery.faults(Vec::new());
    assert_snapshot!(gallery.push(""), @r"
    changeset 2: 10 sent; 3 requests to look, 10 requests to write
    continuing the interrupted changeset 2
    waiting until Apple has looked at 8 files
    ");
    assert_eq!(gallery.shown(), "11 3 4 5 6 7 8 9 10");
    gallery.assert_settled();
}

#[cfg(unix)]
#[test]
fn who_ends_a_push_that_waits_for_apple_loses_nothing() {
    let gallery = Gallery::showing(3);
    gallery.add(4, "0");
    gallery.change(DELETE, "file_name = '1.png'");
    gallery.faults(vec![Fault::new(Effect::Delay(500)).on("PATCH", "/v1/appScreenshots/{id}")]);
    let before = gallery.fleet.sim().request_count();
    let mut push = gallery.fleet.start("push --yes --format table --max-age 1h");
    assert!(push.runs_until(|| gallery.fleet.sim().request_count() > before + 1));
    push.signal("INT");
    assert_snapshot!(push.wait(), @"
    changeset 2: 2 sent, 2 left, 1 still processed by Apple; 0 requests to look, 2 requests to write
    finishing what is under way; once more ends at once
    waiting until Apple has looked at 1 file
    Apple still looks at what was sent; `fleet push` looks what has become of it
    2 calls not sent; `fleet push` continues
    [exit 130]
    ");
    gallery.faults(Vec::new());
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "4 2 3");
    gallery.assert_settled();
}

#[test]
fn a_key_that_is_refused_in_the_middle_goes_on_where_it_stopped() {
    let gallery = Gallery::showing(3);
    gallery.add(4, "0");
    gallery.change(DELETE, "file_name = '1.png'");
    gallery.faults(vec![Fault::new(Effect::status(401)).on("PATCH", "/v1/**")]);
    let ran = gallery.fleet.run("push --yes --json");
    assert_eq!((ran.code, &ran.json()["left"], &ran.json()["failed"]), (4, &json!(3), &json!([])), "{ran}");
    gallery.faults(Vec::new());
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "4 2 3");
    gallery.assert_settled();
}

/// The file is gone from this computer when its turn comes, and its place is reserved already.
#[test]
fn a_file_that_is_lost_leaves_a_place_that_can_be_cleared() {
    let gallery = Gallery::showing(1);
    gallery.add(2, "");
    let file = gallery
        .fleet
        .value(&format!("SELECT substr(sha256, 1, 2) || '/' || sha256 || '.png' FROM media_files WHERE checksum = '{}'", gallery.sums[1]));
    let file = gallery.fleet.path().join(".fleet/images").join(file.as_str().unwrap());
    let away = file.with_extension("away");
    std::fs::rename(&file, &away).unwrap();
    let ran = gallery.push("");
    assert!(ran.stderr.contains("2.png (APP_WATCH_SERIES_10): the file was not sent: failed to read"), "{ran}");
    assert!(
        ran.stderr.contains("hint: `fleet edit \"DELETE FROM screenshots WHERE delivery_state = 'AWAITING_UPLOAD'\"` makes room"),
        "{ran}"
    );
    std::fs::rename(&away, &file).unwrap();
    gallery.fleet.edit("DELETE FROM screenshots WHERE delivery_state = 'AWAITING_UPLOAD'");
    gallery.add(2, "");
    gallery.fleet.ok("push --yes");
    assert_eq!(gallery.shown(), "1 2");
    gallery.assert_settled();
}

/// Apple has reserved a place, its answer got lost, and lists show it only later: it is taken, or removed, wherever there
/// is room for it or not.
#[test]
fn a_place_whose_answer_got_lost_is_found() {
    // How many milliseconds lists lag behind; pictures that are there; pictures that are new.
    for (lagging, pictures, new) in [(0, 2, 3), (5_000, 2, 3), (12_000, 2, 3), (12_000, 7, 3), (12_000, 9, 1), (12_000, 8, 2)] {
        let gallery = Gallery::showing(pictures);
        (11..11 + new).for_each(|number| gallery.add(number, &(number - 11).to_string()));
        let lost = Fault::new(Effect::applied(503)).on("POST", "/v1/appScreenshots").when(When::Nth(1));
        gallery.faults(if lagging > 0 { vec![lost, lag(lagging)] } else { vec![lost] });
        let mut ran = gallery.push("--max-age 1h");
        gallery.faults(Vec::new());
        let what = format!("{lagging} {pictures} {new}: {ran}");
        if ran.code != 0 {
            ran = gallery.push("");
        }
        assert_eq!(ran.code, 0, "{what}\n{ran}");
        let old = (1..=pictures).map(|number| number.to_string());
        let wanted: Vec<String> = (11..11 + new).map(|number| number.to_string()).chain(old).collect();
        assert_eq!(gallery.shown(), wanted.join(" "), "{what}\n{ran}");
        gallery.assert_settled();
    }
}

/// Lists lag behind writes: what was made a moment ago and is not listed has not been deleted.
#[test]
fn what_is_not_listed_yet_is_not_given_up() {
    let gallery = Gallery::showing(2);
    gallery.add(3, "");
    gallery.add(4, "0");
    gallery.change(DELETE, "file_name = '1.png'");
    let lost = Fault::new(Effect::applied(502)).on("PATCH", "/v1/appScreenshots/{id}").when(When::Nth(1));
    let cut = Fault::new(Effect::Cut(Cut::Answer)).on("PUT", "/__/blobs/{id}").when(When::Nth(1));
    gallery.faults(vec![lag(8_000), lost, cut]);
    let ran = gallery.push("--max-age 1h");
    assert_eq!(ran.code, 0, "{ran}");
    gallery.faults(Vec::new());
    assert_eq!(gallery.shown(), "4 2 3");
    gallery.assert_settled();
}

/// Three apps with a draft in one language, and so many pictures staged for each.
fn three_apps(faults: Vec<Fault>, pictures: u8) -> TestFleet {
    let listing = Listing { locales: Some(1), sets: 0, screenshots: 0, share: 0, uniform: true };
    let fleet = World::new(&["acme"], 3).healthy().listing(listing).speed(20).faults(faults).start();
    fleet.ok("sync --only media");
    let sums = kept(&fleet, WATCH, &(1..=pictures).collect::<Vec<u8>>());
    fleet.edit(&format!(
        "INSERT INTO screenshots(version_localization_id, display_type, checksum)
         SELECT l.id, '{DISPLAY}', f.column2 FROM version_localizations AS l, (VALUES {}) AS f WHERE l.editable ORDER BY l.id, f.column1",
        listed(&sums)
    ));
    fleet
}

/// A file is offered twice, the second time with a fresh address; six are on their way at once.
#[test]
fn a_host_that_takes_nothing_is_left_alone() {
    let fleet = three_apps(vec![Fault::new(Effect::status(403)).on("PUT", "/__/blobs/{id}")], 10);
    let ran = fleet.run("push --yes --json");
    assert_eq!((ran.code, &ran.json()["left"], &ran.json()["failed"]), (4, &json!(30), &json!([])), "{ran}");
    let tried = fleet.sim().uploads().len();
    assert!(tried <= 2 * (3 + 6), "{tried} of 30 files twice");
    fleet.sim().set_faults(Vec::new()).unwrap();
    fleet.ok("push --yes");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    assert_eq!(fleet.world("appScreenshots").len(), 30);
}

/// The pictures of one app are looked at before those of the others go.
#[test]
fn a_canary_of_pictures_and_a_part_of_them() {
    let fleet = three_apps(Vec::new(), 2);
    let complete =
        || fleet.world("appScreenshots").iter().filter(|file| file["attributes"]["assetDeliveryState"]["state"] == "COMPLETE").count();
    let last = fleet.value("SELECT max(app_id) FROM screenshots WHERE staged");
    fleet.ok(&format!("push --yes --app {}", last.as_str().unwrap()));
    assert_eq!((complete(), fleet.count("SELECT count(*) FROM staged")), (2, 6));
    assert_snapshot!(fleet.run("push --yes --format table --canary 1"), @"
    changeset 2: 5 sent, 5 left; 1 request to look, 5 requests to write
    waiting until Apple has looked at 2 files
    5 calls wait; look at what was sent, then `fleet push --continue`
    ");
    assert_eq!(complete(), 4);
    assert_snapshot!(fleet.run("push --yes --format table --continue"), @"
    changeset 2: 5 sent; 1 request to look, 5 requests to write
    going on with changeset 2
    waiting until Apple has looked at 2 files
    ");
    assert_eq!((complete(), fleet.count("SELECT count(*) FROM staged")), (6, 0));
}
