//! Files that others hold, that cannot be written, or that were left in the middle of a change of format.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Ran, TestFleet, root, skip, sqlite3};

/// Runs `fleet` through `sh -c`, as somebody with less than everything.
fn through(fleet: &TestFleet, shell: &str, line: &str) -> Ran {
    let command = fleet.command(line);
    let mut shelled = Command::new("sh");
    shelled.args(["-c", shell, env!("CARGO_BIN_EXE_fleet")]).args(command.get_args()).current_dir(fleet.path()).env_clear();
    shelled.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("PATH", "/usr/bin:/bin");
    Ran::new(shelled.output().unwrap(), &fleet.path().to_string_lossy()).checked()
}

/// Writers wait for a bounded time and say who is in the way; readers do not notice.
#[test]
fn another_process_holds_the_file() {
    let fleet = TestFleet::synced();
    let mut shell = Command::new("sqlite3").arg(fleet.database()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = shell.stdin.take().unwrap();
    writeln!(input, "BEGIN EXCLUSIVE; SELECT 'held';").unwrap();
    let mut held = String::new();
    BufReader::new(shell.stdout.take().unwrap()).read_line(&mut held).unwrap();
    assert_eq!(held, "held\n");
    fleet.ok("query 'SELECT count(*) FROM versions'");
    fleet.ok("status");
    let started = Instant::now();
    let ran = fleet.run("edit \"UPDATE versions SET copyright = 'x' WHERE editable\"");
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.stderr.contains("another process is writing to the database"), "{ran}");
    drop(input);
    shell.wait().unwrap();
    fleet.edit("UPDATE versions SET copyright = 'x' WHERE editable");
}

/// Files may not grow any more, as on a full disk; the process is told so by the failing write.
#[test]
fn a_file_that_may_not_grow() {
    let fleet = TestFleet::synced();
    fleet.edit("UPDATE versions SET copyright = '2027 staged' WHERE editable");
    let (staged, rows) = (fleet.rows("SELECT * FROM staged"), fleet.count("SELECT count(*) FROM version_localizations"));
    let shell = r#"trap "" XFSZ; ulimit -f 8; exec "$0" "$@""#;
    for line in ["sync --full", "edit \"UPDATE version_localizations SET description = 'a longer text' WHERE editable\"", "push --yes"] {
        let ran = through(&fleet, shell, line);
        assert_eq!(ran.code, 6, "{line}: {ran}");
        assert!(ran.stderr.contains("the disk is full") && ran.stderr.contains("free"), "{line}: {ran}");
    }
    assert_eq!(fleet.rows("SELECT * FROM staged"), staged);
    assert_eq!(fleet.count("SELECT count(*) FROM version_localizations"), rows);
    assert_eq!(through(&fleet, r#"exec "$0" "$@" >/dev/full"#, "query 'SELECT * FROM listings'").code, 6);
    fleet.ok("push --yes");
}

/// Somebody who may read the workspace and nothing else.
#[test]
fn a_workspace_that_cannot_be_written() {
    let fleet = TestFleet::synced();
    if !Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "true"]).output().is_ok_and(|ran| ran.status.success()) {
        return skip("who runs the tests cannot become somebody with fewer rights");
    }
    open_to_read(fleet.path());
    let shell = r#"exec setpriv --reuid=65534 --clear-groups "$0" "$@""#;
    assert!(!fleet.path().join(".fleet/fleet.db-wal").exists());
    for line in ["query 'SELECT count(*) FROM versions'", "status"] {
        let ran = through(&fleet, shell, line);
        assert!(ran.code <= 1, "{line}: {ran}");
    }
    let ran = through(&fleet, shell, "edit \"UPDATE versions SET copyright = 'x' WHERE editable\"");
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.stderr.contains("check the rights of the folder .fleet"), "{ran}");
}

/// Lets everybody look at a folder and what is in it.
fn open_to_read(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() { open_to_read(&path) } else { fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap() }
    }
}

/// A file of every older format is brought up to date by a process that is killed again and again at any moment.
#[test]
fn a_change_of_format_that_is_killed() {
    for format in 1..=4 {
        let fleet = TestFleet::new();
        fs::create_dir(fleet.path().join(".fleet")).unwrap();
        let history = root().join(format!("sql/history/v{format}.sql"));
        if sqlite3(&fleet.database(), &format!(".read {}", history.display())).is_none() {
            return;
        }
        for pause in (0..60).step_by(3) {
            let mut started = fleet.start("query 'SELECT 1'");
            let deadline = Instant::now() + Duration::from_millis(pause);
            // Not the process but the moment is waited for; it may have ended before.
            started.runs_until(|| Instant::now() >= deadline);
            started.kill();
        }
        let staged = fleet.rows("SELECT field, base, value FROM changes ORDER BY field");
        assert_eq!(staged.len(), 2, "format {format}");
        assert_eq!((fleet.count("SELECT count(*) FROM steps"), fleet.count("SELECT count(*) FROM state_history")), (1, 15));
        assert_eq!(sqlite3(&fleet.database(), "PRAGMA integrity_check").unwrap().stdout, "ok\n");
        let copies = fleet.files().into_iter().filter(|(name, _)| name.ends_with(".backup.db")).count();
        assert!((1..=3).contains(&copies), "format {format}: {copies}");
    }
}
