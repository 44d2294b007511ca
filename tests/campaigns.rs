//! Campaigns: a query with a due date, and how it goes on.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Counted, TestFleet, sqlite3};

const COPYRIGHT: &str = "[campaigns.copyright]\ntitle = \"The copyright of 2027\"\ndue = \"2099-01-31\"\n\
    query = \"SELECT account, app_id, app, platform, copyright FROM versions WHERE editable AND copyright NOT LIKE '2027%';\"\n";

/// What is staged counts as done, and the mirror keeps one number a day.
#[test]
fn a_campaign_burns_down() {
    let fleet = TestFleet::new();
    fleet.append("fleet.toml", COPYRIGHT);
    fleet.ok("sync");
    let left = fleet.count("SELECT count(*) FROM versions WHERE editable AND copyright NOT LIKE '2027%'");
    let noted = || fleet.rows("SELECT p.campaign, p.left FROM campaign_progress AS p");
    assert_eq!(noted(), [json!({ "campaign": "copyright", "left": left })], "the sync has noted it");

    let document = fleet.ok("status --campaign copyright --json").json();
    assert_eq!((&document["left"], &document["start"], &document["in_time"]), (&json!(left), &json!(left), &json!(null)));
    assert_eq!(document["rows"].as_array().unwrap().len(), left);
    assert!(document["rows"][0]["app"].is_string(), "{document}");
    assert_eq!(document["apps"], fleet.value("SELECT count(DISTINCT app_id) FROM versions WHERE editable AND copyright NOT LIKE '2027%'"));

    fleet.ok("set 'copyright=2027 {legal_name}' --where 'editable' --client acme");
    let counted = fleet.counting(|fleet| drop(fleet.ok("status --format table")));
    assert_eq!(counted, Counted::NOTHING, "it needs no network");
    let after = fleet.count("SELECT count(*) FROM versions WHERE editable AND copyright NOT LIKE '2027%'");
    assert!(after < left && after > 0);
    assert_eq!(noted(), [json!({ "campaign": "copyright", "left": after })], "one row a day");
    let listed = fleet.ok("status --campaign copyright --format csv");
    assert_eq!(listed.stdout.lines().count(), after + 1);
    assert!(listed.stdout.starts_with("account,app_id,app,platform,copyright\n"), "{listed}");

    fleet.ok("set 'copyright=2027 {legal_name}' --where 'editable'");
    let document = fleet.ok("status --campaign --json").json();
    assert_eq!((&document[0]["left"], &document[0]["in_time"], &document[0]["campaign"]), (&json!(0), &json!(true), &json!("copyright")));
}

/// What it says, with the days before told by somebody who was there.
#[test]
fn a_campaign_knows_its_pace() {
    let fleet = TestFleet::new();
    fleet.append("fleet.toml", COPYRIGHT);
    fleet.ok("sync");
    let left = fleet.count("SELECT count(*) FROM versions WHERE editable AND copyright NOT LIKE '2027%'");
    let days = format!(
        "INSERT INTO campaign_progress(campaign, day, \"left\", at) VALUES('copyright', date('now', '-4 days'), {}, 0), ('copyright', date('now', '-2 days'), {}, 0)",
        4 * left,
        2 * left
    );
    let Some(ran) = sqlite3(&fleet.database(), &days) else { return };
    assert_eq!(ran.code, 0, "{ran}");
    let document = fleet.ok("status --campaign copyright --json").json();
    assert_eq!((&document["start"], &document["in_time"]), (&json!(4 * left), &json!(true)));
    assert_eq!(document["progress"].as_array().unwrap().len(), 3);
    // Three quarters in four days: the last quarter takes two more, as nobody stops in the middle of a day.
    let expected = fleet.value("SELECT date('now', '+2 days')");
    assert_eq!(document["done_by"], expected);
    let said = fleet.ok("status --format table");
    let last: Vec<&str> = said.stdout.trim_end().lines().rev().skip(2).take(2).collect();
    assert!(last[1].starts_with(&format!("The copyright of 2027: {left} left in ")) && last[1].contains(", due 2099-01-31 (in "), "{said}");
    assert!(last[0].contains("  ██▄▄▂  done by ") && last[0].ends_with(" at this pace, in time"), "{said}");
}

/// A query is a person's SQL: it may be wrong, and it may do nothing but read.
#[test]
fn a_wrong_query_is_named_and_breaks_nothing() {
    let fleet = TestFleet::new();
    fleet.append(
        "fleet.toml",
        "[campaigns.broken]\nquery = \"SELECT copyrite FROM versions\"\n[campaigns.evil]\nquery = \"DELETE FROM staged\"\n\
         [campaigns.good]\ntitle = \"Fine \\u001b[31m\"\nquery = \"SELECT 1\"\n",
    );
    assert_snapshot!(fleet.ok("sync --only states --quiet --format table"), @r#"
    12 apps, 3 requests: 137 new, 0 changed, 0 gone; [budget] left this hour
    warning: campaign broken: no such column: copyrite; did you mean `copyright`?
    warning: campaign evil: near "DELETE": syntax error
    "#);
    let said = fleet.ok("status --format table");
    assert_snapshot!(said.stderr, @r#"
    warning: campaign broken: no such column: copyrite; did you mean `copyright`?
    warning: campaign evil: near "DELETE": syntax error
    "#);
    assert!(said.stdout.contains("\nFine �[31m: 1 left\n"), "{said}");
    assert_snapshot!(fleet.run("status --campaign broken"), @r"
    error: campaign broken: no such column: copyrite
    hint: did you mean `copyright`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("status --campaign god"), @r"
    error: no campaign of fleet.toml is called `god`
    hint: did you mean `good`?
    [exit 2]
    ");
    fleet.append("fleet.toml", "[campaigns.soon]\ndue = \"soon\"\nquery = \"SELECT 1\"\n");
    assert_snapshot!(fleet.run("status"), @r#"
    error: `[workspace]/fleet.toml` is not right
      fleet.toml:41:7: `due` of [campaigns.soon]: `soon` is no date; write it as "2027-01-31"
          due = "soon"
                ^^^^^^
    hint: `fleet init --print` shows a file with every key explained
    [exit 2]
    "#);
}

#[test]
fn a_campaign_needs_a_mirror() {
    let fleet = TestFleet::new();
    fleet.append("fleet.toml", COPYRIGHT);
    assert_snapshot!(fleet.run("status --campaign copyright"), @r"
    error: there is no mirror at `[workspace]/.fleet/fleet.db` yet
    hint: `fleet sync` makes it
    [exit 2]
    ");
}

/// The campaigns that the example explains can be had by taking away the signs of the comments.
#[test]
fn the_campaigns_of_the_example_are_right() {
    let example = std::fs::read_to_string(crate::support::root().join("fleet.toml")).unwrap();
    let start = example.find("#   [campaigns.age-ratings]").unwrap();
    let end = start + example[start..].find("\n\n").unwrap();
    let campaigns: Vec<&str> = example[start..end].lines().map(|line| line.trim_start_matches('#').trim_start()).collect();
    let fleet = TestFleet::new();
    fleet.append("fleet.toml", &campaigns.join("\n"));
    fleet.ok("sync");
    let said = fleet.ok("status --campaign --json");
    assert_eq!(said.stderr, "");
    let left: Vec<i64> = said.json().as_array().unwrap().iter().map(|campaign| campaign["left"].as_i64().unwrap()).collect();
    assert!(left.len() == 2 && left.iter().all(|left| *left > 0), "{left:?}");
}
