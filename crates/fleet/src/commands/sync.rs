//! `fleet sync`.

use std::io::IsTerminal as _;
use std::time::Duration;

use engine::{Account, ImageReport, SyncPlan, SyncReport, plan_sync};
use serde_json::json;
use store::{Counts, Store};

use crate::cadence::Cadence;
use crate::campaign;
use crate::checks;
use crate::cli::Context;
use crate::confirmation::is_yes;
use crate::connection::{Connect, Connection};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::hook::Hook;
use crate::image_report;
use crate::output::Ui;
use crate::plan_report::{self, Left};
use crate::progress::Bar;
use crate::selection::{AppArgs, TierArgs, seconds};
use crate::sentence::{self, count};
use crate::watch::Watch;
use crate::workspace::Workspace;

/// Mirror the states of all apps, and the texts of what can change
///
/// Costs one request per 200 apps, and two per app that has something in preparation. Screenshots, prices and the rest
/// are read when asked for, with `--only` or `--all`. What Apple accepts no edits of is read once and not again. Only
/// rows that changed are written. An interrupted sync goes on where it stopped. For every change of state that it sees,
/// the command `on_change` of fleet.toml is run.
///
/// Example: `fleet sync --only media --client acme --dry-run`
#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    #[command(flatten)]
    tiers: TierArgs,
    #[command(flatten)]
    apps: AppArgs,
    /// Only these accounts
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Download the mirrored screenshots, preview frames and icons that are not in .fleet/images yet, which costs no
    /// requests; screenshots are mirrored with --only media
    #[arg(long)]
    images: bool,
    /// Print what would be fetched, why and its price, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Wait for the request budget, however long it takes
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    repeat: RepeatArgs,
}

/// Whether it goes on
#[derive(Debug, clap::Args)]
struct RepeatArgs {
    /// Then look at the states again and again, print every change of state as it is seen, and read what becomes due by
    /// it; ends with Ctrl-C
    #[arg(long, conflicts_with_all = ["dry_run", "images"])]
    watch: bool,
    /// How often to look, such as 5m; without it every five minutes, and every minute while something waits for review or
    /// is in review. Never for more than a tenth of the hourly budget
    #[arg(long, value_name = "TIME", requires = "watch", value_parser = seconds)]
    every: Option<u64>,
}

pub(crate) async fn sync(context: &Context, args: &SyncArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.store()?;
    args.apps.check(&store.reader()?)?;
    let mut connection = workspace.connect(&mut store, Connect::waiting(args.wait)).await?;
    let outcome = match connection.keep(&args.account) {
        Ok(()) => run(ui, &workspace, &mut store, &connection, args).await,
        Err(error) => Err(error),
    };
    connection.close().await;
    outcome
}

async fn run(ui: Ui, workspace: &Workspace, store: &mut Store, connection: &Connection, args: &SyncArgs) -> Result<u8> {
    let (accounts, reserve) = (&connection.accounts, workspace.config().budget.reserve);
    let selection = args.tiers.selection(&args.apps);
    let plan = plan_sync(store, accounts, &selection)?;
    let left: Vec<_> = accounts.iter().map(|account| left(account, reserve)).collect();
    if args.dry_run {
        plan_report::print(ui, &plan, &left)?;
        if args.images {
            image_report::announce(ui, store, accounts, &selection)?;
        }
        return Ok(exit_code::DONE);
    }
    if !args.wait {
        confirm_price(ui, &plan, &left)?;
    }
    let hook = Hook::of(ui, workspace);
    if args.repeat.watch {
        let cadence = args.repeat.every.map_or_else(Cadence::default, |seconds| Cadence::every(Duration::from_secs(seconds)));
        let watch = Watch::new(ui, store, accounts, selection.clone(), cadence, hook, connection.stop.clone());
        return watch.run(&selection, None).await;
    }
    let bar = Bar::new(ui, "sync");
    let report = engine::sync(store, accounts, &selection, bar.clone()).await;
    bar.finish();
    let report = report?;
    if report.counts != Counts::default() || !checks::were_run(store)? {
        checks::refresh(workspace, store, ui);
    }
    let budget = accounts.iter().filter_map(|account| account.client.budget().remaining()).min();
    hook.tell(&report.transitions);
    let images = if args.images && !report.is_interrupted {
        image_report::download(ui, store, connection, &selection).await.map(Some)
    } else {
        Ok(None)
    };
    // Whatever else fails, the user's command hears of what has changed.
    hook.finish().await;
    let images = images?;
    print_report(ui, &report, images.as_ref(), budget)?;
    campaign::record(ui, workspace)?;
    Ok(code(&report, images.as_ref()))
}

/// What an account's key has left for reads, which keep so many percent of the limit for writes and people.
fn left(account: &Account, reserve: u32) -> Option<Left> {
    let budget = account.client.budget();
    let (remaining, limit) = (u64::from(budget.remaining()?), u64::from(budget.limit()));
    let reserve = limit * u64::from(reserve) / 100;
    Some(Left { now: remaining.saturating_sub(reserve), an_hour: limit - reserve })
}

