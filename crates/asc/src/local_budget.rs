//! The budget of one process: an exact rolling hour, kept in memory.
//!
//! Absent on purpose: other processes on this computer. They are noticed as anyone else who uses
//! the key, through the difference between Apple's count and ours.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{Allowance, Budget, Clock, Purpose, RateLimit, Reservation};

/// Apple's example (Apple, Identifying Rate Limits), assumed until an answer says otherwise.
const ASSUMED_LIMIT: u32 = 3_500;
/// Share of the limit that reads leave untouched, in percent.
const RESERVE_PERCENT: u32 = 10;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// A [`Budget`] for one process that has the key mostly to itself.
pub struct LocalBudget {
    clock: Clock,
    reserve_percent: u32,
    books: Mutex<Books>,
}

/// The requests of the last hour, oldest first, and what Apple said last.
struct Books {
    entries: VecDeque<Entry>,
    used: u32,
    limit: u32,
    minute: Option<(Timestamp, Allowance)>,
    closed_until: Timestamp,
}

struct Entry {
    at: Timestamp,
    count: u32,
    foreign: bool,
}

impl LocalBudget {
    /// A budget that leaves 10 % of the limit to writes and to other people.
    pub fn new(clock: Clock) -> Self {
        Self::with_reserve(clock, RESERVE_PERCENT)
    }

    /// A budget whose reads stop when `percent` of the limit is left.
    pub fn with_reserve(clock: Clock, percent: u32) -> Self {
        let books = Books { entries: VecDeque::new(), used: 0, limit: ASSUMED_LIMIT, minute: None, closed_until: Timestamp::MIN };
        Self { clock, reserve_percent: percent.min(100), books: Mutex::new(books) }
    }

    fn books(&self, now: Timestamp) -> MutexGuard<'_, Books> {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        books.expire(now);
        books
    }

    fn allowed(&self, limit: u32, purpose: Purpose) -> u32 {
        match purpose {
            Purpose::Write => limit,
            Purpose::Read => limit - limit.saturating_mul(self.reserve_percent) / 100,
        }
    }
}

impl Budget for LocalBudget {
    fn reserve(&self, purpose: Purpose) -> Reservation {
        let now = self.clock.now();
        let mut books = self.books(now);
        let allowed = self.allowed(books.limit, purpose);
        let free_at = [Some(books.closed_until), books.minute_free_at(), books.hour_free_at(allowed, now)];
        if let Some(at) = free_at.into_iter().flatten().max().filter(|at| *at > now) {
            return Reservation::Wait(now.duration_until(at).unsigned_abs());
        }
        books.book(now, 1, false);
        if let Some((_, minute)) = &mut books.minute {
            minute.remaining -= 1;
        }
        Reservation::Granted
    }

    fn learn(&self, seen: &RateLimit) {
        let now = self.clock.now();
        let mut books = self.books(now);
        if let Some(hour) = seen.hour {
            books.reconcile(now, hour);
        }
        if let Some(minute) = seen.minute {
            books.minute = Some((now, minute));
        }
    }

    fn exhausted(&self, pause: Duration) {
        let now = self.clock.now();
        let mut books = self.books(now);
        let until = SignedDuration::try_from(pause).ok().and_then(|pause| now.checked_add(pause).ok());
        books.closed_until = books.closed_until.max(until.unwrap_or(now + HOUR));
    }

    fn remaining(&self) -> Option<u32> {
        let books = self.books(self.clock.now());
        Some(books.limit.saturating_sub(books.used))
    }

    fn limit(&self) -> u32 {
        self.books(self.clock.now()).limit
    }
}

impl Books {
    fn book(&mut self, now: Timestamp, count: u32, foreign: bool) {
        self.used += count;
        self.entries.push_back(Entry { at: now, count, foreign });
    }

    /// A request counts for exactly one hour; what Apple says of a minute, for a minute.
    ///
    /// What lies far in the future was noted before the clock was set back, and is forgotten:
    /// Apple's next answer restores the count.
    fn expire(&mut self, now: Timestamp) {
        let over = |entry: &Entry| now.duration_since(entry.at).abs() >= HOUR;
        while self.entries.front().is_some_and(over) {
            self.used -= self.entries.pop_front().map_or(0, |entry| entry.count);
        }
        self.minute = self.minute.filter(|(at, _)| now.duration_since(*at).abs() < MINUTE);
        if self.closed_until.duration_since(now) > HOUR {
            self.closed_until = now;
        }
    }

