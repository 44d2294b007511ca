//! The numbers that a push promises, over hundreds of apps: no request too many, no row too few.

use insta::assert_snapshot;
use serde_json::{Value, json};
use sim::{Effect, Fault, Listing, When};

use crate::support::{Counted, TestFleet, World};

/// So many apps in an account, all alike: one platform, a live version and a draft, in so many languages.
fn uniform(apps: usize, locales: usize) -> World {
    let listing = Listing { locales: Some(locales), sets: 0, screenshots: 0, share: 0, uniform: true };
    World::new(&["acme"], apps).healthy().listing(listing).hourly_limit(1_000_000)
}

/// A number that the environment may raise to that of a fleet as large as it is promised for.
fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn with_copyright(fleet: &TestFleet, copyright: &str) -> usize {
    fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == copyright).count()
}

#[test]
fn a_copyright_costs_one_patch_a_version_and_a_look_for_two_hundred_apps() {
    let fleet = uniform(201, 1).start();
    fleet.ok("sync --only states");
    let editable = fleet.count("SELECT count(*) FROM versions WHERE editable");
    assert_eq!(editable, 201, "a draft an app");
    fleet.ok("set 'copyright=2027 X' --where editable");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes --max-age 1h")));
    assert_eq!(counted, Counted { patches: editable, ..Counted::NOTHING }, "it was read a moment ago");
    assert_eq!(with_copyright(&fleet, "2027 X"), editable);
    let again = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(again, Counted::NOTHING);

    fleet.ok("set 'copyright=2028 Y' --where editable");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 2, patches: editable, ..Counted::NOTHING });
    assert_eq!(with_copyright(&fleet, "2028 Y"), editable);
}

/// `APPFLEET_APPS=100` takes the numbers of the promise: 1,000 rows.
#[test]
fn three_fields_of_a_row_cost_what_one_costs() {
    let apps = number("APPFLEET_APPS", 20);
    let fleet = uniform(apps, 10).start();
    fleet.ok("sync --only states,texts");
    for (edit, field) in [("keywords=a,b", "keywords"), ("keywords=c,d promotional_text=Now description=New", "description")] {
        let values: Vec<String> = edit.split(' ').map(|value| format!("'{value}'")).collect();
        fleet.ok(&format!("set {} --where \"state = 'PREPARE_FOR_SUBMISSION'\"", values.join(" ")));
        let start = std::time::Instant::now();
        let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes --max-age 1h")));
        assert_eq!(counted, Counted { patches: 10 * apps, ..Counted::NOTHING }, "{edit}");
        assert!(start.elapsed().as_secs() < 60);
        let wanted = edit.rsplit('=').next().unwrap();
        let texts = fleet.world("appStoreVersionLocalizations");
        assert_eq!(texts.iter().filter(|text| text["attributes"][field] == wanted).count(), 10 * apps, "{edit}");
    }
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted::NOTHING);
    // Texts cost a look an app when they must be looked at.
    fleet.ok("set promotional_text=Later --where \"state = 'PREPARE_FOR_SUBMISSION'\"");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: apps, patches: 10 * apps, ..Counted::NOTHING });
}

