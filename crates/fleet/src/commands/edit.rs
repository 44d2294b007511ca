//! `fleet edit`.

use std::borrow::Cow;

use serde_json::json;
use store::{Staging, Store, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::{Ui, shown};
use crate::sentence::count;

/// Stage changes with SQL
///
/// UPDATE, INSERT INTO and DELETE FROM the views; nothing is sent before `fleet push`. Several statements are staged
/// together or not at all. `-` reads the SQL from standard input.
///
/// Example: `fleet edit "UPDATE listings SET support_url = 'https://acme.example/' WHERE client = 'acme' AND editable"`
#[derive(Debug, clap::Args)]
pub(crate) struct EditArgs {
    /// SQL statements, or - for standard input
    sql: String,
}

pub(crate) fn edit(context: &Context, args: &EditArgs) -> Result<u8> {
    let sql = statement(&args.sql)?;
    if sql.trim().is_empty() {
        return Err(FleetError::input("there is no SQL to run"));
    }
    stage(context, &sql)
}

/// The SQL of an argument, or that of standard input for `-`.
pub(super) fn statement(argument: &str) -> Result<Cow<'_, str>> {
    Ok(if argument == "-" { std::io::read_to_string(std::io::stdin())?.into() } else { argument.into() })
}

/// Stages SQL and says what it did.
pub(crate) fn stage(context: &Context, sql: &str) -> Result<u8> {
    let mut store = context.workspace()?.existing_store()?;
    let staging = store.stage(sql)?;
    print_staging(context.ui, staging)?;
    warn_problems(context.ui, &store)?;
    Ok(exit_code::DONE)
}

/// Says how much of what is staged Apple would refuse: a template that fits one locale may be too long for another.
pub(crate) fn warn_problems(ui: Ui, store: &Store) -> Result<()> {
    let problems = store.problems()?;
    for problem in problems.iter().take(3) {
        ui.warn(&shown(&Value::Text(format!("Apple would refuse {problem}"))));
    }
    if problems.len() > 3 {
        ui.say(&format!("and {} more: fleet diff --check", problems.len() - 3));
    }
    Ok(())
}

/// Says what was staged.
pub(crate) fn print_staging(ui: Ui, staging: Staging) -> Result<()> {
    let Staging { staged, unstaged, apps, rows } = staging;
    if !ui.is_for_people() {
        return ui.print_json(&json!({ "staged": staged, "unstaged": unstaged, "rows": rows, "apps": apps }));
    }
    let mut parts = Vec::new();
    if staged > 0 {
        parts.push(format!("staged {} in {}; next: fleet diff", count(staged as u64, "change"), count(apps as u64, "app")));
    }
    if unstaged > 0 {
        parts.push(format!("took {} back", count(unstaged as u64, "change")));
    }
    if parts.is_empty() {
        parts.push("nothing to stage: every row has that value already, or none matched".into());
    }
    ui.print(&parts.join("; "))
}
