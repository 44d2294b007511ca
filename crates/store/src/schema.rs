//! The schema in the file: created, migrated, and kept in step with the catalogue.
//!
//! Hand-written tables (`sql/base.sql`) change by numbered migrations. What is generated changes with the catalogue:
//! views, triggers and indexes are made anew, mirror tables are rebuilt around the rows they hold. Both happen in one
//! transaction at open, after a copy of the file was put aside.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use sha2::{Digest as _, Sha256};

use crate::StoreError;
use crate::open::{APPLICATION_ID, open_error};

const BASE: &str = include_str!("../../../sql/base.sql");
const GENERATED: &str = include_str!("../../../sql/generated.sql");

/// Steps from each format of the hand-written tables to the next: `MIGRATIONS[0]` leads from 1 to 2.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../sql/migrations/v2.sql"),
    include_str!("../../../sql/migrations/v3.sql"),
    include_str!("../../../sql/migrations/v4.sql"),
    include_str!("../../../sql/migrations/v5.sql"),
];

/// The format this program writes, in `PRAGMA user_version`.
pub(crate) fn version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX - 1) + 1
}

/// Refuses files that are not ours, before anything is changed in them.
pub(crate) fn identify(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    // One look at it: somebody else may be making it.
    let connection = connection.unchecked_transaction().map_err(|source| open_error(path, source))?;
    let pragma =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(|source| open_error(path, source));
    let found = pragma("user_version")?;
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(|source| open_error(path, source))?;
    if objects == 0 && found == 0 {
        return Ok(());
    }
    if pragma("application_id")? != APPLICATION_ID {
        return Err(StoreError::Foreign(path.into()));
    }
    if found > version() {
        return Err(StoreError::Newer { path: path.into(), found, known: version() });
    }
    Ok(())
}

/// Brings the file to the schema of this program.
pub(crate) fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    prepare_with(connection, path, GENERATED)
}

/// Whether the file has the schema of this program already.
pub(crate) fn is_prepared(connection: &Connection) -> Result<bool, StoreError> {
    is_current(connection, &digest(GENERATED))
}

/// Makes every object of this program's schema in an empty database.
pub(crate) fn create(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(BASE)?;
    Ok(connection.execute_batch(GENERATED)?)
}

fn prepare_with(connection: &mut Connection, path: &Path, generated: &str) -> Result<(), StoreError> {
    let digest = digest(generated);
    if is_current(connection, &digest)? {
        return Ok(());
    }
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > 0 {
        back_up(connection, path, found)?;
    }
    // References and views that name a table must stay as written while the table is replaced.
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it while we waited for the lock.
    if !is_current(&transaction, &digest)? {
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found == 0 {
            transaction.execute_batch(BASE)?;
            transaction.execute_batch(generated)?;
        } else {
            for migration in &MIGRATIONS[usize::try_from(found - 1).unwrap_or_default()..] {
                transaction.execute_batch(migration)?;
            }
            regenerate(&transaction, generated)?;
        }
        transaction.execute("INSERT INTO meta VALUES('schema', ?1) ON CONFLICT(key) DO UPDATE SET value = excluded.value", [&digest])?;
        transaction.pragma_update(None, "user_version", version())?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.commit()?;
    connection.execute_batch("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON;")?;
    Ok(())
}

fn is_current(connection: &Connection, digest: &str) -> Result<bool, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found != version() {
        return Ok(false);
    }
    let stored: Option<String> = connection.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| row.get(0)).optional()?;
    Ok(stored.as_deref() == Some(digest))
}

/// How many copies of earlier formats stay beside the file.
const COPIES: usize = 3;

