//! A workspace: the folder of `fleet.toml`, its database, and the accounts it can reach.

use std::path::{Path, PathBuf};

use asc::{Client, Key};
use engine::Account;
use secrecy::{ExposeSecret as _, SecretString};
use store::{AccountRow, Fleet, Reader, Store, StoreError};

use crate::budget::{self, Budgets};
use crate::config::{AccountConfig, Config};
use crate::connection::{Connect, Connection, Login};
use crate::error::{FleetError, Result};
use crate::interrupt::Interrupt;
use crate::keys;
use crate::output::Ui;
use crate::server::Server;
use crate::simulator::{self, Simulated, SimulatedAccount};

/// Name of the file that makes a folder a workspace.
pub(crate) const FILE: &str = "fleet.toml";
/// Name of the only account where `fleet.toml` has none.
const DEFAULT: &str = "default";

/// A folder with a `fleet.toml`.
pub(crate) struct Workspace {
    root: PathBuf,
    config: Config,
    ui: Ui,
    interrupt: Interrupt,
}

impl Workspace {
    /// Finds the workspace of a folder: its own or the nearest one above.
    pub(crate) fn find(folder: &Path, ui: Ui, interrupt: Interrupt) -> Result<Self> {
        let folder = std::path::absolute(folder).map_err(|source| FleetError::Read { path: folder.into(), source })?;
        let root = folder.ancestors().find(|folder| folder.join(FILE).is_file()).ok_or_else(|| FleetError::NoFleetFile(folder.clone()))?;
        Ok(Self { config: Config::read(&root.join(FILE))?, root: root.into(), ui, interrupt })
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
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
        let open = || {
            let mut store = Store::open_existing(&self.database())?;
            self.load_settings(&mut store)?;
            Ok(store)
        };
        open().map_err(|error| self.database_error(error))
    }

    /// Opens the database for a look at what is staged. It may be one that cannot be written.
    pub(crate) fn store_to_look(&self) -> Result<Store> {
        let open = || {
            let mut store = Store::open_to_look(&self.database())?;
            if !store.is_read_only() {
                self.load_settings(&mut store)?;
            }
            Ok(store)
        };
        open().map_err(|error| self.database_error(error))
    }

    /// Opens the database for reading.
    pub(crate) fn reader(&self) -> Result<Reader> {
        let open = || {
            let reader = Reader::open(&self.database())?;
            let known = reader.query("SELECT value FROM meta WHERE key = 'fleet'", &[]).unwrap_or_default();
            if known.rows.first().and_then(|row| row[0].as_text()) == Some(&self.config.settings().digest) {
                return Ok(reader);
            }
            // fleet.toml has changed. A file that cannot be written can be read all the same.
            if let Err(error) = Store::open_existing(&self.database()).and_then(|mut store| self.load_settings(&mut store)) {
                self.ui.warn(&format!("what fleet.toml says of clients and apps is not loaded: {error}"));
            }
            Ok(reader)
        };
        open().map_err(|error| self.database_error(error))
    }

    /// Connects to every account, or to the simulator, and loads the fleet into the store.
    pub(crate) async fn connect(&self, store: &mut Store, options: Connect) -> Result<Connection> {
        let (logins, simulated) = self.logins().await?;
        let logins = logins.into_iter().map(|(_, login)| login).collect::<Result<Vec<_>>>()?;
        self.load(store, &logins)?;
        store.set_secret_key(budget::secret_key(self.ui));
        let mut accounts = Vec::new();
        for (name, client) in self.clients(logins, options) {
            let pk = store.account(&name)?.ok_or_else(|| FleetError::NoAccount(name.clone()))?;
            accounts.push(Account { pk, client: client?, name });
        }
        Ok(Connection::new(self.ui, accounts, self.interrupt.stop().clone(), simulated))
    }

