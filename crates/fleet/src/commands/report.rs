//! `fleet report`.

use std::fs;
use std::path::{Path, PathBuf};

use dashboard::{Background, Selection, Thumbnail, Wish};
use jiff::Timestamp;
use serde_json::json;
use store::{Reader, Table, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::output::{Format, Ui};
use crate::progress::Wait;
use crate::selection::AppArgs;
use crate::sentence::{ago, count, lasted};
use crate::workspace::Workspace;
use crate::{campaign_report, checks, coverage, exit_code, moment};

/// Where the pages go if nobody says.
const FOLDER: &str = "fleet-report";

/// Write the fleet, or one client's part of it, as a folder of HTML pages
///
/// The folder opens from disk, asks nobody for anything, and can be mailed and printed: an overview with the readiness
/// of every app, a page for each client, one for each app, and one with its listings as the store shows them, with the
/// screenshots that `fleet sync --images` has downloaded. A report of one client (`--client`) holds no trace of another.
///
/// With `--format csv`, `markdown`, `json` or `ndjson` it is one table instead, on stdout or in a file: a row for each
/// app and platform with its readiness, states, findings, staged changes and ages.
///
/// Example: `fleet report --client acme --since 2026-11-01 --output acme-november`
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// Folder to write, or the file of a table [default: fleet-report; a table goes to stdout]
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Tell what has changed since: today, yesterday, 12h, 2d, a date or a time
    #[arg(long, value_name = "WHEN", value_parser = moment::since)]
    since: Option<i64>,
    #[command(flatten)]
    apps: AppArgs,
}

pub(crate) fn report(context: &Context, args: &ReportArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    let reader = workspace.reader()?;
    args.apps.check(&reader)?;
    let now = Timestamp::now().as_second();
    match context.ui.asked_format() {
        None | Some(Format::Table | Format::Html) => pages(context.ui, &workspace, &reader, args, now)?,
        Some(format) => table(context.ui, format, &reader, args, now)?,
    }
    Ok(exit_code::DONE)
}

/// Which apps are meant. Who names nothing but clients means also those of their apps that are gone.
fn selection(args: &AppArgs) -> Selection {
    let AppArgs { app, client, tag, finding, condition } = args;
    let only_clients = app.is_empty() && tag.is_empty() && finding.is_empty() && condition.is_none();
    Selection { condition: args.condition(), clients: if only_clients { client.clone() } else { Vec::new() } }
}

fn pages(ui: Ui, workspace: &Workspace, reader: &Reader, args: &ReportArgs, now: i64) -> Result<()> {
    let background = background(ui, workspace, reader)?;
    let wish = Wish { selection: selection(&args.apps), since: args.since, now, background, make_thumbnails: &make_thumbnails };
    let folder = args.output.as_deref().unwrap_or(Path::new(FOLDER));
    let report = {
        let _wait = Wait::new(ui, "writing the report");
        dashboard::report(reader, &wish, folder)?
    };
    if ui.is_for_people() {
        let pages = count(report.pages as u64, "page");
        let apps = count(report.apps as u64, "app");
        ui.print(&format!("{pages} about {apps}: {}", report.index.display()))?;
        if report.pictures == 0 && report.apps > 0 {
            ui.say("no pictures are there to be shown: fleet sync --only media --images");
        }
        return Ok(());
    }
    ui.print_json(&json!({ "pages": report.pages, "apps": report.apps, "pictures": report.pictures, "index": report.index }))
}

/// What the pages tell and the database does not know.
pub(crate) fn background(ui: Ui, workspace: &Workspace, reader: &Reader) -> Result<Background> {
    Ok(Background {
        checks: checks::words(&checks::all(workspace.root())?),
        campaigns: campaign_report::for_pages(ui, workspace, reader),
        display_types: coverage::display_types(),
        images: workspace.database().with_file_name("images"),
    })
}

/// Makes small copies of pictures; only `shots` may do that.
pub(crate) fn make_thumbnails(thumbnails: &[Thumbnail]) -> Vec<bool> {
    let picture = |thumbnail| {
        let Thumbnail { source, target, within: (width, height) }: &Thumbnail = thumbnail;
        (source.as_path(), target.as_path(), shots::Size::new(*width, *height))
    };
    shots::thumbnails(&thumbnails.iter().map(picture).collect::<Vec<_>>())
}

fn table(ui: Ui, format: Format, reader: &Reader, args: &ReportArgs, now: i64) -> Result<()> {
    let rows = dashboard::rows(reader, &selection(&args.apps), now)?;
    let rows = if format == Format::Markdown { for_people(rows, now) } else { rows };
    let Some(path) = &args.output else { return ui.print_table(&rows) };
    let text = ui.table_text(&rows)?;
    fs::write(path, format!("{}\n", text.trim_end_matches('\n'))).map_err(|source| FleetError::Write { path: path.clone(), source })?;
    ui.say(&format!("{} in {}", count(rows.rows.len() as u64, "row"), path.display()));
    Ok(())
}

/// Ages and durations in words, and without what says the same in numbers.
fn for_people(mut table: Table, now: i64) -> Table {
    let hidden = ["app_id", "states_at", "texts_at"];
    let shown: Vec<usize> = (0..table.columns.len()).filter(|index| !hidden.contains(&table.columns[*index].as_str())).collect();
    let told = |column: &str, value: &Value| match (column, value.as_integer()) {
        ("states_age" | "texts_age", Some(age)) => Value::Text(ago(age)),
        ("in_review_since", Some(since)) => Value::Text(ago(now - since)),
        ("last_review", Some(took)) => Value::Text(lasted(took)),
        _ => value.clone(),
    };
    table.rows = table.rows.iter().map(|row| shown.iter().map(|index| told(&table.columns[*index], &row[*index])).collect()).collect();
    table.columns = shown.iter().map(|index| table.columns[*index].clone()).collect();
    table
}
