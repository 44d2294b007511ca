//! How often a watch looks: soon enough for people, and never for more than a tenth of what the keys have.

use std::time::Duration;

/// The part of the hourly budget that watching may spend at most: one in this many requests.
const SHARE: u64 = 10;

/// How often somebody wishes to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cadence {
    /// While nothing is under way at Apple.
    pub(crate) idle: Duration,
    /// While something waits for review or is in review.
    pub(crate) busy: Duration,
}

/// What one look costs a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Price {
    pub(crate) requests: u64,
    /// Requests an hour that the key has.
    pub(crate) hourly_limit: u64,
}

impl Default for Cadence {
    /// Every five minutes, every minute during reviews.
    fn default() -> Self {
        Self { idle: Duration::from_secs(300), busy: Duration::from_secs(60) }
    }
}

impl Cadence {
    /// The same whatever happens.
    pub(crate) fn every(interval: Duration) -> Self {
        Self { idle: interval, busy: interval }
    }

    /// How long to wait between two looks.
    pub(crate) fn interval(self, is_busy: bool, prices: impl Iterator<Item = Price>) -> Duration {
        let wished = if is_busy { self.busy } else { self.idle };
        let shortest = |price: Price| Duration::from_secs((price.requests * 3_600 * SHARE).div_ceil(price.hourly_limit.max(1)));
        prices.map(shortest).fold(wished, Duration::max)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Cadence, Price};

    #[test]
    fn reviews_are_looked_at_more_often_and_the_budget_is_respected() {
        let price = |requests| Price { requests, hourly_limit: 3_500 };
        let seconds = |cadence: Cadence, is_busy, prices: &[Price]| cadence.interval(is_busy, prices.iter().copied()).as_secs();
        assert_eq!(seconds(Cadence::default(), false, &[price(1), price(3)]), 300);
        assert_eq!(seconds(Cadence::default(), true, &[price(1), price(3)]), 60);
        assert_eq!(seconds(Cadence::default(), true, &[price(1), price(50)]), 515, "10,000 apps: 350 requests an hour");
        assert_eq!(seconds(Cadence::every(Duration::ZERO), true, &[price(1)]), 11);
        assert_eq!(seconds(Cadence::default(), false, &[]), 300);
    }
}
