//! Rules of Apple's that the simulator keeps, broken by a push: what a person reads then. The states of versions and
//! their locales are in `push.rs`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use sim::Clock;

use crate::refusals::{BLIND, PUSH, id, journal_has};
use crate::support::{Answer, Scripted, TestFleet, World, error};

/// `INVALID_STATE` in the words of app infos; `STATE_ERROR` in those of versions is in `push.rs`.
#[test]
fn a_subtitle_under_review() {
    let fleet = TestFleet::synced();
    let text = fleet.rows("SELECT id, app_info_id FROM app_info_localizations WHERE editable AND locale = 'en-US' ORDER BY id LIMIT 1");
    let (text, info) = (text[0]["id"].as_str().unwrap(), text[0]["app_info_id"].as_str().unwrap());
    fleet.edit(&format!("UPDATE app_info_localizations SET subtitle = 'New' WHERE id = '{text}'"));
    fleet.foreign_edit("appInfos", info, json!({ "state": "IN_REVIEW" }));
    assert_snapshot!(fleet.run(BLIND), @r"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Northwind Notes en-US app_info_localizations: Apple refused PATCH /v1/appInfoLocalizations/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE: The field 'subtitle' can not be modified in the current state
    hint: `fleet sync` shows its state; what is staged can wait until it can be edited again
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE");
}

#[test]
fn a_version_number_that_was_used() {
    let fleet = TestFleet::synced();
    let other = fleet.rows("SELECT a.id, b.version_string FROM versions AS a JOIN versions AS b ON a.app_id = b.app_id AND a.platform = b.platform AND a.pk <> b.pk WHERE a.editable ORDER BY a.id LIMIT 1");
    let (draft, used) = (other[0]["id"].as_str().unwrap(), other[0]["version_string"].as_str().unwrap());
    fleet.edit(&format!("UPDATE versions SET version_string = '77.1' WHERE id = '{draft}'"));
    // Our own rule knows only what the last sync saw: somebody has made that one since.
    let rows = fleet.rows(&format!("SELECT v.id FROM versions AS v JOIN versions AS d ON d.app_id = v.app_id AND d.platform = v.platform WHERE d.id = '{draft}' AND v.version_string = '{used}' AND NOT v.editable"));
    fleet.foreign_edit("appStoreVersions", rows[0]["id"].as_str().unwrap(), json!({ "versionString": "77.1" }));
    assert_snapshot!(fleet.run(BLIND), @r#"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Umbra Budget MAC_OS 1.1 versions.version_string: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID: The version number has been previously used.
    hint: a platform uses a version number once; see `fleet query "SELECT app, platform, version_string FROM versions"`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
    journal_has(&fleet, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
    assert_eq!(fleet.rows("SELECT field, value FROM changes"), [json!({ "field": "version_string", "value": "77.1" })]);
}

#[test]
fn an_answer_that_is_given_once() {
    let fleet = World::new(&["acme"], 12).start();
    fleet.ok("sync");
    let build = id(&fleet, "builds", "uses_non_exempt_encryption IS NULL AND NOT expired");
    fleet.edit(&format!("UPDATE builds SET uses_non_exempt_encryption = 0 WHERE id = '{build}'"));
    fleet.foreign_edit("builds", &build, json!({ "usesNonExemptEncryption": true }));
    assert_snapshot!(fleet.run(BLIND), @r"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Workout builds.uses_non_exempt_encryption: Apple refused PATCH /v1/builds/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID: You cannot update when the value is already set.
    hint: Apple takes this answer once for each build; drop it with `fleet unstage`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
}

/// A second version of a platform in preparation.
#[test]
fn a_version_beside_one_in_preparation() {
    let fleet = TestFleet::synced();
    let draft = fleet.rows("SELECT app_id, platform FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' ORDER BY app_id LIMIT 1");
    let (app, platform) = (draft[0]["app_id"].as_str().unwrap(), draft[0]["platform"].as_str().unwrap());
    fleet.edit(&format!("INSERT INTO versions(app_id, platform, version_string) VALUES('{app}', '{platform}', '88.1')"));
    let ran = fleet.run(BLIND);
    assert_snapshot!(ran, @r#"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Recipes MAC_OS 88.1 versions: Apple refused POST /v1/appStoreVersions: 409 ENTITY_ERROR.RELATIONSHIP.INVALID: You cannot create a new version of the App in the current state.
    hint: a platform has one version in preparation; edit that one: `fleet query "SELECT app, platform, version_string, state FROM versions WHERE editable"`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
}

/// A telephone number that our rule takes and Apple's does not.
#[test]
fn a_telephone_number() {
    let fleet = TestFleet::synced();
    let detail = id(&fleet, "review_details", "state = 'PREPARE_FOR_SUBMISSION'");
    fleet.edit(&format!("UPDATE review_details SET contact_phone = '+1' WHERE id = '{detail}'"));
    assert_snapshot!(fleet.run(BLIND), @r"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Chess VISION_OS 1.0 review_details: Apple refused PATCH /v1/appStoreReviewDetails/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID: The attribute 'contactPhone' must be a phone number that begins with '+' and the country code.
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
}

/// `DUPLICATE`: the row is there, and what was to be made becomes a change of it. With other words in it, a conflict.
#[test]
fn a_locale_that_is_there() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION'");
    let create = format!("INSERT INTO version_localizations(version_id, locale, description) VALUES('{version}', 'hr', 'Opis')");
    let other = TestFleet::beside(&fleet);
    other.ok("sync");
    for fleet in [&fleet, &other] {
        fleet.edit(&create);
    }
    other.ok("push --yes");
    assert_snapshot!(fleet.run(BLIND), @"changeset 1: 0 sent, 1 there already; 1 request to look, 1 request to write");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}

#[test]
fn a_row_that_somebody_deleted() {
    let fleet = TestFleet::synced();
    let text = id(&fleet, "version_localizations", "editable AND locale <> (SELECT primary_locale FROM apps WHERE id = app_id)");
    fleet.edit(&format!("UPDATE version_localizations SET description = 'D' WHERE id = '{text}'"));
    fleet.sim().remove("appStoreVersionLocalizations", &text).unwrap();
    assert_snapshot!(fleet.run(BLIND), @r"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Northwind Notes IOS 1.1 pl version_localizations: Apple refused PATCH /v1/appStoreVersionLocalizations/[uuid]: 404 NOT_FOUND: There is no resource of type 'appStoreVersionLocalizations' with id '[uuid]'
    hint: it is gone, or this key does not see it any more: `fleet sync`, then `fleet unstage`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 404, "NOT_FOUND");
}

/// What the order is about is in a submission of somebody else by now; and one that is over is not canceled.
#[test]
fn submissions_that_cannot_be() {
    let clock = Clock::system();
    let fleet = World::new(&["acme"], 12).healthy().clock(clock).start();
    fleet.ok("sync");
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION' AND build IS NOT NULL");
    let submit = format!(
        "INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions WHERE id = '{version}'"
    );
    let other = TestFleet::beside(&fleet);
    other.ok("sync");
    for fleet in [&fleet, &other] {
        fleet.edit(&submit);
    }
    other.ok("push --yes");
    assert_snapshot!(fleet.run(BLIND), @r#"
    changeset 1: 1 sent, 2 refused; 1 request to look, 2 requests to write
    warning: Acme Radio submission_items.version: Apple refused POST /v1/reviewSubmissionItems: 409 STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION: appStoreVersions with id [uuid] was already added to another reviewSubmission with id [uuid]
    warning: Acme Radio submissions: not handed in, because something of this app before it was not done
    hint: it is in a submission already: `fleet sync --only submissions`, then `fleet query "SELECT * FROM submission_items"`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
    fleet.ok("unstage --all");

    let submission = id(&other, "submissions", "state = 'WAITING_FOR_REVIEW'");
    other.edit(&format!("UPDATE submissions SET canceled = 1 WHERE id = '{submission}'"));
    fleet.foreign_edit("reviewSubmissions", &submission, json!({ "state": "COMPLETE" }));
    assert_snapshot!(other.run(BLIND), @r"
    changeset 2: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Journal submissions.canceled: Apple refused PATCH /v1/reviewSubmissions/[uuid]: 409 STATE_ERROR.ENTITY_STATE_INVALID: Resource is not in cancellable state
    hint: `fleet sync` shows how far the review is
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&other, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
}

/// A build that expired between the look at it and the order.
#[test]
fn the_preflight_of_a_submission() {
    let fleet = World::new(&["acme"], 12).healthy().start();
    fleet.ok("sync");
    let version =
        fleet.rows("SELECT id, build FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' AND build IS NOT NULL ORDER BY id LIMIT 1");
    let (version, build) = (version[0]["id"].as_str().unwrap(), version[0]["build"].as_str().unwrap());
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions WHERE id = '{version}'"
    ));
    fleet.foreign_edit("builds", build, json!({ "expired": true }));
    for text in fleet.rows(&format!("SELECT id FROM version_localizations WHERE version_id = '{version}'")) {
        fleet.foreign_edit("appStoreVersionLocalizations", text["id"].as_str().unwrap(), json!({ "supportUrl": null }));
    }
    assert_snapshot!(fleet.run(BLIND), @r"
    changeset 1: 1 sent, 2 refused; 1 request to look, 2 requests to write
    warning: Acme Radio submission_items: Apple refused POST /v1/reviewSubmissionItems: 409 STATE_ERROR.ENTITY_STATE_INVALID: This resource cannot be reviewed, please check associated errors to see why.
      VISION_OS 1.0 ar-SA, en-GB, en-US, es-ES, he, it, ja, nl-NL, pt-BR, ru, tr, zh-Hans version_localizations.support_url: ENTITY_ERROR.ATTRIBUTE.REQUIRED: You must provide a value for the attribute 'supportUrl' with this request
      builds: STATE_ERROR.ENTITY_STATE_INVALID: The build has expired.
    warning: Acme Radio submissions: not handed in, because something of this app before it was not done
    hint: put right what Apple lists, then `fleet push` hands it in
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
}

/// The same, of a submission that was put together before.
#[test]
fn the_preflight_of_an_order() {
    let fleet = World::new(&["acme"], 12).healthy().start();
    fleet.ok("sync");
    let found =
        fleet.rows("SELECT id, build FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' AND build IS NOT NULL ORDER BY id LIMIT 1");
    let (version, build) = (found[0]["id"].as_str().unwrap(), found[0]["build"].as_str().unwrap());
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version) SELECT app_id, platform, id FROM versions WHERE id = '{version}'"
    ));
    fleet.ok("push --yes");
    fleet.foreign_edit("builds", build, json!({ "expired": true }));
    fleet.edit("UPDATE submissions SET submitted = 1 WHERE state = 'READY_FOR_REVIEW'");
    assert_snapshot!(fleet.run(BLIND), @r"
    changeset 2: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Radio submissions: Apple refused PATCH /v1/reviewSubmissions/[uuid]: 409 STATE_ERROR.ENTITY_STATE_INVALID: This resource cannot be reviewed, please check associated errors to see why.
      builds: STATE_ERROR.ENTITY_STATE_INVALID: The build has expired.
    hint: put right what Apple lists, then `fleet push` hands it in
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    assert_eq!(fleet.rows("SELECT field, value FROM changes"), [json!({ "field": "submitted", "value": 1 })]);
}

/// Prices that leave the base territory without one.
#[test]
fn intervals_of_prices() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states,prices,price-schedules");
    let schedule = fleet.rows("SELECT app_id, manual_prices FROM price_schedules ORDER BY app_id LIMIT 1");
    let (app, prices) = (schedule[0]["app_id"].as_str().unwrap(), schedule[0]["manual_prices"].as_str().unwrap());
    let point: Value = serde_json::from_str::<Value>(prices).unwrap()[0].clone();
    let territory = point["territory"].as_str().unwrap();
    let point = point["price_point"].as_str().unwrap();
    let stage = |base: &str, start: &str| {
        fleet.edit(&format!(
            "UPDATE price_schedules SET base_territory = '{base}', manual_prices = json_array(json_object('territory', '{territory}', 'price_point', '{point}', 'start_date', {start})) WHERE app_id = '{app}'"
        ));
    };
    stage(territory, "'2030-01-01'");
    assert_snapshot!(fleet.run(BLIND), @r#"
    changeset 1: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Recipes price_schedules.manual_prices: Apple refused POST /v1/appPriceSchedules: 409 ENTITY_ERROR.INVALID_INTERVAL: There must be a price for the base territory at all times.
    hint: the base territory needs one price at all times; see `fleet query "SELECT app, base_territory, manual_prices FROM price_schedules"`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
    journal_has(&fleet, 409, "ENTITY_ERROR.INVALID_INTERVAL");
    stage(if territory == "FRA" { "DEU" } else { "FRA" }, "NULL");
    assert_snapshot!(fleet.run(BLIND), @r#"
    changeset 2: 0 sent, 1 refused; 0 requests to look, 1 request to write
    warning: Acme Recipes price_schedules.manual_prices: Apple refused POST /v1/appPriceSchedules: 409 ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED: There must be a price for the base territory.
    hint: the base territory needs one price at all times; see `fleet query "SELECT app, base_territory, manual_prices FROM price_schedules"`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
    journal_has(&fleet, 409, "ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED");
}

/// A value that our own rules do not ask for: `REQUIRED`.
#[test]
fn a_date_that_is_missing() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "editable");
    fleet.edit(&format!(
        "UPDATE versions SET release_type = 'SCHEDULED', earliest_release_date = '2099-01-01T00:00:00Z' WHERE id = '{version}'"
    ));
    let scripted = Scripted::before(&fleet);
    let mut missing =
        error(409, "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "You must provide a value for the attribute 'earliestReleaseDate' with this request");
    missing["source"] = json!({ "pointer": "/data/attributes/earliestReleaseDate" });
    scripted.answers("PATCH", "/v1/appStoreVersions/", Answer::errors(409, &json!([missing])));
    assert_snapshot!(fleet.run(PUSH), @r"
    changeset 1: 0 sent, 1 refused; 1 request to look, 1 request to write
    warning: Acme Chess VISION_OS 1.0 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.REQUIRED: You must provide a value for the attribute 'earliestReleaseDate' with this request
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, "ENTITY_ERROR.ATTRIBUTE.REQUIRED");
    assert_eq!(scripted.writes().len(), 1);
}
