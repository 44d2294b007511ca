//! `fleet doctor`: what is not well, and the next step.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Answer, Counted, Scripted, TestFleet, World};

/// What was found for a check and its subject: result, sentence, next step.
fn found(fleet: &TestFleet, line: &str, check: &str, subject: &str) -> [String; 3] {
    let checks = fleet.run(line).json();
    let all = checks.as_array().unwrap();
    let row = all.iter().find(|row| row["check"] == check && row["subject"] == subject);
    let row = row.unwrap_or_else(|| panic!("no {check} {subject} in {checks:#}"));
    ["result", "says", "next_step"]
        .map(|column| row[column].as_str().unwrap_or_default().replace(&*fleet.path().to_string_lossy(), "[workspace]"))
}

fn keep_private(fleet: &TestFleet, name: &str) {
    fs::set_permissions(fleet.path().join(name), fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn the_doctor_looks_at_everything() {
    let fleet = TestFleet::synced();
    for name in ["acme.p8", "northwind.p8", "umbra.p8"] {
        keep_private(&fleet, name);
    }
    let counted = fleet.counting(|fleet| {
        let checks = fleet.ok("doctor --json").json();
        let all = checks.as_array().unwrap();
        let of = |column: &str| all.iter().map(|check| check[column].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(of("result"), vec!["ok"; all.len()], "{checks:#}");
        let mut names = of("check");
        names.dedup();
        assert_eq!(names[..9], ["clock", "budget", "terminal", "config", "checks", "folder", "disk", "database", "locks"]);
        for what in ["key file", "key", "role", "reach", "clock", "budget"] {
            let accounts: Vec<_> = all.iter().filter(|check| check["check"] == what && check["subject"] == "umbra").collect();
            assert_eq!(accounts.len(), 1, "{what}: {checks:#}");
        }
    });
    assert_eq!(counted, Counted::reads(3), "one request per account");
    let counted = fleet.counting(|fleet| drop(fleet.ok("doctor --offline --json")));
    assert_eq!(counted, Counted::NOTHING);
}

#[test]
fn the_doctor_names_what_is_missing() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.reconfigure("acme.p8", "nowhere.p8");
    let ran = fleet.run("doctor --offline --json");
    assert_eq!(ran.code, 1, "{ran}");
    let [result, _, next] = found(&fleet, "doctor --offline", "database", "fleet.db");
    assert_eq!((result.as_str(), next.as_str()), ("warning", "`fleet sync` makes it"));
    assert_eq!(found(&fleet, "doctor --offline", "key", "acme")[0], "failed");
    assert_eq!(found(&fleet, "doctor --offline", "key file", "acme")[0], "failed");
    let [_, _, next] = found(&TestFleet::empty(), "doctor --offline", "config", "fleet.toml");
    assert_snapshot!(next, @"`fleet init` writes one that runs on the simulator, `fleet demo` shows what it can do");
}

#[test]
fn the_doctor_knows_expired_agreements() {
    let fleet = TestFleet::embedded(3);
    let mut served = fleet.start("sim --expired-agreements acme");
    assert!(served.runs_until(|| fleet.path().join(".fleet/simulator/served.json").exists()));
    let ran = fleet.run("doctor --format table");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("agreements are missing or have expired"), "{ran}");
    assert!(ran.stdout.contains("reach acme: the account holder must accept the current agreements"), "{ran}");
    served.kill();
}

#[test]
fn a_key_is_for_nobody_elses_eyes() {
    let fleet = World::new(&["acme"], 3).start();
    fs::set_permissions(fleet.path().join("acme.p8"), fs::Permissions::from_mode(0o640)).unwrap();
    let [result, says, next] = found(&fleet, "doctor --offline", "key file", "acme");
    assert_eq!(result, "warning");
    assert_snapshot!(says, @"[workspace]/acme.p8 can be read by others: its rights are 0640");
    assert_snapshot!(next, @"chmod 600 [workspace]/acme.p8");
    keep_private(&fleet, "acme.p8");
    assert_eq!(found(&fleet, "doctor --offline", "key file", "acme")[0], "ok");
}

#[test]
fn a_key_that_is_none_is_said_to_be_none() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.write("acme.p8", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n");
    let [result, says, _] = found(&fleet, "doctor --offline", "key", "acme");
    assert_eq!(result, "failed");
    assert!(says.contains("RSA PRIVATE KEY"), "{says}");
}

#[test]
fn every_mistake_of_fleet_toml_has_its_row() {
    let fleet = TestFleet::empty();
    fleet.write("fleet.toml", "[budget]\nreserv = 10\n\n[accounts.acme]\nwebhook_secret = \"hunter2\"\n");
    let ran = fleet.run("doctor --offline --json");
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(
        found(&fleet, "doctor --offline", "config", "fleet.toml:2:1")[1],
        "there is no `reserv` in [budget]; did you mean `reserve`?"
    );
    assert_eq!(found(&fleet, "doctor --offline", "config", "fleet.toml:5:18")[0], "failed");
    assert!(!ran.to_string().contains("hunter2"), "{ran}");
}

#[test]
fn a_check_that_is_misspelt_is_found_before_a_check_is_run() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.append("fleet.toml", "[checks]\nlevels = { copyrigth_missing = \"off\" }\n");
    let [result, says, next] = found(&fleet, "doctor --offline", "checks", "fleet.toml");
    assert_eq!((result.as_str(), next.as_str()), ("failed", "did you mean `copyright_missing`?"), "{says}");
}

