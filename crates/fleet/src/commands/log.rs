//! `fleet log`.

use store::{Table, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;

/// List what was pushed, newest first, or the calls of one changeset
#[derive(Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// Show the calls of this changeset
    changeset: Option<i64>,
}

pub(crate) fn log(context: &Context, args: &LogArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let table = match args.changeset {
        Some(changeset) => reader.query(include_str!("../../../../sql/queries/log_steps.sql"), &[Value::Integer(changeset)])?,
        None => reader.query(include_str!("../../../../sql/queries/log.sql"), &[])?,
    };
    context.ui.print_table(&if context.ui.is_for_people() { with_local_times(table) } else { table })?;
    Ok(exit_code::DONE)
}

/// Local times instead of Unix seconds.
fn with_local_times(mut table: Table) -> Table {
    for (index, _) in table.columns.iter().enumerate().filter(|(_, column)| column.ends_with("_at")) {
        for row in &mut table.rows {
            if let Some(timestamp) = row[index].as_integer().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
                row[index] = Value::Text(timestamp.to_zoned(jiff::tz::TimeZone::system()).strftime("%F %H:%M").to_string());
            }
        }
    }
    table
}
