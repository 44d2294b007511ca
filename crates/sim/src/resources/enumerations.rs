//! Closed lists of values that more than one table needs (`OpenAPI` 4.4.1).

/// Where an app runs; watch apps ride on `IOS`.
pub(crate) const PLATFORMS: &[&str] = &["IOS", "MAC_OS", "TV_OS", "VISION_OS"];

/// `appVersionState` of a version.
pub(crate) const VERSION_STATES: &[&str] = &[
    "ACCEPTED",
    "DEVELOPER_REJECTED",
    "IN_REVIEW",
    "INVALID_BINARY",
    "METADATA_REJECTED",
    "PENDING_APPLE_RELEASE",
    "PENDING_DEVELOPER_RELEASE",
    "PREPARE_FOR_SUBMISSION",
    "PROCESSING_FOR_DISTRIBUTION",
    "READY_FOR_DISTRIBUTION",
    "READY_FOR_REVIEW",
    "REJECTED",
    "REPLACED_WITH_NEW_VERSION",
    "WAITING_FOR_EXPORT_COMPLIANCE",
    "WAITING_FOR_REVIEW",
];

/// `appStoreState`, the deprecated states of versions and app infos.
pub(crate) const STORE_STATES: &[&str] = &[
    "ACCEPTED",
    "DEVELOPER_REMOVED_FROM_SALE",
    "DEVELOPER_REJECTED",
    "IN_REVIEW",
    "INVALID_BINARY",
    "METADATA_REJECTED",
    "PENDING_APPLE_RELEASE",
    "PENDING_CONTRACT",
    "PENDING_DEVELOPER_RELEASE",
    "PREPARE_FOR_SUBMISSION",
    "PREORDER_READY_FOR_SALE",
    "PROCESSING_FOR_APP_STORE",
    "READY_FOR_REVIEW",
    "READY_FOR_SALE",
    "REJECTED",
    "REMOVED_FROM_SALE",
    "WAITING_FOR_EXPORT_COMPLIANCE",
    "WAITING_FOR_REVIEW",
    "REPLACED_WITH_NEW_VERSION",
    "NOT_APPLICABLE",
];

/// `kidsAgeBand`; null outside the Kids category.
pub(crate) const KIDS_AGE_BANDS: &[&str] = &["FIVE_AND_UNDER", "SIX_TO_EIGHT", "NINE_TO_ELEVEN"];

/// `deviceFamily` of an accessibility declaration.
pub(crate) const DEVICE_FAMILIES: &[&str] = &["IPHONE", "IPAD", "APPLE_TV", "APPLE_WATCH", "MAC", "VISION"];

/// `processingState` of a build.
pub(crate) const PROCESSING_STATES: &[&str] = &["PROCESSING", "FAILED", "INVALID", "VALID"];

/// `buildAudienceType` of a build.
pub(crate) const AUDIENCES: &[&str] = &["INTERNAL_ONLY", "APP_STORE_ELIGIBLE"];

/// The languages of the store (App Store Connect Help, App Store localizations).
pub(crate) const LOCALES: &[&str] = &[
    "ar-SA", "bn-BD", "ca", "cs", "da", "de-DE", "el", "en-AU", "en-CA", "en-GB", "en-US", "es-ES", "es-MX", "fi", "fr-CA", "fr-FR",
    "gu-IN", "he", "hi", "hr", "hu", "id", "it", "ja", "kn-IN", "ko", "ml-IN", "mr-IN", "ms", "nl-NL", "no", "or-IN", "pa-IN", "pl",
    "pt-BR", "pt-PT", "ro", "ru", "sk", "sl-SI", "sv", "ta-IN", "te-IN", "th", "tr", "uk", "ur-PK", "vi", "zh-Hans", "zh-Hant",
];
