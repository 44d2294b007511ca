//! `fleet status`.

use std::collections::BTreeMap;

use store::{Reader, Table, Value};

use crate::budget::{Left, Remaining};
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::history_report;
use crate::moment;
use crate::output::Ui;
use crate::sentence::{ago, count, within};
use crate::workspace::Workspace;
use crate::{campaign, campaign_report};

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
    /// What a campaign of fleet.toml still has to do; without a name, how all of them stand
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["since", "review_times"])]
    campaign: Option<String>,
}

pub(crate) fn status(context: &Context, args: &StatusArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let reader = workspace.reader()?;
    if let Some(since) = args.since {
        history_report::print_since(ui, &reader, since)?;
        return Ok(exit_code::DONE);
    }
    if let Some(last) = args.review_times {
        history_report::print_review_times(ui, &reader, last)?;
        return Ok(exit_code::DONE);
    }
    if let Some(campaign) = &args.campaign {
        return campaign_report::print(ui, &workspace, &reader, campaign);
    }
    let table = reader.query(include_str!("../../../../sql/queries/status.sql"), &[])?;
    let budgets = budgets(&workspace, &reader)?;
    if !ui.is_for_people() {
        ui.print_table(&with_budgets(table, &budgets))?;
        campaign::note(ui, &workspace, &reader, &campaign::look(ui, &workspace, &reader))?;
        return Ok(exit_code::DONE);
    }
    let now = jiff::Timestamp::now().as_second();
    ui.print_table(&with_ages(table, now))?;
    print_budgets(ui, &budgets)?;
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
    campaign_report::print_all(ui, &workspace, &reader)?;
    Ok(exit_code::DONE)
}

/// What the accounts have left of the hour, by name; none for one that was not used lately.
fn budgets(workspace: &Workspace, reader: &Reader) -> Result<BTreeMap<String, Option<Left>>> {
    let remaining = Remaining::look(&workspace.config().budget);
    let accounts = reader.query("SELECT name, key_id FROM accounts", &[])?;
    let left = |row: &Vec<Value>| {
        let [name, key_id] = row.as_slice() else { return None };
        let (name, key_id) = (name.as_text()?, key_id.as_text().unwrap_or_default());
        Some((name.to_owned(), remaining.of(key_id, &workspace.server(name))))
    };
    Ok(accounts.rows.iter().filter_map(left).collect())
}

fn with_budgets(mut table: Table, budgets: &BTreeMap<String, Option<Left>>) -> Table {
    table.columns.extend(["budget_left".to_owned(), "budget_limit".to_owned()]);
    for row in &mut table.rows {
        let left = row.first().and_then(Value::as_text).and_then(|name| budgets.get(name)?.as_ref());
        let number = |number: Option<u32>| number.map_or(Value::Null, |number| Value::Integer(number.into()));
        row.extend([number(left.map(|left| left.usage.remaining())), number(left.map(|left| left.usage.limit))]);
    }
    table
}

/// A line for each account that has sent anything in this hour.
fn print_budgets(ui: Ui, budgets: &BTreeMap<String, Option<Left>>) -> Result<()> {
    let lines = budgets.iter().filter_map(|(name, left)| {
        let left = left.as_ref().filter(|left| left.usage.used > 0)?;
        let requests = format!("{name}: {} of {} requests left this hour", left.usage.remaining(), left.usage.limit);
        Some(match left.free_in() {
            Some(seconds) => format!("{requests}, the next to read {}", within(seconds)),
            None => requests,
        })
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { Ok(()) } else { ui.print(&format!("\n{}", lines.join("\n"))) }
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
