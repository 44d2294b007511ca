//! Reading: a connection that cannot write, for people's SQL and our own reports.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use crate::open::{open_error, refuse_beheaded};
use crate::salvage::beside;
use crate::{Store, StoreError, Table, Value, authorizer, schema};

/// Steps of SQLite's machine between two looks at the clock: some tenths of a millisecond.
const STEPS: i32 = 10_000;

/// The most text, in bytes, of an answer within bounds: a row may be as wide as SQLite can make it.
const MOST_TEXT: usize = 16 << 20;

/// What a query may cost whoever runs it for somebody else. All its texts together may have 16 MiB.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// For how long it may run.
    pub time: Duration,
    /// How many rows it may have.
    pub rows: usize,
}

/// A read-only connection.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

impl Reader {
    /// Opens an existing file for reading. A file of an older program is brought up to date first.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::prepared(path, |_| Ok(()))
    }

    /// Opens a file for a quick look: none that is missing, damaged, or of another program or version.
    pub fn glance(path: &Path) -> Option<Self> {
        let mut connection = connect(path).ok()?;
        let is_ours = schema::is_prepared(&connection).unwrap_or_default();
        authorizer::allow_reading(&mut connection).ok()?;
        is_ours.then_some(Self { connection })
    }

    /// The same, with a connection that `prepare` has added to before it was locked.
    pub(crate) fn prepared(path: &Path, prepare: impl FnOnce(&Connection) -> Result<(), StoreError>) -> Result<Self, StoreError> {
        refuse_beheaded(path)?;
        if !path.exists() {
            return Err(StoreError::Missing(path.into()));
        }
        let mut connection = connect(path)?;
        if !schema::is_prepared(&connection)? {
            drop(Store::open_existing(path)?);
            connection = connect(path)?;
        }
        prepare(&connection)?;
        // A read-only connection can still make files, with VACUUM INTO.
        authorizer::allow_reading(&mut connection)?;
        Ok(Self { connection })
    }

    /// The connection, for queries of this crate.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the file is.
    pub fn path(&self) -> Option<&Path> {
        self.connection.path().map(Path::new)
    }

    /// What is wrong with the pages of a file; nothing if it is sound. Reads all of it.
    pub fn damage(path: &Path) -> Result<Vec<String>, StoreError> {
        let connection = connect(path)?;
        let mut check = connection.prepare("PRAGMA quick_check(5)")?;
        let lines = check.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Runs one `SELECT` that a person wrote.
    ///
    /// # Errors
    /// [`StoreError::Sql`] with SQLite's sentence, [`StoreError::NotAllowed`] for anything that is not reading.
    pub fn query(&self, sql: &str, parameters: &[Value]) -> Result<Table, StoreError> {
        table(&self.connection, sql, parameters)
    }

    /// The same within bounds; also says whether there are more rows.
    ///
    /// # Errors
    /// Those of [`Self::query`], and [`StoreError::Sql`] when the time is over or there is too much text.
    pub fn query_within(&mut self, sql: &str, parameters: &[Value], bounds: Bounds) -> Result<(Table, bool), StoreError> {
        let deadline = Instant::now() + bounds.time;
        self.connection.progress_handler(STEPS, Some(move || Instant::now() > deadline))?;
        let outcome = some_rows(&self.connection, sql, parameters, (bounds.rows.saturating_add(1), MOST_TEXT));
        self.connection.progress_handler(STEPS, None::<fn() -> bool>)?;
        let mut table = outcome.map_err(|error| match error {
            StoreError::Statement(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => StoreError::Sql {
                message: format!("this takes longer than {} s; ask for less, or join on account and id", bounds.time.as_secs()),
            },
            error => error,
        })?;
        let is_cut = table.rows.len() > bounds.rows;
        table.rows.truncate(bounds.rows);
        Ok((table, is_cut))
    }

    /// A number that is another one when somebody has committed something since this reader was last asked.
    pub fn generation(&self) -> Result<i64, StoreError> {
        let table = table(&self.connection, "PRAGMA data_version", &[])?;
        Ok(table.rows.first().and_then(|row| row[0].as_integer()).unwrap_or_default())
    }
}

impl Store {
    /// Runs one of our own queries on the writer's connection, which sees its uncommitted world.
    pub fn query(&self, sql: &str, parameters: &[Value]) -> Result<Table, StoreError> {
        table(&self.connection, sql, parameters)
    }
}

/// Whether there is nothing but space, semicolons and comments, which SQLite takes for a misuse.
fn is_blank(sql: &str) -> bool {
    let mut rest = sql;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ';']);
        let end = match (rest.strip_prefix("--"), rest.strip_prefix("/*")) {
            (Some(comment), _) => comment.split_once('\n'),
            (_, Some(comment)) => comment.split_once("*/"),
            (None, None) => return rest.is_empty(),
        };
        match end {
            Some((_, after)) => rest = after,
            None => return true,
        }
    }
}

pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|source| open_error(path, source))?;
    connection.busy_timeout(Duration::from_secs(10))?;
    match schema::identify(&connection, path) {
        Err(StoreError::Open { .. } | StoreError::ReadOnly(_)) if !beside(path, "-wal").exists() => unchanging(path, flags),
        identified => identified.map(|()| connection),
    }
}

