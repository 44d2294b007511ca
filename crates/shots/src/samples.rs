//! Files for the tests: real ones from the encoders, and hand-made ones no encoder would write.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};

use crate::size::Size;

/// A black PNG without alpha.
pub(crate) fn png(size: Size) -> Vec<u8> {
    encode(&DynamicImage::new_rgb8(size.width, size.height), ImageFormat::Png)
}

/// A black JPEG.
pub(crate) fn jpeg(size: Size) -> Vec<u8> {
    encode(&DynamicImage::new_rgb8(size.width, size.height), ImageFormat::Jpeg)
}

pub(crate) fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that says it has this size, without pixels.
pub(crate) fn hollow_png(size: Size) -> Vec<u8> {
    let mut header = [size.width.to_be_bytes(), size.height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]); // 8 bits, RGB
    let chunks = [chunk(*b"IHDR", &header), chunk(*b"IDAT", &[]), chunk(*b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// A PNG with one more chunk between its header and the rest.
pub(crate) fn with_chunk(png: &[u8], kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    [header, &chunk(kind, content), rest].concat()
}

/// A JPEG that says it has this frame, without pixels.
pub(crate) fn hollow_jpeg(width: u16, height: u16, components: u8) -> Vec<u8> {
    let [[h0, h1], [w0, w1]] = [height.to_be_bytes(), width.to_be_bytes()];
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 8 + 3 * components, 8, h0, h1, w0, w1];
    bytes.push(components);
    bytes.extend((1..=components).flat_map(|id| [id, 0x11, 0]));
    bytes.extend([0xFF, 0xD9]);
    bytes
}

fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let body = [&kind, content].concat();
    let checksum = checksum(&body).to_be_bytes();
    [&length[..], &body, &checksum].concat()
}

/// CRC-32 as the PNG specification has it, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| {
        if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
    };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}
