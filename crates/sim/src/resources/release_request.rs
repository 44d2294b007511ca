//! `appStoreVersionReleaseRequests`: the developer's word to release an approved version.

use crate::draft::Draft;
use crate::kind::{Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, invalid_state};
use crate::review;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    relationships: &[Relationship::one("appStoreVersion", "appStoreVersions").own().required().write_only()],
    operations: &[Operation::Create],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appStoreVersionReleaseRequests")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let version = world.one(write.after, "appStoreVersion");
    let waiting = |version: &&Resource| version.text("appVersionState") == Some("PENDING_DEVELOPER_RELEASE");
    let other = version.filter(|version| !waiting(version));
    other.map(|version| invalid_state(version.kind.name, &version.id)).into_iter().collect()
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let mut draft = Draft::new(world, write.ids);
    review::release(&mut draft, after.link("appStoreVersion").unwrap_or_default());
    draft.finish()
}
