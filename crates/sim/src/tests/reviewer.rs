//! The reviewer: by command, by the admin's door, by the clock; and what a rejection asks for.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::ready::{act, add, infos, ready, state, submission, submit, submitted};
use super::{Bench, options};
use crate::review::{Review, ReviewAction};
use crate::simulator::{Options, Simulator};
use crate::{Pace, SimError};

#[test]
fn a_rejection_is_resolved_and_handed_in_again() {
    let bench = Bench::new();
    let (version, submission, item) = submitted(&bench);
    act(&bench, &version.id, ReviewAction::Begin).ok().unwrap();
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "IN_REVIEW");
    assert!(infos(&bench, version.link("app").unwrap()).contains(&"IN_REVIEW".to_owned()));
    act(&bench, &submission, ReviewAction::Reject).ok().unwrap();
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "REJECTED");
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "UNRESOLVED_ISSUES");
    assert_eq!(state(&bench, "reviewSubmissionItems", &item), "REJECTED");
    assert!(infos(&bench, version.link("app").unwrap()).contains(&"REJECTED".to_owned()));
    let unresolved = bench.set("reviewSubmissions", &submission, &json!({ "submitted": true }));
    assert_eq!(unresolved.codes(), ["STATE_ERROR.ENTITY_STATE_INVALID"]);
    let other = add(&bench, &super::ready::submission(&bench, &version), &version.id);
    assert_eq!(other.codes(), ["STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION"], "the submission keeps the version");
    let resolved = bench.set("reviewSubmissionItems", &item, &json!({ "resolved": true }));
    assert_eq!(resolved.body["data"]["attributes"]["state"], "READY_FOR_REVIEW");
    assert!(resolved.body["data"]["attributes"].get("resolved").is_none());
    assert_eq!(bench.set("reviewSubmissions", &submission, &json!({ "submitted": true })).status, 200);
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "WAITING_FOR_REVIEW");
}

#[test]
fn a_rejected_item_can_be_taken_out() {
    let bench = Bench::new();
    let (version, submission, item) = submitted(&bench);
    assert_eq!(bench.set("reviewSubmissionItems", &item, &json!({ "removed": true })).status, 409, "not while it waits");
    act(&bench, &version.id, ReviewAction::RejectMetadata).ok().unwrap();
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "METADATA_REJECTED");
    let removed = bench.set("reviewSubmissionItems", &item, &json!({ "removed": true }));
    assert_eq!(removed.body["data"]["attributes"]["state"], "REMOVED");
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETE");
    assert_eq!(add(&bench, &super::ready::submission(&bench, &version), &version.id).status, 201);
}

#[test]
fn a_rejected_submission_can_be_canceled() {
    let bench = Bench::new();
    let (version, submission, _) = submitted(&bench);
    act(&bench, &version.id, ReviewAction::InvalidBinary).ok().unwrap();
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "INVALID_BINARY");
    assert_eq!(bench.set("reviewSubmissions", &submission, &json!({ "canceled": true })).status, 200);
    bench.service.clock.advance(SignedDuration::from_secs(10));
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETE");
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "INVALID_BINARY", "a rejection stays one");
}

#[test]
fn a_reviewer_works_by_the_clock() {
    let pace = Pace::Auto { waiting: Duration::from_secs(60), review: Duration::from_secs(30) };
    let bench = Bench::with(Options { apps: 30, pace, ..options() });
    let clock = bench.service.clock.clone();
    let idle = bench.version("WAITING_FOR_REVIEW");
    let (version, submission, item) = submitted(&bench);
    clock.advance(SignedDuration::from_secs(59));
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "WAITING_FOR_REVIEW");
    clock.advance(SignedDuration::from_secs(1));
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "IN_REVIEW");
    assert_eq!(state(&bench, "appStoreVersions", &idle.id), "IN_REVIEW", "what the world began with is reviewed, too");
    clock.advance(SignedDuration::from_secs(30));
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETING");
    assert_eq!(state(&bench, "reviewSubmissionItems", &item), "APPROVED");
    assert_ne!(state(&bench, "appStoreVersions", &version.id), "IN_REVIEW");
    clock.advance(SignedDuration::from_secs(10));
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "COMPLETE");
}

#[test]
fn a_cancellation_sends_the_reviewer_away() {
    let pace = Pace::Auto { waiting: Duration::from_secs(5), review: Duration::from_secs(5) };
    let bench = Bench::with(Options { apps: 30, pace, ..options() });
    let (version, submission, _) = submitted(&bench);
    assert_eq!(bench.set("reviewSubmissions", &submission, &json!({ "canceled": true })).status, 200);
    bench.service.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "DEVELOPER_REJECTED");
}

#[test]
fn a_manual_reviewer_waits_for_ever() {
    let bench = Bench::new();
    let version = ready(&bench);
    let (submission, _) = submit(&bench, &version);
    bench.service.clock.advance(SignedDuration::from_hours(1000));
    assert_eq!(state(&bench, "reviewSubmissions", &submission), "WAITING_FOR_REVIEW");
    assert!(act(&bench, "nonsense", ReviewAction::Approve).is_err());
    let draft = super::ready::submission(&bench, &version);
    assert!(act(&bench, &draft, ReviewAction::Begin).is_err(), "a draft is nobody's business");
}

#[test]
fn a_draft_is_not_reviewed() {
    let bench = Bench::new();
    let version = ready(&bench);
    let draft = submission(&bench, &version);
    assert_eq!(add(&bench, &draft, &version.id).status, 201);
    assert!(act(&bench, &version.id, ReviewAction::Approve).is_err());
    assert_eq!(state(&bench, "appStoreVersions", &version.id), "READY_FOR_REVIEW");
}

#[tokio::test]
async fn the_reviewer_hears_from_outside() {
    let simulator = Simulator::start(Options { apps: 30, ..options() }).await.unwrap();
    let versions = simulator.resources("appStoreVersions");
    let waiting = versions.iter().find(|version| version["attributes"]["appVersionState"] == "WAITING_FOR_REVIEW").unwrap();
    let id = waiting["id"].as_str().unwrap().to_owned();
    let begin = Review { id: id.clone(), action: ReviewAction::Begin };
    simulator.review(&begin).unwrap();
    let now = |simulator: &Simulator| simulator.resource("appStoreVersions", &id).unwrap()["attributes"]["appVersionState"].clone();
    assert_eq!(now(&simulator), "IN_REVIEW");
    let again = simulator.review(&begin).unwrap_err();
    assert!(matches!(again, SimError::Review { .. }), "{again}");
    assert_eq!(again.to_string(), format!("the reviewer cannot begin `{id}`: it is IN_REVIEW"));
    let unknown = simulator.review(&Review { id: "nonsense".to_owned(), action: ReviewAction::Approve });
    assert!(matches!(unknown, Err(SimError::UnknownResource { .. })));

    let approve = json!({ "version": id, "action": "reject_metadata" }).to_string();
    for (body, status) in
        [(approve.as_str(), "200"), (approve.as_str(), "409"), ("{", "400"), (r#"{"version":"x","action":"begin"}"#, "404")]
    {
        let mut stream = TcpStream::connect(simulator.url().strip_prefix("http://").unwrap()).await.unwrap();
        let request = format!("POST /__/review HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(status), "{answer}");
    }
    assert_eq!(now(&simulator), "METADATA_REJECTED");
    assert_eq!(simulator.request_count(), 0, "none of this is Apple's");
}
