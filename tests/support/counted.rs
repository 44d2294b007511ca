//! How many requests of which kind a step of a test cost.

use sim::Exchange;

/// Requests by method.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) gets: usize,
    pub(crate) patches: usize,
    pub(crate) posts: usize,
    pub(crate) deletes: usize,
}

impl Counted {
    /// Nothing was sent.
    pub(crate) const NOTHING: Self = Self { gets: 0, patches: 0, posts: 0, deletes: 0 };

    /// Counts exchanges.
    pub(crate) fn of(exchanges: &[Exchange]) -> Self {
        let count = |method: &str| exchanges.iter().filter(|exchange| exchange.method == method).count();
        Self { gets: count("GET"), patches: count("PATCH"), posts: count("POST"), deletes: count("DELETE") }
    }

    /// Reads and nothing else.
    pub(crate) fn reads(gets: usize) -> Self {
        Self { gets, ..Self::NOTHING }
    }
}
