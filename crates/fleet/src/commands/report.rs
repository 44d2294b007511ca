//! `fleet report`.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::progress::Wait;
use crate::sentence::count;

/// Write the mirror as a folder of HTML pages that open from disk
///
/// Example: `fleet report`
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// Folder to write
    #[arg(long, value_name = "FOLDER", default_value = "fleet-report")]
    output: PathBuf,
}

pub(crate) fn report(context: &Context, args: &ReportArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let report = {
        let _wait = Wait::new(context.ui, "writing the report");
        dashboard::report(&reader, jiff::Timestamp::now().as_second(), &args.output)?
    };
    if context.ui.is_for_people() {
        context.ui.print(&format!(
            "{} about {}: {}",
            count(report.pages as u64, "page"),
            count(report.apps as u64, "app"),
            report.index.display()
        ))?;
    } else {
        context.ui.print_json(&json!({ "pages": report.pages, "apps": report.apps, "index": report.index }))?;
    }
    Ok(exit_code::DONE)
}
