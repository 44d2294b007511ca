//! A connection to every account, for the length of a command.

use std::env;
use std::num::NonZeroU32;
use std::time::Duration;

use asc::{Client, Key, Retry, Stop};
use engine::Account;
use tokio::task::JoinHandle;

use crate::budget::Budgets;
use crate::error::{FleetError, Result};
use crate::output::Ui;
use crate::sentence;
use crate::server::Server;
use crate::simulator::Simulated;

/// A wait for the budget that people are told of.
const WORTH_TELLING: Duration = Duration::from_secs(3);

/// Seconds that one exchange with Apple may take, 60 by default.
const TIMEOUT: &str = "FLEET_TIMEOUT";
/// The most that can be set, in seconds.
const LONGEST_TIMEOUT: u64 = 3_600;

/// How a command connects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connect {
    /// How long a request waits for the budget before the command gives up; Apple's budget is whole again after an hour.
    pub(crate) patience: Duration,
    /// Tries of a request.
    pub(crate) tries: usize,
}

impl Default for Connect {
    /// Half a minute of patience, as many tries as are usual.
    fn default() -> Self {
        Self { patience: Duration::from_secs(30), tries: Retry::default().tries }
    }
}

impl Connect {
    /// Waits for the budget however long that takes, if wished.
    pub(crate) fn waiting(wait: bool) -> Self {
        let usual = Self::default();
        Self { patience: if wait { Duration::MAX } else { usual.patience }, ..usual }
    }
}

/// A key and the server that knows it.
pub(crate) struct Login {
    pub(crate) name: String,
    pub(crate) key: Key,
    pub(crate) server: Server,
}

impl Login {
    /// A client that signs with the key.
    pub(crate) fn client(self, budgets: &Budgets, stop: &Stop, options: Connect) -> Result<Client> {
        let mut config = asc::Config::new(self.key);
        config.budget = budgets.of(config.key.id(), &self.server);
        config.requests_per_second = NonZeroU32::new(10).filter(|_| !self.server.is_local());
        config.patience = options.patience;
        config.retry.tries = options.tries;
        if let Some(timeout) = timeout()? {
            config.timeout = timeout;
        }
        config.clock = self.server.clock();
        config.stop = stop.clone();
        self.server.base_url().clone_into(&mut config.base_url);
        Client::new(config).map_err(|source| FleetError::Apple { account: self.name, source: Box::new(source) })
    }
}

/// The longest time of one exchange, if the environment sets it: a minute is short on a bad line and long for a test.
fn timeout() -> Result<Option<Duration>> {
    let Some(text) = env::var_os(TIMEOUT) else { return Ok(None) };
    let seconds = text.to_str().and_then(|text| text.parse().ok()).filter(|seconds| (1..=LONGEST_TIMEOUT).contains(seconds));
    let seconds = seconds.ok_or_else(|| FleetError::input(format!("{TIMEOUT} is no number of seconds from 1 to {LONGEST_TIMEOUT}")))?;
    Ok(Some(Duration::from_secs(seconds)))
}

/// Accounts that can be talked to.
pub(crate) struct Connection {
    pub(crate) accounts: Vec<Account>,
    /// Turned when somebody wishes to end. The clients look at it by themselves.
    pub(crate) stop: Stop,
    simulated: Option<Simulated>,
    teller: Teller,
}

impl Connection {
    pub(crate) fn new(ui: Ui, accounts: Vec<Account>, stop: Stop, simulated: Option<Simulated>) -> Self {
        Self { teller: Teller::start(ui, &accounts), accounts, stop, simulated }
    }

    /// Forgets all accounts but these; none means all.
    pub(crate) fn keep(&mut self, names: &[String]) -> Result<()> {
        if let Some(unknown) = names.iter().find(|name| !self.accounts.iter().any(|account| account.name == **name)) {
            let known = self.accounts.iter().map(|account| account.name.as_str());
            let hint =
                sentence::did_you_mean(unknown, known).unwrap_or_else(|| "the accounts are the [accounts.*] tables of fleet.toml".into());
            return Err(FleetError::input(format!("there is no account named `{unknown}`")).hint(hint));
        }
        self.accounts.retain(|account| names.is_empty() || names.contains(&account.name));
        Ok(())
    }

    /// Ends the connection; an embedded simulator folds its journal.
    pub(crate) async fn close(self) {
        drop(self.teller);
        if let Some(simulator) = self.simulated.and_then(|simulated| simulated.embedded) {
            simulator.stop().await;
        }
    }
}

/// Tells people what a command waits for, while it waits for the budget.
struct Teller(JoinHandle<()>);

impl Teller {
    fn start(ui: Ui, accounts: &[Account]) -> Self {
        let clients: Vec<_> = accounts.iter().map(|account| (account.name.clone(), account.client.clone())).collect();
        Self(tokio::spawn(async move {
            let mut told = vec![false; clients.len()];
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                for ((name, client), told) in clients.iter().zip(&mut told) {
                    let waiting = client.waiting().filter(|wait| *wait >= WORTH_TELLING || *told);
                    if let Some(wait) = waiting.filter(|_| !*told) {
                        ui.say(&format!("{name}: the requests of this hour are spent; going on {}", sentence::within(wait.as_secs())));
                    }
                    *told = waiting.is_some();
                }
            }
        }))
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.0.abort();
    }
}
