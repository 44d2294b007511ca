//! When a request is tried again, and after how long.
//!
//! Reads are repeated freely. A write is repeated only when it is certain that it was not applied:
//! Apple has been seen to apply writes that it answered with 503 or 504.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

use crate::{Error, Purpose};

/// How often and how patiently requests are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Tries in all, the first one included.
    pub tries: usize,
    /// Longest delay before the second try; it doubles from try to try.
    pub first_delay: Duration,
    /// Longest delay before any try.
    pub longest_delay: Duration,
}

impl Default for Retry {
    /// Five tries, half a second, half a minute.
    fn default() -> Self {
        Self { tries: 5, first_delay: Duration::from_millis(500), longest_delay: Duration::from_secs(30) }
    }
}

impl Retry {
    /// The delays between the tries. Half of each is random, so that tasks that failed together
    /// do not come back together.
    pub(crate) fn delays(&self) -> impl Iterator<Item = Duration> + Send + use<> {
        ExponentialBuilder::new()
            .with_jitter()
            .with_min_delay(self.first_delay / 2)
            .with_max_delay(self.longest_delay / 2)
            .with_max_times(self.tries.saturating_sub(1))
            .build()
    }
}

/// Whether a request that ended with `error` may be sent again. 401 and 429 are not asked here.
pub(crate) fn may_repeat(error: &Error, purpose: Purpose) -> bool {
    match (error, purpose) {
        (Error::Transport { sent, .. }, Purpose::Write) => !sent,
        (Error::Transport { .. }, Purpose::Read) => true,
        (Error::Refused(refusal), Purpose::Read) => matches!(refusal.status, 500 | 502 | 503 | 504),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest() {
        for _ in 0..50 {
            let retry = Retry { tries: 10, ..Retry::default() };
            let delays: Vec<f64> = retry.delays().map(|delay| delay.as_secs_f64()).collect();
            assert_eq!(delays.len(), 9);
            for (at, longest) in [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0].into_iter().enumerate() {
                assert!((longest / 2.0..=longest).contains(&delays[at]), "{at}: {delays:?}");
            }
        }
        assert_eq!(Retry { tries: 1, ..Retry::default() }.delays().count(), 0);
        assert_eq!(Retry { tries: 0, ..Retry::default() }.delays().count(), 0);
    }
}
