//! The budget of one process: an exact rolling hour, kept in memory.
//!
//! Absent on purpose: other processes on this computer. They are noticed as anyone else who uses
//! the key, through the difference between Apple's count and ours.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{Allowance, Budget, Clock, Purpose, RateLimit, Reservation, Ticket};

/// Apple's example (Apple, Identifying Rate Limits), assumed until an answer says otherwise.
const ASSUMED_LIMIT: u32 = 3_500;
/// Share of the limit that reads leave untouched, in percent.
const RESERVE_PERCENT: u32 = 10;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// The longest that Apple may take to count a request that was booked.
const LONGEST_EXCHANGE: SignedDuration = MINUTE;
/// How long a write that may go now has to come back before reads do not wait for it any more.
const HELD_BACK: SignedDuration = SignedDuration::from_secs(1);

/// A [`Budget`] for one process that has the key mostly to itself.
pub struct LocalBudget {
    clock: Clock,
    reserve_percent: u32,
    books: Mutex<Books>,
}

/// What counts towards the hour, and what Apple said last.
struct Books {
    /// By the moment until which it counts, and by number.
    entries: BTreeMap<(Timestamp, i64), Entry>,
    /// Requests without an answer, by number.
    open: HashMap<i64, Open>,
    /// Sum of the entries.
    used: u32,
    /// Sum of everything that has counted and does not any more.
    gone: u64,
    numbers: i64,
    limit: u32,
    minute: Option<(Timestamp, Allowance)>,
    closed_until: Timestamp,
    /// Until when reads hold back for a write.
    held_until: Timestamp,
}

struct Entry {
    count: u32,
    foreign: bool,
}

/// Where a request without an answer is booked, and [`Books::gone`] when it was.
struct Open {
    until: Timestamp,
    gone: u64,
}

impl LocalBudget {
    /// A budget that leaves 10 % of the limit to writes and to other people.
    pub fn new(clock: Clock) -> Self {
        Self::with_reserve(clock, RESERVE_PERCENT)
    }

    /// A budget whose reads stop when `percent` of the limit is left.
    pub fn with_reserve(clock: Clock, percent: u32) -> Self {
        let books = Books {
            entries: BTreeMap::new(),
            open: HashMap::new(),
            used: 0,
            gone: 0,
            numbers: 0,
            limit: ASSUMED_LIMIT,
            minute: None,
            closed_until: Timestamp::MIN,
            held_until: Timestamp::MIN,
        };
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
        let held_until = (purpose == Purpose::Read).then_some(books.held_until);
        let free_at = [Some(books.closed_until), books.minute_free_at(), books.hour_free_at(allowed, now), held_until];
        if let Some(at) = free_at.into_iter().flatten().max().filter(|at| *at > now) {
            if purpose == Purpose::Write {
                books.held_until = at + HELD_BACK;
            }
            return Reservation::Wait(now.duration_until(at).unsigned_abs());
        }
        if purpose == Purpose::Write {
            books.held_until = Timestamp::MIN;
        }
        if let Some((_, minute)) = &mut books.minute {
            minute.remaining -= 1;
        }
        Reservation::Granted(books.open(now))
    }

    fn settle(&self, ticket: Ticket, seen: &RateLimit) {
        let now = self.clock.now();
        let mut books = self.books(now);
        let gone = books.close(&ticket).map_or(0, |open| open.gone);
        books.book(ticket.number(), now + HOUR, 1, false);
        if let Some(hour) = seen.hour {
            books.reconcile(now, hour, gone);
        }
        if let Some(minute) = seen.minute {
            let unseen = books.unanswered(now);
            books.minute = Some((now, Allowance { remaining: minute.remaining.saturating_sub(unseen), ..minute }));
        }
    }

    fn release(&self, ticket: Ticket) {
        let mut books = self.books(self.clock.now());
        books.close(&ticket);
    }

