//! Writing the mirror: one page of Apple's answers is one short transaction, and only rows that changed are written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension as _, ToSql, Transaction, TransactionBehavior, params, params_from_iter};

use crate::catalog::{Field, Kind, Resource};
use crate::secret::{self, SecretKey};
use crate::{Store, StoreError, Value};

/// What Apple said of one resource, by column.
#[derive(Debug, Default)]
pub struct Row<'a> {
    /// The fields the answer held. A field that is absent here keeps its mirrored value.
    pub values: Vec<(&'a Field, Value)>,
    /// Attributes the catalogue does not know, as the text of a JSON object with sorted keys, or NULL where there are
    /// none; `None` when the request left them out.
    pub extra: Option<Value>,
    /// Its place below its parent, where the order is kept.
    pub position: Option<i64>,
}

/// Outcome of [`Mirror::put`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// Row in the mirror table.
    pub pk: i64,
    /// Whether anything was written.
    pub written: bool,
}

/// Rows written so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows seen for the first time, or again after they had gone.
    pub new: usize,
    /// Rows with another value than before.
    pub changed: usize,
    /// Rows Apple no longer has.
    pub gone: usize,
}

/// The open mirror, inside a transaction of [`Store::write_mirror`].
#[derive(Debug)]
pub struct Mirror<'a> {
    transaction: &'a Transaction<'a>,
    writer: &'static str,
    is_open: bool,
    counts: Counts,
    /// Rows made since the sync started: a heartbeat makes a row and the texts fill it, which is one new row.
    fresh: &'a mut HashSet<(i64, i64)>,
    statements: &'a mut Statements,
    secret_key: Option<SecretKey>,
}

/// SQL texts by table and set of columns.
pub(crate) type Statements = HashMap<(i64, u64, bool, bool, bool), Arc<Sql>>;

#[derive(Debug)]
pub(crate) struct Sql {
    find: String,
    insert: String,
    update: String,
}

