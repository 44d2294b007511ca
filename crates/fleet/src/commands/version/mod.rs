//! `fleet version`: the versions that are on their way to the store.

mod list;
mod new;
mod rendering;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// Versions: start new ones with their texts and builds, list those in preparation
///
/// What these commands change is staged, as with `fleet set`.
///
/// Example: `fleet version new 2.4.0 --client acme --whats-new 'Bug fixes.' --build latest`
#[derive(Debug, Subcommand)]
pub(crate) enum VersionCommand {
    New(Box<new::NewArgs>),
    List(list::ListArgs),
}

pub(crate) fn version(context: &Context, command: &VersionCommand) -> Result<u8> {
    match command {
        VersionCommand::New(args) => new::new(context, args),
        VersionCommand::List(args) => list::list(context, args),
    }
}
