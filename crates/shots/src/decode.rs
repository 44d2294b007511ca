//! From a file's bytes to pixels as they are shown: upright, opaque, sRGB, 8 bits a channel.
//!
//! A PNG is converted row by row while it is decoded, so that wider rows (alpha, 16 bits) never
//! need a picture of their own. Alpha is laid on the background before anything is scaled, which
//! gives the pixels of a premultiplied resize with three channels instead of four.

use std::{
    fs,
    io::{BufReader, Cursor},
    path::Path,
};

use ::png::{BitDepth, ColorType, DecodingError, Transformations};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use crate::{
    color::Color,
    error::ShotsError,
    orientation::Orientation,
    png,
    probe::{ColorModel, Format, Header, MAX_SIDE, Probe, probe, read, read_failed, sniff},
    profile::Conversion,
    size::Size,
};

/// The most memory, in bytes, that [`verify`] may need for one file. The largest screenshot needs
/// a fifth of it.
const MAX_VERIFIED: u64 = 256 << 20;

/// Probes a file and decodes it, so that damage anywhere in it is noticed.
///
/// # Errors
/// Those of [`probe`](crate::probe()), [`ShotsError::DamagedPixels`], and
/// [`ShotsError::TooMuchMemory`] for a picture far larger than any screenshot.
pub fn verify(path: &Path) -> Result<Probe, ShotsError> {
    let probe = probe(path)?;
    let needed = probe.bytes + memory(&probe);
    if needed > MAX_VERIFIED {
        return Err(ShotsError::TooMuchMemory { needed, allowed: MAX_VERIFIED });
    }
    let bytes = fs::read(path).map_err(ShotsError::ReadFile)?;
    Decoder::default().decode(&bytes, Color::WHITE)?;
    Ok(probe)
}

/// The memory, in bytes, that decoding needs beside the file: an estimate from above.
pub(crate) fn memory(probe: &Probe) -> u64 {
    let pixels = u64::from(probe.size.width) * u64::from(probe.size.height);
    let turned = if probe.orientation == Orientation::Upright { 0 } else { 3 };
    let decoder = match probe.format {
        // Coefficients of a progressive file, or planes before they are put together.
        Format::Jpeg => 9,
        Format::Png if probe.interlaced => 4 * u64::from(probe.bit_depth / 8),
        Format::Png => 0,
    };
    pixels * (3 + turned + decoder)
}

/// Decodes one file after the other into the same memory.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The pixels of the last file: rows of RGB, upright.
    pub(crate) rgb: Vec<u8>,
    /// A row as it is stored, or all of them where rows come out of order.
    stored: Vec<u8>,
    /// What is turned upright.
    turned: Vec<u8>,
}

impl Decoder {
    /// The bytes held for the next file.
    pub(crate) fn held(&self) -> usize {
        self.rgb.capacity() + self.stored.capacity() + self.turned.capacity()
    }

    /// Decodes a file into [`Self::rgb`] and tells its size.
    pub(crate) fn decode(&mut self, bytes: &[u8], background: Color) -> Result<Size, ShotsError> {
        let format = sniff(&mut Cursor::new(bytes)).map_err(ShotsError::ReadFile)??;
        let header = read(format, BufReader::new(Cursor::new(bytes)))?;
        match format {
            Format::Png => self.decode_png(bytes, &header, background)?,
            Format::Jpeg => self.decode_jpeg(bytes, &header)?,
        }
        if header.orientation != Orientation::Upright {
            header.orientation.turn(&self.rgb, header.size, &mut self.turned);
            std::mem::swap(&mut self.rgb, &mut self.turned);
        }
        Ok(header.orientation.apply_to(header.size))
    }

    fn decode_png(&mut self, bytes: &[u8], header: &Header, background: Color) -> Result<(), ShotsError> {
        let failed = |error| match error {
            DecodingError::IoError(error) => read_failed(Format::Png, error),
            other => ShotsError::DamagedPixels { format: Format::Png, source: other.into() },
        };
        let mut decoder = png::decoder(Cursor::new(bytes));
        decoder.set_transformations(Transformations::EXPAND);
        let mut reader = decoder.read_info().map_err(failed)?;
        let (color, depth) = reader.output_color_type();
        let conversion = if header.color == ColorModel::Gray { None } else { header.tag.conversion()? };
        let mut rows = Rows { color, depth, conversion, background: background.channels() };
        let [width, height] = [header.size.width, header.size.height].map(|side| side as usize);
        self.rgb.resize(width * height * 3, 0);
        let output = self.rgb.chunks_exact_mut(width * 3);
        let length = width * color.samples() * if depth == BitDepth::Sixteen { 2 } else { 1 };
        if reader.info().interlaced {
            self.stored.resize(length * height, 0);
            reader.next_frame(&mut self.stored).map_err(failed)?;
            for (stored, row) in self.stored.chunks_exact_mut(length).zip(output) {
                rows.convert(stored, row);
            }
        } else if rows.are_plain() {
            for row in output {
                reader.read_row(row).map_err(failed)?;
            }
        } else {
            self.stored.resize(length, 0);
            for row in output {
                reader.read_row(&mut self.stored).map_err(failed)?;
                rows.convert(&mut self.stored, row);
            }
        }
        Ok(())
    }