/// Puts a whole copy of the file beside it before its tables change, and drops the oldest copies.
fn back_up(connection: &Connection, path: &Path, found: i64) -> Result<(), StoreError> {
    let holds_rows = "SELECT EXISTS(SELECT 1 FROM accounts) OR EXISTS(SELECT 1 FROM staged)";
    if path.as_os_str() == ":memory:" || !connection.query_row(holds_rows, [], |row| row.get(0))? {
        return Ok(());
    }
    let now: String = connection.query_row("SELECT strftime('%Y%m%dT%H%M%SZ', 'now')", [], |row| row.get(0))?;
    let copy = path.with_extension(format!("{now}.v{found}.backup.db"));
    // It has its name only once it is whole. SQLite takes an empty file as it finds it, so the copy keeps its rights.
    let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
    let created = |source| StoreError::Create { path: unfinished.clone(), source };
    drop(std::fs::remove_file(&unfinished));
    crate::open::create_private(&unfinished).map_err(created)?;
    let made = connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()]);
    if let Err(error) = made {
        drop(std::fs::remove_file(&unfinished));
        return Err(error.into());
    }
    std::fs::rename(&unfinished, &copy).map_err(created)?;
    let Some(folder) = path.parent() else { return Ok(()) };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    // The names begin with the time; copies of programs before this one have none, and stay.
    let mut copies: Vec<String> = names.filter(|name| name.starts_with(&format!("{stem}.2")) && name.ends_with(".backup.db")).collect();
    copies.sort();
    for old in copies.iter().rev().skip(COPIES) {
        drop(std::fs::remove_file(folder.join(old)));
    }
    Ok(())
}

/// Makes everything generated anew, keeping the rows of the mirror tables.
fn regenerate(connection: &Connection, generated: &str) -> Result<(), StoreError> {
    let wanted = Connection::open_in_memory()?;
    wanted.execute_batch(BASE)?;
    let base = objects(&wanted)?;
    wanted.execute_batch(generated)?;
    let wanted_objects = objects(&wanted)?;
    let found = objects(connection)?;

    for ((kind, name), _) in found.iter().filter(|(key, _)| !base.contains_key(*key)) {
        if kind == "view" || kind == "trigger" || (kind == "index" && name.contains("_mirror")) {
            connection.execute_batch(&format!("DROP {kind} IF EXISTS \"{name}\""))?;
        }
    }
    for ((kind, name), sql) in wanted_objects.iter().filter(|((kind, _), _)| kind == "table") {
        match found.get(&(kind.clone(), name.clone())) {
            None => connection.execute_batch(sql)?,
            Some(old) if old != sql => rebuild(connection, &wanted, name, sql)?,
            Some(_) => {}
        }
    }
    connection.execute_batch("DELETE FROM fields; DELETE FROM resources; DELETE FROM enum_values;")?;
    // The generated file once more, without the tables that are there by now.
    let tables_made = generated.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ");
    connection.execute_batch(&tables_made)?;
    // A field's bit is its place in the catalogue, which may have moved.
    connection.execute_batch(
        "DELETE FROM staged WHERE field NOT IN ('+', '-') AND NOT EXISTS(SELECT 1 FROM fields AS f WHERE f.code = staged.resource AND f.name = staged.field);
         UPDATE staged SET bit = (SELECT f.bit FROM fields AS f WHERE f.code = staged.resource AND f.name = staged.field) WHERE field NOT IN ('+', '-');
         DELETE FROM dirty;
         INSERT INTO dirty(resource, pk, mask) SELECT resource, pk, sum(1 << bit) FROM staged GROUP BY resource, pk;",
    )?;
    Ok(())
}

fn rebuild(connection: &Connection, wanted: &Connection, name: &str, sql: &str) -> Result<(), StoreError> {
    let keep: Vec<String> = {
        let now = stored_columns(connection, name)?;
        stored_columns(wanted, name)?.into_iter().filter(|column| now.contains(column)).collect()
    };
    let keep = keep.join(", ");
    connection.execute_batch(&format!(
        "ALTER TABLE {name} RENAME TO {name}_before; {sql}; INSERT INTO {name}({keep}) SELECT {keep} FROM {name}_before; DROP TABLE {name}_before;"
    ))?;
    Ok(())
}

