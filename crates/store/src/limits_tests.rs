//! The rules of the request budget, on a clock that the tests move.

use std::cell::Cell;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;

use crate::StoreError;
use crate::limits::{Claim, Grant, Limits, Quota, Told};

const KEY: &str = "2X9R4HXF34@api.appstoreconnect.apple.com";
const READ: Claim = Claim::Read { reserve: 10 };
const NOTHING: Told = Told { hour: None, minute: None };

/// A budget in a folder of its own, and the milliseconds that its clock shows.
struct Budget {
    limits: Limits,
    now: Cell<i64>,
    folder: TempDir,
}

impl Budget {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { limits: Limits::open(&folder.path().join("limits.db")).unwrap(), now: Cell::new(1_800_000_000_000), folder }
    }

    /// One that was told the limit an hour ago, by a request that counts no more.
    fn of(limit: u32) -> Self {
        let mut budget = Self::new();
        budget.learn(hour(limit, limit - 1));
        budget.pass(3_600);
        budget
    }

    /// A second connection, as another process has it.
    fn other(&self) -> Limits {
        Limits::open(&self.folder.path().join("limits.db")).unwrap()
    }

    fn pass(&self, seconds: i64) {
        self.now.set(self.now.get() + seconds * 1_000);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now.get()).unwrap()
    }

    fn reserve(&mut self, claim: Claim) -> Grant {
        let now = self.now();
        self.limits.reserve(KEY, claim, || now).unwrap()
    }

    fn book(&mut self, claim: Claim) -> i64 {
        match self.reserve(claim) {
            Grant::Booked(number) => number,
            wait @ Grant::Wait(_) => panic!("{wait:?}"),
        }
    }

    fn settle(&mut self, number: i64, told: Told) {
        let now = self.now();
        self.limits.settle(KEY, number, told, || now).unwrap();
    }

    /// Sends a request that is answered at once; the wait if it was not granted.
    fn send(&mut self, claim: Claim) -> Result<(), Grant> {
        match self.reserve(claim) {
            Grant::Booked(number) => {
                self.settle(number, NOTHING);
                Ok(())
            }
            wait @ Grant::Wait(_) => Err(wait),
        }
    }

    /// Sends until it has to wait: how many were granted, and how long to wait.
    fn drain(&mut self, claim: Claim) -> (u32, Grant) {
        let mut granted = 0;
        loop {
            match self.send(claim) {
                Ok(()) => granted += 1,
                Err(wait) => return (granted, wait),
            }
        }
    }

    /// Sends a request and learns what its answer says.
    fn learn(&mut self, told: Told) {
        let number = self.book(Claim::Write);
        self.settle(number, told);
    }

    fn remaining(&self) -> u32 {
        self.limits.usage(KEY, Claim::Write, self.now()).unwrap().unwrap().remaining()
    }
}

fn hour(limit: u32, remaining: u32) -> Told {
    Told { hour: Some(Quota { limit, remaining }), minute: None }
}

fn minute(limit: u32, remaining: u32) -> Told {
    Told { hour: None, minute: Some(Quota { limit, remaining }) }
}

fn seconds(seconds: u64) -> Grant {
    Grant::Wait(Duration::from_secs(seconds))
}

#[test]
fn every_request_counts_for_exactly_one_hour() {
    let mut budget = Budget::of(100);
    for _ in 0..100 {
        assert_eq!(budget.send(Claim::Write), Ok(()));
        budget.pass(1);
    }
    assert_eq!(budget.reserve(Claim::Write), seconds(3_500));
    budget.pass(3_499);
    assert_eq!(budget.reserve(Claim::Write), seconds(1));
    budget.now.set(budget.now.get() + 999);
    assert_eq!(budget.reserve(Claim::Write), Grant::Wait(Duration::from_millis(1)));
    budget.now.set(budget.now.get() + 1);
    assert_eq!(budget.drain(Claim::Write), (1, seconds(1)));
    budget.pass(10);
    assert_eq!(budget.drain(Claim::Write), (10, seconds(1)));
}

