//! `fleet status`.

use store::{Table, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::history_report;
use crate::moment;
use crate::sentence::{ago, count};

/// Show the fleet at a glance, without a network
///
/// Everything it says comes from the mirror, and is as new as the last sync. `fleet sync --watch` and `fleet watch` keep
/// it new. The views `transitions`, `review_times` and `disappeared` hold the same for `fleet query`.
///
/// Example: `fleet status --since yesterday`
#[derive(Debug, clap::Args)]
pub(crate) struct StatusArgs {
    /// What has happened since then, the newest last: changes of state, and apps that came or went. today, yesterday,
    /// 12h, 2d, a date or a time
    #[arg(long, value_name = "WHEN", value_parser = moment::since, conflicts_with = "review_times")]
    since: Option<i64>,
    /// How long the last reviews of each account took: the median and the worst of this many
    #[arg(long, value_name = "REVIEWS", num_args = 0..=1, default_missing_value = "20", value_parser = clap::value_parser!(u32).range(1..))]
    review_times: Option<u32>,
}

pub(crate) fn status(context: &Context, args: &StatusArgs) -> Result<u8> {
    let ui = context.ui;
    let reader = context.workspace()?.reader()?;
    if let Some(since) = args.since {
        history_report::print_since(ui, &reader, since)?;
        return Ok(exit_code::DONE);
    }
    if let Some(last) = args.review_times {
        history_report::print_review_times(ui, &reader, last)?;
        return Ok(exit_code::DONE);
    }
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
