//! `fleet reviews`: what customers wrote, and answers to many of them.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, send};

fn synced() -> TestFleet {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states,reviews");
    fleet
}

/// What the server has as the answer to a review.
fn answer_to(fleet: &TestFleet, review: &str) -> Value {
    let answers = fleet.world("customerReviewResponses");
    let of = answers.iter().find(|answer| answer["relationships"]["review"]["data"]["id"] == review);
    of.map_or(Value::Null, |answer| answer["attributes"]["responseBody"].clone())
}

#[test]
fn reviews_are_listed_and_chosen() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states");
    assert_snapshot!(fleet.run("reviews list"), @r"
    error: the mirror holds no reviews yet
    hint: `fleet sync --only reviews` reads them
    [exit 2]
    ");
    fleet.ok("sync --only reviews");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("reviews list --rating 1..2 --client northwind --format table"), @r"
        WRITTEN     APP                RATING  TERRITORY  BY         REVIEW                                                        ANSWER                                                           ID
        2025-10-11  Northwind Weather  ★       USA        Léa        Crashes since the update: It closes as soon as I open the s…                                                                   [uuid]
        2025-09-16  Northwind Recipes  ★       USA        app_fan_7  Crashes since the update: It closes as soon as I open the s…  published: Thank you for your feedback! We are looking into it.  [uuid]
        2025-09-08  Northwind Budget   ★★      DEU        app_fan_7  Früher besser: Die neue Startseite ist unübersichtlich.       published: Thank you for your feedback! We are looking into it.  [uuid]
        2025-08-26  Northwind Budget   ★★      DEU        Léa        Früher besser: Die neue Startseite ist unübersichtlich.       published: Thank you for your feedback! We are looking into it.  [uuid]
        2025-08-21  Northwind Budget   ★★      DEU        N1ghtOwl   Früher besser: Die neue Startseite ist unübersichtlich.       published: Thank you for your feedback! We are looking into it.  [uuid]
        2025-08-09  Northwind Budget   ★       USA        Léa        Crashes since the update: It closes as soon as I open the s…  published: Thank you for your feedback! We are looking into it.  [uuid]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    let all = fleet.ok("reviews list --json").json();
    let count = |condition: &str| fleet.count(&format!("SELECT count(*) FROM customer_reviews WHERE {condition}"));
    let listed = |line: &str| fleet.ok(&format!("reviews list --json {line}")).json().as_array().unwrap().len();
    assert_eq!(all.as_array().unwrap().len(), count("1"));
    assert_eq!(listed("--rating 4.. --territory deu,KOR"), count("rating >= 4 AND territory IN ('DEU', 'KOR')"));
    assert_eq!(
        listed("--unanswered --client acme --since 2025-09-01"),
        count("response_body IS NULL AND client = 'acme' AND created_date >= '2025-09-01'")
    );
}

/// One request for each answer, a look at each app before, and back again.
#[test]
fn many_reviews_are_answered_by_one_template() {
    let fleet = synced();
    fleet.write("sorry.txt", "Hello {reviewer_nickname},\nwe are sorry about \"{title}\" in {app}. {legal_name}\n");
    let open =
        fleet.rows("SELECT id, app_id, app, title, reviewer_nickname FROM customer_reviews WHERE rating <= 3 AND response_body IS NULL");
    let answered = fleet.rows("SELECT id, response_body FROM customer_reviews WHERE rating <= 3 AND response_body IS NOT NULL");
    assert!(open.len() >= 3 && !answered.is_empty());
    let before = fleet.world("customerReviewResponses").len();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("reviews answer --rating 1..3 --text @sorry.txt --format table"), @r"
        staged 22 changes in 8 apps; next: fleet diff
        16 reviews with an answer left as is; --replace replaces answers
        ");
    });
    assert_eq!(counted, Counted::NOTHING, "it is only staged");
    assert_eq!(fleet.count("SELECT count(*) FROM customer_reviews WHERE rating <= 3 AND response_body IS NULL"), 0);
    let mut apps: Vec<&str> = open.iter().map(|review| review["app_id"].as_str().unwrap()).collect();
    apps.sort_unstable();
    apps.dedup();
    let price = fleet.ok("diff --json").json();
    assert_eq!((&price["reads"], &price["writes"]), (&json!(apps.len()), &json!(open.len())));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: apps.len(), posts: open.len(), ..Counted::NOTHING });
    for review in &open {
        let text = |name: &str| review[name].as_str().unwrap().to_owned();
        let legal = format!("{} Ltd.", text("app").split(' ').next().unwrap().to_lowercase());
        let expected =
            format!("Hello {},\nwe are sorry about \"{}\" in {}. {legal}", text("reviewer_nickname"), text("title"), text("app"));
        assert_eq!(answer_to(&fleet, &text("id")), expected);
    }
    for review in &answered {
        assert_eq!(answer_to(&fleet, review["id"].as_str().unwrap()), review["response_body"], "it was answered before");
    }
    assert_eq!(fleet.ok("sync --only reviews --full --json").json()["changed"], 0, "the mirror has taken Apple's answers");

    // The undo of a first answer is that there is none.
    fleet.ok("undo");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!((counted.deletes, counted.posts), (open.len(), 0));
    assert_eq!(fleet.world("customerReviewResponses").len(), before);
}

