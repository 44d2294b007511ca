//! One round: a world, edits, trouble, kills, the way out of it, and what must hold then.

use std::fmt::Write as _;
use std::time::Duration;

use fastrand::Rng;
use sim::{Effect, Fault, Key, Listing, Role};

use super::file;
use super::foreign::meddle;
use super::ledger::Ledger;
use super::mirror::{assert_mirrored, world};
use super::process::Process;
use super::totals::Totals;
use super::trouble::{held, lost, trouble};
use super::writes::{assert_once, assert_wanted, assert_within_budget};
use crate::support::{EDIT_ROUNDS, Ran, TestFleet, WATCH, World, edits, kept, sqlite3};

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
/// Pushes after which everything must have been sent or told.
const PUSHES: usize = 14;
/// Everything that a round looks at in the end.
const SYNC: &str = "sync --all --full";

/// A round of a campaign; everything about it follows its seed.
pub(crate) struct Round {
    pub(crate) random: Rng,
    /// What it does, in words, and the commands that were typed.
    diary: String,
    plan: Plan,
    kills: usize,
}

/// What a round is about.
struct Plan {
    accounts: &'static [&'static str],
    apps: usize,
    seed: u64,
    is_healthy: bool,
    /// How many times as fast as ours its time runs.
    speed: u32,
    /// Requests an hour, where they are few.
    limit: Option<u32>,
    /// Whether somebody else spends requests of the same key.
    is_shared: bool,
    has_pictures: bool,
    /// Whether all of it is taken back in the end.
    is_undone: bool,
    edits: usize,
}