    /// The keys of all accounts with their servers, or why there is none; and the simulator, if they are its own.
    pub(crate) async fn logins(&self) -> Result<(Vec<(String, Result<Login>)>, Option<Simulated>)> {
        if self.config.simulator.is_none() {
            return Ok((self.names().into_iter().map(|name| (name.clone(), self.login(name))).collect(), None));
        }
        let simulated = simulator::start(&self.config, &self.simulator_folder()).await?;
        let server = Server::simulated(&simulated.url, &self.simulator_folder(), simulated.clock);
        let login = |account: &SimulatedAccount| (account.name.clone(), simulated_login(account, server.clone()));
        Ok((simulated.accounts.iter().map(login).collect(), Some(simulated)))
    }

    /// Clients of the keys. From now on an interruption lets them finish what is under way.
    pub(crate) fn clients(&self, logins: Vec<Login>, options: Connect) -> Vec<(String, Result<Client>)> {
        self.interrupt.listen(self.ui);
        let budgets = Budgets::open(self.ui, &self.config.budget);
        let client = |login: Login| (login.name.clone(), login.client(&budgets, self.interrupt.stop(), options));
        logins.into_iter().map(client).collect()
    }

    /// The server of an account, found without starting one.
    pub(crate) fn server(&self, account: &str) -> Server {
        if self.config.simulator.is_some() {
            let served = simulator::served(&self.simulator_folder());
            let (url, clock) = served.map_or((String::new(), None), |served| (served.url, served.clock));
            return Server::simulated(&url, &self.simulator_folder(), clock);
        }
        let account = self.config.accounts.get(account);
        Server::new(account.and_then(|account| account.base_url.as_deref()), account.and_then(|account| account.clock))
    }

    /// The accounts of `fleet.toml`; the one of the environment if it has none.
    fn names(&self) -> Vec<String> {
        if self.config.accounts.is_empty() { vec![DEFAULT.into()] } else { self.config.accounts.keys().cloned().collect() }
    }

    fn login(&self, name: String) -> Result<Login> {
        let key = match self.config.accounts.get(&name) {
            Some(account) => keys::find(&name, account, &self.root)?,
            None => keys::find(&name, &AccountConfig::default(), &self.root)?,
        };
        Ok(Login { server: self.server(&name), name, key })
    }

    fn load(&self, store: &mut Store, logins: &[Login]) -> Result<()> {
        let accounts = logins.iter().map(|Login { name, key, .. }| AccountRow {
            name: name.clone(),
            issuer_id: key.issuer_id().map(ToOwned::to_owned),
            key_id: key.id().to_owned(),
        });
        let fleet = Fleet { accounts: accounts.collect(), settings: self.config.settings() };
        store.load_fleet(&fleet).map_err(|error| self.database_error(error))
    }

    /// Loads what `fleet.toml` says of apps, if that has changed since.
    fn load_settings(&self, store: &mut Store) -> Result<(), StoreError> {
        let settings = self.config.settings();
        let known = store.query("SELECT value FROM meta WHERE key = 'fleet'", &[])?;
        if known.rows.first().and_then(|row| row[0].as_text()) == Some(&settings.digest) {
            return Ok(());
        }
        store.load_settings(&settings)
    }

    fn database_error(&self, source: StoreError) -> FleetError {
        match source {
            // These name the file themselves.
            error @ (StoreError::Missing(_)
            | StoreError::OtherTeam { .. }
            | StoreError::Foreign(_)
            | StoreError::Beheaded(_)
            | StoreError::AtWork
            | StoreError::Newer { .. }
            | StoreError::Open { .. }
            | StoreError::Create { .. }) => error.into(),
            source => FleetError::Database { path: self.database(), source },
        }
    }
}

fn simulated_login(account: &SimulatedAccount, server: Server) -> Result<Login> {
    let pem = std::fs::read_to_string(&account.key_path)
        .map(SecretString::from)
        .map_err(|source| FleetError::Read { path: account.key_path.clone(), source })?;
    let key = Key::from_p8(&account.key_id, Some(&account.issuer_id), pem.expose_secret())
        .map_err(|source| FleetError::Key { account: account.name.clone(), source })?;
    Ok(Login { name: account.name.clone(), key, server })
}
