//! Which localizations show screenshots and previews.

use super::app::Plan;
use crate::gallery::{Gallery, Planted};
use crate::media::drawing::Drawing;
use crate::world::World;

/// Puts the media of all versions of an app into the world, as descriptions.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let listing = plan.listing;
    if listing.sets == 0 {
        return;
    }
    let initials = Drawing::initials(&plan.name);
    // The same pictures in all versions of a language.
    let mut seeds = Vec::new();
    for (index, locale) in plan.locales.clone().into_iter().enumerate() {
        let (seed, is_own) = (plan.random.u64(..), plan.random.u8(..100) < listing.share);
        if index == 0 || is_own {
            seeds.push((locale, seed));
        }
    }
    let has_preview = plan.one_in(3) && !listing.uniform;
    let mut galleries = Vec::new();
    let Some(app) = world.get("apps", &plan.id) else { return };
    let mut versions = world.members(app, "appStoreVersions");
    versions.reverse();
    for version in versions {
        for localization in world.members(version, "appStoreVersionLocalizations") {
            let locale = localization.text("locale").unwrap_or_default();
            let Some((_, seed)) = seeds.iter().find(|(other, _)| *other == locale) else { continue };
            let is_primary = locale == plan.locales[0];
            let planted = match plan.number % 20 {
                _ if !plan.has_problems() => None,
                3 => Some(Planted::WrongSize),
                5 => Some(Planted::Orphan),
                _ => None,
            };
            let is_draft = version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION");
            galleries.push(Gallery {
                key: Gallery::key_of(plan.random.u64(..)),
                localization: localization.id.clone(),
                is_of_page: false,
                account: plan.account.clone(),
                seed: *seed,
                initials: initials.clone(),
                platform: version.text("platform").unwrap_or_default().to_owned(),
                sets: listing.sets,
                screenshots: listing.screenshots,
                preview: has_preview && is_primary,
                planted: planted.filter(|_| is_primary && is_draft && galleries.iter().all(|other: &Gallery| other.planted.is_none())),
            });
        }
    }
    for gallery in galleries {
        world.add_gallery(gallery);
    }
}
