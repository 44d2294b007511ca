//! The headers of a JPEG file, and whether its end marker is there.
//!
//! A decoder reads the file into memory as a whole and answers in the colours it would decode to,
//! which hides CMYK. The markers of ITU T.81, annex B, are a short walk instead.

use std::io::{self, BufRead, BufReader, Read, Seek};

use crate::{
    error::ShotsError,
    orientation::Orientation,
    probe::{ColorModel, Format, Header, believe, read_failed},
    profile::Tag,
};

/// Walks the segments to the first scan, reads what tells about the picture as a whole, and then
/// looks for the end marker.
pub(crate) fn read<R: Read + Seek>(mut reader: BufReader<R>) -> Result<Header, ShotsError> {
    let mut frame = None;
    let mut exif = Orientation::default();
    let mut icc = Vec::new();
    loop {
        match marker(&mut reader)? {
            // Start of image, and markers that stand alone.
            0xD8 | 0x01 | 0xD0..=0xD7 => {}
            // Start of frame: baseline, extended, progressive; C4, C8 and CC are no frames.
            0xC0..=0xC2 => frame = Some(header(&segment(&mut reader)?)?),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(damaged("lossless, hierarchical and arithmetic coding are not read"));
            }
            0xE1 => {
                let content = segment(&mut reader)?;
                if content.starts_with(b"Exif\0\0") {
                    exif = Orientation::read(&content);
                }
            }
            0xE2 => {
                // ICC.1, annex B.4: a name, the number of this piece from 1, how many there are.
                if let Some([number, _, piece @ ..]) = segment(&mut reader)?.strip_prefix(b"ICC_PROFILE\0") {
                    icc.push((*number, piece.to_vec()));
                }
            }
            0xD9 => return Err(damaged("there are no pixels")),
            0xDA => break,
            _ => skip(&mut reader)?,
        }
    }
    let mut header = frame.ok_or_else(|| damaged("there is no frame header"))?;
    find_end(&mut reader)?;
    header.orientation = exif;
    if !icc.is_empty() {
        icc.sort_by_key(|(number, _)| *number);
        header.tag = Tag::Icc(icc.into_iter().flat_map(|(_, piece)| piece).collect());
    }
    Ok(header)
}

/// Precision, height, width and number of components (T.81, B.2.2).
fn header(frame: &[u8]) -> Result<Header, ShotsError> {
    let &[bit_depth, h0, h1, w0, w1, components, ..] = frame else {
        return Err(damaged("the frame header is too short"));
    };
    let [width, height] = [[w0, w1], [h0, h1]].map(|side| u32::from(u16::from_be_bytes(side)));
    if width == 0 || height == 0 {
        return Err(damaged("the frame has no pixels"));
    }
    let color = match components {
        1 => ColorModel::Gray,
        3 => ColorModel::Rgb,
        4 => ColorModel::Cmyk,
        _ => return Err(damaged("the number of colour components is not 1, 3 or 4")),
    };
    let size = believe(width, height)?;
    Ok(Header { size, color, bit_depth, alpha: false, orientation: Orientation::Upright, interlaced: false, tag: Tag::None })
}

/// The code of the next marker: any number of 0xFF, then the code.
fn marker(reader: &mut impl Read) -> Result<u8, ShotsError> {
    if byte(reader)? != 0xFF {
        return Err(damaged("there is something between two segments"));
    }
    loop {
        match byte(reader)? {
            0xFF => {}
            code => return Ok(code),
        }
    }
}

/// The content of the segment that follows: at most 64 KiB, as its length has two bytes.
fn segment(reader: &mut impl Read) -> Result<Vec<u8>, ShotsError> {
    let mut content = vec![0; usize::from(length(reader)?)];
    reader.read_exact(&mut content).map_err(cut_off)?;
    Ok(content)
}

fn skip<R: Read + Seek>(reader: &mut BufReader<R>) -> Result<(), ShotsError> {
    let length = length(reader)?;
    reader.seek_relative(i64::from(length)).map_err(ShotsError::ReadFile)
}

/// The bytes of a segment after its length, which counts itself.
fn length(reader: &mut impl Read) -> Result<u16, ShotsError> {
    let length = u16::from_be_bytes([byte(reader)?, byte(reader)?]);
    length.checked_sub(2).ok_or_else(|| damaged("a segment is shorter than its own length"))
}

