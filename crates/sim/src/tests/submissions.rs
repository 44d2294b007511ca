//! Submissions from the developer's side: the draft, the preflight, handing in, taking back.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::ready::{act, add, attribute, infos, others, ready, state, submission, submitted};
use super::{Bench, options};
use crate::review::ReviewAction;
use crate::service::lock;
use crate::simulator::Options;

#[test]
fn drafts_are_found_by_app_platform_and_state() {
    let bench = Bench::new();
    let version = ready(&bench);
    let (app, platform) = (version.link("app").unwrap(), version.text("platform").unwrap());
    let draft = submission(&bench, &version);
    let missing = bench.get("/v1/reviewSubmissions");
    assert_eq!((missing.status, missing.codes()), (400, vec!["PARAMETER_ERROR.REQUIRED"]));
    let target = format!("/v1/reviewSubmissions?filter[app]={app}&filter[platform]={platform}&filter[state]=READY_FOR_REVIEW");
    assert!(bench.get(&target).ids().contains(&draft.as_str()));
    assert!(bench.get(&format!("/v1/apps/{app}/reviewSubmissions?filter[state]=READY_FOR_REVIEW")).ids().contains(&draft.as_str()));
    let other = bench
        .find("apps", |other| other.id != app && bench.get(&format!("/v1/reviewSubmissions?filter[app]={}", other.id)).ids().len() > 1)
        .id;
    let both = bench.get(&format!("/v1/reviewSubmissions?limit=200&filter[app]={app},{other}")).ids().len();
    let each = |app: &str| bench.get(&format!("/v1/reviewSubmissions?limit=200&filter[app]={app}")).ids().len();
    assert_eq!(both, each(app) + each(&other));
    assert_eq!(bench.get(&format!("/v1/reviewSubmissions?filter[app]={app}&sort=state")).status, 400);
    let delete = bench.delete(&format!("/v1/reviewSubmissions/{draft}"));
    assert_eq!((delete.status, delete.codes()), (403, vec!["FORBIDDEN_ERROR"]));
    let empty = bench.set("reviewSubmissions", &draft, &json!({ "submitted": true }));
    assert_eq!(empty.codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"], "there is nothing to review");
}

#[test]
fn a_submission_without_platform_has_that_of_its_app() {
    let bench = Bench::new();
    let version = ready(&bench);
    let app = json!({ "app": { "data": { "type": "apps", "id": version.link("app") } } });
    let made = bench.post("/v1/reviewSubmissions", &json!({ "data": { "type": "reviewSubmissions", "relationships": app } }));
    let oldest = others(&bench, &bench.other(&version, "app"), "appStoreVersions").pop().unwrap();
    assert_eq!(attribute(&made, "platform"), *oldest.value("platform"));
    let id = made.body["data"]["id"].as_str().unwrap();
    assert_eq!(bench.set("reviewSubmissions", id, &json!({ "platform": "TV_OS" })).status, 200);
    let nobody = json!({ "data": { "type": "reviewSubmissions" } });
    assert_eq!(bench.post("/v1/reviewSubmissions", &nobody).codes(), ["ENTITY_ERROR.RELATIONSHIP.REQUIRED"]);
}

#[test]
fn an_item_stages_its_version_and_gives_it_back() {
    let bench = Bench::new();
    let version = ready(&bench);
    let app = version.link("app").unwrap();
    let draft = submission(&bench, &version);
    let added = add(&bench, &draft, &version.id);
    assert_eq!((added.status, attribute(&added, "state")), (201, json!("READY_FOR_REVIEW")));
    assert!(added.body["data"]["relationships"].get("reviewSubmission").is_none(), "the way back is not shown");
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "READY_FOR_REVIEW");
    assert!(infos(&bench, app).contains(&"READY_FOR_REVIEW".to_owned()));
    let item = added.body["data"]["id"].as_str().unwrap();
    let read = bench.get(&format!("/v1/reviewSubmissions/{draft}?include=items,appStoreVersionForReview,lastUpdatedByActor"));
    assert_eq!(read.body["data"]["relationships"]["items"]["data"][0]["id"], *item);
    assert_eq!(read.body["data"]["relationships"]["appStoreVersionForReview"]["data"]["id"], version.id);
    let actor = read.body["data"]["relationships"]["lastUpdatedByActor"]["data"]["id"].as_str().unwrap().to_owned();
    let actors = bench.get(&format!("/v1/actors?filter[id]={actor}"));
    assert_eq!(actors.body["data"][0]["attributes"]["apiKeyId"], bench.service.credentials[0].account.key_id.as_str());
    assert_eq!(bench.get("/v1/actors").codes(), ["PARAMETER_ERROR.REQUIRED"]);
    let items = bench.get(&format!("/v1/reviewSubmissions/{draft}/items?include=appStoreVersion"));
    assert_eq!(items.body["included"][0]["id"], version.id);
    assert_eq!(bench.get(&format!("/v1/reviewSubmissionItems/{item}")).status, 403);

    let again = add(&bench, &submission(&bench, &version), &version.id);
    assert_eq!(again.codes(), ["STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION"]);
    let detail = format!("appStoreVersions with id {} was already added to another reviewSubmission with id {draft}", version.id);
    assert_eq!(again.body["errors"][0]["detail"], detail.as_str());
    assert_eq!(bench.delete(&format!("/v1/appStoreVersions/{}", version.id)).status, 409, "what is staged stays");

    assert_eq!(bench.delete(&format!("/v1/reviewSubmissionItems/{item}")).status, 204);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PREPARE_FOR_SUBMISSION");
    assert!(infos(&bench, app).contains(&"PREPARE_FOR_SUBMISSION".to_owned()));
    let read = bench.get(&format!("/v1/reviewSubmissions/{draft}?include=items,appStoreVersionForReview"));
    assert_eq!(read.body["data"]["relationships"]["items"]["data"], json!([]));
    assert_eq!(read.body["data"]["relationships"]["appStoreVersionForReview"]["data"], Value::Null);
}

