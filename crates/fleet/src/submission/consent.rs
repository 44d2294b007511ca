//! The yes of a person, without which nothing reaches a reviewer or the public.

use std::io::IsTerminal as _;

use asc::Stop;

use crate::confirmation::is_yes;
use crate::error::{FleetError, Result};
use crate::output::Ui;

/// Refuses at once where nobody could be asked.
pub(crate) fn must_be_askable(is_agreed: bool, done: &str) -> Result<()> {
    if is_agreed || std::io::stdin().is_terminal() {
        return Ok(());
    }
    Err(FleetError::input(format!("nothing is {done} without a yes, and there is nobody to ask"))
        .hint("look with --dry-run, then run it with --yes"))
}

/// Asks a person; whoever interrupts has said no.
pub(crate) async fn ask(ui: Ui, meaning: &str, stop: &Stop) -> bool {
    ui.warn(&format!("{meaning}. Type yes to go on:"));
    let (answer, answered) = tokio::sync::oneshot::channel();
    // A thread of its own, which nobody waits for: reading cannot be interrupted.
    std::thread::spawn(move || {
        // Whoever interrupted does not listen any more.
        answer.send(is_yes().unwrap_or(false)).ok();
    });
    tokio::select! {
        answer = answered => answer.unwrap_or(false),
        () = stop.stopped() => false,
    }
}