#[test]
fn reads_leave_a_share_to_writes() {
    let mut budget = Budget::of(100);
    assert_eq!(budget.drain(READ), (90, seconds(3_600)));
    assert_eq!(budget.drain(Claim::Write), (10, seconds(3_600)));
    assert_eq!(budget.remaining(), 0);
    assert_eq!(Budget::of(100).drain(Claim::Read { reserve: 0 }).0, 100);
    assert_eq!(Budget::of(100).drain(Claim::Read { reserve: 300 }).0, 0);
}

#[test]
fn the_use_of_others_is_seen_in_apples_count() {
    let mut budget = Budget::new();
    budget.learn(NOTHING);
    assert_eq!(budget.remaining(), 3_499, "Apple's example, until an answer says otherwise");
    budget.learn(hour(3_600, 600));
    assert_eq!(budget.remaining(), 600);
    assert_eq!(budget.drain(Claim::Write).0, 600);
    budget.pass(3_600);
    assert_eq!(budget.remaining(), 3_600);
}

#[test]
fn requests_on_their_way_are_not_forgotten() {
    let mut budget = Budget::new();
    let numbers: Vec<_> = (0..6).map(|_| budget.book(READ)).collect();
    // The first answer overtakes the other five requests.
    budget.settle(numbers[0], hour(3_500, 3_499));
    assert_eq!(budget.remaining(), 3_494);
}

/// What stopped counting while a request was on its way is no use of others.
#[test]
fn what_ends_meanwhile_is_no_foreign_use() {
    let mut budget = Budget::new();
    for _ in 0..5 {
        budget.send(Claim::Write).unwrap();
    }
    budget.pass(3_599);
    let number = budget.book(Claim::Write);
    budget.pass(2);
    budget.settle(number, hour(3_500, 3_494));
    assert_eq!(budget.remaining(), 3_499);
}

#[test]
fn the_guess_about_others_is_dropped_when_apples_count_falls() {
    let mut budget = Budget::new();
    let number = budget.book(READ);
    budget.learn(hour(100, 0));
    assert_eq!(budget.reserve(Claim::Write), seconds(3_600));
    budget.pass(120);
    budget.settle(number, hour(100, 30));
    assert_eq!(budget.drain(Claim::Write).0, 29, "70 at Apple, and one whose answer may not be counted");
}

#[test]
fn a_request_without_an_answer_counts_for_the_longest_exchange_more() {
    let mut budget = Budget::of(2);
    let (answered, _lost) = (budget.book(Claim::Write), budget.book(Claim::Write));
    budget.pass(30);
    budget.settle(answered, NOTHING);
    assert_eq!(budget.reserve(Claim::Write), seconds(3_600));
    budget.pass(3_600);
    assert_eq!(budget.drain(Claim::Write), (1, seconds(30)));
}

#[test]
fn an_answer_that_comes_after_an_hour_counts_all_the_same() {
    let mut budget = Budget::of(1);
    let late = budget.book(Claim::Write);
    budget.pass(3_700);
    budget.settle(late, NOTHING);
    assert_eq!(budget.reserve(Claim::Write), seconds(3_600));
}

#[test]
fn a_request_that_was_not_sent_does_not_count() {
    let mut budget = Budget::of(1);
    let number = budget.book(Claim::Write);
    let now = budget.now();
    budget.limits.release(KEY, number, || now).unwrap();
    assert_eq!(budget.send(Claim::Write), Ok(()));
}

#[test]
fn a_spent_minute_stops_everything_until_it_is_over() {
    let mut budget = Budget::of(100);
    budget.learn(minute(250, 2));
    budget.pass(20);
    assert_eq!(budget.drain(Claim::Write), (2, seconds(40)));
    budget.pass(40);
    assert_eq!(budget.send(Claim::Write), Ok(()));
}

