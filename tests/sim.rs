//! `fleet sim`: the simulator as a program of its own, for other clients and for curl.

use std::io::{BufRead as _, BufReader};

use serde_json::json;
use sim::Exchange;

use crate::support::contract::contract;
use crate::support::{Started, TestFleet, get};

/// Starts `fleet sim` and reads what it announces, up to the last line.
fn serve(fleet: &TestFleet, line: &str) -> (Started, String) {
    let mut server = fleet.start(&format!("sim --format table {line}"));
    let mut announced = String::new();
    let mut lines = BufReader::new(server.stdout());
    while !announced.lines().any(|line| line.starts_with("curl ")) {
        assert!(lines.read_line(&mut announced).unwrap() > 0, "it ended: {announced}");
    }
    (server, announced)
}

/// The address and the token of the announced curl command.
fn curl(announced: &str) -> (&str, &str) {
    let line = announced.lines().find(|line| line.starts_with("curl ")).unwrap();
    let (_, rest) = line.split_once("Bearer ").unwrap();
    let (token, url) = rest.split_once("' ").unwrap();
    (url, token)
}

#[test]
fn the_announced_curl_works() {
    let fleet = TestFleet::empty();
    let (server, announced) = serve(&fleet, "--apps 5 --account acme");
    assert!(announced.contains("with 5 apps"), "{announced}");
    let (url, token) = curl(&announced);
    let (status, document) = get(url, token);
    assert_eq!((status, document["data"].as_array().unwrap().len()), (200, 5));
    assert_eq!(get(url, "nobody").0, 401);
    server.kill();
}

/// What it announces is a `fleet.toml` for another workspace.
#[test]
fn its_announcement_is_a_configuration() {
    let (provider, client) = (TestFleet::empty(), TestFleet::empty());
    let (server, announcement) = serve(&provider, "--apps 5");
    let tables = announcement.split_once("\n\n").unwrap().1.split("\nA token").next().unwrap();
    client.write("fleet.toml", tables);
    assert_eq!(client.ok("sync --json").json()["apps"], 5);
    server.kill();
}

#[test]
fn other_commands_of_the_workspace_use_it_and_its_state_survives() {
    let fleet = TestFleet::embedded(12);
    let (server, announced) = serve(&fleet, "--record exchanges.jsonl");
    let report = fleet.ok("sync --json").json();
    assert_eq!((&report["apps"], &report["requests"]), (&json!(12), &json!(27)));
    fleet.ok("set 'copyright=2027 X' --where editable");
    let sent = fleet.ok("push --yes --json").json()["done"].as_u64().unwrap();
    let recorded = std::fs::read_to_string(fleet.path().join("exchanges.jsonl")).unwrap();
    assert_eq!(recorded.lines().count() as u64, 27 + 3 + sent, "everything went to the server: {announced}");
    if let Some(contract) = contract() {
        for line in recorded.lines() {
            let exchange: Exchange = serde_json::from_str(line).unwrap();
            assert_eq!(contract.violations(&exchange), [""; 0], "{} {}", exchange.method, exchange.path);
        }
    }
    server.kill();
    let report = fleet.ok("sync --json").json();
    assert_eq!((&report["new"], &report["changed"]), (&json!(0), &json!(0)), "the next command finds the world as it was");
    assert_eq!(fleet.value("SELECT count(*) FROM versions_mirror WHERE copyright = '2027 X'"), sent);
}

/// Its further keys are good for what their roles may do, with and without an issuer.
#[test]
fn further_keys_may_do_what_their_roles_may() {
    let (provider, client) = (TestFleet::empty(), TestFleet::empty());
    let line = "--apps 5 --account acme --individual-key acme=read-only --key acme=app-manager";
    let (server, announced) = serve(&provider, line);
    let issuer = announced.lines().find(|line| line.starts_with("issuer_id = ")).unwrap();
    let address = announced.lines().find(|line| line.starts_with("base_url = ")).unwrap();
    let configure = |start: &str, issuer: &str| {
        let line = announced.lines().find_map(|line| line.strip_prefix(start)).unwrap();
        let (key_id, path) = line.split_once(", ").unwrap();
        client.write("fleet.toml", format!("[accounts.acme]\nkey_id = \"{key_id}\"\nkey_path = \"{path}\"\n{issuer}\n{address}\n"));
    };
    configure("# acme, read-only: individual key ", "");
    assert_eq!(client.ok("sync --json").json()["apps"], 5);
    client.ok("set 'copyright=2027 X' --where editable");
    let refused = client.run("push --yes");
    assert_eq!(refused.code, 3, "the account stops at once: {refused}");
    assert!(refused.stderr.contains("FORBIDDEN"), "{refused}");
    configure("# acme, app-manager: key of the team ", issuer);
    client.ok("push --yes");
    assert!(provider.run("sim --key acme=boss").stderr.contains("the roles are: admin, "));
    server.kill();
}

/// What the reviewer does in the simulated App Store Connect, the next sync sees.
#[test]
fn the_reviewer_takes_orders() {
    let fleet = TestFleet::embedded(12);
    fleet.ok("sync");
    let version = fleet.value("SELECT id FROM versions WHERE state = 'WAITING_FOR_REVIEW' LIMIT 1");
    let version = version.as_str().unwrap();
    let state = || {
        fleet.ok("sync");
        fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'"))
    };
    fleet.ok(&format!("sim review begin {version}"));
    assert_eq!(state(), "IN_REVIEW");
    fleet.ok(&format!("sim review reject {version}"));
    assert_eq!(state(), "REJECTED");
    let again = fleet.run(&format!("sim review approve {version}"));
    assert!(again.code != 0 && again.stderr.contains(version), "{again}");
    let history = format!(
        "SELECT group_concat(new, ' ') FROM (SELECT new FROM state_history WHERE resource = 5 AND row = (SELECT pk FROM versions WHERE id = '{version}') ORDER BY pk)"
    );
    assert_eq!(fleet.value(&history), "WAITING_FOR_REVIEW IN_REVIEW REJECTED");
}

/// A client that retries gets through trouble on order.
#[test]
fn a_sync_gets_through_trouble() {
    let fleet = TestFleet::embedded(12);
    fleet.write("faults.toml", "[[fault]]\nmethod = \"GET\"\nwhen = { every = 4 }\neffect = { answer = { status = 503 } }\n\n[[fault]]\nwhen = { nth = 3 }\neffect = { cut = \"body\" }\n");
    let mut served = fleet.start("sim --faults faults.toml");
    assert!(served.runs_until(|| fleet.path().join(".fleet/simulator/served.json").exists()));
    fleet.ok("sync");
    served.kill();
    assert_eq!(fleet.count("SELECT count(*) FROM apps"), 12);
    assert_eq!(fleet.ok("sync --json").json()["changed"], 0);
}
