//! `fleet changeset export`.

use std::path::{Path, PathBuf};

use crate::author::author;
use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::portable::Portable;
use crate::sentence::count;

/// Write what is staged to a file, for another machine to review and push
///
/// The file names accounts by their issuer and rows by Apple's ids, so it fits every mirror of the same accounts. It
/// holds no secrets, only their names.
///
/// Example: `fleet changeset export yearly-copyright.json`
#[derive(Debug, clap::Args)]
#[command(allow_missing_positional = true)]
pub(crate) struct ExportArgs {
    /// A changeset that was sealed, instead of what is staged
    changeset: Option<i64>,
    /// The file to write, or - for standard output
    #[arg(required = true)]
    file: PathBuf,
}

pub(crate) fn export(context: &Context, args: &ExportArgs) -> Result<u8> {
    let store = context.workspace()?.store_to_look()?;
    let portable = Portable::of(&store, args.changeset, &author())?;
    let text = portable.text()?;
    if args.file == Path::new("-") {
        context.ui.print(text.trim_end())?;
    } else {
        std::fs::write(&args.file, text).map_err(|source| FleetError::Write { path: args.file.clone(), source })?;
        let changes = count(portable.changes.len(), "change");
        context.ui.say(&format!("wrote {changes} to {}, digest {}", args.file.display(), portable.digest));
    }
    Ok(exit_code::DONE)
}
