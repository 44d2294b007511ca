//! The upload protocol: reserve, send the parts, commit, wait for the processing.
//!
//! Any type with `uploadOperations` follows it. What is sent lies among the blobs before its answer
//! goes out, and the reservation's notes name it, so it survives like any write. Deliberately
//! absent: a token. Whoever knows the address may send, until it expires.

use std::io;

use jiff::{SignedDuration, Timestamp};
use md5::{Digest as _, Md5};
use serde_json::{Map, Value, json};

use super::blobs::hex;
use crate::ids::Ids;
use crate::kind::Operation;
use crate::refusal::{Refusal, attribute, state as conflict};
use crate::resources;
use crate::state::State;
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// The event after a commit: the file is looked at.
pub(crate) const PROCESSED: &str = "processed";

/// The longest part, in bytes.
pub(crate) const PART: u64 = 2 * 1024 * 1024;

/// The largest file, in bytes (App Store Connect Help, "App preview specifications").
const LARGEST_FILE: u64 = 500 * 1024 * 1024;

/// How long the addresses of a reservation are good.
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The attributes that tell how far a file is; a type has one or both of them.
const STATES: [&str; 2] = ["assetDeliveryState", "videoDeliveryState"];

/// One part as it comes in.
pub(crate) struct Part<'a> {
    /// The reservation's id.
    pub(crate) asset: &'a str,
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) bytes: &'a [u8],
}

/// Why a part was not taken.
pub(crate) struct Rejection {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
}

/// What stands against a reservation or a commit, whatever the file is.
pub(crate) fn check(_: &World, write: &Write<'_>) -> Vec<Refusal> {
    match write.operation {
        Operation::Create => check_file(write.after),
        Operation::Update if commits(write) => check_commit(write.before.unwrap_or(write.after)),
        _ => Vec::new(),
    }
}

/// Completes a reservation, or begins the processing of what is committed.
pub(crate) fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    match write.operation {
        Operation::Create => {
            reserve(world.now(), after);
            Vec::new()
        }
        Operation::Update if commits(write) => {
            set_state(after, "UPLOAD_COMPLETE", &[]);
            after.set("uploadOperations", Value::Null);
            vec![world.later(world.processing, after, PROCESSED)]
        }
        _ => Vec::new(),
    }
}

/// Looks at a committed file of which nothing is asked but its checksum.
pub(crate) fn happen(world: &World, asset: &Resource, _event: &str, _ids: &Ids<'_>) -> Vec<Change> {
    let mut after = asset.clone();
    let errors = match file(world, asset) {
        Some((_, error)) => error.into_iter().collect(),
        None => vec![incomplete()],
    };
    finish(&mut after, &errors);
    vec![Change::Put(after)]
}

/// Makes a resource wait for its file.
pub(crate) fn reserve(now: Timestamp, asset: &mut Resource) {
    let expires = now.saturating_add(LIFETIME).map_or(0, Timestamp::as_second);
    let content_type = content_type(asset);
    let size = size(asset);
    let operations = (0..size.div_ceil(PART)).map(|index| {
        let number = index + 1;
        json!({
            "method": "PUT",
            "url": format!("/__/blobs/{}?partNumber={number}&expires={expires}", asset.id),
            "length": PART.min(size - index * PART),
            "offset": index * PART,
            "requestHeaders": [{ "name": "Content-Type", "value": content_type }],
        })
    });
    asset.set("uploadOperations", operations.collect::<Vec<_>>());
    asset.note("expires", expires);
    set_state(asset, "AWAITING_UPLOAD", &[]);
}

/// Takes a part of a file.
pub(crate) fn receive(state: &mut State, now: Timestamp, part: &Part<'_>) -> Result<(), Rejection> {
    state.advance(now).map_err(|error| broken(&error))?;
    let Some(asset) = find(&state.world, part.asset) else {
        return Err(rejection(404, "NoSuchUpload", "The specified upload does not exist."));
    };
    let operation = part.number.checked_sub(1).and_then(|index| asset.value("uploadOperations").get(index));
    let Some(operation) = operation.filter(|_| delivery(asset) == Some("AWAITING_UPLOAD")) else {
        return Err(rejection(404, "NoSuchUpload", "The specified upload does not exist, or is complete."));
    };
    if asset.hidden("expires").as_i64().is_none_or(|expires| expires <= now.as_second()) {
        return Err(rejection(403, "AccessDenied", "Request has expired."));
    }
    if operation["requestHeaders"][0]["value"].as_str() != part.content_type {
        return Err(rejection(403, "SignatureDoesNotMatch", "The request headers are not those of the upload operation."));
    }
    if operation["length"].as_u64() != Some(part.bytes.len() as u64) {
        return Err(rejection(400, "IncompleteBody", "The number of bytes is not that of the upload operation."));
    }
    let mut asset = asset.clone();
    let address = state.world.blobs.put(part.bytes).map_err(|error| broken(&error))?;
    let mut parts = asset.hidden("parts").as_object().cloned().unwrap_or_default();
    parts.insert(part.number.to_string(), Value::String(address));
    asset.note("parts", parts);
    state.commit(vec![Change::Put(asset)]).map_err(|error| broken(&error))
}