    fn exhausted(&self, pause: Duration) {
        let now = self.clock.now();
        let mut books = self.books(now);
        let until = SignedDuration::try_from(pause).ok().and_then(|pause| now.checked_add(pause).ok());
        books.closed_until = books.closed_until.max(until.unwrap_or(now + HOUR).min(now + HOUR));
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
    /// Books a request whose answer is not there: it may be counted as late as the longest
    /// exchange takes.
    fn open(&mut self, now: Timestamp) -> Ticket {
        self.numbers += 1;
        let until = now + HOUR + LONGEST_EXCHANGE;
        self.book(self.numbers, until, 1, false);
        self.open.insert(self.numbers, Open { until, gone: self.gone });
        Ticket::new(self.numbers)
    }

    /// Takes a request without an answer out of the books.
    fn close(&mut self, ticket: &Ticket) -> Option<Open> {
        let open = self.open.remove(&ticket.number())?;
        self.remove((open.until, ticket.number()));
        Some(open)
    }

    fn book(&mut self, number: i64, until: Timestamp, count: u32, foreign: bool) {
        self.used += count;
        self.entries.insert((until, number), Entry { count, foreign });
    }

    fn remove(&mut self, key: (Timestamp, i64)) {
        if let Some(entry) = self.entries.remove(&key) {
            self.used -= entry.count;
        }
    }

    /// Forgets what counts no more; what Apple says of a minute, after a minute.
    ///
    /// What counts for far longer than an hour was noted before the clock was set back, and is
    /// forgotten as well: Apple's next answer restores the count.
    fn expire(&mut self, now: Timestamp) {
        while let Some((key, count)) = self.entries.first_key_value().map(|(key, entry)| (*key, entry.count))
            && key.0 <= now
        {
            self.gone += u64::from(count);
            self.open.remove(&key.1);
            self.remove(key);
        }
        while let Some(key) = self.entries.last_key_value().map(|(key, _)| *key)
            && key.0 >= now + HOUR + HOUR
        {
            self.open.remove(&key.1);
            self.remove(key);
        }
        self.minute = self.minute.filter(|(at, _)| now.duration_since(*at).abs() < MINUTE);
        if self.closed_until.duration_since(now) > HOUR {
            self.closed_until = now;
        }
        if self.held_until.duration_since(now) > HOUR + HELD_BACK {
            self.held_until = now;
        }
    }

    /// When fewer than `allowed` requests will lie in the hour before; `None` if that is now.
    fn hour_free_at(&self, allowed: u32, now: Timestamp) -> Option<Timestamp> {
        let mut used = self.used;
        if used < allowed {
            return None;
        }
        for ((until, _), entry) in &self.entries {
            used -= entry.count;
            if used < allowed {
                return Some(*until);
            }
        }
        Some(now + HOUR)
    }

    /// When the minute that Apple last spoke of is over, if nothing of it is left.
    fn minute_free_at(&self) -> Option<Timestamp> {
        self.minute.filter(|(_, minute)| minute.remaining == 0).map(|(at, _)| at + MINUTE)
    }

    /// Requests that may be on their way: only they can count for longer than an hour from now.
    fn unanswered(&self, now: Timestamp) -> u32 {
        self.own_after(now + HOUR)
    }

    fn own_after(&self, until: Timestamp) -> u32 {
        self.entries.range((until, i64::MAX)..).filter(|(_, entry)| !entry.foreign).map(|(_, entry)| entry.count).sum()
    }

    /// Takes Apple's count where it proves ours wrong. `gone` is [`Books::gone`] from when the
    /// answered request was booked.
    ///
    /// Apple counted between then and now, so everything that counted in between may be in the
    /// count, and only a higher one is news: somebody else uses the key. When it falls below what
    /// must have arrived, the requests of others that we had guessed are over.
    fn reconcile(&mut self, now: Timestamp, hour: Allowance, gone: u64) {
        self.limit = hour.limit;
        let counted = hour.limit.saturating_sub(hour.remaining);
        let explained = u32::try_from(u64::from(self.used) + self.gone - gone).unwrap_or(u32::MAX);
        if counted > explained {
            self.numbers += 1;
            self.book(self.numbers, now + HOUR, counted - explained, true);
            return;
        }
        let on_their_way = self.own_after(now + HOUR - MINUTE);
        let mut surplus = self.used.saturating_sub(on_their_way).saturating_sub(counted);
        if surplus > 0 {
            // A write that was told to wait may go sooner than it was told, and so may reads.
            self.held_until = Timestamp::MIN;
        }
        for entry in self.entries.values_mut().filter(|entry| entry.foreign) {
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

    const NOTHING: RateLimit = RateLimit { hour: None, minute: None };

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

    /// Reserves, and is answered at once; whether it was granted.
    fn request(budget: &LocalBudget, purpose: Purpose) -> Result<(), Reservation> {
        match budget.reserve(purpose) {
            Granted(ticket) => {
                budget.settle(ticket, &NOTHING);
                Ok(())
            }
            wait @ Wait(_) => Err(wait),
        }
    }

    /// Sends until the budget says wait: how many were granted, and how long to wait.
    fn drain(budget: &LocalBudget, purpose: Purpose) -> (u32, Reservation) {
        let mut granted = 0;
        loop {
            match request(budget, purpose) {
                Ok(()) => granted += 1,
                Err(wait) => return (granted, wait),
            }
        }
    }

    /// Tells the budget what an answer said, to a request that does not count.
    fn learn(budget: &LocalBudget, seen: &RateLimit) {
        let now = budget.clock.now();
        let mut books = budget.books(now);
        let gone = books.gone;
        if let Some(hour) = seen.hour {
            books.reconcile(now, hour, gone);
        }
        books.minute = seen.minute.map(|minute| (now, minute)).or(books.minute);
    }

    #[test]
    fn every_request_counts_for_exactly_one_hour() {
        let (budget, now) = budget();
        learn(&budget, &hour(100, 100));
        for _ in 0..100 {
            assert_eq!(request(&budget, Write), Ok(()));
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
        learn(&budget, &hour(50, 50));
        let mut granted = Vec::new();
        for step in 0..2_000_i64 {
            if request(&budget, Write).is_ok() {
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
        learn(&budget, &hour(100, 100));
        assert_eq!(drain(&budget, Read), (90, seconds(3_600)));
        assert_eq!(budget.remaining(), Some(10));
        assert_eq!(drain(&budget, Write), (10, seconds(3_600)));
        assert_eq!(budget.remaining(), Some(0));
    }

    #[test]
    fn the_use_of_others_is_seen_in_apples_count() {
        let (budget, now) = budget();
        assert_eq!(budget.limit(), ASSUMED_LIMIT);
        assert_eq!(request(&budget, Write), Ok(()));
        learn(&budget, &hour(3600, 600));
        assert_eq!((budget.limit(), budget.remaining()), (3600, Some(600)));
        assert_eq!(drain(&budget, Write).0, 600);
        now.fetch_add(3_600, Ordering::Relaxed);
        assert_eq!(budget.remaining(), Some(3600));
    }

    #[test]
    fn requests_on_their_way_are_not_forgotten() {
        let (budget, _) = budget();
        let tickets: Vec<_> = (0..6).map(|_| budget.reserve(Read)).collect();
        // The first answer overtakes the other five requests.
        let Some(Granted(first)) = tickets.into_iter().next() else { panic!("not granted") };
        budget.settle(first, &hour(3500, 3499));
        assert_eq!(budget.remaining(), Some(3494));
    }

    #[test]
    fn the_guess_about_others_is_dropped_when_apples_count_falls() {
        let (budget, now) = budget();
        learn(&budget, &hour(100, 0));
        assert_eq!(budget.reserve(Write), seconds(3_600));
        now.fetch_add(120, Ordering::Relaxed);
        learn(&budget, &hour(100, 30));
        assert_eq!(drain(&budget, Write).0, 30);
    }

    #[test]
    fn a_spent_minute_stops_everything_until_it_is_over() {
        let (budget, now) = budget();
        let minute = Some(Allowance { limit: 250, remaining: 2 });
        learn(&budget, &RateLimit { hour: None, minute });
        now.fetch_add(20, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write), (2, seconds(40)));
        now.fetch_add(40, Ordering::Relaxed);
        assert_eq!(request(&budget, Write), Ok(()));
    }

    #[test]
    fn the_use_of_others_in_the_hour_does_not_spend_the_minute() {
        let (budget, _) = budget();
        let minute = Some(Allowance { limit: 250, remaining: 200 });
        learn(&budget, &RateLimit { hour: None, minute });
        learn(&budget, &hour(3500, 3000));
        assert_eq!(drain(&budget, Write).0, 200);
    }

    #[test]
    fn absurd_numbers_do_no_harm() {
        let (budget, _) = budget();
        learn(&budget, &hour(u32::MAX, 0));
        assert!(matches!(budget.reserve(Write), Wait(_)));
        learn(&budget, &hour(1, 1));
        learn(&budget, &hour(u32::MAX, u32::MAX));
        assert_eq!(request(&budget, Read), Ok(()));
    }

    #[test]
    fn a_request_counts_from_its_answer_and_without_one_for_longer() {
        let (budget, now) = budget();
        learn(&budget, &hour(2, 2));
        let Granted(answered) = budget.reserve(Write) else { panic!("not granted") };
        let Granted(_lost) = budget.reserve(Write) else { panic!("not granted") };
        now.fetch_add(30, Ordering::Relaxed);
        budget.settle(answered, &NOTHING);
        assert_eq!(budget.reserve(Write), seconds(3_600));
        now.fetch_add(3_600, Ordering::Relaxed);
        assert_eq!(drain(&budget, Write), (1, seconds(30)), "the lost one may have been counted a minute late");
    }

    #[test]
    fn a_request_that_was_not_sent_does_not_count() {
        let (budget, _) = budget();
        learn(&budget, &hour(1, 1));
        let Granted(ticket) = budget.reserve(Write) else { panic!("not granted") };
        assert!(matches!(budget.reserve(Write), Wait(_)));
        budget.release(ticket);
        assert_eq!(request(&budget, Write), Ok(()));
    }

    /// What stopped counting while the request was on its way is no use of others.
    #[test]
    fn what_ends_meanwhile_is_no_foreign_use() {
        let (budget, now) = budget();
        for _ in 0..5 {
            request(&budget, Write).unwrap();
        }
        now.fetch_add(3_599, Ordering::Relaxed);
        let Granted(ticket) = budget.reserve(Write) else { panic!("not granted") };
        now.fetch_add(2, Ordering::Relaxed);
        budget.settle(ticket, &hour(3_500, 3_494));
        assert_eq!(budget.remaining(), Some(3_499));
    }

    #[test]
    fn reads_hold_back_until_a_write_that_waited_got_through() {
        let budget_and_clock = budget();
        let (budget, now) = (LocalBudget::with_reserve(budget_and_clock.0.clock, 0), budget_and_clock.1);
        learn(&budget, &hour(10, 10));
        assert_eq!(drain(&budget, Read).0, 10);
        assert_eq!(budget.reserve(Write), seconds(3_600));
        now.fetch_add(3_600, Ordering::Relaxed);
        assert_eq!(budget.reserve(Read), seconds(1));
        assert_eq!(request(&budget, Write), Ok(()));
        assert_eq!(request(&budget, Read), Ok(()));
    }

    #[test]
    fn a_429_closes_the_budget_for_its_time() {
        let (budget, now) = budget();
        budget.exhausted(Duration::from_secs(30));
        budget.exhausted(Duration::from_secs(5));
        assert_eq!(budget.reserve(Write), seconds(30));
        now.fetch_add(30, Ordering::Relaxed);
        assert_eq!(request(&budget, Write), Ok(()));
        budget.exhausted(Duration::MAX);
        assert_eq!(budget.reserve(Write), seconds(3_600));
    }

    #[test]
    fn a_clock_that_jumps_does_no_harm() {
        let (budget, now) = budget();
        learn(&budget, &hour(10, 10));
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
