//! What Apple refuses a push (facts of Apple's API, §1.4), and the sentence that a person reads about it.
//!
//! Where the simulator has the rule, the test leads it there; the other answers are written down, and a server between
//! the program and the simulator gives them. Not here, because only reads can meet them: `PARAMETER_ERROR.*` (a push has
//! no query but on its looks, whose parameters are constants that the tests of sync hold against Apple's document) and
//! `FORBIDDEN_ERROR` for a collection that offers no GET. `STATE_ERROR.SCREENSHOT_REQUIRED.*` and
//! `.SCREENSHOT_UPLOADS_IN_PROGRESS` come only as associated errors, and are here as such.

use insta::assert_snapshot;
use serde_json::{Value, json};
use sim::{Clock, Effect, Fault, Key, Role, When};

use crate::support::{Answer, Counted, Ran, Scripted, TestFleet, World, error};

const PUSH: &str = "push --yes --format table";
/// Without a look before: what happened since the sync is Apple's to say.
const BLIND: &str = "push --yes --max-age 3600 --format table";

/// The id of the first row of a query.
fn id(fleet: &TestFleet, view: &str, condition: &str) -> String {
    let rows = fleet.rows(&format!("SELECT id FROM {view} WHERE {condition} ORDER BY id LIMIT 1"));
    rows[0]["id"].as_str().unwrap().to_owned()
}

/// A workspace whose writes of one kind are answered like this. Two drafts of umbra have a new copyright.
fn refused(answer: Answer) -> (TestFleet, Scripted, Ran) {
    let fleet = TestFleet::synced();
    let scripted = Scripted::before(&fleet);
    fleet.edit("UPDATE versions SET copyright = '2027 X' WHERE editable AND client = 'umbra'");
    let drafts = fleet.rows("SELECT id FROM versions WHERE editable AND client = 'umbra' ORDER BY id");
    assert_eq!(drafts.len(), 2);
    scripted.answers("PATCH", &format!("/v1/appStoreVersions/{}", drafts[0]["id"].as_str().unwrap()), answer);
    let ran = fleet.run(PUSH);
    (fleet, scripted, ran)
}

/// One row was refused: the other one is sent, the refused one is staged again, and the journal has Apple's answer.
fn is_one_row(fleet: &TestFleet, ran: &Ran, http: u16, code: &str) {
    assert_eq!(ran.code, 4, "{ran}");
    assert_eq!(fleet.rows("SELECT field, value FROM changes"), [json!({ "field": "copyright", "value": "2027 X" })]);
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(sent.count(), 1, "the rest goes on");
    journal_has(fleet, http, code);
}

/// The last refused step says why.
fn journal_has(fleet: &TestFleet, http: u16, code: &str) {
    let steps = fleet.rows(
        "SELECT http, note, answer FROM steps WHERE status = 'failed' AND http IS NOT NULL ORDER BY changeset DESC, seq DESC LIMIT 1",
    );
    let step = &steps[0];
    assert_eq!(step["http"], http, "{step}");
    assert!(step["note"].as_str().unwrap().starts_with("Apple refused "), "{step}");
    if !code.is_empty() {
        assert!(step["answer"].as_str().unwrap().contains(code), "{step}");
    }
}

/// The account stopped: everything is kept for the next push, which sends it.
fn is_the_account(fleet: &TestFleet, scripted: &Scripted) {
    let left = fleet.count("SELECT count(*) FROM steps WHERE status = 'planned'");
    assert!(left > 0);
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'failed'"), 0);
    scripted.clear();
    fleet.ok("push --yes");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(sent.count(), 2);
}

// ------------------------------------------------------------------------------------- one row, answers written down

