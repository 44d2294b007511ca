//! `fleet changeset discard`.

use std::io::IsTerminal as _;

use serde_json::json;
use store::{Discarded, Store, StoreError, Value};

use crate::author::author;
use crate::cli::Context;
use crate::confirmation::is_yes;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Ui;
use crate::sentence::count;

/// Give up what is staged, or what an interrupted push has not sent
///
/// What was staged stays in the log as `discarded`, and nothing of it is ever sent. Of a changeset that was sent in part
/// the rest is dropped; `fleet undo` takes back what was sent.
///
/// Example: `fleet changeset discard --yes`
#[derive(Debug, clap::Args)]
pub(crate) struct DiscardArgs {
    /// A changeset with calls left to send; without it what is staged
    changeset: Option<i64>,
    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    yes: bool,
}

pub(crate) fn discard(context: &Context, args: &DiscardArgs) -> Result<u8> {
    let ui = context.ui;
    let mut store = context.workspace()?.existing_store()?;
    let open = store.open_changeset()?;
    let discarded = match args.changeset.filter(|changeset| *changeset != open) {
        None => {
            let staged = store.staged_count()?;
            if staged == 0 {
                return Err(nothing_staged(&store)?);
            }
            confirm(ui, args.yes, &format!("this drops {}", count(staged, "staged change")))?;
            store.discard_staged(&author(), engine::compile)?
        }
        Some(changeset) => {
            // A push that runs would go on with what is dropped.
            let _lock = store.lock_push()?;
            let status = status(&store, changeset)?;
            if !matches!(status.as_str(), "sealed" | "pushing") {
                return Err(nothing_left(changeset, &status));
            }
            confirm(ui, args.yes, &format!("this drops what changeset {changeset} has not sent"))?;
            store.discard_unsent(changeset)?
        }
    };
    print(ui, &discarded)?;
    Ok(exit_code::DONE)
}

fn nothing_staged(store: &Store) -> Result<FleetError> {
    let unfinished = store.unfinished()?;
    let hint = match unfinished.first() {
        Some(changeset) => format!("changeset {0} is not sent to its end: fleet changeset discard {0}", changeset.pk),
        None => "`fleet changeset list` lists the changesets".into(),
    };
    Ok(FleetError::input("nothing is staged").hint(hint))
}

fn status(store: &Store, changeset: i64) -> Result<String> {
    let found = store.query("SELECT status FROM changesets WHERE pk = ?1", &[Value::Integer(changeset)])?;
    Ok(found.rows.first().ok_or(StoreError::NoChangeset(changeset))?[0].to_string())
}

fn nothing_left(changeset: i64, status: &str) -> FleetError {
    let hint = match status {
        "discarded" => format!("`fleet diff {changeset}` shows what it was"),
        _ => format!("`fleet undo {changeset}` stages the inverse of what was sent"),
    };
    FleetError::input(format!("changeset {changeset} is {status}: nothing of it is left to send")).hint(hint)
}

fn confirm(ui: Ui, yes: bool, what: &str) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(FleetError::input(format!("not discarded without a yes: {what}")).hint("look with `fleet diff`, then add --yes"));
    }
    ui.warn(&format!("{what}. Type yes to go on:"));
    if is_yes()? { Ok(()) } else { Err(FleetError::input("nothing was discarded")) }
}

fn print(ui: Ui, discarded: &Discarded) -> Result<()> {
    let Discarded { changeset, status, fields, steps, in_doubt } = discarded;
    if ui.is_for_people() {
        let calls = count(*steps, "call");
        ui.print(&format!("changeset {changeset} is {status}: dropped {}, {calls} will not be sent", count(*fields, "change")))?;
    } else {
        ui.print_json(&json!({ "changeset": changeset, "status": status, "fields": fields, "calls": steps, "in_doubt": in_doubt }))?;
    }
    if *in_doubt > 0 {
        ui.warn(&format!("the answer to {} never came; `fleet sync` shows what Apple has", count(*in_doubt, "call")));
    }
    Ok(())
}
