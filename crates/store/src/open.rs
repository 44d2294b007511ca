//! Opening the file: one writer connection, pragmas, and the checks that it is ours.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::authorizer::Lock;
use crate::mirror::Statements;
use crate::query::connect;
use crate::salvage::{beside, has_remains};
use crate::secret::SecretKey;
use crate::{Reader, StoreError, schema};

/// `fleet` in ASCII, kept in the file's header so that a foreign SQLite file is recognised.
pub(crate) const APPLICATION_ID: i64 = 0x666C_6565;

/// How long a statement waits for another process's transaction. Ours hold the file for one page of an API answer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The writer of a database file. Readers are separate connections ([`Store::reader`]).
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) lock: Lock,
    /// Rows of the mirror made since the last sync started, as (resource code, row).
    pub(crate) fresh: HashSet<(i64, i64)>,
    pub(crate) statements: Statements,
    /// With what secrets are hashed before they are kept.
    pub(crate) secret_key: Option<SecretKey>,
    path: PathBuf,
}

impl Store {
    /// Opens the file, creating and migrating it as needed.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] and [`StoreError::Newer`] for files that are not ours to touch; they are not changed.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(|source| StoreError::Create { path: folder.into(), source })?;
        }
        refuse_beheaded(path)?;
        create_private(path).map_err(|source| StoreError::Create { path: path.into(), source })?;
        Self::prepare(path, OpenFlags::default())
    }

    /// Opens a file that must exist already.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        refuse_beheaded(path)?;
        if !path.exists() {
            return Err(StoreError::Missing(path.into()));
        }
        Self::prepare(path, OpenFlags::default() & !OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a file that must exist already for who may only look at it: where it cannot be written it is read as it is,
    /// and whatever would change it is [`StoreError::ReadOnly`].
    pub fn open_to_look(path: &Path) -> Result<Self, StoreError> {
        match Self::open_existing(path) {
            Err(StoreError::ReadOnly(_) | StoreError::Open { .. }) => Self::of_read_only(path),
            opened => opened,
        }
    }

    fn of_read_only(path: &Path) -> Result<Self, StoreError> {
        let mut connection = connect(path)?;
        if !schema::is_prepared(&connection)? {
            // Only who can write it can bring it up to date.
            return Self::open_existing(path);
        }
        connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;")?;
        connection.set_prepared_statement_cache_capacity(512);
        let lock = Lock::install(&mut connection)?;
        Ok(Self::of(connection, lock, path))
    }

    /// Opens an empty database in memory, for tests.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(Path::new(":memory:"), OpenFlags::default())
    }

    /// Opens a second connection that can only read.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.path)
    }

    /// Whether the file cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.connection.is_readonly("main").unwrap_or_default()
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes every commit wait for the disk, as a push wants; a sync can be fetched again and does not.
    pub fn set_durable(&self, durable: bool) -> Result<(), StoreError> {
        Ok(self.connection.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?)
    }

    /// Writes what the log holds into the file proper, so that a copy of the file alone is whole.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        // A reader in the way makes this a no-op, which is fine.
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Starts a transaction that may write. Always immediate: a deferred one that read first fails at once when
    /// another process commits in between.
    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    fn prepare(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let failed = |source| open_error(path, source);
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        schema::identify(&connection, path)?;
        write_ahead(&connection).map_err(failed)?;
        connection
            .execute_batch(
                "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; \
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000;",
            )
            .map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(512);
        schema::prepare(&mut connection, path)?;
        let lock = Lock::install(&mut connection)?;
        Ok(Self::of(connection, lock, path))
    }

    fn of(connection: Connection, lock: Lock, path: &Path) -> Self {
        Self { connection, lock, fresh: HashSet::new(), statements: Statements::new(), secret_key: None, path: path.into() }
    }
}

/// Makes the folder, if there is none, and those above it, for their owner's eyes only.
///
/// # Errors
/// Those of the file system.
pub fn create_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// SQLite drops the log of a file that is empty, and with it what was staged last. A log is only ever begun in a file that
/// has its first page.
pub(crate) fn refuse_beheaded(path: &Path) -> Result<(), StoreError> {
    let length = |path: &Path| std::fs::metadata(path).map_or(0, |told| told.len());
    // A log that was begun and has no page yet is as good as none.
    if length(path) == 0 && length(&beside(path, "-wal")) > 512 {
        return Err(StoreError::Beheaded(path.into()));
    }
    Ok(())
}

/// Makes the file, if there is none, for its owner's eyes only: other files of SQLite's beside it take its rights.
pub(crate) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Switches a file to the write-ahead log. Of two that do so to a new file at once both would wait for the other, so
/// SQLite refuses one without asking its busy handler (<https://sqlite.org/c3ref/busy_handler.html>): that one asks again.
pub(crate) fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(1));
            }
            outcome => return outcome,
        }
    }
}

/// Tells a file that is no database from one that cannot be opened.
pub(crate) fn open_error(path: &Path, source: rusqlite::Error) -> StoreError {
    match source.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) if has_remains(path) => StoreError::Corrupt(source),
        Some(rusqlite::ErrorCode::NotADatabase) => StoreError::Foreign(path.into()),
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => StoreError::Open { path: path.into(), source },
        _ => source.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use crate::{Limits, Reader, Store};

    /// The first command on a machine is often two: a sync in one terminal and a query in the other.
    #[test]
    fn many_open_a_new_file_at_once() {
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let (store, limits) = (folder.path().join("fleet.db"), folder.path().join("limits.db"));
            let start = Barrier::new(8);
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        start.wait();
                        Limits::open(&limits).unwrap();
                        Store::open(&store).unwrap();
                        Reader::open(&store).unwrap();
                    });
                }
            });
        }
    }
}
