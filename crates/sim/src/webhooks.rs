//! From changes of the world to what webhooks are told.
//!
//! It looks at every change before it is written, whoever made it: a request, the clock or an
//! edit by hand. What is to be told is written down with the change itself.

use std::collections::HashMap;

use ring::hmac;
use serde_json::{Value, json};

use crate::ids::Ids;
use crate::resources::webhook_delivery::{event, pending};
use crate::world::{Change, Resource, World};

/// Keeps the ids of events apart from those of the write that causes them.
const OTHER_IDS: u64 = 0x7765_6268_6f6f_6b73;

/// A change of state that webhooks can be told of.
struct News<'a> {
    resource: &'a Resource,
    event_type: &'static str,
    /// The event's type in the payload.
    name: &'static str,
    /// What the payload calls the state before and after.
    members: [&'static str; 2],
    states: [&'a str; 2],
}

/// The events and deliveries that follow from changes, to be written along with them.
pub(crate) fn announce(world: &World, changes: &[Change], seed: u64) -> Vec<Change> {
    let ids = Ids::new(world, seed ^ OTHER_IDS);
    let mut announced = Vec::new();
    for news in news(world, changes) {
        let listens = |webhook: &&Resource| {
            let types = webhook.value("eventTypes").as_array().map(Vec::as_slice).unwrap_or_default();
            webhook.value("enabled") == true && types.iter().any(|name| name == news.event_type)
        };
        let webhooks = world.one(news.resource, "app").map(|app| world.members(app, "webhooks")).unwrap_or_default();
        for webhook in webhooks.into_iter().filter(listens) {
            let ([old, new], [before, after]) = (news.members, news.states);
            let instance = json!({ "type": news.resource.kind.name, "id": news.resource.id });
            let data = json!({
                "type": news.name,
                "attributes": { old: before, new: after },
                "relationships": { "instance": { "data": instance } },
            });
            let event = event(world, webhook, ids.next(), false, data).with("eventType", news.event_type);
            let delivery = pending(world, webhook, &event, ids.next());
            announced.extend([Change::Put(event), Change::Put(delivery)]);
        }
    }
    announced
}

/// The deliveries among changes that are still to be sent.
pub(crate) fn outgoing(changes: &[Change]) -> Vec<String> {
    let deliveries = changes.iter().filter_map(|change| match change {
        Change::Put(resource) if resource.kind.name == "webhookDeliveries" => Some(resource),
        _ => None,
    });
    deliveries.filter(|delivery| delivery.text("deliveryState") == Some("PENDING")).map(|delivery| delivery.id.clone()).collect()
}

/// The `x-apple-signature` of a body (Apple, Configuring and verifying webhooks).
pub(crate) fn signature(secret: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("hmacsha256={hex}")
}

fn news<'a>(world: &'a World, changes: &'a [Change]) -> Vec<News<'a>> {
    let mut known: HashMap<(&str, &str), &str> = HashMap::new();
    let mut all = Vec::new();
    for change in changes {
        let Change::Put(resource) = change else { continue };
        let (attribute, event_type, name, members) = match resource.kind.name {
            "appStoreVersions" => (
                "appVersionState",
                "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED",
                "appStoreVersionAppVersionStateUpdated",
                ["oldValue", "newValue"],
            ),
            "buildUploads" => ("state", "BUILD_UPLOAD_STATE_UPDATED", "buildUploadStateUpdated", ["oldState", "newState"]),
            _ => continue,
        };
        let key = (resource.kind.name, resource.id.as_str());
        let stored = || world.get(key.0, key.1).and_then(|before| state(before.value(attribute)));
        let before = known.get(&key).copied().or_else(stored);
        let Some(after) = state(resource.value(attribute)) else { continue };
        known.insert(key, after);
        // What is new has not changed.
        if let Some(before) = before.filter(|before| *before != after) {
            all.push(News { resource, event_type, name, members, states: [before, after] });
        }
    }
    all
}

/// A state, or the `state` of an object that says more.
fn state(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["state"].as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_published_example() {
        let signed = signature("This is my secret", "Hello, World!");
        assert_eq!(signed, "hmacsha256=7f062172b01cb00b53ca068614674a3d982a34062a0f5d37687d5e3377e54657");
    }
}
