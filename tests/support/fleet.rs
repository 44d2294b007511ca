//! A workspace of its own for every test, with its App Store Connect.

use std::cell::Cell;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use sim::{Clock, Exchange, Fault, Key, Listing, Options, Simulator};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::words::words;
use super::{Counted, Ran, Started, contract};

/// The folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The program under test: the one that was built beside the tests, or `APPFLEET_BINARY`, for a run that goes on for hours
/// while the tree is built anew.
fn binary() -> OsString {
    std::env::var_os("APPFLEET_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_fleet").into())
}

/// What a test's App Store Connect looks like.
pub(crate) struct World {
    accounts: &'static [&'static str],
    apps: usize,
    seed: u64,
    clock: Clock,
    /// The `clock` of `fleet.toml`, if the server's time runs faster.
    told_clock: String,
    hourly_limit: u32,
    has_problems: bool,
    listing: Listing,
    faults: Vec<Fault>,
    keys: Vec<Key>,
    expired_agreements: Vec<String>,
    has_unknowns: bool,
    settling: Duration,
}

impl World {
    /// So many apps in these accounts.
    pub(crate) fn new(accounts: &'static [&'static str], apps: usize) -> Self {
        Self {
            accounts,
            apps,
            seed: 2026,
            clock: Clock::system(),
            told_clock: String::new(),
            hourly_limit: 3600,
            has_problems: true,
            listing: Listing::default(),
            faults: Vec::new(),
            keys: Vec::new(),
            expired_agreements: Vec::new(),
            has_unknowns: false,
            settling: Duration::ZERO,
        }
    }

    /// What the apps are drawn from.
    pub(crate) fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The server's clock, which is the machine's otherwise: the program under test makes its tokens by that one.
    pub(crate) fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The server's time, and with it that of the program under test, runs so many times as fast.
    pub(crate) fn speed(self, speed: u32) -> Self {
        let origin = Timestamp::now().as_second();
        let clock = Clock::accelerated(Timestamp::from_second(origin).unwrap(), speed);
        Self { clock, told_clock: format!("clock = {{ origin = {origin}, speed = {speed} }}\n"), ..self }
    }

    /// Nothing is wrong with any app, and none has more of anything than one answer shows.
    pub(crate) fn healthy(self) -> Self {
        Self { has_problems: false, ..self }
    }

    /// How much each app shows.
    pub(crate) fn listing(self, listing: Listing) -> Self {
        Self { listing, ..self }
    }

    /// Trouble that it causes. Answers to it are not held to the rules.
    pub(crate) fn faults(self, faults: Vec<Fault>) -> Self {
        Self { faults, ..self }
    }

    /// Keys beside the first one of each account.
    pub(crate) fn keys(self, keys: Vec<Key>) -> Self {
        Self { keys, ..self }
    }

    /// Agreements of this account have expired.
    pub(crate) fn expired_agreements(self, account: &str) -> Self {
        Self { expired_agreements: vec![account.to_owned()], ..self }
    }

    /// It answers with attributes and values that Apple's document does not know, and is not held to it.
    pub(crate) fn unknowns(self) -> Self {
        Self { has_unknowns: true, ..self }
    }

    /// A version that joined a submission is not ready to be submitted for so long.
    pub(crate) fn settling(self, settling: Duration) -> Self {
        Self { settling, ..self }
    }

    /// Requests an hour and key.
    pub(crate) fn hourly_limit(self, hourly_limit: u32) -> Self {
        Self { hourly_limit, ..self }
    }

    /// Starts it, with a workspace whose accounts point at it.
    pub(crate) fn start(self) -> TestFleet {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            accounts: self.accounts.iter().map(ToString::to_string).collect(),
            apps: self.apps,
            seed: self.seed,
            clock: self.clock,
            hourly_limit: self.hourly_limit,
            problems: self.has_problems,
            listing: self.listing,
            faults: self.faults.clone(),
            keys: self.keys,
            expired_agreements: self.expired_agreements,
            unknowns: self.has_unknowns,
            settling: self.settling,
            ..Options::default()
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let simulator = runtime.block_on(Simulator::start(options)).unwrap();
        let home = folder.path().join("home");
        let fleet = TestFleet {
            folder,
            home,
            server: Some((simulator, runtime)),
            is_troubled: !self.faults.is_empty(),
            is_odd: self.has_unknowns,
            is_kept: Cell::default(),
        };
        fleet.configure(&self.told_clock);
        fleet
    }
}

