//! The generated reviews fit the generated versions.

use std::collections::BTreeSet;

use super::{Bench, options};
use crate::service::lock;
use crate::simulator::Options;

#[test]
fn every_version_has_the_submission_that_its_state_tells_of() {
    let bench = Bench::with(Options { apps: 60, ..options() });
    let state = lock(&bench.service.state);
    let world = &state.world;
    let mut seen = BTreeSet::new();
    for version in world.all("appStoreVersions") {
        let app = world.one(version, "app").unwrap();
        let submissions = world.related(app, "reviewSubmissions");
        let holder = submissions.iter().find(|submission| submission.link("appStoreVersionForReview") == Some(&version.id));
        let version_state = version.text("appVersionState").unwrap();
        let expected = match version_state {
            "WAITING_FOR_REVIEW" => Some(("WAITING_FOR_REVIEW", "READY_FOR_REVIEW")),
            "IN_REVIEW" => Some(("IN_REVIEW", "READY_FOR_REVIEW")),
            "REJECTED" | "METADATA_REJECTED" => Some(("UNRESOLVED_ISSUES", "REJECTED")),
            "DEVELOPER_REJECTED" => Some(("COMPLETE", "REMOVED")),
            "PREPARE_FOR_SUBMISSION" => None,
            _ => Some(("COMPLETE", "APPROVED")),
        };
        let found = holder.map(|submission| {
            let item = world.one(submission, "items").unwrap();
            assert_eq!(item.link("appStoreVersion"), Some(version.id.as_str()));
            assert!(world.one(submission, "submittedByActor").is_some());
            (submission.text("state").unwrap(), item.text("state").unwrap())
        });
        assert_eq!(found, expected, "{version_state}");
        let old = world.one(version, "appStoreVersionSubmission").is_some();
        assert_eq!(old, matches!(version_state, "WAITING_FOR_REVIEW" | "IN_REVIEW" | "PENDING_DEVELOPER_RELEASE"), "{version_state}");
        if version_state != "PREPARE_FOR_SUBMISSION" {
            assert!(world.one(version, "appStoreReviewDetail").is_some());
        }
        if let Some(phased) = world.one(version, "appStoreVersionPhasedRelease") {
            let is_live = version_state == "READY_FOR_DISTRIBUTION";
            assert_eq!(phased.text("phasedReleaseState"), Some(if is_live { "COMPLETE" } else { "INACTIVE" }));
        }
    }
    seen.extend(world.all("reviewSubmissions").filter_map(|submission| submission.text("state")));
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["COMPLETE", "IN_REVIEW", "READY_FOR_REVIEW", "UNRESOLVED_ISSUES", "WAITING_FOR_REVIEW"]
    );
    for kind in ["appStoreVersionPhasedReleases", "appEncryptionDeclarations", "accessibilityDeclarations"] {
        assert!(world.all(kind).count() > 0, "{kind}");
    }
}
