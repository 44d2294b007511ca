//! `fleet shots`.

use std::path::PathBuf;

use clap::Subcommand;
use store::{Table, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;

/// Look at screenshot files
#[derive(Debug, Subcommand)]
pub(crate) enum ShotsCommand {
    /// Say of each image below a folder which display type Apple would take it for, or why not
    ///
    /// The folder is laid out as fastlane's: `screenshots/<locale>/*.png`, also `appleTV/<locale>` and `iMessage/<locale>`.
    Check {
        /// The folder of locales
        folder: PathBuf,
    },
}

pub(crate) fn shots(context: &Context, command: &ShotsCommand) -> Result<u8> {
    let ShotsCommand::Check { folder } = command;
    let findings = shots::check_folder(folder)?;
    let rows = findings.iter().map(|finding| {
        vec![
            Value::from(finding.locale.clone()),
            Value::Text(finding.path.display().to_string()),
            Value::from(finding.probe.as_ref().map(|probe| probe.size.to_string())),
            Value::Text(finding.verdict.to_string()),
        ]
    });
    context
        .ui
        .print_table(&Table { columns: ["locale", "file", "size", "verdict"].map(ToOwned::to_owned).into(), rows: rows.collect() })?;
    Ok(if findings.iter().any(|finding| finding.verdict.is_problem()) { exit_code::FOUND } else { exit_code::DONE })
}