/// The whole file of a committed asset, and what its checksum says against it; none when bytes are
/// missing.
pub(crate) fn file(world: &World, asset: &Resource) -> Option<(Vec<u8>, Option<Value>)> {
    let parts = asset.hidden("parts").as_object().cloned().unwrap_or_default();
    let mut bytes = Vec::new();
    for number in 1..=size(asset).div_ceil(PART) {
        let address = parts.get(&number.to_string()).and_then(Value::as_str)?;
        bytes.extend(world.blobs.get(address)?);
    }
    let sent = asset.text("sourceFileChecksum");
    let wrong = sent.is_some_and(|sent| sent != hex(&Md5::digest(&bytes)));
    let error = wrong.then(|| problem("FILE_CHECKSUM_MISMATCH", "The file does not have the checksum with which it was committed."));
    Some((bytes, error))
}

/// Ends the processing: complete, or failed for these reasons.
pub(crate) fn finish(asset: &mut Resource, errors: &[Value]) {
    set_state(asset, if errors.is_empty() { "COMPLETE" } else { "FAILED" }, errors);
    asset.hidden = Map::new();
}

/// Notes how far the file is.
pub(crate) fn set_state(asset: &mut Resource, state: &str, errors: &[Value]) {
    for name in STATES.into_iter().filter(|name| asset.kind.attribute(name).is_some()) {
        // The older attribute of previews does not know that word.
        let state = if state == "PROCESSING" && name == STATES[0] { "UPLOAD_COMPLETE" } else { state };
        asset.set(name, json!({ "errors": errors, "warnings": [], "state": state }));
    }
}

/// How far the file is.
pub(crate) fn delivery(asset: &Resource) -> Option<&str> {
    STATES.iter().find_map(|name| asset.value(name)["state"].as_str())
}

/// A reason why a file failed.
pub(crate) fn problem(code: &str, description: &str) -> Value {
    json!({ "code": code, "description": description })
}

/// The reason why a file fails of which bytes are missing.
pub(crate) fn incomplete() -> Value {
    problem("FILE_INCOMPLETE", "Not all bytes of the file have arrived.")
}

/// The end of the file's name, without the dot.
pub(crate) fn extension(asset: &Resource) -> &str {
    asset.text("fileName").and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension)
}

fn commits(write: &Write<'_>) -> bool {
    write.attributes.get("uploaded") == Some(&Value::Bool(true))
}

fn check_file(asset: &Resource) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if !(1..=LARGEST_FILE).contains(&size(asset)) {
        let detail = format!("The file size must be between 1 and {LARGEST_FILE} bytes.");
        refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "fileSize", detail));
    }
    if asset.text("fileName").is_none_or(|name| name.trim().is_empty() || name.contains('/')) {
        refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "fileName", "The attribute 'fileName' must name a file."));
    }
    refusals
}

fn check_commit(asset: &Resource) -> Vec<Refusal> {
    if delivery(asset) != Some("AWAITING_UPLOAD") {
        let detail = format!("{} with id '{}' has already been uploaded.", asset.kind.name, asset.id);
        return vec![conflict("STATE_ERROR.ENTITY_STATE_INVALID", detail)];
    }
    let sent = asset.hidden("parts").as_object().map_or(0, Map::len);
    if sent as u64 != size(asset).div_ceil(PART) {
        let detail = "The number of uploaded bytes does not match the file size of the reservation.";
        return vec![attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "uploaded", detail)];
    }
    Vec::new()
}

fn find<'a>(world: &'a World, id: &str) -> Option<&'a Resource> {
    let mut uploads = resources::all().filter(|kind| kind.attribute("uploadOperations").is_some());
    uploads.find_map(|kind| world.get(kind.name, id))
}

fn size(asset: &Resource) -> u64 {
    asset.value("fileSize").as_u64().unwrap_or(0)
}

fn content_type(asset: &Resource) -> &str {
    asset.text("mimeType").unwrap_or(match extension(asset).to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "m4v" => "video/x-m4v",
        "pdf" => "application/pdf",
        "json" | "geojson" => "application/json",
        _ => "application/octet-stream",
    })
}

fn rejection(status: u16, code: &'static str, message: &'static str) -> Rejection {
    Rejection { status, code, message }
}

fn broken(error: &io::Error) -> Rejection {
    tracing::error!(%error, "an uploaded part could not be kept");
    rejection(500, "InternalError", "We encountered an internal error. Please try again.")
}
