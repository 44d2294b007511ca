//! A check: a question to the views about what a listing lacks, with why it matters and how it is mended.
//!
//! A file is a header of comments and one `SELECT`, of which each row is a finding:
//!
//! ```sql
//! -- title: A version has no copyright
//! -- why: Apple reviews no version without one.
//! -- level: error
//! -- fix: fleet set 'copyright={year} {legal_name}' --app {bundle_id}
//! SELECT account, app_id, platform, version_string, 'versions' AS resource, id, 'copyright' AS field
//! FROM drafts WHERE copyright IS NULL
//! ```

use std::fmt;
use std::str::FromStr;

/// How much a finding matters, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It could be better.
    Info,
    /// Nobody but a person can see whether it is right.
    Manual,
    /// A reviewer may reject it, or customers are lost.
    Warning,
    /// Apple would refuse the submission, or shows something broken.
    Error,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The name of its file, such as `copyright_missing`.
    pub name: String,
    /// What is wrong where it finds something.
    pub title: String,
    /// Why that matters.
    pub why: String,
    /// How it is mended: a command, or a sentence. `{column}` is filled in from the finding.
    pub fix: String,
    /// How much it matters.
    pub level: Level,
    /// The `SELECT`.
    pub sql: String,
}

/// The columns that a check's `SELECT` may have; it must have the first two.
pub const COLUMNS: [&str; 11] =
    ["account", "app_id", "platform", "version_string", "locale", "resource", "id", "field", "message", "fix", "proposed"];

/// The checks that the program brings along, by name.
///
/// # Panics
/// Where one of them is no check, which a test would have found.
pub fn built_in() -> Vec<Check> {
    const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/checks.rs"));
    FILES.iter().map(|(name, text)| Check::parse(name, text).unwrap_or_else(|error| panic!("sql/checks/{name}.sql: {error}"))).collect()
}

impl Check {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence about the header.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut header: Vec<(&str, String)> = Vec::new();
        let mut rest = text;
        while let Some((line, below)) = rest.split_once('\n')
            && let Some(comment) = line.strip_prefix("--")
        {
            rest = below;
            let comment = comment.trim_end();
            match (comment.split_once(": "), header.last_mut()) {
                // A line that is set in goes on with the one above.
                (_, Some((_, value))) if comment.starts_with("   ") => {
                    value.push(' ');
                    value.push_str(comment.trim());
                }
                (Some((key, value)), _) => header.push((key.trim(), value.trim().to_owned())),
                _ => return Err(format!("its header has the line `--{comment}`, which is no `-- key: value`")),
            }
        }
        if let Some((key, _)) = header.iter().find(|(key, _)| !["title", "why", "level", "fix"].contains(key)) {
            return Err(format!("its header has `{key}`; the keys are title, why, level and fix"));
        }
        let value = |key: &str| {
            let found = header.iter().find(|(found, _)| *found == key).map(|(_, value)| value.clone());
            found.ok_or_else(|| format!("its header has no `-- {key}: …`"))
        };
        if rest.trim().is_empty() {
            return Err("there is no SELECT below its header".into());
        }
        let level = value("level")?.parse()?;
        Ok(Self { name: name.into(), title: value("title")?, why: value("why")?, fix: value("fix")?, level, sql: rest.trim().into() })
    }
}

impl Level {
    /// All of them, what matters most first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Manual, Self::Info];

    /// As it is written in a check.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Manual => "manual",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.name() == text)
            .ok_or_else(|| format!("`{text}` is no level; the levels are error, warning, manual and info"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Level, built_in};

    #[test]
    fn a_header_is_read_with_its_long_lines() {
        let text = "-- title: It is wrong\n-- why: Because\n--   it is.\n-- level: warning\n-- fix: fleet set 'a={b}'\nSELECT 1\n";
        let check = Check::parse("wrong", text).unwrap();
        assert_eq!((check.why.as_str(), check.level, check.sql.as_str()), ("Because it is.", Level::Warning, "SELECT 1"));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| Check::parse("wrong", text).unwrap_err();
        assert_eq!(error("SELECT 1"), "its header has no `-- level: …`");
        assert_eq!(error("-- titel: A\nSELECT 1"), "its header has `titel`; the keys are title, why, level and fix");
        assert_eq!(error("-- level: bad\nSELECT 1"), "`bad` is no level; the levels are error, warning, manual and info");
        assert_eq!(error("-- level: info\n"), "there is no SELECT below its header");
        assert_eq!(error("-- hello\nSELECT 1"), "its header has the line `-- hello`, which is no `-- key: value`");
    }

    #[test]
    fn the_names_of_the_built_in_checks_are_in_order() {
        let names: Vec<String> = built_in().into_iter().map(|check| check.name).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}
