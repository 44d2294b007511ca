//! What was written a moment ago, so that a read can lag behind it.
//!
//! Nothing is remembered unless a fault asks for it. Deliberately absent: the exact order of
//! lists; something that was deleted a moment ago is still seen, but at the end.

use std::collections::VecDeque;

use crate::world::{Change, Resource, World};

/// The latest writes, the oldest first.
#[derive(Default)]
pub(crate) struct Recent {
    /// Milliseconds for which a write is remembered.
    keep: i64,
    writes: VecDeque<Written>,
}

struct Written {
    /// Milliseconds since 1970.
    at: i64,
    undo: Vec<Change>,
    redo: Vec<Change>,
}

impl Recent {
    /// Remembers writes for `keep` milliseconds from now on.
    pub(crate) fn keep(&mut self, keep: u64) {
        self.keep = i64::try_from(keep).unwrap_or(i64::MAX);
        if self.keep == 0 {
            self.writes.clear();
        }
    }

    /// Remembers changes that are about to be applied.
    pub(crate) fn note(&mut self, world: &World, changes: &[Change]) {
        if self.keep == 0 {
            return;
        }
        let at = world.now().as_millisecond();
        while self.writes.front().is_some_and(|write| write.at <= at.saturating_sub(self.keep)) {
            self.writes.pop_front();
        }
        let undo = changes.iter().filter_map(|change| inverse(world, change)).rev().collect();
        self.writes.push_back(Written { at, undo, redo: changes.to_vec() });
    }

    /// Takes the world back to how it was `lag` milliseconds ago.
    pub(crate) fn rewind(&self, world: &mut World, lag: u64) {
        for write in self.writes.range(self.since(world, lag)..).rev() {
            world.rearrange(&write.undo);
        }
    }

    /// Undoes the same [`rewind`](Self::rewind).
    pub(crate) fn restore(&self, world: &mut World, lag: u64) {
        for write in self.writes.range(self.since(world, lag)..) {
            world.rearrange(&write.redo);
        }
    }

    /// The first write that a read with this lag does not see.
    fn since(&self, world: &World, lag: u64) -> usize {
        let since = world.now().as_millisecond().saturating_sub(i64::try_from(lag).unwrap_or(i64::MAX));
        self.writes.partition_point(|write| write.at <= since)
    }
}

/// The change that takes the resource of another back to how it is now.
fn inverse(world: &World, change: &Change) -> Option<Change> {
    let put = |resource: &Resource| Change::Put(resource.clone());
    match change {
        Change::Put(resource) => {
            let before = world.get(resource.kind.name, &resource.id);
            Some(before.map_or_else(|| Change::delete(resource), put))
        }
        Change::Delete { kind, id } => world.get(kind, id).map(put),
        _ => None,
    }
}
