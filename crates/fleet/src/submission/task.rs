//! What the commands have of their own.

use std::time::Duration;

use store::Reader;

use crate::error::Result;
use crate::submission::{Chosen, Plan};
use crate::workspace::Workspace;

/// What was looked at so lately need not be looked at again by the push.
const JUST_NOW: Duration = Duration::from_secs(60);

/// How much of what is staged for the apps concerned goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sends {
    /// All of it, first: it belongs to what is reviewed.
    Everything,
    /// Only what the command itself stages: the rest may not be possible in this state.
    Itself,
}

/// A command that hands something in, takes it back or releases it.
pub(crate) trait Task {
    /// The word for what it does with versions, such as `submitted`.
    fn done(&self) -> &'static str;

    /// What a yes means, such as `this hands 3 versions to App Review`.
    fn meaning(&self, versions: usize) -> String;

    /// Scopes that are read again before it is planned, each with the query that knows for which rows.
    fn stale(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Whether the texts of what has changed its state are read first, since they are judged.
    fn reads_texts(&self) -> bool {
        false
    }

    /// What it would do, and what it leaves out, with the mirror as it is.
    fn plan(&self, reader: &Reader, chosen: &Chosen) -> Result<Plan>;

    /// Leaves out what must not go, now that everything is staged.
    fn judge(&self, _workspace: &Workspace, _reader: &Reader, _plan: &mut Plan) -> Result<()> {
        Ok(())
    }

    /// What is sent.
    fn sends(&self) -> Sends {
        Sends::Itself
    }

    /// How old the mirror may be where something is overwritten.
    fn max_age(&self) -> Duration {
        JUST_NOW
    }

    /// Whether it looks until nothing is under way any more.
    fn waits(&self) -> bool;

    /// For how long at most.
    fn patience(&self) -> Duration {
        Duration::from_secs(15 * 60)
    }
}