/// Columns that hold a value of their own (generated ones do not).
fn stored_columns(connection: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn objects(connection: &Connection) -> Result<BTreeMap<(String, String), String>, StoreError> {
    let mut statement =
        connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' AND sql IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn digest(generated: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(BASE);
    hash.update(generated);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rusqlite::Connection;

    use super::{GENERATED, objects, prepare_with};

    fn fresh(generated: &str) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare_with(&mut connection, Path::new(":memory:"), generated).unwrap();
        connection
    }

    /// A catalogue without some fields, as an older program had it.
    fn older() -> String {
        let catalog = include_str!("../../../sql/catalog.toml")
            .lines()
            .filter(|line| !line.starts_with("subtitle = ") && !line.starts_with("review_type = ") && !line.contains("app_info_localizations.subtitle"))
            .collect::<Vec<_>>()
            .join("\n")
            // The line held two columns.
            .replace("\"versions.platform\", \"versions.version_string\", \"versions.state\", \"version_localizations.locale\",\n", "\"versions.platform\", \"versions.version_string\", \"versions.state\", \"version_localizations.locale\", \"app_info_localizations.name\",\n");
        crate::generate::schema(&crate::catalog::Catalog::parse(&catalog).unwrap())
    }

    #[test]
    fn an_older_file_ends_up_with_the_schema_of_a_fresh_one_and_keeps_its_rows() {
        let mut connection = fresh(&older());
        connection
            .execute_batch(
                "BEGIN; UPDATE mirror_guard SET writer = 'sync';
                 INSERT INTO accounts(pk, name) VALUES(1, 'acme');
                 INSERT INTO apps_mirror(pk, account, id, name) VALUES(1, 1, '1001', 'Recipes');
                 INSERT INTO versions_mirror(pk, account, id, parent, state, copyright) VALUES(1, 1, 'v', 1, 'PREPARE_FOR_SUBMISSION', '2025 ACME');
                 UPDATE mirror_guard SET writer = NULL; COMMIT;
                 UPDATE versions SET copyright = '2026 ACME', release_type = 'MANUAL';",
            )
            .unwrap();
        prepare_with(&mut connection, Path::new(":memory:"), GENERATED).unwrap();

        assert_eq!(objects(&connection).unwrap(), objects(&fresh(GENERATED)).unwrap());
        let (mirrored, shown, changes): (String, String, i64) = connection
            .query_row(
                "SELECT m.copyright, v.copyright, (SELECT count(*) FROM changes) FROM versions_mirror AS m JOIN versions AS v USING(pk)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!((mirrored.as_str(), shown.as_str(), changes), ("2025 ACME", "2026 ACME", 2));
        // The bits moved with the fields: taking one change back must leave exactly the other.
        connection.execute_batch("UPDATE versions SET release_type = NULL").unwrap();
        let left: (String, i64) = connection
            .query_row("SELECT field, (SELECT count(*) FROM dirty) FROM changes", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(left, ("copyright".into(), 1));
        let problems: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(problems, 0);
    }

    #[test]
    fn every_frozen_file_is_brought_up_to_date() {
        const FROZEN: &[(u32, &str)] = &[
            (1, include_str!("../../../sql/history/v1.sql")),
            (2, include_str!("../../../sql/history/v2.sql")),
            (3, include_str!("../../../sql/history/v3.sql")),
            (4, include_str!("../../../sql/history/v4.sql")),
        ];
        for (number, frozen) in FROZEN {
            let mut connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(frozen).unwrap();
            prepare_with(&mut connection, Path::new(":memory:"), GENERATED).unwrap();
            assert_eq!(objects(&connection).unwrap(), objects(&fresh(GENERATED)).unwrap(), "format {number}");
            let staged = "SELECT group_concat(field || ' ' || base || ' ' || value, ', ') FROM changes";
            let staged: String = connection.query_row(staged, [], |row| row.get(0)).unwrap();
            assert_eq!(staged, "copyright 2025 ACME 2026 ACME, release_type MANUAL AFTER_APPROVAL");
            let kept =
                "SELECT (SELECT count(*) FROM version_localizations), (SELECT count(*) FROM steps), (SELECT count(*) FROM state_history)";
            let kept: (i64, i64, i64) = connection.query_row(kept, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
            assert_eq!(kept, (18, 1, 15));
            let problems = "SELECT (SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok') + (SELECT count(*) FROM pragma_foreign_key_check)";
            assert_eq!(connection.query_row(problems, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        }
    }

    #[test]
    fn an_open_file_is_not_touched_again() {
        let connection = fresh(GENERATED);
        let before: i64 = connection.query_row("PRAGMA schema_version", [], |row| row.get(0)).unwrap();
        let mut connection = connection;
        prepare_with(&mut connection, Path::new(":memory:"), GENERATED).unwrap();
        let after: i64 = connection.query_row("PRAGMA schema_version", [], |row| row.get(0)).unwrap();
        assert_eq!(before, after);
    }
}