/// One of five hundred rows was changed on the web page after it was staged.
#[test]
fn one_conflict_in_five_hundred_rows_is_the_only_one_not_sent() {
    const KIND: &str = "appStoreVersionLocalizations";
    let fleet = uniform(50, 10).start();
    fleet.ok("sync --only states,texts");
    let draft = "state = 'PREPARE_FOR_SUBMISSION'";
    let row =
        fleet.rows(&format!("SELECT id, app, locale, keywords FROM version_localizations WHERE {draft} ORDER BY id LIMIT 1")).remove(0);
    let id = row["id"].as_str().unwrap();
    let sent =
        |fleet: &TestFleet, keywords: &str| fleet.world(KIND).into_iter().filter(|text| text["attributes"]["keywords"] == keywords).count();

    fleet.ok(&format!("set keywords=ours --where \"{draft}\""));
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 500);
    fleet.foreign_edit(KIND, id, json!({ "keywords": "theirs" }));
    let counted = fleet.counting(|fleet| {
        let ran = fleet.run("push --yes");
        assert_eq!(ran.code, 4, "{ran}");
        let report = ran.json();
        assert_eq!((&report["done"], &report["conflicts"].as_array().unwrap().len()), (&json!(499), &1));
        let conflict = &report["conflicts"][0];
        for (name, expected) in [
            ("app", &row["app"]),
            ("resource", &json!("version_localizations")),
            ("version", &json!("IOS 1.1")),
            ("locale", &row["locale"]),
            ("field", &json!("keywords")),
            ("base", &row["keywords"]),
            ("ours", &json!("ours")),
            ("theirs", &json!("theirs")),
        ] {
            assert!(name == "version" || conflict[name] == *expected, "{name}: {conflict}");
            let shown = expected.as_str().unwrap();
            assert!(name == "version" || ran.stderr.contains(&shown[..shown.floor_char_boundary(30)]), "{name}: {ran}");
        }
    });
    assert_eq!(counted, Counted { gets: 50, patches: 499, ..Counted::NOTHING });
    assert_eq!((sent(&fleet, "ours"), sent(&fleet, "theirs")), (499, 1));
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 1);

    // Theirs: nothing is sent, and nothing is left.
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes --theirs")));
    assert_eq!(counted, Counted::reads(1));
    assert_eq!((sent(&fleet, "theirs"), fleet.count("SELECT count(*) FROM staged")), (1, 0));

    // Ours: what is sent is that row.
    fleet.ok(&format!("set keywords=mine --where \"id = '{id}'\""));
    fleet.foreign_edit(KIND, id, json!({ "keywords": "yours" }));
    assert_eq!(fleet.run("push --yes").code, 4);
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes --ours")));
    assert_eq!(counted, Counted { gets: 1, patches: 1, ..Counted::NOTHING });
    assert_eq!((sent(&fleet, "mine"), sent(&fleet, "yours"), fleet.count("SELECT count(*) FROM staged")), (1, 0, 0));
}

/// The copyright of all drafts of ten apps is sent to two of them.
fn with_a_canary() -> TestFleet {
    let fleet = uniform(10, 1).start();
    fleet.ok("sync --only states");
    fleet.ok("set 'copyright=2027 X' --where editable");
    let counted = fleet.counting(|fleet| {
        let ran = fleet.ok("push --yes --canary 2");
        assert!(ran.stderr.contains("8 calls wait; look at what was sent, then `fleet push --continue`"), "{ran}");
        assert_eq!((&ran.json()["done"], &ran.json()["left"], &ran.json()["paused"]), (&json!(2), &json!(8), &json!(true)));
    });
    assert_eq!(counted, Counted { gets: 1, patches: 2, ..Counted::NOTHING });
    assert_eq!(with_copyright(&fleet, "2027 X"), 2);
    fleet
}

#[test]
fn a_canary_waits_until_it_is_told_to_go_on() {
    let fleet = with_a_canary();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes"), @r"
        error: changeset 1 waits after its first apps
        hint: `fleet push --continue` sends the rest, `fleet changeset discard 1` drops it
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes --continue")));
    assert_eq!(counted, Counted { gets: 1, patches: 8, ..Counted::NOTHING });
    assert_eq!(with_copyright(&fleet, "2027 X"), 10);
    assert_eq!(fleet.value("SELECT status FROM changesets WHERE pk = 1"), "pushed");
}

#[test]
fn what_waits_after_a_canary_can_be_dropped() {
    let fleet = with_a_canary();
    fleet.ok("changeset discard 1 --yes");
    let counted = fleet.counting(|fleet| assert_snapshot!(fleet.ok("push --yes --format table"), @"nothing to push"));
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(with_copyright(&fleet, "2027 X"), 2);
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}