/// A workspace, and the server its accounts point at.
pub(crate) struct TestFleet {
    folder: TempDir,
    /// The home folder of whoever works here.
    home: PathBuf,
    server: Option<(Simulator, Runtime)>,
    /// Whether its server causes trouble on order.
    is_troubled: bool,
    /// Whether its server says what Apple's document does not know.
    is_odd: bool,
    /// Whether the folder is left when this goes.
    is_kept: Cell<bool>,
}

impl TestFleet {
    /// Twelve apps in three accounts.
    pub(crate) fn new() -> Self {
        World::new(&["acme", "northwind", "umbra"], 12).start()
    }

    /// The same, mirrored.
    pub(crate) fn synced() -> Self {
        let fleet = Self::new();
        fleet.ok("sync");
        fleet
    }

    /// A workspace with the example's `[simulator]` table, and so many apps: every command has the server within itself.
    pub(crate) fn embedded(apps: usize) -> Self {
        let fleet = Self::empty();
        let example = fs::read_to_string(root().join("fleet.toml")).unwrap();
        fleet.write("fleet.toml", example.replacen("apps = 60 ", &format!("apps = {apps} "), 1));
        fleet
    }

    /// The workspace of somebody else with the same keys.
    pub(crate) fn beside(other: &Self) -> Self {
        let fleet = Self::empty();
        for entry in fs::read_dir(other.path()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            fleet.write(entry.file_name().to_str().unwrap(), fs::read(entry.path()).unwrap());
        }
        fleet
    }

    /// Another workspace of the same person with the same keys.
    pub(crate) fn sharing(other: &Self) -> Self {
        let mut fleet = Self::beside(other);
        fleet.home.clone_from(&other.home);
        fleet
    }

