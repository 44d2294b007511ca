//! The book a sync keeps: its runs, and what it has read of which scope.

use rusqlite::{OptionalExtension as _, params};

use crate::catalog::Resource;
use crate::due::signature_sql;
use crate::scope::Scope;
use crate::{Counts, Mirror, Runs, Store, StoreError};

/// Seconds of silence after which an interrupted run is not continued: what it read is too old to pass for new.
const LONGEST_BREAK: i64 = 6 * 3_600;

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

/// A change of state that the mirror has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Row in `state_history`.
    pub pk: i64,
    /// When it was seen, in Unix seconds.
    pub seen_at: i64,
    /// Name of the account.
    pub account: String,
    /// Id of the app.
    pub app_id: String,
    /// Bundle id of the app.
    pub bundle_id: String,
    /// Name of the app.
    pub app: String,
    /// What has changed its state: `version` or another resource's name.
    pub resource: String,
    /// Its id.
    pub id: String,
    /// Platform of a version.
    pub platform: Option<String>,
    /// Version string of a version.
    pub version_string: Option<String>,
    /// The state before; `None` for what is new.
    pub old: Option<String>,
    /// The state now.
    pub new: Option<String>,
    /// For how many seconds the old state had been seen.
    pub held: Option<i64>,
}

impl Store {
    /// Apps of an account that have not gone, in the order of their ids.
    pub fn apps(&self, account: i64) -> Result<Vec<AppRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT pk, id, coalesce(bundle_id, '') FROM apps_mirror WHERE account = ?1 AND gone_at IS NULL ORDER BY id")?;
        let rows = statement.query_map([account], |row| Ok(AppRow { pk: row.get(0)?, id: row.get(1)?, bundle_id: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Seconds since a scope was read to its end; `None` if never.
    pub fn scope_age(&self, account: i64, scope: &str, parent: i64) -> Result<Option<i64>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT unixepoch() - max(fetched_at) FROM sync_scopes WHERE account = ?1 AND kind = ?2 AND parent = ?3")?
            .query_row(params![account, scope, parent], |row| row.get(0))?)
    }

    /// Opens a line in `sync_runs`.
    pub fn start_run(&mut self) -> Result<i64, StoreError> {
        self.fresh.clear();
        self.connection.execute("INSERT INTO sync_runs(started_at) VALUES(unixepoch())", [])?;
        Ok(self.connection.last_insert_rowid())
    }

    /// The newest run; 0 before the first.
    pub fn last_run(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("SELECT coalesce(max(pk), 0) FROM sync_runs", [], |row| row.get(0))?)
    }

    /// Whether a run has not come to its end: it is under way or was killed.
    pub fn is_run_open(&self, run: i64) -> Result<bool, StoreError> {
        let open = "SELECT EXISTS(SELECT 1 FROM sync_runs WHERE pk = ?1 AND finished_at IS NULL)";
        Ok(self.connection.query_row(open, [run], |row| row.get(0))?)
    }

    /// The run that would come next for an account: it continues the last one that wanted the same and did not get to
    /// its end.
    pub fn next_runs(&self, account: i64, selection: &str) -> Result<Runs, StoreError> {
        self.runs(self.last_run()? + 1, account, selection)
    }

    /// Notes that a run turns to an account. What the run `joined` reads, another process's, counts as read by this one.
    pub fn start_account(&mut self, run: i64, account: i64, selection: &str, joined: Option<i64>) -> Result<Runs, StoreError> {
        let mut runs = self.runs(run, account, selection)?;
        runs.root = runs.root.min(joined.unwrap_or(run));
        self.connection.execute(
            "INSERT INTO sync_run_accounts(run, account, selection, root) VALUES(?1, ?2, ?3, ?4)",
            params![run, account, selection, runs.root],
        )?;
        Ok(runs)
    }

