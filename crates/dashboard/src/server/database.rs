//! The database as the server uses it: a few readers, one writer, and the part of the fleet that most pages need, read
//! again when somebody has committed something.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{Reader, Store, StoreError};

use super::register::Register;
use crate::DashboardError;

/// Readers that are kept open between requests.
const READERS: usize = 4;

/// A database file.
#[derive(Debug)]
pub(super) struct Database {
    path: PathBuf,
    readers: Mutex<Vec<Reader>>,
    kept: Mutex<Option<Kept>>,
    writer: Mutex<Option<Store>>,
}

/// What was read of the fleet, with the reader that knows whether it still holds.
#[derive(Debug)]
struct Kept {
    readers: [Reader; 2],
    generation: i64,
    register: Arc<Register>,
}

impl Database {
    /// A database that exists.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, readers: Mutex::default(), kept: Mutex::default(), writer: Mutex::default() }
    }

    /// Reads with a connection of its own.
    pub(super) fn read<T>(&self, work: impl FnOnce(&mut Reader) -> Result<T, DashboardError>) -> Result<T, DashboardError> {
        let idle = lock(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => Reader::open(&self.path).map_err(DashboardError::Database)?,
        };
        let outcome = work(&mut reader);
        let mut readers = lock(&self.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        outcome
    }

    /// Every app with what the overview tells of it, as of the last commit.
    pub(super) fn register(&self) -> Result<Arc<Register>, DashboardError> {
        let mut kept = lock(&self.kept);
        if let Some(Kept { readers, generation, register }) = &mut *kept {
            let now = readers[0].generation().map_err(DashboardError::Database)?;
            if now != *generation {
                *register = Arc::new(Register::read(readers)?);
                *generation = now;
            }
            return Ok(Arc::clone(register));
        }
        let mut readers =
            [Reader::open(&self.path).map_err(DashboardError::Database)?, Reader::open(&self.path).map_err(DashboardError::Database)?];
        // Asked before the rest is read: what is committed in between is then read again.
        let generation = readers[0].generation().map_err(DashboardError::Database)?;
        let register = Arc::new(Register::read(&mut readers)?);
        *kept = Some(Kept { readers, generation, register: Arc::clone(&register) });
        Ok(register)
    }

    /// Stages, or asks what only the writer knows.
    pub(super) fn write<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, DashboardError> {
        let mut writer = lock(&self.writer);
        let store = match writer.take() {
            Some(store) => store,
            None => Store::open_existing(&self.path).map_err(DashboardError::Database)?,
        };
        work(writer.insert(store)).map_err(DashboardError::Database)
    }
}

/// A request that stopped half-way has broken nothing that the next one needs.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
