//! The rolling hour of each key (Apple, Identifying Rate Limits).

use std::collections::{BTreeMap, VecDeque};

/// Milliseconds that a spent request counts.
const WINDOW: i64 = 60 * 60 * 1000;

/// When each key spent its requests, in milliseconds since 1970, the oldest first.
#[derive(Default)]
pub(crate) struct Budget(BTreeMap<String, VecDeque<i64>>);

impl Budget {
    /// How many of `limit` requests the key has left at `now` in the last `window` milliseconds,
    /// an hour at most, and how long it is until the oldest of those counts no more.
    pub(crate) fn within(&self, key: &str, now: i64, limit: u32, window: i64) -> (u32, i64) {
        let spent = self.0.get(key).into_iter().flat_map(VecDeque::iter).rev().take_while(|at| **at > now - window);
        let (count, oldest) = spent.fold((0_u32, now), |(count, _), at| (count.saturating_add(1), *at));
        (limit.saturating_sub(count), oldest + window - now)
    }

    /// How many requests the key has left at `now`, of `limit` an hour.
    pub(crate) fn left(&mut self, key: &str, now: i64, limit: u32) -> u32 {
        let Some(spent) = self.0.get_mut(key) else { return limit };
        while spent.front().is_some_and(|at| *at <= now - WINDOW) {
            spent.pop_front();
        }
        limit.saturating_sub(u32::try_from(spent.len()).unwrap_or(u32::MAX))
    }

    /// Counts a request.
    pub(crate) fn spend(&mut self, key: &str, now: i64) {
        self.0.entry(key.to_owned()).or_default().push_back(now);
    }

    /// Everything that still counts at `now`, for a snapshot.
    pub(crate) fn spent(&self, now: i64) -> BTreeMap<String, Vec<i64>> {
        let counting = |spent: &VecDeque<i64>| spent.iter().copied().filter(|at| *at > now - WINDOW).collect();
        self.0.iter().map(|(key, spent)| (key.clone(), counting(spent))).collect()
    }

    /// The budget of a snapshot.
    pub(crate) fn restore(spent: BTreeMap<String, Vec<i64>>) -> Self {
        Self(spent.into_iter().map(|(key, spent)| (key, spent.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_rolls() {
        let mut budget = Budget::default();
        budget.spend("K", 0);
        budget.spend("K", 1000);
        assert_eq!(budget.left("K", 2000, 3), 1);
        assert_eq!(budget.left("L", 2000, 3), 3, "each key has its own hour");
        assert_eq!(budget.left("K", WINDOW - 1, 3), 1);
        assert_eq!(budget.left("K", WINDOW, 3), 2, "the first request is an hour old");
        assert_eq!(budget.left("K", WINDOW + 1000, 3), 3);
    }
}
