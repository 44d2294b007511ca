//! `webhookPings`: a request that tells a webhook nothing but that it works.

use serde_json::json;

use super::webhook_delivery::{event, pending};
use crate::kind::{Kind, Operation, Relationship, Rules};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    relationships: &[Relationship::one("webhook", "webhooks").own().required().write_only()],
    operations: &[Operation::Create],
    rules: Rules { effects, ..Rules::NONE },
    ..Kind::new("webhookPings")
};

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let Some(webhook) = world.one(after, "webhook") else { return Vec::new() };
    let event = event(world, webhook, write.ids.next(), true, json!({ "type": "webhookPingCreated", "attributes": { "ping": true } }));
    let delivery = pending(world, webhook, &event, write.ids.next());
    vec![Change::Put(event), Change::Put(delivery)]
}
