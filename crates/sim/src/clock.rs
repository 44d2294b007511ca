//! The simulator's sense of time, so that a test can let an hour pass at once.
//!
//! Deliberately absent: sleeping. Nothing in the simulator waits for a clock.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock that can be moved forward by hand. Clones show the same time.
#[derive(Clone)]
pub struct Clock(Arc<Hands>);

struct Hands {
    /// Where a stopped clock stands; a running clock has none.
    stopped: Option<Timestamp>,
    /// Milliseconds by which [`Clock::advance`] has moved the hands.
    advanced: AtomicI64,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::new(None)
    }

    /// A clock that stands at `now` until it is advanced.
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(Some(now))
    }

    /// Moves this clock, and all its clones, by `by` (to the millisecond; negative is backwards).
    pub fn advance(&self, by: SignedDuration) {
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.advanced.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// The time it shows.
    pub fn now(&self) -> Timestamp {
        let advanced = SignedDuration::from_millis(self.0.advanced.load(Ordering::SeqCst));
        let start = self.0.stopped.unwrap_or_else(Timestamp::now);
        start.checked_add(advanced).unwrap_or(start)
    }

    fn new(stopped: Option<Timestamp>) -> Self {
        Self(Arc::new(Hands { stopped, advanced: AtomicI64::new(0) }))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_advance_together() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let clone = clock.clone();
        clock.advance(SignedDuration::from_mins(61));
        assert_eq!(clone.now().as_second(), 3660);
    }
}
