//! `fleet doctor --repair`: whatever happened to the file, what Apple does not have is saved.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::support::TestFleet;

/// SQLite's page size in every file of ours.
const PAGE: usize = 4096;

/// A mirror with a pushed changeset, an acknowledgement and staged changes, all in the file proper.
fn worked_in() -> TestFleet {
    let fleet = TestFleet::synced();
    fleet.edit("UPDATE versions SET copyright = '2026 pushed' WHERE editable");
    fleet.ok("push --yes");
    fleet.edit("UPDATE versions SET copyright = '2027 staged' WHERE editable");
    fleet.edit("UPDATE version_localizations SET promotional_text = 'staged' WHERE editable");
    assert!(!fleet.path().join(".fleet/fleet.db-wal").exists(), "whoever closes the file last empties the log");
    fleet
}

/// Everything that Apple does not have.
fn ours(fleet: &TestFleet) -> Vec<Vec<Value>> {
    ["SELECT * FROM staged", "SELECT * FROM steps", "SELECT pk, status, digest FROM changesets", "SELECT * FROM state_history ORDER BY pk"]
        .map(|sql| fleet.rows(sql))
        .to_vec()
}

fn page_of(fleet: &TestFleet, sql: &str) -> usize {
    usize::try_from(crate::support::sqlite3(&fleet.database(), sql).unwrap().stdout.trim().parse::<i64>().unwrap()).unwrap()
}

/// Damages the file, repairs it, and returns what was said.
fn repaired(fleet: &TestFleet, damage: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut bytes = fs::read(fleet.database()).unwrap();
    damage(&mut bytes);
    fs::write(fleet.database(), &bytes).unwrap();
    assert_eq!(fleet.run("doctor --repair").code, 2, "nobody said yes");
    assert!(fs::read(fleet.database()).unwrap() == bytes, "nothing is done without a yes");
    let said = fleet.ok("doctor --repair --yes --json").json();
    let kept = fleet.path().join(".fleet/damaged-1/fleet.db");
    assert!(fs::read(&kept).unwrap() == bytes, "the damaged file is kept");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(fleet.database()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fleet.run("doctor --repair").code, 1, "it is sound now");
    said
}

/// What was staged goes out, and the mirror is whole again.
fn goes_on(fleet: &TestFleet, staged: usize) {
    fleet.ok("sync");
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), staged);
    fleet.ok("push --yes");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    assert_eq!(
        fleet.count("SELECT count(*) FROM versions WHERE copyright = '2027 staged'"),
        fleet.count("SELECT count(*) FROM versions WHERE editable")
    );
}

#[test]
fn a_header_of_garbage() {
    let fleet = worked_in();
    let (before, staged) = (ours(&fleet), fleet.count("SELECT count(*) FROM changes"));
    repaired(&fleet, |bytes| bytes[..100].fill(0xA5));
    assert_eq!(ours(&fleet), before);
    goes_on(&fleet, staged);
}

#[test]
fn a_first_page_of_zeroes() {
    let fleet = worked_in();
    let (before, staged) = (ours(&fleet), fleet.count("SELECT count(*) FROM changes"));
    repaired(&fleet, |bytes| bytes[..PAGE].fill(0));
    assert_eq!(ours(&fleet), before);
    goes_on(&fleet, staged);
}

/// All pages of the versions are gone; the index of their ids still says which they were.
#[test]
fn a_table_of_garbage() {
    let fleet = worked_in();
    let (before, staged) = (ours(&fleet), fleet.count("SELECT count(*) FROM changes"));
    let root = page_of(&fleet, "SELECT rootpage FROM sqlite_schema WHERE name = 'versions_mirror'");
    let said = repaired(&fleet, |bytes| bytes[(root - 1) * PAGE..root * PAGE].fill(0xA5));
    let row = said.as_array().unwrap().iter().find(|row| row["table"] == "versions_mirror").unwrap().clone();
    assert!(row["lost"].as_u64().unwrap() > 0 || row["holes"].as_u64().unwrap() > 0, "{said:#}");
    assert_eq!(ours(&fleet), before);
    goes_on(&fleet, staged);
}

#[test]
fn an_index_of_garbage() {
    let fleet = worked_in();
    let (before, staged) = (ours(&fleet), fleet.count("SELECT count(*) FROM changes"));
    let root = page_of(&fleet, "SELECT rootpage FROM sqlite_schema WHERE name = 'versions_mirror_id'");
    repaired(&fleet, |bytes| bytes[(root - 1) * PAGE..root * PAGE].fill(0));
    assert_eq!(ours(&fleet), before);
    goes_on(&fleet, staged);
}