/// 400, 405, 406, 413 and 422 mean that the request itself was wrong, which no edit puts right.
#[test]
fn a_request_that_apple_does_not_understand() {
    let (fleet, _scripted, ran) = refused(Answer::refusal(400, "ENTITY_INVALID", "JSON processing failed"));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 400 ENTITY_INVALID: JSON processing failed
    hint: this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 400, "ENTITY_INVALID");

    let (fleet, _scripted, ran) =
        refused(Answer::refusal(405, "METHOD_NOT_ALLOWED", "The request method is not valid for the resource path."));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 405 METHOD_NOT_ALLOWED: The request method is not valid for the resource path.
    hint: this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 405, "METHOD_NOT_ALLOWED");

    let (fleet, _scripted, ran) = refused(Answer::text(406, "Not Acceptable"));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 406: Not Acceptable
    hint: this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 406, "");

    let unprocessable = json!([{
        "id": "e", "status": "422", "code": "ENTITY_UNPROCESSABLE", "title": "The request entity is not a valid request document object",
        "detail": "Unexpected or invalid value at 'data.relationships.build'.", "meta": { "position": { "row": 1, "column": 97 } },
    }]);
    let (fleet, _scripted, ran) = refused(Answer::errors(422, &unprocessable));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 422 ENTITY_UNPROCESSABLE: Unexpected or invalid value at 'data.relationships.build'.
    hint: this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 422, "ENTITY_UNPROCESSABLE");
}

#[test]
fn a_method_that_the_api_does_not_offer() {
    let detail = "The resource 'appStoreVersions' does not allow 'UPDATE'. Allowed operations are: GET_INSTANCE";
    let (fleet, _scripted, ran) = refused(Answer::refusal(403, "FORBIDDEN_ERROR", detail));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 403 FORBIDDEN_ERROR: The resource 'appStoreVersions' does not allow 'UPDATE'. Allowed operations are: GET_INSTANCE
    hint: Apple's API does not offer this: do it at https://appstoreconnect.apple.com, and `fleet unstage` it
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 403, "FORBIDDEN_ERROR");
}

#[test]
fn a_row_that_is_not_there() {
    for (code, detail) in [
        ("NOT_FOUND", "There is no resource of type 'appStoreVersions' with id 'x'"),
        ("PATH_ERROR", "The URL path is not valid"),
        ("RESOURCE_DOES_NOT_EXIST", "The resource does not exist"),
    ] {
        let (fleet, _scripted, ran) = refused(Answer::refusal(404, code, detail));
        assert!(ran.stderr.contains(&format!("404 {code}: {detail}")), "{ran}");
        assert!(ran.stderr.contains("hint: it is gone, or this key does not see it any more: `fleet sync`, then `fleet unstage`"), "{ran}");
        is_one_row(&fleet, &ran, 404, code);
    }
}

/// Codes under 409 that no rule of the simulator leads to.
#[test]
fn an_entity_that_apple_does_not_take() {
    let at = |pointer: &str, mut error: Value| {
        error["source"] = json!({ "pointer": pointer });
        Answer::errors(409, &json!([error]))
    };
    let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE";
    let (fleet, _scripted, ran) = refused(at("/data/attributes/copyright", error(409, code, "Cannot edit it when it is in ACTIVE state")));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions.copyright: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE: Cannot edit it when it is in ACTIVE state
    hint: `fleet sync` shows its state; what is staged can wait until it can be edited again
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, code);

    let code = "ENTITY_ERROR.INCLUDED.INVALID_ID";
    let (fleet, _scripted, ran) =
        refused(at("/included/0/id", error(409, code, "the id must be a local id with the format '${local-id}'")));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.INCLUDED.INVALID_ID: the id must be a local id with the format '${local-id}'
    hint: this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, code);

    let code = "ENTITY_ERROR.RELATIONSHIP.UNKNOWN";
    let (fleet, _scripted, ran) =
        refused(at("/data/relationships/build", error(409, code, "The specified pre-release build could not be added.")));
    assert_snapshot!(ran, @r#"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions.build: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.RELATIONSHIP.UNKNOWN: The specified pre-release build could not be added.
    hint: choose a build of the same platform and version: `fleet query "SELECT app, id, version, processing_state, expired FROM builds"`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    "#);
    is_one_row(&fleet, &ran, 409, code);

    let code = "ENTITY_ERROR.ATTRIBUTE.TYPE";
    let (fleet, _scripted, ran) =
        refused(at("/data/attributes/copyright", error(409, code, "'7' is not a valid value for the attribute 'copyright'.")));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.TYPE: '7' is not a valid value for the attribute 'copyright'.
    hint: this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, code);

    let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE.MISSING_SCREENSHOTS_PRIMARY_LOCALE";
    let (fleet, _scripted, ran) = refused(Answer::refusal(409, code, "The primary locale has no screenshots"));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE.MISSING_SCREENSHOTS_PRIMARY_LOCALE: The primary locale has no screenshots
    hint: upload the screenshots of the primary locale, then `fleet push`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, code);

    let code = "STATE_ERROR.FIRST_CONSUMABLE_MUST_BE_SUBMITTED_ON_VERSION";
    let (fleet, _scripted, ran) = refused(Answer::refusal(409, code, "The first in-app purchase must be submitted with a version"));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 STATE_ERROR.FIRST_CONSUMABLE_MUST_BE_SUBMITTED_ON_VERSION: The first in-app purchase must be submitted with a version
    hint: add the in-app purchase to the version at https://appstoreconnect.apple.com, then `fleet push`
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, code);
}

