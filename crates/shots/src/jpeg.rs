//! The frame header of a JPEG file, and whether its end marker is there.
//!
//! `image` reads a JPEG file into memory as a whole and answers in the colours it would decode to,
//! which hides CMYK. The markers of ITU T.81, annex B, are a short walk instead.

use std::io::{self, BufRead, BufReader, Read, Seek};

use crate::{
    error::ShotsError,
    probe::{ColorModel, Format, Header, believe, read_failed},
};

/// Walks the segments to the frame header, reads it, and then looks for the end marker.
pub(crate) fn read<R: Read + Seek>(mut reader: BufReader<R>) -> Result<Header, ShotsError> {
    let frame = loop {
        match marker(&mut reader)? {
            // Start of image, and markers that stand alone.
            0xD8 | 0x01 | 0xD0..=0xD7 => {}
            // Start of frame: baseline, extended, progressive; C4, C8 and CC are no frames.
            0xC0..=0xC2 => break segment(&mut reader)?,
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(damaged("lossless, hierarchical and arithmetic coding are not read"));
            }
            0xD9 | 0xDA => return Err(damaged("there is no frame header")),
            _ => skip(&mut reader)?,
        }
    };
    let header = header(&frame)?;
    find_end(&mut reader)?;
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
    Ok(Header { size: believe(width, height)?, color, bit_depth, alpha: false })
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

    use image::{DynamicImage, ImageFormat};

    use super::*;
    use crate::{samples, size::Size};

    fn header_of(bytes: &[u8]) -> Result<Header, ShotsError> {
        read(BufReader::new(Cursor::new(bytes)))
    }

    #[test]
    fn size_and_colours_are_read() {
        let rgb = header_of(&samples::jpeg(Size::new(30, 50))).unwrap();
        let size = Size::new(30, 50);
        assert_eq!(rgb, Header { size, color: ColorModel::Rgb, bit_depth: 8, alpha: false });
        let gray = samples::encode(&DynamicImage::new_luma8(30, 50), ImageFormat::Jpeg);
        assert_eq!(header_of(&gray).unwrap().color, ColorModel::Gray);
        let cmyk = header_of(&samples::hollow_jpeg(30, 50, 4)).unwrap();
        assert_eq!((cmyk.size, cmyk.color), (size, ColorModel::Cmyk));
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
