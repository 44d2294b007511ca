//! `fleet changeset list`.

use crate::cli::Context;
use crate::commands::log::print_changesets;
use crate::error::Result;
use crate::exit_code;

/// List all changesets, the open one first
///
/// Example: `fleet changeset list`
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {}

pub(crate) fn list(context: &Context, ListArgs {}: &ListArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    print_changesets(context.ui, reader.query(include_str!("../../../../../sql/queries/changesets.sql"), &[])?)?;
    Ok(exit_code::DONE)
}
