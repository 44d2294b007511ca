//! Changes of state as they are seen: by a sync, by watching, by webhooks; what runs then, and what is remembered.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::ChildStderr;

use insta::assert_snapshot;
use serde_json::{Value, json};
use sim::Exchange;

use crate::support::{Counted, Started, TestFleet, World, send};

const SECRET: &str = "This is my secret";
/// Writes a line for each change into a file of the workspace.
const ON_CHANGE: &str = r#"on_change = 'echo "$FLEET_BUNDLE_ID $FLEET_OLD_STATE $FLEET_NEW_STATE" >> changes'
"#;

/// Some mirrored apps of one account, whose changes are written down.
fn watched(world: World) -> TestFleet {
    let fleet = world.healthy().start();
    fleet.reconfigure("[accounts.acme]\n", "[accounts.acme]\nwebhook_secret = \"file:hook.txt\"\n");
    fleet.reconfigure("[accounts.acme]", &format!("{ON_CHANGE}\n[accounts.acme]"));
    fleet.write("hook.txt", format!("{SECRET}\n"));
    fleet.ok("sync");
    fleet
}

fn acme() -> World {
    World::new(&["acme"], 5)
}

/// A version in a state, with the id and the bundle id of its app.
fn version(fleet: &TestFleet, state: &str) -> (String, String, String) {
    let rows = fleet.rows(&format!("SELECT id, app_id, bundle_id FROM versions WHERE state = '{state}' ORDER BY id LIMIT 1"));
    let text = |name: &str| rows[0][name].as_str().unwrap().to_owned();
    (text("id"), text("app_id"), text("bundle_id"))
}

fn move_to(fleet: &TestFleet, version: &str, state: &str) {
    fleet.foreign_edit("appStoreVersions", version, json!({ "appVersionState": state }));
}

/// What `on_change` has written.
fn changes(fleet: &TestFleet) -> Vec<String> {
    let text = std::fs::read_to_string(fleet.path().join("changes")).unwrap_or_default();
    text.lines().map(ToOwned::to_owned).collect()
}

/// Starts a command that watches, and reads what it says up to the line that tells how often it looks.
fn start(fleet: &TestFleet, line: &str) -> (Started, BufReader<ChildStderr>, String) {
    let mut started = fleet.start(line);
    let (lines, said) = started.says("watching with ");
    (started, lines, said)
}

/// Ends it as Ctrl-C does, and returns the lines it has printed.
fn end(mut watch: Started, mut stderr: BufReader<ChildStderr>) -> Vec<Value> {
    let stdout = BufReader::new(watch.stdout());
    watch.signal("INT");
    let lines = stdout.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stderr, &mut rest).unwrap();
    let ran = watch.wait();
    assert_eq!(ran.code, 0, "{rest}");
    lines
}

/// Makes a webhook of an app in App Store Connect.
fn listen(fleet: &TestFleet, app: &str, url: &str) {
    let body = json!({ "data": {
        "type": "webhooks",
        "attributes": { "enabled": true, "eventTypes": ["APP_STORE_VERSION_APP_VERSION_STATE_UPDATED"], "name": "Fleet", "secret": SECRET, "url": url },
        "relationships": { "app": { "data": { "type": "apps", "id": app } } },
    } });
    post(fleet, "webhooks", &body);
}

fn post(fleet: &TestFleet, kind: &str, body: &Value) -> Value {
    let token = fleet.sim().token("acme").unwrap();
    let (status, answer) = send("POST", &format!("{}/v1/{kind}", fleet.sim().url()), &token, Some(body));
    assert_eq!(status, 201, "{answer}");
    answer
}

/// Where it listens.
fn url(said: &str) -> &str {
    said.lines().find_map(|line| line.strip_prefix("listening at ")).unwrap()
}

fn gets(exchanges: &[Exchange]) -> Vec<String> {
    exchanges.iter().filter(|exchange| exchange.method == "GET").map(|exchange| exchange.path.clone()).collect()
}

