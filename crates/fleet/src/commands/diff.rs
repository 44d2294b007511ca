//! `fleet diff`.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use store::{Store, Value};

use crate::cli::Context;
use crate::diff::{By, ChangeArgs, Diff, View};
use crate::error::{FleetError, Result};
use crate::exit_code;

/// Show what is staged, grouped over the fleet, and what sending it costs
///
/// Equal changes of a field are one line, however many apps they concern. `--rows` lists them one by one, `--by app` app
/// by app, `--stat` only how many. With the number of a changeset it shows what that one sent.
///
/// `--format markdown` is made for a pull request, `--html` writes a page to be mailed. docs/REVIEW.md describes the JSON.
///
/// Example: `fleet diff --by app --client acme`
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct DiffArgs {
    /// Show this changeset, as `fleet log` numbers them, instead of what is staged
    changeset: Option<i64>,
    /// One line per row and field instead of one per group
    #[arg(long, conflicts_with_all = ["stat", "by"])]
    rows: bool,
    /// How much changes in which field, and not what
    #[arg(long, conflicts_with = "by")]
    stat: bool,
    /// All changes of an app, a locale or a client together
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<By>,
    /// Show which words changed: in colour, or as [-old-]{+new+}
    #[arg(long)]
    words: bool,
    #[command(flatten)]
    changes: ChangeArgs,
    /// Write one self-contained page of HTML to this file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// End with exit code 1 when Apple would refuse something
    #[arg(long)]
    check: bool,
}

pub(crate) fn diff(context: &Context, args: &DiffArgs) -> Result<u8> {
    let store = context.workspace()?.store_to_look()?;
    let selected = args.changes.select(&store.reader()?)?;
    let diff = match args.changeset {
        Some(changeset) => Diff::numbered(&store, changeset, &selected)?,
        None => Diff::staged(&store, Duration::ZERO, &selected)?,
    };
    if args.changeset.is_none() {
        say_unfinished(context, &store)?;
    }
    if let Some(path) = &args.html {
        let page = diff.html(Timestamp::now().as_second());
        std::fs::write(path, page).map_err(|source| FleetError::Write { path: path.clone(), source })?;
        context.ui.say(&format!("wrote {}", path.display()));
    } else {
        diff.print_as(context.ui.paged(), View { by: args.by, stat: args.stat, rows: args.rows, words: args.words })?;
    }
    Ok(if args.check && !diff.problems.is_empty() { exit_code::FOUND } else { exit_code::DONE })
}

/// What was sealed and not sent to its end is in no diff of what is staged.
fn say_unfinished(context: &Context, store: &Store) -> Result<()> {
    let unfinished = store.query("SELECT pk, paused FROM changesets WHERE status IN ('sealed', 'pushing') ORDER BY pk", &[])?;
    for row in unfinished.rows {
        let next = if row[1] == Value::Integer(1) { "fleet push --continue" } else { "fleet push" };
        context.ui.say(&format!("changeset {0} is not sent to its end: `{next}` goes on, `fleet diff {0}` shows it", row[0]));
    }
    Ok(())
}
