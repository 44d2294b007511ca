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
    drive: Drive,
    /// Milliseconds by which [`Clock::advance`] has moved the hands.
    advanced: AtomicI64,
}

/// What moves the hands by itself.
enum Drive {
    /// Nothing.
    Stopped(Timestamp),
    /// The machine's clock, so many times as fast since they agreed.
    Running { origin: Timestamp, speed: u32 },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::accelerated(Timestamp::UNIX_EPOCH, 1)
    }

    /// A clock that showed what the machine's clock did at `origin`, and runs `speed` times as fast.
    ///
    /// Whoever knows both numbers has the same clock: no message has to pass between them.
    pub fn accelerated(origin: Timestamp, speed: u32) -> Self {
        Self::new(Drive::Running { origin, speed })
    }

    /// A clock that stands at `now` until it is advanced.
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(Drive::Stopped(now))
    }

    /// Moves this clock, and all its clones, by `by` (to the millisecond; negative is backwards).
    pub fn advance(&self, by: SignedDuration) {
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.advanced.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// The time it shows.
    pub fn now(&self) -> Timestamp {
        let advanced = SignedDuration::from_millis(self.0.advanced.load(Ordering::SeqCst));
        let start = self.0.drive.now();
        start.checked_add(advanced).unwrap_or(start)
    }

    fn new(drive: Drive) -> Self {
        Self(Arc::new(Hands { drive, advanced: AtomicI64::new(0) }))
    }
}

impl Drive {
    fn now(&self) -> Timestamp {
        match *self {
            Self::Stopped(now) => now,
            Self::Running { origin, speed } => {
                let passed = Timestamp::now().duration_since(origin);
                let speed = i32::try_from(speed).unwrap_or(i32::MAX);
                passed.checked_mul(speed).and_then(|passed| origin.checked_add(passed).ok()).unwrap_or(origin)
            }
        }
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
