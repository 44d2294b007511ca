//! What a version needs before it can be reviewed, and what is missing of it.
//!
//! Sources: App Store Connect Help, "Required, localizable, and editable properties"; the keys of
//! `associatedErrors` are the paths of the resources, as clients have reported them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kind::Form;
use crate::refusal::{Refusal, attribute, relationship, state};
use crate::resources::{self, age_rating, version};
use crate::world::{Resource, World};

/// Everything that is missing, by the path of the resource that lacks it.
type Problems = BTreeMap<String, Vec<Refusal>>;

/// Everything that stands against a review of the version; empty when it can be reviewed.
pub(crate) fn problems(world: &World, version: &Resource) -> Problems {
    let mut problems = Problems::new();
    demand(&mut problems, version, &["copyright"]);
    build(&mut problems, world, version);
    texts(&mut problems, world, version);
    review_detail(&mut problems, world, version);
    if let Some(app) = world.one(version, "app") {
        demand(&mut problems, app, &["contentRightsDeclaration"]);
        let kind = "appPriceSchedules";
        if resources::kind(kind).is_some() && world.get(kind, &app.id).is_none() {
            note(&mut problems, format!("/v1/{kind}/"), missing_relationship("appPriceSchedule"));
        }
        app_info(&mut problems, world, app);
        screenshots(&mut problems, world, version, app);
    }
    problems
}

fn build(problems: &mut Problems, world: &World, version: &Resource) {
    let Some(build) = world.one(version, "build") else {
        return note(problems, path(version), missing_relationship("build"));
    };
    if build.text("processingState") != Some("VALID") {
        note(problems, path(build), state("STATE_ERROR.ENTITY_STATE_INVALID", "The build is not in a valid processing state."));
    }
    if build.value("expired") == &Value::Bool(true) {
        note(problems, path(build), state("STATE_ERROR.ENTITY_STATE_INVALID", "The build has expired."));
    }
    demand(problems, build, &["usesNonExemptEncryption"]);
}

fn texts(problems: &mut Problems, world: &World, version: &Resource) {
    for text in world.related(version, "appStoreVersionLocalizations") {
        demand(problems, text, &["description", "keywords", "supportUrl"]);
        if !version::is_first(world, version) {
            demand(problems, text, &["whatsNew"]);
        }
    }
}

fn review_detail(problems: &mut Problems, world: &World, version: &Resource) {
    let Some(detail) = world.one(version, "appStoreReviewDetail") else {
        return note(problems, path(version), missing_relationship("appStoreReviewDetail"));
    };
    demand(problems, detail, &["contactFirstName", "contactLastName", "contactPhone", "contactEmail"]);
    if detail.value("demoAccountRequired") == &Value::Bool(true) {
        demand(problems, detail, &["demoAccountName", "demoAccountPassword"]);
    }
}

/// The category and every question about the content, those of 2025 and 2026 included.
fn app_info(problems: &mut Problems, world: &World, app: &Resource) {
    let over = ["READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_INFO"];
    let infos = world.related(app, "appInfos");
    let Some(info) = infos.into_iter().find(|info| info.text("state").is_some_and(|state| !over.contains(&state))) else { return };
    if info.link("primaryCategory").is_none() {
        note(problems, path(info), missing_relationship("primaryCategory"));
    }
    for text in world.related(info, "appInfoLocalizations") {
        demand(problems, text, &["name"]);
    }
    let Some(rating) = world.one(info, "ageRatingDeclaration") else { return };
    // Whether social media is restricted by age is asked only where there is any.
    let asked = |name: &str| name != "socialMediaAgeRestricted" || rating.value("socialMedia") == &Value::Bool(true);
    let questions = age_rating::KIND.attributes.iter().filter(|attribute| match attribute.form {
        Form::Boolean => true,
        Form::Enumeration(answers) => answers.contains(&"INFREQUENT"),
        _ => false,
    });
    let names: Vec<&str> = questions.map(|attribute| attribute.name).filter(|name| asked(name)).collect();
    demand(problems, rating, &names);
}

/// Screenshots of the primary locale, and those of any locale that are still on their way, where this world knows
/// screenshots.
fn screenshots(problems: &mut Problems, world: &World, version: &Resource, app: &Resource) {
    if resources::kind("appScreenshotSets").is_none() {
        return;
    }
    let texts = world.related(version, "appStoreVersionLocalizations");
    let Some(primary) = texts.iter().find(|text| text.text("locale") == app.text("primaryLocale")) else { return };
    let sets = world.related(primary, "appScreenshotSets");
    let (display, code) = required_display(version.text("platform").unwrap_or_default());
    let shown = |set: &Resource| !world.related(set, "appScreenshots").is_empty();
    let fits = |set: &Resource| set.text("screenshotDisplayType").is_some_and(|other| display.contains(&other));
    if !sets.iter().any(|set| fits(set) && shown(set)) {
        let detail = format!("App screenshot missing ({}).", display[0]);
        note(problems, "/v1/appScreenshots/".to_owned(), state(code, detail));
    }
    let all_sets = texts.iter().flat_map(|text| world.related(text, "appScreenshotSets"));
    let mut pictures = all_sets.flat_map(|set| world.related(set, "appScreenshots"));
    let is_uploading = |picture: &Resource| {
        let state = picture.value("assetDeliveryState")["state"].as_str();
        matches!(state, Some("AWAITING_UPLOAD" | "UPLOAD_COMPLETE"))
    };
    if pictures.any(is_uploading) {
        let detail = "Screenshot uploads are still in progress.";
        note(problems, "/v1/appScreenshots/".to_owned(), state("STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", detail));
    }
}

/// The displays of which one must be shown, and the code for none.
fn required_display(platform: &str) -> (&'static [&'static str], &'static str) {
    match platform {
        "MAC_OS" => (&["APP_DESKTOP"], "STATE_ERROR.SCREENSHOT_REQUIRED.APP_DESKTOP"),
        "TV_OS" => (&["APP_APPLE_TV"], "STATE_ERROR.SCREENSHOT_REQUIRED.APP_APPLE_TV"),
        "VISION_OS" => (&["APP_APPLE_VISION_PRO"], "STATE_ERROR.SCREENSHOT_REQUIRED.APP_APPLE_VISION_PRO"),
        _ => (&["APP_IPHONE_67", "APP_IPHONE_65"], "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67"),
    }
}

/// Notes each of the attributes that is unset or blank.
fn demand(problems: &mut Problems, resource: &Resource, names: &[&str]) {
    for name in names {
        let value = resource.value(name);
        if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
            let detail = format!("You must provide a value for the attribute '{name}' with this request");
            note(problems, path(resource), attribute("ENTITY_ERROR.ATTRIBUTE.REQUIRED", name, detail));
        }
    }
}

fn missing_relationship(name: &str) -> Refusal {
    let detail = format!("You must provide a value for the relationship '{name}' with this request");
    relationship("ENTITY_ERROR.RELATIONSHIP.REQUIRED", name, detail)
}

fn note(problems: &mut Problems, path: String, refusal: Refusal) {
    problems.entry(path).or_default().push(refusal);
}

fn path(resource: &Resource) -> String {
    format!("{}/{}", resource.kind.path(), resource.id)
}
