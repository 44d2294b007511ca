//! `webhooks`: addresses that are told when something about an app changes.

use crate::kind::{Attribute, Filter, Form, Kind, Operation, Related, Relationship, Rules, text};
use crate::refusal::{Refusal, attribute};
use crate::world::{Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("enabled", Form::Boolean).required().on_update(),
        Attribute::new("eventTypes", Form::Enumerations(EVENT_TYPES)).required().on_update(),
        Attribute::new("name", Form::Text { least: 1, most: 255 }).required().on_update(),
        Attribute::new("secret", text(255)).required().on_update().write_only(),
        Attribute::new("url", Form::Url).required().on_update(),
    ],
    relationships: &[
        Relationship::one("app", "apps").own().required().unlinked(),
        Relationship::links_to_many("deliveries", "webhookDeliveries").inverse("webhook").related_as(DELIVERIES),
    ],
    parts: &["deliveries"],
    include: &["app"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, ..Rules::NONE },
    ..Kind::new("webhooks")
};

const DELIVERIES: Related = Related::like_own().filters(&[
    Filter::among("deliveryState", super::webhook_delivery::STATES),
    Filter::new("createdDateGreaterThanOrEqualTo").matching(|_, delivery, date| is_since(delivery, date) == Some(true)),
    Filter::new("createdDateLessThan").matching(|_, delivery, date| is_since(delivery, date) == Some(false)),
]);

/// Whether the delivery was created at that time or later; none for what is no time.
fn is_since(delivery: &Resource, date: &str) -> Option<bool> {
    let created: jiff::Timestamp = delivery.text("createdDate")?.parse().ok()?;
    Some(created >= date.parse().ok()?)
}

fn check(_: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = super::localization::required(write, &["enabled", "eventTypes", "name", "secret", "url"]);
    let no_events = write.after.value("eventTypes").as_array().is_some_and(Vec::is_empty);
    if write.sends("eventTypes") && no_events {
        let detail = "The attribute 'eventTypes' must name at least one type of event.";
        refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "eventTypes", detail));
    }
    refusals
}

/// `WebhookEventType` (`OpenAPI` 4.4.1).
pub(crate) const EVENT_TYPES: &[&str] = &[
    "ALTERNATIVE_DISTRIBUTION_PACKAGE_AVAILABLE_UPDATED",
    "ALTERNATIVE_DISTRIBUTION_PACKAGE_VERSION_CREATED",
    "ALTERNATIVE_DISTRIBUTION_TERRITORY_AVAILABILITY_UPDATED",
    "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED",
    "BACKGROUND_ASSET_VERSION_APP_STORE_RELEASE_STATE_UPDATED",
    "BACKGROUND_ASSET_VERSION_EXTERNAL_BETA_RELEASE_STATE_UPDATED",
    "BACKGROUND_ASSET_VERSION_INTERNAL_BETA_RELEASE_CREATED",
    "BACKGROUND_ASSET_VERSION_STATE_UPDATED",
    "BETA_FEEDBACK_CRASH_SUBMISSION_CREATED",
    "BETA_FEEDBACK_SCREENSHOT_SUBMISSION_CREATED",
    "BUILD_BETA_DETAIL_EXTERNAL_BUILD_STATE_UPDATED",
    "BUILD_UPLOAD_STATE_UPDATED",
];
