//! Custom product pages, tags and licences of some apps.

use super::app::Plan;
use super::texts::phrases;
use crate::gallery::Gallery;
use crate::media::drawing::Drawing;
use crate::resources::{app_tag, custom_product_page, custom_product_page_localization, custom_product_page_version, license_agreement};
use crate::world::{Resource, World};

const PAGES: [&str; 3] = ["Summer campaign", "For teachers", "Widgets"];

/// Puts the app's pages, tags and licence into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    if plan.one_in(3) {
        for name in &PAGES[..plan.random.usize(1..=PAGES.len())] {
            put_page(world, plan, name);
        }
    }
    if plan.one_in(4) {
        for name in ["Offline", "No ads", "Family friendly"] {
            let tag = Resource::new(&app_tag::KIND, plan.next_id(), Some(&plan.account))
                .with("name", name)
                .with("visibleInAppStore", !plan.one_in(3))
                .linked("app", plan.id.as_str());
            world.put(tag);
        }
    }
    if plan.one_in(10) {
        let licence = Resource::new(&license_agreement::KIND, plan.next_id(), Some(&plan.account))
            .with("agreementText", format!("You may use {} on every device that you own.", plan.name))
            .linked("app", plan.id.as_str())
            .listing("territories", ["DEU", "FRA", "USA"].map(str::to_owned).to_vec());
        world.put(licence);
    }
}

/// A page whose first version is out, now and then with a second one in preparation.
fn put_page(world: &mut World, plan: &mut Plan, name: &str) {
    let id = plan.next_id();
    let page = Resource::new(&custom_product_page::KIND, id.as_str(), Some(&plan.account))
        .with("name", name)
        .with("url", format!("https://apps.apple.com/us/app/id{}?ppid={id}", plan.id))
        .with("visible", !plan.one_in(4))
        .linked("app", plan.id.as_str());
    world.put(page);
    let states: &[&str] = match plan.random.usize(..3) {
        0 => &["PREPARE_FOR_SUBMISSION"],
        1 => &["APPROVED"],
        _ => &["APPROVED", "PREPARE_FOR_SUBMISSION"],
    };
    for (index, state) in states.iter().enumerate() {
        let version = Resource::new(&custom_product_page_version::KIND, plan.next_id(), Some(&plan.account))
            .with("version", (index + 1).to_string())
            .with("state", *state)
            .linked("appCustomProductPage", id.as_str());
        let version_id = version.id.clone();
        world.put(version);
        for locale in plan.locales.iter().take(2).copied().collect::<Vec<_>>() {
            let text = Resource::new(&custom_product_page_localization::KIND, plan.next_id(), Some(&plan.account))
                .with("locale", locale)
                .with("promotionalText", phrases(locale).promotion)
                .linked("appCustomProductPageVersion", version_id.as_str());
            world.put(text);
        }
    }
}

/// Gives about half of the pages' localizations pictures of their own; the others show those of the app.
pub(super) fn put_galleries(world: &mut World, plan: &mut Plan) {
    if plan.listing.sets == 0 {
        return;
    }
    let Some(app) = world.get("apps", &plan.id) else { return };
    let pages = world.members(app, "appCustomProductPages");
    let versions = pages.into_iter().flat_map(|page| world.members(page, "appCustomProductPageVersions"));
    let localizations = versions.flat_map(|version| world.members(version, "appCustomProductPageLocalizations"));
    let ids: Vec<String> = localizations.map(|localization| localization.id.clone()).collect();
    for localization in ids {
        let (key, seed, is_shown, preview) = (plan.random.u64(..), plan.random.u64(..), plan.one_in(2), plan.one_in(3));
        if is_shown {
            world.add_gallery(Gallery {
                key: Gallery::key_of(key),
                localization,
                is_of_page: true,
                account: plan.account.clone(),
                seed,
                initials: Drawing::initials(&plan.name),
                platform: plan.platforms[0].platform.to_owned(),
                sets: 1,
                screenshots: plan.listing.screenshots,
                preview: preview && !plan.listing.uniform,
                planted: None,
            });
        }
    }
}
