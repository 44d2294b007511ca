//! Pictures: read from PNG and JPEG files, made smaller, and written again.
//!
//! Deliberately absent: colour profiles and everything else that no rule asks for.

use std::io::{self, Cursor};

use png::{BitDepth, ColorType, Compression, Transformations};
use zune_jpeg::JpegDecoder;

/// The most pixels that are decoded; the largest screenshot has 8.3 million.
const MOST_PIXELS: u64 = 50_000_000;

/// A picture without alpha, three bytes a pixel.
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
}

/// A file that was understood.
pub(crate) struct Decoded {
    pub(crate) picture: Picture,
    pub(crate) format: Format,
    /// Whether the file has an alpha channel or a transparent colour.
    pub(crate) alpha: bool,
}

/// What a picture is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

/// Reads a whole file; none when it is neither PNG nor JPEG, or damaged.
pub(crate) fn decode(bytes: &[u8]) -> Option<Decoded> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        decode_png(bytes)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        decode_jpeg(bytes)
    } else {
        None
    }
}

/// The largest size of the same shape that fits into `within`, and not larger than the picture.
pub(crate) fn fit((width, height): (u32, u32), within: (u32, u32)) -> (u32, u32) {
    let (w, h) = (u64::from(width), u64::from(height));
    let (most_w, most_h) = (u64::from(within.0.min(width)), u64::from(within.1.min(height)));
    let (fit_w, fit_h) = if most_w * h <= most_h * w { (most_w, most_w * h / w.max(1)) } else { (most_h * w / h.max(1), most_h) };
    let narrow = |length: u64| u32::try_from(length.max(1)).unwrap_or(u32::MAX);
    (narrow(fit_w), narrow(fit_h))
}

impl Format {
    /// The media type of such a file.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The format that the end of a file's name promises.
    pub(crate) fn of(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }
}

impl Picture {
    /// The picture at that size, each pixel the mean of those that it covers.
    pub(crate) fn scaled(&self, (width, height): (u32, u32)) -> Self {
        let (from_w, from_h) = (self.width as usize, self.height as usize);
        let (to_w, to_h) = (width as usize, height as usize);
        let mut pixels = Vec::with_capacity(to_w * to_h * 3);
        for y in 0..to_h {
            let rows = y * from_h / to_h..((y + 1) * from_h).div_ceil(to_h);
            for x in 0..to_w {
                let columns = x * from_w / to_w..((x + 1) * from_w).div_ceil(to_w);
                let mut sum = [0_usize; 3];
                for row in rows.clone() {
                    let line = &self.pixels[(row * from_w + columns.start) * 3..(row * from_w + columns.end) * 3];
                    for (index, value) in line.iter().enumerate() {
                        sum[index % 3] += usize::from(*value);
                    }
                }
                let count = (rows.len() * columns.len()).max(1);
                pixels.extend(sum.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX)));
            }
        }
        Self { width, height, pixels }
    }

    /// The picture as a file.
    pub(crate) fn encode(&self, format: Format) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match format {
            Format::Png => {
                let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
                encoder.set_color(ColorType::Rgb);
                encoder.set_depth(BitDepth::Eight);
                encoder.set_compression(Compression::Fast);
                encoder.write_header()?.write_image_data(&self.pixels)?;
            }
            Format::Jpeg => {
                let side = |length: u32| u16::try_from(length).map_err(io::Error::other);
                let encoder = jpeg_encoder::Encoder::new(&mut bytes, 85);
                let written = encoder.encode(&self.pixels, side(self.width)?, side(self.height)?, jpeg_encoder::ColorType::Rgb);
                written.map_err(io::Error::other)?;
            }
        }
        Ok(bytes)
    }
}

fn decode_png(bytes: &[u8]) -> Option<Decoded> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    let alpha = info.trns.is_some() || matches!(info.color_type, ColorType::Rgba | ColorType::GrayscaleAlpha);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let mut buffer = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut buffer).ok()?;
    let samples = &buffer[..frame.buffer_size()];
    let pixels = match frame.color_type {
        ColorType::Rgb => samples.to_vec(),
        ColorType::Rgba => samples.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(),
        ColorType::Grayscale => samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        ColorType::GrayscaleAlpha => samples.chunks_exact(2).flat_map(|pixel| [pixel[0]; 3]).collect(),
        ColorType::Indexed => return None,
    };
    let whole = pixels.len() as u64 == u64::from(width) * u64::from(height) * 3;
    whole.then_some(Decoded { picture: Picture { width, height, pixels }, format: Format::Png, alpha })
}

fn decode_jpeg(bytes: &[u8]) -> Option<Decoded> {
    let mut decoder = JpegDecoder::new(Cursor::new(bytes));
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let samples = decoder.decode().ok()?;
    let count = width as usize * height as usize;
    let pixels = match samples.len().checked_div(count)? {
        3 => samples,
        1 => samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        _ => return None,
    };
    (pixels.len() == count * 3).then_some(Decoded { picture: Picture { width, height, pixels }, format: Format::Jpeg, alpha: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkers(width: u32, height: u32) -> Picture {
        let pixel = |index: u32| if (index % width + index / width).is_multiple_of(2) { [200, 100, 50] } else { [100, 200, 150] };
        Picture { width, height, pixels: (0..width * height).flat_map(pixel).collect() }
    }

    #[test]
    fn what_is_written_is_read() {
        let picture = checkers(40, 30);
        for format in [Format::Png, Format::Jpeg] {
            let bytes = picture.encode(format).unwrap();
            let decoded = decode(&bytes).unwrap();
            assert_eq!((decoded.picture.width, decoded.picture.height), (40, 30));
            assert_eq!((decoded.format, decoded.alpha), (format, false));
            assert!(format == Format::Jpeg || decoded.picture.pixels == picture.pixels);
            assert!(decode(&bytes[..bytes.len() / 2]).is_none() || format == Format::Jpeg, "half a file is none");
        }
        assert!(decode(b"GIF89a").is_none());
        assert!(decode(b"\x89PNG\r\n\x1a\n").is_none());
        assert!(decode(&[0xff, 0xd8, 0xff, 0]).is_none());
    }

    #[test]
    fn smaller_is_the_mean_and_never_larger() {
        assert_eq!(fit((1320, 2868), (200, 200)), (92, 200));
        assert_eq!(fit((1320, 2868), (9999, 9999)), (1320, 2868));
        assert_eq!(fit((2868, 1320), (100, 9999)), (100, 46));
        assert_eq!(fit((1000, 1), (10, 10)), (10, 1), "at least a pixel");
        let small = checkers(40, 30).scaled((20, 15));
        assert!(small.pixels.chunks(3).all(|pixel| pixel == [150, 150, 100]));
        assert_eq!(checkers(7, 5).scaled((7, 5)).pixels, checkers(7, 5).pixels);
        assert_eq!(checkers(7, 5).scaled((3, 2)).pixels.len(), 18);
    }
}
