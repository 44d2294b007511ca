//! The `sqlite3` shell, as a person would use it on the mirror.

use std::path::Path;
use std::process::Command;

use super::{Ran, skip};

/// Runs SQL in the system's shell; `None` where it is not installed.
///
/// # Panics
/// Where it is not installed and `APPFLEET_REQUIRE_SQLITE3` is set.
pub(crate) fn sqlite3(database: &Path, sql: &str) -> Option<Ran> {
    match Command::new("sqlite3").arg("-bail").arg(database).arg(sql).output() {
        Ok(output) => Some(Ran::new(output, &database.parent()?.parent()?.to_string_lossy())),
        Err(error) => {
            assert!(std::env::var_os("APPFLEET_REQUIRE_SQLITE3").is_none(), "sqlite3: {error}");
            skip("there is no sqlite3 shell");
            None
        }
    }
}
