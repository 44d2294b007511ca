//! What is measured, a file for each part of the program.

pub(crate) mod budget;
pub(crate) mod build;
pub(crate) mod change;
pub(crate) mod command;
pub(crate) mod image;
pub(crate) mod limits;
pub(crate) mod load;
pub(crate) mod request;

use std::time::Instant;

use crate::report::{Bar, Row};

/// Milliseconds of a piece of work, and what it returned.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed().as_secs_f64() * 1e3, done)
}

/// How often work is repeated in a fleet of this size.
pub(crate) fn times(apps: usize) -> usize {
    if apps <= 1_000 { 5 } else { 3 }
}

/// A row of milliseconds: work that leaves everything as it was, done several times. The first time is no sample, as it
/// reads what the others find in memory.
pub(crate) fn repeated(name: &str, apps: usize, bar: Bar, mut work: impl FnMut() -> usize) -> Row {
    let done = work();
    let samples = (0..times(apps)).map(|_| timed(&mut work).0).collect();
    Row::new(name, Some(apps), "ms", samples, bar).note(format!("warm; {done} rows"))
}

/// A count as a figure.
pub(crate) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("a count that fits"))
}

/// The promise for up to a thousand apps, or beyond.
pub(crate) fn by_size(apps: usize, [thousand, beyond]: [f64; 2]) -> f64 {
    if apps <= 1_000 { thousand } else { beyond }
}
