//! One push and one sync at a time: two of them would each do what the other has under way.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::open::create_private;
use crate::{Store, StoreError};

/// The right to push from a database file. It ends when dropped, and with the process, however that ends.
#[derive(Debug)]
pub struct PushLock {
    _file: Option<File>,
}

/// The right to sync into a database file: a second sync would read again what the first one is reading.
#[derive(Debug)]
pub struct SyncLock {
    _file: Option<File>,
}

impl SyncLock {
    /// Takes the right to sync into the database at `path`; `None` when another process has it.
    pub fn try_take(path: &Path) -> Result<Option<Self>, StoreError> {
        let Some((file, path)) = open(path, "sync.lock")? else { return Ok(Some(Self { _file: None })) };
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: Some(file) })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(source)) => Err(StoreError::Create { path, source }),
        }
    }

    /// Takes it, waiting for the other process as long as it takes. Blocks the thread.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        let Some((file, path)) = open(path, "sync.lock")? else { return Ok(Self { _file: None }) };
        file.lock().map_err(|source| StoreError::Create { path, source })?;
        Ok(Self { _file: Some(file) })
    }
}

/// Opens a lock file beside a database; a database in memory has none.
fn open(database: &Path, extension: &str) -> Result<Option<(File, PathBuf)>, StoreError> {
    if database.as_os_str() == ":memory:" {
        return Ok(None);
    }
    // A file of its own: a lock on the database itself would be taken for one of SQLite's.
    let path = database.with_extension(extension);
    match create_private(&path).and_then(|()| File::options().write(true).open(&path)) {
        Ok(file) => Ok(Some((file, path))),
        Err(source) => Err(StoreError::Create { path, source }),
    }
}

impl Store {
    /// Takes the right to push.
    ///
    /// # Errors
    /// [`StoreError::PushUnderWay`] when another process has it.
    pub fn lock_push(&self) -> Result<PushLock, StoreError> {
        PushLock::try_take(self.path())
    }
}

impl PushLock {
    /// Takes the right to push from the database at a path, which need not be sound.
    pub(crate) fn try_take(path: &Path) -> Result<Self, StoreError> {
        let Some((file, path)) = open(path, "push.lock")? else { return Ok(Self { _file: None }) };
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::PushUnderWay),
            Err(std::fs::TryLockError::Error(source)) => Err(StoreError::Create { path, source }),
        }
    }
}
