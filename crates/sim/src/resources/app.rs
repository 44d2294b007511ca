//! `apps`.

use super::enumerations::{DEVICE_FAMILIES, PLATFORMS, STORE_STATES, VERSION_STATES};
use super::{
    accessibility_declaration, app_tag, build_icon, custom_product_page, customer_review, customer_review_summarization, is_locale,
    keyword, price_point, review_submission,
};
use crate::kind::{Attribute, Filter, Form, Kind, Operation, Related, Relationship, Rules, text};
use crate::refusal::{Refusal, attribute, frozen_field};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("accessibilityUrl", Form::Url).on_update(),
        Attribute::new("name", text(30)),
        Attribute::new("bundleId", text(155)).on_update(),
        Attribute::new("sku", text(255)),
        Attribute::new("primaryLocale", text(12)).on_update(),
        Attribute::new("isOrEverWasMadeForKids", Form::Boolean),
        Attribute::new("subscriptionStatusUrl", Form::Url).on_update(),
        Attribute::new("subscriptionStatusUrlVersion", NOTIFICATION_VERSION).on_update(),
        Attribute::new("subscriptionStatusUrlForSandbox", Form::Url).on_update(),
        Attribute::new("subscriptionStatusUrlVersionForSandbox", NOTIFICATION_VERSION).on_update(),
        Attribute::new("contentRightsDeclaration", Form::Enumeration(CONTENT_RIGHTS)).on_update(),
        Attribute::new("streamlinedPurchasingEnabled", Form::Boolean).on_update(),
    ],
    relationships: &[
        Relationship::links_to_many("accessibilityDeclarations", "accessibilityDeclarations")
            .inverse("app")
            .related_as(Related::plain().filters(ACCESSIBILITY_FILTERS)),
        Relationship::many("appEncryptionDeclarations", "appEncryptionDeclarations").inverse("app"),
        Relationship::one("appStoreIcon", "buildIcons").computed(build_icon::of_app).unlinked(),
        Relationship::one("ciProduct", "ciProducts"),
        Relationship::links_only("betaTesters"),
        Relationship::many("betaGroups", "betaGroups"),
        Relationship::many("appStoreVersions", "appStoreVersions").inverse("app").related_by(VERSION_FILTERS),
        Relationship::links_to_many("appTags", "appTags").inverse("app").related_as(app_tag::LIST),
        Relationship::many("preReleaseVersions", "preReleaseVersions").inverse("app").related_plain(),
        Relationship::many("betaAppLocalizations", "betaAppLocalizations"),
        Relationship::many("builds", "builds").inverse("app").related_plain(),
        Relationship::one("betaLicenseAgreement", "betaLicenseAgreements"),
        Relationship::one("betaAppReviewDetail", "betaAppReviewDetails"),
        Relationship::many("appInfos", "appInfos").inverse("app").related(),
        Relationship::many("appClips", "appClips"),
        Relationship::links_to_many("appPricePoints", "appPricePoints")
            .computed(price_point::of_app)
            .related_by(&[Filter::new("territory")]),
        Relationship::one("endUserLicenseAgreement", "endUserLicenseAgreements").inverse("app").related_as(Related::plain().or_not_found()),
        Relationship::links_to_one("appPriceSchedule", "appPriceSchedules").inverse("app").related_as(Related::like_own().or_not_found()),
        Relationship::links_to_one("appAvailabilityV2", "appAvailabilities").inverse("app").related_as(Related::like_own().or_not_found()),
        Relationship::many("inAppPurchases", "inAppPurchases"),
        Relationship::many("subscriptionGroups", "subscriptionGroups"),
        Relationship::many("gameCenterEnabledVersions", "gameCenterEnabledVersions"),
        Relationship::links_only("perfPowerMetrics"),
        Relationship::many("appCustomProductPages", "appCustomProductPages").inverse("app").related_as(custom_product_page::LIST),
        Relationship::many("inAppPurchasesV2", "inAppPurchases"),
        Relationship::many("promotedPurchases", "promotedPurchases").replaceable(),
        Relationship::many("appEvents", "appEvents"),
        Relationship::many("reviewSubmissions", "reviewSubmissions").inverse("app").related_by(REVIEW_FILTERS),
        Relationship::one("subscriptionGracePeriod", "subscriptionGracePeriods"),
        Relationship::links_to_many("customerReviews", "customerReviews").inverse("app").related_as(customer_review::LIST),
        Relationship::links_to_many("customerReviewSummarizations", "customerReviewSummarizations")
            .no_linkage()
            .inverse("app")
            .related_as(customer_review_summarization::LIST),
        Relationship::one("gameCenterDetail", "gameCenterDetails"),
        Relationship::many("appStoreVersionExperimentsV2", "appStoreVersionExperiments"),
        Relationship::links_only("alternativeDistributionKey"),
        Relationship::links_only("analyticsReportRequests"),
        Relationship::links_only("marketplaceSearchDetail"),
        Relationship::links_only("buildUploads"),
        Relationship::links_only("backgroundAssets"),
        Relationship::links_only("betaFeedbackScreenshotSubmissions"),
        Relationship::links_only("betaFeedbackCrashSubmissions"),
        Relationship::links_to_many("searchKeywords", "appKeywords").inverse("app").related_as(Related::plain().filters(keyword::FILTERS)),
        Relationship::links_to_many("webhooks", "webhooks").inverse("app").related(),
        Relationship::many("androidToIosAppMappingDetails", "androidToIosAppMappingDetails"),
    ],
    include: &[
        "appEncryptionDeclarations",
        "appStoreIcon",
        "ciProduct",
        "betaGroups",
        "appStoreVersions",
        "preReleaseVersions",
        "betaAppLocalizations",
        "builds",
        "betaLicenseAgreement",
        "betaAppReviewDetail",
        "appInfos",
        "appClips",
        "endUserLicenseAgreement",
        "inAppPurchases",
        "subscriptionGroups",
        "gameCenterEnabledVersions",
        "appCustomProductPages",
        "inAppPurchasesV2",
        "promotedPurchases",
        "appEvents",
        "reviewSubmissions",
        "subscriptionGracePeriod",
        "gameCenterDetail",
        "appStoreVersionExperimentsV2",
        "androidToIosAppMappingDetails",
    ],
    operations: &[Operation::List, Operation::Get, Operation::Update],
    filters: &[
        Filter::new("name"),
        Filter::new("bundleId"),
        Filter::new("sku"),
        Filter::among("appStoreVersions.appStoreState", STORE_STATES),
        Filter::among("appStoreVersions.platform", PLATFORMS),
        Filter::among("appStoreVersions.appVersionState", VERSION_STATES),
        Filter::among("reviewSubmissions.state", review_submission::STATES),
        Filter::among("reviewSubmissions.platform", PLATFORMS),
        Filter::new("appStoreVersions"),
        Filter::new("id"),
    ],
    exists: &["gameCenterEnabledVersions"],
    sort: &["name", "bundleId", "sku"],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("apps")
};