impl Store {
    /// Runs `write` in one transaction with the mirror open for writing; an error rolls everything back.
    pub fn write_mirror<T, E: From<StoreError>>(
        &mut self,
        writer: &'static str,
        write: impl FnOnce(&mut Mirror<'_>) -> Result<T, E>,
    ) -> Result<(T, Counts), E> {
        let Self { connection, fresh, statements, secret_key, .. } = self;
        let secret_key = *secret_key;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let counts = Counts::default();
        let mut mirror = Mirror { transaction: &transaction, writer, is_open: false, counts, fresh, statements, secret_key };
        let result = write(&mut mirror)?;
        mirror.close()?;
        let counts = mirror.counts;
        transaction.commit().map_err(StoreError::from)?;
        Ok((result, counts))
    }
}

impl Mirror<'_> {
    /// Mirrors one resource. `parent` is the row it hangs from; it may be left out for a row that is known already.
    pub fn put(&mut self, resource: &Resource, account: i64, id: &str, parent: Option<i64>, row: &Row<'_>) -> Result<Put, StoreError> {
        let sql = self.sql(resource, parent.is_some(), row);
        let mut bound: Vec<&dyn ToSql> = vec![&id, &account];
        bound.extend(parent.iter().map(|parent| parent as &dyn ToSql));
        let values: Vec<Cow<'_, Value>> = row.values.iter().map(|(field, value)| self.kept(field, value)).collect();
        bound.extend(values.iter().map(|value| &**value as &dyn ToSql));
        bound.extend(row.extra.iter().map(|value| value as &dyn ToSql));
        bound.extend(row.position.iter().map(|value| value as &dyn ToSql));

        let found = self
            .transaction
            .prepare_cached(&sql.find)?
            .query_row(params_from_iter(bound.iter()), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?)))
            .optional()?;
        match found {
            Some((pk, false, false)) => Ok(Put { pk, written: false }),
            Some((pk, was_gone, _)) => {
                self.open()?;
                self.transaction.prepare_cached(&sql.update)?.execute(params_from_iter(bound.iter()))?;
                if was_gone {
                    self.counts.new += 1;
                } else if !self.fresh.contains(&(resource.code, pk)) {
                    self.counts.changed += 1;
                }
                Ok(Put { pk, written: true })
            }
            None => {
                self.open()?;
                self.transaction.prepare_cached(&sql.insert)?.execute(params_from_iter(bound.iter()))?;
                self.counts.new += 1;
                let pk = self.transaction.last_insert_rowid();
                self.fresh.insert((resource.code, pk));
                Ok(Put { pk, written: true })
            }
        }
    }

    /// What is kept of a value: of a secret only a keyed hash, which tells whether somebody has changed it.
    fn kept<'v>(&self, field: &Field, value: &'v Value) -> Cow<'v, Value> {
        match value {
            Value::Text(secret) if field.kind == Kind::Secret => Cow::Owned(secret::kept(self.secret_key.as_ref(), secret)),
            value => Cow::Borrowed(value),
        }
    }

    /// Marks as gone the rows of `resource` below `parent` (or of the account, for a resource without a parent) that
    /// are not in `seen`. Only for complete answers. Rows staged for creation stay.
    pub fn sweep(&mut self, resource: &Resource, account: i64, parent: Option<i64>, seen: &[i64]) -> Result<(), StoreError> {
        let table = resource.table();
        let above = if resource.parent.is_some() { "parent = ?2" } else { "?2 IS NULL" };
        let rows: Vec<i64> = {
            let mut statement = self.transaction.prepare_cached(&format!(
                "SELECT pk FROM {table} WHERE account = ?1 AND {above} AND gone_at IS NULL AND id NOT GLOB '~*'"
            ))?;
            let rows = statement.query_map(params![account, parent], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let seen: HashSet<i64> = seen.iter().copied().collect();
        for pk in rows.into_iter().filter(|pk| !seen.contains(pk)) {
            self.remove(resource, pk)?;
        }
        Ok(())
    }

    /// Marks one row as gone. What was staged on it can never be sent, so it is unstaged.
    pub fn remove(&mut self, resource: &Resource, pk: i64) -> Result<(), StoreError> {
        self.open()?;
        let table = resource.table();
        self.transaction
            .prepare_cached(&format!("UPDATE {table} SET gone_at = unixepoch(), changed_at = unixepoch() WHERE pk = ?1"))?
            .execute([pk])?;
        self.transaction
            .prepare_cached(
                "DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND changeset IN (SELECT pk FROM changesets WHERE status = 'open')",
            )?
            .execute([resource.code, pk])?;
        self.counts.gone += 1;
        Ok(())
    }

    /// Sets columns of one row to values that Apple is known to have, though its answer did not repeat them.
    pub fn set(&mut self, resource: &Resource, pk: i64, values: &[(&Field, Value)]) -> Result<(), StoreError> {
        for (field, value) in values {
            self.open()?;
            let sql = format!("UPDATE {} SET {} = ?2, changed_at = unixepoch() WHERE pk = ?1", resource.table(), field.name);
            self.transaction.prepare_cached(&sql)?.execute(params![pk, value])?;
        }
        Ok(())
    }

    /// Puts the rows below a row in an order that Apple is known to have. What was to be moved there has been.
    pub fn set_order(&mut self, resource: &Resource, parent: i64, ids: &[&str]) -> Result<(), StoreError> {
        self.open()?;
        let table = resource.table();
        for (position, id) in ids.iter().enumerate() {
            let sql =
                format!("UPDATE {table} SET position = ?3, changed_at = unixepoch() WHERE parent = ?1 AND id = ?2 AND position IS NOT ?3");
            self.transaction.prepare_cached(&sql)?.execute(params![parent, id, position])?;
        }
        let sql =
            format!("DELETE FROM staged WHERE resource = ?1 AND field = 'position' AND pk IN (SELECT pk FROM {table} WHERE parent = ?2)");
        self.transaction.prepare_cached(&sql)?.execute(params![resource.code, parent])?;
        Ok(())
    }

    /// Moves the rows that stood behind one that has gone up, as Apple does.
    pub fn close_gaps(&mut self, resource: &Resource, gone: i64) -> Result<(), StoreError> {
        self.open()?;
        let table = resource.table();
        let sql = format!(
            "SELECT pk, position FROM {table} WHERE gone_at IS NULL AND position IS NOT NULL
               AND parent = (SELECT parent FROM {table} WHERE pk = ?1) ORDER BY position, pk"
        );
        let rows: Vec<(i64, i64)> = {
            let mut statement = self.transaction.prepare_cached(&sql)?;
            let rows = statement.query_map([gone], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let sql = format!("UPDATE {table} SET position = ?2, changed_at = unixepoch() WHERE pk = ?1");
        for ((pk, position), place) in rows.into_iter().zip(0..) {
            if position != place {
                self.transaction.prepare_cached(&sql)?.execute([pk, place])?;
            }
        }
        Ok(())
    }

    /// Finds a row by Apple's id, also one that has gone.
    pub fn find(&self, resource: &Resource, account: i64, id: &str) -> Result<Option<i64>, StoreError> {
        let mut statement =
            self.transaction.prepare_cached(&format!("SELECT pk FROM {} WHERE id = ?1 AND account = ?2", resource.table()))?;
        Ok(statement.query_row(params![id, account], |row| row.get(0)).optional()?)
    }

    /// Recomputes which app info each version of these apps ships with.
    pub fn link_app_infos(&mut self, apps: &[i64]) -> Result<(), StoreError> {
        self.open()?;
        self.transaction
            .prepare_cached(include_str!("../../../sql/queries/link_app_infos.sql"))?
            .execute([serde_json::json!(apps).to_string()])?;
        Ok(())
    }

    /// Recomputes the manual prices of these apps' schedules from their rows.
    pub fn gather_prices(&mut self, apps: &[i64]) -> Result<(), StoreError> {
        self.open()?;
        self.transaction
            .prepare_cached(include_str!("../../../sql/queries/gather_prices.sql"))?
            .execute([serde_json::json!(apps).to_string()])?;
        Ok(())
    }

    /// Rows written so far in this transaction.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub(crate) fn transaction(&self) -> &Transaction<'_> {
        self.transaction
    }

    /// Opens the guard at the first write, so that a page without news writes nothing at all.
    pub(crate) fn open(&mut self) -> Result<(), StoreError> {
        if !self.is_open {
            self.transaction.prepare_cached("UPDATE mirror_guard SET writer = ?1")?.execute([self.writer])?;
            self.is_open = true;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), StoreError> {
        if self.is_open {
            self.transaction.prepare_cached("UPDATE mirror_guard SET writer = NULL")?.execute([])?;
            self.is_open = false;
        }
        Ok(())
    }

    fn sql(&mut self, resource: &Resource, has_parent: bool, row: &Row<'_>) -> Arc<Sql> {
        let mask = row.values.iter().fold(0_u64, |mask, (field, _)| mask | 1 << field.bit);
        let key = (resource.code, mask, has_parent, row.extra.is_some(), row.position.is_some());
        Arc::clone(self.statements.entry(key).or_insert_with(|| Arc::new(Sql::new(resource, has_parent, row))))
    }
}

impl Sql {
    /// Parameters in order: id, account, parent if given, the row's columns, extra and position if given.
    fn new(resource: &Resource, has_parent: bool, row: &Row<'_>) -> Self {
        let table = resource.table();
        let mut columns: Vec<&str> = Vec::new();
        columns.extend(has_parent.then_some("parent"));
        columns.extend(row.values.iter().map(|(field, _)| field.name.as_str()));
        columns.extend(row.extra.is_some().then_some("extra"));
        columns.extend(row.position.is_some().then_some("position"));
        let numbered = |format: fn(&str, usize) -> String, separator: &str| {
            columns.iter().enumerate().map(|(index, column)| format(column, index + 3)).collect::<Vec<_>>().join(separator)
        };
        let differs = numbered(|column, index| format!("{column} IS NOT ?{index}"), " OR ");
        let names = numbered(|column, _| format!(", {column}"), "");
        let places = numbered(|_, index| format!(", ?{index}"), "");
        let sets = numbered(|column, index| format!(", {column} = ?{index}"), "");
        let differs = if differs.is_empty() { "0".into() } else { differs };
        Self {
            find: format!("SELECT pk, gone_at IS NOT NULL, {differs} FROM {table} WHERE id = ?1 AND account = ?2"),
            insert: format!("INSERT INTO {table}(id, account, changed_at{names}) VALUES(?1, ?2, unixepoch(){places})"),
            update: format!("UPDATE {table} SET gone_at = NULL, changed_at = unixepoch(){sets} WHERE id = ?1 AND account = ?2"),
        }
    }
}
