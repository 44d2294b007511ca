//! The header of a PNG file, and whether its chunks go on to the end.

use std::io::{BufReader, Read, Seek, SeekFrom};

use image::{ColorType, ImageDecoder as _, ImageError, Limits, codecs::png::PngDecoder};

use crate::{
    error::ShotsError,
    probe::{ColorModel, Format, Header, MAX_SIDE, believe, read_failed},
};

/// The first eight bytes of every PNG file (W3C, PNG specification, 5.2).
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The most memory, in bytes, that profiles and texts before the pixels may fill.
const MAX_METADATA: u64 = 64 << 20;

/// Reads the header through `image`, which verifies it, and then looks for the end.
pub(crate) fn read<R: Read + Seek>(mut reader: BufReader<R>) -> Result<Header, ShotsError> {
    refuse_bomb(&mut reader)?;
    let header = header(&mut reader)?;
    find_end(&mut reader)?;
    Ok(header)
}

/// The size is the beginning of the first chunk: looked at before the decoder does, which would
/// refuse a huge one without naming it. Whether the first chunk is what it must be is its affair.
fn refuse_bomb<R: Read + Seek>(reader: &mut BufReader<R>) -> Result<(), ShotsError> {
    let mut start = [0; 24];
    reader.read_exact(&mut start).map_err(|e| read_failed(Format::Png, e))?;
    reader.rewind().map_err(ShotsError::ReadFile)?;
    if let [.., b'I', b'H', b'D', b'R', w0, w1, w2, w3, h0, h1, h2, h3] = start {
        believe(u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]))?;
    }
    Ok(())
}

fn header<R: Read + Seek>(reader: &mut BufReader<R>) -> Result<Header, ShotsError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_METADATA);
    let decoder = PngDecoder::with_limits(reader, limits).map_err(damaged)?;
    if decoder.is_apng().map_err(damaged)? {
        return Err(ShotsError::Animated);
    }
    let (width, height) = decoder.dimensions();
    let color = decoder.color_type();
    Ok(Header {
        size: believe(width, height)?,
        color: if color.has_color() { ColorModel::Rgb } else { ColorModel::Gray },
        bit_depth: bits(color),
        alpha: color.has_alpha(),
    })
}

/// Walks from chunk to chunk, skipping what is in them, until `IEND`.
fn find_end<R: Read + Seek>(reader: &mut BufReader<R>) -> Result<(), ShotsError> {
    let cut_off = |error| read_failed(Format::Png, error);
    reader.seek(SeekFrom::Start(SIGNATURE.len() as u64)).map_err(ShotsError::ReadFile)?;
    loop {
        let [l0, l1, l2, l3, kind @ ..] = read_array::<8, R>(reader).map_err(cut_off)?;
        // The length of the content, four bytes of checksum after it.
        let rest = i64::from(u32::from_be_bytes([l0, l1, l2, l3])) + 4;
        if kind == *b"IEND" {
            read_array::<4, R>(reader).map_err(cut_off)?;
            return Ok(());
        }
        reader.seek_relative(rest).map_err(ShotsError::ReadFile)?;
    }
}

fn read_array<const N: usize, R: Read>(reader: &mut BufReader<R>) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Bits a channel.
fn bits(color: ColorType) -> u8 {
    let bits = color.bits_per_pixel() / u16::from(color.channel_count());
    u8::try_from(bits).unwrap_or(u8::MAX)
}

fn damaged(error: ImageError) -> ShotsError {
    match error {
        ImageError::IoError(error) => read_failed(Format::Png, error),
        other => ShotsError::Damaged { format: Format::Png, source: other.into() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat};

    use super::*;
    use crate::{samples, size::Size};

    fn header_of(bytes: &[u8]) -> Result<Header, ShotsError> {
        read(BufReader::new(Cursor::new(bytes)))
    }

    #[test]
    fn colours_depth_and_alpha_are_read() {
        let of = |image: DynamicImage| {
            let header = header_of(&samples::encode(&image, ImageFormat::Png)).unwrap();
            assert_eq!(header.size, Size::new(3, 5));
            (header.color, header.bit_depth, header.alpha)
        };
        assert_eq!(of(DynamicImage::new_rgb8(3, 5)), (ColorModel::Rgb, 8, false));
        assert_eq!(of(DynamicImage::new_rgba8(3, 5)), (ColorModel::Rgb, 8, true));
        assert_eq!(of(DynamicImage::new_rgb16(3, 5)), (ColorModel::Rgb, 16, false));
        assert_eq!(of(DynamicImage::new_rgba16(3, 5)), (ColorModel::Rgb, 16, true));
        assert_eq!(of(DynamicImage::new_luma8(3, 5)), (ColorModel::Gray, 8, false));
        assert_eq!(of(DynamicImage::new_luma_a8(3, 5)), (ColorModel::Gray, 8, true));
    }

    #[test]
    fn a_transparent_colour_is_alpha() {
        let png = samples::with_chunk(&samples::png(Size::new(3, 5)), *b"tRNS", &[0; 6]);
        assert!(header_of(&png).unwrap().alpha);
    }

    #[test]
    fn an_animation_is_refused() {
        let png = samples::png(Size::new(3, 5));
        let png = samples::with_chunk(&png, *b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
        assert!(matches!(header_of(&png), Err(ShotsError::Animated)));
    }

    #[test]
    fn a_header_bomb_is_refused_by_name() {
        for size in [Size::new(30_000, 30_000), Size::new(1, MAX_SIDE + 1)] {
            let error = header_of(&samples::hollow_png(size)).unwrap_err();
            assert!(matches!(error, ShotsError::TooLarge { size: named } if named == size));
        }
        assert!(header_of(&samples::hollow_png(Size::new(MAX_SIDE, MAX_SIDE))).is_ok());
    }

    #[test]
    fn every_cut_is_noticed() {
        let png = samples::png(Size::new(30, 50));
        assert!(header_of(&png).is_ok());
        for end in 0..png.len() {
            let error = header_of(&png[..end]).unwrap_err();
            assert!(matches!(error, ShotsError::Truncated { .. }), "cut at {end}: {error:?}");
        }
    }

    #[test]
    fn a_wrong_checksum_and_no_pixels_are_damage() {
        let mut png = samples::png(Size::new(30, 50));
        png[19] ^= 1;
        assert!(matches!(header_of(&png), Err(ShotsError::Damaged { .. })));
        let none = samples::hollow_png(Size::new(0, 5));
        assert!(matches!(header_of(&none), Err(ShotsError::Damaged { .. })));
    }

    #[test]
    fn no_change_of_a_byte_makes_it_panic() {
        let png = samples::png(Size::new(30, 50));
        for at in 0..png.len() {
            for flip in [1, 0x80, 0xFF] {
                let mut changed = png.clone();
                changed[at] ^= flip;
                if let Ok(header) = header_of(&changed) {
                    assert_eq!(header.size, Size::new(30, 50), "byte {at}");
                }
            }
        }
    }
}
