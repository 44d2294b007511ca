//! `fleet sync`.

use engine::{SyncPlan, SyncReport, plan_sync};
use serde_json::json;
use store::Counts;

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::output::Ui;
use crate::progress::Bar;
use crate::sentence::{self, count, eta};

/// Mirror the states and texts of all apps
///
/// Costs one request per 200 apps and two per app. Only rows that changed are written; an interrupted sync leaves a
/// whole mirror of what it had read.
#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    /// Print what would be fetched and its price, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Only these accounts
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
}

pub(crate) async fn sync(context: &Context, args: &SyncArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.store()?;
    let mut connection = workspace.connect(&mut store).await?;
    if let Some(unknown) = args.account.iter().find(|name| !connection.accounts.iter().any(|account| account.name == **name)) {
        return Err(crate::error::FleetError::NoAccount(unknown.clone()));
    }
    if !args.account.is_empty() {
        connection.accounts.retain(|account| args.account.contains(&account.name));
    }
    let plan = plan_sync(&store, &connection.accounts)?;
    if args.dry_run {
        print_plan(ui, &plan)?;
        connection.close().await;
        return Ok(exit_code::DONE);
    }
    let bar = Bar::new(ui, "sync");
    let report = engine::sync(&mut store, &connection.accounts, bar.clone()).await;
    bar.finish();
    let budget = connection.accounts.iter().filter_map(|account| account.client.budget().remaining()).min();
    connection.close().await;
    let report = report?;
    print_report(ui, &report, budget)?;
    let is_partial = report.failures.len() < report.accounts && !(report.failures.is_empty() && report.skipped.is_empty());
    Ok(if is_partial { exit_code::PARTIAL } else { failure_code(&report.failures) })
}

fn print_plan(ui: Ui, plan: &SyncPlan) -> Result<()> {
    if !ui.is_for_people() {
        let accounts: Vec<_> = plan
            .accounts
            .iter()
            .map(|account| json!({ "account": account.account, "apps": account.apps, "heartbeat": account.heartbeat, "texts": account.texts }))
            .collect();
        return ui.print_json(&json!({ "requests": plan.requests(), "accounts": accounts }));
    }
    for account in &plan.accounts {
        let line = match account.apps {
            Some(apps) => format!(
                "{}: {} for the states of {}, {} for their texts",
                account.account,
                account.heartbeat,
                count(apps, "app"),
                account.texts
            ),
            None => format!("{}: not read yet; 1 request per 200 apps, then 2 per app", account.account),
        };
        ui.print(&line)?;
    }
    if let Some(requests) = plan.requests() {
        ui.print(&format!("{} in all, {}", count(requests, "request"), eta(requests)))?;
    }
    Ok(())
}

fn print_report(ui: Ui, report: &SyncReport, budget: Option<u32>) -> Result<()> {
    let counts = report.counts;
    if ui.is_for_people() {
        let news = match counts {
            // An account that did not answer may well have news.
            _ if report.failures.len() == report.accounts => "no account could be read".into(),
            Counts { new: 0, changed: 0, gone: 0 } if report.failures.is_empty() => "nothing new".into(),
            Counts { new: 0, changed: 0, gone: 0 } => "nothing new in the accounts that answered".into(),
            Counts { new, changed, gone } => format!("{new} new, {changed} changed, {gone} gone"),
        };
        let budget = budget.map_or(String::new(), |left| format!("; {left} left this hour"));
        ui.print(&format!("{}, {}: {news}{budget}", count(report.apps as u64, "app"), count(report.requests, "request")))?;
    } else {
        let failures: Vec<_> =
            report.failures.iter().map(|failure| json!({ "account": failure.account, "error": sentence::of(&failure.error) })).collect();
        ui.print_json(&json!({
            "apps": report.apps, "requests": report.requests, "new": counts.new, "changed": counts.changed, "gone": counts.gone,
            "budget_left": budget, "failures": failures,
        }))?;
    }
    for (app, error) in &report.skipped {
        ui.warn(&format!("app {app} was left out: {error}"));
    }
    warn_failures(ui, &report.failures);
    Ok(())
}

/// Says once per account why it stopped, and what to do.
pub(crate) fn warn_failures(ui: Ui, failures: &[engine::AccountFailure]) {
    for failure in failures {
        ui.warn(&format!("account {} stopped: {}", failure.account, sentence::of(&failure.error)));
        if let Some(hint) = sentence::hint(&failure.error) {
            ui.say(&format!("hint: {hint}"));
        }
    }
}

/// The exit code when nothing could be done but what these accounts refused.
pub(crate) fn failure_code(failures: &[engine::AccountFailure]) -> u8 {
    match failures {
        [] => exit_code::DONE,
        _ if failures.iter().all(|failure| matches!(failure.error, asc::Error::BudgetExhausted { .. })) => exit_code::BUDGET,
        _ => exit_code::REFUSED,
    }
}
