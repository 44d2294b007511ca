//! `fleet doctor`.

mod account;
mod computer;
mod folder;
mod repair;

use store::{Table, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::{Ui, harmless};
use crate::sentence::count;

/// Check the setup: files, keys, clock, the way to Apple and what is left of the hour
///
/// Looks at this computer (clock, disk, terminal, the shared budget), at the workspace (fleet.toml, its folder, the
/// database and its copies, other processes) and at every account (the file of its key and who may read it, whether it
/// signs, whether it may write). Sends one request per account, which tells of role, agreements, clock and budget. Ends
/// with 1 if something failed; a warning is no failure. Everything that is not well comes with the next step.
///
/// `--repair` takes a damaged database apart: the file is kept as `.fleet/damaged-1`, and what can be read of it goes into a
/// fresh one, what Apple does not have first: staged changes, journal, history, acknowledgements.
///
/// Example: `fleet doctor --offline`
#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    /// Send nothing
    #[arg(long)]
    offline: bool,
    /// Save what can be read of a damaged database into a fresh one
    #[arg(long)]
    repair: bool,
    /// Do not ask
    #[arg(long, requires = "repair")]
    yes: bool,
}

pub(crate) async fn doctor(context: &Context, args: &DoctorArgs) -> Result<u8> {
    if args.repair {
        return repair::repair(context, args.yes);
    }
    let mut checks = Checks::default();
    computer::look(context, &mut checks);
    match context.workspace() {
        Ok(workspace) => {
            checks.add("config", "fleet.toml", Found::ok(&count(workspace.config().accounts.len(), "account")));
            folder::look(&workspace, &mut checks);
            account::look(&workspace, args.offline, &mut checks).await;
        }
        Err(FleetError::Config { mistakes, .. }) => {
            for mistake in mistakes {
                let step = "correct the line; `fleet init --print` shows a file with every key explained";
                checks.add("config", &mistake.place, Found::new(Verdict::Failed, harmless(&mistake.says), Some(step.into())));
            }
        }
        Err(error) => checks.add("config", "fleet.toml", Found::failed(&error)),
    }
    checks.print(context.ui)?;
    Ok(if checks.0.iter().any(|check| check.found.verdict == Verdict::Failed) { exit_code::FOUND } else { exit_code::DONE })
}

/// What was looked at, in order.
#[derive(Default)]
struct Checks(Vec<Check>);

struct Check {
    what: &'static str,
    subject: String,
    found: Found,
}

/// What was found, and what to do about it.
struct Found {
    verdict: Verdict,
    says: String,
    next_step: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warning,
    Failed,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

impl Found {
    fn new(verdict: Verdict, says: impl Into<String>, next_step: Option<String>) -> Self {
        Self { verdict, says: says.into(), next_step }
    }

    fn warn(says: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self::new(Verdict::Warning, says, Some(next_step.into()))
    }

    fn ok(says: &str) -> Self {
        Self::new(Verdict::Ok, says, None)
    }

    fn warning(error: &FleetError) -> Self {
        Self::new(Verdict::Warning, in_one_line(error), error.next_step())
    }

    fn failed(error: &FleetError) -> Self {
        Self::new(Verdict::Failed, in_one_line(error), error.next_step())
    }
}

impl Checks {
    fn add(&mut self, what: &'static str, subject: &str, found: Found) {
        self.0.push(Check { what, subject: subject.to_owned(), found });
    }

    fn print(&self, ui: Ui) -> Result<()> {
        let columns = ["check", "subject", "result", "says", "next_step"].map(str::to_owned).to_vec();
        let row = |Check { what, subject, found }: &Check| {
            let text = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
            vec![text(what), text(subject), text(found.verdict.name()), text(&found.says), found.next_step.clone().into()]
        };
        let mut table = Table { columns, rows: self.0.iter().map(row).collect() };
        if !ui.is_for_people() {
            return ui.print_table(&table);
        }
        // Sentences do not fit into a column.
        table.columns.truncate(4);
        table.rows.iter_mut().for_each(|row| row.truncate(4));
        ui.print_table(&table)?;
        let steps = self.0.iter().filter_map(|check| Some((check, check.found.next_step.as_ref()?)));
        for (Check { what, subject, .. }, step) in steps {
            ui.print(&format!("\n{what} {subject}: {step}"))?;
        }
        Ok(())
    }
}

/// The message with its causes.
fn in_one_line(error: &FleetError) -> String {
    std::iter::once(error.to_string()).chain(error.causes()).collect::<Vec<_>>().join(": ")
}
