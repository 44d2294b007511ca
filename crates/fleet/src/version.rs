//! The versions of apps, platform by platform: what is in the store, and what is in preparation.

use store::{Reader, Value};

use crate::error::Result;
use crate::output::harmless;
use crate::selection::AppArgs;

/// What is in the store.
const LIVE: &str = "READY_FOR_DISTRIBUTION";
/// What was in the store before.
const REPLACED: &str = "REPLACED_WITH_NEW_VERSION";
/// In which Apple takes another number or build.
const OPEN: [&str; 5] = ["PREPARE_FOR_SUBMISSION", "DEVELOPER_REJECTED", "REJECTED", "METADATA_REJECTED", "INVALID_BINARY"];

/// An app on one platform.
#[derive(Debug)]
pub(crate) struct PlatformVersions {
    pub(crate) app: String,
    pub(crate) account: String,
    pub(crate) app_id: String,
    pub(crate) platform: String,
    /// Those that are or were in the store, the newest first.
    pub(crate) released: Vec<Version>,
    /// The one that is on its way there. Apple takes one at a time.
    pub(crate) unreleased: Option<Version>,
}

/// One version.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) pk: i64,
    pub(crate) id: String,
    pub(crate) number: String,
    /// `None`: it is only staged.
    pub(crate) state: Option<String>,
    pub(crate) build: Option<String>,
    pub(crate) release_type: Option<String>,
    pub(crate) release_date: Option<String>,
    pub(crate) is_staged: bool,
}

impl PlatformVersions {
    /// Of the apps that are meant, by app and platform.
    pub(crate) fn read(reader: &Reader, apps: &AppArgs, platform: Option<&str>) -> Result<Vec<Self>> {
        apps.check(reader)?;
        let (condition, parameters) = apps.rows_of("v");
        let sql = include_str!("../../../sql/queries/platform_versions.sql").replace("{apps}", &condition);
        let mut found: Vec<Self> = Vec::new();
        for row in reader.query(&sql, &parameters)?.rows {
            let text = |index: usize| row[index].as_text().unwrap_or_default().to_owned();
            if platform.is_some_and(|platform| !text(3).eq_ignore_ascii_case(platform)) {
                continue;
            }
            let own = |index: usize| row[index].as_text().map(ToOwned::to_owned);
            let version = Version {
                pk: row[4].as_integer().unwrap_or_default(),
                id: text(5),
                number: text(6),
                state: own(7),
                build: own(8),
                release_type: own(9),
                release_date: own(10),
                is_staged: row[11] == Value::Integer(1),
            };
            let is_same = |one: &Self| (&one.account, &one.app_id, &one.platform) == (&text(1), &text(2), &text(3));
            if !found.last().is_some_and(is_same) {
                let [app, account, app_id, platform] = [0, 1, 2, 3].map(text);
                found.push(Self { app, account, app_id, platform, released: Vec::new(), unreleased: None });
            }
            let Some(last) = found.last_mut() else { continue };
            match version.state.as_deref() {
                Some(LIVE) => last.released.insert(0, version),
                Some(REPLACED) => last.released.push(version),
                _ if last.unreleased.is_none() => last.unreleased = Some(version),
                _ => {}
            }
        }
        Ok(found)
    }

    /// The one in the store.
    pub(crate) fn live(&self) -> Option<&Version> {
        self.released.first().filter(|version| version.state.as_deref() == Some(LIVE))
    }

    /// App and platform, for people.
    pub(crate) fn place(&self) -> String {
        harmless(&format!("{} {}", self.app, self.platform))
    }
}

impl Version {
    /// Whether Apple takes another number or build for it.
    pub(crate) fn is_open(&self) -> bool {
        self.state.as_deref().is_none_or(|state| OPEN.contains(&state))
    }
}

/// The numbers of a version: one to three, none longer than eighteen digits together.
///
/// # Errors
/// A sentence, when Apple takes it for none.
pub(crate) fn numbers(version: &str) -> Result<Vec<u64>, String> {
    let wrong = || format!("`{version}` is no version; Apple takes one to three numbers with dots between them, such as 2.4.0");
    let numbers: Vec<u64> = version
        .split('.')
        .map(|part| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit())))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    if numbers.len() > 3 || version.len() > 18 { Err(wrong()) } else { Ok(numbers) }
}

/// Whether a version comes after another: 2.10 after 2.9, and not 2.4.0 after 2.4.
pub(crate) fn is_after(later: &str, earlier: &str) -> bool {
    let padded = |version: &str| {
        let mut numbers = numbers(version).unwrap_or_default();
        numbers.resize(3, 0);
        numbers
    };
    padded(later) > padded(earlier)
}

#[cfg(test)]
mod tests {
    use super::{is_after, numbers};

    #[test]
    fn versions_are_compared_number_by_number() {
        assert!(is_after("2.10", "2.9") && is_after("3", "2.9.9") && is_after("2.4.1", "2.4"));
        assert!(!is_after("2.4.0", "2.4") && !is_after("1.9", "2.0"));
        for wrong in ["", "2.", "2.4.0.1", "v2", "2.4-beta", "+2", "1234567890.123456789"] {
            assert!(numbers(wrong).is_err(), "{wrong}");
        }
    }
}
