//! `appScreenshots`: a picture of the app, reserved, uploaded, looked at.
//!
//! A picture that cannot be used is no refusal: it is taken, and fails when it is looked at.

use serde_json::Value;

use super::media_set;
use crate::gallery::image_asset;
use crate::kind::{
    ASSET_DELIVERY_STATE, Attribute, Form, IMAGE_ASSET, Kind, LONG, Operation, Relationship, Rules, UPLOAD_OPERATIONS, text,
};
use crate::media::picture::{self, Decoded, Format, Picture};
use crate::media::{sizes, upload};
use crate::refusal::Refusal;
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// How many screenshots a set takes.
const MOST: usize = 10;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("fileSize", Form::Integer).required(),
        Attribute::new("fileName", text(255)).required(),
        Attribute::new("sourceFileChecksum", text(LONG)).on_update(),
        Attribute::new("imageAsset", IMAGE_ASSET),
        Attribute::new("assetToken", text(LONG)),
        Attribute::new("assetType", text(LONG)),
        Attribute::new("uploadOperations", UPLOAD_OPERATIONS),
        Attribute::new("assetDeliveryState", ASSET_DELIVERY_STATE),
        Attribute::new("uploaded", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("appScreenshotSet", "appScreenshotSets").own().unlinked().required()],
    include: &["appScreenshotSet"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, effects, happen: |world, screenshot, _, _| happen(world, screenshot), ..Rules::NONE },
    ..Kind::new("appScreenshots")
};

/// The reason why a picture of another size fails.
pub(crate) fn incorrect_dimensions(display: &str) -> Value {
    let sizes: Vec<String> = sizes::accepted(display).iter().map(|(width, height)| format!("{width}x{height}")).collect();
    let description = format!("The image dimensions are not supported. {display} takes {}.", sizes.join(", "));
    upload::problem("IMAGE_INCORRECT_DIMENSIONS", &description)
}

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let mut refusals = media_set::check_member(world, write, "appScreenshotSet", ("appScreenshots", MOST), ("Screenshot", "screenshots"));
    refusals.extend(upload::check(world, write));
    refusals
}

fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    if write.operation == Operation::Create {
        after.set("assetToken", after.id.clone());
        after.set("assetType", "SCREENSHOT");
    }
    upload::effects(world, write, after)
}

/// The file is looked at.
fn happen(world: &World, screenshot: &Resource) -> Vec<Change> {
    let mut after = screenshot.clone();
    let display = world.one(screenshot, "appScreenshotSet").and_then(|set| set.text("screenshotDisplayType")).unwrap_or_default();
    let mut errors = Vec::new();
    if let Some((bytes, error)) = upload::file(world, screenshot) {
        errors.extend(error);
        let decoded = picture::decode(&bytes);
        match &decoded {
            Some(decoded) => errors.extend(wrong(decoded, Format::of(upload::extension(screenshot)), display)),
            None => errors.push(bad_format()),
        }
        if let (true, Some(Decoded { picture, .. }), Ok(address)) = (errors.is_empty(), decoded, world.blobs.put(&bytes)) {
            after.set("imageAsset", image_asset(&address, (picture.width, picture.height)));
        }
    } else {
        errors.push(upload::incomplete());
    }
    upload::finish(&mut after, &errors);
    vec![Change::Put(after)]
}

/// What is wrong with a picture for a display.
fn wrong(decoded: &Decoded, promised: Option<Format>, display: &str) -> Vec<Value> {
    let Picture { width, height, .. } = decoded.picture;
    let accepted = sizes::accepted(display);
    let mut errors = Vec::new();
    if promised != Some(decoded.format) {
        errors.push(bad_format());
    }
    if decoded.alpha {
        errors.push(upload::problem("IMAGE_ALPHA_NOT_ALLOWED", "Images can't contain alpha channels or transparencies."));
    }
    if !accepted.contains(&(width, height)) {
        let too_small = accepted.iter().all(|size| width < size.0 && height < size.1);
        errors.push(if too_small {
            upload::problem("IMAGE_TOO_SMALL", &format!("The image is smaller than any size of {display}."))
        } else {
            incorrect_dimensions(display)
        });
    }
    errors
}

fn bad_format() -> Value {
    upload::problem("IMAGE_BAD_FORMAT", "The file is not a PNG or JPEG image, or its name says otherwise.")
}
