//! A look at the states before anything is planned: the web page and other people change them, too.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::{AccountFailure, Selection, Silent};
use store::{Reader, Store, Value};

use crate::connection::Connection;
use crate::error::Result;
use crate::hook::Hook;
use crate::output::Ui;
use crate::progress::Bar;
use crate::submission::{Chosen, ErrandArgs, Task};

/// Reads the states of the chosen apps with the fewest requests there are (one per 200 apps), and again what the task
/// cannot be planned without. Returns the accounts that could not be read.
pub(crate) async fn look(
    ui: Ui,
    store: &mut Store,
    connection: &Connection,
    args: &ErrandArgs,
    task: &dyn Task,
    hook: &Hook,
) -> Result<Vec<AccountFailure>> {
    let accounts = &connection.accounts;
    let states = Selection { apps: args.apps.condition(), ..Selection::states() };
    let bar = Bar::new(ui, "look");
    let report = engine::sync(store, accounts, &states, bar.clone()).await;
    bar.finish();
    let report = report?;
    hook.tell(&report.transitions);
    let mut failures = report.failures;
    if task.reads_texts() {
        let texts = Selection { tiers: ["states", "texts"].map(Into::into).into(), apps: args.apps.condition(), ..Selection::default() };
        let report = engine::sync(store, accounts, &texts.after_states(), Arc::new(Silent)).await?;
        hook.tell(&report.transitions);
        failures.extend(report.failures);
    }
    let reader = store.reader()?;
    let chosen = args.chosen(&reader, &[])?;
    for (scope, sql) in task.stale() {
        failures.extend(engine::reread(store, accounts, scope, &rows(&reader, sql, &chosen)?, &Silent).await?);
    }
    let mut told = BTreeSet::new();
    failures.retain(|failure| told.insert(failure.account.clone()));
    Ok(failures)
}

/// Accounts, rows and apps that a query names.
fn rows(reader: &Reader, sql: &str, chosen: &Chosen) -> Result<Vec<(i64, i64, i64)>> {
    let found = reader.query(sql, &[chosen.apps()])?;
    let number = |value: &Value| value.as_integer().unwrap_or_default();
    Ok(found.rows.iter().map(|row| (number(&row[0]), number(&row[1]), number(&row[2]))).collect())
}
