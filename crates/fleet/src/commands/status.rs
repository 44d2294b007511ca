//! `fleet status`.

use std::collections::BTreeMap;

use owo_colors::{OwoColorize as _, Style};
use store::{Reader, Standing, Table, Value};

use crate::budget::{Left, Remaining};
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::grid::{Cell, Grid};
use crate::history_report;
use crate::moment;
use crate::output::{Ui, shown};
use crate::sentence::{ago, count, within};
use crate::state::Drawn as _;
use crate::workspace::Workspace;
use crate::{campaign, campaign_report};

/// After so many seconds the states are no news.
const STALE: i64 = 86_400;

/// Show the fleet at a glance, without a network
///
/// Per account and client how many versions are where, how old that is, the requests that are left, what is staged, the
/// campaigns, and the next thing to do. `fleet show APP` is about one app.
///
/// Everything it says comes from the mirror, and is as new as the last sync. `fleet sync --watch` and `fleet watch` keep
/// it new. The views `transitions`, `review_times` and `disappeared` hold the same for `fleet query`. `--json` is one
/// object for each account; `fleet status --campaign --json` has the campaigns.
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
        history_report::print_since(ui.paged(), &reader, since)?;
        return Ok(exit_code::DONE);
    }
    if let Some(last) = args.review_times {
        history_report::print_review_times(ui.paged(), &reader, last)?;
        return Ok(exit_code::DONE);
    }
    if let Some(campaign) = &args.campaign {
        return campaign_report::print(ui.paged(), &workspace, &reader, campaign);
    }
    let table = reader.query(include_str!("../../../../sql/queries/status.sql"), &[])?;
    let budgets = budgets(&workspace, &reader)?;
    if !ui.is_for_people() {
        ui.print_table(&with_budgets(table, &budgets))?;
        campaign::note(ui, &workspace, &reader, &campaign::look(ui, &workspace, &reader))?;
        return Ok(exit_code::DONE);
    }
    let now = jiff::Timestamp::now().as_second();
    print_counts(ui, &with_ages(table, now))?;
    let clients = reader.query(include_str!("../../../../sql/queries/status_clients.sql"), &[])?;
    if has_clients_of_their_own(&reader)? {
        ui.print("")?;
        print_counts(ui, &clients)?;
    }
    print_budgets(ui, &budgets)?;
    let staged = staged(&reader)?;
    if staged.fields > 0 {
        let line = format!("{} staged in {}: fleet diff", count(staged.fields, "change"), count(staged.apps, "app"));
        ui.print(&format!("\n{}", line.yellow()))?;
        if staged.conflicts > 0 {
            let line =
                format!("{} changed at Apple since: fleet push --ours, or fleet unstage --conflicts", count(staged.conflicts, "field"));
            ui.print(&line.red().to_string())?;
        }
    }
    campaign_report::print_all(ui, &workspace, &reader)?;
    if let Some(next) = next(&reader, &staged, now)? {
        ui.print(&format!("\n{} {next}", "next:".cyan().bold()))?;
    }
    Ok(exit_code::DONE)
}

/// What is staged, in numbers.
struct Staged {
    fields: i64,
    apps: i64,
    conflicts: i64,
}

fn staged(reader: &Reader) -> Result<Staged> {
    let found = reader.query(
        "SELECT count(*), count(DISTINCT app_id), count(*) FILTER (WHERE base IS NOT current AND field NOT IN ('+', '-')) FROM changes",
        &[],
    )?;
    let number = |index: usize| found.rows.first().and_then(|row| row[index].as_integer()).unwrap_or_default();
    Ok(Staged { fields: number(0), apps: number(1), conflicts: number(2) })
}

/// Whether clients are something else than accounts under another name.
fn has_clients_of_their_own(reader: &Reader) -> Result<bool> {
    let sql = "SELECT 1 WHERE (SELECT count(*) FROM clients) > 0 AND ((SELECT count(DISTINCT account || char(0) || coalesce(client, '')) FROM apps)
        <> (SELECT count(DISTINCT account) FROM apps) OR (SELECT count(DISTINCT account) FROM apps) <> (SELECT count(DISTINCT client) FROM apps))";
    Ok(!reader.query(sql, &[])?.rows.is_empty())
}

/// How many of what: numbers in the colours of the states that they count, and nothing where there is nothing to see.
fn print_counts(ui: Ui, table: &Table) -> Result<()> {
    if table.rows.is_empty() {
        return ui.print_table(table);
    }
    let style = |column: &str| match column {
        "live" | "ready" => Standing::Live.style(),
        "preparing" => Standing::Preparing.style(),
        "rejected" | "blocked" => Standing::Rejected.style(),
        "in_review" => Standing::InReview.style(),
        "approved" => Standing::Approved.style(),
        "states" | "texts" => Style::new().dimmed(),
        _ => Style::new(),
    };
    let cell = |(column, value): (&String, &Value)| match value {
        Value::Integer(0) => Cell::styled("0", Style::new().dimmed()),
        Value::Null if column == "client" => Cell::styled("(no client)", Style::new().dimmed()),
        value => Cell::styled(shown(value), style(column)),
    };
    let grid = Grid {
        titles: table.columns.iter().map(|column| Cell::styled(column.to_uppercase(), Style::new().bold())).collect(),
        rows: table.rows.iter().map(|row| table.columns.iter().zip(row).map(cell).collect()).collect(),
        right: (0..table.columns.len()).map(|index| table.rows.iter().all(|row| matches!(row[index], Value::Integer(_)))).collect(),
    };
    ui.print(&grid.draw(ui.canvas()))
}

/// The next thing to do: what was begun before what is broken, what is broken before what is new.
fn next(reader: &Reader, staged: &Staged, now: i64) -> Result<Option<String>> {
    let found = reader.query(include_str!("../../../../sql/queries/status_next.sql"), &[])?;
    let place = |name: &str| found.columns.iter().position(|column| column == name);
    let number = |name: &str| place(name).and_then(|index| found.rows.first()?[index].as_integer());
    let some = |name: &str| number(name).filter(|number| *number > 0);
    let age = number("states_at").map(|at| now - at);
    Ok(Some(if number("apps") == Some(0) || age.is_none() {
        "fleet sync  (nothing is mirrored yet)".into()
    } else if some("paused").is_some() {
        "fleet push --continue  (a changeset waits after its first rows)".into()
    } else if some("unfinished").is_some() {
        "fleet push  (a changeset is not sent to its end)".into()
    } else if staged.conflicts > 0 {
        "fleet diff  (what changed at Apple since it was staged, and what to do about it)".into()
    } else if age.is_some_and(|age| age > STALE) {
        format!("fleet sync  (the states are from {})", ago(age.unwrap_or_default()))
    } else if staged.fields > 0 {
        "fleet check, then fleet push  (what is staged)".into()
    } else if let Some(rejected) = some("rejected") {
        let states = "'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY'";
        let query = format!("SELECT app, platform, version_string, state FROM versions WHERE state IN ({states})");
        format!("fleet query \"{query}\"  ({})", count(rejected, "rejected version"))
    } else if let Some(releasable) = some("releasable") {
        format!("fleet release  ({} approved and waiting for you)", count(releasable, "version"))
    } else if let Some(ready) = some("ready") {
        format!("fleet submit  ({} ready for review)", count(ready, "app"))
    } else if let Some(blocked) = some("blocked") {
        format!("fleet check  ({} cannot be submitted yet)", count(blocked, "app"))
    } else {
        return Ok(None);
    }))
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
