//! From a selection to App Review: the fewest requests, nothing without a yes, and every reason why something stays.

use std::time::Duration;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, World, send};

/// Apps that have one draft, which is in preparation and in no submission.
const READY: &str = "id NOT IN (SELECT app_id FROM submissions WHERE state <> 'COMPLETE') \
     AND (SELECT count(*) FROM versions WHERE app_id = apps.id AND state NOT IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION')) = 1 \
     AND id IN (SELECT app_id FROM drafts WHERE state = 'PREPARE_FOR_SUBMISSION')";

/// A mirrored world, and the ids of so many of its apps that Apple would take, those that have been in the store before first.
pub(crate) fn ready(world: World, number: usize) -> (TestFleet, Vec<String>) {
    let fleet = world.healthy().hourly_limit(30_000).start();
    fleet.ok("sync --all");
    let order = "(SELECT is_first FROM drafts WHERE app_id = apps.id), substr(id, -2), id";
    let ids = fleet.rows(&format!("SELECT id FROM apps WHERE readiness = 'ready' AND {READY} ORDER BY {order}"));
    assert!(ids.len() >= number, "{} apps are ready", ids.len());
    (fleet, ids.iter().take(number).map(|row| row["id"].as_str().unwrap().to_owned()).collect())
}

/// `--app 1 --app 2`
pub(crate) fn these(apps: &[String]) -> String {
    apps.iter().map(|app| format!("--app {app}")).collect::<Vec<_>>().join(" ")
}

/// The states of the drafts of these apps, by Apple.
pub(crate) fn states(fleet: &TestFleet, apps: &[String]) -> Vec<String> {
    let drafts = fleet.world("appStoreVersions").into_iter().filter(|version| {
        let app = version["relationships"]["app"]["data"]["id"].as_str().unwrap_or_default().to_owned();
        let state = version["attributes"]["appVersionState"].as_str().unwrap_or_default();
        apps.contains(&app) && !matches!(state, "READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION")
    });
    drafts.map(|version| version["attributes"]["appVersionState"].as_str().unwrap().to_owned()).collect()
}

/// The id of the version in preparation of an app.
pub(crate) fn draft(fleet: &TestFleet, app: &str) -> String {
    fleet.value(&format!("SELECT id FROM drafts WHERE app_id = '{app}'")).as_str().unwrap().to_owned()
}

/// Somebody else makes something in App Store Connect.
fn post(fleet: &TestFleet, kind: &str, attributes: &Value, relationships: &Value) -> String {
    let body = json!({ "data": { "type": kind, "attributes": attributes, "relationships": relationships } });
    let (status, answer) = send("POST", &format!("{}/v1/{kind}", fleet.sim().url()), &fleet.sim().token("acme").unwrap(), Some(&body));
    assert_eq!(status, 201, "{answer}");
    answer["data"]["id"].as_str().unwrap().to_owned()
}

fn to_one(kind: &str, id: &str) -> Value {
    json!({ "data": { "type": kind, "id": id } })
}

/// Somebody else makes a draft submission, with the app's version in it or without.
fn foreign_draft(fleet: &TestFleet, app: &str, has_version: bool) {
    let version = fleet.rows(&format!("SELECT id, platform FROM drafts WHERE app_id = '{app}'"))[0].clone();
    let submission = post(fleet, "reviewSubmissions", &json!({ "platform": version["platform"] }), &json!({ "app": to_one("apps", app) }));
    if has_version {
        let version = to_one("appStoreVersions", version["id"].as_str().unwrap());
        post(
            fleet,
            "reviewSubmissionItems",
            &json!({}),
            &json!({ "reviewSubmission": to_one("reviewSubmissions", &submission), "appStoreVersion": version }),
        );
    }
}

