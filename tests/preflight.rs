//! What the readiness report calls ready is taken by Apple, and what Apple refuses was named by a check: over random
//! worlds, held against the simulator's own preflight, which knows nothing of the checks.

use serde_json::{Value, json};

use crate::support::{TestFleet, World, send};

/// Worlds in a run of the suite; `APPFLEET_WORLDS=500` takes more.
const WORLDS: u64 = 10;
/// Attributes that a submission needs, and what may be there instead.
const BREAKABLE: &[(&str, &[&str])] = &[
    ("appStoreVersions", &["copyright"]),
    ("appStoreVersionLocalizations", &["description", "keywords", "supportUrl", "whatsNew"]),
    ("appStoreReviewDetails", &["contactFirstName", "contactLastName", "contactPhone", "contactEmail", "demoAccountName"]),
    ("apps", &["contentRightsDeclaration"]),
    ("appInfoLocalizations", &["name"]),
    ("builds", &["usesNonExemptEncryption"]),
    (
        "ageRatingDeclarations",
        &["advertising", "gambling", "lootBox", "socialMedia", "violenceRealistic", "contests", "profanityOrCrudeHumor"],
    ),
];
/// What may be gone altogether.
const REMOVABLE: &[&str] = &["appScreenshots", "appScreenshotSets", "appStoreReviewDetails", "appPriceSchedules"];
/// What may be as it should not be.
const BAD: &[(&str, &str)] = &[
    ("builds", r#"{"processingState":"INVALID"}"#),
    ("builds", r#"{"processingState":"PROCESSING"}"#),
    ("builds", r#"{"expired":true}"#),
    ("appScreenshots", r#"{"assetDeliveryState":{"state":"UPLOAD_COMPLETE","errors":[],"warnings":[]}}"#),
    ("ageRatingDeclarations", r#"{"socialMedia":true,"socialMediaAgeRestricted":null}"#),
    ("appStoreReviewDetails", r#"{"demoAccountRequired":true,"demoAccountName":null}"#),
];

#[test]
fn what_is_called_ready_is_taken_and_what_is_refused_was_named() {
    let worlds = std::env::var("APPFLEET_WORLDS").ok().and_then(|count| count.parse().ok()).unwrap_or(WORLDS);
    let first = std::env::var("APPFLEET_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let (mut ready, mut refused) = (0, 0);
    for seed in first..first + worlds {
        let outcome = hold_against_preflight(seed);
        ready += outcome.0;
        refused += outcome.1;
    }
    say(&format!("{worlds} worlds from seed {first}: {ready} drafts ready and taken, {refused} refused and named"));
    assert!(ready > 0 && refused > 0, "both must happen: {ready} ready, {refused} refused");
}

#[expect(clippy::print_stderr, reason = "figures are what this test is for")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

/// Returns how many drafts were ready, and how many were refused.
fn hold_against_preflight(seed: u64) -> (usize, usize) {
    let mut random = fastrand::Rng::with_seed(seed);
    let world = World::new(&["acme"], 4).seed(seed);
    let fleet = if seed.is_multiple_of(3) { world.start() } else { world.healthy().start() };
    for _ in 0..random.usize(0..6) {
        damage(&fleet, &mut random);
    }
    fleet.ok("sync --all");
    let findings = fleet.run("check --level error --json").json();
    let findings = findings.as_array().unwrap();
    let (mut ready, mut refused) = (0, 0);
    for draft in fleet.rows("SELECT id, app_id, platform FROM drafts ORDER BY id") {
        let of_draft = |finding: &&Value| {
            finding["app_id"] == draft["app_id"] && (finding["platform"].is_null() || finding["platform"] == draft["platform"])
        };
        let named: Vec<&Value> = findings.iter().filter(of_draft).collect();
        let Some(errors) = preflight(&fleet, &draft) else { continue };
        if named.is_empty() {
            ready += 1;
            assert!(errors.is_empty(), "seed {seed}: {draft} was called ready, and refused: {errors:#?}");
        }
        refused += usize::from(!errors.is_empty());
        for error in &errors {
            assert!(named.iter().any(|finding| names(finding, error)), "seed {seed}: {draft}: no check named {error:#}: {named:#?}");
        }
    }
    (ready, refused)
}

/// Breaks something, anywhere.
fn damage(fleet: &TestFleet, random: &mut fastrand::Rng) {
    let kind = |random: &mut fastrand::Rng, kind: &str| {
        let all = fleet.world(kind);
        (!all.is_empty()).then(|| all[random.usize(0..all.len())]["id"].as_str().unwrap().to_owned())
    };
    match random.u8(0..4) {
        0 => {
            let name = REMOVABLE[random.usize(0..REMOVABLE.len())];
            let Some(id) = kind(random, name) else { return };
            fleet.sim().remove(name, &id).unwrap();
        }
        1 => {
            let (name, attributes) = BAD[random.usize(0..BAD.len())];
            let Some(id) = kind(random, name) else { return };
            fleet.foreign_edit(name, &id, serde_json::from_str(attributes).unwrap());
        }
        _ => {
            let (name, attributes) = BREAKABLE[random.usize(0..BREAKABLE.len())];
            let Some(id) = kind(random, name) else { return };
            fleet.foreign_edit(name, &id, json!({ attributes[random.usize(0..attributes.len())]: null }));
        }
    }
}

/// What Apple says when the version becomes an item of a submission; `None` where it is one already.
fn preflight(fleet: &TestFleet, draft: &Value) -> Option<Vec<Value>> {
    let url = fleet.sim().url();
    let token = fleet.sim().token("acme").unwrap();
    let (app, platform, version) = (draft["app_id"].as_str()?, draft["platform"].as_str()?, draft["id"].as_str()?);
    let open = format!("{url}/v1/reviewSubmissions?filter[app]={app}&filter[platform]={platform}&filter[state]=READY_FOR_REVIEW");
    let found = crate::support::get(&open, &token).1;
    let submission = found["data"][0]["id"].as_str().map(ToOwned::to_owned).or_else(|| {
        let body = json!({ "data": { "type": "reviewSubmissions", "attributes": { "platform": platform },
            "relationships": { "app": { "data": { "type": "apps", "id": app } } } } });
        let (_, made) = send("POST", &format!("{url}/v1/reviewSubmissions"), &token, Some(&body));
        made["data"]["id"].as_str().map(ToOwned::to_owned)
    })?;
    let body = json!({ "data": { "type": "reviewSubmissionItems", "relationships": {
        "reviewSubmission": { "data": { "type": "reviewSubmissions", "id": submission } },
        "appStoreVersion": { "data": { "type": "appStoreVersions", "id": version } } } } });
    let (status, answer) = send("POST", &format!("{url}/v1/reviewSubmissionItems"), &token, Some(&body));
    if status == 201 {
        return Some(Vec::new());
    }
    let associated = answer["errors"][0]["meta"]["associatedErrors"].as_object()?;
    Some(associated.values().flat_map(|errors| errors.as_array().unwrap().clone()).collect())
}

/// Whether a finding is about what an error says.
fn names(finding: &Value, error: &Value) -> bool {
    let code = error["code"].as_str().unwrap_or_default();
    let detail = error["detail"].as_str().unwrap_or_default();
    let check = finding["check"].as_str().unwrap();
    let pointer = error["source"]["pointer"].as_str().unwrap_or_default();
    let member = pointer.rsplit('/').next().unwrap_or_default();
    match () {
        () if code.contains("SCREENSHOT_REQUIRED") => check == "screenshots_missing",
        () if code.contains("UPLOADS_IN_PROGRESS") => check == "screenshots_uploading",
        () if detail.contains("processing state") => check == "build_invalid",
        () if detail.contains("expired") => check == "build_expired",
        () if pointer.contains("/relationships/") => match member {
            "build" => check == "build_missing",
            "appStoreReviewDetail" => check == "review_detail_missing",
            "primaryCategory" => check == "primary_category_missing",
            "appPriceSchedule" => check == "price_missing",
            _ => false,
        },
        () => finding["field"].as_str().is_some_and(|field| field == snake_case(member)),
    }
}

fn snake_case(name: &str) -> String {
    name.chars()
        .flat_map(|letter| if letter.is_ascii_uppercase() { vec!['_', letter.to_ascii_lowercase()] } else { vec![letter] })
        .collect()
}
