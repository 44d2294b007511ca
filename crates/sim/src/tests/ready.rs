//! A version that nothing stands against, made so by force.

use serde_json::{Value, json};

use super::{Answered, Bench};
use crate::kind::Form;
use crate::resources;
use crate::review::{Review, ReviewAction};
use crate::service::{Stopped, lock};
use crate::world::Resource;

/// An update in preparation with everything that a review needs.
pub(super) fn ready(bench: &Bench) -> Resource {
    ready_where(bench, |_| true)
}

/// The same, of the versions that `wanted` likes.
pub(super) fn ready_where(bench: &Bench, wanted: impl Fn(&Resource) -> bool) -> Resource {
    let version = bench.find("appStoreVersions", |version| {
        version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION") && version.text("versionString") != Some("1.0") && wanted(version)
    });
    complete(bench, &version);
    bench.find("appStoreVersions", |other| other.id == version.id)
}

/// Gives the version all it lacks.
fn complete(bench: &Bench, version: &Resource) {
    let app = bench.other(version, "app").with("contentRightsDeclaration", "DOES_NOT_USE_THIRD_PARTY_CONTENT");
    bench.put(&app);
    let new = |kind: &str, id: &str| Resource::new(resources::kind(kind).unwrap(), format!("{id}-{}", version.id), Some("acme"));
    let train = new("preReleaseVersions", "train")
        .with("version", version.value("versionString").clone())
        .with("platform", version.value("platform").clone())
        .linked("app", app.id.as_str());
    let build = new("builds", "build")
        .with("processingState", "VALID")
        .with("expired", false)
        .with("usesNonExemptEncryption", false)
        .linked("app", app.id.as_str())
        .linked("preReleaseVersion", train.id.as_str());
    bench.put(&version.clone().with("copyright", "2026 ACME GmbH").linked("build", build.id.as_str()));
    bench.put(&train);
    bench.put(&build);
    for text in others(bench, version, "appStoreVersionLocalizations") {
        let text =
            text.with("description", "Text").with("keywords", "a,b").with("supportUrl", "https://acme.example").with("whatsNew", "News");
        bench.put(&text);
        shown(bench, version, &text);
    }
    for detail in others(bench, version, "appStoreReviewDetail") {
        lock(&bench.service.state).world.apply(crate::world::Change::delete(&detail));
    }
    let detail = new("appStoreReviewDetails", "detail")
        .with("contactFirstName", "Robin")
        .with("contactLastName", "Keller")
        .with("contactPhone", "+49 89 1234567")
        .with("contactEmail", "review@acme.example")
        .linked("appStoreVersion", version.id.as_str());
    bench.put(&detail);
    for info in others(bench, &app, "appInfos") {
        let mut rating = bench.other(&info, "ageRatingDeclaration");
        for attribute in rating.kind.attributes {
            match attribute.form {
                Form::Boolean => rating.set(attribute.name, false),
                Form::Enumeration(values) if values.contains(&"INFREQUENT") => rating.set(attribute.name, "NONE"),
                _ => {}
            }
        }
        bench.put(&rating);
        if info.link("primaryCategory").is_none() {
            bench.put(&info.linked("primaryCategory", "UTILITIES"));
        }
    }
    if let Some(kind) = resources::kind("appPriceSchedules") {
        bench.put(&Resource::new(kind, app.id.as_str(), Some("acme")).linked("app", app.id.as_str()));
    }
}

