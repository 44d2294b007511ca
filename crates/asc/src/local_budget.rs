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
        let books = Books {
            entries: VecDeque::new(),
            used: 0,
            limit: ASSUMED_LIMIT,
            minute: None,
            closed_until: Timestamp::MIN,
        };
        Self {
            clock,
            reserve_percent: percent.min(100),
            books: Mutex::new(books),
        }
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
        let free_at = [
            Some(books.closed_until),
            books.minute_free_at(),
            books.hour_free_at(allowed, now),
        ];
        if let Some(at) = free_at.into_iter().flatten().max().filter(|at| *at > now) {
            return Reservation::Wait(now.duration_until(at).unsigned_abs());
        }
        books.book(now, 1, false);
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
        let until = SignedDuration::try_from(pause)
            .ok()
            .and_then(|pause| now.checked_add(pause).ok());
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
        self.entries.push_back(Entry {
            at: now,
            count,
            foreign,
        });
        if let Some((_, minute)) = &mut self.minute {
            minute.remaining = minute.remaining.saturating_sub(count);
        }
    }

    /// A request counts for exactly one hour; what Apple says of a minute, for a minute.
    fn expire(&mut self, now: Timestamp) {
        let over = |entry: &Entry| now.duration_since(entry.at) >= HOUR;
        while self.entries.front().is_some_and(over) {
            self.used -= self.entries.pop_front().map_or(0, |entry| entry.count);
        }
        self.minute = self
            .minute
            .filter(|(at, _)| now.duration_since(*at) < MINUTE);
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
        self.minute
            .filter(|(_, minute)| minute.remaining == 0)
            .map(|(at, _)| at + MINUTE)
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
        let mut surplus = self
            .used
            .saturating_sub(on_their_way)
            .saturating_sub(counted);
        for entry in self.entries.iter_mut().filter(|entry| entry.foreign) {
            let over = surplus.min(entry.count);
            entry.count -= over;
            self.used -= over;
            surplus -= over;
        }
    }
}
