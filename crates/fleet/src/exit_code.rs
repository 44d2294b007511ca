//! Exit codes, which scripts may rely on: one table, which `fleet --help`, the man page and `docs/EXIT_CODES.md` show.

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

/// Every code, what it means in a few words, and what a script does about it.
pub(crate) const TABLE: [(u8, &str, &str); 9] = [
    (DONE, "done", "Go on."),
    (FOUND, "the answer is no", "Read the output: a check found something, a diff has problems, an app is not ready. Nothing went wrong."),
    (INPUT, "the command line, SQL or fleet.toml", "Mend what the message names. Nothing was done, and trying again does not help."),
    (REFUSED, "no key, or Apple refused", "Look at the key, its role and the agreements: `fleet doctor` says which."),
    (
        PARTIAL,
        "done in part: conflicts, refusals, an account stopped",
        "Look at the rows that the output names; `fleet push` goes on with the rest.",
    ),
    (BUDGET, "the request budget of the hour is spent", "Run the same command later, or with `--wait`. It continues where it stopped."),
    (FILE, "the database or another file cannot be used", "Look at the disk and at rights. What was in the file is not lost."),
    (BUG, "a bug of ours", "Report it, with what was said on standard error."),
    (
        INTERRUPTED,
        "interrupted; the same command continues",
        "Run the same command again. What was under way was finished and written down.",
    ),
];

/// The table as the help shows it.
pub(crate) fn help() -> String {
    let lines = TABLE.iter().map(|(code, meaning, _)| format!("{code:>5}  {meaning}"));
    format!("Exit codes:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::TABLE;

    /// The page and the program say the same.
    #[test]
    fn the_page_has_the_table() {
        let page = include_str!("../../../docs/EXIT_CODES.md");
        let rows: Vec<&str> =
            page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| code") && !line.starts_with("| -")).collect();
        let wanted: Vec<String> = TABLE.iter().map(|(code, meaning, advice)| format!("| {code} | {meaning} | {advice} |")).collect();
        assert_eq!(rows, wanted);
    }
}