#[test]
fn sixty_ready_apps_cost_three_requests_each() {
    let (fleet, apps) = ready(World::new(&["acme"], 240), 60);
    let counted = fleet.counting(|fleet| {
        let ran = fleet.ok(&format!("submit --yes --json -m autumn {}", these(&apps))).json();
        assert_eq!(ran["plan"].as_array().unwrap().len(), 60);
        assert!(
            ran["plan"].as_array().unwrap().iter().all(|entry| entry["state"] == "WAITING_FOR_REVIEW" && entry["requests"] == 3),
            "{ran}"
        );
        assert_eq!((&ran["writes"], &ran["push"]["done"]), (&json!(180), &json!(180)));
    });
    // One look before; two after, at the versions and at the items of the submissions.
    assert_eq!(counted, Counted { gets: 3, posts: 120, patches: 60, ..Counted::NOTHING });
    assert_eq!(states(&fleet, &apps), vec!["WAITING_FOR_REVIEW"; 60]);
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 0);
    assert_eq!(fleet.value("SELECT title FROM changesets WHERE status = 'pushed'"), "autumn");
    // Nothing is left to do, and looking costs one request.
    let counted = fleet.counting(|fleet| assert_eq!(fleet.ok(&format!("submit --yes --json {}", these(&apps))).json()["plan"], json!([])));
    assert!(
        counted.gets <= 1 + 2 * 60 && (counted.posts, counted.patches) == (0, 0),
        "the texts of what was handed in may be read once: {counted:?}"
    );
}

#[test]
fn a_draft_that_is_there_is_reused() {
    let (fleet, apps) = ready(World::new(&["acme"], 30), 2);
    foreign_draft(&fleet, &apps[0], false);
    foreign_draft(&fleet, &apps[1], true);
    let counted = fleet.counting(|fleet| {
        let ran = fleet.ok(&format!("submit --yes --json {}", these(&apps))).json();
        let mut requests: Vec<_> =
            ran["plan"].as_array().unwrap().iter().map(|entry| (entry["does"].clone(), entry["requests"].clone())).collect();
        requests.sort_by_key(|(_, requests)| requests.as_u64());
        assert_eq!(requests, [(json!("reuse the draft"), json!(1)), (json!("reuse the draft"), json!(2))]);
    });
    // The states and what is in the drafts before; two that look after; the texts of the version whose state has changed.
    assert_eq!(counted, Counted { gets: 6, posts: 1, patches: 2, ..Counted::NOTHING });
    assert_eq!(states(&fleet, &apps), ["WAITING_FOR_REVIEW"; 2]);
}

#[test]
fn nothing_is_submitted_without_a_yes() {
    let (fleet, apps) = ready(World::new(&["acme"], 30), 2);
    fleet.edit(&format!("UPDATE versions SET copyright = '2027 X' WHERE id = '{}'", draft(&fleet, &apps[0])));
    let staged = fleet.rows("SELECT resource, pk, field, value FROM changes");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run(&format!("submit {}", these(&apps))), @r"
        error: nothing is submitted without a yes, and there is nobody to ask
        hint: look with --dry-run, then run it with --yes
        [exit 2]
        ");
        let planned = fleet.ok(&format!("submit --dry-run --json --release manual {}", these(&apps))).json();
        assert_eq!((&planned["writes"], &planned["push"]), (&json!(8), &Value::Null));
        for other in ["cancel", "resolve --submit", "release", "phase pause", "phase start"] {
            assert_eq!(fleet.run(other).code, 2, "{other}");
            fleet.ok(&format!("{other} --dry-run"));
        }
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(fleet.rows("SELECT resource, pk, field, value FROM changes"), staged, "what was staged before is, and nothing else");
    assert_eq!(states(&fleet, &apps), ["PREPARE_FOR_SUBMISSION"; 2]);
    // What is staged for the app goes first.
    let planned = fleet.ok(&format!("submit --dry-run --json --app {}", apps[0])).json();
    assert_eq!((&planned["plan"][0]["requests"], &planned["plan"][0]["first"], &planned["writes"]), (&json!(3), &json!(1), &json!(4)));
    let version = draft(&fleet, &apps[0]);
    fleet.ok(&format!("submit --yes --app {}", apps[0]));
    assert_eq!(fleet.remote("appStoreVersions", &version, "copyright"), "2027 X");
}

