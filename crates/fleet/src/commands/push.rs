//! `fleet push`.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use engine::{Account, PushOptions, PushReport};
use serde_json::json;
use store::{PushLock, Sealing, Store};

use crate::author::author;
use crate::checks;
use crate::cli::Context;
use crate::commands::sync::failure_code;
use crate::confirmation::is_yes;
use crate::conflict::{self, Exit};
use crate::connection::Connect;
use crate::diff::{ChangeArgs, Diff};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Ui;
use crate::progress::Bar;
use crate::push_report;
use crate::secret::Places;
use crate::selection::{AppArgs, seconds};

/// Send what is staged, with the fewest requests
///
/// What is about to be overwritten is looked at first: a field that somebody changed since it was staged is a conflict,
/// shown and not sent. Every call is noted before it leaves, so that the next push continues after a crash.
///
/// Example: `fleet push --client acme --canary 3 -m "yearly copyright"`, then `fleet push --continue`
#[derive(Debug, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct PushArgs {
    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    yes: bool,
    /// Why, for the log
    #[arg(long, short, value_name = "TEXT")]
    message: Option<String>,
    /// Print the exact requests and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Send only if this is the digest that `fleet diff` showed
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
    /// Send what is staged for so many apps and wait: look at them, then `fleet push --continue`
    #[arg(long, value_name = "APPS", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "go_on")]
    canary: Option<u32>,
    /// Go on with a push that waits after its first apps
    #[arg(long = "continue", conflicts_with_all = ["expect", "dry_run"])]
    go_on: bool,
    /// In conflicts keep our values and overwrite Apple's
    #[arg(long)]
    ours: bool,
    /// In conflicts keep Apple's values and drop ours
    #[arg(long, conflicts_with = "ours")]
    theirs: bool,
    /// Ask about every conflict, before anything is sent
    #[arg(long, conflicts_with_all = ["ours", "theirs", "yes"])]
    interactive: bool,
    /// Do not look again at what was read less than this ago, such as 90, 10m or 1h
    #[arg(long, value_name = "AGE", default_value = "0", value_parser = seconds)]
    max_age: u64,
    /// Wait for the request budget however long it takes, instead of half a minute
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    apps: AppArgs,
}

impl PushArgs {
    /// A push that asks nothing, with a reason.
    pub(crate) fn unattended(message: &str) -> Self {
        Self { yes: true, message: Some(message.into()), ..Self::default() }
    }

    /// How conflicts end that are found before anything is sent; `None`: they are shown.
    fn exit(&self) -> Option<Exit> {
        match (self.ours, self.theirs, self.interactive) {
            (true, ..) => Some(Exit::Ours),
            (_, true, _) => Some(Exit::Theirs),
            (.., true) => Some(Exit::Ask),
            _ => None,
        }
    }
}

pub(crate) async fn push(context: &Context, args: &PushArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.existing_store()?;
    let reader = workspace.reader()?;
    let apps = rows(&reader, &args.apps)?;
    let selected = ChangeArgs { apps: args.apps.clone(), ..ChangeArgs::default() }.select(&reader)?;
    drop(reader);
    if args.dry_run {
        return dry_run(ui, &store, apps.as_ref());
    }
    if args.interactive && !std::io::stdin().is_terminal() {
        return Err(FleetError::input("--interactive needs a terminal").hint("use --ours or --theirs"));
    }
    let lock = store.lock_push()?;
    let unfinished = store.unfinished()?;
    if let Some(waiting) = unfinished.iter().find(|changeset| changeset.is_paused && !args.go_on) {
        let hint = format!("`fleet push --continue` sends the rest, `fleet changeset discard {}` drops it", waiting.pk);
        return Err(FleetError::input(format!("changeset {} waits after its first apps", waiting.pk)).hint(hint));
    }
    // What is staged meanwhile does not go along with what was reviewed.
    let mut diff = if args.go_on { None } else { Some(Diff::staged(&store, Duration::from_secs(args.max_age), &selected)?) };
    diff = diff.filter(|diff| !diff.is_empty());
    if unfinished.is_empty() && diff.is_none() {
        push_report::print(ui, &PushReport::default())?;
        return Ok(exit_code::DONE);
    }
    if let Some(diff) = &diff {
        if !diff.problems.is_empty() {
            return Err(store::StoreError::Invalid(diff.problems.clone()).into());
        }
        if !args.yes {
            confirm(ui, diff)?;
        }
    }

    let connection = workspace.connect(&mut store, Connect::waiting(args.wait)).await?;
    let mut report = PushReport::default();
    let result = async {
        let mut options = PushOptions {
            max_age: Duration::from_secs(args.max_age),
            canary: None,
            secrets: Arc::new(Places(workspace.root().into())),
            stop: connection.stop.clone(),
        };
        for changeset in unfinished {
            let why = if changeset.is_paused { "going on with" } else { "continuing the interrupted" };
            ui.say(&format!("{why} changeset {}", changeset.pk));
            report.merge(send(ui, &mut store, &lock, &connection.accounts, changeset.pk, options.clone()).await?);
        }
        if diff.is_none() || connection.stop.is_stopped() {
            return Ok(());
        }
        if let Some(exit) = args.exit() {
            look(ui, &mut store, &connection.accounts, apps.as_ref(), &options, &mut report).await?;
            conflict::resolve(ui, &mut store, exit)?;
            // They were looked at a moment ago, and what was decided was decided about that.
            options.max_age = options.max_age.max(JUST_NOW);
        }
        options.canary = args.canary.map(|apps| apps as usize);
        // Sealed only now: what the interrupted push has put there is the base of what was staged after it.
        let sealing = Sealing {
            title: args.message.as_deref(),
            author: &author(),
            apps: apps.as_ref(),
            is_canary: args.canary.is_some(),
            ..Sealing::default()
        };
        match engine::seal(&mut store, sealing, args.expect.as_deref()) {
            Ok(changeset) => {
                report.merge(send(ui, &mut store, &lock, &connection.accounts, changeset.pk, options).await?);
            }
            Err(error) if error.is_nothing_staged() => {}
            Err(error) => return Err(error.into()),
        }
        Ok::<(), FleetError>(())
    }
    .await;
    let is_interrupted = connection.stop.is_stopped();
    connection.close().await;
    result?;
    checks::refresh(&workspace, &mut store, ui);
    push_report::print(ui, &report)?;
    if is_interrupted {
        return Ok(if store.staged_fields()?.is_empty() && report.is_complete() { exit_code::DONE } else { exit_code::INTERRUPTED });
    }
    Ok(code(&report))
}

