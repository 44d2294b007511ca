//! `fleet query`.

use store::StoreError;

use super::edit::statement;
use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;

/// Look at the mirror with SQL, without a network
///
/// The views are `apps`, `app_infos`, `app_info_localizations`, `age_ratings`, `versions`, `version_localizations`,
/// `listings`, `builds`, `changes`, `conflicts` and `fields`. They show what is staged on top of what Apple has.
///
/// Example: `fleet query "SELECT app, copyright FROM versions WHERE editable AND copyright NOT LIKE '%2026%'"`
#[derive(Debug, clap::Args)]
pub(crate) struct QueryArgs {
    /// One SELECT statement, or - for standard input
    sql: String,
}

pub(crate) fn query(context: &Context, args: &QueryArgs) -> Result<u8> {
    let sql = statement(&args.sql)?;
    let table = context.workspace()?.reader()?.query(&sql, &[]).map_err(|error| match error {
        StoreError::NotAllowed(_) => FleetError::input("fleet query only reads").hint("`fleet edit` stages changes"),
        error => error.into(),
    })?;
    context.ui.paged().print_table(&table)?;
    Ok(exit_code::DONE)
}
