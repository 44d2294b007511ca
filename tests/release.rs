//! A release from the first row to the store: versions, locales, review details, submissions, release requests.

use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sim::Clock;

use crate::support::{Counted, READY_FOR_MORE, TestFleet, World, free_point, send};

/// Stages a new version of such an app; returns the app's id and the platform.
fn new_version(fleet: &TestFleet) -> (String, String) {
    let found = fleet.rows(&format!("SELECT app_id, platform FROM versions WHERE {READY_FOR_MORE} ORDER BY app_id LIMIT 1"));
    let text = |name: &str| found[0][name].as_str().unwrap().to_owned();
    let (app, platform) = (text("app_id"), text("platform"));
    fleet.edit(&format!(
        "INSERT INTO versions(app_id, platform, version_string, copyright, downloadable) VALUES('{app}', '{platform}', '9.1', '2027 X', 0)"
    ));
    (app, platform)
}

fn new_localizations(fleet: &TestFleet, app: &str, wanted: &str) -> Vec<Value> {
    fleet.rows(&format!("SELECT {wanted} FROM version_localizations WHERE app_id = '{app}' AND version_string = '9.1' ORDER BY locale"))
}

/// Apple copies the texts of the version before, with new ids; what is staged on the copies is sent to those.
#[test]
fn a_new_version_is_edited_before_it_is_there() {
    let fleet = TestFleet::synced();
    let (app, platform) = new_version(&fleet);
    let locales = new_localizations(&fleet, &app, "locale");
    assert!(locales.len() >= 3, "the texts of the version before are there: {locales:?}");
    fleet.edit(&format!("UPDATE version_localizations SET whats_new = 'News' WHERE app_id = '{app}' AND version_string = '9.1'"));
    fleet.edit(&format!(
        "UPDATE versions SET build = (SELECT id FROM builds WHERE app_id = '{app}' AND processing_state = 'VALID' AND NOT expired LIMIT 1), \
         release_type = 'MANUAL' WHERE app_id = '{app}' AND version_string = '9.1'"
    ));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    // One look at the copies, and nothing that the POST could not carry but `downloadable`.
    assert_eq!(counted, Counted { gets: 1, posts: 1, patches: locales.len() + 1, ..Counted::NOTHING });

    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    let made: Vec<Value> =
        fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["versionString"] == "9.1").collect();
    let [made] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((&made["attributes"]["downloadable"], &made["attributes"]["platform"]), (&json!(false), &json!(platform)));
    let texts = new_localizations(&fleet, &app, "id, locale, whats_new");
    assert_eq!(texts.len(), locales.len());
    for text in &texts {
        let id = text["id"].as_str().unwrap();
        assert_eq!(fleet.remote("appStoreVersionLocalizations", id, "whatsNew"), "News", "{text}");
    }
    // What Apple made by itself (an app info in preparation) is all that a sync still finds.
    fleet.ok("sync");
    assert_eq!(fleet.ok("sync --json").json()["new"], 0);
    assert_eq!(fleet.value("SELECT count(*) FROM version_localizations_mirror WHERE id GLOB '~*' AND gone_at IS NULL"), 0);
}

/// A new version of which only the version itself was sent, and whose copies a sync finds.
#[test]
fn a_sync_finds_the_copies_that_nobody_edited() {
    let fleet = TestFleet::synced();
    let (app, _) = new_version(&fleet);
    let before = new_localizations(&fleet, &app, "locale, description");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { posts: 1, patches: 1, ..Counted::NOTHING });
    fleet.ok("sync");
    let ids = new_localizations(&fleet, &app, "id");
    assert!(ids.iter().all(|text| !text["id"].as_str().unwrap().starts_with('~')), "{ids:?}");
    assert_eq!(new_localizations(&fleet, &app, "locale, description"), before);
}

