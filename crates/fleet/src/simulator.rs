//! The simulator of a workspace: embedded for the length of a command, or already served by `fleet sim`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sim::{IssuedKey, Options, Role, SimError, Simulator};

use crate::config::{ClockConfig, Config};
use crate::error::{FleetError, Result};

/// How long a command waits for another one that uses the same simulated world.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the simulated App Store Connect of this command answers.
pub(crate) struct Simulated {
    pub(crate) url: String,
    pub(crate) accounts: Vec<SimulatedAccount>,
    /// Its clock, if it is not that of this computer.
    pub(crate) clock: Option<ClockConfig>,
    /// The server, if it lives in this process.
    pub(crate) embedded: Option<Simulator>,
}

/// What a client needs to know of a simulated account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SimulatedAccount {
    pub(crate) name: String,
    pub(crate) issuer_id: String,
    pub(crate) key_id: String,
    pub(crate) key_path: PathBuf,
}

/// What can be asked for as the role of a key, in the words of the command line.
pub(crate) const ROLES: [(&str, Role); 5] = [
    ("admin", Role::Admin),
    ("app-manager", Role::AppManager),
    ("developer", Role::Developer),
    ("marketing", Role::Marketing),
    ("read-only", Role::ReadOnly),
];

/// A key besides the first one of its account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FurtherKey {
    pub(crate) account: String,
    pub(crate) key_id: String,
    /// None for a person's own key.
    pub(crate) issuer_id: Option<String>,
    pub(crate) role: String,
    /// None when only somebody else has the private key.
    pub(crate) key_path: Option<PathBuf>,
}

/// What `fleet sim` leaves in the state folder for other commands of the workspace.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Served {
    pub(crate) url: String,
    pub(crate) accounts: Vec<SimulatedAccount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clock: Option<ClockConfig>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) further_keys: Vec<FurtherKey>,
}

/// Options of the workspace's world.
pub(crate) fn options(config: &Config, folder: &Path) -> Options {
    let simulator = config.simulator.clone().unwrap_or_default();
    Options {
        accounts: config.accounts.keys().cloned().collect(),
        apps: simulator.apps,
        seed: simulator.seed,
        hourly_limit: simulator.hourly_limit,
        state: Some(folder.into()),
        ..Options::default()
    }
}

/// Starts the workspace's simulator, or finds the one that `fleet sim` serves.
pub(crate) async fn start(config: &Config, folder: &Path) -> Result<Simulated> {
    store::create_private_folder(folder).map_err(|source| FleetError::Write { path: folder.into(), source })?;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match open(options(config, folder), folder).await {
            Ok(simulator) => return embedded(simulator, folder),
            Err(error @ SimError::Locked { .. }) => {
                if let Some(served) = served(folder) {
                    return Ok(Simulated { url: served.url, accounts: served.accounts, clock: served.clock, embedded: None });
                }
                if tokio::time::Instant::now() >= deadline {
                    return Err(error.into());
                }
                // The lock is a file lock: there is nothing to be woken by.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Starts a simulator where the last one of the folder was, if nothing is there now: mirrors keep the addresses of its
/// pictures.
pub(crate) async fn open(options: Options, folder: &Path) -> Result<Simulator, SimError> {
    let note = folder.join("port");
    let last = std::fs::read_to_string(&note).ok().and_then(|port| port.trim().parse().ok());
    let simulator = match last.filter(|_| options.port == 0) {
        Some(port) => match Simulator::start(Options { port, ..options.clone() }).await {
            Err(SimError::Listen { .. }) => Simulator::start(options).await?,
            started => started?,
        },
        None => Simulator::start(options).await?,
    };
    // Without the note the next one has another port, which costs no more than a second download.
    drop(simulator.url().rsplit_once(':').map(|(_, port)| std::fs::write(note, port)));
    Ok(simulator)
}

/// Where `fleet sim` says what it serves.
pub(crate) fn served_path(folder: &Path) -> PathBuf {
    folder.join("served.json")
}

/// What is served there, by which clock.
pub(crate) fn describe(simulator: &Simulator, clock: Option<ClockConfig>) -> Served {
    let accounts = simulator.accounts().iter().filter_map(|account| {
        Some(SimulatedAccount {
            name: account.name.clone(),
            issuer_id: account.issuer_id.clone(),
            key_id: account.key_id.clone(),
            key_path: account.key_path.clone()?,
        })
    });
    let further_keys = simulator.keys().into_iter().skip(simulator.accounts().len()).map(FurtherKey::from);
    Served { url: simulator.url().to_owned(), accounts: accounts.collect(), clock, further_keys: further_keys.collect() }
}

impl From<IssuedKey> for FurtherKey {
    fn from(key: IssuedKey) -> Self {
        let role = ROLES.iter().find(|(_, role)| *role == key.role).map(|(name, _)| (*name).to_owned()).unwrap_or_default();
        Self { account: key.account, key_id: key.key_id, issuer_id: key.issuer_id, role, key_path: key.key_path }
    }
}

fn embedded(simulator: Simulator, folder: &Path) -> Result<Simulated> {
    // A note of a server that was killed would mislead the next command.
    let note = served_path(folder);
    if note.exists() {
        std::fs::remove_file(&note).map_err(|source| FleetError::Write { path: note, source })?;
    }
    let Served { url, accounts, .. } = describe(&simulator, None);
    Ok(Simulated { url, accounts, clock: None, embedded: Some(simulator) })
}

/// What `fleet sim` says it serves.
pub(crate) fn served(folder: &Path) -> Option<Served> {
    let text = std::fs::read_to_string(served_path(folder)).ok()?;
    serde_json::from_str(&text).ok()
}
