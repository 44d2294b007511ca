//! `fleet status`.

use store::{Table, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::sentence::{ago, count};

/// Show the fleet at a glance, without a network
#[derive(Debug, clap::Args)]
pub(crate) struct StatusArgs {}

pub(crate) fn status(context: &Context, _args: &StatusArgs) -> Result<u8> {
    let ui = context.ui;
    let reader = context.workspace()?.reader()?;
    let table = reader.query(include_str!("../../../../sql/queries/status.sql"), &[])?;
    if !ui.is_for_people() {
        ui.print_table(&table)?;
        return Ok(exit_code::DONE);
    }
    let now = jiff::Timestamp::now().as_second();
    ui.print_table(&with_ages(table, now))?;
    let staged = reader.query(
        "SELECT count(*), count(DISTINCT app_id), count(*) FILTER (WHERE base IS NOT current AND field NOT IN ('+', '-')) FROM changes",
        &[],
    )?;
    if let Some([Value::Integer(fields), Value::Integer(apps), Value::Integer(conflicts)]) = staged.rows.first().map(Vec::as_slice)
        && *fields > 0
    {
        ui.print(&format!("\n{} staged in {}: fleet diff", count(*fields, "change"), count(*apps, "app")))?;
        if *conflicts > 0 {
            ui.print(&format!("{} changed at Apple since: fleet push --ours, or fleet unstage --conflicts", count(*conflicts, "field")))?;
        }
    }
    Ok(exit_code::DONE)
}

/// Ages instead of timestamps.
fn with_ages(mut table: Table, now: i64) -> Table {
    for (index, column) in table.columns.iter_mut().enumerate() {
        if !column.ends_with("_at") {
            continue;
        }
        *column = column.trim_end_matches("_at").to_owned();
        for row in &mut table.rows {
            row[index] = Value::Text(row[index].as_integer().map_or("never".into(), |at| ago(now - at)));
        }
    }
    table
}
