//! Which version of an app a tree is about: the one that can be edited.

use store::catalog::catalog;

use crate::texts::current::{App, Row, is_editable};
use crate::texts::said::Part;

/// Which version is meant, where an app has several
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct VersionArgs {
    /// Only versions of this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    pub(crate) platform: Option<String>,
    /// The version with this number, instead of the one that can be edited
    // Not called `version`: that is the name of the flag that every command has.
    #[arg(long = "version", value_name = "NUMBER")]
    pub(crate) version_string: Option<String>,
}

/// The version of an app.
#[derive(Debug)]
pub(crate) enum Choice {
    /// It is clear.
    One(Row),
    /// It has several, as this sentence says.
    Several(String),
    /// It has none, as this sentence says.
    None(String),
}

impl Choice {
    /// The version, if it is clear.
    pub(crate) fn row(&self) -> Option<&Row> {
        match self {
            Self::One(row) => Some(row),
            Self::Several(_) | Self::None(_) => None,
        }
    }

    /// Why it is not clear.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::One(_) => None,
            Self::Several(reason) | Self::None(reason) => Some(reason),
        }
    }
}

impl VersionArgs {
    /// The version that can be edited; without one, the one in the store, whose promotional text can be.
    pub(crate) fn choose(&self, app: &App, versions: &[Row]) -> Choice {
        let is_meant = |version: &&Row| {
            self.platform.as_ref().is_none_or(|platform| version.text("platform").eq_ignore_ascii_case(platform))
                && self.version_string.as_ref().is_none_or(|number| version.text("version_string") == number)
        };
        let best = versions.iter().filter(is_meant).map(rank).min();
        let meant: Vec<&Row> = versions.iter().filter(is_meant).filter(|version| Some(rank(version)) == best).collect();
        match meant.as_slice() {
            [one] => Choice::One((*one).clone()),
            [] => Choice::None(format!("{} has no such version; {}", app.name, listed(versions.iter()))),
            several => Choice::Several(format!(
                "{} has several versions that can be meant, {}; choose with --platform or --version",
                app.name,
                listed(several.iter().copied())
            )),
        }
    }
}

/// What is edited first: drafts, then what is in the store, then what is on its way there.
fn rank(version: &Row) -> u8 {
    match version.text("state") {
        state if is_editable(Part::VersionText, state) => 0,
        "READY_FOR_DISTRIBUTION" => 1,
        "REPLACED_WITH_NEW_VERSION" => 3,
        _ => 2,
    }
}

fn listed<'a>(versions: impl Iterator<Item = &'a Row>) -> String {
    let name = |version: &Row| format!("{} {} ({})", version.text("platform"), version.text("version_string"), version.text("state"));
    let names: Vec<String> = versions.map(name).collect();
    if names.is_empty() { "it has none at all".into() } else { names.join(", ") }
}

/// Accepts the names of platforms.
pub(crate) fn platforms() -> clap::builder::PossibleValuesParser {
    let known = catalog().enums.iter().filter(|(name, _)| name == "Platform").flat_map(|(_, values)| values);
    clap::builder::PossibleValuesParser::new(known.map(String::as_str))
}