#[test]
fn a_sync_runs_on_change() {
    let fleet = watched(acme());
    assert!(changes(&fleet).is_empty(), "what is new has not changed");
    let (id, _, bundle_id) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    move_to(&fleet, &id, "WAITING_FOR_REVIEW");
    fleet.ok("sync --only states");
    assert_eq!(changes(&fleet), [format!("{bundle_id} PREPARE_FOR_SUBMISSION WAITING_FOR_REVIEW")]);
    fleet.ok("sync");
    assert_eq!(changes(&fleet).len(), 1);
}

#[test]
fn a_command_that_fails_is_reported_and_nothing_else() {
    let fleet = watched(acme());
    fleet.reconfigure(ON_CHANGE, "on_change = 'echo heard; exit 7'\n");
    let (id, _, bundle_id) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    move_to(&fleet, &id, "IN_REVIEW");
    let ran = fleet.ok("sync --json");
    assert_eq!(ran.json()["transitions"][0]["new"], "IN_REVIEW", "what the command prints is not among the data");
    assert!(ran.stderr.contains("heard\n"), "{ran}");
    assert!(ran.stderr.contains("warning: on_change failed with exit status: 7, for ") && ran.stderr.contains(&bundle_id), "{ran}");
}

/// The fastest look that the budget allows sees every change; what freezes is read a last time.
#[test]
fn a_watch_tells_of_changes_and_reads_what_is_due_by_them() {
    let fleet = watched(acme().hourly_limit(400_000));
    let (id, app, bundle_id) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    let text = fleet.value(&format!("SELECT id FROM version_localizations WHERE version_id = '{id}' ORDER BY id LIMIT 1"));
    let (mut watch, stderr, said) = start(&fleet, "sync --watch --every 1s");
    assert!(said.ends_with("watching with 1 request every 1 s\n"), "{said}");
    let before = fleet.sim().request_count();
    fleet.foreign_edit("appStoreVersionLocalizations", text.as_str().unwrap(), json!({ "description": "The last word." }));
    move_to(&fleet, &id, "IN_REVIEW");
    assert!(watch.runs_until(|| changes(&fleet).len() == 1));
    let read = format!("/v1/apps/{app}/appStoreVersions?");
    assert!(watch.runs_until(|| gets(&fleet.sim().exchanges()[before..]).iter().any(|path| path.starts_with(&read))));
    let printed = end(watch, stderr);
    assert_eq!(printed.len(), 1);
    assert_eq!((&printed[0]["bundle_id"], &printed[0]["new"]), (&json!(bundle_id), &json!("IN_REVIEW")));
    assert!(printed[0]["held"].is_i64());
    let mirrored = format!("SELECT description FROM version_localizations WHERE id = {text}").replace('"', "'");
    assert_eq!(fleet.value(&mirrored), "The last word.");
    let asked = gets(&fleet.sim().exchanges()[before..]);
    let (looks, texts): (Vec<&String>, Vec<&String>) = asked.iter().partition(|path| path.starts_with("/v1/apps?"));
    assert_eq!(texts.len(), 1, "of one app, once: {texts:#?}");
    assert!(looks.iter().all(|path| path.contains("include=appStoreVersions")), "{looks:#?}");
}

#[test]
fn a_watch_looks_more_often_during_reviews_and_less_often_than_the_budget_allows() {
    let fleet = watched(acme());
    let (watch, stderr, said) = start(&fleet, "sync --watch");
    assert!(said.ends_with("watching with 1 request every 5 min\n"), "{said}");
    end(watch, stderr);
    let (id, ..) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    move_to(&fleet, &id, "WAITING_FOR_REVIEW");
    let (watch, stderr, said) = start(&fleet, "sync --watch");
    assert!(said.ends_with("watching with 1 request every 1 min while something is in review\n"), "{said}");
    assert_eq!(end(watch, stderr).len(), 1);
    let (watch, stderr, said) = start(&fleet, "sync --watch --every 1s");
    assert!(said.ends_with("watching with 1 request every 10 s, which is a tenth of the hourly budget\n"), "{said}");
    end(watch, stderr);
}