#[test]
fn what_is_on_its_way_is_taken_off_the_minute() {
    let mut budget = Budget::of(100);
    let _others = [budget.book(READ), budget.book(READ)];
    budget.learn(minute(250, 3));
    assert_eq!(budget.drain(READ), (1, seconds(60)));
}

#[test]
fn a_429_closes_the_budget_for_its_time() {
    let mut budget = Budget::of(100);
    let now = budget.now();
    budget.limits.close(KEY, Duration::from_secs(30), || now).unwrap();
    budget.limits.close(KEY, Duration::from_secs(5), || now).unwrap();
    assert_eq!(budget.reserve(READ), seconds(30));
    budget.pass(30);
    assert_eq!(budget.send(READ), Ok(()));
    let now = budget.now();
    budget.limits.close(KEY, Duration::MAX, || now).unwrap();
    assert_eq!(budget.reserve(READ), seconds(3_600));
}

#[test]
fn reads_hold_back_until_a_write_that_waited_got_through() {
    const GREEDY: Claim = Claim::Read { reserve: 0 };
    let mut budget = Budget::of(10);
    assert_eq!(budget.drain(GREEDY).0, 10);
    assert_eq!(budget.reserve(Claim::Write), seconds(3_600));
    budget.pass(3_600);
    assert_eq!(budget.reserve(GREEDY), seconds(1));
    assert_eq!(budget.send(Claim::Write), Ok(()));
    assert_eq!(budget.send(GREEDY), Ok(()));
    // A write that never comes back holds nobody back for long.
    assert_eq!(budget.drain(GREEDY).0, 8);
    assert_eq!(budget.reserve(Claim::Write), seconds(3_600));
    budget.pass(3_601);
    assert_eq!(budget.send(GREEDY), Ok(()));
}

#[test]
fn absurd_numbers_do_no_harm() {
    let mut budget = Budget::new();
    let numbers = [budget.book(READ), budget.book(READ)];
    budget.learn(hour(u32::MAX, 0));
    assert!(matches!(budget.reserve(Claim::Write), Grant::Wait(_)));
    budget.pass(61);
    budget.settle(numbers[0], hour(1, 1));
    assert!(matches!(budget.reserve(READ), Grant::Wait(_)));
    budget.settle(numbers[1], hour(u32::MAX, u32::MAX));
    assert_eq!(budget.send(READ), Ok(()));
}

#[test]
fn a_clock_that_jumps_does_no_harm() {
    let mut budget = Budget::of(10);
    assert_eq!(budget.drain(Claim::Write).0, 10);
    let now = budget.now();
    budget.limits.close(KEY, Duration::from_secs(60), || now).unwrap();
    budget.pass(-60);
    assert_eq!(budget.reserve(Claim::Write), seconds(3_660));
    budget.pass(-86_400);
    assert_eq!(budget.drain(Claim::Write).0, 10);
    budget.pass(2 * 86_400);
    assert_eq!(budget.drain(Claim::Write).0, 10);
}

/// Two processes, requests that take up to a minute, some of them lost, at random moments: whenever one arrives, Apple's
/// window holds no more than the limit; and the budget is used.
#[test]
fn no_hour_at_apple_ever_holds_more_than_the_limit() {
    const LIMIT: usize = 50;
    let mut budget = Budget::of(50);
    let mut other = budget.other();
    let mut random = 7_u64;
    let mut below = |bound: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((random >> 33) % bound).unwrap()
    };
    let mut arrived: Vec<i64> = Vec::new();
    let mut on_their_way: Vec<(i64, i64)> = Vec::new();
    let mut granted = 0_usize;
    for step in 0..4_000 {
        let now = budget.now();
        let limits = if step % 2 == 0 { &mut budget.limits } else { &mut other };
        if let Grant::Booked(number) = limits.reserve(KEY, Claim::Write, || now).unwrap() {
            granted += 1;
            arrived.push(now.as_millisecond() + below(30_000));
            if below(10) > 0 {
                on_their_way.push((now.as_millisecond() + 30_000 + below(30_000), number));
            }
        }
        let (answered, waiting): (Vec<_>, Vec<_>) = on_their_way.into_iter().partition(|(at, _)| *at <= now.as_millisecond());
        on_their_way = waiting;
        for (_, number) in answered {
            limits.settle(KEY, number, NOTHING, || now).unwrap();
        }
        budget.now.set(budget.now.get() + below(20_000));
    }
    arrived.sort_unstable();
    assert!(arrived.windows(LIMIT + 1).all(|window| window[LIMIT] - window[0] >= 3_600_000));
    let hours = usize::try_from((budget.now.get() - 1_800_003_600_000) / 3_600_000).unwrap();
    assert!(granted >= hours * (LIMIT - 2), "{granted} in {hours} hours");
}

