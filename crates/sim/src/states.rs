//! What may be edited in which state.
//!
//! Sources: Apple, "App and submission statuses" and "Edit app information" in App Store Connect
//! Help; where Apple's table is silent, what clients report of 409s. Every question has one
//! function, so that a new report changes one line.

use crate::world::Resource;

/// Whether name, subtitle, privacy texts, categories and age rating may be written.
pub(crate) fn app_info_editable(info: &Resource) -> bool {
    app_info_takes_locales(info) || info.text("state") == Some("WAITING_FOR_REVIEW")
}

/// Whether languages may be added and removed.
pub(crate) fn app_info_takes_locales(info: &Resource) -> bool {
    matches!(info.text("state"), Some("PREPARE_FOR_SUBMISSION" | "DEVELOPER_REJECTED" | "REJECTED"))
}

/// Whether the attribute of a version may be written.
pub(crate) fn version_attribute_editable(version: &Resource, name: &str) -> bool {
    match version.text("appVersionState").unwrap_or_default() {
        "READY_FOR_REVIEW" => true,
        "ACCEPTED" | "PENDING_APPLE_RELEASE" | "PENDING_DEVELOPER_RELEASE" | "PROCESSING_FOR_DISTRIBUTION" => {
            matches!(name, "releaseType" | "earliestReleaseDate")
        }
        "READY_FOR_DISTRIBUTION" => name == "copyright",
        state => is_draft(state),
    }
}

/// Whether another build may be chosen.
pub(crate) fn version_takes_build(version: &Resource) -> bool {
    version.text("appVersionState").is_some_and(is_draft)
}

/// Whether languages may be added and removed.
pub(crate) fn version_takes_locales(version: &Resource) -> bool {
    version.text("appVersionState").is_some_and(is_draft)
}

/// Whether screenshots and previews may be added, moved and removed: `owner` is a version, or the
/// page version or experiment that shows them instead.
pub(crate) fn takes_media(owner: &Resource) -> bool {
    of(owner).is_none_or(is_draft)
}

/// The state of a version, page version or experiment.
pub(crate) fn of(owner: &Resource) -> Option<&str> {
    owner.text("appVersionState").or_else(|| owner.text("state"))
}

/// Whether the attribute of a version's localizations may be written.
pub(crate) fn version_text_editable(version: &Resource, name: &str) -> bool {
    match version.text("appVersionState").unwrap_or_default() {
        "READY_FOR_REVIEW" | "WAITING_FOR_REVIEW" => true,
        "REPLACED_WITH_NEW_VERSION" => false,
        state => is_draft(state) || name == "promotionalText",
    }
}

/// The deprecated `appStoreState` that goes with an `appVersionState` or an app info's `state`.
pub(crate) fn store_state(state: &str) -> &str {
    match state {
        "READY_FOR_DISTRIBUTION" => "READY_FOR_SALE",
        "PROCESSING_FOR_DISTRIBUTION" => "PROCESSING_FOR_APP_STORE",
        "PENDING_RELEASE" => "PENDING_DEVELOPER_RELEASE",
        "REPLACED_WITH_NEW_INFO" => "REPLACED_WITH_NEW_VERSION",
        same => same,
    }
}

fn is_draft(state: &str) -> bool {
    matches!(state, "PREPARE_FOR_SUBMISSION" | "DEVELOPER_REJECTED" | "REJECTED" | "METADATA_REJECTED" | "INVALID_BINARY")
}
