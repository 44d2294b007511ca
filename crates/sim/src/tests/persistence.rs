//! The state folder: what survives a stop, a crash, a torn line.

use std::fs::{self, OpenOptions};
use std::io::Write as _;

use serde_json::json;

use super::{Bench, options};
use crate::error::SimError;
use crate::service::lock;
use crate::simulator::Options;
use crate::state::State;

fn kept(folder: &tempfile::TempDir) -> Options {
    Options { state: Some(folder.path().to_owned()), hourly_limit: 100, ..options() }
}

#[test]
fn a_write_survives_without_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let (version, issuer, made) = {
        let bench = Bench::with(kept(&folder));
        let version = bench.version("PREPARE_FOR_SUBMISSION");
        assert_eq!(bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2026 X" })).status, 200);
        let body = json!({ "data": {
            "type": "appStoreVersionLocalizations",
            "attributes": { "locale": "ca" },
            "relationships": { "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version.id } } },
        } });
        let made = bench.post("/v1/appStoreVersionLocalizations", &body).body["data"]["id"].as_str().unwrap().to_owned();
        (version.id, bench.service.credentials[0].account.issuer_id.clone(), made)
    };
    let bench = Bench::with(Options { apps: 1, ..kept(&folder) });
    assert_eq!(lock(&bench.service.state).world.all("apps").count(), 12, "the folder decides");
    assert_eq!(bench.service.credentials[0].account.issuer_id, issuer);
    let read = bench.get(&format!("/v1/appStoreVersions/{version}"));
    assert_eq!(read.body["data"]["attributes"]["copyright"], "2026 X");
    assert_eq!(read.header("x-rate-limit"), Some("user-hour-lim:100;user-hour-rem:97;"), "the budget survives, too");
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionLocalizations/{made}")).status, 204);
    let fresh = crate::ids::Ids::new(&lock(&bench.service.state).world, 1).next();
    assert!(lock(&bench.service.state).world.get("appStoreVersionLocalizations", &fresh).is_none());
}

#[test]
fn compaction_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let everything = |bench: &Bench| -> Vec<String> {
        lock(&bench.service.state).world.everything().map(|resource| serde_json::to_string(resource).unwrap()).collect()
    };
    let before = {
        let bench = Bench::with(kept(&folder));
        let version = bench.version("PREPARE_FOR_SUBMISSION");
        bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2026 X" }));
        let now = bench.service.clock.now().as_millisecond();
        lock(&bench.service.state).compact(now).unwrap();
        everything(&bench)
    };
    assert_eq!(fs::read_to_string(folder.path().join("journal.jsonl")).unwrap().lines().count(), 1);
    let bench = Bench::with(kept(&folder));
    assert_eq!(everything(&bench), before);
    assert_eq!(bench.get("/v1/apps").header("x-rate-limit"), Some("user-hour-lim:100;user-hour-rem:98;"));
}

#[test]
fn a_torn_last_line_is_dropped_and_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let version = {
        let bench = Bench::with(kept(&folder));
        let version = bench.version("PREPARE_FOR_SUBMISSION");
        bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2026 X" }));
        version.id
    };
    OpenOptions::new().append(true).open(&journal).unwrap().write_all(b"{\"wrote\":[{\"put\":{\"ty").unwrap();
    {
        let bench = Bench::with(kept(&folder));
        assert_eq!(bench.get(&format!("/v1/appStoreVersions/{version}")).body["data"]["attributes"]["copyright"], "2026 X");
    }
    let bench = Bench::with(kept(&folder));
    assert_eq!(bench.get("/v1/apps").status, 200, "what came after the torn line is whole");
    drop(bench);
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, text.replacen("spent", "spemt", 1)).unwrap();
    assert!(matches!(State::open(&kept(&folder)), Err(SimError::Corrupt { .. })));
}

#[test]
fn a_journal_of_an_older_snapshot_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let bench = Bench::with(kept(&folder));
    bench.get("/v1/apps");
    let old = fs::read(&journal).unwrap();
    lock(&bench.service.state).compact(bench.service.clock.now().as_millisecond()).unwrap();
    drop(bench);
    // A crash between the two renames leaves the new snapshot with the old journal.
    fs::write(&journal, old).unwrap();
    let bench = Bench::with(kept(&folder));
    assert_eq!(bench.get("/v1/apps").header("x-rate-limit"), Some("user-hour-lim:100;user-hour-rem:98;"), "counted once");
}

#[test]
fn one_simulator_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = Bench::with(kept(&folder));
    assert!(matches!(State::open(&kept(&folder)), Err(SimError::Locked { .. })));
    drop(first);
    assert!(State::open(&kept(&folder)).is_ok());
}

#[test]
fn a_corrupt_snapshot_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    drop(Bench::with(kept(&folder)));
    fs::write(folder.path().join("world.json"), "{").unwrap();
    assert!(matches!(State::open(&kept(&folder)), Err(SimError::Corrupt { .. })));
}
