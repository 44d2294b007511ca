//! The plan of a sync for people and programs: what will be fetched, why, and what it costs.

use std::collections::BTreeMap;

use engine::{ScopePlan, SyncPlan};
use owo_colors::OwoColorize as _;
use serde_json::json;
use store::{Table, Value};

use crate::error::Result;
use crate::output::Ui;
use crate::sentence::{count, eta};

/// What a key has left, as far as it is known: the requests reads may spend now, and those of an hour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Left {
    pub(crate) now: u64,
    pub(crate) an_hour: u64,
}

/// Prints a plan. `left` says per account what its key has left.
pub(crate) fn print(ui: Ui, plan: &SyncPlan, left: &[Option<Left>]) -> Result<()> {
    if !ui.is_for_people() {
        return ui.print_json(&as_json(plan, left));
    }
    for (account, left) in plan.accounts.iter().zip(left) {
        let more = if account.is_open() { "at least " } else { "" };
        let left = left.map_or(String::new(), |left| format!(", {} left this hour", left.now));
        ui.print(&format!("{}: {more}{}{left}", account.account.bold(), count(account.requests(), "request")))?;
        let rows = account.scopes.iter().filter(|scope| !(scope.due.is_empty() && scope.skipped.is_empty() && !scope.is_open)).map(row);
        let columns = ["part", "scope", "requests", "due", "skipped"].map(ToOwned::to_owned).to_vec();
        ui.print_table(&Table { columns, rows: rows.collect() })?;
    }
    let more = if plan.is_open() { "at least " } else { "" };
    ui.print(&format!("{more}{} in all, {}", count(plan.requests(), "request"), duration(plan, left)))
}

/// How long it takes: at Apple's pace, and with the waits for the budget.
pub(crate) fn duration(plan: &SyncPlan, left: &[Option<Left>]) -> String {
    let waits = plan.accounts.iter().zip(left).filter_map(|(account, left)| {
        let left = (*left)?;
        let over = account.requests().checked_sub(left.now).filter(|over| *over > 0)?;
        Some(over.div_ceil(left.an_hour.max(1)))
    });
    match waits.max() {
        None => eta(plan.requests()),
        Some(hours) => format!("about {} with the waits for the budget", count(hours, "hour")),
    }
}

fn row(scope: &ScopePlan) -> Vec<Value> {
    let requests = match (scope.requests, scope.is_open) {
        (0, true) => Value::Text("?".into()),
        (requests, true) => Value::Text(format!("{requests}+")),
        (requests, false) => Value::Integer(i64::try_from(requests).unwrap_or(i64::MAX)),
    };
    vec![Value::Text(scope.tier.into()), Value::Text(scope.scope.into()), requests, reasons(&scope.due), reasons(&scope.skipped)]
}

/// `12 never read, 3 fresh`.
fn reasons(reasons: &BTreeMap<String, usize>) -> Value {
    let texts: Vec<String> = reasons.iter().map(|(why, rows)| format!("{rows} {why}")).collect();
    if texts.is_empty() { Value::Null } else { Value::Text(texts.join("; ")) }
}

fn as_json(plan: &SyncPlan, left: &[Option<Left>]) -> serde_json::Value {
    let accounts: Vec<_> = plan
        .accounts
        .iter()
        .zip(left)
        .map(|(account, left)| {
            let scopes: Vec<_> = account
                .scopes
                .iter()
                .map(|scope| {
                    json!({
                        "tier": scope.tier, "scope": scope.scope, "requests": scope.requests, "open": scope.is_open,
                        "due": scope.due, "skipped": scope.skipped,
                    })
                })
                .collect();
            json!({
                "account": account.account, "requests": account.requests(), "open": account.is_open(),
                "budget_left": left.map(|left| left.now), "scopes": scopes,
            })
        })
        .collect();
    json!({ "requests": plan.requests(), "open": plan.is_open(), "accounts": accounts })
}