/// Puts a picture there for a text, where this world knows pictures.
fn shown(bench: &Bench, version: &Resource, text: &Resource) {
    let display = match version.text("platform") {
        Some("MAC_OS") => "APP_DESKTOP",
        Some("TV_OS") => "APP_APPLE_TV",
        Some("VISION_OS") => "APP_APPLE_VISION_PRO",
        _ => "APP_IPHONE_67",
    };
    let (Some(sets), Some(pictures)) = (resources::kind("appScreenshotSets"), resources::kind("appScreenshots")) else { return };
    for set in others(bench, text, "appScreenshotSets") {
        for picture in others(bench, &set, "appScreenshots") {
            bench.put(&picture.with("assetDeliveryState", json!({ "state": "COMPLETE", "errors": [], "warnings": [] })));
        }
    }
    let set = Resource::new(sets, format!("set-{}", text.id), Some("acme"))
        .with("screenshotDisplayType", display)
        .linked("appStoreVersionLocalization", text.id.as_str());
    let picture = Resource::new(pictures, format!("picture-{}", text.id), Some("acme"))
        .with("assetDeliveryState", json!({ "state": "COMPLETE", "errors": [], "warnings": [] }))
        .linked("appScreenshotSet", set.id.as_str());
    bench.put(&set);
    bench.put(&picture);
}

/// All resources at the other end of a relationship.
pub(super) fn others(bench: &Bench, resource: &Resource, name: &str) -> Vec<Resource> {
    lock(&bench.service.state).world.related(resource, name).into_iter().cloned().collect()
}

/// Creates a submission for the version's app and platform and gives its id.
pub(super) fn submission(bench: &Bench, version: &Resource) -> String {
    let made = bench.post(
        "/v1/reviewSubmissions",
        &json!({ "data": {
            "type": "reviewSubmissions",
            "attributes": { "platform": version.text("platform") },
            "relationships": { "app": { "data": { "type": "apps", "id": version.link("app") } } },
        } }),
    );
    assert_eq!(made.status, 201, "{:?}", made.body);
    assert_eq!(made.body["data"]["attributes"]["state"], "READY_FOR_REVIEW");
    made.body["data"]["id"].as_str().unwrap().to_owned()
}

/// Asks to add the version to a submission.
pub(super) fn add(bench: &Bench, submission: &str, version: &str) -> Answered {
    bench.post(
        "/v1/reviewSubmissionItems",
        &json!({ "data": {
            "type": "reviewSubmissionItems",
            "relationships": {
                "reviewSubmission": { "data": { "type": "reviewSubmissions", "id": submission } },
                "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version } },
            },
        } }),
    )
}

/// Submits a ready version: (version, submission, item).
pub(super) fn submitted(bench: &Bench) -> (Resource, String, String) {
    let version = ready(bench);
    let (submission, item) = submit(bench, &version);
    (version, submission, item)
}

/// Submits that version: (submission, item).
pub(super) fn submit(bench: &Bench, version: &Resource) -> (String, String) {
    let submission = submission(bench, version);
    let added = add(bench, &submission, &version.id);
    assert_eq!(added.status, 201, "{:?}", added.body);
    let answer = bench.set("reviewSubmissions", &submission, &json!({ "submitted": true }));
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    assert_eq!(answer.body["data"]["attributes"]["state"], "WAITING_FOR_REVIEW");
    (submission, added.body["data"]["id"].as_str().unwrap().to_owned())
}

/// The state of a version, a submission, an item or an app info.
pub(super) fn state(bench: &Bench, kind: &str, id: &str) -> String {
    let mut state = lock(&bench.service.state);
    state.advance(bench.service.clock.now()).unwrap();
    let resource = state.world.get(kind, id).unwrap();
    let name = if kind == "appStoreVersions" { "appVersionState" } else { "state" };
    resource.text(name).unwrap().to_owned()
}

/// The states of an app's infos, the oldest first.
pub(super) fn infos(bench: &Bench, app: &str) -> Vec<String> {
    let body = bench.get(&format!("/v1/apps/{app}/appInfos")).body;
    let infos = body["data"].as_array().cloned().unwrap_or_default();
    infos.iter().map(|info| info["attributes"]["state"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Lets the reviewer act.
pub(super) fn act(bench: &Bench, id: &str, action: ReviewAction) -> Result<(), Stopped> {
    bench.service.review(&Review { id: id.to_owned(), action })
}

/// The attributes of a document.
pub(super) fn attribute(answer: &Answered, name: &str) -> Value {
    answer.body["data"]["attributes"][name].clone()
}
