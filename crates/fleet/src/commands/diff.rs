//! `fleet diff`.

use std::time::Duration;

use crate::cli::Context;
use crate::diff::Diff;
use crate::error::Result;
use crate::exit_code;

/// Show what is staged, grouped over the fleet, and what sending it costs
///
/// Equal changes of a field are one line, however many apps they concern. `--rows` lists them one by one.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// One line per row and field instead of one per group
    #[arg(long)]
    rows: bool,
}

pub(crate) fn diff(context: &Context, args: &DiffArgs) -> Result<u8> {
    let store = context.workspace()?.existing_store()?;
    if args.rows {
        let table = store.query(include_str!("../../../../sql/queries/changes.sql"), &[])?;
        context.ui.print_table(&table)?;
    } else {
        Diff::of(&store, Duration::ZERO, None)?.print(context.ui)?;
    }
    Ok(exit_code::DONE)
}
