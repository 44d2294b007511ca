//! One or two commands in trouble, and when they are killed.

use std::time::Duration;

use super::foreign::meddle;
use super::ledger::Ledger;
use super::round::{Round, SYNC};
use super::totals::Totals;
use super::trouble::{held, lost, trouble};
use crate::support::{EDIT_ROUNDS, TestFleet};

/// What runs beside a command that may be killed.
const BESIDE: [&str; 9] = [
    "push --yes",
    "push --yes --max-age 1h",
    "sync",
    "sync --all --full",
    "query --json 'SELECT count(*) FROM listings'",
    "check --json",
    "diff --json",
    "sync --watch --every 1s",
    "dashboard --port 0",
];

impl Round {
    /// One or two commands in trouble, most of them killed.
    pub(crate) fn strike(&mut self, fleet: &TestFleet, ledger: &mut Ledger, totals: &mut Totals) {
        let random = &mut self.random;
        let line = match random.u8(..20) {
            0..8 => "push --yes --max-age 1h",
            8..14 => "push --yes",
            14 => "push --yes --canary 1",
            15 => "push --yes --continue",
            16 => "sync",
            17 => "sync --watch --every 1s",
            _ => SYNC,
        };
        let number = random.usize(1..=14);
        let beside = (random.u8(..5) < 2).then(|| BESIDE[random.usize(..BESIDE.len())]);
        let mut faults = if random.u8(..4) == 0 { Vec::new() } else { trouble(random) };
        let moment = match random.u8(..10) {
            0..2 => Moment::Micros(random.u64(300..400_000)),
            2..5 if beside.is_none() => Moment::Held(number),
            5..7 if beside.is_none() => Moment::Lost(["POST", "PATCH", "DELETE"][random.usize(..3)], random.usize(1..=4), random.bool()),
            9 => Moment::Never,
            _ => Moment::Requests(number),
        };
        match moment {
            Moment::Held(number) => faults.insert(0, held(number)),
            Moment::Lost(method, number, is_applied) => faults.insert(0, lost(method, number, is_applied)),
            _ => {}
        }
        fleet.sim().set_faults(faults).unwrap();
        let before = fleet.sim().request_count();
        let other = beside.map(|line| self.spawn(fleet, line, totals));
        let mut process = self.spawn(fleet, line, totals);
        let most = Duration::from_secs(if matches!(moment, Moment::Never) { 25 } else { 12 });
        let is_alive = match moment {
            Moment::Micros(micros) => process.runs_until(Duration::from_micros(micros), || false),
            Moment::Never => process.runs_until(most, || false),
            Moment::Lost(method, number, _) => process.runs_until(most, || writes(fleet, before, method) >= number),
            Moment::Held(requests) | Moment::Requests(requests) => {
                process.runs_until(most, || fleet.sim().request_count() >= before + requests)
            }
        };
        if is_alive && !self.plan.is_undone && self.random.u8(..3) == 0 {
            // While it waits, or works.
            for said in meddle(fleet, &mut self.random, ledger, EDIT_ROUNDS) {
                totals.foreign += 1;
                self.say(&said);
            }
        }
        self.end(fleet, process, is_alive, before, &format!("{moment:?}"), totals);
        if let Some(mut other) = other {
            let is_endless = beside.is_some_and(|line| line.contains("watch") || line.starts_with("dashboard"));
            let is_alive = if is_endless || self.random.bool() {
                let more = self.random.usize(..10);
                let now = fleet.sim().request_count();
                other.runs_until(Duration::from_millis(600), || fleet.sim().request_count() >= now + more)
            } else {
                other.runs_until(Duration::from_secs(25), || false)
            };
            self.end(fleet, other, is_alive, before, "the other one", totals);
        }
    }
}

/// When a process is killed.
#[derive(Debug)]
enum Moment {
    /// So long after its start.
    Micros(u64),
    /// When the server has had so many requests.
    Requests(usize),
    /// While the answer to the n-th request is on its way.
    Held(usize),
    /// After the n-th write with this method, which Apple has applied, or has not, and nobody knows.
    Lost(&'static str, usize, bool),
    /// When it has been alive for longer than anybody waits.
    Never,
}

fn writes(fleet: &TestFleet, before: usize, method: &str) -> usize {
    // Copying what passed costs more than counting it; so it is only done when something has.
    if fleet.sim().request_count() == before {
        return 0;
    }
    fleet.sim().exchanges()[before..].iter().filter(|exchange| exchange.method == method).count()
}
