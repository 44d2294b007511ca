//! `fleet changeset name`.

use serde_json::json;
use store::Value;

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::shown;

/// Say why, before the push does
///
/// The log shows it, unless the push gives another reason with `-m`.
///
/// Example: `fleet changeset name 'yearly copyright'`
#[derive(Debug, clap::Args)]
pub(crate) struct NameArgs {
    /// Why, in a few words
    text: String,
}

pub(crate) fn name(context: &Context, args: &NameArgs) -> Result<u8> {
    let title = args.text.trim();
    if title.is_empty() {
        return Err(FleetError::input("a changeset cannot be called nothing"));
    }
    let store = context.workspace()?.existing_store()?;
    store.name_changeset(title)?;
    let number = store.open_changeset()?;
    if context.ui.is_for_people() {
        context.ui.print(&format!("changeset {number} is called '{}'", shown(&Value::Text(title.into()))))?;
    } else {
        context.ui.print_json(&json!({ "changeset": number, "title": title }))?;
    }
    Ok(exit_code::DONE)
}
