//! One round: a world, edits, trouble, kills, the way out of it, and what must hold then.

use std::fmt::Write as _;
use std::time::Duration;

use fastrand::Rng;
use sim::{Effect, Fault, Key, Listing, Role};

use super::file;
use super::foreign::meddle;
use super::ledger::Ledger;
use super::mirror::{assert_mirrored, world};
use super::plan::Plan;
use super::process::Process;
use super::totals::Totals;
use super::trouble::trouble;
use super::writes::{assert_once, assert_wanted, assert_within_budget};
use crate::support::{Ran, TestFleet, World};

/// Pushes after which everything must have been sent or told.
const PUSHES: usize = 14;
/// Everything that a round looks at in the end.
pub(crate) const SYNC: &str = "sync --all --full";

/// A round of a campaign; everything about it follows its seed.
pub(crate) struct Round {
    pub(crate) random: Rng,
    /// What it does, in words, and the commands that were typed.
    diary: String,
    pub(crate) plan: Plan,
    pub(crate) kills: usize,
    /// How often something was staged on top of what was staged.
    pub(crate) wishes: usize,
}

impl Round {
    /// The round of this number.
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut random =
            Rng::with_seed((seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd134_2543_de82_ef95).rotate_left(29));
        let plan = Plan::draw(&mut random);
        Self { random, diary: String::new(), plan, kills: 0, wishes: 0 }
    }

    /// The round in a few words.
    pub(crate) fn title(&self) -> String {
        format!("{}, {} kills", self.plan.title(), self.kills)
    }

    /// Everything that was typed.
    pub(crate) fn told(&self) -> String {
        format!("{}\n{}", self.title(), self.diary)
    }

    /// Plays it to its end.
    ///
    /// # Panics
    /// When something does not hold.
    pub(crate) fn play(&mut self, totals: &mut Totals) {
        let fleet = self.start();
        let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.run_through(&fleet, totals)));
        totals.requests += fleet.sim().request_count();
        for fault in fleet.sim().exchanges().into_iter().filter_map(|exchange| exchange.fault) {
            *totals.faults.entry(fault).or_default() += 1;
        }
        if let Err(panic) = played {
            let lines: Vec<String> = fleet.sim().exchanges().iter().map(|exchange| serde_json::to_string(exchange).unwrap()).collect();
            fleet.write("exchanges.jsonl", lines.join("\n"));
            self.say(&format!("the folder is kept: {}", fleet.keep().display()));
            std::panic::resume_unwind(panic);
        }
    }

    fn run_through(&mut self, fleet: &TestFleet, totals: &mut Totals) {
        self.mirror(fleet, totals);
        let mut ledger = Ledger::new(fleet);
        let before = world(fleet, &ledger);
        self.stage(fleet, &mut ledger);
        if self.random.u8(..5) == 0 {
            self.migrate(totals);
        }
        for _ in 0..self.random.usize(8..=18) {
            if self.random.u8(..4) == 0 {
                self.stage_again(fleet, &mut ledger);
            }
            if !self.plan.is_undone && self.random.u8(..4) == 0 {
                self.meddle(fleet, &mut ledger, totals);
            }
            self.strike(fleet, &mut ledger, totals);
        }
        self.push_to_the_end(fleet, totals);
        let seen = world(fleet, &ledger);
        self.sync_to_the_end(fleet, totals);
        assert_mirrored(fleet, &ledger, &seen);
        self.assert_settled(fleet, &ledger);
        ledger.assert_kept(fleet, totals);
        if self.plan.is_undone {
            self.take_back(fleet, &mut ledger, &before, totals);
        }
        totals.short_hours += usize::from(self.plan.hour.is_some());
    }

    /// The world and an empty workspace.
    fn start(&mut self) -> TestFleet {
        let Plan { accounts, apps, seed, is_healthy, speed, hour, .. } = self.plan;
        let random = &mut self.random;
        let locales = random.bool().then(|| random.usize(2..=4));
        let listing = Listing { locales, sets: random.usize(..=1), screenshots: 1, share: 0, uniform: false };
        // Somebody else has a key of their own.
        let keys = accounts.iter().map(|account| Key {
            account: (*account).to_owned(),
            individual: false,
            role: Role::Admin,
            revoked: false,
            key_id: None,
            public_key_pem: None,
        });
        let world = World::new(accounts, apps).seed(seed).listing(listing).keys(keys.collect()).speed(speed);
        let world = world.hourly_limit(hour.map_or(1_000_000, |hour| hour.limit)).faults(vec![Fault::new(Effect::Delay(0))]);
        let fleet = if is_healthy { world.healthy() } else { world }.start();
        for detail in fleet.world("appStoreReviewDetails").iter().step_by(3) {
            fleet.sim().remove("appStoreReviewDetails", detail["id"].as_str().unwrap()).unwrap();
        }
        fleet
    }

    /// The first sync, killed a few times: while the file is made, and while it is filled.
    fn mirror(&mut self, fleet: &TestFleet, totals: &mut Totals) {
        for _ in 0..self.random.usize(..=2) {
            self.shake(fleet);
            let micros = self.random.u64(500..60_000);
            let requests = self.random.usize(..25);
            let is_timed = self.random.bool();
            let before = fleet.sim().request_count();
            let mut sync = self.spawn(fleet, "sync --all", totals);
            let is_alive = if is_timed {
                sync.runs_until(Duration::from_micros(micros), || false)
            } else {
                sync.runs_until(Duration::from_secs(20), || fleet.sim().request_count() >= before + requests)
            };
            let when = if is_timed { format!("after {micros} µs") } else { format!("at request {requests}") };
            self.end(fleet, sync, is_alive, before, &when, totals);
        }
        self.sync_to_the_end(fleet, totals);
    }

    /// Somebody else edits the same world.
    fn meddle(&mut self, fleet: &TestFleet, ledger: &mut Ledger, totals: &mut Totals) {
        if self.plan.hour.is_some_and(|hour| hour.is_shared) {
            for account in fleet.sim().accounts() {
                let token = fleet.sim().token(&account.name).unwrap();
                fleet.sim().set_faults(Vec::new()).unwrap();
                for _ in 0..self.random.usize(..20) {
                    drop(crate::support::get(&format!("{}/v1/apps?limit=1", fleet.sim().url()), &token));
                }
            }
        }
        for said in meddle(fleet, &mut self.random, ledger, self.plan.edits) {
            totals.foreign += 1;
            self.say(&said);
        }
    }

    /// Pushes until nothing is left to be sent, as somebody would who was told that it was not all.
    fn push_to_the_end(&mut self, fleet: &TestFleet, totals: &mut Totals) {
        let wait = if self.plan.hour.is_some() { " --wait" } else { "" };
        let mut said = String::new();
        let mut quiet = 0;
        for number in 0..PUSHES {
            let faults = if number < 2 { trouble(&mut self.random) } else { Vec::new() };
            let is_calm = faults.is_empty();
            fleet.sim().set_faults(faults).unwrap();
            let line = if number % 2 == 0 { format!("push --yes{wait}") } else { format!("push --yes --continue{wait}") };
            let ran = self.finish(fleet, &line, totals);
            let is_waiting = fleet.count("SELECT (SELECT count(*) FROM steps WHERE status IN ('planned', 'sent')) + (SELECT count(*) FROM changesets WHERE status IN ('sealed', 'pushing'))") > 0;
            let is_told = matches!(ran.code, 0 | 4) || (ran.code == 2 && ran.stderr.contains("conflict"));
            quiet = if is_calm && is_told && !is_waiting { quiet + 1 } else { 0 };
            let is_empty = fleet.count("SELECT count(*) FROM changes") == 0;
            if !is_waiting && is_calm && (is_empty || quiet >= 2) {
                return;
            }
            let _ = write!(said, "\n$ fleet {line}\n{ran}");
        }
        panic!(
            "{PUSHES} pushes did not suffice: {said}\n{:#?}",
            fleet.rows("SELECT resource, id, field, base, value, current FROM changes")
        );
    }

    fn sync_to_the_end(&mut self, fleet: &TestFleet, totals: &mut Totals) {
        fleet.sim().set_faults(Vec::new()).unwrap();
        let wait = if self.plan.hour.is_some() { " --wait" } else { "" };
        let mut last = None;
        for _ in 0..4 {
            let ran = self.finish(fleet, &format!("{SYNC}{wait}"), totals);
            // A sync that goes on where another one was killed does not read again what that has read.
            let is_whole =
                || fleet.count("SELECT count(*) FROM sync_run_accounts WHERE run = (SELECT max(pk) FROM sync_runs) AND root <> run") == 0;
            if ran.code == 0 && is_whole() {
                return;
            }
            last = Some(ran);
        }
        panic!("a sync without trouble does not end: {}", last.map(|ran| ran.to_string()).unwrap_or_default());
    }

    /// What must hold between two rounds, however they went.
    fn assert_settled(&mut self, fleet: &TestFleet, ledger: &Ledger) {
        assert_wanted(ledger, &fleet.sim().exchanges());
        assert_once(fleet);
        if !self.plan.hour.is_some_and(|hour| hour.is_shared) {
            assert_within_budget(&fleet.sim().exchanges());
        }
        file::assert_whole(fleet);
        file::assert_shut(fleet);
        let log = fleet.ok("log --json").json();
        let sealed = fleet.count("SELECT count(DISTINCT changeset) FROM steps");
        assert!(log.as_array().is_some_and(|log| log.len() >= sealed), "the log tells of less than {sealed} changesets: {log}");
    }

    /// Takes back everything that was sent, the last first, and holds the world against what it was.
    fn take_back(&mut self, fleet: &TestFleet, ledger: &mut Ledger, before: &super::mirror::World, totals: &mut Totals) {
        if fleet.count("SELECT count(*) FROM changes") > 0 {
            return;
        }
        for row in fleet.rows("SELECT DISTINCT changeset FROM steps WHERE status = 'done' ORDER BY 1 DESC") {
            let undo = format!("undo {}", row["changeset"]);
            let mut ran = self.finish(fleet, &undo, totals);
            if ran.code == 4 && fleet.sim().exchanges().iter().any(|exchange| exchange.fault.as_deref() == Some("stale")) {
                // A look of the last push lagged behind its writes. What undo then leaves it names, and who has looked
                // again can say it again.
                self.sync_to_the_end(fleet, totals);
                ran = self.finish(fleet, &undo, totals);
            }
            assert_eq!(ran.code, 0, "{ran}");
            if ledger.note(fleet) > 0 {
                self.push_to_the_end(fleet, totals);
            }
        }
        let after = super::undo::texts(&world(fleet, ledger));
        let before = super::undo::texts(before);
        let differing: Vec<_> =
            before.iter().filter(|(key, value)| after.get(*key) != Some(*value)).map(|(key, value)| (key, value, after.get(key))).collect();
        assert!(differing.is_empty(), "taken back, and not as it was: {differing:#?}");
        let new: Vec<_> = after.keys().filter(|key| !before.contains_key(*key)).collect();
        assert!(new.is_empty(), "taken back, and there still: {new:#?}");
        totals.undone += 1;
    }

    fn shake(&mut self, fleet: &TestFleet) {
        let faults = if self.random.bool() { trouble(&mut self.random) } else { Vec::new() };
        fleet.sim().set_faults(faults).unwrap();
    }

    pub(crate) fn spawn(&mut self, fleet: &TestFleet, line: &str, totals: &mut Totals) -> Process {
        totals.commands += 1;
        self.say(&format!("$ fleet {line}"));
        Process::start(fleet, line)
    }

    /// Runs a command to its end.
    fn finish(&mut self, fleet: &TestFleet, line: &str, totals: &mut Totals) -> Ran {
        let ran = self.spawn(fleet, line, totals).wait();
        self.say(&format!("  → {}", ran.code));
        ran
    }

    /// Kills a process that still runs, or hears how it ended.
    pub(crate) fn end(&mut self, fleet: &TestFleet, process: Process, is_alive: bool, before: usize, when: &str, totals: &mut Totals) {
        if !is_alive {
            let ran = process.wait();
            self.say(&format!("  ended before ({when}) → {}", ran.code));
            return;
        }
        process.kill();
        totals.kills += 1;
        self.kills += 1;
        let requests = fleet.sim().request_count() - before;
        totals.early += usize::from(requests == 0);
        self.say(&format!("  killed ({when}), {requests} requests"));
        if self.random.u8(..5) == 0 {
            file::assert_whole(fleet);
        }
    }

    pub(crate) fn say(&mut self, sentence: &str) {
        self.diary.push_str(sentence);
        self.diary.push('\n');
    }
}
