//! What a sync needs to know of the mirror, and the book it keeps of its runs.

use rusqlite::params;

use crate::catalog::ScopeKind;
use crate::{Counts, Store, StoreError};

/// An app as the sync plan sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRow {
    /// Row in `apps_mirror`.
    pub pk: i64,
    /// Apple's id.
    pub id: String,
    /// Bundle id, for messages.
    pub bundle_id: String,
}

/// A sync under way.
#[derive(Debug, Clone, Copy)]
pub struct Run(i64);

impl Store {
    /// Apps of an account that have not gone, in the order of their ids.
    pub fn apps(&self, account: i64) -> Result<Vec<AppRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT pk, id, coalesce(bundle_id, '') FROM apps_mirror WHERE account = ?1 AND gone_at IS NULL ORDER BY id")?;
        let rows = statement.query_map([account], |row| Ok(AppRow { pk: row.get(0)?, id: row.get(1)?, bundle_id: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Seconds since a scope was fetched whole; `None` if never.
    pub fn scope_age(&self, account: i64, kind: ScopeKind, parent: i64) -> Result<Option<i64>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT unixepoch() - max(fetched_at) FROM sync_scopes WHERE account = ?1 AND kind = ?2 AND parent = ?3")?
            .query_row(params![account, kind.name(), parent], |row| row.get(0))?)
    }

    /// Opens a line in `sync_runs`. `planned` is the number of requests expected, when it is known.
    pub fn start_run(&mut self, planned: Option<u64>) -> Result<Run, StoreError> {
        self.fresh.clear();
        let planned = planned.and_then(|requests| i64::try_from(requests).ok());
        self.connection.execute("INSERT INTO sync_runs(started_at, planned) VALUES(unixepoch(), ?1)", [planned])?;
        Ok(Run(self.connection.last_insert_rowid()))
    }

    /// Closes the line of a sync with what it cost and brought.
    pub fn finish_run(&self, run: Run, requests: u64, counts: Counts, error: Option<&str>) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE sync_runs SET finished_at = unixepoch(), requests = ?2, rows_new = ?3, rows_changed = ?4, rows_gone = ?5, error = ?6 WHERE pk = ?1",
            params![run.0, i64::try_from(requests).unwrap_or(i64::MAX), counts.new, counts.changed, counts.gone, error],
        )?;
        Ok(())
    }

    /// Notes why a scope could not be fetched; its rows stay as they were.
    pub fn fail_scope(&self, account: i64, kind: ScopeKind, parent: i64, error: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO sync_scopes(account, kind, parent, error) VALUES(?1, ?2, ?3, ?4)
             ON CONFLICT(account, kind, parent) DO UPDATE SET error = excluded.error",
            params![account, kind.name(), parent, error],
        )?;
        Ok(())
    }
}