const NOTIFICATION_VERSION: Form = Form::Enumeration(&["V1", "V2"]);
const CONTENT_RIGHTS: &[&str] = &["DOES_NOT_USE_THIRD_PARTY_CONTENT", "USES_THIRD_PARTY_CONTENT"];
const REVIEW_FILTERS: &[Filter] = &[Filter::among("platform", PLATFORMS), Filter::among("state", review_submission::STATES)];
const ACCESSIBILITY_FILTERS: &[Filter] =
    &[Filter::among("deviceFamily", DEVICE_FAMILIES), Filter::among("state", accessibility_declaration::STATES)];
const VERSION_FILTERS: &[Filter] = &[
    Filter::among("platform", PLATFORMS),
    Filter::new("versionString"),
    Filter::among("appStoreState", STORE_STATES),
    Filter::among("appVersionState", VERSION_STATES),
    Filter::new("id"),
];

/// The app info whose names the app itself shows: the live one, or the only one.
pub(crate) fn shown_info<'a>(world: &'a World, app: &Resource) -> Option<&'a Resource> {
    let infos = world.related(app, "appInfos");
    let live = infos.iter().find(|info| info.text("state") == Some("READY_FOR_DISTRIBUTION"));
    live.or(infos.first()).copied()
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if write.sends("bundleId") {
        if write.after.text("bundleId").is_none_or(str::is_empty) {
            let detail = "You must provide a value for the attribute 'bundleId' with this request";
            refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.REQUIRED", "bundleId", detail));
        } else if !world.related(write.after, "builds").is_empty() {
            refusals.push(frozen_field("bundleId"));
        }
    }
    if write.sends("primaryLocale") && !write.after.text("primaryLocale").is_some_and(is_locale) {
        let detail = "The attribute 'primaryLocale' must be a locale of the App Store";
        refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "primaryLocale", detail));
    }
    refusals
}

/// A new primary locale may bring another name.
fn effects(world: &World, _write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let locale = after.text("primaryLocale");
    let localizations = shown_info(world, after).map(|info| world.related(info, "appInfoLocalizations"));
    let name = localizations
        .unwrap_or_default()
        .into_iter()
        .find(|localization| localization.text("locale") == locale)
        .and_then(|localization| localization.text("name"));
    if let Some(name) = name {
        after.set("name", name);
    }
    Vec::new()
}
