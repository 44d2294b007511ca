//! `appPreviews`: a short video of the app, reserved, uploaded, transcoded.
//!
//! Deliberately absent: decoding. A file that begins like a `QuickTime` or MPEG-4 film passes; its
//! length and frame rate are not looked at, and its frame is a drawing.

use serde_json::{Value, json};

use super::media_set;
use crate::gallery::image_asset;
use crate::kind::{
    ASSET_DELIVERY_STATE, Attribute, Form, IMAGE_ASSET, Kind, LONG, Operation, Relationship, Rules, UPLOAD_OPERATIONS, text,
};
use crate::media::drawing::Drawing;
use crate::media::{sizes, upload};
use crate::refusal::{Refusal, attribute};
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// How many previews a set takes.
const MOST: usize = 3;

/// The event after the upload was looked at: the film is transcoded.
const TRANSCODED: &str = "transcoded";

/// The event after another frame was chosen.
const FRAMED: &str = "framed";

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("fileSize", Form::Integer).required(),
        Attribute::new("fileName", text(255)).required(),
        Attribute::new("sourceFileChecksum", text(LONG)).on_update(),
        Attribute::new("previewFrameTimeCode", text(LONG)).on_create().on_update(),
        Attribute::new("mimeType", text(LONG)).on_create(),
        Attribute::new("videoUrl", text(LONG)),
        Attribute::new("previewFrameImage", Form::Object(&["image", "state"])),
        Attribute::new("previewImage", IMAGE_ASSET),
        Attribute::new("uploadOperations", UPLOAD_OPERATIONS),
        Attribute::new("assetDeliveryState", ASSET_DELIVERY_STATE),
        Attribute::new("videoDeliveryState", ASSET_DELIVERY_STATE),
        Attribute::new("uploaded", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("appPreviewSet", "appPreviewSets").own().unlinked().required()],
    include: &["appPreviewSet"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, happen: |world, preview, event, _| happen(world, preview, event), ..Rules::NONE },
    ..Kind::new("appPreviews")
};

/// Notes how far the frame is that stands for the film.
pub(crate) fn set_frame(preview: &mut Resource, state: &str, image: &Value) {
    let state = json!({ "state": state, "errors": [], "warnings": [] });
    let frame = if image.is_null() { json!({ "state": state }) } else { json!({ "image": image, "state": state }) };
    preview.set("previewFrameImage", frame);
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = media_set::check_member(world, write, "appPreviewSet", ("appPreviews", MOST), ("Preview", "previews"));
    refusals.extend(upload::check(world, write));
    if write.after.text("previewFrameTimeCode").is_some_and(|code| write.sends("previewFrameTimeCode") && !is_time_code(code)) {
        let detail = "The attribute 'previewFrameTimeCode' must be of the form HH:MM:SS:FF.";
        refusals.push(attribute("ENTITY_ERROR.ATTRIBUTE.INVALID", "previewFrameTimeCode", detail));
    }
    refusals
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let mut changes = upload::effects(world, write, after);
    let is_complete = upload::delivery(after) == Some("COMPLETE");
    if write.operation == Operation::Update && write.sends("previewFrameTimeCode") && is_complete {
        set_frame(after, "PROCESSING", &Value::Null);
        changes.extend([Change::forget(after, FRAMED), world.later(world.processing, after, FRAMED)]);
    }
    changes
}

fn happen(world: &World, preview: &Resource, event: &str) -> Vec<Change> {
    let mut after = preview.clone();
    if event == upload::PROCESSED {
        let errors = wrong(world, preview);
        if errors.is_empty() {
            upload::set_state(&mut after, "PROCESSING", &[]);
            let next = world.later(world.processing, &after, TRANSCODED);
            return vec![Change::Put(after), next];
        }
        upload::finish(&mut after, &errors);
        return vec![Change::Put(after)];
    }
    if event == TRANSCODED {
        let address = upload::file(world, preview).and_then(|(bytes, _)| world.blobs.put(&bytes).ok());
        after.set("videoUrl", address.map(|address| format!("/__/videos/{address}")));
        if after.text("previewFrameTimeCode").is_none() {
            after.set("previewFrameTimeCode", "00:00:05:00");
        }
        upload::finish(&mut after, &[]);
    }
    let image = frame(world, &after);
    set_frame(&mut after, "COMPLETE", &image);
    after.set("previewImage", image);
    vec![Change::Put(after)]
}

/// A drawing in place of the chosen frame.
fn frame(world: &World, preview: &Resource) -> Value {
    let device = world.one(preview, "appPreviewSet").and_then(|set| set.text("previewType")).unwrap_or_default();
    let (width, height) = sizes::frame(device);
    let text = [preview.id.as_str(), preview.text("previewFrameTimeCode").unwrap_or_default()].concat();
    let seed = text.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    let drawing = Drawing { seed, width, height, initials: "V".to_owned() };
    image_asset(&drawing.to_string(), (width, height))
}

fn wrong(world: &World, preview: &Resource) -> Vec<Value> {
    let Some((bytes, error)) = upload::file(world, preview) else {
        return vec![upload::incomplete()];
    };
    let is_film = bytes.get(4..8) == Some(b"ftyp") && matches!(upload::extension(preview), "mp4" | "mov" | "m4v");
    let bad = (!is_film).then(|| upload::problem("VIDEO_BAD_FORMAT", "The file is not a .mov, .m4v or .mp4 video."));
    error.into_iter().chain(bad).collect()
}

/// Hours, minutes, seconds and frames, two digits each.
fn is_time_code(code: &str) -> bool {
    let parts: Vec<&str> = code.split(':').collect();
    parts.len() == 4 && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
}
