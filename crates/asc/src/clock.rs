//! The wall clock, passed in so that tests can make it stand still or jump.
//!
//! Absent on purpose: durations of requests. They are measured with a monotonic clock on the spot.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

/// A source of the current time. Cheap to clone; all clones show the same time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that shows whatever `now` returns.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The clock of this computer.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
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
