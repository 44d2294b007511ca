//! Conflicts, and the three ways out of them: ours, theirs, or one by one.

use std::io::BufRead;

use store::{StagedConflict, Store};

use crate::error::Result;
use crate::output::Ui;
use crate::push_report::conflict_sentence;
use crate::sentence::count;

/// How conflicts end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Our values overwrite Apple's.
    Ours,
    /// Apple's values stay.
    Theirs,
    /// Somebody is asked about each.
    Ask,
}

/// Resolves the conflicts of the staging area.
pub(crate) fn resolve(ui: Ui, store: &mut Store, exit: Exit) -> Result<()> {
    let conflicts = store.conflicts()?;
    let (ours, theirs) = match exit {
        Exit::Ours => (conflicts, Vec::new()),
        Exit::Theirs => (Vec::new(), conflicts),
        Exit::Ask => ask(ui, conflicts, &mut std::io::stdin().lock())?,
    };
    store.resolve_conflicts(&ours, true)?;
    store.resolve_conflicts(&theirs, false)?;
    for (conflicts, what) in [(&ours, "overwritten with ours"), (&theirs, "left as Apple has it")] {
        if !conflicts.is_empty() {
            ui.say(&format!("{} {what}", count(conflicts.len() as u64, "conflict")));
        }
    }
    Ok(())
}

/// Asks about each conflict; what is left undecided stays a conflict.
fn ask(ui: Ui, conflicts: Vec<StagedConflict>, answers: &mut impl BufRead) -> Result<(Vec<StagedConflict>, Vec<StagedConflict>)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // An answer in capitals is for all that follow.
    let mut for_all: Option<char> = None;
    for conflict in conflicts {
        ui.say(&conflict_sentence(&conflict.subject, &conflict.field, [&conflict.base, &conflict.ours, &conflict.theirs]));
        let answer = if let Some(answer) = for_all {
            answer
        } else {
            ui.say("  [o]urs, [t]heirs, [s]kip; O, T, S for all that follow:");
            let mut line = String::new();
            answers.read_line(&mut line)?;
            line.trim().chars().next().unwrap_or('s')
        };
        for_all = answer.is_uppercase().then_some(answer);
        match answer.to_ascii_lowercase() {
            'o' => ours.push(conflict),
            't' => theirs.push(conflict),
            _ => {}
        }
    }
    Ok((ours, theirs))
}