#[test]
fn a_locale_comes_and_goes_with_both_its_localizations() {
    let fleet = TestFleet::synced();
    let draft = "editable AND info_editable";
    let version = fleet.rows(&format!("SELECT version_id, app_id FROM listings WHERE {draft} ORDER BY app_id LIMIT 1"));
    let (version, app) = (version[0]["version_id"].as_str().unwrap().to_owned(), version[0]["app_id"].as_str().unwrap().to_owned());
    let primary = fleet.value(&format!("SELECT primary_locale FROM apps WHERE id = '{app}'"));
    let name =
        fleet.value(&format!("SELECT name FROM listings WHERE version_id = '{version}' AND locale = '{}'", primary.as_str().unwrap()));
    fleet.edit(&format!("INSERT INTO listings(version_id, locale, description, subtitle) VALUES('{version}', 'hr', 'Opis', 'Brzo')"));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { posts: 2, ..Counted::NOTHING });
    let infos: Vec<Value> = fleet.world("appInfoLocalizations").into_iter().filter(|info| info["attributes"]["locale"] == "hr").collect();
    assert_eq!(infos.len(), 1);
    assert_eq!((&infos[0]["attributes"]["name"], &infos[0]["attributes"]["subtitle"]), (&name, &json!("Brzo")));

    fleet.edit(&format!("DELETE FROM listings WHERE version_id = '{version}' AND locale = 'hr'"));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 2, deletes: 2, ..Counted::NOTHING });
    assert!(!fleet.world("appInfoLocalizations").iter().any(|info| info["attributes"]["locale"] == "hr"));
    let refused =
        fleet.run(&format!("edit \"DELETE FROM listings WHERE version_id = '{version}' AND locale = '{}'\"", primary.as_str().unwrap()));
    assert_snapshot!(refused, @r"
    error: version_localizations: this is the app's primary locale, which Apple keeps; change apps.primary_locale first
    [exit 2]
    ");
}

