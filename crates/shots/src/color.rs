//! A colour as people write it.

use std::{fmt, str::FromStr};

use crate::error::ShotsError;

/// A colour in sRGB, without transparency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Color {
    /// White.
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };
    /// Black.
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };

    pub(crate) const fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.channels();
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// `#rrggbb`, `white` or `black`.
impl FromStr for Color {
    type Err = ShotsError;

    fn from_str(text: &str) -> Result<Self, ShotsError> {
        let unknown = || ShotsError::UnknownColor { text: text.to_owned() };
        match text {
            "white" => return Ok(Self::WHITE),
            "black" => return Ok(Self::BLACK),
            _ => {}
        }
        let digits = text.strip_prefix('#').ok_or_else(unknown)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| unknown())?.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_as_it_is_written() {
        let orange = Color { red: 255, green: 128, blue: 0 };
        assert_eq!("#FF8000".parse::<Color>().unwrap(), orange);
        assert_eq!(orange.to_string().parse::<Color>().unwrap(), orange);
        assert_eq!("white".parse::<Color>().unwrap(), Color::WHITE);
        for wrong in ["", "#", "#fff", "ff8000", "#ff80000", "#gg8000", "#+f8000", "#ffé00"] {
            let error = wrong.parse::<Color>().unwrap_err().to_string();
            assert_eq!(error, format!("`{wrong}` is no colour: write `#rrggbb`, `white` or `black`"));
        }
    }
}
