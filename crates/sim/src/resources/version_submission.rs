//! `appStoreVersionSubmissions`: the older sign that a version is with the reviewer, of which only
//! the withdrawal is left.

use crate::draft::Draft;
use crate::kind::{Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, invalid_state};
use crate::review;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    relationships: &[Relationship::one("appStoreVersion", "appStoreVersions").own().unlinked()],
    include: &["appStoreVersion"],
    operations: &[Operation::Delete],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appStoreVersionSubmissions")
};

/// A version can be withdrawn until it is looked at, and again until it is released.
fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let withdrawable = ["WAITING_FOR_REVIEW", "PENDING_DEVELOPER_RELEASE", "PENDING_APPLE_RELEASE"];
    let version = world.one(write.after, "appStoreVersion");
    let frozen = version.filter(|version| !version.text("appVersionState").is_some_and(|state| withdrawable.contains(&state)));
    frozen.map(|version| invalid_state(version.kind.name, &version.id)).into_iter().collect()
}

fn effects(world: &World, write: &Write<'_>, _after: &mut Resource) -> Vec<Change> {
    let mut draft = Draft::new(world, write.ids);
    if let Some(version) = world.one(write.after, "appStoreVersion") {
        draft.gone(write.after);
        review::withdraw(&mut draft, version);
    }
    draft.finish()
}