/// A password is staged as the place where it is, and is nowhere but in the request.
#[test]
fn a_demo_account_is_signed_in_without_its_password_being_kept() {
    let fleet = TestFleet::synced();
    let draft = "editable AND state = 'PREPARE_FOR_SUBMISSION'";
    let detail =
        fleet.rows(&format!("SELECT id FROM review_details WHERE {draft} ORDER BY id LIMIT 1"))[0]["id"].as_str().unwrap().to_owned();
    assert_snapshot!(fleet.run(&format!("edit \"UPDATE review_details SET demo_account_password = 'hunter2' WHERE id = '{detail}'\"")), @r"
    error: review_details.demo_account_password takes no password but the place of one: 'env:NAME' or 'file:PATH', read when it is pushed
    [exit 2]
    ");
    fleet.edit(&format!("UPDATE review_details SET demo_account_required = 1, demo_account_name = 'demo', demo_account_password = 'file:demo.txt' WHERE id = '{detail}'"));
    assert_snapshot!(fleet.run("push --yes --format table"), @r"
    changeset 1: 0 sent, 1 refused; 1 request to look, 0 requests to write
    warning: Acme Chess VISION_OS 1.0 review_details: demo_account_password is not sent: failed to read `[workspace]/demo.txt`: No such file or directory (os error 2)
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    fleet.write("demo.txt", "s3cret-canary\n");
    fleet.ok("push --yes");
    assert_eq!(fleet.remote("appStoreReviewDetails", &detail, "demoAccountPassword"), "s3cret-canary");
    assert_eq!(fleet.remote("appStoreReviewDetails", &detail, "demoAccountName"), "demo");
    let kept = fleet.rows(&format!("SELECT demo_account_password, demo_account_password_set FROM review_details WHERE id = '{detail}'"));
    assert_eq!(kept[0]["demo_account_password_set"], 1);
    fleet.ok("diff");
    // Changed by somebody else: noticed, though nobody knows what it was or is.
    fleet.foreign_edit("appStoreReviewDetails", &detail, json!({ "demoAccountPassword": "other-canary" }));
    fleet.ok("sync --full");
    let changed = fleet.rows(&format!("SELECT demo_account_password, demo_account_password_set FROM review_details WHERE id = '{detail}'"));
    assert_ne!(kept, changed);
    for canary in ["s3cret-canary", "other-canary"] {
        let held = fleet
            .files()
            .into_iter()
            .filter(|(name, bytes)| !name.ends_with("demo.txt") && bytes.windows(canary.len()).any(|part| part == canary.as_bytes()));
        assert_eq!(held.map(|(name, _)| name).collect::<Vec<_>>(), [""; 0], "{canary}");
    }
}

/// The one row of a table that a condition names.
fn id(fleet: &TestFleet, table: &str, condition: &str) -> String {
    fleet.rows(&format!("SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT 1"))[0]["id"].as_str().unwrap().to_owned()
}

/// A draft that lacks nothing, by asking the simulator: the first that it takes.
#[test]
fn what_is_ready_is_submitted_canceled_and_submitted_again() {
    let clock = Clock::system();
    let fleet = World::new(&["acme"], 12).healthy().clock(clock.clone()).start();
    fleet.ok("sync");
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION' AND build IS NOT NULL");
    let app = fleet.value(&format!("SELECT app_id FROM versions WHERE id = '{version}'"));
    fleet.edit("UPDATE versions SET copyright = '2027 X' WHERE state = 'PREPARE_FOR_SUBMISSION'");
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions WHERE id = '{version}'"
    ));
    let drafts = fleet.count("SELECT count(*) FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION'");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    // The submission, its item, the order; one look at the drafts before, and two at what became of version and items.
    assert_eq!(counted, Counted { gets: 3, posts: 2, patches: drafts + 1, ..Counted::NOTHING });
    assert_eq!(fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'")), "WAITING_FOR_REVIEW");
    assert_eq!(fleet.remote("appStoreVersions", &version, "copyright"), "2027 X", "it was edited before it was handed in");

    let submission = id(&fleet, "submissions", &format!("app_id = {app} AND state = 'WAITING_FOR_REVIEW'"));
    assert_snapshot!(fleet.run(&format!("edit \"UPDATE submissions SET submitted = 1 WHERE id = '{submission}'\"")), @r"
    error: submissions.submitted cannot be edited in this state; add: AND state IN ('READY_FOR_REVIEW', 'UNRESOLVED_ISSUES')
    [exit 2]
    ");
    fleet.edit(&format!("UPDATE submissions SET canceled = 1 WHERE id = '{submission}'"));
    fleet.ok("push --yes");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    clock.advance(SignedDuration::from_secs(20));
    fleet.ok("sync");
    assert_eq!(fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'")), "DEVELOPER_REJECTED");
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions WHERE id = '{version}'"
    ));
    fleet.ok("push --yes");
    assert_eq!(fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'")), "WAITING_FOR_REVIEW");
    // An order is taken back by its opposite; what cannot be taken back is said.
    assert_snapshot!(fleet.run("undo --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    warning: Acme Radio: submission_items: this row cannot be deleted in this state; add: AND editable
    warning: Acme Radio: submissions: Apple offers no way to delete what was created
    2 fields could not be taken back
    [exit 4]
    ");
    assert_eq!(fleet.rows("SELECT field, value FROM changes"), [json!({ "field": "canceled", "value": 1 })]);
}

/// What is not ready is not handed in, and Apple's reasons are the user's.
#[test]
fn what_is_not_ready_stays() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION' AND build IS NULL");
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions WHERE id = '{version}'"
    ));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @r"
        changeset 1: 1 sent, 2 refused; 1 request to look, 2 requests to write
        warning: Acme Chess submission_items: Apple refused POST /v1/reviewSubmissionItems: 409 STATE_ERROR.ENTITY_STATE_INVALID: This resource cannot be reviewed, please check associated errors to see why.
          VISION_OS 1.0 he version_localizations.keywords: ENTITY_ERROR.ATTRIBUTE.REQUIRED: You must provide a value for the attribute 'keywords' with this request
          VISION_OS 1.0 versions.build: ENTITY_ERROR.RELATIONSHIP.REQUIRED: You must provide a value for the relationship 'build' with this request
        warning: Acme Chess submissions: not handed in, because something of this app before it was not done
        hint: put right what Apple lists, then `fleet push` hands it in
        hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
        [exit 4]
        ");
    });
    assert_eq!((counted.posts, counted.patches), (2, 0), "what lacks an item is not submitted");
}

