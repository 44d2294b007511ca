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

#[cfg(test)]
mod tests {
    use store::{AccountRow, Fleet, Row, Store, StoreError, Value};

    use super::{StagedConflict, ask};
    use crate::output::Ui;

    /// Three versions whose copyright is staged, and by now another one at Apple.
    fn conflicts() -> Vec<StagedConflict> {
        let mut store = Store::in_memory().unwrap();
        let account = AccountRow { name: "acme".into(), issuer_id: None, key_id: "KEY".into() };
        store.load_fleet(&Fleet { accounts: vec![account], ..Fleet::default() }).unwrap();
        let resource = |name: &str| store::catalog::catalog().resource(name).unwrap();
        let mirror = |store: &mut Store, copyright: &str| {
            store
                .write_mirror::<_, StoreError>("sync", |mirror| {
                    let app = mirror.put(resource("apps"), 1, "1001", None, &Row::default())?.pk;
                    for id in ["a", "b", "c"] {
                        let values = [("state", "PREPARE_FOR_SUBMISSION"), ("copyright", copyright)]
                            .map(|(field, value)| (resource("versions").field(field).unwrap(), Value::Text(value.into())));
                        mirror.put(resource("versions"), 1, id, Some(app), &Row { values: values.into(), ..Row::default() })?;
                    }
                    Ok(())
                })
                .unwrap();
        };
        mirror(&mut store, "before");
        store.stage("UPDATE versions SET copyright = 'ours'").unwrap();
        mirror(&mut store, "theirs");
        store.conflicts().unwrap()
    }

    #[test]
    fn each_is_asked_about_until_an_answer_is_for_all() {
        let answered = |answers: &str| {
            let (ours, theirs) = ask(Ui::new(None, true), conflicts(), &mut answers.as_bytes()).unwrap();
            (ours.len(), theirs.len())
        };
        assert_eq!(answered("o\nt\ns\n"), (1, 1));
        assert_eq!(answered("s\nO\n"), (2, 0));
        assert_eq!(answered("T\n"), (0, 3));
        assert_eq!(answered(""), (0, 0), "no answer decides nothing");
    }
}
