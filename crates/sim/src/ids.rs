//! New ids, the same for the same seed and history.

use std::cell::Cell;

use crate::refusal::uuid;
use crate::world::World;

/// Draws the ids of one write. Ids that are drawn and not used may be drawn again by a later one.
pub(crate) struct Ids<'a> {
    world: &'a World,
    seed: u64,
    drawn: Cell<u64>,
}

impl<'a> Ids<'a> {
    /// Ids that no resource of the world has.
    pub(crate) fn new(world: &'a World, seed: u64) -> Self {
        Self { world, seed, drawn: Cell::new(0) }
    }

    /// The next one.
    pub(crate) fn next(&self) -> String {
        loop {
            let number = self.world.created().wrapping_add(self.drawn.replace(self.drawn.get() + 1));
            let mut random = fastrand::Rng::with_seed(self.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let id = uuid(random.u128(..));
            if !self.world.holds(&id) {
                return id;
            }
        }
    }
}
