//! What Apple refuses a push (facts of Apple's API, §1.4), and the sentence that a person reads about it.
//!
//! These answers are written down, and a server between the program and the simulator gives them; where the simulator has
//! the rule itself, `rules.rs` leads it there. Not here, because only reads can meet them: `PARAMETER_ERROR.*` (a push has
//! no query but on its looks, whose parameters are constants that the tests of sync hold against Apple's document) and
//! `FORBIDDEN_ERROR` for a collection that offers no GET. `STATE_ERROR.SCREENSHOT_REQUIRED.*` and
//! `.SCREENSHOT_UPLOADS_IN_PROGRESS` come only as associated errors, and are here as such.

use insta::assert_snapshot;
use serde_json::{Value, json};
use sim::{Effect, Fault, Key, Role, When};

use crate::support::{Answer, Counted, Ran, Scripted, TestFleet, World, error};

pub(crate) const PUSH: &str = "push --yes --format table";
/// Without a look before: what happened since the sync is Apple's to say.
pub(crate) const BLIND: &str = "push --yes --max-age 3600 --format table";

/// The id of the first row of a query.
pub(crate) fn id(fleet: &TestFleet, view: &str, condition: &str) -> String {
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
pub(crate) fn journal_has(fleet: &TestFleet, http: u16, code: &str) {
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
    warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 STATE_ [0mERROR: red [31m 2J and backwards next
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
