//! What of a scope is due, row by row, and why the rest is not.

use rusqlite::params;

use crate::catalog::{Resource, ancestor_joins, catalog};
use crate::generate::literals;
use crate::scope::{Freeze, Per, Scope};
use crate::{Store, StoreError};

/// Why something is skipped that an interrupted run, or one at the same time, has read.
pub const CONTINUED: &str = "read before the interruption";

/// What a sync wants, as far as it decides what is due.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Everything, frozen and fresh or not.
    pub is_full: bool,
    /// Seconds that a fetch counts as fresh; `None`: as long as each scope's cadence says.
    pub max_age: Option<u64>,
    /// Whether the tiers were asked for by name, so that their cadence does not count.
    pub is_named: bool,
    /// Whether the states are asked for to learn what else is due: then they are never fresh enough.
    pub is_more_than_states: bool,
    /// Rows of the apps it is about; `None`: all.
    pub apps: Option<Vec<i64>>,
}

/// The run that asks, and the interrupted one that it continues (or itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// This run.
    pub current: i64,
    /// The run that began it.
    pub root: i64,
}

/// A row that a scope can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Row of the resource that the scope hangs from; 0: the whole account.
    pub parent: i64,
    /// Its id at Apple; empty for the whole account.
    pub id: String,
    /// Row of its app; 0: none.
    pub app: i64,
    /// Bundle id of its app, for messages.
    pub bundle_id: String,
    /// Whether it was ever read to its end.
    pub is_known: bool,
    /// Where the page is at which an interrupted run stopped.
    pub next: Option<String>,
    /// Due or not, and why.
    pub verdict: Verdict,
}

/// Whether something is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is, because of this.
    Due(String),
    /// It is not, because of this.
    Skipped(String),
}

impl Verdict {
    /// Whether it is fetched.
    pub fn is_due(&self) -> bool {
        matches!(self, Self::Due(_))
    }
}

/// What the books say of one row of a scope.
#[derive(Debug, Default)]
struct Book {
    now: i64,
    fetched_at: Option<i64>,
    run: Option<i64>,
    tried: Option<i64>,
    fetched_in: Option<String>,
    states: Option<String>,
    is_frozen: bool,
    is_wanted: bool,
    other_fetched_at: Option<i64>,
    other_run: Option<i64>,
}

