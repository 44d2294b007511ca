//! How fast the reviewer works.

use std::time::Duration;

/// The reviewer's speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Nothing is reviewed unless somebody says so.
    #[default]
    Manual,
    /// By the clock.
    Auto {
        /// From the submission until the review begins.
        waiting: Duration,
        /// From then until it is decided.
        review: Duration,
    },
}
