//! Versions: reading them, and their table on an app's page.

use std::collections::HashMap;

use maud::{Markup, html};
use store::{Reader, Standing};

use crate::DashboardError;
use crate::query::{AppKey, Row, query};
use crate::standing::state;
use crate::text::{clean, platform, words};
use crate::time::day;

/// One version of an app on one platform.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "`version_string` is Apple's name for it")]
pub(crate) struct Version {
    /// Apple's id.
    pub(crate) id: String,
    /// Platform.
    pub(crate) platform: String,
    /// Version number.
    pub(crate) version_string: String,
    /// State, empty for a version that is staged for creation.
    pub(crate) state: String,
    /// Copyright line.
    pub(crate) copyright: Option<String>,
    release_type: Option<String>,
    earliest_release_date: Option<String>,
    created_date: Option<String>,
    /// Whether one of its own fields is staged.
    pub(crate) is_staged: bool,
}

/// Reads all versions, newest first on each platform of an app.
pub(crate) fn read(reader: &Reader) -> Result<HashMap<AppKey, Vec<Version>>, DashboardError> {
    let mut versions: HashMap<_, Vec<_>> = HashMap::new();
    for row in query!("report_versions").fleet(reader)?.iter() {
        versions.entry(row.app_key()).or_default().push(Version::new(row));
    }
    Ok(versions)
}

impl Version {
    fn new(row: Row<'_>) -> Self {
        let owned = |column| row.text(column).map(ToOwned::to_owned);
        Self {
            id: row.string("id"),
            platform: row.string("platform"),
            version_string: row.string("version_string"),
            state: row.string("state"),
            copyright: owned("copyright"),
            release_type: owned("release_type"),
            earliest_release_date: owned("earliest_release_date"),
            created_date: owned("created_date"),
            is_staged: row.is_true("staged"),
        }
    }

    /// What its state means.
    pub(crate) fn standing(&self) -> Standing {
        Standing::of(&self.state)
    }

    /// Whether it is neither live nor history.
    pub(crate) fn is_next(&self) -> bool {
        !matches!(self.standing(), Standing::Live | Standing::Replaced)
    }

    /// Platform and number.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", platform(&self.platform), clean(&self.version_string))
    }
}

/// The table of an app's versions.
pub(crate) fn versions(versions: &[Version]) -> Markup {
    html! {
        section aria-labelledby="versions" {
            h2 #versions { "Versions" }
            @if versions.is_empty() {
                p.empty { "No version is mirrored yet." }
            } @else {
                table.cards {
                    caption { "Newest first on each platform" }
                    thead {
                        tr {
                            th scope="col" { "Version" } th scope="col" { "State" } th scope="col" { "Copyright" }
                            th scope="col" { "Release" } th scope="col" { "Created" }
                        }
                    }
                    @for version in versions { tbody { (row(version)) } }
                }
            }
        }
    }
}

fn row(version: &Version) -> Markup {
    html! {
        tr {
            th scope="row" {
                (version.title())
                @if version.is_staged { " " span.badge { "staged" } }
            }
            td data-label="State" { (state(&version.state)) }
            td data-label="Copyright" { (missing(version.copyright.as_deref().map(|text| html! { bdi { (clean(text)) } }))) }
            td data-label="Release" {
                @if let Some(release) = &version.release_type { (words(release)) } @else { (missing(None)) }
                @if let Some(date) = &version.earliest_release_date { ", not before " (day(date)) }
            }
            td data-label="Created" { (missing(version.created_date.as_deref().map(day))) }
        }
    }
}

/// A value, or a dash that is read as what it means.
pub(crate) fn missing(value: Option<Markup>) -> Markup {
    value.unwrap_or_else(|| html! { span.missing { span aria-hidden="true" { "–" } span.spoken { "none" } } })
}
