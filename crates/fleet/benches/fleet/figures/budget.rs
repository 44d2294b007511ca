//! How much of an allowed budget four processes use when there is work, and whether one request is too many.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sim::Listing;

use crate::figures::number;
use crate::process::fleet;
use crate::report::{Bar, Row};
use crate::served::Served;

/// Requests an hour.
const LIMIT: usize = 600;
const PROCESSES: usize = 4;

/// Two hours of budget under four first syncs. An hour takes six seconds, or more on a machine that cannot send a budget's
/// worth of requests in a part of that.
pub(crate) fn measure() -> Vec<Row> {
    let Some((used, refused, speed)) = [600, 250, 100].into_iter().find_map(two_hours) else { return Vec::new() };
    let share = number(used) / number(2 * LIMIT) * 100.0;
    vec![
        Row::new("budget used by 4 processes in two hours", None, "%", vec![share.min(100.0)], Bar::Least(97.0))
            .note(format!("{used} of {} requests, at {speed} times the speed", 2 * LIMIT)),
        Row::new("requests over the budget, 4 processes", None, "requests", vec![number(refused)], Bar::Exactly(0.0)),
    ]
}

/// Requests within two hours of the first, and refused ones; none where this machine is too slow to tell.
fn two_hours(speed: u32) -> Option<(usize, usize, u32)> {
    let served = Served::start(320, Listing::default(), 600, speed);
    let copies: Vec<tempfile::TempDir> = (1..PROCESSES).map(|_| copy(&served)).collect();
    let home = served.path().join("home");
    let folders = copies.iter().map(tempfile::TempDir::path).chain([served.path()]);
    let start = |folder| {
        let mut command = fleet(folder, &["sync", "--wait"]);
        command.env("HOME", &home).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let mut processes: Vec<Child> = folders.map(start).collect();
    let count = || served.simulator().request_count();
    let since = Instant::now();
    let mut is_fast = true;
    // A few more than two hours allow, so that two hours have passed.
    while count() <= 2 * LIMIT + 20 && is_fast && since.elapsed() < Duration::from_secs(180) {
        // The first hour's worth tells how fast this machine is.
        if count() < LIMIT {
            is_fast = times(&served).first().is_none_or(|first| elapsed(&served, *first) < SignedDuration::from_mins(45));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    for process in &mut processes {
        // It may have ended by itself.
        drop(process.kill());
        process.wait().expect("it has ended");
    }
    let sent = times(&served);
    let first = *sent.first()?;
    let used = sent.iter().filter(|later| later.duration_since(first) < SignedDuration::from_hours(2)).count();
    let refused = served.simulator().exchanges().into_iter().filter(|exchange| exchange.status == 429).count();
    (is_fast && sent.len() > 2 * LIMIT).then_some((used, refused, speed))
}

/// When requests were answered. A machine under load may let a token grow old on its way; that counts nowhere.
fn times(served: &Served) -> Vec<Timestamp> {
    let counted = served.simulator().exchanges().into_iter().filter(|exchange| exchange.status != 401);
    counted.map(|exchange| exchange.at.parse().expect("a moment")).collect()
}

/// How long the last request was after the first, by the simulated clock.
fn elapsed(served: &Served, first: Timestamp) -> SignedDuration {
    times(served).last().map_or(SignedDuration::ZERO, |last| last.duration_since(first))
}

/// Another workspace with the same keys.
fn copy(served: &Served) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["fleet.toml", "key.p8"] {
        std::fs::copy(served.path().join(name), folder.path().join(name)).expect("a copy");
    }
    folder
}
