//! Phased releases: some live updates came that way, some drafts will.
//!
//! Deliberately absent: one on its way. Its days go by the clock, and a world has none.

use super::app::Plan;
use crate::resources::{app, phased_release};
use crate::world::{Resource, World};

/// Puts the phased releases of an app's updates into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    let Some(app) = world.get(app::KIND.name, &plan.id) else { return };
    let versions: Vec<Resource> = world.members(app, "appStoreVersions").into_iter().cloned().collect();
    for version in versions.iter().filter(|version| version.text("versionString") != Some("1.0")) {
        let phased = Resource::new(&phased_release::KIND, "", Some(&plan.account)).linked("appStoreVersion", version.id.as_str());
        let phased = match version.text("appVersionState") {
            Some("READY_FOR_DISTRIBUTION") if plan.one_in(3) => phased
                .with("phasedReleaseState", "COMPLETE")
                .with("startDate", version.value("createdDate").clone())
                .with("totalPauseDuration", 0)
                .with("currentDayNumber", 7),
            Some("PREPARE_FOR_SUBMISSION" | "PENDING_DEVELOPER_RELEASE") if plan.one_in(4) => phased.with("phasedReleaseState", "INACTIVE"),
            _ => continue,
        };
        world.put(Resource { id: plan.next_id(), ..phased });
    }
}