#[test]
fn an_item_is_about_one_thing_of_the_same_app() {
    let bench = Bench::new();
    let version = ready(&bench);
    let draft = submission(&bench, &version);
    let of = |relationships: Value| {
        bench.post("/v1/reviewSubmissionItems", &json!({ "data": { "type": "reviewSubmissionItems", "relationships": relationships } }))
    };
    let to = |id: &str| json!({ "data": { "type": "reviewSubmissions", "id": id } });
    assert_eq!(of(json!({ "reviewSubmission": to(&draft) })).codes(), ["ENTITY_ERROR.RELATIONSHIP.REQUIRED"]);
    let stranger = bench.find("appStoreVersions", |other| {
        other.link("app") != version.link("app") && other.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION")
    });
    assert_eq!(add(&bench, &draft, &stranger.id).codes(), ["ENTITY_ERROR.RELATIONSHIP.INVALID"]);
    let live = others(&bench, &bench.other(&version, "app"), "appStoreVersions");
    let live = live.iter().find(|other| {
        other.text("appVersionState") == Some("READY_FOR_DISTRIBUTION") && other.value("platform") == version.value("platform")
    });
    let refused = add(&bench, &draft, &live.unwrap().id);
    assert_eq!(refused.codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
    assert_eq!(refused.body["errors"][0]["detail"], format!("appStoreVersions with id '{}' is not in valid state.", live.unwrap().id));
}

#[test]
fn an_upload_in_any_locale_stands_against_a_review() {
    let bench = Bench::new();
    let version = ready(&bench);
    let primary = bench.other(&version, "app").text("primaryLocale").unwrap().to_owned();
    let texts = others(&bench, &version, "appStoreVersionLocalizations");
    let other = texts.iter().find(|text| text.text("locale") != Some(&primary)).unwrap();
    let mut picture = bench.other(&bench.other(other, "appScreenshotSets"), "appScreenshots");
    let draft = submission(&bench, &version);
    for state in ["AWAITING_UPLOAD", "UPLOAD_COMPLETE"] {
        picture.set("assetDeliveryState", json!({ "state": state, "errors": [], "warnings": [] }));
        bench.put(&picture);
        let refused = add(&bench, &draft, &version.id);
        let associated = &refused.body["errors"][0]["meta"]["associatedErrors"]["/v1/appScreenshots/"];
        assert_eq!(associated[0]["code"], "STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", "{state} {}", refused.body);
    }
    picture.set("assetDeliveryState", json!({ "state": "COMPLETE", "errors": [], "warnings": [] }));
    bench.put(&picture);
    assert_eq!(add(&bench, &draft, &version.id).status, 201);
}

#[test]
fn the_preflight_names_everything_that_is_missing() {
    let bench = Bench::new();
    let version = ready(&bench);
    let app = bench.other(&version, "app");
    let build = bench.other(&version, "build");
    let text = bench.other(&version, "appStoreVersionLocalizations");
    let detail = bench.other(&version, "appStoreReviewDetail");
    let draft = submission(&bench, &version);
    let info = others(&bench, &app, "appInfos").into_iter().find(|info| info.text("state") == Some("PREPARE_FOR_SUBMISSION")).unwrap();
    let rating = bench.other(&info, "ageRatingDeclaration");
    let path = |resource: &crate::world::Resource| format!("/v1/{}/{}", resource.kind.name, resource.id);
    let check = |expected: &[(String, &str, &str)]| {
        let refused = add(&bench, &draft, &version.id);
        assert_eq!((refused.status, refused.codes()), (409, vec!["STATE_ERROR.ENTITY_STATE_INVALID"]), "{expected:?}");
        let associated = refused.body["errors"][0]["meta"]["associatedErrors"].as_object().unwrap().clone();
        let found: BTreeSet<(String, String, String)> = associated
            .iter()
            .flat_map(|(path, errors)| {
                errors.as_array().unwrap().iter().map(move |error| {
                    let name = error["source"]["pointer"].as_str().unwrap_or_default().rsplit('/').next().unwrap().to_owned();
                    (path.clone(), error["code"].as_str().unwrap().to_owned(), name)
                })
            })
            .collect();
        let expected = expected.iter().map(|(path, code, name)| (path.clone(), (*code).to_owned(), (*name).to_owned()));
        assert_eq!(found, expected.collect::<BTreeSet<_>>());
    };
    let required = "ENTITY_ERROR.ATTRIBUTE.REQUIRED";
    let null = Value::Null;
    for (resource, names) in [
        (&text, vec!["description", "keywords", "supportUrl", "whatsNew"]),
        (&detail, vec!["contactFirstName", "contactLastName", "contactPhone", "contactEmail"]),
        (&app, vec!["contentRightsDeclaration"]),
        (&build, vec!["usesNonExemptEncryption"]),
        (&rating, vec!["lootBox", "advertising", "gunsOrOtherWeapons", "socialMedia"]),
    ] {
        let mut bare = resource.clone();
        for name in &names {
            bare.set(name, null.clone());
        }
        bench.put(&bare);
        check(&names.iter().map(|name| (path(resource), required, *name)).collect::<Vec<_>>());
        bench.put(resource);
    }
    let invalid = "STATE_ERROR.ENTITY_STATE_INVALID";
    bench.put(&build.clone().with("processingState", "PROCESSING"));
    check(&[(path(&build), invalid, "")]);
    bench.put(&build.clone().with("expired", true));
    check(&[(path(&build), invalid, "")]);
    bench.put(&build);
    let missing = "ENTITY_ERROR.RELATIONSHIP.REQUIRED";
    let mut uncategorized = info.clone();
    uncategorized.links.remove("primaryCategory");
    bench.put(&uncategorized);
    check(&[(path(&info), missing, "primaryCategory")]);
    bench.put(&info);
    bench.put(&detail.clone().with("demoAccountRequired", true));
    check(&[(path(&detail), required, "demoAccountName"), (path(&detail), required, "demoAccountPassword")]);
    bench.put(&detail);
    let mut bare = version.clone();
    bare.links.remove("build");
    bare.set("copyright", null);
    bench.put(&bare);
    check(&[(path(&version), missing, "build"), (path(&version), required, "copyright")]);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PREPARE_FOR_SUBMISSION", "nothing was staged");
}

#[test]
fn what_was_staged_can_still_lack_something_when_it_is_handed_in() {
    let bench = Bench::new();
    let version = ready(&bench);
    let draft = submission(&bench, &version);
    assert_eq!(add(&bench, &draft, &version.id).status, 201);
    let text = bench.other(&version, "appStoreVersionLocalizations");
    assert_eq!(bench.set("appStoreVersionLocalizations", &text.id, &json!({ "keywords": null })).status, 200);
    let refused = bench.set("reviewSubmissions", &draft, &json!({ "submitted": true }));
    assert!(refused.body["errors"][0]["meta"]["associatedErrors"][format!("/v1/appStoreVersionLocalizations/{}", text.id)].is_array());
    assert_eq!(bench.set("appStoreVersionLocalizations", &text.id, &json!({ "keywords": "a" })).status, 200);
    assert_eq!(bench.set("reviewSubmissions", &draft, &json!({ "submitted": true })).status, 200);
}

#[test]
fn handing_in_freezes_and_dates() {
    let bench = Bench::new();
    let (version, submission, item) = submitted(&bench);
    let read = bench.get(&format!("/v1/reviewSubmissions/{submission}?include=submittedByActor"));
    assert_eq!(attribute(&read, "submittedDate"), "2026-01-05T04:00:00-08:00");
    assert!(read.body["data"]["attributes"].get("submitted").is_none());
    assert_eq!(read.body["included"][0]["attributes"]["actorType"], "API_KEY");
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "WAITING_FOR_REVIEW");
    assert!(infos(&bench, version.link("app").unwrap()).contains(&"WAITING_FOR_REVIEW".to_owned()));
    let copyright = bench.set("appStoreVersions", &version.id, &json!({ "copyright": "2027" }));
    assert_eq!(copyright.codes(), ["STATE_ERROR"]);
    let delete = bench.delete(&format!("/v1/reviewSubmissionItems/{item}"));
    assert_eq!(delete.body["errors"][0]["detail"], "Item was already submitted");
    assert_eq!(bench.set("reviewSubmissions", &submission, &json!({ "submitted": true })).status, 409);
    assert_eq!(bench.set("reviewSubmissionItems", &item, &json!({ "resolved": true })).status, 409);
}

