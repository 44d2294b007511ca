//! A campaign of everything at once: random worlds, random edits, trouble on the way, somebody else who edits the same,
//! several processes, and SIGKILL at random moments; and after each round everything that must hold holds.
//!
//! `APPFLEET_MINUTES` says how long it goes on, `APPFLEET_SEED` draws another campaign, `APPFLEET_ROUND` plays only that
//! round of it. `APPFLEET_BINARY` is the program to test, when it is not the one beside. Worlds, edits, trouble and the
//! moments of kills follow the seed; most kills wait for a request, so what the server had done by then does, too.

#![expect(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

mod round; //      a world, what is staged, what goes wrong, and the way out of it
mod plan; //       what is drawn before it begins
mod staging; //    what is staged, at its beginning and on the way
mod strike; //     commands in trouble, and when they are killed
mod process; //    a command that may be killed at any moment
mod trouble; //    what the server does to requests
mod foreign; //    somebody else
mod ledger; //     what was staged, and what became of it
mod mirror; //     the mirror held against the server's world
mod file; //       the file of the mirror, and what lies beside it
mod writes; //     what was sent, held against what was staged
mod undo; //       the world before and after everything was taken back
mod totals; //     figures

#[path = "../support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the other tests use the rest of the harness")]
mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use round::Round;
use totals::Totals;

/// Rounds in a run of the suite.
const ROUNDS: u64 = 2;

#[test]
#[ignore = "a campaign: APPFLEET_MINUTES=60 cargo test -p appfleet --test faults -- --ignored --nocapture"]
fn what_was_promised_holds_whatever_goes_wrong() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("APPFLEET_SEED").unwrap_or(2026);
    let most = number("APPFLEET_MINUTES").map(|minutes| Duration::from_secs(60 * minutes));
    let only = number("APPFLEET_ROUND");
    let start = Instant::now();
    let (mut totals, mut broken) = (Totals::default(), Vec::new());
    for number in only.unwrap_or(0).. {
        let is_over = match (only, most) {
            (Some(only), _) => number > only,
            (None, Some(most)) => start.elapsed() >= most,
            (None, None) => number >= ROUNDS,
        };
        if is_over {
            break;
        }
        let mut round = Round::new(seed, number);
        // The next round is another world, so that a long run finds more than the first thing that is wrong.
        let played = catch_unwind(AssertUnwindSafe(|| round.play(&mut totals)));
        totals.rounds += 1;
        if played.is_err() {
            say(&format!("\nBROKEN: round {number} of seed {seed}\n{}", round.told()));
            say(&format!(
                "to play it again: APPFLEET_SEED={seed} APPFLEET_ROUND={number} cargo test -p appfleet --test faults -- --ignored --nocapture\n"
            ));
            broken.push(number);
        } else {
            say(&format!("{:>5.0} s  round {number}: {}; {} kills so far", start.elapsed().as_secs_f64(), round.title(), totals.kills));
        }
    }
    say(&format!("seed {seed}, {:.0} s: {totals}", start.elapsed().as_secs_f64()));
    assert!(broken.is_empty(), "{} rounds of seed {seed} are broken: {broken:?}", broken.len());
}

#[expect(clippy::print_stderr, reason = "the seed of a campaign and what it did must be known when it fails")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}