/// The root of the staged rows is hit: pages that no tree leads to are told by their shape.
#[test]
fn staged_rows_without_a_root() {
    let fleet = worked_in();
    for copyright in 0..30 {
        fleet.edit(&format!("UPDATE version_localizations SET promotional_text = 'staged {copyright}', description = 'a text of some length, so that there are several pages of it {copyright}' WHERE editable"));
    }
    let staged = fleet.rows("SELECT * FROM staged");
    let root = page_of(&fleet, "SELECT rootpage FROM sqlite_schema WHERE name = 'staged'");
    let leaf = fs::read(fleet.database()).unwrap()[(root - 1) * PAGE] == 10;
    assert!(!leaf, "one page is too few for this test");
    let said = repaired(&fleet, |bytes| bytes[(root - 1) * PAGE..root * PAGE].fill(0));
    let row = said.as_array().unwrap().iter().find(|row| row["table"] == "staged").unwrap().clone();
    // The rows that lay in the root itself are lost, and it is said how many.
    let (saved, lost) = (row["saved"].as_u64().unwrap(), row["lost"].as_u64().unwrap());
    assert_eq!(saved + lost, staged.len() as u64, "{said:#}");
    assert!(saved > 9 * lost, "{said:#}");
}

/// A part of a file: what lay in it is saved, what did not is told of, and nothing goes to a row that it was not meant for.
#[test]
fn truncated_files() {
    for share in [95, 75, 50, 25] {
        let fleet = worked_in();
        let staged = fleet.count("SELECT count(*) FROM staged");
        let meant = "SELECT app_id, version_id, locale FROM version_localizations WHERE promotional_text = 'staged' ORDER BY 1, 2, 3";
        let meant_at_first = fleet.rows(meant);
        let said = repaired(&fleet, |bytes| bytes.truncate(bytes.len() * share / 100 + 17));
        let row = said.as_array().unwrap().iter().find(|row| row["table"] == "staged").cloned().unwrap_or_default();
        let number = |column: &str| usize::try_from(row[column].as_u64().unwrap_or_default()).unwrap();
        assert!(number("saved") == staged || number("lost") + number("holes") > 0 || row.is_null(), "{share} %: {said:#}");
        assert!(share < 95 || number("saved") > 0, "{share} %: {said:#}");
        assert_eq!(fleet.count("SELECT count(*) FROM staged"), number("saved"));
        fleet.ok("sync");
        fleet.ok("push --yes");
        for row in fleet.rows(meant) {
            assert!(meant_at_first.contains(&row), "{share} %: {row:?}");
        }
    }
}

/// Every page but the first, one by one in a sample: never a panic, and what is saved is sound.
#[test]
fn a_page_anywhere() {
    let fleet = worked_in();
    let whole = fs::read(fleet.database()).unwrap();
    let staged = fleet.count("SELECT count(*) FROM staged");
    let pages = whole.len() / PAGE;
    let mut saved_all = 0;
    for step in 0..24 {
        let page = 1 + step * (pages - 1) / 24;
        for fill in [0x00, 0xA5] {
            let mut bytes = whole.clone();
            bytes[page * PAGE..(page + 1) * PAGE].fill(fill);
            fs::write(fleet.database(), &bytes).unwrap();
            let ran = fleet.run("doctor --repair --yes --json");
            assert!(ran.code <= 1, "page {page}: {ran}");
            let is_whole = fleet.count("SELECT count(*) FROM staged") == staged;
            saved_all += usize::from(is_whole);
        }
    }
    assert!(saved_all >= 44, "{saved_all} of 48");
}

/// What was staged last lies in the log only. A flipped byte in it ends SQLite's reading, not ours.
#[test]
fn a_file_that_was_emptied_beside_its_log() {
    let fleet = worked_in();
    let log = fleet.path().join(".fleet/fleet.db-wal");
    let database = fs::read(fleet.database()).unwrap();
    // A reader keeps the log from being emptied.
    let held = crate::support::sqlite3(&fleet.database(), "PRAGMA user_version");
    drop(held);
    fs::write(&log, b"x".repeat(8192)).unwrap();
    fs::write(fleet.database(), b"").unwrap();
    for command in ["status", "sync", "set copyright=x --where editable", "push --yes"] {
        let ran = fleet.run(command);
        assert_eq!(ran.code, 6, "{command}: {ran}");
        assert!(ran.stderr.contains("its log, which holds what was last written"), "{ran}");
    }
    assert_eq!(fs::read(&log).unwrap().len(), 8192, "the log is left");
    fs::remove_file(&log).unwrap();
    fs::write(fleet.database(), database).unwrap();
    fleet.ok("push --yes");
}

#[test]
fn what_is_not_ours_is_not_repaired() {
    let fleet = TestFleet::synced();
    let foreign = b"not a database at all, but long enough to look at: ".repeat(100);
    fs::write(fleet.database(), &foreign).unwrap();
    let ran = fleet.run("doctor --repair --yes");
    assert_eq!(ran.code, 6, "{ran}");
    assert_eq!(fs::read(fleet.database()).unwrap(), foreign);
    assert!(!fleet.path().join(".fleet/damaged-1").exists());
}
