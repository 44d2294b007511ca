//! `fleet changeset`: the changes that belong together.

mod discard;
mod export;
mod import;
mod list;
mod name;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// Name, list, discard and hand on what is staged together
///
/// What is staged is the open changeset; a push seals it, and the next one begins.
///
/// Example: `fleet changeset list`
#[derive(Debug, Subcommand)]
pub(crate) enum ChangesetCommand {
    List(list::ListArgs),
    Name(name::NameArgs),
    Discard(discard::DiscardArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
}

pub(crate) fn changeset(context: &Context, command: &ChangesetCommand) -> Result<u8> {
    match command {
        ChangesetCommand::List(args) => list::list(context, args),
        ChangesetCommand::Name(args) => name::name(context, args),
        ChangesetCommand::Discard(args) => discard::discard(context, args),
        ChangesetCommand::Export(args) => export::export(context, args),
        ChangesetCommand::Import(args) => import::import(context, args),
    }
}