#[test]
fn a_name_that_somebody_else_has() {
    let fleet = TestFleet::synced();
    let scripted = Scripted::before(&fleet);
    let text = id(&fleet, "app_info_localizations", "editable AND locale = 'en-US'");
    fleet.edit(&format!("UPDATE app_info_localizations SET name = 'Calculator' WHERE id = '{text}'"));
    let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.DIFFERENT_ACCOUNT";
    let mut refusal = error(409, code, "The app name you entered is already being used by another developer.");
    refusal["source"] = json!({ "pointer": "/data/attributes/name" });
    scripted.answers("PATCH", "/v1/appInfoLocalizations/", Answer::errors(409, &json!([refusal])));
    assert_snapshot!(fleet.run(PUSH), @r"
    changeset 1: 0 sent, 1 refused; 1 request to look, 1 request to write
    warning: Northwind Notes en-US app_info_localizations.name: Apple refused PATCH /v1/appInfoLocalizations/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.DIFFERENT_ACCOUNT: The app name you entered is already being used by another developer.
    hint: another developer has it; choose another one
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, code);
    assert_eq!(fleet.rows("SELECT field, value FROM changes"), [json!({ "field": "name", "value": "Calculator" })]);
}

/// Our own rules are narrower than these, so that Apple's answer is written down.
#[test]
fn a_text_that_is_too_long() {
    let detail = "The provided entity includes the field 'copyright' whose value is too long. It cannot exceed 200 characters.";
    let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG";
    let (fleet, _scripted, ran) = refused(Answer::refusal(409, code, detail));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG: The provided entity includes the field 'copyright' whose value is too long. It cannot exceed 200 characters.
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, code);
}

