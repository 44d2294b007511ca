//! From approval to the store.
//!
//! Source: App Store Connect Help, "Select an App Store version release option".

use jiff::{SignedDuration, Timestamp};

use super::app_info::publish;
use super::state::set_version_state;
use super::submission::end_version_submission;
use crate::draft::Draft;
use crate::ids::Ids;
use crate::resources::{phased_release, version};
use crate::world::{Change, Resource, World};

/// How long the store takes to distribute a version; hours in life, less in a simulation.
const PROCESSING: SignedDuration = SignedDuration::from_secs(30);

/// An approved version waits for the developer, for its date, or for nothing.
pub(crate) fn arrange(draft: &mut Draft<'_>, id: &str) {
    let Some(version) = draft.get(version::KIND.name, id).cloned() else { return };
    draft.more(Change::forget(&version, "release"));
    match version.text("releaseType") {
        Some("MANUAL") => set_version_state(draft, id, "PENDING_DEVELOPER_RELEASE"),
        Some("SCHEDULED") => {
            let date = version.text("earliestReleaseDate").and_then(|date| date.parse::<Timestamp>().ok());
            let now = draft.world().now();
            match date.filter(|date| *date > now) {
                Some(date) => {
                    set_version_state(draft, id, "PENDING_DEVELOPER_RELEASE");
                    draft.later(date.duration_since(now), &version, "release");
                }
                None => release(draft, id),
            }
        }
        _ => release(draft, id),
    }
}

/// An approved version goes to the store.
pub(crate) fn release(draft: &mut Draft<'_>, id: &str) {
    let Some(version) = draft.get(version::KIND.name, id).cloned() else { return };
    draft.more(Change::forget(&version, "release"));
    set_version_state(draft, id, "PROCESSING_FOR_DISTRIBUTION");
    draft.later(PROCESSING, &version, "distribute");
}

/// What happens to a version when its time has come.
pub(crate) fn happen(world: &World, version: &Resource, event: &str, ids: &Ids<'_>) -> Vec<Change> {
    let mut draft = Draft::new(world, ids);
    match (event, version.text("appVersionState")) {
        ("release", Some("PENDING_DEVELOPER_RELEASE")) => release(&mut draft, &version.id),
        ("distribute", Some("PROCESSING_FOR_DISTRIBUTION")) => distribute(&mut draft, version),
        _ => {}
    }
    draft.finish()
}

/// The version is live, its predecessor is replaced, the app info that went with it is live.
fn distribute(draft: &mut Draft<'_>, version: &Resource) {
    let live = version::siblings(draft.world(), version);
    let live: Vec<&Resource> = live.into_iter().filter(|other| other.text("appVersionState") == Some("READY_FOR_DISTRIBUTION")).collect();
    end_version_submission(draft, &version.id);
    publish(draft, version.link("app").unwrap_or_default());
    set_version_state(draft, &version.id, "READY_FOR_DISTRIBUTION");
    for old in live {
        set_version_state(draft, &old.id, "REPLACED_WITH_NEW_VERSION");
        phased_release::finish(draft, old);
    }
    phased_release::start(draft, version);
}
