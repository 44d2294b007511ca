//! The store's territories; every account sees them.

use crate::resources::territory::{KIND, SELLING, currency};
use crate::world::{Resource, World};

/// Puts the territories into the world.
pub(super) fn put(world: &mut World) {
    for code in SELLING {
        world.put(Resource::new(&KIND, *code, None).with("currency", currency(code).code));
    }
}
