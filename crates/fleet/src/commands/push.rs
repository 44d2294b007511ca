//! `fleet push`.

use std::io::{BufRead as _, IsTerminal as _};
use std::time::Duration;

use engine::{PushOptions, PushReport};
use serde_json::json;

use crate::cli::Context;
use crate::commands::sync::failure_code;
use crate::connection::Connect;
use crate::diff::Diff;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Ui;
use crate::progress::Bar;
use crate::push_report;

/// Send what is staged, with the fewest requests
///
/// What is about to be overwritten is looked at first: a field that somebody changed since it was staged is a conflict,
/// shown and not sent. Every call is noted before it leaves, so that the next push continues after a crash.
#[derive(Debug, clap::Args)]
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
    /// In conflicts keep our values and overwrite Apple's
    #[arg(long)]
    ours: bool,
    /// In conflicts keep Apple's values and drop ours
    #[arg(long, conflicts_with = "ours")]
    theirs: bool,
    /// Do not look again at what was synced less than so many seconds ago
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    max_age: u64,
    /// Wait for the request budget however long it takes, instead of half a minute
    #[arg(long)]
    wait: bool,
}

impl PushArgs {
    /// A push that asks nothing, with a reason.
    pub(crate) fn unattended(message: &str) -> Self {
        Self { yes: true, message: Some(message.into()), dry_run: false, expect: None, ours: false, theirs: false, max_age: 0, wait: false }
    }
}

pub(crate) async fn push(context: &Context, args: &PushArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.existing_store()?;
    let max_age = Duration::from_secs(args.max_age);
    if args.dry_run {
        return dry_run(ui, &store);
    }
    let lock = store.lock_push()?;
    if args.ours || args.theirs {
        store.resolve_conflicts(args.ours)?;
    }
    let unfinished = store.unfinished()?;
    let diff = Diff::of(&store, max_age)?;
    if unfinished.is_empty() && diff.is_empty() {
        push_report::print(ui, &PushReport::default())?;
        return Ok(exit_code::DONE);
    }
    if !diff.is_empty() && !args.yes {
        confirm(ui, &diff)?;
    }

    let connection = workspace.connect(&mut store, Connect::waiting(args.wait)).await?;
    let bar = Bar::new(ui, "push");
    let mut report = PushReport::default();
    let result = async {
        let options = PushOptions { max_age };
        for changeset in unfinished {
            ui.say(&format!("continuing changeset {}, which was interrupted", changeset.pk));
            report.merge(engine::push(&mut store, &lock, &connection.accounts, changeset.pk, options, bar.clone()).await?);
        }
        // Sealed only now: what the interrupted push has put there is the base of what was staged after it.
        if !diff.is_empty() && !connection.stop.is_stopped() {
            let changeset = engine::seal(&mut store, args.message.as_deref(), &author(), args.expect.as_deref())?;
            report.merge(engine::push(&mut store, &lock, &connection.accounts, changeset.pk, options, bar.clone()).await?);
        }
        Ok::<(), FleetError>(())
    }
    .await;
    bar.finish();
    let is_interrupted = connection.stop.is_stopped();
    connection.close().await;
    result?;
    push_report::print(ui, &report)?;
    if is_interrupted {
        return Ok(if store.staged_fields()?.is_empty() && report.is_complete() { exit_code::DONE } else { exit_code::INTERRUPTED });
    }
    // Nothing done at all is the account's trouble; anything done, or refused row by row, is a part.
    let is_partial = report.failures.is_empty() || report.done + report.already > 0;
    Ok(if !report.is_complete() && is_partial { exit_code::PARTIAL } else { failure_code(&report.failures) })
}

fn dry_run(ui: Ui, store: &store::Store) -> Result<u8> {
    let (steps, digest) = engine::compile(&store.staged_fields()?);
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
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        return Ok(());
    }
    Err(FleetError::input("nothing was sent").hint("everything is still staged: fleet diff"))
}

/// Who pushes, for the log: `user@host`.
fn author() -> String {
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_else(|| "somebody".into());
    let host = std::env::var("HOSTNAME").ok().or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    let host = host.map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).unwrap_or_else(|| "localhost".into());
    format!("{user}@{host}")
}