/// Apple has one call for a first answer and another one: the old answer comes back by it, too.
#[test]
fn an_answer_is_replaced_and_taken_back() {
    let fleet = synced();
    let review = fleet.rows("SELECT id, app, response_body FROM customer_reviews WHERE response_body IS NOT NULL ORDER BY id LIMIT 1");
    let (id, old) = (review[0]["id"].as_str().unwrap(), &review[0]["response_body"]);
    assert_snapshot!(fleet.ok(&format!("reviews answer --review {id} --text New --format table")), @r"
    nothing to stage: every row has that value already, or none matched
    1 review with an answer left as is; --replace replaces answers
    ");
    fleet.ok(&format!("reviews answer --review {id} --text 'A better answer' --replace"));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, posts: 1, ..Counted::NOTHING });
    assert_eq!(answer_to(&fleet, id), "A better answer");
    fleet.ok("undo");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, posts: 1, ..Counted::NOTHING });
    assert_eq!(answer_to(&fleet, id), *old);

    // Taken back, and given again.
    fleet.ok(&format!("reviews answer --review {id} --text null --replace"));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, deletes: 1, ..Counted::NOTHING });
    assert_eq!(answer_to(&fleet, id), Value::Null);
    assert_eq!(fleet.value(&format!("SELECT response_body FROM customer_reviews WHERE id = '{id}'")), Value::Null);
    fleet.ok("undo");
    fleet.ok("push --yes");
    assert_eq!(answer_to(&fleet, id), *old);
    assert_eq!(fleet.ok("sync --only reviews --full --json").json()["changed"], 0);
}

