//! What a file says: a value for a field of an app.

use store::Value;

/// Which resource of an app a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The version.
    Version,
    /// The app info.
    Info,
    /// What reviewers are told.
    Review,
    /// A version's texts in one locale.
    VersionText,
    /// An app info's texts in one locale.
    InfoText,
}

impl Part {
    /// The view through which it is written.
    pub(crate) fn view(self) -> &'static str {
        match self {
            Self::Version => "versions",
            Self::Info => "app_infos",
            Self::Review => "review_details",
            Self::VersionText => "version_localizations",
            Self::InfoText => "app_info_localizations",
        }
    }

    /// Whether the row hangs below a version, and not below the app info that all platforms share.
    pub(crate) fn is_of_version(self) -> bool {
        matches!(self, Self::Version | Self::Review | Self::VersionText)
    }
}

/// A file, or a key of it, that says something about a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    /// What it is about.
    pub(crate) part: Part,
    /// The locale as the tree spells it; `default` is for all that say nothing themselves.
    pub(crate) locale: Option<String>,
    /// Column of the part's view.
    pub(crate) column: String,
    /// `None`: it is there and says nothing, so that not even the default holds.
    pub(crate) value: Option<Value>,
    /// File, and where in it.
    pub(crate) place: String,
}

/// Text as it is compared: without outer white space, lines ended by `\n`.
pub(crate) fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}
