//! A webhook for one app in ten, with one delivery behind it.

use serde_json::json;

use super::app::Plan;
use super::{catalog, dates};
use crate::resources::{webhook, webhook_delivery, webhook_event};
use crate::world::{Resource, World};

/// Puts the app's webhook into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    if !plan.number.is_multiple_of(10) {
        return;
    }
    let url = format!("https://hooks.{}.example/app-store", catalog::domain(&plan.account));
    let webhook = Resource::new(&webhook::KIND, plan.next_id(), Some(&plan.account))
        .with("enabled", true)
        .with("eventTypes", json!(["APP_STORE_VERSION_APP_VERSION_STATE_UPDATED", "BUILD_UPLOAD_STATE_UPDATED"]))
        .with("name", "Release channel")
        .with("secret", format!("{:032x}", plan.random.u128(..)))
        .with("url", url.as_str())
        .linked("app", plan.id.as_str());
    let (id, second) = (plan.next_id(), plan.random.u64(..60));
    let date = dates::pacific(dates::days_later(plan.random.u64(..1440), 2500), second);
    let told = json!({ "type": "webhookPingCreated", "id": id, "version": 1, "attributes": { "timestamp": date, "ping": true } });
    let event = Resource::new(&webhook_event::KIND, id, Some(&plan.account))
        .with("payload", json!({ "data": told }).to_string())
        .with("ping", true)
        .with("createdDate", date.as_str());
    let delivery = Resource::new(&webhook_delivery::KIND, plan.next_id(), Some(&plan.account))
        .with("createdDate", date.as_str())
        .with("sentDate", date)
        .with("deliveryState", "SUCCEEDED")
        .with("redelivery", false)
        .with("request", json!({ "url": url }))
        .with("response", json!({ "httpStatusCode": 200, "body": "" }))
        .linked("event", event.id.as_str())
        .linked("webhook", webhook.id.as_str());
    for resource in [webhook, event, delivery] {
        world.put(resource);
    }
}
