//! One table per resource, and the names of the types that this world holds none of.
//!
//! Sources: `OpenAPI` 4.4.1 for names, rights and parameters; App Store Connect Help for lengths.

pub(crate) mod accessibility_declaration;
pub(crate) mod actor;
pub(crate) mod age_rating;
pub(crate) mod app;
pub(crate) mod app_availability;
pub(crate) mod app_info;
pub(crate) mod app_info_localization;
pub(crate) mod app_tag;
pub(crate) mod build;
pub(crate) mod build_icon;
pub(crate) mod category;
pub(crate) mod custom_product_page;
pub(crate) mod custom_product_page_localization;
pub(crate) mod custom_product_page_version;
pub(crate) mod customer_review;
pub(crate) mod customer_review_response;
pub(crate) mod customer_review_summarization;
pub(crate) mod encryption_declaration;
pub(crate) mod encryption_document;
pub(crate) mod end_pre_order;
mod enumerations;
pub(crate) mod keyword;
pub(crate) mod license_agreement;
mod localization;
mod media_set;
pub(crate) mod opaque;
mod others;
pub(crate) mod phased_release;
pub(crate) mod pre_release_version;
pub(crate) mod preview;
pub(crate) mod preview_set;
pub(crate) mod price;
pub(crate) mod price_point;
pub(crate) mod price_schedule;
pub(crate) mod release_request;
pub(crate) mod review_attachment;
pub(crate) mod review_detail;
pub(crate) mod review_submission;
pub(crate) mod review_submission_item;
pub(crate) mod routing_app_coverage;
pub(crate) mod screenshot;
pub(crate) mod screenshot_set;
pub(crate) mod territory;
pub(crate) mod territory_age_rating;
pub(crate) mod territory_availability;
pub(crate) mod version;
mod version_lifecycle;
pub(crate) mod version_localization;
pub(crate) mod version_submission;
pub(crate) mod webhook;
pub(crate) mod webhook_delivery;
pub(crate) mod webhook_event;
pub(crate) mod webhook_ping;

pub(crate) use enumerations::LOCALES;

use crate::kind::Kind;

/// Every type that the world can hold, one line a module, by the alphabet.
pub(crate) const KINDS: &[&Kind] = &[
    &accessibility_declaration::KIND,
    &actor::KIND,
    &age_rating::KIND,
    &app::KIND,
    &app_availability::KIND,
    &app_info::KIND,
    &app_info_localization::KIND,
    &app_tag::KIND,
    &build::KIND,
    &build_icon::KIND,
    &category::KIND,
    &custom_product_page::KIND,
    &custom_product_page_localization::KIND,
    &custom_product_page_version::KIND,
    &customer_review::KIND,
    &customer_review_response::KIND,
    &customer_review_summarization::KIND,
    &encryption_declaration::KIND,
    &encryption_document::KIND,
    &end_pre_order::KIND,
    &keyword::KIND,
    &license_agreement::KIND,
    &phased_release::KIND,
    &pre_release_version::KIND,
    &preview::KIND,
    &preview_set::KIND,
    &price::KIND,
    &price_point::KIND,
    &price_schedule::KIND,
    &release_request::KIND,
    &review_attachment::KIND,
    &review_detail::KIND,
    &review_submission::KIND,
    &review_submission_item::KIND,
    &routing_app_coverage::KIND,
    &screenshot::KIND,
    &screenshot_set::KIND,
    &territory::KIND,
    &territory_age_rating::KIND,
    &territory_availability::KIND,
    &version::KIND,
    &version_localization::KIND,
    &version_submission::KIND,
    &webhook::KIND,
    &webhook_delivery::KIND,
    &webhook_event::KIND,
    &webhook_ping::KIND,
];

/// The table of a type that the world can hold.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    all().find(|kind| kind.name == name)
}

/// All tables, in tests with those that only tests know.
pub(crate) fn all() -> impl Iterator<Item = &'static Kind> {
    #[cfg(test)]
    let samples = crate::tests::samples::KINDS;
    #[cfg(not(test))]
    let samples: &[&Kind] = &[];
    KINDS.iter().chain(samples).copied()
}

/// Everything that `fields[kind]` may name.
pub(crate) fn fields(kind_name: &str) -> Vec<&'static str> {
    match kind(kind_name) {
        Some(kind) => {
            let attributes = kind.attributes.iter().filter(|attribute| attribute.shown).map(|attribute| attribute.name);
            let relationships = kind.relationships.iter().filter(|relationship| relationship.shown());
            attributes.chain(relationships.map(|relationship| relationship.name)).collect()
        }
        None => others::fields(kind_name).to_vec(),
    }
}

/// Whether `locale` is one of the store's languages (App Store Connect Help, App Store localizations).
pub(crate) fn is_locale(locale: &str) -> bool {
    LOCALES.contains(&locale)
}
