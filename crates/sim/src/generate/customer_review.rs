//! What customers wrote of apps that are out, and some answers.

use super::app::Plan;
use super::dates;
use crate::resources::{customer_review, customer_review_response, customer_review_summarization};
use crate::world::{Resource, World};

/// (territory, rating, title, text)
const REVIEWS: &[(&str, i64, &str, &str)] = &[
    ("USA", 5, "Exactly what I needed", "I open it every morning. Fast, clear, no nonsense."),
    ("USA", 1, "Crashes since the update", "It closes as soon as I open the settings. Please fix!"),
    ("GBR", 4, "Very good", "Would be five stars with an iPad layout."),
    ("DEU", 5, "Genau richtig", "Einfach, schnell und ohne Werbung. Danke!"),
    ("DEU", 2, "Früher besser", "Die neue Startseite ist unübersichtlich."),
    ("FRA", 4, "Très pratique", "Je l’utilise tous les jours, même hors ligne."),
    ("JPN", 5, "使いやすい", "毎日使っています。動作も軽くて満足です。"),
    ("JPN", 3, "要望", "ウィジェットを追加してほしいです。"),
    ("BRA", 5, "Excelente", "Simples e rápido. Recomendo 👍"),
    ("ESP", 3, "Está bien", "Cumple, pero le falta el modo oscuro."),
    ("KOR", 4, "좋아요", "가볍고 빨라요."),
    ("SAU", 5, "رائع", "تطبيق بسيط وسريع."),
];

const NAMES: &[&str] = &["morningbird", "J. Ortega", "kletterfreund", "さくら92", "app_fan_7", "N1ghtOwl", "Léa", "minsu"];

const ANSWER: &str = "Thank you for your feedback! We are looking into it.";

/// Puts the app's reviews into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let versions: Vec<String> = world
        .get("apps", &plan.id)
        .map(|app| world.members(app, "appStoreVersions"))
        .unwrap_or_default()
        .into_iter()
        .filter(|version| matches!(version.text("appVersionState"), Some("READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION")))
        .map(|version| version.id.clone())
        .collect();
    if versions.is_empty() {
        return;
    }
    // In the second half of 2025, a few days apart.
    let mut minutes = dates::days_later(plan.random.u64(..1440), plan.random.u64(2400..2440));
    for _ in 0..plan.random.usize(1..12) {
        minutes = dates::days_later(minutes + plan.random.u64(..1440), plan.random.u64(..9));
        let version = versions[plan.random.usize(..versions.len())].clone();
        put_one(world, plan, version, minutes);
    }
    let platform = plan.platforms[0].platform;
    if !plan.one_in(3) {
        let summary = Resource::new(&customer_review_summarization::KIND, plan.next_id(), Some(&plan.account))
            .with("createdDate", dates::pacific(minutes, plan.random.u64(..60)))
            .with("locale", "en-US")
            .with("platform", platform)
            .with("text", "People like how fast and simple the app is. Some miss a widget or a dark mode.")
            .linked("territory", "USA")
            .linked("app", plan.id.as_str());
        world.put(summary);
    }
}

fn put_one(world: &mut World, plan: &mut Plan, version: String, minutes: u64) {
    let (territory, rating, title, body) = REVIEWS[plan.random.usize(..REVIEWS.len())];
    let review = Resource::new(&customer_review::KIND, plan.next_id(), Some(&plan.account))
        .with("rating", rating)
        .with("title", title)
        .with("body", body)
        .with("reviewerNickname", NAMES[plan.random.usize(..NAMES.len())])
        .with("createdDate", dates::pacific(minutes, plan.random.u64(..60)))
        .with("territory", territory)
        .linked("reviewTerritory", territory)
        .linked("app", plan.id.as_str())
        .linked("appStoreVersion", version);
    let answered = (rating <= 3 && !plan.one_in(3)).then(|| {
        Resource::new(&customer_review_response::KIND, plan.next_id(), Some(&plan.account))
            .with("responseBody", ANSWER)
            .with("lastModifiedDate", dates::pacific(dates::days_later(minutes, 1), plan.random.u64(..60)))
            .with("state", "PUBLISHED")
            .linked("review", review.id.as_str())
    });
    world.put(review);
    if let Some(response) = answered {
        world.put(response);
    }
}
