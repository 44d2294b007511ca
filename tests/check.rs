//! `fleet check`: what it prints, keeps, weighs, hides, mends and asks. What the checks find is in `checks.rs`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{TestFleet, World};

/// A check of the workspace: drafts with an odd copyright.
const OWN: &str = "\
-- title: The copyright is not ours
-- why: The contract says so.
-- level: warning
-- fix: fleet set 'copyright=ours' --where editable --app {bundle_id}
SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'copyright' AS field, 'ours' AS proposed
FROM drafts WHERE copyright IS NOT 'ours'
";

/// Six apps of one client, mirrored, with that check.
fn fleet() -> TestFleet {
    let fleet = World::new(&["acme"], 6).healthy().start();
    fleet.write("checks/not_ours.sql", OWN);
    fleet.ok("sync");
    fleet
}

/// The rest of the drafts is as it should be.
fn only_one_left(fleet: &TestFleet) {
    fleet.edit("UPDATE versions SET copyright = 'ours' WHERE editable AND id <> (SELECT min(id) FROM drafts)");
}

#[test]
fn equal_findings_are_one_line_and_kept() {
    let fleet = fleet();
    let drafts = fleet.count("SELECT count(*) FROM drafts");
    let found = fleet.run("check --check not_ours --json");
    assert_eq!(found.code, 0, "warnings are no errors: {found}");
    assert_eq!(found.json().as_array().unwrap().len(), drafts);
    assert_eq!(fleet.run("check --check not_ours --strict").code, 1);
    assert_eq!(fleet.count("SELECT count(*) FROM findings WHERE check_name = 'not_ours'"), drafts);
    only_one_left(&fleet);
    assert_snapshot!(fleet.ok("check --check not_ours --format markdown").stdout, @r"
    | level | apps | places | check | finding | fix |
    | --- | --- | --- | --- | --- | --- |
    | warning | 1 | 1 | not_ours | The copyright is not ours | fleet set 'copyright=ours' --where editable --app com.acme.budget |
    ");
    assert_snapshot!(fleet.ok("check --check not_ours --by app --format table").stdout, @r"
    ACCOUNT  APP          LEVEL    WHERE              FINDING                    FIX
    acme     Acme Budget  warning  IOS 1.2 copyright  The copyright is not ours  fleet set 'copyright=ours' --where editable --app com.acme.budget
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM findings WHERE check_name = 'not_ours'"), 1, "the staged world is judged");
    // A check is a selection.
    let staged = fleet.ok("set copyright=ours --finding not_ours --where editable --json").json();
    assert_eq!(staged["apps"], 1);
    assert_snapshot!(fleet.ok("check --check not_ours --format table").stdout, @"nothing was found");
}

#[test]
fn what_is_mended_for_sure_is_staged() {
    let fleet = fleet();
    let drafts = fleet.count("SELECT count(*) FROM drafts");
    let staged = fleet.counting(|fleet| assert_eq!(fleet.ok("check --check not_ours --fix --json").json()["staged"], json!(drafts)));
    assert_eq!(staged.gets, 0);
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE field = 'copyright' AND value = 'ours'"), drafts);
    assert_eq!(fleet.ok("check --check not_ours --json").json(), json!([]));
}

#[test]
fn levels_and_suppressions_are_those_of_the_file() {
    let fleet = fleet();
    only_one_left(&fleet);
    let app = fleet.value("SELECT bundle_id FROM drafts WHERE copyright IS NOT 'ours' LIMIT 1");
    let app = app.as_str().unwrap();
    fleet.append("fleet.toml", "[[checks.policies]]\nclients = ['acme']\nlevels = { 'not_*' = 'error' }\n");
    assert_eq!(fleet.run("check --check not_ours").code, 1, "the client's policy makes it an error");
    assert_eq!(fleet.value(&format!("SELECT readiness FROM apps WHERE bundle_id = '{app}'")), "blocked");
    let suppression =
        |until: &str| format!("[[checks.suppressions]]\ncheck = 'not_ours'\napps = ['{app}']\nreason = 'they know'\nuntil = '{until}'\n");
    fleet.append("fleet.toml", &suppression("2999-01-31"));
    assert_eq!(fleet.ok("check --check not_ours --json").json(), json!([]));
    assert_snapshot!(fleet.ok("check --check not_ours --suppressed --format csv").stdout, @r"
    check,app,locale,finding,reason
    not_ours,Acme Budget,,The copyright is not ours,they know
    ");
    fleet.reconfigure("2999-01-31", "2020-01-31");
    let ran = fleet.run("check --check not_ours --json");
    assert_eq!(ran.code, 1, "it is over");
    assert!(ran.stderr.contains("the suppression of `not_ours` in fleet.toml has expired on 2020-01-31"), "{ran}");
    fleet.reconfigure("check = 'not_ours'", "check = 'not_our'");
    assert_snapshot!(fleet.run("check"), @r"
    error: fleet.toml [checks]: there is no check `not_our`
    hint: did you mean `not_ours`?
    [exit 2]
    ");
}

#[test]
fn a_check_that_is_none_stops_nothing_but_itself() {
    let fleet = fleet();
    fleet.write("checks/wrong_column.sql", OWN.replace("AS proposed", "AS propozed"));
    fleet.write("checks/wrong_sql.sql", OWN.replace("FROM drafts", "FROM draughts"));
    fleet.write("checks/writes.sql", format!("{}DELETE FROM versions", OWN.split_once("SELECT").unwrap().0));
    let ran = fleet.run("check --check not_ours --check wrong* --check writes --json");
    assert_eq!(ran.code, 2);
    assert!(!ran.json().as_array().unwrap().is_empty(), "the others are run");
    assert_snapshot!(ran.stderr, @r"
    warning: the check `writes` was not run: this SQL may not do that: not authorized
    warning: the check `wrong_column` was not run: it has the column `propozed`; the columns of a check are account, app_id, platform, version_string, locale, resource, id, field, message, fix, proposed
    warning: the check `wrong_sql` was not run: no such table: draughts
    0 apps ready to be submitted, 5 blocked, 1 without a version to submit
    6 findings can be mended for sure: fleet check --fix
    ");
    fleet.write("checks/wrong_sql.sql", OWN.replace("-- why", "-- wy"));
    assert_snapshot!(fleet.run("check"), @r"
    error: the check `[workspace]/checks/wrong_sql.sql` is not right: its header has `wy`; the keys are title, why, level and fix
    hint: `fleet check --explain copyright_missing` shows one that is
    [exit 2]
    ");
    fleet.write("checks/wrong_sql.sql", OWN);
    assert_snapshot!(fleet.run("check --check copyright_mising"), @r"
    error: there is no check `copyright_mising`
    hint: did you mean `copyright_missing`?
    [exit 2]
    ");
}

#[test]
fn only_what_is_new() {
    let fleet = fleet();
    assert_eq!(fleet.run("check --json").code, 1);
    let drafts = fleet.count("SELECT count(*) FROM drafts");
    fleet.write("checks/second.sql", OWN);
    assert_eq!(fleet.ok("check --check second --since 1h --json").json().as_array().unwrap().len(), drafts);
    assert_eq!(fleet.ok("check --check second --since 2999-01-01 --json").json(), json!([]));
    let first = fleet.count("SELECT min(first_seen_at) FROM findings");
    assert_eq!(fleet.run("check --json").code, 1);
    assert_eq!(fleet.count("SELECT min(first_seen_at) FROM findings"), first, "what was known stays known");
}

#[test]
fn other_programs_read_it() {
    let fleet = fleet();
    only_one_left(&fleet);
    let app = fleet.value("SELECT bundle_id FROM drafts WHERE copyright IS NOT 'ours' LIMIT 1");
    assert_snapshot!(fleet.ok(&format!("check --check not_ours --format junit --app {}", app.as_str().unwrap())).stdout, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="fleet check" tests="1" failures="0">
      <testsuite name="com.acme.budget" tests="1" failures="0">
        <testcase classname="com.acme.budget" name="not_ours">
          <system-out>warning: IOS 1.2 copyright: The copyright is not ours (fleet set 'copyright=ours' --where editable --app com.acme.budget)</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
    let page = fleet.ok("check --check not_ours --format html").stdout;
    assert!(page.contains("The copyright is not ours") && page.contains("The contract says so.") && page.contains("default-src 'none'"));
    assert_snapshot!(fleet.run("status --format junit"), @r"
    error: only `fleet check` writes junit and html
    hint: use --format table, json, ndjson, csv or markdown
    [exit 2]
    ");
}

/// A name that is a trap for terminals, XML and shells is harmless everywhere.
#[test]
fn names_are_harmless() {
    let fleet = fleet();
    let app = fleet.world("apps")[0]["id"].as_str().unwrap().to_owned();
    fleet.foreign_edit("apps", &app, json!({ "bundleId": "com.$(reboot)`x" }));
    for text in fleet.world("appInfoLocalizations") {
        fleet.foreign_edit("appInfoLocalizations", text["id"].as_str().unwrap(), json!({ "name": "\u{1b}[31m<b>$(reboot)`;\"" }));
    }
    fleet.ok("sync --full");
    fleet.write(
        "checks/named.sql",
        OWN.replace("-- title: The copyright is not ours", "-- title: {app}").replace("{bundle_id}", "{app} {bundle_id}"),
    );
    let found = fleet.ok("check --check named --json").json();
    let fix = found.as_array().unwrap().iter().find(|finding| finding["app_id"] == app.as_str()).unwrap()["fix"].clone();
    assert_snapshot!(fix.as_str().unwrap(), @"fleet set 'copyright=ours' --where editable --app ??31m?b???reboot???? com.??reboot??x");
    for format in ["junit", "html"] {
        let text = fleet.ok(&format!("check --check named --format {format}")).stdout;
        assert!(!text.contains('\u{1b}') && !text.contains("<b>"), "{text}");
    }
    assert!(!fleet.ok("check --check named --by app --format table").stdout.contains('\u{1b}'));
}

#[test]
fn what_only_people_see_is_acknowledged() {
    let fleet = fleet();
    fleet.write(
        "checks/privacy.sql",
        OWN.replace("warning", "manual").replace(
            "WHERE copyright IS NOT 'ours'",
            "WHERE app_pk NOT IN (SELECT app FROM acknowledgements WHERE check_name = 'privacy')",
        ),
    );
    let before = fleet.ok("check --check privacy --strict --json").json().as_array().unwrap().len();
    assert!(before > 1, "manual items are told, and fail nothing");
    let app = fleet.value("SELECT min(bundle_id) FROM drafts");
    fleet.ok(&format!("check --acknowledge privacy --app {} -m 'looked at it'", app.as_str().unwrap()));
    assert!(fleet.ok("check --check privacy --json").json().as_array().unwrap().len() < before);
    let noted = fleet.rows("SELECT author, note FROM acknowledgements");
    assert_eq!(noted, [json!({ "author": "tester@here", "note": "looked at it" })]);
    assert_eq!(fleet.run("check --acknowledge privacy").code, 2, "somebody must say what was seen");
}

/// A server that answers HEAD and GET by the path, and notes what it was asked.
fn website() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming().map(Result::unwrap) {
            let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
            let Some(line) = lines.next() else { continue };
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let words: Vec<&str> = line.split(' ').collect();
            let answer = match (words[0], words[1]) {
                (_, "/moved") => "301 Moved\r\nLocation: /there",
                (_, "/there") | ("GET", "/no-head") => "200 OK",
                ("HEAD", "/no-head") => "405 Method Not Allowed",
                _ => "404 Not Found",
            };
            noted.lock().unwrap().push(format!("{} {}", words[0], words[1]));
            // Whoever asked may have gone.
            drop((&stream).write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()));
        }
    });
    (url, asked)
}

#[test]
fn every_address_is_asked_once() {
    let (url, asked) = website();
    let fleet = fleet();
    fleet.edit(&format!("UPDATE version_localizations SET marketing_url = NULL, support_url = '{url}/moved' WHERE editable"));
    fleet.edit("UPDATE app_info_localizations SET privacy_policy_url = NULL WHERE editable");
    let pages = ["no-head", "gone"];
    for (place, page) in pages.iter().enumerate() {
        fleet.edit(&format!(
            "UPDATE version_localizations SET marketing_url = '{url}/{page}' WHERE id = (SELECT id FROM draft_listings ORDER BY id LIMIT 1 OFFSET {place})"
        ));
    }
    fleet.edit("UPDATE version_localizations SET marketing_url = 'http://127.0.0.1:9/closed' WHERE id = (SELECT id FROM draft_listings ORDER BY id LIMIT 1 OFFSET 2)");
    let before = fleet.sim().request_count();
    assert_eq!(fleet.run("check --online --json").code, 1);
    assert_eq!(fleet.sim().request_count(), before, "Apple is not asked");
    let mut asked = asked.lock().unwrap().clone();
    asked.sort();
    assert_eq!(asked, ["GET /gone", "GET /no-head", "HEAD /gone", "HEAD /moved", "HEAD /no-head", "HEAD /there"]);
    let answers = fleet.rows("SELECT replace(url, rtrim(url, replace(url, '/', '')), '') AS page, status, error IS NOT NULL AS failed FROM url_answers ORDER BY 1");
    assert_eq!(
        answers,
        [
            json!({ "page": "closed", "status": null, "failed": 1 }),
            json!({ "page": "gone", "status": 404, "failed": 0 }),
            json!({ "page": "moved", "status": 200, "failed": 0 }),
            json!({ "page": "no-head", "status": 200, "failed": 0 }),
        ]
    );
}
