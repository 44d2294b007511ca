//! Exit codes, which scripts may rely on. `docs/CLI.md` prints this table.

/// Everything was done.
pub(crate) const DONE: u8 = 0;
/// The answer is no: a check found problems, or there is something to say that a script should notice.
pub(crate) const FOUND: u8 = 1;
/// The command line, the SQL or `fleet.toml` is wrong; nothing was done.
pub(crate) const INPUT: u8 = 2;
/// The key is missing or wrong, or Apple refused the whole request.
pub(crate) const REFUSED: u8 = 3;
/// Part of it was done: some rows are in conflict, were refused, or an account stopped early.
pub(crate) const PARTIAL: u8 = 4;
/// The request budget of the hour is spent; the same command continues later.
pub(crate) const BUDGET: u8 = 5;
/// A file cannot be read or written: the database, a report, a full disk.
pub(crate) const FILE: u8 = 6;
/// A bug of ours.
pub(crate) const BUG: u8 = 70;
/// Somebody interrupted the command; what was under way was finished, and the same command continues.
pub(crate) const INTERRUPTED: u8 = 130;
