//! A question that only a person answers.

use std::io::{BufRead as _, IsTerminal as _};

use crate::error::{FleetError, Result};
use crate::output::Ui;

/// Asks on a terminal. Where there is none, or nobody says yes, it is an error.
pub(crate) fn confirm(ui: Ui, question: &str) -> Result<()> {
    if !std::io::stdin().is_terminal() {
        return Err(FleetError::input(format!("not done without a yes: {question}")).hint("add --yes"));
    }
    ui.warn(&format!("{question}. Type yes to go on:"));
    if is_yes()? { Ok(()) } else { Err(FleetError::input("nothing was staged")) }
}

/// Whether the next line that is typed says yes.
pub(crate) fn is_yes() -> std::io::Result<bool> {
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
