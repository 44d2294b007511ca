//! A place for resources that are computed while a request is answered.
//!
//! A price point of one app and territory is one of a hundred thousand that follow from a few
//! numbers: it is made when somebody asks, lent out like a stored one, and forgotten with the
//! next request.

use std::cell::{Cell, OnceCell};

use crate::world::Resource;

/// Keeps resources at fixed places, so that it can lend them out while more are added.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The n-th shelf holds 2ⁿ resources.
    shelves: [OnceCell<Box<[OnceCell<Resource>]>>; 32],
    kept: Cell<usize>,
}

impl Scratch {
    /// Keeps a resource and lends it out.
    pub(crate) fn keep(&self, resource: Resource) -> &Resource {
        let number = self.kept.get() + 1;
        self.kept.set(number);
        let row = number.ilog2() as usize;
        let size = 1_usize << row;
        let places = self.shelves[row].get_or_init(|| (0..size).map(|_| OnceCell::new()).collect());
        places[number - size].get_or_init(|| resource)
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        if self.kept.get() > 0 {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources;

    #[test]
    fn what_is_kept_stays_where_it_is() {
        let mut scratch = Scratch::default();
        let lent: Vec<&Resource> =
            (0..100).map(|number: u32| scratch.keep(Resource::new(&resources::app::KIND, number.to_string(), None))).collect();
        for (number, resource) in lent.into_iter().enumerate() {
            assert_eq!(resource.id, number.to_string());
        }
        scratch.clear();
        assert_eq!(scratch.keep(Resource::new(&resources::app::KIND, "new", None)).id, "new");
    }
}
