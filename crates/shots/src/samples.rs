//! Files for the tests: real ones from the encoders, and hand-made ones no encoder would write.

use std::{fs, time::Duration};

use jpeg_encoder::{ColorType as JpegColor, Encoder as JpegEncoder};
use png::{BitDepth, ColorType};
use tempfile::TempDir;

use crate::{
    size::Size,
    video::{Container, VideoProbe},
};

/// A folder with these files.
pub(crate) fn folder<Name: AsRef<str>>(files: &[(Name, Vec<u8>)]) -> TempDir {
    let root = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = root.path().join(path.as_ref());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

/// A black PNG without alpha.
pub(crate) fn png(size: Size) -> Vec<u8> {
    png_of(size, ColorType::Rgb, BitDepth::Eight, &vec![0; bytes(size, 3)])
}

/// A PNG of these samples.
pub(crate) fn png_of(size: Size, color: ColorType, depth: BitDepth, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.width, size.height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    bytes
}

/// A black JPEG.
pub(crate) fn jpeg(size: Size) -> Vec<u8> {
    jpeg_of(size, JpegColor::Rgb, &vec![0; bytes(size, 3)])
}

/// A JPEG of these samples, 4:4:4.
pub(crate) fn jpeg_of(size: Size, color: JpegColor, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let [width, height] = [size.width, size.height].map(|side| u16::try_from(side).unwrap());
    JpegEncoder::new(&mut bytes, 95).encode(pixels, width, height, color).unwrap();
    bytes
}

/// The number of bytes of this many samples a pixel.
pub(crate) fn bytes(size: Size, samples: usize) -> usize {
    size.width as usize * size.height as usize * samples
}

/// A PNG that says it has this size, without pixels.
pub(crate) fn hollow_png(size: Size) -> Vec<u8> {
    let chunks = [header(size), chunk(*b"IDAT", &[]), chunk(*b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// A PNG that says it has this size, with these compressed pixels.
pub(crate) fn png_with_data(size: Size, compressed: &[u8]) -> Vec<u8> {
    let chunks = [header(size), chunk(*b"IDAT", compressed), chunk(*b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// The first chunk: 8 bits, RGB.
fn header(size: Size) -> Vec<u8> {
    let mut header = [size.width.to_be_bytes(), size.height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    chunk(*b"IHDR", &header)
}

/// A PNG with one more chunk between its header and the rest.
pub(crate) fn with_chunk(png: &[u8], kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    [header, &chunk(kind, content), rest].concat()
}

/// A JPEG with one more segment behind its start.
pub(crate) fn with_segment(jpeg: &[u8], code: u8, content: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [start, &[0xFF, code], &length, content, rest].concat()
}

/// EXIF data that says nothing but an orientation, big-endian.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

/// A JPEG that says it has this frame, without pixels.
pub(crate) fn hollow_jpeg(width: u16, height: u16, components: u8) -> Vec<u8> {
    let [[h0, h1], [w0, w1]] = [height.to_be_bytes(), width.to_be_bytes()];
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 8 + 3 * components, 8, h0, h1, w0, w1];
    bytes.push(components);
    bytes.extend((1..=components).flat_map(|id| [id, 0x11, 0]));
    // A scan of nothing: the frame alone is no picture.
    bytes.extend([0xFF, 0xDA, 0, 6 + 2 * components, components]);
    bytes.extend((1..=components).flat_map(|id| [id, 0]));
    bytes.extend([0, 63, 0, 0xFF, 0xD9]);
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

/// A video of no pictures, with an index that says this about them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Video {
    pub(crate) brand: [u8; 4],
    pub(crate) size: (u16, u16),
    pub(crate) turned: bool,
    pub(crate) seconds: u32,
    pub(crate) rate: u32,
    pub(crate) codec: [u8; 4],
    pub(crate) audio: bool,
}

impl Default for Video {
    fn default() -> Self {
        Self { brand: *b"isom", size: (886, 1920), turned: false, seconds: 20, rate: 30, codec: *b"avc1", audio: true }
    }
}

impl Video {
    pub(crate) fn bytes(self) -> Vec<u8> {
        let numbers = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
        let boxed = |kind: &[u8; 4], content: &[u8]| [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], kind, content].concat();
        let header = |kind| boxed(kind, &numbers(&[0, 0, 0, 600, 600 * self.seconds, 0]));
        let handler = |kind: &[u8; 4]| boxed(b"hdlr", &[&[0; 8][..], kind, &[0; 12]].concat());
        let one = 1 << 16;
        let matrix = if self.turned { [0, one, 0, one, 0, 0, 0, 0, 1 << 30] } else { [one, 0, 0, 0, one, 0, 0, 0, 1 << 30] };
        let track = boxed(b"tkhd", &numbers(&[&[0; 10][..], &matrix[..], &[0; 2]].concat()));
        let (width, height) = self.size;
        let entry = [&[0; 24][..], &width.to_be_bytes(), &height.to_be_bytes(), &[0; 50]].concat();
        let description = boxed(b"stsd", &[numbers(&[0, 1]), boxed(&self.codec, &entry)].concat());
        let times = boxed(b"stts", &numbers(&[0, 1, self.seconds * self.rate, 600 / self.rate]));
        let table = boxed(b"minf", &boxed(b"stbl", &[description, times].concat()));
        let picture = boxed(b"mdia", &[header(b"mdhd"), handler(b"vide"), table].concat());
        let sound = boxed(b"trak", &boxed(b"mdia", &handler(b"soun")));
        let tracks = [boxed(b"trak", &[track, picture].concat()), if self.audio { sound } else { Vec::new() }].concat();
        let index = boxed(b"moov", &[header(b"mvhd"), tracks].concat());
        [boxed(b"ftyp", &[&self.brand[..], &[0; 4]].concat()), boxed(b"mdat", &[0; 64]), index].concat()
    }
}

/// What a video of this size and length would be.
pub(crate) fn video_probe(size: Size, duration: Duration) -> VideoProbe {
    let container = Container::Mp4;
    let codec = "avc1".to_owned();
    VideoProbe { path: "1.mp4".into(), container, size, duration, frame_rate: 30.0, codec, audio: true, bytes: 1000 }
}
