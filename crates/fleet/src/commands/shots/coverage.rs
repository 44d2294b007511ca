//! `fleet shots coverage`.

use store::{Reader, Value};

use crate::cli::Context;
use crate::coverage::{Cell, Coverage, LEGEND};
use crate::error::Result;
use crate::exit_code;
use crate::media;
use crate::output::Ui;
use crate::selection::{AppArgs, must_match};
use crate::sentence::count;

/// Show which screenshots there are in which locale for which device, as they will be with what is staged
///
/// Of each app and platform the version in preparation is shown, else the one in the store. A number counts pictures of
/// its own; where there are none, the store shows larger ones scaled, or those of the primary locale. The exit code is 1 if
/// something that Apple requires today is missing, failed, or if a set has more than 10. The same rows are the view
/// `screenshot_coverage`, and `duplicate_screenshots` has what is shown twice.
///
/// Example: `fleet shots coverage --client acme --gaps`
#[derive(Debug, clap::Args)]
pub(crate) struct CoverageArgs {
    #[command(flatten)]
    apps: AppArgs,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// Only what needs somebody: required and missing, failed, more than 10, or still under way at Apple
    #[arg(long)]
    gaps: bool,
}

pub(crate) fn coverage(context: &Context, CoverageArgs { apps, locale, gaps }: &CoverageArgs) -> Result<u8> {
    let ui = context.ui;
    let reader = context.workspace()?.reader()?;
    media::must_be_read(&reader)?;
    apps.check(&reader)?;
    locale.iter().try_for_each(|name| must_match(&reader, "version_localizations", "locale = ?1", "locale", name))?;
    let mut coverage = Coverage::of(&reader, apps)?;
    let unread = unread(&reader, apps, &coverage)?;
    coverage.cells.retain(|cell| locale.is_empty() || locale.contains(&cell.locale));
    let (versions, wrong, open) = (coverage.versions(|_| true), coverage.versions(Cell::is_wrong), coverage.versions(Cell::is_gap));
    coverage.cells.retain(|cell| !gaps || cell.is_gap());
    if !ui.is_for_people() {
        ui.print_table(&coverage.table())?;
    } else if coverage.cells.is_empty() {
        ui.print(if *gaps { "nothing needs anybody" } else { "no versions" })?;
    } else {
        ui.print(&coverage.text())?;
        ui.say(&format!("\n{LEGEND}"));
    }
    if unread > 0 {
        ui.say(&format!("{} not shown, since their pictures were never read: fleet sync --only media", count(unread, "version")));
    }
    if ui.is_for_people() {
        if open > 0 && !gaps {
            ui.say(&format!("{open} of {} to be looked after: fleet shots coverage --gaps", count(versions, "version")));
        }
        tell_duplicates(ui, &reader, apps)?;
    }
    Ok(if wrong > 0 { exit_code::FOUND } else { exit_code::DONE })
}

/// How many versions there would be more, if their pictures had been read.
fn unread(reader: &Reader, apps: &AppArgs, coverage: &Coverage) -> Result<usize> {
    let (condition, parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
    let sql = format!(
        "SELECT DISTINCT account, app_id, platform FROM versions WHERE state <> 'REPLACED_WITH_NEW_VERSION' AND id NOT GLOB '~*'
         AND (account, app_id) IN (SELECT account, id FROM apps WHERE {condition})"
    );
    let versions = coverage.cells.chunk_by(|left, right| left.version == right.version);
    Ok(reader.query(&sql, &parameters)?.rows.len().saturating_sub(versions.count()))
}

/// Says how many files are shown more than once; a person decides whether that is meant.
fn tell_duplicates(ui: Ui, reader: &Reader, apps: &AppArgs) -> Result<()> {
    let (condition, parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
    let sql =
        format!("SELECT count(*) FROM duplicate_screenshots WHERE (account, app_id) IN (SELECT account, id FROM apps WHERE {condition})");
    let table = reader.query(&sql, &parameters)?;
    let files = table.rows.first().and_then(|row| row.first()).and_then(Value::as_integer).unwrap_or_default();
    if files > 0 {
        ui.say(&format!("{} shown more than once: fleet query \"SELECT * FROM duplicate_screenshots\"", count(files, "file")));
    }
    Ok(())
}