impl Store {
    /// Judges every row that a scope can be asked for, in the order in which they are worth a request: what can change
    /// first.
    pub fn candidates(&self, account: i64, scope: &Scope, wanted: &Wanted, runs: Runs) -> Result<Vec<Candidate>, StoreError> {
        let row = match &scope.per {
            Per::Account if wanted.apps.is_none() || !self.is_scope_known(account, scope)? => None,
            // Some apps of an account that has been read are asked for by their ids.
            Per::Account if scope.resource != "apps" => None,
            Per::Account | Per::Apps => catalog().resource("apps"),
            Per::Row(name) => catalog().resource(name),
        };
        let sql = row.map_or_else(|| ACCOUNT.to_owned(), |row| sql(scope, row));
        let apps = wanted.apps.as_ref().map(|apps| serde_json::json!(apps).to_string());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![account, scope.name, apps, scope.fresh_by], |row| {
            let next: Option<String> = row.get("next")?;
            let book = Book {
                now: row.get("now")?,
                fetched_at: row.get("fetched_at")?,
                run: row.get("run")?,
                tried: row.get("tried")?,
                fetched_in: row.get("signature")?,
                states: row.get("states")?,
                is_frozen: row.get("frozen")?,
                is_wanted: row.get("wanted")?,
                other_fetched_at: row.get("other_fetched_at")?,
                other_run: row.get("other_run")?,
            };
            Ok(Candidate {
                parent: row.get("parent")?,
                id: row.get("id")?,
                app: row.get("app")?,
                bundle_id: row.get("bundle_id")?,
                is_known: book.fetched_at.is_some(),
                next: next.filter(|_| book.tried.is_some_and(|tried| tried >= runs.root)),
                verdict: judge(scope, wanted, runs, &book),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn is_scope_known(&self, account: i64, scope: &Scope) -> Result<bool, StoreError> {
        Ok(self.scope_age(account, &scope.name, 0)?.is_some())
    }
}

/// The rules of facts §7.4, in the order in which they apply.
fn judge(scope: &Scope, wanted: &Wanted, runs: Runs, book: &Book) -> Verdict {
    let skipped = |why: &str| Verdict::Skipped(why.to_owned());
    let is_done = |run: Option<i64>| run.is_some_and(|run| run >= runs.root);
    if let (Some((_, why)), false) = (&scope.condition, book.is_wanted) {
        return skipped(why);
    }
    if book.tried == Some(runs.current) && !is_done(book.run) {
        return skipped("it failed just now");
    }
    if is_done(book.run) {
        return skipped(if book.run == Some(runs.current) { "done" } else { CONTINUED });
    }
    if is_done(book.other_run) {
        return skipped("it came with the texts");
    }
    if wanted.is_full {
        return Verdict::Due("everything was asked for".into());
    }
    let max_age = match wanted.max_age {
        _ if scope.tier == "states" && wanted.is_more_than_states => 0,
        Some(max_age) => max_age,
        None if wanted.is_named => 0,
        None => scope.cadence,
    };
    let is_fresh = |at: Option<i64>| at.is_some_and(|at| u64::try_from(book.now - at).is_ok_and(|age| age < max_age));
    if is_fresh(book.other_fetched_at) {
        return skipped("it came with the texts");
    }
    if book.fetched_at.is_none() {
        return Verdict::Due("never read".into());
    }
    if scope.freeze.is_some() && book.states != book.fetched_in {
        return Verdict::Due("its state has changed".into());
    }
    if book.is_frozen {
        return skipped("frozen: Apple accepts no edits in this state");
    }
    if is_fresh(book.fetched_at) {
        return skipped("fresh");
    }
    Verdict::Due(if scope.freeze.is_some() { "somebody may have edited it".into() } else { "not fresh".into() })
}

/// One row: the account itself. Parameters: account, scope, apps (unused), the scope that makes it superfluous (unused).
const ACCOUNT: &str = "SELECT 0 AS parent, '' AS id, 0 AS app, '' AS bundle_id, unixepoch() AS now, book.fetched_at, book.run, book.tried,
  book.signature, book.next, NULL AS states, 0 AS frozen, 1 AS wanted, NULL AS other_fetched_at, NULL AS other_run
FROM (SELECT ?3, ?4)
LEFT JOIN sync_scopes AS book ON book.account = ?1 AND book.kind = ?2 AND book.parent = 0";

/// The rows of a resource. The same parameters; `apps` is a JSON array or NULL for all.
fn sql(scope: &Scope, row: &Resource) -> String {
    let lineage = catalog().lineage(row);
    let base = &row.name;
    let joins: String = ancestor_joins(&lineage).map(|join| format!(" {join}")).collect();
    let living: Vec<_> = lineage.iter().map(|resource| format!("{}.gone_at IS NULL", resource.name)).collect();
    let (states, frozen) = scope.freeze.as_ref().map_or_else(|| ("NULL".into(), "0".into()), |freeze| frozen(freeze, &lineage));
    let wanted = scope.condition.as_ref().map_or("1", |(sql, _)| sql);
    format!(
        "SELECT {base}.pk AS parent, {base}.id, apps.pk AS app, coalesce(apps.bundle_id, '') AS bundle_id, unixepoch() AS now,
  book.fetched_at, book.run, book.tried, book.signature, book.next, {states} AS states, coalesce({frozen}, 0) AS frozen, coalesce({wanted}, 0) AS wanted,
  other.fetched_at AS other_fetched_at, other.run AS other_run
FROM {base}_mirror AS {base}{joins}
LEFT JOIN sync_scopes AS book ON book.account = ?1 AND book.kind = ?2 AND book.parent = {base}.pk
LEFT JOIN sync_scopes AS other ON other.account = ?1 AND other.kind = ?4 AND other.parent = {base}.pk
WHERE {base}.account = ?1 AND {base}.id NOT GLOB '~*' AND {living}
  AND (?3 IS NULL OR apps.pk IN (SELECT value FROM json_each(?3)))
ORDER BY frozen, apps.id, {base}.pk",
        living = living.join(" AND "),
    )
}

/// SQL of the states a row is read in, and of whether all of them are frozen.
fn frozen(freeze: &Freeze, lineage: &[&Resource]) -> (String, String) {
    let Freeze { of, states, unless } = freeze;
    let states = literals(states);
    let (signature, mut frozen) = if lineage.iter().any(|resource| resource.name == *of) {
        (format!("{of}.state"), format!("{of}.state IN ({states})"))
    } else {
        let terminal = catalog().resource(of).map(|resource| literals(&resource.terminal)).unwrap_or_default();
        let below = format!(
            "FROM {of}_mirror AS below WHERE below.parent = apps.pk AND below.gone_at IS NULL AND below.id NOT GLOB '~*' AND below.state NOT IN ({terminal})"
        );
        (
            format!("(SELECT coalesce(group_concat(below.id || ' ' || below.state, ', ' ORDER BY below.id), '') {below})"),
            format!("NOT EXISTS(SELECT 1 {below} AND below.state NOT IN ({states}))"),
        )
    };
    if let Some(unless) = unless {
        frozen = format!("({frozen} AND NOT {unless})");
    }
    (signature, frozen)
}

/// SQL of the states that a row of a scope is in now, for [`crate::Mirror::finish_scope`]; parameter 1 is the row.
pub(crate) fn signature_sql(scope: &Scope) -> Option<String> {
    let row = catalog().resource(scope.row()?)?;
    let lineage = catalog().lineage(row);
    let (signature, _) = frozen(scope.freeze.as_ref()?, &lineage);
    let joins: String = ancestor_joins(&lineage).map(|join| format!(" {join}")).collect();
    Some(format!("SELECT {signature} FROM {base}_mirror AS {base}{joins} WHERE {base}.pk = ?1", base = row.name))
}

#[cfg(test)]
mod tests {
    use super::{Book, Runs, Verdict, Wanted, judge};
    use crate::scope::scope;

    const RUNS: Runs = Runs { current: 7, root: 7 };

    fn due(name: &str, wanted: &Wanted, runs: Runs, book: &Book) -> Result<String, String> {
        match judge(scope(name).unwrap(), wanted, runs, book) {
            Verdict::Due(why) => Ok(why),
            Verdict::Skipped(why) => Err(why),
        }
    }

    fn book(state: &str, fetched_in: Option<&str>, is_frozen: bool) -> Book {
        Book {
            now: 1_000_000,
            fetched_at: fetched_in.map(|_| 999_000),
            run: fetched_in.map(|_| 3),
            tried: fetched_in.map(|_| 3),
            fetched_in: fetched_in.map(ToOwned::to_owned),
            states: Some(state.into()),
            is_frozen,
            is_wanted: true,
            ..Book::default()
        }
    }

    #[test]
    fn what_is_frozen_is_read_once_and_once_more_when_it_freezes() {
        let wanted = Wanted::default();
        let live = "READY_FOR_DISTRIBUTION";
        assert_eq!(due("screenshots", &wanted, RUNS, &book(live, None, true)), Ok("never read".into()));
        assert_eq!(
            due("screenshots", &wanted, RUNS, &book(live, Some(live), true)),
            Err("frozen: Apple accepts no edits in this state".into())
        );
        assert_eq!(
            due("screenshots", &wanted, RUNS, &book(live, Some("PREPARE_FOR_SUBMISSION"), true)),
            Ok("its state has changed".into())
        );
        assert_eq!(due("screenshots", &wanted, RUNS, &book("REJECTED", Some("REJECTED"), false)), Ok("somebody may have edited it".into()));
        let full = Wanted { is_full: true, ..Wanted::default() };
        assert_eq!(due("screenshots", &full, RUNS, &book(live, Some(live), true)), Ok("everything was asked for".into()));
    }

    #[test]
    fn nothing_is_fetched_twice_by_a_run_and_those_it_continues() {
        let wanted = Wanted { is_full: true, ..Wanted::default() };
        let fetched = |run| Book { run: Some(run), tried: Some(run), ..book("x", Some("x"), false) };
        assert_eq!(due("versions", &wanted, RUNS, &fetched(7)), Err("done".into()));
        let continued = Runs { current: 9, root: 7 };
        assert_eq!(due("versions", &wanted, continued, &fetched(7)), Err("read before the interruption".into()));
        assert!(due("versions", &wanted, continued, &fetched(6)).is_ok());
        let failed = Book { tried: Some(9), ..book("x", None, false) };
        assert_eq!(due("versions", &wanted, continued, &failed), Err("it failed just now".into()));
    }

    #[test]
    fn age_counts_unless_the_state_has_changed() {
        let hour = Wanted { max_age: Some(3_600), ..Wanted::default() };
        assert_eq!(due("versions", &hour, RUNS, &book("x", Some("x"), false)), Err("fresh".into()));
        assert_eq!(due("versions", &hour, RUNS, &book("y", Some("x"), false)), Ok("its state has changed".into()));
        let default = Wanted::default();
        assert_eq!(due("prices", &default, RUNS, &book("", Some(""), false)), Err("fresh".into()), "its cadence is a day");
        let named = Wanted { is_named: true, ..Wanted::default() };
        assert_eq!(due("prices", &named, RUNS, &book("", Some(""), false)), Ok("not fresh".into()));
    }

    #[test]
    fn what_came_with_something_else_is_not_fetched() {
        let wanted = Wanted { is_named: true, ..Wanted::default() };
        let with_versions = Book { other_run: Some(7), other_fetched_at: Some(1_000_000), ..book("", None, false) };
        assert_eq!(due("promotional_texts", &wanted, RUNS, &with_versions), Err("it came with the texts".into()));
        let not_live = Book { is_wanted: false, ..book("", None, false) };
        assert_eq!(due("promotional_texts", &wanted, RUNS, &not_live), Err("nothing is live".into()));
    }
}
