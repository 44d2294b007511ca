//! What screenshots and previews a generated localization shows, in one line of description.

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::media::blobs::hex;
use crate::media::drawing::Drawing;
use crate::media::{sizes, upload};
use crate::refusal::uuid;
use crate::resources::{preview, preview_set, screenshot, screenshot_set};
use crate::world::Resource;

/// The media of one localization.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Gallery {
    /// The first half of all its ids.
    pub(crate) key: u64,
    pub(crate) localization: String,
    /// Whether it is the localization of a custom product page, and not of a version.
    #[serde(default)]
    pub(crate) is_of_page: bool,
    pub(crate) account: String,
    /// What its pictures are drawn from; versions that show the same pictures share it.
    pub(crate) seed: u64,
    /// What stands on the pictures.
    pub(crate) initials: String,
    pub(crate) platform: String,
    /// How many screenshot sets, as far as the platform has display types.
    pub(crate) sets: usize,
    /// How many screenshots in each.
    pub(crate) screenshots: usize,
    /// Whether there is a preview.
    pub(crate) preview: bool,
    pub(crate) planted: Option<Planted>,
}

/// What is wrong with the last screenshot of the first set.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Planted {
    /// Its file had the wrong size.
    WrongSize,
    /// Its file was never sent.
    Orphan,
}

/// What each screenshot shows, by its file's name.
const SCENES: [&str; 10] = ["home", "search", "details", "settings", "widgets", "sharing", "profile", "offline", "dark-mode", "thanks"];

impl Gallery {
    /// The key of a number: that of the ids which begin with it.
    pub(crate) fn key_of(number: u64) -> u64 {
        // The digit in which every random UUID says of what kind it is.
        number & !0xf000 | 0x4000
    }

    /// The key in an id; none for an id of another shape.
    pub(crate) fn key(id: &str) -> Option<u64> {
        if id.len() != 36 || !id.is_ascii() {
            return None;
        }
        u64::from_str_radix(&[&id[..8], &id[9..13], &id[14..18]].concat(), 16).ok()
    }

    /// The sets, screenshots and previews; always the same.
    pub(crate) fn resources(&self) -> Vec<Resource> {
        let mut all = Vec::new();
        let displays = displays(&self.platform);
        for display in displays.iter().take(self.sets) {
            let set = self.new_resource(&screenshot_set::KIND, &all).with("screenshotDisplayType", *display);
            let set = set.linked(self.owner(), self.localization.as_str());
            let id = set.id.clone();
            all.push(set);
            for index in 0..self.screenshots {
                let planted = self.planted.filter(|_| *display == displays[0] && index + 1 == self.screenshots);
                let screenshot = self.screenshot(display, index, planted, &all).linked("appScreenshotSet", id.as_str());
                all.push(screenshot);
            }
        }
        if let Some(device) = displays.first().and_then(|display| display.strip_prefix("APP_")).filter(|_| self.preview) {
            let set = self.new_resource(&preview_set::KIND, &all).with("previewType", device);
            let set = set.linked(self.owner(), self.localization.as_str());
            let id = set.id.clone();
            all.push(set);
            let preview = self.preview(device, &all).linked("appPreviewSet", id);
            all.push(preview);
        }
        all
    }

    /// What a set calls the localization.
    fn owner(&self) -> &'static str {
        if self.is_of_page { "appCustomProductPageLocalization" } else { "appStoreVersionLocalization" }
    }

    fn screenshot(&self, display: &str, index: usize, planted: Option<Planted>, others: &[Resource]) -> Resource {
        let mut random = self.random(display, index);
        let name = format!("{:02}_{}.png", index + 1, SCENES[index % SCENES.len()]);
        let mut screenshot = self
            .new_resource(&screenshot::KIND, others)
            .with("fileName", name)
            .with("fileSize", random.u32(180_000..1_900_000))
            .with("assetType", "SCREENSHOT");
        screenshot.set("assetToken", screenshot.id.clone());
        if planted == Some(Planted::Orphan) {
            // Its addresses have long expired.
            upload::reserve(jiff::Timestamp::UNIX_EPOCH, &mut screenshot);
            return screenshot;
        }
        screenshot.set("sourceFileChecksum", hex(&random.u128(..).to_be_bytes()));
        if planted == Some(Planted::WrongSize) {
            upload::finish(&mut screenshot, &[screenshot::incorrect_dimensions(display)]);
        } else {
            upload::finish(&mut screenshot, &[]);
            let size = sizes::accepted(display).first().copied().unwrap_or((1, 1));
            screenshot.set("imageAsset", self.drawn(&mut random, size));
        }
        screenshot
    }

    fn preview(&self, device: &str, others: &[Resource]) -> Resource {
        let mut random = self.random(device, 0);
        let image = self.drawn(&mut random, sizes::frame(device));
        let mut preview = self
            .new_resource(&preview::KIND, others)
            .with("fileName", "preview.mp4")
            .with("fileSize", random.u32(8_000_000..40_000_000))
            .with("mimeType", "video/mp4")
            .with("previewFrameTimeCode", "00:00:05:00")
            .with("sourceFileChecksum", hex(&random.u128(..).to_be_bytes()))
            .with("previewImage", image.clone());
        upload::finish(&mut preview, &[]);
        preview::set_frame(&mut preview, "COMPLETE", &image);
        preview
    }

    fn drawn(&self, random: &mut Rng, (width, height): (u32, u32)) -> Value {
        let drawing = Drawing { seed: random.u64(..), width, height, initials: self.initials.clone() };
        image_asset(&drawing.to_string(), (width, height))
    }

    /// What a picture and all that is told of its file is drawn from.
    fn random(&self, display: &str, index: usize) -> Rng {
        let salt = display.bytes().fold(index as u64, |salt, byte| salt.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
        Rng::with_seed(self.seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn new_resource(&self, kind: &'static crate::kind::Kind, others: &[Resource]) -> Resource {
        let second = Rng::with_seed(self.key ^ others.len() as u64).u64(..);
        Resource::new(kind, uuid(u128::from(self.key) << 64 | u128::from(second)), Some(&self.account))
    }
}

/// An `ImageAsset` whose template leads to the picture of that token.
pub(crate) fn image_asset(token: &str, (width, height): (u32, u32)) -> Value {
    json!({ "templateUrl": format!("/__/images/{token}/{{w}}x{{h}}{{c}}.{{f}}"), "width": width, "height": height })
}

/// The display types of a platform, those that people fill first at the front.
fn displays(platform: &str) -> &'static [&'static str] {
    match platform {
        "MAC_OS" => &["APP_DESKTOP"],
        "TV_OS" => &["APP_APPLE_TV"],
        "VISION_OS" => &["APP_APPLE_VISION_PRO"],
        _ => &["APP_IPHONE_67", "APP_IPAD_PRO_3GEN_129", "APP_IPHONE_61", "APP_IPHONE_55", "APP_IPAD_PRO_3GEN_11", "APP_WATCH_SERIES_10"],
    }
}
