//! The two steps of files that are not shown in the store: reserved, then committed.
//!
//! Deliberately absent: the bytes. Operations name a place on a host that cannot exist; whoever
//! serves blobs puts a real address there.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::ids::Ids;
use crate::kind::Operation;
use crate::refusal::{Refusal, attribute, invalid_state};
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// How long a committed file is looked at.
const PROCESSING: SignedDuration = SignedDuration::from_secs(2);

/// The largest file, in bytes (reported: 500 MB).
const LARGEST: i64 = 500_000_000;

/// A reservation needs a size; a file is committed once.
pub(crate) fn check(_world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let size = write.after.value("fileSize").as_i64().unwrap_or(0);
    if write.operation == Operation::Create && !(1..=LARGEST).contains(&size) {
        return vec![attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "fileSize", "The file size must be between 1 byte and 500 MB")];
    }
    let committed = |before: &&Resource| delivery(before) != "AWAITING_UPLOAD";
    let before = write.before.filter(|_| write.operation == Operation::Update && !write.attributes.is_empty());
    before.filter(committed).map(|before| invalid_state(before.kind.name, &before.id)).into_iter().collect()
}

/// A reservation says where to send the bytes; a commit begins the processing.
pub(crate) fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation == Operation::Create {
        let url = format!("https://blobs.invalid/{}/{}", after.kind.name, after.id);
        let size = after.value("fileSize").clone();
        let headers = json!([{ "name": "Content-Type", "value": "application/octet-stream" }]);
        after.set("uploadOperations", json!([{ "method": "PUT", "url": url, "length": size, "offset": 0, "requestHeaders": headers }]));
        set_delivery(after, "AWAITING_UPLOAD");
        return Vec::new();
    }
    let commits = after.hidden.remove("uploaded") == Some(Value::Bool(true)) && write.operation == Operation::Update;
    if !commits {
        return Vec::new();
    }
    set_delivery(after, "UPLOAD_COMPLETE");
    after.set("uploadOperations", Value::Null);
    vec![world.later(PROCESSING, after, "processed")]
}

/// The file is there.
pub(crate) fn happen(_world: &World, file: &Resource, _event: &str, _ids: &Ids<'_>) -> Vec<Change> {
    let mut file = file.clone();
    set_delivery(&mut file, "COMPLETE");
    vec![Change::Put(file)]
}

fn delivery(file: &Resource) -> &str {
    file.value("assetDeliveryState")["state"].as_str().unwrap_or_default()
}

fn set_delivery(file: &mut Resource, state: &str) {
    file.set("assetDeliveryState", json!({ "errors": [], "warnings": [], "state": state }));
}