    /// A folder without anything.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { home: folder.path().join("home"), folder, server: None, is_troubled: false, is_odd: false, is_kept: Cell::default() }
    }

    /// Runs `fleet` with these words.
    #[must_use = "assert something about the output or the exit code"]
    pub(crate) fn run(&self, line: &str) -> Ran {
        let output = self.command(line).output().unwrap();
        Ran::new(output, &self.path().to_string_lossy()).checked()
    }

    /// Runs `fleet` with these words and variables of the environment.
    #[must_use = "assert something about the output or the exit code"]
    pub(crate) fn run_with(&self, line: &str, variables: &[(&str, &str)]) -> Ran {
        let output = self.command(line).envs(variables.iter().copied()).output().unwrap();
        Ran::new(output, &self.path().to_string_lossy()).checked()
    }

    /// Runs `fleet` with these words on a terminal at which somebody types this; what it says is all in `stdout`. `None`
    /// where there is no `script` to make a terminal.
    #[must_use = "assert something about the output or the exit code"]
    pub(crate) fn on_terminal(&self, line: &str, typed: &str, variables: &[(&str, &str)]) -> Option<Ran> {
        let command = self.command(line);
        let mut script = Command::new("script");
        script.args(["-qec", &format!("'{}' {line}", binary().to_string_lossy()), "/dev/null"]).current_dir(self.path()).env_clear();
        script.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).envs(variables.iter().copied());
        script.env("TERM", "xterm").env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("SHELL", "/bin/sh");
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let Ok(mut child) = script.spawn() else {
            super::skip("there is no `script`, so nobody is asked on a terminal");
            return None;
        };
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), typed.as_bytes()).unwrap();
        Some(Ran::new(child.wait_with_output().unwrap(), &self.path().to_string_lossy()).checked())
    }

    /// Runs `fleet` with these words, which must succeed.
    pub(crate) fn ok(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "fleet {line}\n{ran}");
        ran
    }

    /// Starts `fleet` with these words and does not wait for its end.
    pub(crate) fn start(&self, line: &str) -> Started {
        let child = self.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Started::new(child, self.path().to_string_lossy().into_owned())
    }

    /// Stages SQL, which must stage something.
    pub(crate) fn edit(&self, sql: &str) {
        let staged = self.ok(&format!("edit --json \"{sql}\"")).json();
        assert_ne!((&staged["staged"], &staged["unstaged"]), (&0.into(), &0.into()), "{sql}");
    }

    /// All files of the workspace and of the home folder, by name.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() { folders.push(path) } else { files.push((path.to_string_lossy().into_owned(), fs::read(&path).unwrap())) }
            }
        }
        files
    }

    /// The rows of a query, as objects.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Value> {
        let ran = self.ok(&format!("query --json \"{sql}\""));
        ran.json().as_array().unwrap().clone()
    }

    /// The value of a query of one row and one column.
    pub(crate) fn value(&self, sql: &str) -> Value {
        let rows = self.rows(sql);
        let [row] = rows.as_slice() else { panic!("{} rows: {sql}", rows.len()) };
        row.as_object().unwrap().values().next().unwrap().clone()
    }

    /// The number that a query counts.
    pub(crate) fn count(&self, sql: &str) -> usize {
        usize::try_from(self.value(sql).as_u64().unwrap()).unwrap()
    }

    /// The App Store Connect that the accounts point at.
    pub(crate) fn sim(&self) -> &Simulator {
        &self.server.as_ref().unwrap().0
    }

    /// An attribute of a resource, as the server has it.
    pub(crate) fn remote(&self, kind: &str, id: &str, attribute: &str) -> Value {
        self.sim().resource(kind, id).unwrap()["attributes"][attribute].clone()
    }

    /// Somebody else changes attributes of a resource on the web page.
    pub(crate) fn foreign_edit(&self, kind: &str, id: &str, attributes: Value) {
        self.sim().edit(kind, id, attributes).unwrap();
    }

    /// All of the server's resources of a type.
    pub(crate) fn world(&self, kind: &str) -> Vec<Value> {
        self.sim().resources(kind)
    }

    /// What `step` sent.
    pub(crate) fn counting(&self, step: impl FnOnce(&Self)) -> Counted {
        let before = self.sim().request_count();
        step(self);
        Counted::of(&self.sim().exchanges()[before..])
    }

    /// The folder of the workspace.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder for a look when this goes; returns it.
    pub(crate) fn keep(&self) -> PathBuf {
        self.is_kept.set(true);
        self.path().to_owned()
    }

    /// The file of the mirror.
    pub(crate) fn database(&self) -> PathBuf {
        self.path().join(".fleet/fleet.db")
    }

    /// Writes a file of the workspace.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Appends to a file of the workspace.
    pub(crate) fn append(&self, name: &str, content: &str) {
        let text = fs::read_to_string(self.path().join(name)).unwrap();
        self.write(name, format!("{text}\n{content}"));
    }

    /// Changes the workspace's `fleet.toml`.
    pub(crate) fn reconfigure(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.path().join("fleet.toml")).unwrap();
        assert!(text.contains(from), "{text}");
        self.write("fleet.toml", text.replacen(from, to, 1));
    }

    /// The binary in an environment that holds nothing of the person who runs the tests.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(binary());
        command.args(words(line)).current_dir(self.path()).stdin(Stdio::null()).env_clear();
        command.env("HOME", &self.home).env("TMPDIR", self.path()).env("TZ", "UTC").env("NO_COLOR", "1");
        command.env("USER", "tester").env("HOSTNAME", "here");
        command
    }

    /// Writes keys and the `fleet.toml` that names them.
    fn configure(&self, clock: &str) {
        let mut text = String::new();
        for account in self.sim().accounts() {
            let sim::Account { name, issuer_id, key_id, private_key_pem, .. } = account;
            self.write(&format!("{name}.p8"), private_key_pem);
            let _ = write!(
                text,
                "[accounts.{name}]\nkey_id = \"{key_id}\"\nissuer_id = \"{issuer_id}\"\nkey_path = \"{name}.p8\"\nbase_url = \"{}\"\n{clock}\n",
                self.sim().url()
            );
            let _ = write!(text, "[clients.{name}]\nlegal_name = \"{name} Ltd.\"\naccounts = [\"{name}\"]\n\n");
        }
        self.write("fleet.toml", text);
    }
}

impl Drop for TestFleet {
    /// Holds everything that was sent and answered to Apple's rules. With `FLEET_TEST_KEEP` in the environment the
    /// workspace is left for a look.
    fn drop(&mut self) {
        if std::env::var_os("FLEET_TEST_KEEP").is_some() {
            self.keep();
        }
        self.folder.disable_cleanup(self.is_kept.get());
        let Some((simulator, _runtime)) = &self.server else { return };
        if std::thread::panicking() {
            return;
        }
        assert!(simulator.unknown_routes().is_empty(), "unknown routes: {:?}", simulator.unknown_routes());
        let is_fault = |exchange: &Exchange| self.is_troubled && !matches!(exchange.status, 200..300);
        for exchange in simulator.exchanges().into_iter().filter(|exchange| !is_fault(exchange)) {
            let request = format!("{} {} → {}", exchange.method, exchange.path, exchange.status);
            assert!(exchange.status != 429 && exchange.status < 500, "{request}");
            if let Some(contract) = contract::contract().filter(|_| !self.is_odd) {
                assert_eq!(contract.violations(&exchange), [""; 0], "{request}");
            }
        }
    }
}