    fn decode_jpeg(&mut self, bytes: &[u8], header: &Header) -> Result<(), ShotsError> {
        let damaged =
            |error: zune_jpeg::errors::DecodeErrors| ShotsError::DamagedPixels { format: Format::Jpeg, source: error.to_string().into() };
        if header.color == ColorModel::Cmyk {
            return Err(ShotsError::NotRgb { color: header.color });
        }
        if header.bit_depth != 8 {
            return Err(ShotsError::UnreadableDepth { bits: header.bit_depth });
        }
        let side = MAX_SIDE as usize;
        let options = DecoderOptions::default()
            .jpeg_set_out_colorspace(ColorSpace::RGB)
            .set_max_width(side)
            .set_max_height(side)
            // The SIMD of the decoder rounds otherwise than its plain code: other bytes where there
            // is AVX2 (seen), so it is left out.
            .set_use_unsafe(false)
            // Where the pixels end early, the rest would be made up.
            .set_strict_mode(true);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        self.rgb.resize(header.size.width as usize * header.size.height as usize * 3, 0);
        decoder.decode_into(&mut self.rgb).map_err(damaged)?;
        if header.color == ColorModel::Rgb
            && let Some(mut conversion) = header.tag.conversion()?
        {
            for row in self.rgb.chunks_exact_mut(header.size.width as usize * 3) {
                conversion.apply(row, false);
            }
        }
        Ok(())
    }
}

/// What rows of a PNG are made of, and how they become opaque sRGB.
struct Rows {
    color: ColorType,
    depth: BitDepth,
    conversion: Option<Conversion>,
    background: [u8; 3],
}

impl Rows {
    /// Whether the decoder gives what is wanted.
    fn are_plain(&self) -> bool {
        self.color == ColorType::Rgb && self.depth == BitDepth::Eight && self.conversion.is_none()
    }

    fn convert(&mut self, stored: &mut [u8], row: &mut [u8]) {
        let mut length = stored.len();
        if self.depth == BitDepth::Sixteen {
            length /= 2;
            for at in 0..length {
                stored[at] = to_eight_bits(u16::from_be_bytes([stored[2 * at], stored[2 * at + 1]]));
            }
        }
        let stored = &mut stored[..length];
        let (row, _) = row.as_chunks_mut::<3>();
        match self.color {
            ColorType::Grayscale => row.iter_mut().zip(stored).for_each(|(pixel, &mut gray)| *pixel = [gray; 3]),
            ColorType::GrayscaleAlpha => {
                for (pixel, &[gray, alpha]) in row.iter_mut().zip(stored.as_chunks::<2>().0) {
                    *pixel = flatten([gray; 3], alpha, self.background);
                }
            }
            ColorType::Rgb | ColorType::Indexed => {
                if let Some(conversion) = &mut self.conversion {
                    conversion.apply(stored, false);
                }
                row.as_flattened_mut().copy_from_slice(stored);
            }
            ColorType::Rgba => {
                if let Some(conversion) = &mut self.conversion {
                    conversion.apply(stored, true);
                }
                for (pixel, &[red, green, blue, alpha]) in row.iter_mut().zip(stored.as_chunks::<4>().0) {
                    *pixel = flatten([red, green, blue], alpha, self.background);
                }
            }
        }
    }
}

/// The nearest of 256 levels: 257 levels of 16 bits are one of 8.
#[expect(clippy::cast_possible_truncation, reason = "65535 becomes 255")]
fn to_eight_bits(value: u16) -> u8 {
    ((u32::from(value) + 128) / 257) as u8
}

