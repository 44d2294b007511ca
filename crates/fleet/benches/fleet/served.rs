//! A fleet that a simulator serves from within this process, and a workspace whose account points at it.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use sim::{Clock, Listing, Options, Simulator};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::process::{Cost, fleet, run};

/// A simulator and a workspace.
pub(crate) struct Served {
    folder: TempDir,
    simulator: Simulator,
    _runtime: Runtime,
}

impl Served {
    /// So many healthy apps; time runs so many times as fast.
    pub(crate) fn start(apps: usize, listing: Listing, hourly_limit: u32, speed: u32) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let origin = Timestamp::now().as_second();
        let (clock, told) = match speed {
            1 => (Clock::system(), String::new()),
            speed => {
                let start = Timestamp::from_second(origin).expect("a moment");
                (Clock::accelerated(start, speed), format!("clock = {{ origin = {origin}, speed = {speed} }}\n"))
            }
        };
        let accounts = vec!["acme".into()];
        let options = Options { accounts, apps, seed: 2026, problems: false, listing, hourly_limit, clock, ..Options::default() };
        let simulator = runtime.block_on(Simulator::start(options)).expect("a simulator");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut text = "[budget]\nreserve = 0\n\n".to_owned();
        for account in simulator.accounts() {
            std::fs::write(folder.path().join("key.p8"), &account.private_key_pem).expect("a key");
            let sim::Account { name, issuer_id, key_id, .. } = account;
            let url = simulator.url();
            let _ = write!(
                text,
                "[accounts.{name}]\nkey_id = \"{key_id}\"\nissuer_id = \"{issuer_id}\"\nkey_path = \"key.p8\"\nbase_url = \"{url}\"\n{told}"
            );
        }
        std::fs::write(folder.path().join("fleet.toml"), text).expect("a configuration");
        Self { folder, simulator, _runtime: runtime }
    }

    /// Runs a command, and counts its requests.
    pub(crate) fn counted(&self, words: &[&str]) -> (usize, Cost) {
        let before = self.simulator.request_count();
        let cost = self.ok(words);
        (self.simulator.request_count() - before, cost)
    }

    /// Runs a command that must succeed.
    pub(crate) fn ok(&self, words: &[&str]) -> Cost {
        run(&mut fleet(self.path(), words))
    }

    /// The rows of a query.
    pub(crate) fn query(&self, sql: &str) -> Vec<serde_json::Value> {
        serde_json::from_slice(&self.ok(&["query", "--json", sql]).output).expect("rows")
    }

    /// The server.
    pub(crate) fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// The folder of the workspace.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}