/// A delivery costs one request, and one that comes again costs none.
#[test]
fn a_delivery_is_one_request() {
    let fleet = watched(acme());
    let (id, app, bundle_id) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    let (mut watch, stderr, said) = start(&fleet, "watch --listen 127.0.0.1:0 --only states");
    listen(&fleet, &app, url(&said));
    let before = fleet.sim().request_count();
    move_to(&fleet, &id, "WAITING_FOR_REVIEW");
    assert!(watch.runs_until(|| changes(&fleet).len() == 1));
    assert_eq!(fleet.value(&format!("SELECT state FROM versions WHERE id = '{id}'")), "WAITING_FOR_REVIEW");
    let asked = gets(&fleet.sim().exchanges()[before..]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].starts_with("/v1/apps?") && asked[0].contains(&app), "{asked:?}");

    let delivery = fleet.world("webhookDeliveries").pop().unwrap();
    let template = json!({ "template": { "data": { "type": "webhookDeliveries", "id": delivery["id"] } } });
    let again = post(&fleet, "webhookDeliveries", &json!({ "data": { "type": "webhookDeliveries", "relationships": template } }));
    let again = again["data"]["id"].as_str().unwrap();
    assert!(watch.runs_until(|| fleet.remote("webhookDeliveries", again, "deliveryState") == "SUCCEEDED"));
    move_to(&fleet, &id, "IN_REVIEW");
    assert!(watch.runs_until(|| changes(&fleet).len() == 2));
    assert_eq!(Counted::of(&fleet.sim().exchanges()[before..]), Counted { gets: 2, posts: 1, ..Counted::NOTHING });
    assert_eq!(changes(&fleet)[1], format!("{bundle_id} WAITING_FOR_REVIEW IN_REVIEW"));
    assert_eq!(end(watch, stderr).len(), 2);
}

/// Deliveries within a second are one look, and the rules say what is read besides.
#[test]
fn deliveries_that_come_together_are_looked_at_together() {
    let fleet = watched(acme());
    let (id, app, _) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    let live = fleet.value(&format!("SELECT id FROM versions WHERE app_id = '{app}' AND state = 'READY_FOR_DISTRIBUTION' LIMIT 1"));
    let (mut watch, stderr, said) = start(&fleet, "watch --listen 127.0.0.1:0");
    listen(&fleet, &app, url(&said));
    let before = fleet.sim().request_count();
    move_to(&fleet, live.as_str().unwrap(), "REPLACED_WITH_NEW_VERSION");
    move_to(&fleet, &id, "READY_FOR_DISTRIBUTION");
    assert!(watch.runs_until(|| changes(&fleet).len() == 2));
    let read = format!("/v1/apps/{app}/appStoreVersions?");
    assert!(watch.runs_until(|| gets(&fleet.sim().exchanges()[before..]).iter().any(|path| path.starts_with(&read))));
    assert_eq!(end(watch, stderr).len(), 2);
    let asked = gets(&fleet.sim().exchanges()[before..]);
    assert_eq!(asked.len(), 2, "states and texts of one app: {asked:#?}");
}

/// Nobody knows of which app a version is that the mirror has never seen: the account is looked at.
#[test]
fn a_version_that_nobody_knows_is_found() {
    let fleet = watched(acme());
    let (_, app, bundle_id) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    let (mut watch, stderr, said) = start(&fleet, "watch --listen 127.0.0.1:0 --only states");
    listen(&fleet, &app, url(&said));
    let body = json!({ "data": {
        "type": "appStoreVersions", "attributes": { "platform": "VISION_OS", "versionString": "1.0" },
        "relationships": { "app": { "data": { "type": "apps", "id": app } } },
    } });
    let made = post(&fleet, "appStoreVersions", &body);
    let before = fleet.sim().request_count();
    move_to(&fleet, made["data"]["id"].as_str().unwrap(), "WAITING_FOR_REVIEW");
    assert!(watch.runs_until(|| fleet.sim().request_count() > before));
    let asked = gets(&fleet.sim().exchanges()[before..]);
    assert!(asked[0].starts_with("/v1/apps?") && !asked[0].contains(&app), "{asked:?}");
    end(watch, stderr);
    let found =
        format!("SELECT bundle_id FROM versions WHERE platform = 'VISION_OS' AND state = 'WAITING_FOR_REVIEW' AND app_id = '{app}'");
    assert_eq!(fleet.value(&found), bundle_id);
}

