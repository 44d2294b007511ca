//! The same bytes on every machine: pinned, so that a machine that makes others fails here.
//!
//! A change of these hashes is a change of the pipeline: raise its number in `cache.rs` with it.

use std::{fs, thread};

use png::{BitDepth, ColorType};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::{Cache, Color, DisplayType, Mode, Output, Recipe, Size, Speed, make, read_masters, renditions, samples};

/// Gradients, hard edges and noise, with alpha in places: something for every filter and match.
#[expect(clippy::cast_possible_truncation, reason = "the last byte is what is wanted")]
fn master(size: Size) -> Vec<u8> {
    let mut state = 7_u32;
    let mut pixels = Vec::with_capacity(samples::bytes(size, 4));
    for y in 0..size.height {
        for x in 0..size.width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = state >> 28;
            let glyph = (x / 3 + y / 2) % 7 == 0 && y % 40 < 14 && x % 97 < 80;
            let [red, green] = [x * 255 / size.width, y * 255 / size.height].map(|level| level.min(255 - 15) + noise);
            let blue = if glyph { 0 } else { 200 + noise };
            let alpha = if x % 200 < 20 { (y % 256) as u8 } else { 255 };
            pixels.extend([red, green, blue].map(|level| level as u8));
            pixels.push(alpha);
        }
    }
    samples::png_of(size, ColorType::Rgba, BitDepth::Eight, &pixels)
}

#[expect(clippy::cast_possible_truncation, reason = "the last byte is what is wanted")]
fn hashes(recipe: Recipe) -> Vec<String> {
    let phone = master(Size::new(750, 1334));
    let p3 = samples::with_chunk(&master(Size::new(640, 1136)), *b"cICP", &[12, 13, 0, 1]);
    let jpeg = {
        let pixels: Vec<u8> = (0..samples::bytes(Size::new(960, 640), 3)).map(|at| (at * at / 977 % 251) as u8).collect();
        samples::jpeg_of(Size::new(960, 640), jpeg_encoder::ColorType::Rgb, &pixels)
    };
    let turned = samples::with_segment(&jpeg, 0xE1, &samples::exif(6));
    let root = samples::folder(&[("a/1.png", phone), ("b/1.png", p3), ("c/1.jpg", turned)]);
    let cache = TempDir::new().unwrap();
    let masters = read_masters(root.path()).unwrap().masters;
    let wanted = ["APP_IPHONE_47", "APP_IPHONE_40", "APP_IPHONE_35"].map(|name| DisplayType::named(name).unwrap());
    let renditions = renditions(&masters, &wanted, &recipe).unwrap();
    let files = make(root.path(), &renditions, &recipe, &Cache::open(cache.path()).unwrap(), 256 << 20, &|_| {});
    let hash = |bytes: Vec<u8>| Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    files.into_iter().map(|file| hash(fs::read(file.unwrap().path).unwrap())).collect()
}

#[test]
fn every_machine_makes_the_same_bytes() {
    let orange = Color { red: 250, green: 120, blue: 10 };
    let upload = Recipe { background: orange, ..Recipe::default() };
    let recipes =
        [upload, Recipe { mode: Mode::Fit, speed: Speed::Preview, ..upload }, Recipe { format: Output::Jpeg { quality: 90 }, ..upload }];
    let found = thread::scope(|scope| {
        let running: Vec<_> = recipes.map(|recipe| scope.spawn(move || hashes(recipe))).into();
        running.into_iter().map(|thread| thread.join().unwrap().join(" ")).collect::<Vec<_>>()
    });
    assert_eq!(found, PINNED);
}

const PINNED: [&str; 3] = [
    "0a540a18741607b7 2614360aa259486f 26eaa0a795ae5525 c6c99e409bc5278b 5f0e1284109c0a96 6a651d54698bf579 4bcc00c4d0e42c2d a9accfd3a2cfe067 ee50917a263159fb",
    "8c913c2dda805707 c31e4d6d1b921f9a 5fc4bf1e8f2f3c8a 5f9a743fa21663eb 93fe0c1047d7bb4f 4467155fdc305aff aef70fbbbec89722 9dfb1276e95891dd d18a5b5ae9918679",
    "01fd1bbd5802af27 3745d5739d256101 bc61bfee211046c3 da415750c0b40a4a c51b558c98a7cb64 60f631cd2f970d1b 28e93301a23d7126 f57e6a41565afd9f 4fa0001fc4a259e3",
];