#[test]
fn an_approved_version_is_released_and_phased() {
    let fleet = World::new(&["acme"], 30).start();
    fleet.ok("sync");
    let version = id(&fleet, "versions", "state = 'PENDING_DEVELOPER_RELEASE'");
    if fleet.count(&format!("SELECT count(*) FROM phased_releases WHERE version_id = '{version}'")) == 0 {
        fleet.edit(&format!("INSERT INTO phased_releases(version_id, state) VALUES('{version}', 'ACTIVE')"));
    } else {
        fleet.edit(&format!("UPDATE phased_releases SET state = 'ACTIVE' WHERE version_id = '{version}'"));
    }
    fleet.edit(&format!("INSERT INTO release_requests(version_id) VALUES('{version}')"));
    fleet.ok("push --yes");
    let state = fleet.value(&format!("SELECT state FROM versions WHERE id = '{version}'"));
    assert!(state == "PROCESSING_FOR_DISTRIBUTION" || state == "READY_FOR_DISTRIBUTION", "{state}");
    let draft = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION'");
    assert_snapshot!(fleet.run(&format!("edit \"INSERT INTO release_requests(version_id) VALUES('{draft}')\"")), @r"
    error: release_requests: its version cannot be edited in this state
    [exit 2]
    ");
}

/// A schedule of prices is replaced as a whole, and set back as a whole.
#[test]
fn a_price_is_changed_and_set_back() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states,prices,price-schedules");
    let schedule = fleet.rows("SELECT app_id, base_territory, manual_prices FROM price_schedules WHERE app_id IN (SELECT app_id FROM prices WHERE customer_price > 0.5) ORDER BY app_id LIMIT 1");
    let app = schedule[0]["app_id"].as_str().unwrap();
    let before = schedule[0]["manual_prices"].as_str().unwrap();
    // The free price point of an app can be told without a request: facts of Apple's API, §4.7.
    let free = free_point(app, "USA");
    assert!(!before.contains(&free), "{before}");
    fleet.edit(&format!("UPDATE price_schedules SET base_territory = 'USA', manual_prices = json_array(json_object('territory', 'USA', 'price_point', '{free}')) WHERE app_id = '{app}'"));
    let price = fleet.ok("diff --json").json();
    assert_eq!((&price["reads"], &price["writes"]), (&json!(4), &json!(1)));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    // A look at the schedule and its prices before, and at what came of it.
    assert_eq!(counted, Counted { gets: 4, posts: 1, ..Counted::NOTHING });
    let prices = fleet.rows(&format!("SELECT customer_price, territory FROM prices WHERE app_id = '{app}'"));
    assert_eq!(prices, [json!({ "customer_price": "0.0", "territory": "USA" })]);
    assert_eq!(fleet.ok("sync --only prices,price-schedules --json").json()["changed"], 0);

    fleet.ok("undo");
    fleet.ok("push --yes");
    let after = fleet.rows(&format!("SELECT manual_prices FROM price_schedules WHERE app_id = '{app}'"));
    assert_eq!(after[0]["manual_prices"].as_str().unwrap(), before);
}

/// Everything else that a listing or a release is made of, in one push: as many calls as rows.
#[test]
fn every_further_resource_is_written_as_apple_wants_it() {
    let fleet = World::new(&["acme"], 12).start();
    fleet.ok("sync --all");
    let app = id(&fleet, "apps", "1");
    for sql in [
        format!("UPDATE availability SET available = 0 WHERE app_id = '{app}' AND territory IN ('DEU', 'FRA')"),
        format!("INSERT INTO accessibility_declarations(app_id, device_family, supports_captions, supports_voiceover) VALUES('{app}', 'VISION', 1, 0)"),
        format!("INSERT INTO custom_product_pages(app_id, name, visible) VALUES('{app}', 'Winter', 0)"),
        "UPDATE custom_product_pages SET visible = NOT visible WHERE id NOT GLOB '~*'".to_owned(),
        "UPDATE custom_product_page_localizations SET promotional_text = 'Winter is here' WHERE editable".to_owned(),
        "UPDATE review_details SET contact_first_name = 'Ada', contact_phone = '+49 30 1234567', notes = NULL WHERE state = 'PREPARE_FOR_SUBMISSION'".to_owned(),
        "UPDATE builds SET uses_non_exempt_encryption = 0 WHERE uses_non_exempt_encryption IS NULL AND NOT expired".to_owned(),
        "UPDATE builds SET encryption_declaration = d.id FROM (SELECT app_id, min(id) AS id FROM encryption_declarations GROUP BY app_id) AS d \
         WHERE d.app_id = builds.app_id AND builds.id = (SELECT min(id) FROM builds AS b WHERE b.app_id = d.app_id)".to_owned(),
    ] {
        fleet.edit(&sql);
    }
    let price = fleet.ok("diff --json").json();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @"changeset 1: 37 sent; 19 requests to look, 37 requests to write");
    });
    assert_eq!(counted.posts + counted.patches, usize::try_from(price["writes"].as_u64().unwrap()).unwrap());
    let report = fleet.ok("sync --all --full --json").json();
    assert_eq!((&report["changed"], &report["gone"]), (&json!(0), &json!(0)), "{report}");
}