/// Equal lacks of many apps are told once, with the apps below and the next command; what is put right goes then.
#[test]
fn refusals_are_grouped_over_the_fleet() {
    let (fleet, apps) = ready(World::new(&["acme"], 60), 8);
    for app in &apps[..7] {
        fleet.foreign_edit("apps", app, json!({ "contentRightsDeclaration": null }));
    }
    fleet.foreign_edit("appStoreVersions", &draft(&fleet, &apps[0]), json!({ "copyright": null }));
    assert_snapshot!(fleet.run(&format!("submit --yes --unchecked --format table {}", these(&apps))), @r#"
    APP                 PLATFORM   VERSION  BUILD  RELEASE            DOES                 REQUESTS
    Acme Budget         IOS        1.2      22     automatic, phased  create a submission         3
    Acme Headlines      IOS        1.2      21     automatic          create a submission         3
    Acme Podcasts       VISION_OS  2.1      42     automatic, phased  create a submission         3
    Acme Racing         IOS        2.1      41     automatic          create a submission         3
    Acme Solitaire Pro  TV_OS      1.2      22     automatic          create a submission         3
    Acme Stargazer      VISION_OS  1.1      12     automatic          create a submission         3
    Acme Sudoku         IOS        1.1      12     automatic          create a submission         3
    Acme Trips          IOS        2.1      41     automatic          create a submission         3
    changeset 1: 10 sent, 14 refused; 2 requests to look, 17 requests to write
    7 PREPARE_FOR_SUBMISSION; 1 WAITING_FOR_REVIEW (Acme Headlines IOS 1.2)
    8 versions of 8 apps: 24 requests to send, 2 to look, about [time]
    warning: 7 apps: apps.content_rights_declaration: ENTITY_ERROR.ATTRIBUTE.REQUIRED: You must provide a value for the attribute 'contentRightsDeclaration' with this request
      Acme Budget, Acme Podcasts, Acme Racing, Acme Solitaire Pro, Acme Stargazer and 2 more
      next: fleet set content_rights_declaration=… --where "content_rights_declaration IS NULL"
    warning: 1 app: versions.copyright: ENTITY_ERROR.ATTRIBUTE.REQUIRED: You must provide a value for the attribute 'copyright' with this request
      Acme Sudoku IOS 1.1
      next: fleet set copyright=… --where "editable AND copyright IS NULL"
    warning: 7 apps, submissions: not handed in, because something of this app before it was not done
      Acme Budget, Acme Podcasts, Acme Racing, Acme Solitaire Pro, Acme Stargazer and 2 more
    hint: put right what Apple lists, then `fleet push` hands it in
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
    assert_eq!(states(&fleet, &apps).iter().filter(|state| *state == "WAITING_FOR_REVIEW").count(), 1);
    fleet.ok("sync");
    fleet.ok("set content_rights_declaration=DOES_NOT_USE_THIRD_PARTY_CONTENT --where \"content_rights_declaration IS NULL\"");
    fleet.ok(&format!("set 'copyright=2027 X' --where editable --app {}", apps[0]));
    fleet.ok("push --yes");
    assert_eq!(states(&fleet, &apps), ["WAITING_FOR_REVIEW"; 8]);
    let drafts =
        fleet.sim().exchanges().into_iter().filter(|exchange| exchange.method == "POST" && exchange.path.ends_with("/reviewSubmissions"));
    assert_eq!(drafts.count(), 8, "the drafts of the first try were used");
}

#[test]
fn policies_and_limits_hold_back() {
    let (fleet, apps) = ready(World::new(&["acme", "northwind"], 70), 20);
    let of = |account: &str| {
        fleet.rows(&format!("SELECT id, name FROM apps WHERE account = '{account}' AND id IN ('{}') ORDER BY name", apps.join("','")))
    };
    let (acme, northwind) = (of("acme"), of("northwind"));
    assert!(acme.len() >= 3 && northwind.len() >= 3, "{} {}", acme.len(), northwind.len());
    fleet.append("fleet.toml", "[submit]\nat_most_per_client = 2\npolicies = [\"SELECT 'never alone' AS reason, '0' AS app_id\"]\n");
    fleet.write(
        "policies/frozen.sql",
        format!(
            "-- Nothing of this one.\nSELECT 'frozen by its client' AS reason, id AS app_id FROM apps WHERE id = {}",
            northwind[0]["id"]
        )
        .replace('"', "'"),
    );
    let planned = fleet.ok(&format!("submit --dry-run --json {}", these(&apps))).json();
    let names = |planned: &Value| planned["plan"].as_array().unwrap().iter().map(|entry| entry["app"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&planned), [&acme[0], &acme[1], &northwind[1], &northwind[2]].map(|app| app["name"].clone()));
    let left = planned["left_out"].as_array().unwrap();
    let because = |why: &str| left.iter().filter(|left| left["why"] == why).map(|left| left["reasons"][0].clone()).collect::<Vec<_>>();
    assert_eq!(because("policy"), ["frozen by its client"]);
    assert_eq!(because("limit").len(), apps.len() - 5);
    assert!(because("limit").contains(&json!("the limit of 2 for acme is reached")));

    let planned = fleet.ok(&format!("submit --dry-run --json --at-most 1/client {}", these(&apps))).json();
    assert_eq!(names(&planned).len(), 2, "what is said on the command line is stronger");
    assert_eq!(names(&fleet.ok(&format!("submit --dry-run --json --at-most 3 {}", these(&apps))).json()).len(), 3);
    // Without an app it holds everything back.
    fleet.reconfigure("SELECT 'never alone' AS reason, '0' AS app_id", "SELECT 'not today' AS reason");
    let counted = fleet.counting(|fleet| assert_eq!(names(&fleet.ok(&format!("submit --yes --json {}", these(&apps))).json()).len(), 0));
    assert_eq!((counted.posts, counted.patches), (0, 0));
    fleet.reconfigure("SELECT 'not today' AS reason", "SELECT 1");
    assert_snapshot!(fleet.run("submit --dry-run"), @r"
    error: policy 1 of [submit] in fleet.toml has no column `reason`
    hint: SELECT 'not on a Friday' AS reason WHERE …
    [exit 2]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 0);
}

/// Apple says "please try again later" for a while after an item was added: it is tried again, with growing pauses.
#[test]
fn what_is_not_ready_yet_is_tried_again() {
    let (fleet, apps) = ready(World::new(&["acme"], 30).speed(60).settling(Duration::from_secs(18)), 3);
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("submit --yes {}", these(&apps)))));
    assert_eq!(states(&fleet, &apps), ["WAITING_FOR_REVIEW"; 3]);
    // At once, after ten seconds, and after fifteen more.
    assert_eq!((counted.posts, counted.patches), (6, 9));
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status <> 'done'"), 0);
}

