//! Versions of an app on its platforms, the oldest first, with their texts and builds.

use super::app::Plan;
use super::catalog::{THEMES, domain, legal_name};
use super::texts::phrases;
use super::{build, dates};
use crate::planted::Problem;
use crate::resources::{version, version_localization};
use crate::states;
use crate::world::{Resource, World};

/// Puts the app's versions into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    for line in plan.platforms.clone() {
        let mut states = vec!["REPLACED_WITH_NEW_VERSION"; line.replaced];
        states.extend(line.live.then_some("READY_FOR_DISTRIBUTION"));
        states.extend(line.next);
        // The youngest is from the second half of 2025, the others came five months apart.
        // Five months, or less where so many came before that the first is from 2019.
        let apart = (2200 / states.len() as u64).min(150);
        let youngest = dates::days_later(plan.random.u64(..1440), plan.random.u64(2340..2520));
        for (index, state) in states.iter().enumerate() {
            let id = plan.next_id();
            let string = format!("{}.{}", 1 + index / 3, index % 3);
            let since = (states.len() - 1 - index) as u64;
            let created = youngest.saturating_sub(dates::days_later(plan.random.u64(..1440), since * apart));
            let version = one(plan, &id, line.platform, state, &string, created);
            let version = build::put(world, plan, version, index, created);
            world.put(version);
            for locale in plan.locales.clone() {
                let text = localization(plan, &id, state, index, locale);
                world.put(text);
            }
        }
    }
}

fn one(plan: &mut Plan, id: &str, platform: &str, state: &str, string: &str, created: u64) -> Resource {
    let release = if plan.one_in(4) { "MANUAL" } else { "AFTER_APPROVAL" };
    let release = match state {
        "PENDING_DEVELOPER_RELEASE" => "MANUAL",
        // Whoever is to release it may forget to.
        "PREPARE_FOR_SUBMISSION" | "DEVELOPER_REJECTED" if !plan.has_problems() => "AFTER_APPROVAL",
        _ => release,
    };
    // The seconds tell apart what was made in the same minute.
    let created = dates::pacific(created, plan.random.u64(..60));
    let mut version = Resource::new(&version::KIND, id, Some(&plan.account))
        .with("platform", platform)
        .with("versionString", string)
        .with("appVersionState", state)
        .with("appStoreState", states::store_state(state))
        .with("reviewType", "APP_STORE")
        .with("releaseType", release)
        .with("usesIdfa", false)
        .with("downloadable", true)
        .with("createdDate", created)
        .linked("app", plan.id.as_str());
    if let Some(copyright) = copyright(plan, state) {
        version.set("copyright", copyright);
    }
    version
}

/// Mostly last year's line, as a yearly update finds it; some odd, some missing.
fn copyright(plan: &mut Plan, state: &str) -> Option<String> {
    let company = legal_name(&plan.account);
    let year = match state {
        "REPLACED_WITH_NEW_VERSION" => 2024,
        "READY_FOR_DISTRIBUTION" => 2025,
        _ if !plan.has_problems() => plan.year,
        _ => 2025,
    };
    match plan.random.usize(..20) {
        _ if !plan.has_problems() => Some(format!("{year} {company}")),
        0 => None,
        1 => Some(format!("2024 {company}")),
        2 => Some(format!("© 2025 {company}")),
        _ => Some(format!("{year} {company}")),
    }
}

fn localization(plan: &mut Plan, version: &str, state: &str, index: usize, locale: &str) -> Resource {
    let phrases = phrases(locale);
    let say = |text: &str| text.replace("{n}", &plan.name);
    let site = format!("https://www.{}.example/{}", domain(&plan.account), THEMES[plan.theme].1);
    let description = say(&phrases.description.join("\n\n"));
    let news = say(phrases.news[index % 2]);
    let mut text = Resource::new(&version_localization::KIND, plan.next_id(), Some(&plan.account))
        .with("locale", locale)
        .with("description", description)
        .linked("appStoreVersion", version);
    if !plan.problem(25) {
        text.set("keywords", format!("{},{}", THEMES[plan.theme].1, phrases.keywords));
    }
    if !plan.has_problems() {
        text.set("keywords", phrases.more_keywords);
    }
    if !plan.problem(20) {
        text.set("supportUrl", format!("{site}/support"));
    }
    if plan.plants(Problem::OverlongKeywords) {
        // From a time when the limit was another: kept, but not taken again.
        text.set("keywords", format!("{},{},grandfathered{}", THEMES[plan.theme].1, phrases.keywords, ",classic".repeat(12)));
    }
    if plan.plants(Problem::DeadUrl) {
        text.set("supportUrl", "https://closed.invalid/support");
    }
    if plan.one_in(2) {
        text.set("marketingUrl", site);
    }
    if plan.one_in(2) || !plan.has_problems() {
        text.set("promotionalText", phrases.promotion);
    }
    // Nothing is new in a first version, and few drafts have their notes yet.
    if index > 0 && (state != "PREPARE_FOR_SUBMISSION" || plan.one_in(4) || !plan.has_problems()) {
        text.set("whatsNew", news);
    }
    text
}
