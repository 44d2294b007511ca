//! `fleet unstage`.

use serde_json::json;

use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::sentence::count;

/// Take staged changes back
///
/// Example: `fleet unstage --where "client = 'acme' AND field = 'copyright'"`
#[derive(Debug, clap::Args)]
pub(crate) struct UnstageArgs {
    /// Only changes for which this SQL condition over the columns of `changes` holds
    #[arg(long = "where", value_name = "SQL", required_unless_present_any = ["all", "conflicts"])]
    condition: Option<String>,
    /// Only fields that somebody changed at Apple since they were staged: theirs win
    #[arg(long, conflicts_with = "condition")]
    conflicts: bool,
    /// Everything
    #[arg(long, conflicts_with_all = ["condition", "conflicts"])]
    all: bool,
}

pub(crate) fn unstage(context: &Context, args: &UnstageArgs) -> Result<u8> {
    let mut store = context.workspace()?.existing_store()?;
    let taken = if args.conflicts {
        let conflicts = store.conflicts()?;
        store.resolve_conflicts(&conflicts, false)?;
        conflicts.len()
    } else {
        let condition = args.condition.as_deref().unwrap_or("1");
        store.stage(&format!("DELETE FROM changes WHERE {condition}"))?.unstaged
    };
    if context.ui.is_for_people() {
        context.ui.print(&format!("took {} back", count(taken as u64, "change")))?;
    } else {
        context.ui.print_json(&json!({ "unstaged": taken }))?;
    }
    Ok(exit_code::DONE)
}