/// A colleague was faster: nobody's answer is replaced unseen.
#[test]
fn an_answer_of_somebody_else_is_a_conflict() {
    let fleet = synced();
    let review = fleet.rows("SELECT id FROM customer_reviews WHERE account = 'acme' AND response_body IS NULL ORDER BY id LIMIT 1");
    let id = review[0]["id"].as_str().unwrap();
    fleet.edit(&format!("UPDATE customer_reviews SET response_body = 'Ours' WHERE id = '{id}'"));
    let body = json!({ "data": {
        "type": "customerReviewResponses", "attributes": { "responseBody": "Theirs" },
        "relationships": { "review": { "data": { "type": "customerReviews", "id": id } } },
    } });
    let url = format!("{}/v1/customerReviewResponses", fleet.sim().url());
    assert_eq!(send("POST", &url, &fleet.sim().token("acme").unwrap(), Some(&body)).0, 201);
    assert_snapshot!(fleet.run("push --yes --format table"), @r"
    changeset 1: 0 sent, 1 in conflict; 1 request to look, 0 requests to write
    warning: conflict in Acme Budget customer_review_responses.response_body: it was (none), you want 'Ours', Apple has 'Theirs'
    hint: `fleet push --ours` overwrites them, `fleet unstage --conflicts` keeps Apple's
    [exit 4]
    ");
    assert_eq!(answer_to(&fleet, id), "Theirs");
    fleet.ok("push --yes --ours");
    assert_eq!(answer_to(&fleet, id), "Ours");
}

/// The third door: rows of the answers themselves.
#[test]
fn answers_are_rows_of_their_own() {
    let fleet = synced();
    let id = fleet.value("SELECT id FROM customer_reviews WHERE response_body IS NULL ORDER BY id LIMIT 1");
    let id = id.as_str().unwrap();
    fleet.edit(&format!("INSERT INTO customer_review_responses(customer_review_id, response_body) VALUES('{id}', 'Hello')"));
    assert_snapshot!(fleet.run(&format!("edit \"INSERT INTO customer_review_responses(customer_review_id, response_body) VALUES('{id}', 'Twice')\"")), @r"
    error: customer_review_responses: that row already exists; UPDATE it instead
    [exit 2]
    ");
    assert_eq!(fleet.value(&format!("SELECT response_body FROM customer_reviews WHERE id = '{id}'")), "Hello");
    fleet.ok("unstage --all");
    assert_eq!(fleet.value(&format!("SELECT response_body FROM customer_reviews WHERE id = '{id}'")), Value::Null);
    assert_snapshot!(fleet.run("edit \"UPDATE customer_reviews SET rating = 5\""), @r"
    error: customer_reviews.rating is read-only: Apple sets it
    [exit 2]
    ");
    assert_snapshot!(fleet.run("edit \"DELETE FROM customer_reviews\""), @r"
    error: customer_reviews shows several resources side by side; INSERT INTO or DELETE FROM customer_review_responses instead
    [exit 2]
    ");
}

/// Whoever writes a review chooses its words, and they are read on our terminal and quoted in our answer.
#[test]
fn hostile_reviews_are_harmless() {
    let fleet = TestFleet::new();
    let review = fleet.world("customerReviews").iter().find(|review| review["attributes"]["rating"] == 1).unwrap().clone();
    let id = review["id"].as_str().unwrap();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}{legal_name}'); DROP TABLE staged; --";
    fleet.foreign_edit("customerReviews", id, json!({ "reviewerNickname": evil, "title": evil, "body": format!("{evil}\nline") }));
    fleet.ok("sync --only states,reviews");
    let said = fleet.ok(&format!("reviews list --review {id} --format table"));
    assert!(!said.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{said}");
    assert!(said.stdout.contains("owned") && said.stdout.lines().count() == 2, "{said}");
    fleet.ok(&format!("reviews answer --review {id} --text 'Dear {{reviewer_nickname}}, thanks' --replace"));
    let said = fleet.ok("diff --format table");
    assert!(!said.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{said}");
    fleet.ok("push --yes");
    assert_eq!(answer_to(&fleet, id), "Dear ]0;owned[2J{legal_name}'); DROP TABLE staged; --, thanks");
    let long = format!("{{reviewer_nickname}} {}", "x".repeat(5_960));
    fleet.write("long.txt", &long);
    let refused = fleet.run(&format!("reviews answer --review {id} --text @long.txt --replace"));
    assert!(
        !refused.stderr.contains('\u{1b}') && refused.stderr.contains(" characters, Apple takes 5970") && refused.code == 2,
        "{refused}"
    );
}

#[test]
fn mistakes_are_told_before_anything_is_staged() {
    let fleet = synced();
    assert_snapshot!(fleet.run("reviews answer --rating 9 --text x"), @r"
    error: invalid value '9' for '--rating <STARS>': `9` are no stars; write 1, 1..3 or 4..

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(fleet.run("reviews answer --text ''"), @r"
    error: the answer is empty
    hint: `--text null --replace` takes answers back
    [exit 2]
    ");
    assert_snapshot!(fleet.run("reviews answer --text 'Hi {nickname}'"), @r"
    error: `{nickname}` is neither a column of customer_reviews nor a variable of an app
    hint: use {year}, {legal_name}, {client}, {app}, any column of the view or a variable of fleet.toml; {{ is a brace
    [exit 2]
    ");
    assert_snapshot!(fleet.run("reviews answer --text @nowhere.txt"), @r"
    error: failed to read `nowhere.txt`
      caused by: No such file or directory (os error 2)
    [exit 2]
    ");
    assert_snapshot!(fleet.run("reviews answer --review 1 --text x"), @r"
    error: no review in the mirror has the id `1`
    hint: `fleet reviews list` shows the ids
    [exit 2]
    ");
    assert_snapshot!(fleet.run("reviews answer --unanswered --replace --text x"), @r"
    error: the argument '--unanswered' cannot be used with '--replace'

    Usage: fleet reviews answer --text <TEMPLATE> --unanswered

    For more information, try '--help'.
    [exit 2]
    ");
    let id = fleet.value("SELECT id FROM customer_reviews WHERE response_body IS NULL ORDER BY id LIMIT 1");
    fleet.foreign_edit("customerReviews", id.as_str().unwrap(), json!({ "title": null }));
    fleet.ok("sync --only reviews --full");
    let line = format!("reviews answer --review {} --format table --text", id.as_str().unwrap());
    assert_snapshot!(fleet.run(&format!("{line} 'About {{title}}'")), @r"
    error: nothing was staged, because of 1 problem
      Acme Budget 4★ by minsu on 2025-09-04: `{title}` is empty; give a default with {title|…}
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    assert_snapshot!(fleet.run(&format!("{line} 'About {{title|your review}}'")), @"staged 2 changes in 1 app; next: fleet diff");
}