/// A pixel laid on the background, rounded to the nearest.
fn flatten(pixel: [u8; 3], alpha: u8, background: [u8; 3]) -> [u8; 3] {
    if alpha == 255 {
        return pixel;
    }
    let alpha = u32::from(alpha);
    std::array::from_fn(|channel| {
        let sum = u32::from(pixel[channel]) * alpha + u32::from(background[channel]) * (255 - alpha);
        #[expect(clippy::cast_possible_truncation, reason = "a mean of two bytes")]
        let mean = ((sum + 127) / 255) as u8;
        mean
    })
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::ColorType as JpegColor;
    use tempfile::TempDir;

    use super::*;
    use crate::samples;

    const SIZE: Size = Size::new(416, 496);

    fn verified(bytes: &[u8]) -> Result<Probe, ShotsError> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("picture");
        fs::write(&path, bytes).unwrap();
        verify(&path)
    }

    fn decoded(bytes: &[u8]) -> Vec<u8> {
        let mut decoder = Decoder::default();
        decoder.decode(bytes, Color { red: 10, green: 20, blue: 30 }).unwrap();
        decoder.rgb
    }

    #[test]
    fn a_whole_picture_is_what_its_header_says() {
        for (bytes, format) in [(samples::png(SIZE), Format::Png), (samples::jpeg(SIZE), Format::Jpeg)] {
            let probe = verified(&bytes).unwrap();
            assert_eq!((probe.format, probe.size), (format, SIZE));
        }
    }

    #[test]
    fn what_a_probe_lets_pass_is_noticed() {
        let mut png = samples::png(SIZE);
        let middle = png.len() / 2;
        png[middle] ^= 0x55;
        for bytes in [png, samples::hollow_png(SIZE), samples::hollow_jpeg(416, 496, 3)] {
            let error = verified(&bytes).unwrap_err();
            assert!(matches!(error, ShotsError::DamagedPixels { .. } | ShotsError::Truncated { .. }), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_not_decoded() {
        assert!(matches!(verified(b"<html>"), Err(ShotsError::NotAnImage)));
        assert!(matches!(verified(&samples::hollow_png(Size::new(30_000, 30_000))), Err(ShotsError::TooLarge { .. })));
        // 800 MB of pixels in 60 bytes.
        assert!(matches!(verified(&samples::hollow_png(Size::new(MAX_SIDE, MAX_SIDE))), Err(ShotsError::TooMuchMemory { .. })));
    }

    /// The same four pixels, as each kind of PNG stores them.
    #[test]
    fn every_kind_of_png_becomes_opaque_rgb() {
        let size = Size::new(2, 2);
        let of = |color, depth, pixels: &[u8]| decoded(&samples::png_of(size, color, depth, pixels));
        let gray = [0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255];
        assert_eq!(of(ColorType::Rgb, BitDepth::Eight, &gray), gray);
        assert_eq!(of(ColorType::Grayscale, BitDepth::Eight, &[0, 85, 170, 255]), gray);
        assert_eq!(of(ColorType::Grayscale, BitDepth::Two, &[0b0001_0000, 0b1011_0000]), gray);
        let wide = [0, 127, 0x55, 0xD5, 0xAA, 0x2A, 0xFF, 0x80];
        assert_eq!(of(ColorType::Grayscale, BitDepth::Sixteen, &wide), gray);
        assert_eq!(of(ColorType::GrayscaleAlpha, BitDepth::Eight, &[0, 255, 85, 255, 9, 0, 255, 255])[6..9], [10, 20, 30]);
        let alpha = [0, 0, 0, 255, 85, 85, 85, 255, 255, 255, 255, 128, 200, 0, 0, 0];
        assert_eq!(of(ColorType::Rgba, BitDepth::Eight, &alpha)[6..], [133, 138, 143, 10, 20, 30]);
    }

    #[test]
    fn a_profile_and_an_orientation_are_applied() {
        let png = samples::png_of(Size::new(2, 1), ColorType::Rgb, BitDepth::Eight, &[200, 100, 50, 0, 0, 0]);
        let png = samples::with_chunk(&png, *b"cICP", &[12, 13, 0, 1]);
        let png = samples::with_chunk(&png, *b"eXIf", &samples::exif(3)[6..]);
        let pixels = decoded(&png);
        assert_eq!(pixels[..3], [0, 0, 0]);
        assert!(pixels[3] > 205 && pixels[4] < 100, "{pixels:?}");
        let jpeg = samples::jpeg_of(Size::new(16, 8), JpegColor::Rgb, &[200; 384]);
        let mut decoder = Decoder::default();
        let turned = decoder.decode(&samples::with_segment(&jpeg, 0xE1, &samples::exif(6)), Color::WHITE).unwrap();
        assert_eq!(turned, Size::new(8, 16));
    }

    #[test]
    fn inks_are_refused_and_grey_is_not() {
        let cmyk = samples::jpeg_of(Size::new(8, 8), JpegColor::Cmyk, &[0; 256]);
        let error = Decoder::default().decode(&cmyk, Color::WHITE).unwrap_err();
        assert!(matches!(error, ShotsError::NotRgb { color: ColorModel::Cmyk }));
        let gray = samples::jpeg_of(Size::new(8, 8), JpegColor::Luma, &[128; 64]);
        assert_eq!(decoded(&gray), [128; 192]);
    }
}