/// Where an app is sold is said once, and territory by territory from then on.
#[test]
fn an_app_is_offered_for_the_first_time() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states");
    let app = id(&fleet, "apps", "account = 'umbra'");
    fleet.sim().remove("appAvailabilities", &app).unwrap();
    fleet.ok("sync --only availability,new-territories");
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM availability WHERE app_id = '{app}'")), 0);
    fleet.edit(&format!(
        "INSERT INTO app_availabilities(app_id, available_in_new_territories, territories) VALUES('{app}', 0, json_array('USA', 'DEU'))"
    ));
    fleet.ok("push --yes");
    let sold = fleet.rows(&format!("SELECT territory FROM availability WHERE app_id = '{app}' AND available ORDER BY 1"));
    assert_eq!(sold, [json!({ "territory": "DEU" }), json!({ "territory": "USA" })]);
    assert_eq!(fleet.value(&format!("SELECT available_in_new_territories FROM app_availabilities WHERE app_id = '{app}'")), 0);
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    assert_snapshot!(fleet.run("undo --format table"), @r"
    nothing to stage: every row has that value already, or none matched
    warning: Umbra Recipes: app_availabilities: Apple offers no way to delete what was created
    1 field could not be taken back
    [exit 4]
    ");
}

/// A version that was thrown away comes back with its texts; what cannot come back is said.
#[test]
fn a_deleted_version_comes_back_with_its_texts() {
    let fleet = TestFleet::synced();
    let (app, _) = new_version(&fleet);
    fleet.edit(&format!(
        "UPDATE version_localizations SET whats_new = 'News', keywords = 'a,b' WHERE app_id = '{app}' AND version_string = '9.1'"
    ));
    fleet.ok("push --yes");
    fleet.ok("sync");
    let before = new_localizations(&fleet, &app, "locale, whats_new, keywords, description, support_url");
    fleet.edit(&format!("DELETE FROM versions WHERE app_id = '{app}' AND version_string = '9.1'"));
    fleet.ok("push --yes -m 'not yet'");
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM version_localizations WHERE app_id = '{app}' AND version_string = '9.1'")), 0);
    assert_snapshot!(fleet.run("undo --format table"), @"staged 17 changes in 1 app; next: fleet diff");
    fleet.ok("push --yes");
    fleet.ok("sync");
    assert_eq!(new_localizations(&fleet, &app, "locale, whats_new, keywords, description, support_url"), before);
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}

#[test]
fn review_attachments_are_listed() {
    let fleet = World::new(&["acme"], 6).start();
    fleet.ok("sync");
    let detail = id(&fleet, "review_details", "state = 'PREPARE_FOR_SUBMISSION'");
    let body = json!({ "data": {
        "type": "appStoreReviewAttachments", "attributes": { "fileName": "manual.pdf", "fileSize": 1_000 },
        "relationships": { "appStoreReviewDetail": { "data": { "type": "appStoreReviewDetails", "id": detail } } },
    } });
    let url = format!("{}/v1/appStoreReviewAttachments", fleet.sim().url());
    let (status, _) = send("POST", &url, &fleet.sim().token("acme").unwrap(), Some(&body));
    assert_eq!(status, 201);
    let details = fleet.count("SELECT count(*) FROM review_details WHERE state <> 'REPLACED_WITH_NEW_VERSION'");
    let counted = fleet.counting(|fleet| drop(fleet.ok("sync --only attachments")));
    assert_eq!(counted, Counted::reads(details + 1), "one for each, and one for the states");
    let listed = fleet.rows("SELECT review_detail_id, file_name, file_size, delivery_state FROM review_attachments");
    let expected = json!({ "review_detail_id": detail, "file_name": "manual.pdf", "file_size": 1000, "delivery_state": "AWAITING_UPLOAD" });
    assert_eq!(listed, [expected]);
    // Where to upload it to is a secret, and kept nowhere.
    assert_eq!(fleet.count("SELECT count(*) FROM review_attachments_mirror WHERE extra LIKE '%uploadOperations%'"), 0);
}