    /// When fewer than `allowed` requests will lie in the hour before; `None` if that is now.
    fn hour_free_at(&self, allowed: u32, now: Timestamp) -> Option<Timestamp> {
        let mut used = self.used;
        if used < allowed {
            return None;
        }
        for entry in &self.entries {
            used -= entry.count;
            if used < allowed {
                return Some(entry.at + HOUR);
            }
        }
        Some(now + HOUR)
    }

    /// When the minute that Apple last spoke of is over, if nothing of it is left.
    fn minute_free_at(&self) -> Option<Timestamp> {
        self.minute.filter(|(_, minute)| minute.remaining == 0).map(|(at, _)| at + MINUTE)
    }

    /// Takes Apple's count where it proves ours wrong.
    ///
    /// Apple may have counted fewer requests than we booked, those on their way, so only a higher
    /// count is news: somebody else uses the key. When it falls below what must have arrived, the
    /// requests of others that we had guessed are over.
    fn reconcile(&mut self, now: Timestamp, hour: Allowance) {
        self.limit = hour.limit;
        let counted = hour.limit.saturating_sub(hour.remaining);
        if counted > self.used {
            self.book(now, counted - self.used, true);
            return;
        }
        let on_their_way: u32 = self
            .entries
            .iter()
            .rev()
            .take_while(|entry| now.duration_since(entry.at) < MINUTE)
            .filter(|entry| !entry.foreign)
            .map(|entry| entry.count)
            .sum();
        let mut surplus = self.used.saturating_sub(on_their_way).saturating_sub(counted);
        for entry in self.entries.iter_mut().filter(|entry| entry.foreign) {
            let over = surplus.min(entry.count);
            entry.count -= over;
            self.used -= over;
            surplus -= over;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    use super::*;
    use Purpose::{Read, Write};
    use Reservation::{Granted, Wait};

    /// A budget, and the seconds that its clock shows.
    fn budget() -> (LocalBudget, Arc<AtomicI64>) {
        let now = Arc::new(AtomicI64::new(1_800_000_000));
        let shown = Arc::clone(&now);
        let clock = Clock::new(move || Timestamp::from_second(shown.load(Ordering::Relaxed)).expect("in range"));
        (LocalBudget::new(clock), now)
    }

    fn hour(limit: u32, remaining: u32) -> RateLimit {
        RateLimit { hour: Some(Allowance { limit, remaining }), minute: None }
    }

    fn seconds(seconds: u64) -> Reservation {
        Wait(Duration::from_secs(seconds))
    }

    /// Reserves until the budget says wait: how many were granted, and how long to wait.
    fn drain(budget: &LocalBudget, purpose: Purpose) -> (u32, Reservation) {
        let mut granted = 0;
        loop {
            match budget.reserve(purpose) {
                Granted => granted += 1,
                wait @ Wait(_) => return (granted, wait),
            }
        }
    }

    #[test]
    fn every_request_counts_for_exactly_one_hour() {
        let (budget, now) = budget();
        budget.learn(&hour(100, 100));
        for _ in 0..100 {
            assert_eq!(budget.reserve(Write), Granted);
            now.fetch_add(1, Ordering::Relaxed);
        }
        assert_eq!(budget.reserve(Write), seconds(3_500));
        now.fetch_add(3_499, Ordering::Relaxed);
        assert_eq!(budget.reserve(Write), seconds(1));
        now.fetch_add(1, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write), (1, seconds(1)));
        now.fetch_add(10, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write), (10, seconds(1)));
    }

    #[test]
    fn no_hour_ever_holds_more_than_the_limit() {
        let (budget, now) = budget();
        budget.learn(&hour(50, 50));
        let mut granted = Vec::new();
        for step in 0..2_000_i64 {
            if budget.reserve(Write) == Granted {
                granted.push(now.load(Ordering::Relaxed));
            }
            now.fetch_add(step * 7_919 % 23, Ordering::Relaxed);
        }
        assert!(granted.windows(51).all(|window| window[50] - window[0] >= 3_600));
        assert!(granted.len() > 250, "{} of five hours", granted.len());
    }

