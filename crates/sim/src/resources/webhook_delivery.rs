//! `webhookDeliveries`: each time that a webhook was, or is to be, told of an event.

use serde_json::json;

use super::webhook_event;
use crate::kind::{Attribute, Form, Kind, LONG, Operation, Relationship, Rules, text};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("createdDate", Form::DateTime),
        Attribute::new("deliveryState", Form::Enumeration(STATES)),
        Attribute::new("errorMessage", text(LONG)),
        Attribute::new("redelivery", Form::Boolean),
        Attribute::new("sentDate", Form::DateTime),
        Attribute::new("request", Form::Object(&["url"])),
        Attribute::new("response", Form::Object(&["httpStatusCode", "body"])),
    ],
    relationships: &[
        Relationship::one("event", "webhookEvents").own().unlinked(),
        Relationship::one("template", "webhookDeliveries").own().required().write_only(),
    ],
    hidden: &[("webhook", "webhooks")],
    include: &["event"],
    operations: &[Operation::Create],
    newest_first: true,
    rules: Rules { effects, ..Rules::NONE },
    ..Kind::new("webhookDeliveries")
};

pub(crate) const STATES: &[&str] = &["SUCCEEDED", "FAILED", "PENDING"];

/// A delivery of an event that is still to be sent.
pub(crate) fn pending(world: &World, webhook: &Resource, event: &Resource, id: String) -> Resource {
    Resource::new(&KIND, id, webhook.account.as_deref())
        .with("createdDate", world.now().to_string())
        .with("deliveryState", "PENDING")
        .with("redelivery", false)
        .with("request", json!({ "url": webhook.value("url") }))
        .linked("event", event.id.as_str())
        .linked("webhook", webhook.id.as_str())
}

/// An event of now. `data` is what the payload says besides id and version.
pub(crate) fn event(world: &World, webhook: &Resource, id: String, ping: bool, mut data: serde_json::Value) -> Resource {
    data["id"] = id.as_str().into();
    data["version"] = 1.into();
    data["attributes"]["timestamp"] = world.now().to_string().into();
    Resource::new(&webhook_event::KIND, id, webhook.account.as_deref())
        .with("payload", json!({ "data": data }).to_string())
        .with("ping", ping)
        .with("createdDate", world.now().to_string())
}

/// The same event goes out again, to where the webhook is now.
fn effects(world: &World, _: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let Some(template) = world.one(after, "template") else { return Vec::new() };
    if let (Some(webhook), Some(event)) = (world.one(template, "webhook"), world.one(template, "event")) {
        *after = pending(world, webhook, event, after.id.clone()).with("redelivery", true).linked("template", template.id.as_str());
    }
    Vec::new()
}