/// Looks for the end marker. Within the coded pixels 0xFF is never followed by 0xD9 (T.81, B.1.1.5).
fn find_end(reader: &mut impl BufRead) -> Result<(), ShotsError> {
    let mut previous = 0;
    loop {
        let buffer = reader.fill_buf().map_err(ShotsError::ReadFile)?;
        if buffer.is_empty() {
            return Err(ShotsError::Truncated { format: Format::Jpeg });
        }
        for &byte in buffer {
            if previous == 0xFF && byte == 0xD9 {
                return Ok(());
            }
            previous = byte;
        }
        let read = buffer.len();
        reader.consume(read);
    }
}

fn byte(reader: &mut impl Read) -> Result<u8, ShotsError> {
    let mut byte = [0];
    reader.read_exact(&mut byte).map_err(cut_off)?;
    Ok(byte[0])
}

fn cut_off(error: io::Error) -> ShotsError {
    read_failed(Format::Jpeg, error)
}

fn damaged(what: &'static str) -> ShotsError {
    ShotsError::Damaged { format: Format::Jpeg, source: what.into() }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use jpeg_encoder::ColorType;

    use super::*;
    use crate::{samples, size::Size};

    fn header_of(bytes: &[u8]) -> Result<Header, ShotsError> {
        read(BufReader::new(Cursor::new(bytes)))
    }

    #[test]
    fn size_and_colours_are_read() {
        let rgb = header_of(&samples::jpeg(Size::new(30, 50))).unwrap();
        let size = Size::new(30, 50);
        assert_eq!((rgb.size, rgb.color, rgb.bit_depth, rgb.alpha), (size, ColorModel::Rgb, 8, false));
        assert_eq!((rgb.orientation, &rgb.tag), (Orientation::Upright, &Tag::None));
        let gray = samples::jpeg_of(size, ColorType::Luma, &[0; 1500]);
        assert_eq!(header_of(&gray).unwrap().color, ColorModel::Gray);
        let cmyk = header_of(&samples::hollow_jpeg(30, 50, 4)).unwrap();
        assert_eq!((cmyk.size, cmyk.color), (size, ColorModel::Cmyk));
    }

    #[test]
    fn orientation_and_profile_are_read_wherever_they_stand() {
        let jpeg = samples::jpeg(Size::new(30, 50));
        let second = [b"ICC_PROFILE\0\x02\x02".as_slice(), b"two"].concat();
        let first = [b"ICC_PROFILE\0\x01\x02".as_slice(), b"one"].concat();
        let jpeg = samples::with_segment(&jpeg, 0xE1, &samples::exif(6));
        let jpeg = samples::with_segment(&jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>");
        let jpeg = samples::with_segment(&samples::with_segment(&jpeg, 0xE2, &first), 0xE2, &second);
        let header = header_of(&jpeg).unwrap();
        assert_eq!(header.orientation, Orientation::TurnRight);
        assert_eq!(header.tag, Tag::Icc(b"onetwo".to_vec()));
    }

    #[test]
    fn a_thumbnail_in_a_segment_is_no_end() {
        let jpeg = samples::jpeg(Size::new(30, 50));
        let exif = [0xFF, 0xE1, 0, 8, 0xFF, 0xD8, 0xFF, 0xD9, 0, 0];
        let with = [&jpeg[..2], &exif, &jpeg[2..]].concat();
        assert_eq!(header_of(&with).unwrap().size, Size::new(30, 50));
        let cut = &with[..with.len() - 2];
        assert!(matches!(header_of(cut), Err(ShotsError::Truncated { .. })));
    }

    #[test]
    fn every_cut_is_noticed() {
        let jpeg = samples::jpeg(Size::new(30, 50));
        for end in 0..jpeg.len() {
            let error = header_of(&jpeg[..end]).unwrap_err();
            assert!(matches!(error, ShotsError::Truncated { .. }), "cut at {end}: {error:?}");
        }
    }

    #[test]
    fn a_bomb_and_an_empty_frame_are_refused() {
        let bomb = header_of(&samples::hollow_jpeg(30_000, 30_000, 3));
        assert!(matches!(bomb, Err(ShotsError::TooLarge { .. })));
        for (width, height, components) in [(0, 50, 3), (30, 0, 3), (30, 50, 2), (30, 50, 0)] {
            let frame = samples::hollow_jpeg(width, height, components);
            assert!(matches!(header_of(&frame), Err(ShotsError::Damaged { .. })));
        }
    }

    #[test]
    fn no_change_of_a_byte_makes_it_panic() {
        let jpeg = samples::jpeg(Size::new(30, 50));
        for at in 0..jpeg.len() {
            for flip in [1, 0x80, 0xFF] {
                let mut changed = jpeg.clone();
                changed[at] ^= flip;
                if let Err(error) = header_of(&changed) {
                    assert!(!matches!(error, ShotsError::ReadFile(_)), "byte {at}: {error:?}");
                }
            }
        }
    }
}