#[test]
fn two_processes_share_one_budget() {
    let mut budget = Budget::of(20);
    let mut other = budget.other();
    assert_eq!(budget.drain(Claim::Write).0, 20);
    let now = budget.now();
    assert_eq!(other.reserve(KEY, Claim::Write, || now).unwrap(), seconds(3_600));
    assert!(matches!(other.reserve("other key", Claim::Write, || now).unwrap(), Grant::Booked(_)));
    let seen = Limits::read(&budget.folder.path().join("limits.db")).unwrap().unwrap();
    let usage = seen.usage(KEY, Claim::Write, now).unwrap().unwrap();
    assert_eq!((usage.limit, usage.used, usage.remaining()), (20, 20, 0));
    assert_eq!(usage.free_at.unwrap().as_millisecond(), budget.now.get() + 3_600_000);
    assert_eq!(usage.answered_at.unwrap().as_millisecond(), budget.now.get() - 3_600_000);
    assert_eq!(seen.usage("nobody", READ, now).unwrap(), None);
}

/// The time is asked for when the lock is there: one read before waiting for it would be late.
#[test]
fn the_clock_is_read_under_the_lock() {
    let mut budget = Budget::of(2);
    let other = rusqlite::Connection::open(budget.folder.path().join("limits.db")).unwrap();
    other.busy_timeout(Duration::ZERO).unwrap();
    let now = budget.now();
    let is_locked = Cell::new(false);
    let clock = || {
        // Whoever else wants the lock now does not get it.
        is_locked.set(other.execute_batch("BEGIN IMMEDIATE; COMMIT;").is_err());
        now
    };
    budget.limits.reserve(KEY, READ, clock).unwrap();
    assert!(is_locked.get());
}

#[test]
fn a_key_that_nobody_uses_is_forgotten() {
    let mut budget = Budget::of(5);
    budget.send(READ).unwrap();
    let file = rusqlite::Connection::open(budget.folder.path().join("limits.db")).unwrap();
    file.execute_batch("UPDATE keys SET touched_at = touched_at - 86401").unwrap();
    let other = budget.other();
    assert_eq!(other.usage(KEY, READ, budget.now()).unwrap(), None);
}

#[test]
fn the_file_is_private_and_a_strange_one_is_not_touched() {
    let budget = Budget::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(budget.folder.path().join("limits.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let strange = budget.folder.path().join("strange.db");
    std::fs::write(&strange, "no database at all, but long enough to be taken for the header of one, which it is not. ........").unwrap();
    assert!(matches!(Limits::open(&strange), Err(StoreError::Foreign(_))));
    let newer = budget.folder.path().join("newer.db");
    let connection = rusqlite::Connection::open(&newer).unwrap();
    connection.execute_batch("PRAGMA application_id = 0x666C696D; PRAGMA user_version = 9;").unwrap();
    assert!(matches!(Limits::open(&newer), Err(StoreError::Newer { found: 9, .. })));
    assert!(Limits::read(&budget.folder.path().join("nowhere.db")).unwrap().is_none());
}
