//! Which way up a picture is meant to be shown: the one tag of EXIF data that changes what is seen.
//!
//! Nothing else of EXIF is read, and none of it is kept in what is made.

use crate::size::Size;

/// How stored pixels are turned and mirrored to be shown upright (EXIF 2.32, tag 0x0112).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Orientation {
    /// 1: shown as stored.
    #[default]
    Upright,
    /// 2: left and right are swapped.
    Mirrored,
    /// 3: turned by half a turn.
    UpsideDown,
    /// 4: top and bottom are swapped.
    Flipped,
    /// 5: rows are columns.
    Transposed,
    /// 6: to be turned by a quarter clockwise.
    TurnRight,
    /// 7: rows are columns, from the far corner.
    Transversed,
    /// 8: to be turned by a quarter counterclockwise.
    TurnLeft,
}

impl Orientation {
    const ALL: [Self; 8] = [
        Self::Upright,
        Self::Mirrored,
        Self::UpsideDown,
        Self::Flipped,
        Self::Transposed,
        Self::TurnRight,
        Self::Transversed,
        Self::TurnLeft,
    ];

    /// The orientation in EXIF data, with or without its `Exif\0\0`: upright if it says nothing.
    pub(crate) fn read(exif: &[u8]) -> Self {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        tag(tiff).and_then(|value| Self::ALL.get(usize::from(value).checked_sub(1)?).copied()).unwrap_or_default()
    }

    /// Whether width and height are swapped.
    pub(crate) fn turns(self) -> bool {
        matches!(self, Self::Transposed | Self::TurnRight | Self::Transversed | Self::TurnLeft)
    }

    /// The size a picture of this stored size is shown in.
    #[must_use]
    pub fn apply_to(self, size: Size) -> Size {
        if self.turns() { size.turned() } else { size }
    }

    /// Copies the RGB pixels of a picture of `size`, as stored, to where they are shown.
    pub(crate) fn turn(self, stored: &[u8], size: Size, shown: &mut Vec<u8>) {
        let [width, height] = [size.width as usize, size.height as usize];
        let (pixels, _) = stored.as_chunks::<3>();
        shown.clear();
        shown.reserve(stored.len());
        let to = self.apply_to(size);
        for y in 0..to.height as usize {
            for x in 0..to.width as usize {
                let (x, y) = match self {
                    Self::Upright => (x, y),
                    Self::Mirrored => (width - 1 - x, y),
                    Self::UpsideDown => (width - 1 - x, height - 1 - y),
                    Self::Flipped => (x, height - 1 - y),
                    Self::Transposed => (y, x),
                    Self::TurnRight => (y, height - 1 - x),
                    Self::Transversed => (width - 1 - y, height - 1 - x),
                    Self::TurnLeft => (width - 1 - y, x),
                };
                shown.extend_from_slice(&pixels[y * width + x]);
            }
        }
    }
}

/// The value of tag 0x0112 in the first directory of a TIFF structure.
fn tag(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let bytes: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory = if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize;
    let count = usize::from(short(directory)?);
    // Twelve bytes an entry: tag, type, count, value.
    let mut entries = (0..count).map_while(|n| directory.checked_add(2 + 12 * n));
    let entry = entries.find(|&at| short(at) == Some(0x0112))?;
    short(entry + 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_tag_is_found_in_both_byte_orders() {
        for value in 1..=8 {
            let expected = Orientation::ALL[usize::from(value) - 1];
            let exif = samples::exif(value);
            assert_eq!(Orientation::read(&exif), expected);
            assert_eq!(Orientation::read(&exif[6..]), expected, "without the name in front");
        }
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(Orientation::read(little), Orientation::TurnRight);
    }

    #[test]
    fn damage_is_upright() {
        let exif = samples::exif(6);
        for end in 0..24 {
            assert_eq!(Orientation::read(&exif[..end]), Orientation::Upright, "cut at {end}");
        }
        assert_eq!(Orientation::read(&samples::exif(9)), Orientation::Upright);
        assert_eq!(Orientation::read(b"MM\0*\xFF\xFF\xFF\xFF"), Orientation::Upright);
    }

    /// Two rows of three pixels, 0 to 5, as they are shown for each value of the tag.
    #[test]
    fn pixels_go_where_the_specification_says() {
        let stored: Vec<u8> = (0..6).flat_map(|n| [n, n, n]).collect();
        let expected: [[u8; 6]; 8] = [
            [0, 1, 2, 3, 4, 5],
            [2, 1, 0, 5, 4, 3],
            [5, 4, 3, 2, 1, 0],
            [3, 4, 5, 0, 1, 2],
            [0, 3, 1, 4, 2, 5],
            [3, 0, 4, 1, 5, 2],
            [5, 2, 4, 1, 3, 0],
            [2, 5, 1, 4, 0, 3],
        ];
        for (orientation, expected) in Orientation::ALL.into_iter().zip(expected) {
            let mut shown = Vec::new();
            orientation.turn(&stored, Size::new(3, 2), &mut shown);
            let shown: Vec<u8> = shown.into_iter().step_by(3).collect();
            assert_eq!(shown, expected, "{orientation:?}");
        }
    }
}