/// Tells a person that the budget is too small for the plan, and asks. A program gets as much as there is, in the order
/// of the plan: states, texts, media and so on; what is left is read by the same command later.
fn confirm_price(ui: Ui, plan: &SyncPlan, left: &[Option<Left>]) -> Result<()> {
    let poor = plan.accounts.iter().zip(left).filter_map(|(account, left)| {
        let left = (*left)?;
        (account.requests() > left.now).then(|| {
            format!("{} needs {}, and its key has {} left this hour", account.account, count(account.requests(), "request"), left.now)
        })
    });
    let poor: Vec<String> = poor.collect();
    if poor.is_empty() {
        return Ok(());
    }
    for line in &poor {
        ui.warn(line);
    }
    ui.say("states are read first, then texts, then media; `--wait` reads everything, however long it takes");
    if !(std::io::stdin().is_terminal() && ui.is_for_people()) {
        return Ok(());
    }
    ui.warn("type yes to spend what is left:");
    if is_yes()? {
        return Ok(());
    }
    Err(FleetError::input("nothing was fetched").hint(format!("with --wait it takes {}", plan_report::duration(plan, left))))
}

fn print_report(ui: Ui, report: &SyncReport, images: Option<&ImageReport>, budget: Option<u32>) -> Result<()> {
    let counts = report.counts;
    if ui.is_for_people() {
        let news = match counts {
            Counts { new: 0, changed: 0, gone: 0 } if report.failures.is_empty() => "nothing new".into(),
            // An account that did not answer to the end may well have news.
            Counts { new: 0, changed: 0, gone: 0 } if report.failures.len() == report.accounts => "no account could be read".into(),
            Counts { new: 0, changed: 0, gone: 0 } => "nothing new in the accounts that answered".into(),
            Counts { new, changed, gone } => format!("{new} new, {changed} changed, {gone} gone"),
        };
        let budget = budget.map_or(String::new(), |left| format!("; {left} left this hour"));
        ui.print(&format!("{}, {}: {news}{budget}", count(report.apps as u64, "app"), count(report.requests, "request")))?;
        images.map_or(Ok(()), |images| ui.print(&image_report::line(images)))?;
    } else {
        let mut document = as_json(report, budget);
        if let Some(images) = images {
            document["images"] = image_report::as_json(images);
        }
        ui.print_json(&document)?;
    }
    if report.is_continued {
        ui.say("it went on where the last sync was interrupted");
    }
    if !ui.is_quiet() {
        for transition in &report.transitions {
            ui.say(&sentence::transition(transition));
        }
    }
    for (account, app) in &report.disappeared {
        ui.warn(&format!(
            "{app} is not in {account} any more: deleted, transferred, or hidden from this key; its rows are kept, marked as gone"
        ));
    }
    for skipped in &report.skipped {
        ui.warn(&format!("{} of {} was left out: {}", skipped.scope, skipped.bundle_id, skipped.error));
    }
    warn_failures(ui, &report.failures);
    if let Some(images) = images {
        image_report::warn(ui, images);
    }
    if report.is_interrupted {
        ui.warn(&format!("interrupted; {} left: the same command goes on from here", count(report.left, "request")));
    }
    Ok(())
}

fn as_json(report: &SyncReport, budget: Option<u32>) -> serde_json::Value {
    let failures: Vec<_> =
        report.failures.iter().map(|failure| json!({ "account": failure.account, "error": sentence::of(&failure.error) })).collect();
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|skipped| json!({ "scope": skipped.scope, "bundle_id": skipped.bundle_id, "error": skipped.error }))
        .collect();
    let disappeared: Vec<_> =
        report.disappeared.iter().map(|(account, bundle_id)| json!({ "account": account, "bundle_id": bundle_id })).collect();
    let transitions: Vec<_> = report.transitions.iter().map(sentence::transition_json).collect();
    let Counts { new, changed, gone } = report.counts;
    json!({
        "apps": report.apps, "requests": report.requests, "planned": report.planned, "left": report.left,
        "interrupted": report.is_interrupted, "continued": report.is_continued,
        "new": new, "changed": changed, "gone": gone, "transitions": transitions, "disappeared": disappeared,
        "budget_left": budget, "failures": failures, "skipped": skipped,
    })
}

fn code(report: &SyncReport, images: Option<&ImageReport>) -> u8 {
    if report.is_interrupted || images.is_some_and(|images| images.is_interrupted) {
        return exit_code::INTERRUPTED;
    }
    let lacks_images = images.is_some_and(|images| images.left > 0 || !images.failed.is_empty());
    let is_partial =
        report.failures.len() < report.accounts && (lacks_images || !(report.failures.is_empty() && report.skipped.is_empty()));
    if is_partial { exit_code::PARTIAL } else { failure_code(&report.failures) }
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