#[test]
fn what_the_options_ask_for_goes_first_and_is_judged() {
    let (fleet, apps) = ready(World::new(&["acme"], 30), 2);
    fleet.ok("sync --only builds");
    let app = &apps[0];
    let version = draft(&fleet, app);
    let build = fleet.rows(&format!("SELECT b.id, b.version FROM builds AS b JOIN drafts AS d ON d.build = b.id WHERE d.app_id = '{app}'"))
        [0]
    .clone();
    fleet.foreign_edit("builds", build["id"].as_str().unwrap(), json!({ "usesNonExemptEncryption": null }));
    let number = build["version"].as_str().unwrap();
    let line = format!(
        "submit --yes --json --app {app} --build {number} --encryption exempt --review 'notes=Hello, this is {{app}}' --release 2031-01-31T09:00:00Z --phased"
    );
    fleet.ok("sync --full --only texts,builds");
    let entry = fleet.ok(&line).json()["plan"][0].clone();
    assert_eq!((&entry["build"], &entry["state"]), (&json!(number), &json!("WAITING_FOR_REVIEW")));
    assert_eq!(fleet.remote("builds", build["id"].as_str().unwrap(), "usesNonExemptEncryption"), false);
    assert_eq!(fleet.remote("appStoreVersions", &version, "releaseType"), "SCHEDULED");
    let name = fleet.value(&format!("SELECT name FROM apps WHERE id = '{app}'"));
    assert_eq!(
        fleet.value(&format!("SELECT notes FROM review_details WHERE version_id = '{version}'")),
        format!("Hello, this is {}", name.as_str().unwrap())
    );
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM phased_releases WHERE version_id = '{version}'")), 1);

    // A build that is not there, a template with a hole, a value that Apple would refuse: left out, and the exit code says so.
    let other = &apps[1];
    let detail =
        fleet.value(&format!("SELECT r.id FROM review_details AS r JOIN drafts AS d ON d.id = r.version_id WHERE d.app_id = '{other}'"));
    fleet.foreign_edit("appStoreReviewDetails", detail.as_str().unwrap(), json!({ "contactFirstName": null }));
    fleet.ok("sync --full");
    for wrong in ["--build 4711", "--review 'notes={contact_first_name}'"] {
        let ran = fleet.run(&format!("submit --yes --json --app {other} {wrong}"));
        assert_eq!((ran.code, &ran.json()["left_out"][0]["why"]), (1, &json!("finding")), "{ran}");
    }
    fleet.edit(&format!("UPDATE version_localizations SET keywords = '{}' WHERE app_id = '{other}' AND editable", "word,".repeat(30)));
    let ran = fleet.run(&format!("submit --yes --json --app {other}"));
    assert_eq!(ran.code, 1, "{ran}");
    let reasons = ran.json()["left_out"][0]["reasons"].to_string();
    assert!(reasons.contains("review_contact_missing: ") && reasons.contains("text_too_long: "), "the checks know both: {ran}");
    let ran = fleet.run(&format!("submit --yes --unchecked --json --app {other}"));
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.json()["left_out"][0]["reasons"][0].as_str().unwrap().starts_with("Apple would refuse "), "{ran}");
    assert_eq!(fleet.rows("SELECT DISTINCT field FROM changes"), [json!({ "field": "keywords" })]);
    assert_eq!(states(&fleet, std::slice::from_ref(other)), ["PREPARE_FOR_SUBMISSION"]);
    assert_snapshot!(fleet.run("submit --dry-run --review note=x"), @r"
    error: review details have no field `note`
    hint: did you mean `notes`?
    [exit 2]
    ");
}

