//! Builds: one or two for each version, the last one linked to it.

use serde_json::Value;

use super::app::Plan;
use super::dates;
use crate::gallery::image_asset;
use crate::media::drawing::Drawing;
use crate::planted::Problem;
use crate::resources::{build, pre_release_version};
use crate::world::{Resource, World};

/// Days that a build can be tested for (App Store Connect Help).
const LIFE: u64 = 90;

/// Pixels of a side of an icon (App Store Connect Help).
const ICON: u32 = 1024;

/// Puts the version's builds into the world and gives the version back, linked to one if it should be.
pub(super) fn put(world: &mut World, plan: &mut Plan, version: Resource, index: usize, created: u64) -> Resource {
    let released = matches!(version.text("appVersionState"), Some("READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION"));
    let draft = version.text("appVersionState") == Some("PREPARE_FOR_SUBMISSION");
    if draft && (plan.problem(4) || plan.plants(Problem::NoBuild)) {
        return version;
    }
    let train = Resource::new(&pre_release_version::KIND, plan.next_id(), Some(&plan.account))
        .with("version", version.value("versionString").clone())
        .with("platform", version.value("platform").clone())
        .linked("app", plan.id.as_str());
    let train_id = train.id.clone();
    world.put(train);
    let count = 1 + plan.random.usize(..2);
    let mut last = None;
    for number in 0..count {
        let processing = draft && number + 1 == count && plan.problem(4);
        let uploaded = dates::days_later(created, number as u64 + 1);
        let second = plan.random.u64(..60);
        let mut build = Resource::new(&build::KIND, plan.next_id(), Some(&plan.account))
            .with("version", (index * 10 + number + 1).to_string())
            .with("uploadedDate", dates::pacific(uploaded, second))
            .with("expirationDate", dates::pacific(dates::days_later(uploaded, LIFE), second))
            .with("expired", released)
            .with("minOsVersion", "17.0")
            .with("iconAssetToken", icon(plan))
            .with("processingState", if processing { "PROCESSING" } else { "VALID" })
            .with("buildAudienceType", "APP_STORE_ELIGIBLE")
            .linked("app", plan.id.as_str())
            .linked("preReleaseVersion", train_id.as_str());
        let answered = !draft || !plan.problem(4);
        if answered && !processing {
            build.set("usesNonExemptEncryption", false);
        }
        if draft && plan.plants(Problem::ExpiredBuild) {
            build.set("expired", true);
            build.set("expirationDate", dates::pacific(dates::days_later(created, 1), second));
        }
        if !processing {
            last = Some(build.id.clone());
        }
        world.put(build);
    }
    match last {
        Some(id) if !draft || !plan.number.is_multiple_of(3) || !plan.has_problems() => version.linked("build", id),
        _ => version,
    }
}

/// The icon of all builds of an app, drawn from its id.
fn icon(plan: &Plan) -> Value {
    let seed = plan.id.parse().unwrap_or_default();
    let drawing = Drawing { seed, width: ICON, height: ICON, initials: Drawing::initials(&plan.name) };
    image_asset(&drawing.to_string(), (ICON, ICON))
}
