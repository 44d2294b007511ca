//! What a command over many apps leaves out, and why.

use crate::error::FleetError;
use crate::exit_code;
use crate::output::Ui;
use crate::sentence::count;

/// So many are named one by one.
const SHOWN: usize = 10;

/// What was left out.
#[derive(Debug, Default)]
pub(crate) struct Skipped {
    sentences: Vec<String>,
}

impl Skipped {
    /// Something is left out.
    pub(crate) fn add(&mut self, place: &str, why: impl AsRef<str>) {
        self.sentences.push(format!("{place}: {}", why.as_ref()));
    }

    /// Whether nothing is.
    pub(crate) fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// Says it, with the command that may help.
    pub(crate) fn tell(&self, ui: Ui, hint: &str) {
        for sentence in self.sentences.iter().take(SHOWN) {
            ui.warn(&format!("left out: {sentence}"));
        }
        if self.sentences.len() > SHOWN {
            ui.warn(&format!("left out: {} more", self.sentences.len() - SHOWN));
        }
        if !self.is_empty() && !hint.is_empty() {
            ui.say(hint);
        }
    }

    /// The same as the reason why nothing is done.
    pub(crate) fn error(&self) -> FleetError {
        let more = self.sentences.len().saturating_sub(SHOWN);
        let head = format!("nothing was staged, because of {}", count(self.sentences.len(), "problem"));
        let shown = self.sentences.iter().take(SHOWN).map(|sentence| format!("  {sentence}"));
        let lines: Vec<String> = [head].into_iter().chain(shown).chain((more > 0).then(|| format!("  and {more} more"))).collect();
        FleetError::input(lines.join("\n"))
    }

    /// The exit code of the command.
    pub(crate) fn exit_code(&self) -> u8 {
        if self.is_empty() { exit_code::DONE } else { exit_code::PARTIAL }
    }
}
