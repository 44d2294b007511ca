//! App infos: the live one and the one in preparation, their texts and age ratings.

use serde_json::Value;

use super::app::Plan;
use super::catalog::{self, THEMES};
use super::texts::phrases;
use crate::kind::Form;
use crate::resources::{age_rating, app_info, app_info_localization};
use crate::states;
use crate::world::{Resource, World};

/// Questions that Apple added in 2025 and later; many apps have not answered them.
const NEW_QUESTIONS: &[&str] = &[
    "advertising",
    "ageAssurance",
    "gunsOrOtherWeapons",
    "healthOrWellnessTopics",
    "lootBox",
    "messagingAndChat",
    "parentalControls",
    "socialMedia",
    "socialMediaAgeRestricted",
    "userGeneratedContent",
];

/// Puts the app's infos into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let mut infos = Vec::new();
    if plan.platforms.iter().any(|line| line.live) {
        infos.push("READY_FOR_DISTRIBUTION");
    }
    let next = plan.platforms.iter().find_map(|line| line.next);
    infos.extend(next.map(|state| match state {
        "METADATA_REJECTED" | "INVALID_BINARY" => "REJECTED",
        "PENDING_DEVELOPER_RELEASE" => "PENDING_RELEASE",
        same => same,
    }));
    // Both infos say the same until somebody edits the second.
    let unanswered = plan.problem(4);
    let texts: Vec<Resource> = plan.locales.clone().into_iter().map(|locale| localization(plan, locale)).collect();
    for state in infos {
        let id = plan.next_id();
        world.put(age_rating(plan, &id, unanswered));
        world.put(info(plan, &id, state));
        for text in &texts {
            let mut text = text.clone().linked("appInfo", id.as_str());
            text.id = plan.next_id();
            world.put(text);
        }
    }
}

fn info(plan: &Plan, id: &str, state: &str) -> Resource {
    let (_, _, category, subcategory) = THEMES[plan.theme];
    let mut info = Resource::new(&app_info::KIND, id, Some(&plan.account))
        .with("state", state)
        .with("appStoreState", states::store_state(state))
        .with("appStoreAgeRating", "FOUR_PLUS")
        .linked("app", plan.id.as_str())
        .linked("ageRatingDeclaration", id)
        .linked("primaryCategory", category);
    if let Some(subcategory) = subcategory {
        info = info.linked("primarySubcategoryOne", subcategory);
    }
    if !plan.number.is_multiple_of(3) && category != "UTILITIES" {
        info = info.linked("secondaryCategory", "UTILITIES");
    }
    info
}

fn localization(plan: &mut Plan, locale: &str) -> Resource {
    let site = format!("https://www.{}.example", catalog::domain(&plan.account));
    let mut text = Resource::new(&app_info_localization::KIND, "", Some(&plan.account))
        .with("locale", locale)
        .with("name", plan.name.as_str())
        .with("privacyPolicyUrl", format!("{site}/privacy"));
    if !plan.problem(12) {
        text.set("subtitle", phrases(locale).subtitles[plan.number % 2]);
    }
    if plan.platforms.iter().any(|line| line.platform == "TV_OS") {
        text.set("privacyPolicyText", format!("{site}/privacy"));
    }
    text
}

/// Answers to all questions, or to all but the new ones.
fn age_rating(plan: &Plan, id: &str, unanswered: bool) -> Resource {
    let mut rating = Resource::new(&age_rating::KIND, id, Some(&plan.account));
    for attribute in age_rating::KIND.attributes {
        let value = match attribute.form {
            _ if unanswered && NEW_QUESTIONS.contains(&attribute.name) => continue,
            Form::Boolean => Value::Bool(false),
            Form::Enumeration(values) if values[0] == "NONE" => Value::from("NONE"),
            _ => continue,
        };
        // One of the two override questions is the successor of the other.
        if attribute.name != "ageRatingOverride" {
            rating.set(attribute.name, value);
        }
    }
    if plan.number % 9 == 4 {
        rating.set("profanityOrCrudeHumor", "INFREQUENT");
    }
    rating
}