#[test]
fn a_cancellation_takes_ten_seconds_and_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().to_owned()), apps: 30, ..options() };
    let clock = options.clock.clone();
    let bench = Bench::with(options.clone());
    // What is put by force is not journalled: it is folded into the snapshot.
    let version = ready(&bench);
    lock(&bench.service.state).compact(0).unwrap();
    let (submission, item) = super::ready::submit(&bench, &version);
    let canceled = bench.set("reviewSubmissions", &submission, &json!({ "canceled": true }));
    assert_eq!(attribute(&canceled, "state"), "CANCELING");
    drop(bench);
    let bench = Bench::with(options);
    clock.advance(SignedDuration::from_secs(9));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "WAITING_FOR_REVIEW");
    clock.advance(SignedDuration::from_secs(1));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "DEVELOPER_REJECTED");
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETE");
    assert_eq!(state(&bench, "reviewSubmissionItems", &item), "REMOVED");
    assert!(infos(&bench, version.link("app").unwrap()).contains(&"DEVELOPER_REJECTED".to_owned()));
    let again = bench.set("reviewSubmissions", &submission, &json!({ "canceled": true }));
    assert_eq!(again.body["errors"][0]["detail"], "Resource is not in cancellable state");
    let draft = super::ready::submission(&bench, &version);
    assert_eq!(bench.set("reviewSubmissions", &draft, &json!({ "canceled": true })).codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
    assert_eq!(add(&bench, &draft, &version.id).status, 201, "it can start anew");
}