/// Several errors in one answer, one of them without a detail.
#[test]
fn several_errors_at_once() {
    let mut first = error(409, "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", "It cannot exceed 200 characters.");
    first["source"] = json!({ "pointer": "/data/attributes/copyright" });
    let second = json!({ "status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "title": "The provided entity is missing a required attribute" });
    let (fleet, _scripted, ran) = refused(Answer::errors(409, &json!([first, second])));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions.copyright: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG: It cannot exceed 200 characters. (and 1 more)
      ENTITY_ERROR.ATTRIBUTE.REQUIRED: The provided entity is missing a required attribute
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, "ENTITY_ERROR.ATTRIBUTE.REQUIRED");
}

/// What Apple writes is foreign text.
#[test]
fn escapes_in_apples_words_do_no_harm() {
    let detail = "red \u{1b}[31m\u{9b}2J and \u{202e}backwards\u{7}\nnext";
    let (fleet, _scripted, ran) = refused(Answer::refusal(409, "STATE_\u{1b}[0mERROR", detail));
    assert!(!ran.stderr.chars().any(|letter| (letter.is_control() && letter != '\n') || letter == '\u{202e}'), "{ran:?}");
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 refused; 1 request to look, 2 requests to write
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 STATE_ [0mERROR: red [31m 2J and �backwards next
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    is_one_row(&fleet, &ran, 409, "");
    let log = fleet.run("log 1 --format table");
    assert!(!log.stdout.chars().any(|letter| (letter.is_control() && letter != '\n') || letter == '\u{202e}'), "{log:?}");
}

/// By this id Apple's support finds the request.
#[test]
fn the_request_id_is_kept() {
    let answer = Answer::refusal(409, "STATE_ERROR", "No.").header("x-apple-request-uuid", "REQUEST-7");
    let (fleet, _scripted, _ran) = refused(answer);
    assert_eq!(fleet.value("SELECT request_id FROM steps WHERE status = 'failed'"), "REQUEST-7");
    let again = fleet.run("push --yes --json").json();
    assert_eq!((&again["failed"][0]["request_id"], &again["failed"][0]["http"]), (&json!("REQUEST-7"), &json!(409)));
}

/// Rows of other tables are named as people know them, equal complaints once.
#[test]
fn associated_errors_are_named() {
    let fleet = TestFleet::synced();
    let scripted = Scripted::before(&fleet);
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION'");
    fleet.edit(&format!(
        "INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions WHERE id = '{version}'"
    ));
    let texts = fleet.rows(&format!("SELECT id FROM version_localizations WHERE version_id = '{version}' ORDER BY locale LIMIT 3"));
    let mut associated = serde_json::Map::new();
    for text in &texts {
        let mut missing =
            error(409, "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "You must provide a value for the attribute 'whatsNew' with this request");
        missing["source"] = json!({ "pointer": "/data/attributes/whatsNew" });
        associated.insert(format!("/v1/appStoreVersionLocalizations/{}", text["id"].as_str().unwrap()), json!([missing]));
    }
    let deep = error(409, "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67", "App screenshot missing (APP_IPHONE_67).");
    let mut uploads = error(409, "STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", "Screenshots are still being uploaded.");
    uploads["meta"] = json!({ "associatedErrors": { "/v1/appScreenshotSets/unknown": [deep.clone()] } });
    associated.insert("/v1/appScreenshots/".into(), json!([deep, uploads]));
    associated.insert("/v1/builds/nobody".into(), json!([error(409, "STATE_ERROR", "The build has expired.")]));
    let mut envelope =
        error(409, "STATE_ERROR.ENTITY_STATE_INVALID", "This resource cannot be reviewed, please check associated errors to see why.");
    envelope["meta"] = json!({ "associatedErrors": associated });
    scripted.answers("POST", "/v1/reviewSubmissionItems", Answer::errors(409, &json!([envelope])));
    assert_snapshot!(fleet.run(PUSH), @r"
    changeset 1: 1 sent, 2 refused; 1 request to look, 2 requests to write
    warning: Acme Chess submission_items: Apple refused POST /v1/reviewSubmissionItems: 409 STATE_ERROR.ENTITY_STATE_INVALID: This resource cannot be reviewed, please check associated errors to see why.
      screenshots: STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67: App screenshot missing (APP_IPHONE_67).
      screenshots: STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS: Screenshots are still being uploaded.
      VISION_OS 1.0 ar-SA, en-GB, en-US version_localizations.whats_new: ENTITY_ERROR.ATTRIBUTE.REQUIRED: You must provide a value for the attribute 'whatsNew' with this request
      /v1/builds/nobody: STATE_ERROR: The build has expired.
      /v1/appScreenshotSets/unknown: STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67: App screenshot missing (APP_IPHONE_67).
    warning: Acme Chess submissions: not handed in, because something of this app before it was not done
    hint: put right what Apple lists, then `fleet push` hands it in
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    journal_has(&fleet, 409, "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67");
}

/// Many rows, one reason: it is read once, and is there row by row for programs.
#[test]
fn equal_refusals_are_told_together() {
    let fleet = TestFleet::synced();
    let scripted = Scripted::before(&fleet);
    fleet.edit("UPDATE versions SET copyright = '2027 X' WHERE editable");
    scripted.answers(
        "PATCH",
        "/v1/appStoreVersions/",
        Answer::refusal(409, "STATE_ERROR", "Attribute 'copyright' cannot be edited at this time"),
    );
    assert_snapshot!(fleet.run(PUSH), @r"
    changeset 1: 0 sent, 12 refused; 3 requests to look, 12 requests to write
    warning: 12 rows of 11 apps, versions: Apple refused PATCH /v1/appStoreVersions: 409 STATE_ERROR: Attribute 'copyright' cannot be edited at this time
      Acme Budget IOS 1.2, Acme Chess VISION_OS 1.0, Acme Notes TV_OS 2.0, Acme Recipes MAC_OS 1.1, Acme Recipes IOS 2.1 and 7 more
    hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
    [exit 4]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 12);
    let all = fleet.run("push --yes --json").json();
    assert_eq!(all["failed"].as_array().unwrap().len(), 12);
    assert!(all["failed"][0]["message"].as_str().unwrap().contains("/v1/appStoreVersions/"), "{all}");
}

// ----------------------------------------------------------------------------------------------- the whole account

#[test]
fn agreements_stop_the_account_once() {
    let detail = "This request requires an in-effect agreement that has not been signed or has expired.";
    let (fleet, scripted, ran) = refused(Answer::refusal(403, "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", detail));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 left; 1 request to look, 2 requests to write
    warning: account umbra stopped: Apple refused PATCH /v1/appStoreVersions/[uuid]: 403 FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED: This request requires an in-effect agreement that has not been signed or has expired.
    hint: the account holder must accept the current agreements at https://appstoreconnect.apple.com/agreements
    1 call not sent; `fleet push` continues
    [exit 4]
    ");
    is_the_account(&fleet, &scripted);
}

#[test]
fn a_membership_that_ended_stops_the_account() {
    let (fleet, scripted, ran) = refused(Answer::refusal(403, "FORBIDDEN_ERROR", "Your Apple Developer Program membership has expired."));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 left; 1 request to look, 2 requests to write
    warning: account umbra stopped: Apple refused PATCH /v1/appStoreVersions/[uuid]: 403 FORBIDDEN_ERROR: Your Apple Developer Program membership has expired.
    hint: the account holder must renew the membership at https://developer.apple.com/account
    1 call not sent; `fleet push` continues
    [exit 4]
    ");
    is_the_account(&fleet, &scripted);
}

#[test]
fn a_key_that_was_revoked_stops_the_account() {
    let (fleet, scripted, ran) = refused(Answer::refusal(401, "NOT_AUTHORIZED", "Provide a properly configured and signed bearer token."));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 left; 1 request to look, 2 requests to write
    warning: account umbra stopped: Apple refused PATCH /v1/appStoreVersions/[uuid]: 401 NOT_AUTHORIZED: Provide a properly configured and signed bearer token.
    hint: Apple does not know this key: check key_id and issuer_id of the account in fleet.toml, and that the key was not revoked
    1 call not sent; `fleet push` continues
    [exit 4]
    ");
    is_the_account(&fleet, &scripted);
}

/// Marketing may read listings and not write them.
#[test]
fn a_role_that_may_not_write_stops_the_account() {
    let fleet = World::new(&["acme"], 4).keys(vec![Key::team("acme", Role::Marketing)]).start();
    fleet.ok("sync");
    let keys = fleet.sim().keys();
    let key = keys.iter().find(|key| key.role == Role::Marketing).unwrap();
    fleet.write("marketing.p8", key.private_key_pem.clone().unwrap());
    fleet.reconfigure(&keys[0].key_id, &key.key_id);
    fleet.reconfigure("acme.p8", "marketing.p8");
    fleet.edit("UPDATE versions SET copyright = '2027 X' WHERE editable");
    let counted = fleet.counting(|fleet| {
        let ran = fleet.run(BLIND).to_string();
        assert_snapshot!(ran.split_once('\n').unwrap().1, @r"
        warning: account acme stopped: Apple refused PATCH /v1/appStoreVersions/[uuid]: 403 FORBIDDEN_ERROR: The API key in use does not allow this request
        hint: the key's role does not allow this: App Manager or Admin can change listings
        5 calls not sent; `fleet push` continues
        [exit 3]
        ");
    });
    // One call of each app may be on its way when the first one is refused.
    assert!(counted.patches <= 4, "{counted:?}");
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'failed'"), 0);
}

#[test]
fn the_spent_hour_stops_the_account() {
    let (fleet, _scripted, ran) =
        refused(Answer::refusal(429, "RATE_LIMIT_EXCEEDED", "We've received too many requests for this API.").header("Retry-After", "600"));
    assert_eq!(ran.code, 4, "{ran}");
    assert_eq!(ran.stderr.matches("warning: account umbra stopped: the request budget allows nothing for ").count(), 1, "{ran}");
    assert!(ran.stderr.contains("hint: run the same command later: it continues where it stopped; or wait with --wait"), "{ran}");
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'planned'"), 1, "it is kept");
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'failed'"), 0);
}

// ------------------------------------------------------------------------------------------ nobody knows whether it is

/// One answer of 500 or 503, before or after Apple has carried it out: the row is looked at, and sent again if need be.
#[test]
fn trouble_on_apples_side_is_looked_into() {
    for (effect, patches) in [
        (Effect::status(500), 2),
        (Effect::applied(500), 1),
        (Effect::status(503), 2),
        (Effect::applied(503), 1),
        (Effect::status(502), 2),
        (Effect::applied(504), 1),
    ] {
        let fault = Fault::new(effect).on("PATCH", "/v1/appStoreVersions/{id}").when(When::Nth(1));
        let fleet = World::new(&["acme"], 4).faults(vec![fault]).start();
        fleet.ok("sync");
        let version = id(&fleet, "versions", "editable");
        fleet.edit(&format!("UPDATE versions SET copyright = '2027 X' WHERE id = '{version}'"));
        let counted = fleet.counting(|fleet| {
            let ran = fleet.ok(PUSH);
            assert!(ran.stdout.starts_with("changeset 1: 1 sent;"), "{effect:?}: {ran}");
        });
        assert_eq!(counted, Counted { gets: 2, patches, ..Counted::NOTHING }, "{effect:?}");
        assert_eq!(fleet.remote("appStoreVersions", &version, "copyright"), "2027 X");
        assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    }
}

/// Trouble that does not end: the account stops, and the step stays in doubt.
#[test]
fn trouble_that_does_not_end_stops_the_account() {
    let (fleet, scripted, ran) =
        refused(Answer::refusal(503, "SERVICE_UNAVAILABLE", "The server is temporarily unable to handle the request. Try again later."));
    assert_snapshot!(ran, @r"
    changeset 1: 1 sent, 1 left; 3 requests to look, 4 requests to write
    warning: account umbra stopped: Apple refused PATCH /v1/appStoreVersions/[uuid]: 503 SERVICE_UNAVAILABLE: The server is temporarily unable to handle the request. Try again later.
    hint: this is trouble on Apple's side; run the same command later: it looks what has arrived, and sends the rest
    1 call left; `fleet push` looks whether Apple has what was sent, and continues
    [exit 4]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM steps WHERE status = 'sent'"), 1, "nobody knows");
    scripted.clear();
    fleet.ok("push --yes");
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(sent.count(), 2);
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}

// --------------------------------------------------------------------------------------------- rules of the simulator

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
    warning: Acme Radio submission_items.version: Apple refused POST /v1/reviewSubmissionItems: 409 STATE_ERROR.ENTITY_STATE_INVALID: This resource cannot be reviewed, please check associated errors to see why.
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
