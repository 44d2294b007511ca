//! What a reservation costs, alone and with four processes that all want one at the same time.
//!
//! `cargo bench -p appfleet-store`. Goal: p99 at most 1 ms with four processes, and never a request over the limit.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it is run by hand, for its figures")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use appfleet_store::{Claim, Grant, Limits, Quota, Told};

const KEY: &str = "2X9R4HXF34@api.appstoreconnect.apple.com";
const LIMIT: u32 = 3_600;
/// Reservations that each process tries: together more than the limit.
const TRIES: usize = 2_000;

fn main() {
    if let Some(path) = std::env::var_os("LIMITS_BENCH_FILE") {
        return hammer(Path::new(&path));
    }
    for processes in [1, 4] {
        measure(processes);
    }
}

/// One process: as many reservations as it can, each settled, and what each of the two took in nanoseconds.
fn hammer(path: &Path) {
    let mut limits = Limits::open(path).unwrap();
    for _ in 0..TRIES {
        let start = Instant::now();
        let grant = limits.reserve(KEY, Claim::Write, Timestamp::now).unwrap();
        let reserved = start.elapsed();
        let settled = match grant {
            Grant::Booked(number) => {
                let start = Instant::now();
                limits.settle(KEY, number, Told::default(), Timestamp::now).unwrap();
                start.elapsed()
            }
            Grant::Wait(_) => Duration::ZERO,
        };
        println!("{} {}", reserved.as_nanos(), settled.as_nanos());
    }
}

fn measure(processes: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("limits.db");
    let mut limits = Limits::open(&path).unwrap();
    let Grant::Booked(first) = limits.reserve(KEY, Claim::Write, Timestamp::now).unwrap() else { return };
    let hour = Some(Quota { limit: LIMIT, remaining: LIMIT - 1 });
    limits.settle(KEY, first, Told { hour, minute: None }, Timestamp::now).unwrap();

    let start = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env("LIMITS_BENCH_FILE", &path).stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..processes).map(|_| start()).collect();
    let (mut reserved, mut settled) = (Vec::new(), Vec::new());
    for child in children {
        let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        for (reserve, settle) in output.lines().filter_map(|line| line.split_once(' ')) {
            reserved.push(reserve.parse::<u64>().unwrap());
            settled.extend(settle.parse::<u64>().ok().filter(|nanoseconds| *nanoseconds > 0));
        }
    }
    let granted = settled.len() + 1;
    assert!(granted <= LIMIT as usize, "{granted} were granted");
    println!("{processes} processes, {} tries, {granted} of {LIMIT} granted", reserved.len());
    print("reserve", reserved);
    print("settle", settled);
}

fn print(what: &str, mut nanoseconds: Vec<u64>) {
    nanoseconds.sort_unstable();
    let microseconds = |percent: usize| nanoseconds[(nanoseconds.len() - 1) * percent / 100] / 1_000;
    println!("  {what:8} p50 {:5} µs   p99 {:5} µs   worst {:6} µs", microseconds(50), microseconds(99), microseconds(100));
}