/// A crash is no word to go on: what was to wait waits, also for a push that would continue an interrupted one.
#[test]
fn a_canary_that_is_killed_does_not_reach_the_others() {
    for writes in [0, 1] {
        let fleet = uniform(10, 1).start();
        fleet.ok("sync --only states");
        fleet.ok("set 'copyright=2027 X' --where editable");
        fleet.sim().set_faults(vec![Fault::new(Effect::Delay(60_000)).on("PATCH", "/v1/**").when(When::Nth(2))]).unwrap();
        let before = fleet.sim().request_count();
        let mut push = fleet.start("push --yes --canary 2");
        assert!(push.runs_until(|| fleet.sim().request_count() > before + writes));
        push.kill();
        fleet.sim().set_faults(Vec::new()).unwrap();
        let sent = with_copyright(&fleet, "2027 X");
        let counted = fleet.counting(|fleet| {
            let ran = fleet.run("push --yes");
            assert!(ran.code == 2 && ran.stderr.contains("waits after its first apps"), "{ran}");
        });
        assert_eq!(counted, Counted::NOTHING);
        assert_eq!(with_copyright(&fleet, "2027 X"), sent);
        fleet.ok("push --yes --continue");
        assert_eq!(with_copyright(&fleet, "2027 X"), 10);
        assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    }
}

#[test]
fn a_part_is_pushed_by_its_own_digest_and_the_rest_stays() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    let all = fleet.count("SELECT count(*) FROM staged");
    let part = fleet.count("SELECT count(*) FROM changes WHERE client = 'umbra'");
    assert!(part > 0 && part < all);
    let digest = |line: &str| fleet.ok(line).json()["digest"].as_str().unwrap().to_owned();
    let (whole, umbra) = (digest("diff --json"), digest("diff --client umbra --json"));
    assert_ne!(whole, umbra);
    let counted = fleet.counting(|fleet| {
        let ran = fleet.run(&format!("push --yes --client umbra --expect {whole}"));
        assert_eq!(ran.code, 2, "{ran}");
    });
    assert_eq!(counted, Counted::NOTHING);
    let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("push --yes --client umbra --expect {umbra}"))));
    assert_eq!(counted, Counted { gets: 1, patches: part, ..Counted::NOTHING });
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE client <> 'umbra'"), all - part);
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), all - part);
    fleet.ok("push --yes");
    assert_eq!(with_copyright(&fleet, "2027 X"), all);
}

/// Somebody goes on editing while a slow push runs: other rows, and a row that is on its way.
#[test]
fn what_is_staged_while_a_push_runs_stays_staged() {
    let fleet = uniform(6, 1).start();
    fleet.ok("sync --only states");
    fleet.ok("set 'copyright=2027 X' --where editable");
    fleet.sim().set_faults(vec![Fault::new(Effect::Delay(1_500)).on("PATCH", "/v1/**")]).unwrap();
    let before = fleet.sim().request_count();
    let mut push = fleet.start("push --yes --max-age 1h");
    assert!(push.runs_until(|| fleet.sim().request_count() > before));
    let version = fleet.value("SELECT min(id) FROM versions WHERE editable");
    fleet.edit(&format!("UPDATE versions SET copyright = '2028 Y' WHERE id = '{}'", version.as_str().unwrap()));
    fleet.edit("UPDATE versions SET release_type = 'SCHEDULED', earliest_release_date = '2099-01-31T08:00:00Z' WHERE editable");
    assert!(push.is_running(), "it was to be slow");
    let ran = push.wait();
    assert_eq!((ran.code, &ran.json()["done"]), (0, &json!(6)), "{ran}");
    assert_eq!(with_copyright(&fleet, "2027 X"), 6, "what was sealed was sent");
    let left = fleet.rows("SELECT field, base, value, count(*) AS n FROM changes GROUP BY 1, 2, 3 ORDER BY 1");
    assert_eq!(left[0], json!({ "field": "copyright", "base": "2027 X", "value": "2028 Y", "n": 1 }));
    assert_eq!(left[1], json!({ "field": "earliest_release_date", "base": null, "value": "2099-01-31T08:00:00Z", "n": 6 }));
    fleet.sim().set_faults(Vec::new()).unwrap();
    fleet.ok("push --yes");
    assert_eq!((with_copyright(&fleet, "2027 X"), with_copyright(&fleet, "2028 Y")), (5, 1));
    assert!(fleet.world("appStoreVersions").iter().filter(|version| version["attributes"]["releaseType"] == "SCHEDULED").count() >= 6);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), Value::from(0));
}
