//! Files that cannot be used: each a sentence with the next command, and never a lost row.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use insta::assert_snapshot;

use crate::support::{TestFleet, skip, sqlite3};

/// Where SQLite keeps `PRAGMA user_version` (SQLite, Database File Format: offset 60, four bytes, big endian).
const USER_VERSION: u64 = 60;

fn overwrite(path: &Path, offset: u64, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(offset)).unwrap();
    file.write_all(bytes).unwrap();
}

/// Runs the commands that open the file, which must all say the same; the file must be left as it is.
fn refused(fleet: &TestFleet) -> String {
    let before = fs::read(fleet.database()).unwrap();
    let sync = fleet.run("sync --format table").to_string();
    for command in ["query 'SELECT count(*) FROM versions'", "diff --format table", "push --yes", "status"] {
        assert_eq!(fleet.run(command).to_string(), sync, "{command}");
    }
    assert!(fs::read(fleet.database()).unwrap() == before, "the file was changed");
    sync
}

#[test]
fn garbage() {
    let fleet = TestFleet::synced();
    fs::write(fleet.database(), b"not a database at all, but long enough to look at: ".repeat(100)).unwrap();
    assert_snapshot!(refused(&fleet), @r"
    error: `[workspace]/.fleet/fleet.db` is not an Appfleet database
    hint: move `[workspace]/.fleet/fleet.db` away; `fleet sync` makes a new mirror
    [exit 6]
    ");
}

#[test]
fn a_newer_file() {
    let fleet = TestFleet::synced();
    overwrite(&fleet.database(), USER_VERSION, &999_u32.to_be_bytes());
    assert_snapshot!(refused(&fleet), @r"
    error: `[workspace]/.fleet/fleet.db` was written by a newer fleet (format 999, this one knows 5)
    hint: update fleet; the file was not touched
    [exit 6]
    ");
}

#[test]
fn a_file_of_another_program() {
    let fleet = TestFleet::new();
    fs::create_dir(fleet.path().join(".fleet")).unwrap();
    if sqlite3(&fleet.database(), "CREATE TABLE recipes(name TEXT)").is_none() {
        return;
    }
    assert_snapshot!(refused(&fleet), @r"
    error: `[workspace]/.fleet/fleet.db` is not an Appfleet database
    hint: move `[workspace]/.fleet/fleet.db` away; `fleet sync` makes a new mirror
    [exit 6]
    ");
}

#[test]
fn a_truncated_file() {
    let fleet = TestFleet::synced();
    let length = fs::metadata(fleet.database()).unwrap().len();
    OpenOptions::new().write(true).open(fleet.database()).unwrap().set_len(length / 2).unwrap();
    let ran = fleet.run("sync --format table");
    assert_eq!(ran.code, 6, "{ran}");
    assert_snapshot!(ran, @r"
    error: `[workspace]/.fleet/fleet.db` cannot be used
      caused by: the database is damaged
      caused by: database disk image is malformed
    hint: `fleet doctor --repair` saves what can be read of .fleet/fleet.db, and keeps the damaged file
    [exit 6]
    ");
}

/// Pages in the middle are garbage: the header is right, so only reading finds out.
#[test]
fn a_damaged_file() {
    let fleet = TestFleet::synced();
    let length = fs::metadata(fleet.database()).unwrap().len();
    overwrite(&fleet.database(), length / 4, &vec![0xA5; usize::try_from(length / 2).unwrap()]);
    let ran = fleet.run("sync --format table");
    assert_eq!(ran.code, 6, "{ran}");
    assert_snapshot!(ran, @r"
    error: `[workspace]/.fleet/fleet.db` cannot be used
      caused by: the database is damaged
      caused by: database disk image is malformed
    hint: `fleet doctor --repair` saves what can be read of .fleet/fleet.db, and keeps the damaged file
    [exit 6]
    ");
    assert_eq!(fleet.run("query 'SELECT * FROM listings'").code, 6);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let fleet = TestFleet::new();
    let folder = fleet.path().join(".fleet");
    fs::create_dir(&folder).unwrap();
    let mut rights = fs::metadata(&folder).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&folder, rights).unwrap();
    if File::create(folder.join("probe")).is_ok() {
        return skip("who runs the tests may write everywhere");
    }
    assert_snapshot!(fleet.run("sync"), @"");
}

/// Whoever may only look can look: what is staged, and what the checks find.
#[test]
fn a_mirror_on_a_disk_that_cannot_be_written() {
    let fleet = TestFleet::synced();
    fleet.edit("UPDATE versions SET copyright = '2027 staged' WHERE editable");
    let Some(_disk) = ReadOnly::mount(&fleet.path().join(".fleet")) else { return };
    let staged = fleet.ok("diff --json").json();
    assert!(staged["groups"].as_array().is_some_and(|groups| !groups.is_empty()), "{staged:#}");
    let ran = fleet.run("check --json");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.json().as_array().is_some_and(|findings| findings.iter().all(|finding| finding["first_seen_at"].is_i64())), "{ran}");
    assert!(ran.stderr.contains("`readiness` and `findings` stay as they are"), "{ran}");
    for command in ["status", "show", "query 'SELECT * FROM changes'", "log", "shots plan ."] {
        let ran = fleet.run(command);
        assert!(ran.code <= 2, "{command}: {ran}");
    }
    assert_snapshot!(fleet.run("set copyright=x --where editable --format table"), @r"
    error: failed to open the database `[workspace]/.fleet/fleet.db`
      caused by: unable to open database file
    hint: check the rights of the folder .fleet
    [exit 6]
    ");
}

/// A folder that nobody can write, until it is dropped.
struct ReadOnly(PathBuf);

impl ReadOnly {
    fn mount(folder: &Path) -> Option<Self> {
        let mount = |options: &[&str]| Command::new("mount").args(options).arg(folder).output().is_ok_and(|ran| ran.status.success());
        let from = folder.to_string_lossy().into_owned();
        if !mount(&["--bind", &from]) {
            skip("a folder cannot be mounted here");
            return None;
        }
        let mounted = Self(folder.to_owned());
        if !mount(&["-o", "remount,bind,ro"]) {
            skip("a folder cannot be mounted read-only here");
            return None;
        }
        Some(mounted)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).output());
    }
}

/// A file where the folder should be stops everybody, also who may write everywhere.
#[test]
fn a_folder_that_is_a_file() {
    let fleet = TestFleet::new();
    fleet.write(".fleet", "");
    assert_snapshot!(fleet.run("sync"), @r"
    error: failed to create `[workspace]/.fleet`
      caused by: File exists (os error 17)
    hint: check the rights of the folder .fleet
    [exit 6]
    ");
}

/// A small file system mounted where the mirror is; unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one of so many kilobytes; none where that needs more rights.
    fn mount(folder: PathBuf, kilobytes: u32) -> Option<Self> {
        fs::create_dir_all(&folder).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "fleet-test"]).arg(&folder).output();
        if !mounted.is_ok_and(|mounted| mounted.status.success()) {
            skip("a small disk cannot be mounted here");
            return None;
        }
        Some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).output());
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let fleet = TestFleet::new();
    let Some(disk) = SmallDisk::mount(fleet.path().join(".fleet"), 16 * 1024) else { return };
    fleet.ok("sync --account umbra");
    fleet.ok("set 'copyright=2027 X' --where editable");
    let (apps, staged) = (fleet.value("SELECT count(*) FROM apps"), fleet.value("SELECT count(*) FROM staged"));

    let ballast = disk.0.join("ballast");
    let mut file = File::create(&ballast).unwrap();
    while file.write(&[0; 1024]).is_ok_and(|written| written > 0) {}
    drop(file);
    assert_snapshot!(fleet.run("sync --format table"), @r"
    error: `[workspace]/.fleet/fleet.db` cannot be used
      caused by: the disk is full; nothing of the last step was kept
      caused by: database or disk is full
    hint: free some space and run the same command again; nothing that was in the file is lost
    [exit 6]
    ");
    assert_eq!(fleet.run("push --yes").code, 6);

    fs::remove_file(ballast).unwrap();
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), staged);
    assert_eq!(fleet.value("SELECT count(*) FROM apps WHERE account = 'umbra'"), apps);
    fleet.ok("sync");
    fleet.ok("push --yes");
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
}