/// A look that has only just been taken is not taken again.
const JUST_NOW: Duration = Duration::from_secs(15 * 60);

/// The exit code of a push that was not interrupted.
pub(crate) fn code(report: &PushReport) -> u8 {
    // Nothing done at all is the account's trouble; anything done, or refused row by row, is a part.
    let is_partial = report.failures.is_empty() || report.done + report.already > 0;
    let is_complete = report.is_complete() || (report.is_paused && report.conflicts.is_empty() && report.failed.is_empty());
    if !is_complete && is_partial { exit_code::PARTIAL } else { failure_code(&report.failures) }
}

/// Sends one changeset, with a bar.
pub(crate) async fn send(
    ui: Ui,
    store: &mut Store,
    lock: &PushLock,
    accounts: &[Account],
    changeset: i64,
    options: PushOptions,
) -> Result<PushReport> {
    let bar = Bar::new(ui, "push");
    let report = engine::push(store, lock, accounts, changeset, options, bar.clone()).await;
    bar.finish();
    Ok(report?)
}

/// Looks at what is about to be overwritten, so that conflicts show before anything is sent.
async fn look(
    ui: Ui,
    store: &mut Store,
    accounts: &[Account],
    apps: Option<&BTreeSet<i64>>,
    options: &PushOptions,
    report: &mut PushReport,
) -> Result<()> {
    let requests = || accounts.iter().map(|account| account.client.requests()).sum::<u64>();
    let before = requests();
    let (steps, _) = engine::compile(&staged(store, apps)?);
    let bar = Bar::new(ui, "look");
    let failures = engine::look(store, accounts, &steps, options.max_age, &*bar).await;
    bar.finish();
    report.failures.extend(failures?);
    report.reads += requests() - before;
    Ok(())
}

/// Rows of the apps that are meant; `None`: all.
fn rows(reader: &store::Reader, apps: &AppArgs) -> Result<Option<BTreeSet<i64>>> {
    let Some((condition, parameters)) = apps.condition() else { return Ok(None) };
    let rows = reader.query(&format!("SELECT pk FROM apps WHERE {condition}"), &parameters)?.rows;
    Ok(Some(rows.iter().filter_map(|row| row[0].as_integer()).collect()))
}

/// What is staged for these apps.
fn staged(store: &Store, apps: Option<&BTreeSet<i64>>) -> Result<Vec<store::StagedField>> {
    let mut staged = store.staged_fields()?;
    staged.retain(|field| apps.is_none_or(|apps| apps.contains(&field.app)));
    Ok(staged)
}

fn dry_run(ui: Ui, store: &Store, apps: Option<&BTreeSet<i64>>) -> Result<u8> {
    let (steps, digest) = engine::compile(&staged(store, apps)?);
    let requests: Vec<_> = steps
        .iter()
        .map(|step| {
            let body: Option<serde_json::Value> = step.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
            json!({ "method": step.method, "path": step.path, "body": body })
        })
        .collect();
    ui.print_json(&json!({ "digest": digest, "requests": requests }))?;
    Ok(exit_code::DONE)
}

fn confirm(ui: Ui, diff: &Diff) -> Result<()> {
    if !std::io::stdin().is_terminal() {
        return Err(
            FleetError::input(format!("not sent without a yes: {}", diff.price())).hint("look with `fleet diff`, then `fleet push --yes`")
        );
    }
    diff.print(ui.for_people())?;
    ui.warn("this changes what is on App Store Connect. Type yes to go on:");
    if is_yes()? {
        return Ok(());
    }
    Err(FleetError::input("nothing was sent").hint("everything is still staged: fleet diff"))
}
