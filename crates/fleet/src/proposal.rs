//! What files or a command want staged: edits with the places they come from, staged together or not at all.

use store::{Edit, OnRefusal, Value};

use crate::cli::Context;
use crate::commands::print_staging;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence::count;

/// What happens when something cannot be staged
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct SkipArgs {
    /// Stage what can be staged, name the rest, and end with exit code 4; otherwise one problem stages nothing
    #[arg(long)]
    pub(crate) skip_invalid: bool,
}

/// Edits, and what is wrong already.
#[derive(Debug, Default)]
pub(crate) struct Proposal {
    edits: Vec<Edit>,
    places: Vec<String>,
    problems: Vec<String>,
}

impl Proposal {
    /// A field of a row gets another value. The place is where that is said.
    pub(crate) fn set(&mut self, view: &str, pk: i64, field: &str, value: Value, place: impl Into<String>) {
        self.edits.push(Edit::Set { view: view.into(), pk, field: field.into(), value });
        self.places.push(place.into());
    }

    /// A row comes into being.
    pub(crate) fn create(&mut self, view: &str, values: Vec<(String, Value)>, place: impl Into<String>) {
        self.edits.push(Edit::Create { view: view.into(), values });
        self.places.push(place.into());
    }

    /// Something cannot be staged.
    pub(crate) fn problem(&mut self, place: &str, sentence: impl AsRef<str>) {
        self.problems.push(format!("{place}: {}", sentence.as_ref()));
    }

    /// What is to be staged, for whoever stages it elsewhere.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Stages it and says what that did, or why nothing was staged.
    pub(crate) fn stage(mut self, context: &Context, args: SkipArgs) -> Result<u8> {
        if !self.problems.is_empty() && !args.skip_invalid {
            // The views may refuse more; whoever corrects files wants to know all of it.
            let refused = context.workspace()?.existing_store()?.refused(&self.edits)?;
            self.refuse(&refused);
            return Err(self.error());
        }
        let on_refusal = if args.skip_invalid { OnRefusal::StageTheRest } else { OnRefusal::StageNothing };
        let (staging, refusals) = context.workspace()?.existing_store()?.stage_values(&self.edits, on_refusal)?;
        self.refuse(&refusals);
        if self.problems.is_empty() {
            print_staging(context.ui, staging)?;
            return Ok(exit_code::DONE);
        }
        if !args.skip_invalid {
            return Err(self.error());
        }
        for problem in &self.problems {
            context.ui.warn(&format!("left out: {problem}"));
        }
        print_staging(context.ui, staging)?;
        Ok(exit_code::PARTIAL)
    }

    fn refuse(&mut self, refusals: &[store::Refusal]) {
        for refusal in refusals {
            // What a trigger suggests is for people who write SQL.
            let sentence = refusal.message.split("; add: ").next().unwrap_or_default();
            self.problems.push(format!("{}: {sentence}", self.places[refusal.index]));
        }
    }

    fn error(&self) -> FleetError {
        let head = format!("nothing was staged, because of {}", count(self.problems.len(), "problem"));
        let lines: Vec<String> = [head].into_iter().chain(self.problems.iter().map(|problem| format!("  {problem}"))).collect();
        FleetError::input(lines.join("\n")).hint("correct that and run the same command again, or stage the rest with --skip-invalid")
    }
}
