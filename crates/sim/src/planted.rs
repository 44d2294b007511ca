//! What is wrong with a generated world, so that a test knows what a check must find.

use serde::{Deserialize, Serialize};

/// Something that is wrong with one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planted {
    /// What is wrong.
    pub problem: Problem,
    /// The resource's JSON:API type.
    pub kind: String,
    /// The resource's id.
    pub id: String,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// An app does not say whether it shows other people's content.
    MissingContentRights,
    /// An app has no app info at all.
    NoAppInfo,
    /// An app has more than 50 versions, so that lists of them are cut off.
    ManyVersions,
    /// An age rating leaves the questions of 2025 unanswered.
    UnansweredAgeRating,
    /// A localization of an app info has no subtitle.
    MissingSubtitle,
    /// A version has no copyright.
    MissingCopyright,
    /// The copyright of a version that is not replaced is of an older year, or has a sign.
    OddCopyright,
    /// A version in preparation has no build.
    NoBuild,
    /// A version in preparation has a build that can no longer be used.
    ExpiredBuild,
    /// The build of a version in preparation does not say whether it uses encryption.
    UnansweredCompliance,
    /// A localization of a version has no keywords.
    MissingKeywords,
    /// A localization of a version has more than 100 characters of keywords, from a time when
    /// that was allowed.
    OverlongKeywords,
    /// A localization of a version has no support address.
    MissingSupportUrl,
    /// A support address leads nowhere.
    DeadUrl,
    /// A resource has an attribute that Apple's document does not know.
    UnknownAttribute,
    /// An attribute has a value that Apple's document does not know.
    UnknownValue,
}
