//! `fleet undo`.

use crate::cli::Context;
use crate::commands::edit::print_staging;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence::count;

/// Stage the inverse of what a changeset sent
///
/// The inverse is staged like any other change: look at it with `fleet diff`, send it with `fleet push`. Fields that
/// somebody changed since are left as they are and named.
///
/// Example: `fleet undo 1`
#[derive(Debug, clap::Args)]
pub(crate) struct UndoArgs {
    /// Number of the changeset, as `fleet log` shows it; without it the newest one
    changeset: Option<i64>,
}

pub(crate) fn undo(context: &Context, args: &UndoArgs) -> Result<u8> {
    let ui = context.ui;
    let mut store = context.workspace()?.existing_store()?;
    let newest = "SELECT max(pk) FROM changesets WHERE status IN ('pushed', 'partial')";
    let newest = store.query(newest, &[])?.rows.first().and_then(|row| row[0].as_integer());
    let changeset = args.changeset.or(newest).ok_or_else(|| FleetError::input("nothing has been pushed from this workspace yet"))?;
    let undo = store.undo(changeset)?;
    print_staging(ui, undo.staging)?;
    for sentence in &undo.refused {
        ui.warn(sentence);
    }
    if undo.refused.is_empty() {
        return Ok(exit_code::DONE);
    }
    ui.say(&format!("{} could not be taken back", count(undo.refused.len() as u64, "field")));
    Ok(exit_code::PARTIAL)
}
