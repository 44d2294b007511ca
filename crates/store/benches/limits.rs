//! What a reservation costs, alone and beside other processes.
//!
//! `cargo bench -p appfleet-store`. Goal: p99 at most 1 ms with four processes that each send a request every 2 ms, and
//! never a request over the limit. Without a request in between, processes on fewer cores are interrupted while they
//! hold the lock, and the system's time slices are what is measured.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it is run by hand, for its figures")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use appfleet_store::{Claim, Grant, Limits, Quota, Told};
use jiff::Timestamp;

const KEY: &str = "2X9R4HXF34@api.appstoreconnect.apple.com";
const LIMIT: u32 = 3_600;
/// Reservations that each process tries: four want more than the limit.
const TRIES: usize = 1_500;

fn main() {
    if let Some(path) = std::env::var_os("LIMITS_BENCH_FILE") {
        let exchange = std::env::var("LIMITS_BENCH_EXCHANGE").unwrap().parse().unwrap();
        return send(Path::new(&path), Duration::from_micros(exchange));
    }
    for (processes, exchange) in [(1, 0), (1, 2_000), (4, 2_000), (4, 0)] {
        measure(processes, exchange);
    }
}

/// One process: reservations, each settled after a pretended exchange, and what each of the two took in nanoseconds.
fn send(path: &Path, exchange: Duration) {
    let mut limits = Limits::open(path).unwrap();
    for _ in 0..TRIES {
        let start = Instant::now();
        let grant = limits.reserve(KEY, Claim::Write, Timestamp::now).unwrap();
        let reserved = start.elapsed();
        // Who has to wait would wait: trying again at once is nothing that a client does.
        let Grant::Booked(number) = grant else { return };
        std::thread::sleep(exchange);
        let start = Instant::now();
        limits.settle(KEY, number, Told::default(), Timestamp::now).unwrap();
        let settled = start.elapsed();
        println!("{} {}", reserved.as_nanos(), settled.as_nanos());
    }
}

fn measure(processes: usize, exchange: u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("limits.db");
    let mut limits = Limits::open(&path).unwrap();
    let Grant::Booked(first) = limits.reserve(KEY, Claim::Write, Timestamp::now).unwrap() else { return };
    let hour = Some(Quota { limit: LIMIT, remaining: LIMIT - 1 });
    limits.settle(KEY, first, Told { hour, minute: None }, Timestamp::now).unwrap();

    let start = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env("LIMITS_BENCH_FILE", &path).env("LIMITS_BENCH_EXCHANGE", exchange.to_string()).stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..processes).map(|_| start()).collect();
    let (mut reserved, mut settled) = (Vec::new(), Vec::new());
    for child in children {
        let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        for (reserve, settle) in output.lines().filter_map(|line| line.split_once(' ')) {
            reserved.push(reserve.parse::<u64>().unwrap());
            settled.push(settle.parse::<u64>().unwrap());
        }
    }
    let granted = settled.len() + 1;
    assert!(granted <= LIMIT as usize, "{granted} were granted");
    println!("{processes} processes, exchanges of {exchange} µs: {granted} of {LIMIT} granted");
    print("reserve", reserved);
    print("settle", settled);
}

fn print(what: &str, mut nanoseconds: Vec<u64>) {
    nanoseconds.sort_unstable();
    let microseconds = |percent: usize| nanoseconds[(nanoseconds.len() - 1) * percent / 100] / 1_000;
    println!("  {what:8} p50 {:5} µs   p99 {:5} µs   worst {:6} µs", microseconds(50), microseconds(99), microseconds(100));
}