/// Opens a file in a folder that cannot be written. SQLite reads a file with a log only where it can make its index of it,
/// unless it is told that nobody writes (<https://sqlite.org/wal.html#read_only_databases>): without a log nobody does.
fn unchanging(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let uri = format!("file:{escaped}?immutable=1");
    let connection = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).map_err(|source| open_error(path, source))?;
    schema::identify(&connection, path)?;
    Ok(connection)
}

fn table(connection: &Connection, sql: &str, parameters: &[Value]) -> Result<Table, StoreError> {
    some_rows(connection, sql, parameters, (usize::MAX, usize::MAX))
}

/// The first rows, and an error where they have more than so many bytes of text.
fn some_rows(connection: &Connection, sql: &str, parameters: &[Value], (most, bytes): (usize, usize)) -> Result<Table, StoreError> {
    if is_blank(sql) {
        return Err(StoreError::Sql { message: "there is no SQL to run".into() });
    }
    let mut statement = connection.prepare(sql).map_err(StoreError::of_user_sql)?;
    let columns: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
    let mut cursor = statement.query(params_from_iter(parameters)).map_err(StoreError::of_user_sql)?;
    let (mut rows, mut room) = (Vec::new(), bytes);
    while rows.len() < most
        && let Some(row) = cursor.next().map_err(StoreError::of_user_sql)?
    {
        let mut values = Vec::with_capacity(columns.len());
        for index in 0..columns.len() {
            let value: Value = row.get(index).map_err(StoreError::of_user_sql)?;
            let length = value.as_text().map_or(0, str::len);
            room = room.checked_sub(length).ok_or_else(|| StoreError::Sql {
                message: format!("this is more than {} MB of text; ask for fewer rows or columns", bytes >> 20),
            })?;
            values.push(value);
        }
        rows.push(values);
    }
    Ok(Table { columns, rows })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::is_blank;
    use crate::{Bounds, Reader, Store, StoreError};

    #[test]
    fn a_query_ends_at_its_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("fleet.db")).unwrap();
        let mut reader = store.reader().unwrap();
        let forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT";
        let mut ends = |sql: &str, bounds| reader.query_within(sql, &[], bounds).unwrap_err().to_string();
        let brief = Bounds { time: Duration::ZERO, rows: 10 };
        assert_eq!(ends(&format!("{forever} max(i) FROM n"), brief), "this takes longer than 0 s; ask for less, or join on account and id");
        let narrow = Bounds { time: Duration::from_secs(60), rows: 10 };
        let mut rows = |sql: &str| reader.query_within(sql, &[], narrow).map(|(table, is_cut)| (table.rows.len(), is_cut)).unwrap();
        assert_eq!(rows(&format!("{forever} i FROM n")), (10, true));
        assert_eq!(rows("SELECT 1"), (1, false));
        let wide = reader.query_within(&format!("{forever} hex(zeroblob(1000000)) FROM n"), &[], Bounds { rows: 1_000, ..narrow });
        assert_eq!(wide.unwrap_err().to_string(), "this is more than 16 MB of text; ask for fewer rows or columns");
    }

    #[test]
    fn comments_alone_are_no_sql() {
        for blank in ["", " ;\n", "-- a", "/* a */ -- b\n;", "/* never closed"] {
            assert!(is_blank(blank), "{blank}");
        }
        assert!(!is_blank("-- a\nSELECT 1") && !is_blank("/* a */ b"));
        assert!(is_blank(&"/**/".repeat(250_000)), "as long as SQL may be, whatever the stack");
    }

    #[test]
    fn a_commit_of_another_connection_makes_a_new_generation() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("fleet.db")).unwrap();
        let reader = store.reader().unwrap();
        let before = reader.generation().unwrap();
        assert_eq!(reader.generation().unwrap(), before);
        store.name_changeset("autumn").unwrap();
        assert_ne!(reader.generation().unwrap(), before);
    }

    #[test]
    fn a_reader_reads_and_does_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("fleet.db")).unwrap();
        let reader = store.reader().unwrap();
        assert_eq!(Reader::damage(store.path()).unwrap(), [""; 0]);
        assert_eq!(reader.query("SELECT 1 AS one", &[]).unwrap().columns, ["one"]);
        for sql in [
            "UPDATE versions SET copyright = 'x'",
            "DELETE FROM staged",
            "ATTACH 'evil.db' AS e",
            "VACUUM INTO 'evil.db'",
            "PRAGMA writable_schema = 1",
            "CREATE TEMP TABLE t(a)",
        ] {
            assert!(matches!(reader.query(sql, &[]), Err(StoreError::NotAllowed(_))), "{sql}");
        }
        for blank in ["", " ;\n", "/* x */", "-- x", "-- x\n;"] {
            assert_eq!(reader.query(blank, &[]).unwrap_err().to_string(), "there is no SQL to run", "{blank}");
        }
        assert!(matches!(reader.query("SELECT 1; SELECT 2", &[]), Err(StoreError::Sql { .. })));
        assert!(matches!(reader.query("SELECT hex(zeroblob(400000000))", &[]), Err(StoreError::Sql { .. })));
    }
}
