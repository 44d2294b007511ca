//! Builds of apps, and which of them a version can get.

use std::collections::BTreeSet;
use std::str::FromStr;

use store::{Reader, Value};

use crate::error::Result;
use crate::selection::AppArgs;

/// Which build is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The one that was uploaded last.
    Latest,
    /// The one with this number.
    Number(String),
}

/// The builds of some apps.
#[derive(Debug)]
pub(crate) struct Builds {
    /// The newest first.
    pub(crate) all: Vec<Build>,
    /// Account and id of the apps whose builds were read.
    read: BTreeSet<(String, String)>,
}

/// One uploaded binary.
#[derive(Debug, Clone)]
pub(crate) struct Build {
    pub(crate) app: String,
    pub(crate) account: String,
    pub(crate) app_id: String,
    pub(crate) pk: i64,
    pub(crate) id: String,
    pub(crate) number: String,
    /// The marketing version; `None` where the mirror does not know it.
    pub(crate) version: Option<String>,
    pub(crate) platform: Option<String>,
    pub(crate) uploaded: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) is_expired: bool,
    /// Whether it uses encryption that is not exempt; `None`: nobody has said.
    pub(crate) uses_encryption: Option<bool>,
    /// Whether Apple has that answer.
    pub(crate) is_answered: bool,
    pub(crate) has_declaration: bool,
    /// Number and state of the version that has it.
    pub(crate) attached: Option<(String, Option<String>)>,
}

impl FromStr for Wanted {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text.eq_ignore_ascii_case("latest") { Self::Latest } else { Self::Number(text.to_owned()) })
    }
}

impl Wanted {
    /// Whether a build is the one, where it is the newest of those that can be.
    pub(crate) fn is(&self, build: &Build) -> bool {
        match self {
            Self::Latest => true,
            Self::Number(number) => build.number == *number,
        }
    }
}

impl Builds {
    /// Of the apps that are meant.
    pub(crate) fn read(reader: &Reader, apps: &AppArgs) -> Result<Self> {
        apps.check(reader)?;
        let (condition, parameters) = apps.rows_of("b");
        let sql = include_str!("../../../sql/queries/builds.sql").replace("{apps}", &condition);
        let all = reader.query(&sql, &parameters)?.rows.iter().map(|row| Build::of(row)).collect();
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let read = reader.query(include_str!("../../../sql/queries/apps_with_builds.sql"), &[])?.rows;
        Ok(Self { all, read: read.iter().map(|row| (text(&row[0]), text(&row[1]))).collect() })
    }

    /// The build that an app's version gets, or a sentence why it gets none.
    pub(crate) fn choose(&self, wanted: &Wanted, (account, app_id): (&str, &str), platform: &str, version: &str) -> Result<&Build, String> {
        let is_read = self.read.contains(&(account.to_owned(), app_id.to_owned()));
        if *wanted == Wanted::Latest && !is_read {
            return Err("its builds were never read".into());
        }
        let is_known = |build: &&Build| {
            let is_number = matches!(wanted, Wanted::Number(_));
            build.account == account
                && build.app_id == app_id
                && wanted.is(build)
                // What the mirror does not know of a build that somebody names, Apple does.
                && build.platform.as_deref().map_or(is_number, |own| own == platform)
                && build.version.as_deref().map_or(is_number, |own| own == version)
        };
        let known: Vec<&Build> = self.all.iter().filter(is_known).collect();
        if let Some(build) = known.iter().find(|build| build.objection().is_none()) {
            return Ok(build);
        }
        if let Some((build, objection)) = known.first().and_then(|build| Some((build, build.objection()?))) {
            return Err(format!("build {} of {version} {objection}", build.number));
        }
        Err(match wanted {
            Wanted::Latest => format!("no build of {version}"),
            Wanted::Number(_) if !is_read => "its builds were never read".into(),
            Wanted::Number(number) => format!("no build {number} of {version}"),
        })
    }
}

impl Build {
    fn of(row: &[Value]) -> Self {
        let own = |index: usize| row[index].as_text().map(ToOwned::to_owned);
        let text = |index: usize| own(index).unwrap_or_default();
        Self {
            app: text(0),
            account: text(1),
            app_id: text(2),
            pk: row[3].as_integer().unwrap_or_default(),
            id: text(4),
            number: text(5),
            version: own(6),
            platform: own(7),
            uploaded: own(8),
            state: own(9),
            is_expired: row[10] == Value::Integer(1),
            uses_encryption: row[11].as_integer().map(|uses| uses == 1),
            has_declaration: row[12] != Value::Null,
            attached: own(13).map(|version| (version, own(14))),
            is_answered: row[15] != Value::Null,
        }
    }

    /// Why no version can have it.
    fn objection(&self) -> Option<String> {
        match self.state.as_deref() {
            _ if self.is_expired => Some("has expired".into()),
            Some("VALID") => None,
            Some("PROCESSING") => Some("is still being processed".into()),
            state => Some(format!("is {}", state.unwrap_or("in no known state"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Build, Builds, Wanted};
    use store::Value;

    fn build(number: &str, version: Option<&str>, state: &str, expired: i64) -> Build {
        let text = |text: &str| Value::Text(text.into());
        let version = Value::from(version.map(ToOwned::to_owned));
        let platform = if version == Value::Null { Value::Null } else { text("IOS") };
        let start = [text("Notes"), text("acme"), text("1"), Value::Integer(1), text("id"), text(number), version, platform, Value::Null];
        let rest = [text(state), Value::Integer(expired), Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
        Build::of(&start.into_iter().chain(rest).collect::<Vec<_>>())
    }

    #[test]
    fn the_newest_that_apple_would_take_is_chosen() {
        let all = vec![
            build("9", Some("2.4"), "PROCESSING", 0),
            build("8", Some("2.4"), "VALID", 0),
            build("7", Some("2.4"), "VALID", 1),
            build("6", Some("2.3"), "VALID", 0),
            build("5", None, "VALID", 0),
        ];
        let builds = Builds { all, read: [("acme".to_owned(), "1".to_owned())].into() };
        let choose = |wanted: &str, version: &str, app: &str| match builds.choose(&wanted.parse().unwrap(), ("acme", app), "IOS", version) {
            Ok(build) => build.number.clone(),
            Err(sentence) => sentence,
        };
        assert_eq!("LATEST".parse(), Ok(Wanted::Latest));
        assert_eq!(choose("latest", "2.4", "1"), "8");
        assert_eq!(choose("9", "2.4", "1"), "build 9 of 2.4 is still being processed");
        assert_eq!(choose("7", "2.4", "1"), "build 7 of 2.4 has expired");
        assert_eq!(choose("6", "2.4", "1"), "no build 6 of 2.4");
        assert_eq!(choose("5", "2.4", "1"), "5", "whose version only Apple knows");
        assert_eq!(choose("latest", "2.5", "1"), "no build of 2.5");
        assert_eq!(choose("latest", "2.4", "2"), "its builds were never read");
    }
}