    fn runs(&self, run: i64, account: i64, selection: &str) -> Result<Runs, StoreError> {
        let interrupted: Option<i64> = self
            .connection
            .query_row(
                "SELECT last.root FROM sync_run_accounts AS last JOIN sync_runs AS root ON root.pk = last.root
                 WHERE last.account = ?1 AND last.run = (SELECT max(run) FROM sync_run_accounts WHERE account = ?1 AND selection = ?2)
                   AND (last.due IS NULL OR last.due > 0)
                   AND max(root.started_at,
                     (SELECT coalesce(max(fetched_at), 0) FROM sync_scopes WHERE account = ?1 AND run >= last.root)) > unixepoch() - ?3",
                params![account, selection, LONGEST_BREAK],
                |row| row.get(0),
            )
            .optional()?;
        Ok(Runs { current: run, root: interrupted.unwrap_or(run) })
    }

    /// Notes the price that was expected of an account's part of a run.
    pub fn plan_account(&self, run: i64, account: i64, planned: Option<u64>) -> Result<(), StoreError> {
        let planned = planned.and_then(|requests| i64::try_from(requests).ok());
        self.connection
            .execute("UPDATE sync_run_accounts SET planned = ?3 WHERE run = ?1 AND account = ?2", params![run, account, planned])?;
        Ok(())
    }

    /// Notes how an account's part of a run ended: what it cost, and how many rows are still due; with any, the next run
    /// goes on from there.
    pub fn finish_account(&self, run: i64, account: i64, requests: u64, due: usize, error: Option<&str>) -> Result<(), StoreError> {
        let requests = i64::try_from(requests).unwrap_or(i64::MAX);
        self.connection.execute(
            "UPDATE sync_run_accounts SET requests = ?3, due = ?4, error = ?5 WHERE run = ?1 AND account = ?2",
            params![run, account, requests, due, error],
        )?;
        Ok(())
    }

