//! Staging: people's SQL over the views, and an honest count of what it staged.
//!
//! SQLite reports 0 changed rows for any write to a view, so a temporary trigger notes which staged rows were touched.

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::{Batch, Connection, Transaction};

use crate::{Store, StoreError};

/// What a piece of SQL staged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Staging {
    /// Fields now staged that were not before, or with another value.
    pub staged: usize,
    /// Fields that are back to what Apple has.
    pub unstaged: usize,
    /// Apps among them.
    pub apps: usize,
    /// Resources (rows) among them.
    pub rows: usize,
}

const WATCH: &str = "
CREATE TEMP TABLE touched(resource INTEGER, pk INTEGER, field TEXT, PRIMARY KEY(resource, pk, field)) STRICT, WITHOUT ROWID;
CREATE TEMP TRIGGER touched_insert AFTER INSERT ON main.staged BEGIN
  INSERT INTO touched VALUES(NEW.resource, NEW.pk, NEW.field) ON CONFLICT DO NOTHING; END;
CREATE TEMP TRIGGER touched_update AFTER UPDATE OF value ON main.staged WHEN NEW.value IS NOT OLD.value BEGIN
  INSERT INTO touched VALUES(NEW.resource, NEW.pk, NEW.field) ON CONFLICT DO NOTHING; END;
CREATE TEMP TRIGGER touched_delete AFTER DELETE ON main.staged BEGIN
  INSERT INTO touched VALUES(OLD.resource, OLD.pk, OLD.field) ON CONFLICT DO NOTHING; END;";

const UNWATCH: &str = "DROP TRIGGER touched_insert; DROP TRIGGER touched_update; DROP TRIGGER touched_delete; DROP TABLE touched;";

impl Store {
    /// From now on nobody's SQL stages anything through these views.
    pub fn bar(&mut self, views: &[&str]) {
        self.lock.bar(views);
    }

    /// Runs SQL that a person wrote (one or several statements) in one transaction: all of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::Sql`] with SQLite's or a trigger's sentence, [`StoreError::NotAllowed`] for anything but reading
    /// and writing to views.
    pub fn stage(&mut self, sql: &str) -> Result<Staging, StoreError> {
        let lock = self.lock.clone();
        self.stage_with(|transaction| lock.shut_during(|| run(transaction, sql)))
    }

    /// Runs `write` in one transaction and counts what it staged.
    pub(crate) fn stage_with(&mut self, write: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>) -> Result<Staging, StoreError> {
        let transaction = self.begin()?;
        watch(&transaction)?;
        write(&transaction)?;
        let staging = count(&transaction)?;
        unwatch(&transaction)?;
        if staging.unstaged > 0 {
            transaction.execute(include_str!("../../../sql/queries/forget_undo.sql"), [])?;
        }
        transaction.commit()?;
        Ok(staging)
    }
}

/// Runs SQL that a person wrote.
pub(crate) fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut batch = Batch::new(connection, sql);
    while let Some(mut statement) = batch.next().map_err(StoreError::of_user_sql)? {
        if statement.readonly() {
            return Err(StoreError::Sql { message: "a SELECT stages nothing".into() });
        }
        let mut rows = statement.raw_query();
        while rows.next().map_err(StoreError::of_user_sql)?.is_some() {}
    }
    Ok(())
}

/// Begins to note what is staged.
pub(crate) fn watch(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(WATCH)?)
}

/// Ends it.
pub(crate) fn unwatch(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(UNWATCH)?)
}

/// Counts what was noted.
pub(crate) fn count(connection: &Connection) -> Result<Staging, StoreError> {
    let staging = connection.query_row(
        "SELECT count(*) FILTER (WHERE s.pk IS NOT NULL), count(*) FILTER (WHERE s.pk IS NULL),
           count(DISTINCT c.app_id), count(DISTINCT t.resource || '/' || t.pk)
         FROM touched AS t LEFT JOIN staged AS s USING(resource, pk, field)
         LEFT JOIN resources AS r ON r.code = t.resource
         LEFT JOIN changes AS c ON c.resource = r.name AND c.pk = t.pk AND c.field = t.field",
        [],
        |row| Ok(Staging { staged: row.get(0)?, unstaged: row.get(1)?, apps: row.get(2)?, rows: row.get(3)? }),
    )?;
    Ok(staging)
}
