//! One push at a time: two of them would each continue what the other has under way.

use std::fs::File;

use crate::{Store, StoreError};

/// The right to push from a database file. It ends when dropped, and with the process, however that ends.
#[derive(Debug)]
pub struct PushLock {
    _file: Option<File>,
}

impl Store {
    /// Takes the right to push.
    ///
    /// # Errors
    /// [`StoreError::PushUnderWay`] when another process has it.
    pub fn lock_push(&self) -> Result<PushLock, StoreError> {
        if self.path().as_os_str() == ":memory:" {
            return Ok(PushLock { _file: None });
        }
        // A file of its own: a lock on the database itself would be taken for one of SQLite's.
        let path = self.path().with_extension("push.lock");
        let cannot = |source| StoreError::Create { path: path.clone(), source };
        let file = File::create(&path).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(PushLock { _file: Some(file) }),
            Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::PushUnderWay),
            Err(std::fs::TryLockError::Error(source)) => Err(cannot(source)),
        }
    }
}
