//! `fleet man`.

use std::path::PathBuf;

use clap_mangen::Man;

use crate::cli::{self, Context};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence::count;

/// Write the manual as man pages, one for each command
///
/// Without a folder the page of `fleet` itself goes to standard output: `fleet man | man -l -` shows it.
///
/// Example: `fleet man ~/.local/share/man/man1`
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The folder of the pages, which is made if need be
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub(crate) fn man(context: &Context, args: &ManArgs) -> Result<u8> {
    let mut fleet = cli::command().disable_help_subcommand(true);
    fleet.build();
    let Some(folder) = &args.folder else {
        context.ui.print(page(fleet)?.trim_end())?;
        return Ok(exit_code::DONE);
    };
    let failed = |source| FleetError::Write { path: folder.clone(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut pages = 0;
    let mut commands = vec![fleet];
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().cloned());
        let path = folder.join(format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name())));
        std::fs::write(&path, page(command)?).map_err(|source| FleetError::Write { path: path.clone(), source })?;
        pages += 1;
    }
    context.ui.say(&format!("wrote {} to {}", count(pages, "page"), folder.display()));
    Ok(exit_code::DONE)
}

fn page(command: clap::Command) -> Result<String> {
    let mut page = Vec::new();
    Man::new(command).manual("Appfleet").render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
