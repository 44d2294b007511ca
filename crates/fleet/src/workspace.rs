//! A workspace: the folder of `fleet.toml`, its database, and the accounts it can reach.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use asc::{Client, Clock, Key, LocalBudget};
use engine::Account;
use store::{AccountRow, Fleet, Reader, Store, StoreError};

use crate::config::{AccountConfig, Config};
use crate::error::{FleetError, Result};
use crate::keys;
use crate::simulator::{self, Simulated};

/// Name of the file that makes a folder a workspace.
pub(crate) const FILE: &str = "fleet.toml";

/// A folder with a `fleet.toml`.
pub(crate) struct Workspace {
    root: PathBuf,
    config: Config,
}

/// Accounts that can be talked to, for the length of a command.
pub(crate) struct Connection {
    pub(crate) accounts: Vec<Account>,
    simulated: Option<Simulated>,
}

impl Workspace {
    /// Finds the workspace of a folder: its own or the nearest one above.
    pub(crate) fn find(folder: &Path) -> Result<Self> {
        let folder = std::path::absolute(folder).map_err(|source| FleetError::Read { path: folder.into(), source })?;
        let root = folder.ancestors().find(|folder| folder.join(FILE).is_file()).ok_or_else(|| FleetError::NoFleetFile(folder.clone()))?;
        Ok(Self { config: Config::read(&root.join(FILE))?, root: root.into() })
    }

    /// Where its database is.
    pub(crate) fn database(&self) -> PathBuf {
        self.root.join(".fleet/fleet.db")
    }

    /// Where its simulated world is kept.
    pub(crate) fn simulator_folder(&self) -> PathBuf {
        self.root.join(".fleet/simulator")
    }

    /// Its `fleet.toml`.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Opens the database, making it if need be.
    pub(crate) fn store(&self) -> Result<Store> {
        Store::open(&self.database()).map_err(|error| self.database_error(error))
    }

    /// Opens the database for staging; it must exist, or there would be nothing to stage on.
    pub(crate) fn existing_store(&self) -> Result<Store> {
        Store::open_existing(&self.database()).map_err(|error| self.database_error(error))
    }

    /// Opens the database for reading.
    pub(crate) fn reader(&self) -> Result<Reader> {
        Reader::open(&self.database()).map_err(|error| self.database_error(error))
    }

    /// Connects to every account, or to the simulator, and loads the fleet into the store.
    pub(crate) async fn connect(&self, store: &mut Store) -> Result<Connection> {
        let simulated = match &self.config.simulator {
            Some(_) => Some(simulator::start(&self.config, &self.simulator_folder()).await?),
            None => None,
        };
        let keys = match &simulated {
            Some(simulated) => simulated_keys(simulated)?,
            None => self.keys()?,
        };
        self.load(store, &keys)?;
        let mut accounts = Vec::new();
        for (name, key, base_url) in keys {
            let pk = store.account(&name)?.ok_or_else(|| FleetError::NoAccount(name.clone()))?;
            accounts.push(Account { pk, client: client(&name, key, base_url)?, name });
        }
        Ok(Connection { accounts, simulated })
    }

    /// The keys of all accounts, with the server each of them belongs to.
    fn keys(&self) -> Result<Vec<(String, Key, Option<String>)>> {
        if self.config.accounts.is_empty() {
            return Ok(vec![("default".into(), keys::from_environment("default", &self.root)?, None)]);
        }
        let key = |(name, account): (&String, &AccountConfig)| {
            Ok((name.clone(), keys::find(name, account, &self.root)?, account.base_url.clone()))
        };
        self.config.accounts.iter().map(key).collect()
    }

    fn load(&self, store: &mut Store, keys: &[(String, Key, Option<String>)]) -> Result<()> {
        let accounts = keys.iter().map(|(name, key, _)| AccountRow {
            name: name.clone(),
            issuer_id: key.issuer_id().map(ToOwned::to_owned),
            key_id: key.id().to_owned(),
        });
        let clients = self.config.clients.iter().map(|(name, client)| store::Client {
            name: name.clone(),
            legal_name: client.legal_name.clone(),
            accounts: client.accounts.clone(),
            apps: client.apps.clone(),
        });
        store.load_fleet(&Fleet { accounts: accounts.collect(), clients: clients.collect() }).map_err(|error| self.database_error(error))
    }

    fn database_error(&self, source: StoreError) -> FleetError {
        match source {
            // These name the file themselves.
            error @ (StoreError::Missing(_)
            | StoreError::Foreign(_)
            | StoreError::Newer { .. }
            | StoreError::Open { .. }
            | StoreError::Create { .. }) => error.into(),
            source => FleetError::Database { path: self.database(), source },
        }
    }
}

impl Connection {
    /// Ends the connection; an embedded simulator folds its journal.
    pub(crate) async fn close(self) {
        if let Some(simulator) = self.simulated.and_then(|simulated| simulated.embedded) {
            simulator.stop().await;
        }
    }
}

fn simulated_keys(simulated: &Simulated) -> Result<Vec<(String, Key, Option<String>)>> {
    let key = |account: &simulator::SimulatedAccount| {
        let pem =
            std::fs::read_to_string(&account.key_path).map_err(|source| FleetError::Read { path: account.key_path.clone(), source })?;
        let key = Key::from_p8(&account.key_id, Some(&account.issuer_id), &pem)
            .map_err(|source| FleetError::Key { account: account.name.clone(), source })?;
        Ok((account.name.clone(), key, Some(simulated.url.clone())))
    };
    simulated.accounts.iter().map(key).collect()
}

fn client(name: &str, key: Key, base_url: Option<String>) -> Result<Client> {
    let mut config = asc::Config::new(key);
    config.budget = Arc::new(LocalBudget::new(Clock::system()));
    // Plain http is accepted for this computer only, and nobody has to be spared a burst there.
    let is_local = base_url.as_deref().is_some_and(|url| url.starts_with("http://"));
    config.requests_per_second = NonZeroU32::new(10).filter(|_| !is_local);
    if let Some(url) = base_url {
        config.base_url = url;
    }
    Client::new(config).map_err(|source| FleetError::Apple { account: name.into(), source: Box::new(source) })
}