    /// Closes the line of a run with what it cost and brought.
    pub fn finish_run(&self, run: i64, requests: u64, counts: Counts, error: Option<&str>) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE sync_runs SET finished_at = unixepoch(), requests = ?2, rows_new = ?3, rows_changed = ?4, rows_gone = ?5, error = ?6,
               planned = (SELECT CASE WHEN count(*) = count(planned) THEN sum(planned) END FROM sync_run_accounts WHERE run = ?1)
             WHERE pk = ?1",
            params![run, i64::try_from(requests).unwrap_or(i64::MAX), counts.new, counts.changed, counts.gone, error],
        )?;
        Ok(())
    }

    /// Notes why a scope could not be read; its rows stay as they were.
    pub fn fail_scope(&self, account: i64, scope: &str, parent: i64, run: i64, error: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO sync_scopes(account, kind, parent, tried, error) VALUES(?1, ?2, ?3, ?4, ?5)
             ON CONFLICT(account, kind, parent) DO UPDATE SET tried = excluded.tried, next = NULL, seen = NULL, error = excluded.error",
            params![account, scope, parent, run, error],
        )?;
        Ok(())
    }

    /// How many rows of `resource` below a row are mirrored, and the ids of those whose state can still change.
    pub fn open_below(&self, resource: &Resource, account: i64, parent: &str) -> Result<(u64, Vec<String>), StoreError> {
        let Some(above) = &resource.parent else { return Ok((0, Vec::new())) };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT r.id, r.state FROM {above}_mirror AS above JOIN {table} AS r ON r.parent = above.pk
             WHERE above.account = ?1 AND above.id = ?2 AND r.gone_at IS NULL AND r.id NOT GLOB '~*'",
            above = above.resource,
            table = resource.table(),
        ))?;
        let rows = statement.query_map(params![account, parent], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))?;
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        let count = rows.len() as u64;
        let is_open = |state: &Option<String>| !state.as_ref().is_some_and(|state| resource.terminal.contains(state));
        Ok((count, rows.into_iter().filter(|(_, state)| is_open(state)).map(|(id, _)| id).collect()))
    }

    /// The newest of what the apps have of a resource that comes newest first, in Unix seconds: nothing on pages older
    /// than that is news. A day is taken off, since what was uploaded earlier may show up later, and what is still being
    /// processed is looked at again.
    pub fn known_since(&self, resource: &Resource, field: &str, apps: &[i64]) -> Result<Option<i64>, StoreError> {
        let open =
            resource.field("processing_state").map_or("NULL", |_| "min(unixepoch({field})) FILTER (WHERE processing_state = 'PROCESSING')");
        let sql = format!(
            "SELECT min(newest, coalesce(open, newest)) - 86400 FROM (
               SELECT max(unixepoch({field})) AS newest, {open} AS open FROM {table}
               WHERE parent IN (SELECT value FROM json_each(?1)) AND gone_at IS NULL)",
            open = open.replace("{field}", field),
            table = resource.table(),
        );
        Ok(self.connection.prepare_cached(&sql)?.query_row([serde_json::json!(apps).to_string()], |row| row.get(0))?)
    }

    /// Rows on the pages of a scope that an interrupted run had read.
    pub fn seen(&self, account: i64, scope: &str, parent: i64) -> Result<Vec<i64>, StoreError> {
        let seen: Option<String> = self
            .connection
            .query_row(
                "SELECT seen FROM sync_scopes WHERE account = ?1 AND kind = ?2 AND parent = ?3",
                params![account, scope, parent],
                |row| row.get(0),
            )
            .optional()?
            .flatten();
        Ok(seen.and_then(|seen| serde_json::from_str(&seen).ok()).unwrap_or_default())
    }

    /// Bundle ids of the apps of an account that a run found gone.
    pub fn disappeared(&self, run: i64, account: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(bundle_id, id) FROM apps_mirror
             WHERE account = ?2 AND gone_at >= (SELECT started_at FROM sync_runs WHERE pk = ?1) ORDER BY 1",
        )?;
        let rows = statement.query_map([run, account], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last line of `state_history`; 0 if there is none.
    pub fn last_transition(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("SELECT coalesce(max(pk), 0) FROM state_history", [], |row| row.get(0))?)
    }

    /// Changes of state after a line of `state_history`, oldest first. What was seen for the first time is none.
    pub fn transitions(&self, after: i64) -> Result<Vec<Transition>, StoreError> {
        let mut statement = self.connection.prepare_cached(include_str!("../../../sql/queries/transitions.sql"))?;
        let rows = statement.query_map([after], |row| {
            Ok(Transition {
                pk: row.get("pk")?,
                seen_at: row.get("seen_at")?,
                account: row.get("account")?,
                app_id: row.get("app_id")?,
                bundle_id: row.get("bundle_id")?,
                app: row.get("app")?,
                resource: row.get("resource")?,
                id: row.get("id")?,
                platform: row.get("platform")?,
                version_string: row.get("version_string")?,
                old: row.get("old")?,
                new: row.get("new")?,
                held: row.get("held")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Mirror<'_> {
    /// Notes that a page of a scope has been read and where the next one is.
    pub fn note_page(&self, account: i64, scope: &str, parent: i64, run: i64, next: &str, seen: &[i64]) -> Result<(), StoreError> {
        self.transaction()
            .prepare_cached(
                "INSERT INTO sync_scopes(account, kind, parent, tried, next, seen) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT(account, kind, parent) DO UPDATE SET tried = excluded.tried, next = excluded.next, seen = excluded.seen",
            )?
            .execute(params![account, scope, parent, run, next, serde_json::json!(seen).to_string()])?;
        Ok(())
    }

    /// Notes that a scope has been read to its end, now, in the state its row is in.
    pub fn finish_scope(&self, account: i64, scope: &Scope, parent: i64, run: i64) -> Result<(), StoreError> {
        let signature: Option<String> = match signature_sql(scope) {
            Some(sql) => self.transaction().prepare_cached(&sql)?.query_row([parent], |row| row.get(0)).optional()?.flatten(),
            None => None,
        };
        self.transaction()
            .prepare_cached(
                "INSERT INTO sync_scopes(account, kind, parent, fetched_at, run, tried, signature) VALUES(?1, ?2, ?3, unixepoch(), ?4, ?4, ?5)
                 ON CONFLICT(account, kind, parent) DO UPDATE SET fetched_at = excluded.fetched_at, run = excluded.run,
                   tried = excluded.tried, signature = excluded.signature, next = NULL, seen = NULL, error = NULL",
            )?
            .execute(params![account, scope.name, parent, run, signature])?;
        Ok(())
    }
}
