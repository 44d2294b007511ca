//! The file of the mirror after everything that happened to it: whole, its guard shut, and nothing forgotten beside it.

use serde_json::Value;

use crate::support::{TestFleet, sqlite3};

/// Everything in a workspace that may outlive a command.
const KNOWN: [&str; 6] = [
    ".fleet/fleet.db",
    ".fleet/fleet.sync.lock",
    ".fleet/fleet.push.lock",
    ".fleet/images",
    "home/.local/state/appfleet",
    ".fleet/.gitignore",
];

/// Files of older formats.
pub(crate) const OLD: [(u32, &str); 3] = [
    (2, include_str!("../../sql/history/v2.sql")),
    (3, include_str!("../../sql/history/v3.sql")),
    (4, include_str!("../../sql/history/v4.sql")),
];

/// The file is whole, as any `sqlite3` sees it.
pub(crate) fn assert_whole(fleet: &TestFleet) {
    if !fleet.database().exists() {
        return;
    }
    if let Some(ran) = sqlite3(&fleet.database(), "PRAGMA integrity_check; PRAGMA foreign_key_check;") {
        assert_eq!((ran.stdout.as_str(), ran.code), ("ok\n", 0), "the file is not whole: {ran}");
    }
}

/// Nobody is writing, nobody can write where only a sync may, and no process has left anything behind.
pub(crate) fn assert_shut(fleet: &TestFleet) {
    assert_eq!(fleet.value("SELECT writer FROM mirror_guard"), Value::Null, "the guard is open");
    for sql in ["UPDATE versions_mirror SET copyright = 'x'", "DELETE FROM apps_mirror", "INSERT INTO steps_mirror VALUES(1)"] {
        if let Some(ran) = sqlite3(&fleet.database(), sql) {
            assert_ne!(ran.code, 0, "{sql} was taken: {ran}");
        }
    }
    let root = fleet.path().to_string_lossy().into_owned();
    for (name, _) in fleet.files() {
        let name = name.strip_prefix(&root).unwrap().trim_start_matches('/');
        let is_ours = !name.contains('/') && [".p8", ".png", ".toml"].iter().any(|end| name.ends_with(end));
        let is_known = KNOWN.iter().any(|known| name.starts_with(known)) && !name.contains(".tmp");
        assert!(is_ours || is_known, "{name} was left behind");
    }
}
