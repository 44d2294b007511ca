//! `fleet shots check`.

use std::path::PathBuf;

use store::{Table, Value};

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;

/// Say of each image below a folder which display type Apple would take it for, or why not
///
/// Example: `fleet shots check shots`
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The folder of masters
    folder: PathBuf,
}

pub(crate) fn check(context: &Context, CheckArgs { folder }: &CheckArgs) -> Result<u8> {
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