impl Round {
    /// The round of this number.
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let seed = (seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd134_2543_de82_ef95).rotate_left(29);
        let mut random = Rng::with_seed(seed);
        let is_short = random.u8(..12) == 0;
        let is_undone = !is_short && random.u8(..5) == 0;
        let plan = Plan {
            accounts: if random.u8(..3) == 0 { &["acme", "northwind"] } else { &["acme"] },
            apps: random.usize(2..=5),
            seed: random.u64(..1_000_000),
            is_healthy: random.u8(..3) > 0,
            speed: if is_short { 240 } else { 40 },
            limit: is_short.then(|| random.u32(90..=200)),
            is_shared: is_short && random.bool(),
            has_pictures: !is_undone && random.u8(..3) == 0,
            is_undone,
            edits: random.usize(..EDIT_ROUNDS),
        };
        Self { random, diary: String::new(), plan, kills: 0 }
    }

    /// The round in a few words.
    pub(crate) fn title(&self) -> String {
        let Plan { accounts, apps, limit, is_shared, has_pictures, is_undone, is_healthy, .. } = &self.plan;
        let mut words = format!("{apps} apps in {}", accounts.join(" and "));
        if let Some(limit) = limit {
            let _ = write!(words, ", {limit} requests an hour{}", if *is_shared { " shared with somebody" } else { "" });
        }
        for (is_so, said) in [(!is_healthy, "with problems"), (*has_pictures, "pictures"), (*is_undone, "taken back")] {
            words.push_str(if is_so { ", " } else { "" });
            words.push_str(if is_so { said } else { "" });
        }
        let _ = write!(words, ", {} kills", self.kills);
        words
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
        totals.short_hours += usize::from(self.plan.limit.is_some());
    }

    /// The world and an empty workspace.
    fn start(&mut self) -> TestFleet {
        let Plan { accounts, apps, seed, is_healthy, speed, limit, .. } = self.plan;
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
        let world = world.hourly_limit(limit.unwrap_or(1_000_000)).faults(vec![Fault::new(Effect::Delay(0))]);
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

    /// Stages a mix of everything.
    fn stage(&mut self, fleet: &TestFleet, ledger: &mut Ledger) {
        let mut statements = edits(fleet, &mut self.random, self.plan.edits);
        if self.plan.is_undone {
            // What Apple makes of a submission or of a new version is not undone by anybody.
            statements.truncate(8);
        }
        statements.extend(self.more());
        if self.plan.has_pictures {
            statements.extend(self.pictures(fleet));
        }
        let random = &mut self.random;
        statements.retain(|_| random.u8(..4) > 0);
        // One is refused where the world has problems; the others are meant all the same.
        if !self.edit(fleet, &statements.join("; ")) {
            for statement in &statements {
                self.edit(fleet, statement);
            }
        }
        let count = ledger.note(fleet);
        self.say(&format!("{count} values are staged"));
    }

    /// Other texts, on top of what is staged and of what may be on its way.
    fn stage_again(&mut self, fleet: &TestFleet, ledger: &mut Ledger) {
        let other = self.random.usize(..EDIT_ROUNDS);
        let texts = edits(fleet, &mut self.random, other);
        let [versions, texts, promotions, _, apps, _, subtitles, ..] = texts.as_slice() else { return };
        let mut some: Vec<&str> = [versions, texts, promotions, apps, subtitles].map(String::as_str).to_vec();
        self.random.shuffle(&mut some);
        some.truncate(self.random.usize(1..=3));
        if self.edit(fleet, &some.join("; ")) {
            let count = ledger.note(fleet);
            self.say(&format!("{count} values are staged"));
        }
    }

    /// A file of an older program, whose migration is killed.
    fn migrate(&mut self, totals: &mut Totals) {
        let (version, old) = file::OLD[self.random.usize(..file::OLD.len())];
        let fleet = TestFleet::empty();
        fleet.write("fleet.toml", "");
        fleet.write(".fleet/old.sql", old);
        if sqlite3(&fleet.database(), &format!(".read {}", fleet.path().join(".fleet/old.sql").display())).is_none() {
            return;
        }
        self.say(&format!("a file of format {version}"));
        for _ in 0..self.random.usize(1..=3) {
            let micros = self.random.u64(2_000..150_000);
            let mut status = self.spawn(&fleet, "status --json", totals);
            let is_alive = status.runs_until(Duration::from_micros(micros), || false);
            if !is_alive {
                assert_eq!(status.wait().code, 0);
                continue;
            }
            status.kill();
            totals.kills += 1;
            totals.early += 1;
            self.kills += 1;
            self.say(&format!("  killed after {micros} µs"));
            file::assert_whole(&fleet);
        }
        assert_eq!(fleet.ok("status --json").json().as_array().map(Vec::len), Some(1));
        file::assert_whole(&fleet);
        totals.migrated += 1;
    }

    /// Edits that need no order.
    fn more(&mut self) -> Vec<String> {
        let rights = if self.random.bool() { "USES_THIRD_PARTY_CONTENT" } else { "DOES_NOT_USE_THIRD_PARTY_CONTENT" };
        let territory = ["DEU", "FRA", "JPN"][self.random.usize(..3)];
        let number = self.random.u8(..10);
        vec![
            format!("UPDATE apps SET content_rights_declaration = '{rights}' WHERE unicode(substr(id, -1)) % 2 = {}", number % 2),
            format!(
                "UPDATE availability SET available = NOT available WHERE territory = '{territory}' AND unicode(substr(app_id, -1)) % 2 = {}",
                number % 2
            ),
            format!("UPDATE review_details SET notes = 'Note {number}' WHERE editable AND id NOT GLOB '~*'"),
            format!("UPDATE custom_product_pages SET name = 'Page {number}' WHERE unicode(substr(id, -1)) % 2 = 0"),
        ]
    }

    /// New pictures for a few localizations.
    fn pictures(&mut self, fleet: &TestFleet) -> Vec<String> {
        let sums = kept(fleet, WATCH, &[1, 2, 3]);
        let rows = fleet.rows("SELECT l.id FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id WHERE v.state = 'PREPARE_FOR_SUBMISSION' AND v.platform = 'IOS' ORDER BY l.id LIMIT 3");
        let mut statements = Vec::new();
        for row in rows {
            for sum in &sums[..self.random.usize(1..=3)] {
                let id = row["id"].as_str().unwrap();
                statements.push(format!("INSERT INTO screenshots(version_localization_id, display_type, checksum) VALUES('{id}', 'APP_WATCH_SERIES_10', '{sum}')"));
            }
        }
        statements
    }

    fn edit(&mut self, fleet: &TestFleet, sql: &str) -> bool {
        let ran = fleet.run(&format!("edit --json \"{sql}\""));
        assert!(ran.code == 0 || ran.code == 2, "fleet edit {sql}\n{ran}");
        self.say(&format!("$ fleet edit \"{sql}\"  → {}", ran.code));
        ran.code == 0
    }

    /// Somebody else edits the same world.
    fn meddle(&mut self, fleet: &TestFleet, ledger: &mut Ledger, totals: &mut Totals) {
        if self.plan.is_shared {
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

    /// One or two commands in trouble, most of them killed.
    fn strike(&mut self, fleet: &TestFleet, ledger: &mut Ledger, totals: &mut Totals) {
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

    /// Pushes until nothing is left to be sent, as somebody would who was told that it was not all.
    fn push_to_the_end(&mut self, fleet: &TestFleet, totals: &mut Totals) {
        let wait = if self.plan.limit.is_some() { " --wait" } else { "" };
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
        let wait = if self.plan.limit.is_some() { " --wait" } else { "" };
        let mut last = None;
        for _ in 0..4 {
            let ran = self.finish(fleet, &format!("{SYNC}{wait}"), totals);
            if ran.code == 0 {
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
        if !self.plan.is_shared {
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
            let ran = fleet.run(&format!("undo {}", row["changeset"]));
            self.say(&format!("$ fleet undo {}  → {}", row["changeset"], ran.code));
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

    fn spawn(&mut self, fleet: &TestFleet, line: &str, totals: &mut Totals) -> Process {
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
    fn end(&mut self, fleet: &TestFleet, process: Process, is_alive: bool, before: usize, when: &str, totals: &mut Totals) {
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

    fn say(&mut self, sentence: &str) {
        self.diary.push_str(sentence);
        self.diary.push('\n');
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
