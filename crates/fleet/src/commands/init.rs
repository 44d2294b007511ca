//! `fleet init`.

use crate::cli::Context;
use crate::config::EXAMPLE;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::workspace::FILE;

/// Write a commented fleet.toml into this folder
///
/// The file runs as it is, on the simulator. Remove its `[simulator]` table and give the accounts their keys to talk to
/// Apple.
///
/// Example: `fleet init`
#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Print the file instead of writing it
    #[arg(long)]
    print: bool,
}

pub(crate) fn init(context: &Context, args: &InitArgs) -> Result<u8> {
    if args.print {
        context.ui.print(EXAMPLE.trim_end())?;
        return Ok(exit_code::DONE);
    }
    let path = context.folder().join(FILE);
    if path.exists() {
        return Err(FleetError::Exists(path));
    }
    std::fs::write(&path, EXAMPLE).map_err(|source| FleetError::Write { path: path.clone(), source })?;
    context.ui.say(&format!("wrote {}; next: fleet sync", path.display()));
    Ok(exit_code::DONE)
}