#[test]
fn the_old_way_out_still_works() {
    let bench = Bench::new();
    let (version, submission, _) = submitted(&bench);
    let old = bench.get(&format!("/v1/appStoreVersions/{}/appStoreVersionSubmission?include=appStoreVersion", version.id));
    let id = old.body["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(old.body["included"][0]["id"], version.id);
    let post = bench.post("/v1/appStoreVersionSubmissions", &json!({}));
    assert_eq!((post.status, post.codes()), (403, vec!["FORBIDDEN_ERROR"]));
    act(&bench, &version.id, ReviewAction::Begin).ok().unwrap();
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionSubmissions/{id}")).status, 409, "the reviewer has it");
    bench.put(&bench.find("appStoreVersions", |other| other.id == version.id).with("releaseType", "MANUAL"));
    act(&bench, &version.id, ReviewAction::Approve).ok().unwrap();
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "PENDING_DEVELOPER_RELEASE");
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionSubmissions/{id}")).status, 204);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "DEVELOPER_REJECTED");
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionSubmissions/{id}")).status, 404);
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETING");
}

#[test]
fn what_waits_can_be_withdrawn_the_old_way() {
    let bench = Bench::new();
    let (version, submission, item) = submitted(&bench);
    let old = bench.other(&version, "appStoreVersionSubmission");
    assert_eq!(bench.delete(&format!("/v1/appStoreVersionSubmissions/{}", old.id)).status, 204);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "DEVELOPER_REJECTED");
    assert_eq!(state(&bench, "reviewSubmissionItems", &item), "REMOVED");
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETE");
}
