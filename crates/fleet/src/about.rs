//! Which program this is, and where more is written about a command.

use std::sync::LazyLock;

/// The version; of a release build from a clone of the repository also its commit and the day of that.
pub(crate) const VERSION: &str = env!("FLEET_VERSION");

/// What reports of bugs need: the version of SQLite decides what SQL can be written, the format which files can be read.
pub(crate) fn long_version() -> &'static str {
    static LONG: LazyLock<String> = LazyLock::new(|| {
        let (sqlite, format) = (store::sqlite_version(), store::format());
        let features = if cfg!(feature = "mcp") { "+mcp" } else { "-mcp" };
        format!("{VERSION}\nSQLite {sqlite}, database format {format}, features {features}")
    });
    &LONG
}

/// The page that goes on where the help of a command ends.
fn page(command: &str) -> &'static str {
    match command {
        "query" | "set" | "edit" | "replace" | "copy" => "docs/SCHEMA.md lists the views and their columns",
        "check" => "docs/CHECKS.md lists the checks and shows how to write one",
        "shots" => "docs/SCREENSHOTS.md tells how screenshots are named, resized and uploaded",
        "diff" | "push" | "changeset" | "undo" | "log" => "docs/REVIEW.md tells how a change is reviewed and sent by somebody else",
        "mcp" => "docs/MCP.md tells how an assistant is given these tools",
        _ => "docs/CLI.md lists all commands",
    }
}

/// The last lines of the help of a command.
pub(crate) fn after_help(command: &str) -> String {
    format!("More: {}; docs/JSON.md what is printed for programs; `fleet --help` the exit codes.", page(command))
}
