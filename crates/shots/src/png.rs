//! The header of a PNG file, and whether its chunks go on to the end.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use ::png::{BitDepth, ColorType, Decoder, DecodingError, Info, Limits};

use crate::{
    error::ShotsError,
    orientation::Orientation,
    probe::{ColorModel, Format, Header, believe, read_failed},
    profile::Tag,
};

/// The first eight bytes of every PNG file (W3C, PNG specification, 5.2).
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The most memory, in bytes, that a profile before the pixels may fill once inflated, and a row of
/// pixels: sixteen times what the largest profiles in use have.
const MAX_METADATA: usize = 16 << 20;

/// Reads the header through `png`, which verifies it, and then looks for the end.
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
    let mut decoder = decoder(reader);
    let info = decoder.read_header_info().map_err(damaged)?;
    believe(info.width, info.height)?;
    let reader = decoder.read_info().map_err(damaged)?;
    let info = reader.info();
    if info.animation_control.is_some() {
        return Err(ShotsError::Animated);
    }
    let gray = matches!(info.color_type, ColorType::Grayscale | ColorType::GrayscaleAlpha);
    Ok(Header {
        size: believe(info.width, info.height)?,
        color: if gray { ColorModel::Gray } else { ColorModel::Rgb },
        bit_depth: if info.bit_depth == BitDepth::Sixteen { 16 } else { 8 },
        alpha: info.trns.is_some() || matches!(info.color_type, ColorType::GrayscaleAlpha | ColorType::Rgba),
        orientation: info.exif_metadata.as_deref().map(Orientation::read).unwrap_or_default(),
        interlaced: info.interlaced,
        tag: tag(info),
    })
}

/// A decoder that keeps no texts, however long they would get.
pub(crate) fn decoder<R: BufRead + Seek>(reader: R) -> Decoder<R> {
    let mut decoder = Decoder::new_with_limits(reader, Limits { bytes: MAX_METADATA });
    decoder.set_ignore_text_chunk(true);
    decoder
}

/// What the chunks say about colours; the first of these that is there counts (PNG, third edition, 4.3).
fn tag(info: &Info<'_>) -> Tag {
    if let Some(cicp) = &info.coding_independent_code_points {
        return Tag::Cicp(cicp.color_primaries, cicp.transfer_function);
    }
    match (&info.icc_profile, info.srgb) {
        (Some(icc), _) => Tag::Icc(icc.to_vec()),
        (None, Some(_)) => Tag::Srgb,
        (None, None) => Tag::None,
    }
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

pub(crate) fn damaged(error: DecodingError) -> ShotsError {
    match error {
        DecodingError::IoError(error) => read_failed(Format::Png, error),
        other => ShotsError::Damaged { format: Format::Png, source: other.into() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::{probe::MAX_SIDE, samples, size::Size};

    fn header_of(bytes: &[u8]) -> Result<Header, ShotsError> {
        read(BufReader::new(Cursor::new(bytes)))
    }

    #[test]
    fn colours_depth_and_alpha_are_read() {
        let of = |color: ColorType, depth: BitDepth| {
            let bytes = 3 * 5 * color.samples() * if depth == BitDepth::Sixteen { 2 } else { 1 };
            let header = header_of(&samples::png_of(Size::new(3, 5), color, depth, &vec![0; bytes])).unwrap();
            assert_eq!(header.size, Size::new(3, 5));
            (header.color, header.bit_depth, header.alpha)
        };
        assert_eq!(of(ColorType::Rgb, BitDepth::Eight), (ColorModel::Rgb, 8, false));
        assert_eq!(of(ColorType::Rgba, BitDepth::Eight), (ColorModel::Rgb, 8, true));
        assert_eq!(of(ColorType::Rgb, BitDepth::Sixteen), (ColorModel::Rgb, 16, false));
        assert_eq!(of(ColorType::Rgba, BitDepth::Sixteen), (ColorModel::Rgb, 16, true));
        assert_eq!(of(ColorType::Grayscale, BitDepth::Eight), (ColorModel::Gray, 8, false));
        assert_eq!(of(ColorType::GrayscaleAlpha, BitDepth::Eight), (ColorModel::Gray, 8, true));
    }

    #[test]
    fn orientation_and_colours_are_read() {
        let png = samples::png(Size::new(3, 5));
        assert_eq!(header_of(&png).unwrap().tag, Tag::None);
        let turned = samples::with_chunk(&png, *b"eXIf", &samples::exif(8)[6..]);
        assert_eq!(header_of(&turned).unwrap().orientation, Orientation::TurnLeft);
        let srgb = samples::with_chunk(&png, *b"sRGB", &[0]);
        assert_eq!(header_of(&srgb).unwrap().tag, Tag::Srgb);
        let p3 = samples::with_chunk(&srgb, *b"cICP", &[12, 13, 0, 1]);
        assert_eq!(header_of(&p3).unwrap().tag, Tag::Cicp(12, 13));
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