/// Killed in the middle: a push goes on, and nobody is submitted twice.
#[test]
fn a_submit_that_is_killed_is_finished_by_a_push() {
    let (fleet, apps) = ready(World::new(&["acme"], 40), 10);
    let mut kills = 0;
    for requests in [1, 5, 12, 20] {
        let before = fleet.sim().request_count();
        let line = if kills == 0 { format!("submit --yes {}", these(&apps)) } else { "push --yes".into() };
        let mut running = fleet.start(&line);
        if running.runs_until(|| fleet.sim().request_count() > before + requests) {
            running.kill();
            kills += 1;
        }
    }
    assert!(kills >= 2, "nearly every run ended before it could be killed");
    if fleet.count("SELECT count(*) FROM changesets WHERE status IN ('sealed', 'pushing')") > 0 {
        let refused = fleet.run(&format!("submit --yes {}", these(&apps)));
        assert!(refused.code == 2 && refused.stderr.contains("is not sent to its end"), "{refused}");
    }
    fleet.ok("push --yes");
    fleet.ok(&format!("submit --yes {}", these(&apps)));
    assert_eq!(states(&fleet, &apps), ["WAITING_FOR_REVIEW"; 10]);
    let created = fleet.sim().exchanges().into_iter().filter(|exchange| exchange.method == "POST" && exchange.status == 201);
    let created: Vec<String> = created.map(|exchange| exchange.path).collect();
    assert_eq!(created.len(), 20, "ten submissions and ten items: {created:?}");
}
