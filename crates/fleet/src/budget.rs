//! Where the request budgets of this user are kept, and under which names.

use std::env;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use asc::{Budget, Clock, LocalBudget};
use engine::SharedBudget;
use jiff::Timestamp;
use store::{Claim, Limits, SecretKey, Usage};

use crate::config::BudgetConfig;
use crate::error::{FleetError, Result};
use crate::output::Ui;
use crate::server::Server;

/// The file of all budgets: `limits.db` in `$XDG_STATE_HOME/appfleet` or `~/.local/state/appfleet`.
pub(crate) fn path() -> Option<PathBuf> {
    let given = env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = given.or_else(|| Some(env::home_dir()?.join(".local/state")))?;
    Some(folder.join("appfleet/limits.db"))
}

/// The key under which secrets of the mirror are hashed, in a file beside the budgets; `None` where there can be none.
pub(crate) fn secret_key(ui: Ui) -> Option<SecretKey> {
    match store::secret_key(&path()?.with_file_name("secret.key")) {
        Ok(key) => Some(key),
        Err(error) => {
            ui.warn(&format!("changed demo account passwords will not be noticed: {error}"));
            None
        }
    }
}

/// The budgets of all accounts of a command.
pub(crate) struct Budgets {
    /// None when the file cannot be used.
    limits: Option<Arc<Mutex<Limits>>>,
    reserve: u32,
}

impl Budgets {
    /// Opens the file. Where that fails the process goes on with budgets of its own, and says so.
    pub(crate) fn open(ui: Ui, config: &BudgetConfig) -> Self {
        let limits = match open() {
            Ok(limits) => Some(Arc::new(Mutex::new(limits))),
            Err(error) => {
                ui.warn(&format!("the request budget is not shared with other processes: {error}"));
                None
            }
        };
        Self { limits, reserve: config.reserve }
    }

    /// The budget of a key at a server.
    pub(crate) fn of(&self, key_id: &str, server: &Server) -> Arc<dyn Budget> {
        let clock = server.clock();
        match &self.limits {
            Some(limits) => Arc::new(SharedBudget::new(Arc::clone(limits), server.budget(key_id), self.reserve, clock)),
            None => Arc::new(LocalBudget::with_reserve(clock, self.reserve)),
        }
    }
}

/// Opens the file for writing.
pub(crate) fn open() -> Result<Limits> {
    let path = path().ok_or_else(|| FleetError::input("there is no home folder"))?;
    Ok(Limits::open(&path)?)
}

/// What is left of the budgets, without a network.
pub(crate) struct Remaining {
    limits: Option<Limits>,
    reserve: u32,
}

impl Remaining {
    /// Looks at the file, if there is one that can be read.
    pub(crate) fn look(config: &BudgetConfig) -> Self {
        let limits = path().and_then(|path| Limits::read(&path).ok().flatten());
        Self { limits, reserve: config.reserve }
    }

    /// What reads of a key find; `None` if it was not used lately.
    pub(crate) fn of(&self, key_id: &str, server: &Server) -> Option<Left> {
        let clock = server.clock();
        let claim = Claim::Read { reserve: self.reserve };
        let usage = self.limits.as_ref()?.usage(&server.budget(key_id), claim, clock.now()).ok().flatten()?;
        Some(Left { usage, clock })
    }
}

/// What a key has left.
pub(crate) struct Left {
    pub(crate) usage: Usage,
    clock: Clock,
}

impl Left {
    /// Seconds of real time until the next read is granted; `None` if that is now.
    pub(crate) fn free_in(&self) -> Option<u64> {
        let free_at: Timestamp = self.usage.free_at?;
        Some(self.clock.real(self.clock.now().duration_until(free_at).unsigned_abs()).as_secs())
    }
}
