//! Files nobody means well with, through the whole crate: each is refused with one sentence, or
//! mended, within the memory it was given.

use std::{error::Error as _, io::Write as _};

use png::{BitDepth, ColorType};
use tempfile::TempDir;

use crate::{Cache, MAX_SIDE, Recipe, Size, Verdict, make, plan_renditions, read_masters, samples};

const SIZE: Size = Size::new(640, 1136);

/// What becomes of a file in a locale's folder, with 64 MB of memory.
fn fate_of(name: &str, bytes: Vec<u8>) -> String {
    let root = samples::folder(&[(format!("ja/{name}"), bytes)]);
    let masters = read_masters(root.path()).unwrap();
    let recipe = Recipe::default();
    let planned = plan_renditions(&masters.masters, &[], &recipe);
    if let Some(refused) = masters.refused.into_iter().chain(planned.refused).next() {
        assert!(matches!(refused.verdict, Verdict::Refused(_)));
        return refused.verdict.to_string();
    }
    let folder = TempDir::new().unwrap();
    let cache = Cache::open(folder.path()).unwrap();
    match make(root.path(), &planned.renditions, &recipe, &cache, 64 << 20, &|_| {}).remove(0) {
        Ok(_) => planned.renditions[0].made.to_string(),
        Err(error) => match error.source() {
            Some(source) => format!("failed: {error}: {source}"),
            None => format!("failed: {error}"),
        },
    }
}

/// A zlib stream of many zeros, as a PNG's chunks have it.
fn inflates_to(bytes: usize) -> Vec<u8> {
    let size = Size::new(16_000, u32::try_from(bytes / 16_000).unwrap());
    let png = samples::png_of(size, ColorType::Grayscale, BitDepth::Eight, &vec![0; samples::bytes(size, 1)]);
    // Behind the signature and the header there is one chunk: length, name, content, checksum.
    let length = u32::from_be_bytes(png[33..37].try_into().unwrap()) as usize;
    png[41..41 + length].to_vec()
}

#[test]
fn what_is_no_whole_picture() {
    assert_eq!(fate_of("1.png", Vec::new()), "refused: the file is empty");
    assert_eq!(fate_of("1.png", b"#!/bin/sh".to_vec()), "refused: the content is neither a PNG nor a JPEG image");
    assert_eq!(fate_of("1.jpg", b"GIF89a and more".to_vec()), "refused: the content is a GIF image, and only PNG and JPEG are accepted");
    let (png, jpeg) = (samples::png(SIZE), samples::jpeg(SIZE));
    for (name, bytes, format) in [("1.png", png, "PNG"), ("1.jpg", jpeg, "JPEG")] {
        let cut = bytes[..bytes.len() - 3].to_vec();
        assert_eq!(fate_of(name, cut), format!("refused: the {format} image is cut off: the file ends before the image does"));
    }
    let missing = fate_of("1.png", samples::png_with_data(SIZE, &inflates_to(160_000)));
    assert!(missing.starts_with("failed: the pixels of the PNG image are damaged") || missing.contains("cut off"), "{missing}");
    let animated = samples::with_chunk(&samples::png(SIZE), *b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(fate_of("1.png", animated), "refused: the PNG image is animated, and a screenshot is a single frame");
}

#[test]
fn what_is_of_another_size_or_kind() {
    assert_eq!(
        fate_of("1.png", samples::png(Size::new(641, 1136))),
        "refused: 641×1136 is not an accepted size; the nearest is 640×1136 (APP_IPHONE_40)"
    );
    let cmyk = samples::jpeg_of(SIZE, jpeg_encoder::ColorType::Cmyk, &vec![0; samples::bytes(SIZE, 4)]);
    assert_eq!(fate_of("1.jpg", cmyk), "refused: the colours are CMYK, and only RGB is accepted: export the picture as RGB");
    let deep = samples::png_of(SIZE, ColorType::Rgb, BitDepth::Sixteen, &vec![0; samples::bytes(SIZE, 6)]);
    assert_eq!(fate_of("1.png", deep), "mended: it has 16 bits a channel");
    let alpha = samples::png_of(SIZE, ColorType::Rgba, BitDepth::Eight, &vec![0; samples::bytes(SIZE, 4)]);
    assert_eq!(fate_of("1.png", alpha), "mended: it has an alpha channel");
    assert_eq!(fate_of("1.PNG", samples::jpeg(SIZE)), "mended: its name does not say JPEG");
    let hdr = samples::with_chunk(&samples::png(SIZE), *b"cICP", &[9, 16, 0, 1]);
    assert_eq!(fate_of("1.png", hdr), "failed: the colour profile `CICP 9/16` cannot be converted: export the picture as sRGB");
}

#[test]
fn what_claims_more_pixels_than_it_has() {
    for bytes in [samples::hollow_png(Size::new(30_000, 30_000)), samples::hollow_jpeg(30_000, 30_000, 3)] {
        assert_eq!(fate_of("1.png", bytes), "refused: the header claims 30000×30000 pixels, and more than 16384 a side are not read");
    }
    // The largest that is believed is not accepted, and where it is scaled it needs too much.
    let root = samples::folder(&[("ja/1.png", samples::hollow_png(Size::new(MAX_SIDE, MAX_SIDE * 9 / 16)))]);
    let masters = read_masters(root.path()).unwrap().masters;
    let tv = crate::DisplayType::named("APP_APPLE_TV").unwrap();
    let recipe = Recipe::default();
    let planned = plan_renditions(&masters, &[tv], &recipe);
    let folder = TempDir::new().unwrap();
    let cache = Cache::open(folder.path()).unwrap();
    let made = make(root.path(), &planned.renditions, &recipe, &cache, 256 << 20, &|_| {}).remove(0);
    let refusal = made.unwrap_err().to_string();
    assert!(refusal.ends_with(" MB of memory, and 256 MB are allowed"), "{refusal}");
}

/// A few kilobytes that become hundreds of megabytes in places where no pixels are.
#[test]
fn what_inflates() {
    let bomb = inflates_to(320_000_000);
    assert!(bomb.len() < 2_000_000, "{}", bomb.len());
    // Behind the last row: what is not needed is not kept.
    let behind = fate_of("1.png", samples::png_with_data(SIZE, &bomb));
    assert!(behind == "as is" || behind.starts_with("failed: "), "{behind}");
    let mut profile = b"name\0\0".to_vec();
    profile.write_all(&bomb).unwrap();
    let iccp = fate_of("1.png", samples::with_chunk(&samples::png(SIZE), *b"iCCP", &profile));
    assert!(iccp.starts_with("refused: the header of the PNG image is damaged") || iccp == "as is", "{iccp}");
    for kind in [*b"zTXt", *b"iTXt"] {
        assert_eq!(fate_of("1.png", samples::with_chunk(&samples::png(SIZE), kind, &profile)), "as is");
    }
}
