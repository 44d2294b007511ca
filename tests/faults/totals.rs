//! What a campaign has done, in figures.

use std::collections::BTreeMap;
use std::fmt;

/// Sums over all rounds.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) rounds: usize,
    pub(crate) kills: usize,
    /// Of the kills, those of which the server had no request yet: while a file was opened, made or migrated.
    pub(crate) early: usize,
    pub(crate) commands: usize,
    pub(crate) requests: usize,
    /// Requests that met trouble, by its kind.
    pub(crate) faults: BTreeMap<String, usize>,
    /// What somebody else changed in the meantime.
    pub(crate) foreign: usize,
    /// Staged values by what became of them.
    pub(crate) fates: BTreeMap<&'static str, usize>,
    /// Rounds whose hour was short.
    pub(crate) short_hours: usize,
    /// Rounds that were taken back.
    pub(crate) undone: usize,
    /// Files of older programs that were brought up to date, killed on the way.
    pub(crate) migrated: usize,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, kills, early, commands, requests, faults, foreign, fates, short_hours, undone, migrated } = self;
        writeln!(f, "{rounds} rounds, {kills} kills ({early} before the first request), {commands} commands, {requests} requests")?;
        writeln!(
            f,
            "{short_hours} rounds with a short hour, {undone} taken back, {migrated} files migrated, {foreign} changes of somebody else"
        )?;
        writeln!(f, "{} requests in trouble: {faults:?}", faults.values().sum::<usize>())?;
        write!(f, "{} values staged: {fates:?}", fates.values().sum::<usize>())
    }
}
