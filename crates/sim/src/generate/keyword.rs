//! The words for which an app is found, as its live listing in the primary language names them.

use super::app::Plan;
use crate::resources::keyword;
use crate::world::{Resource, World};

/// Puts the keywords of an app into the world, and onto the localizations that name them.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let Some(app) = world.get("apps", &plan.id) else { return };
    let versions = world.members(app, "appStoreVersions");
    let live = versions.into_iter().filter(|version| version.text("appVersionState") == Some("READY_FOR_DISTRIBUTION"));
    let mut found = Vec::new();
    for version in live {
        let localizations = world.members(version, "appStoreVersionLocalizations");
        let primary = localizations.into_iter().find(|localization| localization.text("locale") == Some(plan.locales[0]));
        let Some(words) = primary.and_then(|primary| Some((primary.clone(), primary.text("keywords")?.to_owned()))) else { continue };
        found.push((version.text("platform").unwrap_or_default().to_owned(), words));
    }
    for (platform, (mut localization, words)) in found {
        let mut ids = Vec::new();
        for _ in words.split(',') {
            let mut keyword = Resource::new(&keyword::KIND, plan.next_id(), Some(&plan.account)).linked("app", plan.id.as_str());
            keyword.note("platform", platform.as_str());
            keyword.note("locale", plan.locales[0]);
            ids.push(keyword.id.clone());
            world.put(keyword);
        }
        localization.lists.insert("searchKeywords".to_owned(), ids);
        world.put(localization);
    }
}
