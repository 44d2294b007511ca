//! The wall clock, passed in so that tests can make it stand still, jump or run faster.
//!
//! Absent on purpose: durations of requests. They are measured with a monotonic clock on the spot.

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;

/// A source of the current time. Cheap to clone; all clones show the same time.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Seconds that it shows in a real one.
    speed: u32,
}

impl Clock {
    /// A clock that shows whatever `now` returns.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), speed: 1 }
    }

    /// The clock of this computer.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// A clock that agreed with this computer's at `origin` and runs `speed` times as fast, as that
    /// of a simulator may.
    pub fn accelerated(origin: Timestamp, speed: u32) -> Self {
        let times = i32::try_from(speed).unwrap_or(i32::MAX);
        let now = move || {
            let passed = Timestamp::now().duration_since(origin).checked_mul(times);
            passed.and_then(|passed| origin.checked_add(passed).ok()).unwrap_or(origin)
        };
        Self { now: Arc::new(now), speed: speed.max(1) }
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// How long a duration of this clock really takes.
    pub fn real(&self, shown: Duration) -> Duration {
        shown / self.speed
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn an_accelerated_clock_runs_ahead_from_its_origin() {
        let hour_ago = Timestamp::now() - SignedDuration::from_hours(1);
        let clock = Clock::accelerated(hour_ago, 100);
        assert!((100..101).contains(&clock.now().duration_since(hour_ago).as_hours()));
        assert_eq!(clock.real(Duration::from_secs(3_600)), Duration::from_secs(36));
        assert_eq!(Clock::system().real(Duration::from_secs(1)), Duration::from_secs(1));
    }
}
