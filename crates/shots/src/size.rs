//! Width and height in pixels, as they are stored: the orientation a JPEG's EXIF data may ask for
//! is not applied.

use std::fmt;

/// The size of an image in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// A size of `width` × `height` pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The same size turned by a quarter: portrait becomes landscape.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self::new(self.height, self.width)
    }

    /// How far away another size is: the pixels of width plus the pixels of height that differ.
    pub fn distance(self, other: Self) -> u64 {
        u64::from(self.width.abs_diff(other.width)) + u64::from(self.height.abs_diff(other.height))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}", self.width, self.height)
    }
}
