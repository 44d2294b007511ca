//! What a reservation of the shared budget costs, beside other processes.
//!
//! Each of them sends a request every two milliseconds: without a request in between, processes on fewer cores are
//! interrupted while they hold the lock, and the system's time slices are what is measured.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use store::{Claim, Grant, Limits, Quota, Told};

use crate::figures::{number, timed};
use crate::report::{Bar, Row};

const KEY: &str = "2X9R4HXF34@api.appstoreconnect.apple.com";
const LIMIT: u32 = 3_600;
/// Reservations that each process tries: four want more than the limit.
const TRIES: usize = 1_500;
const EXCHANGE: Duration = Duration::from_millis(2);
const PROCESSES: usize = 4;
const ROUNDS: usize = 3;
/// The books that a child of this process uses.
pub(crate) const BOOKS: &str = "APPFLEET_BENCH_LIMITS";

/// The median, the 99th percentile, and whether the limit held.
pub(crate) fn measure() -> Vec<Row> {
    let [mut middle, mut slow, mut over] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        let mut times = round();
        times.sort_by(f64::total_cmp);
        // One was booked before the others started.
        over.push((number(times.len()) + 1.0 - f64::from(LIMIT)).max(0.0));
        middle.push(times[times.len() / 2]);
        slow.push(times[(times.len() - 1) * 99 / 100]);
    }
    vec![
        Row::new("reserve a request, p50, 4 processes", None, "µs", middle, Bar::Most(50.0)),
        Row::new("reserve a request, p99, 4 processes", None, "µs", slow, Bar::Most(1_000.0)),
        Row::new("reservations over the limit, 4 processes", None, "requests", over, Bar::Exactly(0.0)),
    ]
}

/// Microseconds of every reservation that was granted.
fn round() -> Vec<f64> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("limits.db");
    let mut limits = Limits::open(&path).expect("the books");
    let Grant::Booked(first) = limits.reserve(KEY, Claim::Write, Timestamp::now).expect("a grant") else { return Vec::new() };
    let hour = Some(Quota { limit: LIMIT, remaining: LIMIT - 1 });
    limits.settle(KEY, first, Told { hour, minute: None }, Timestamp::now).expect("it is settled");
    let child = || {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.env(BOOKS, &path).stdout(Stdio::piped()).spawn().expect("it starts")
    };
    let children: Vec<_> = (0..PROCESSES).map(|_| child()).collect();
    let output = |child: std::process::Child| String::from_utf8(child.wait_with_output().expect("it ends").stdout).expect("numbers");
    children
        .into_iter()
        .map(output)
        .flat_map(|text| text.lines().map(|line| line.parse::<f64>().expect("a number")).collect::<Vec<_>>())
        .collect()
}

/// One of the processes: reservations, each settled after a pretended exchange.
pub(crate) fn send(path: &Path) {
    let mut limits = Limits::open(path).expect("the books");
    for _ in 0..TRIES {
        let (time, grant) = timed(|| limits.reserve(KEY, Claim::Write, Timestamp::now).expect("an answer"));
        // Who has to wait would wait: trying again at once is nothing that a client does.
        let Grant::Booked(number) = grant else { return };
        std::thread::sleep(EXCHANGE);
        limits.settle(KEY, number, Told::default(), Timestamp::now).expect("it is settled");
        println!("{}", time * 1e3);
    }
}