    #[test]
    fn reads_leave_a_tenth_to_writes() {
        let (budget, _) = budget();
        budget.learn(&hour(100, 100));
        assert_eq!(drain(&budget, Read), (90, seconds(3_600)));
        assert_eq!(budget.remaining(), Some(10));
        assert_eq!(drain(&budget, Write), (10, seconds(3_600)));
        assert_eq!(budget.remaining(), Some(0));
    }

    #[test]
    fn the_use_of_others_is_seen_in_apples_count() {
        let (budget, now) = budget();
        assert_eq!(budget.limit(), ASSUMED_LIMIT);
        assert_eq!(budget.reserve(Write), Granted);
        budget.learn(&hour(3600, 600));
        assert_eq!((budget.limit(), budget.remaining()), (3600, Some(600)));
        assert_eq!(drain(&budget, Write).0, 600);
        now.fetch_add(3_600, Ordering::Relaxed);
        assert_eq!(budget.remaining(), Some(3600));
    }

    #[test]
    fn requests_on_their_way_are_not_forgotten() {
        let (budget, _) = budget();
        for _ in 0..6 {
            budget.reserve(Read);
        }
        // The first answer overtakes the other five requests.
        budget.learn(&hour(3500, 3499));
        assert_eq!(budget.remaining(), Some(3494));
    }

    #[test]
    fn the_guess_about_others_is_dropped_when_apples_count_falls() {
        let (budget, now) = budget();
        budget.learn(&hour(100, 0));
        assert_eq!(budget.reserve(Write), seconds(3_600));
        now.fetch_add(120, Ordering::Relaxed);
        budget.learn(&hour(100, 30));
        assert_eq!(drain(&budget, Write).0, 30);
    }

    #[test]
    fn a_spent_minute_stops_everything_until_it_is_over() {
        let (budget, now) = budget();
        let minute = Some(Allowance { limit: 250, remaining: 2 });
        budget.learn(&RateLimit { hour: None, minute });
        now.fetch_add(20, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write), (2, seconds(40)));
        now.fetch_add(40, Ordering::Relaxed);
        assert_eq!(budget.reserve(Read), Granted);
    }

    #[test]
    fn the_use_of_others_in_the_hour_does_not_spend_the_minute() {
        let (budget, _) = budget();
        let minute = Some(Allowance { limit: 250, remaining: 200 });
        budget.learn(&RateLimit { hour: None, minute });
        budget.learn(&hour(3500, 3000));
        assert_eq!(drain(&budget, Write).0, 200);
    }

    #[test]
    fn absurd_numbers_do_no_harm() {
        let (budget, _) = budget();
        budget.learn(&hour(u32::MAX, 0));
        assert!(matches!(budget.reserve(Write), Wait(_)));
        budget.learn(&hour(1, 1));
        budget.learn(&hour(u32::MAX, u32::MAX));
        assert_eq!(budget.reserve(Read), Granted);
    }

    #[test]
    fn a_429_closes_the_budget_for_its_time() {
        let (budget, now) = budget();
        budget.exhausted(Duration::from_secs(30));
        budget.exhausted(Duration::from_secs(5));
        assert_eq!(budget.reserve(Write), seconds(30));
        now.fetch_add(30, Ordering::Relaxed);
        assert_eq!(budget.reserve(Write), Granted);
        budget.exhausted(Duration::MAX);
        assert_eq!(budget.reserve(Write), seconds(3_600));
    }

    #[test]
    fn a_clock_that_jumps_does_no_harm() {
        let (budget, now) = budget();
        budget.learn(&hour(10, 10));
        assert_eq!(drain(&budget, Write).0, 10);
        budget.exhausted(Duration::from_secs(60));
        now.fetch_sub(60, Ordering::Relaxed);
        assert_eq!(budget.reserve(Write), seconds(3_660));
        now.fetch_sub(86_400, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write).0, 10);
        now.fetch_add(2 * 86_400, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write).0, 10);
    }
}