#[test]
fn copies_of_earlier_formats_are_named() {
    let fleet = TestFleet::synced();
    fleet.write(".fleet/fleet.v3.backup.db", "x");
    let [result, says, next] = found(&fleet, "doctor --offline", "database", "copies");
    assert_eq!((result.as_str(), says.as_str()), ("warning", "a copy of an earlier format, 0 kB"));
    assert_eq!(next, "when all is well with the new format: rm .fleet/fleet.v3.backup.db");
}

#[test]
fn another_process_at_work_is_no_failure() {
    let fleet = TestFleet::synced();
    let file = fs::File::open(fleet.path().join(".fleet/fleet.sync.lock")).unwrap();
    file.lock().unwrap();
    let [result, says, _] = found(&fleet, "doctor --offline", "locks", "fleet.db");
    assert_eq!((result.as_str(), says.as_str()), ("warning", "another fleet process is syncing"));
    drop(file);
    assert_eq!(found(&fleet, "doctor --offline", "locks", "fleet.db")[0], "ok");
}

#[test]
fn a_database_of_another_workspace_is_noticed() {
    let fleet = TestFleet::synced();
    let other = TestFleet::empty();
    other.write("fleet.toml", fs::read(fleet.path().join("fleet.toml")).unwrap());
    std::os::unix::fs::symlink(fleet.path().join(".fleet"), other.path().join(".fleet")).unwrap();
    let [result, says, _] = found(&other, "doctor --offline", "folder", ".fleet");
    assert_eq!(result, "warning", "{says}");
    assert!(says.starts_with("it is that of another workspace, "), "{says}");
}

/// The journal knows that a key may write; no request is spent on asking.
#[test]
fn a_key_that_has_written_may_write() {
    let fleet = World::new(&["acme"], 4).start();
    fleet.ok("sync");
    let unknown = "no change was sent yet; the first push shows whether the key may write";
    assert_eq!(found(&fleet, "doctor --offline", "role", "acme")[1], unknown);
    fleet.edit("UPDATE versions SET copyright = '2026 X' WHERE editable");
    fleet.ok("push --yes");
    let [_, says, _] = found(&fleet, "doctor --offline", "role", "acme");
    assert!(says.starts_with("may write: Apple took a change on 20"), "{says}");
}

#[test]
fn a_role_that_may_not_even_read_is_told_apart() {
    let fleet = World::new(&["acme"], 3).start();
    let scripted = Scripted::before(&fleet);
    scripted.answers("GET", "/v1/apps", Answer::refusal(403, "FORBIDDEN_ERROR", "The API key in use does not allow this request"));
    let [result, says, next] = found(&fleet, "doctor", "reach", "acme");
    assert_eq!(result, "failed");
    assert!(says.starts_with("the key's role does not even allow to read the apps: "), "{says}");
    assert!(next.contains("App Manager or Admin"), "{next}");
}

#[test]
fn the_table_is_followed_by_what_to_do() {
    let fleet = World::new(&["acme"], 3).start();
    let ran = fleet.ok("doctor --offline --format table");
    assert!(ran.stdout.contains("\ndatabase fleet.db: `fleet sync` makes it\n"), "{ran}");
    let rows = fleet.ok("doctor --offline --json").json();
    let columns: Vec<&String> = rows[0].as_object().map(|row| row.keys().collect()).unwrap_or_default();
    assert_eq!(columns.len(), 5, "{rows:#}");
    assert!(rows.as_array().unwrap().iter().all(|row| row["result"] == "ok" || row["next_step"] != Value::Null), "{rows:#}");
}