#[test]
fn what_cannot_be_listened_to_is_said_before_a_request() {
    let fleet = watched(acme());
    let counted = fleet.counting(|fleet| {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let ran = fleet.run(&format!("watch --listen {}", taken.local_addr().unwrap()));
        assert!(ran.code == 2 && ran.stderr.contains("error: failed to listen at 127.0.0.1:"), "{ran}");
        fleet.reconfigure("\"file:hook.txt\"", "\"file:nowhere.txt\"");
        let ran = fleet.run("watch --listen 127.0.0.1:0");
        assert!(ran.code == 2 && ran.stderr.contains("nowhere.txt"), "{ran}");
        fleet.reconfigure("\"file:nowhere.txt\"", &format!("\"{SECRET}\""));
        let ran = fleet.run("watch --listen 127.0.0.1:0");
        assert!(ran.code == 2 && ran.stderr.contains("write \"env:NAME\"") && !ran.stderr.contains(SECRET), "{ran}");
        fleet.reconfigure(&format!("webhook_secret = \"{SECRET}\"\n"), "");
        let ran = fleet.run("watch --listen 127.0.0.1:0");
        assert_snapshot!(ran, @r#"
        error: no account has a webhook_secret: nobody's deliveries could be trusted
        hint: add webhook_secret = "env:NAME" to an account in fleet.toml, with the secret that its webhooks were made with
        [exit 2]
        "#);
    });
    assert_eq!(counted, Counted::NOTHING);
}

#[test]
fn the_history_is_told_by_moments() {
    let fleet = watched(acme());
    assert_eq!(fleet.ok("status --since yesterday --json").json(), json!([]), "everything is new, nothing has changed");
    let (id, app, bundle_id) = version(&fleet, "PREPARE_FOR_SUBMISSION");
    for state in ["WAITING_FOR_REVIEW", "IN_REVIEW", "PENDING_DEVELOPER_RELEASE"] {
        move_to(&fleet, &id, state);
        fleet.ok("sync --only states");
    }
    let told = fleet.ok("status --since 12h --json").json();
    let told = told.as_array().unwrap();
    let news: Vec<&Value> = told.iter().map(|change| &change["new"]).collect();
    assert_eq!(news, ["WAITING_FOR_REVIEW", "IN_REVIEW", "PENDING_DEVELOPER_RELEASE"]);
    let (last, seen) = (&told[2], &told[2]["seen_at"]);
    assert_eq!((&last["account"], &last["bundle_id"], &last["app_id"]), (&json!("acme"), &json!(bundle_id), &json!(app)));
    assert!(seen.is_i64() && last["held"].is_i64() && last["resource"] == "version");
    let table = fleet.ok("status --since today --format table");
    assert!(table.stdout.starts_with("SEEN ") && table.stdout.lines().count() == 4, "{table}");
    assert_eq!(fleet.run("status --since someday").code, 2);

    let times = fleet.ok("status --review-times --json").json();
    let of = |name: &str| times[0][name].clone();
    assert_eq!((of("account"), of("reviews"), of("in_review_now")), (json!("acme"), json!(1), json!(0)));
    assert!(of("waited_median") == of("waited_worst") && of("reviewed_median").is_i64());
    assert_eq!(
        fleet.count(&format!("SELECT count(*) FROM review_times WHERE app_id = '{app}' AND outcome = 'PENDING_DEVELOPER_RELEASE'")),
        1
    );
}
