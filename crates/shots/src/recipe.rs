//! How pictures are made to fit: the choices a person has.

use std::{fmt, str::FromStr};

use crate::{color::Color, error::ShotsError, size::Size};

/// How what is missing is made from what there is.
///
/// The default is what people expect who say nothing: the picture fills the screen, its middle is
/// kept, transparency shows white, and the file is a PNG made for uploading. Within a family the
/// shapes of screens differ by less than one per cent in most cases, so that filling cuts a few
/// rows where fitting would leave a hairline of background. The old phones with a home button are
/// the exception: [`Made::Scaled`](crate::Made) tells how much was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// How the picture meets a screen of another shape.
    pub mode: Mode,
    /// What shows through transparent pixels and beside the picture.
    pub background: Color,
    /// Which part is kept where something is cut, and where the picture is where it does not fill.
    pub gravity: Gravity,
    /// The format of what is made.
    pub format: Output,
    /// Whether small files or little time matter more.
    pub speed: Speed,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { mode: Mode::Fill, background: Color::WHITE, gravity: Gravity::Center, format: Output::Png, speed: Speed::Upload }
    }
}

impl Recipe {
    /// The recipe in words that never change: a part of the key of what is made by it.
    pub(crate) fn key(self) -> String {
        let Self { mode, background, gravity, format, speed } = self;
        format!("{mode} {background} {gravity} {format} {speed:?}")
    }
}

/// How a picture meets a screen of another shape. It is never distorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// All of the picture is seen, scaled until it touches two sides; background beside it.
    Fit,
    /// All of the screen is covered; what stands out is cut.
    Fill,
    /// Like `Fit`, but never enlarged: a small picture keeps its size on the background.
    Pad,
}

/// Which side of a picture matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gravity {
    /// The middle.
    Center,
    /// The top, in the middle of its width.
    Top,
    /// The bottom, in the middle of its width.
    Bottom,
    /// The left side, in the middle of its height.
    Left,
    /// The right side, in the middle of its height.
    Right,
}

/// The format of what is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// PNG, 8 bits, RGB.
    Png,
    /// JPEG without subsampling of colours (4:4:4), which blurs coloured text.
    Jpeg {
        /// 1 to 100.
        quality: u8,
    },
}

impl Output {
    /// The extension of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg { .. } => "jpg",
        }
    }
}

/// What an encoder spends its time on. Only PNG knows the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Speed {
    /// Small files: deflate level 3, which pays below 70 Mbit/s of uplink (measured).
    Upload,
    /// Little time: files up to 2.4 times as large, to be looked at and thrown away.
    Preview,
}

/// Where a picture of one size goes on a screen of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placement {
    /// The part of the picture that is seen, in its pixels: left, top, width, height.
    pub(crate) crop: [f64; 4],
    /// The place on the screen it is scaled to: left, top.
    pub(crate) at: (u32, u32),
    /// The size of that place.
    pub(crate) size: Size,
}

impl Recipe {
    /// Where a picture of size `from` goes on a screen of size `to`.
    pub(crate) fn place(self, from: Size, to: Size) -> Placement {
        let [width, height, wide, high] = [from.width, from.height, to.width, to.height].map(f64::from);
        let (across, down) = match self.gravity {
            Gravity::Center => (0.5, 0.5),
            Gravity::Top => (0.5, 0.0),
            Gravity::Bottom => (0.5, 1.0),
            Gravity::Left => (0.0, 0.5),
            Gravity::Right => (1.0, 0.5),
        };
        let (narrow, broad) = { (f64::min(wide / width, high / height), f64::max(wide / width, high / height)) };
        let scale = match self.mode {
            Mode::Fill => {
                let [seen_width, seen_height] = [f64::min(wide / broad, width), f64::min(high / broad, height)];
                let crop = [(width - seen_width) * across, (height - seen_height) * down, seen_width, seen_height];
                return Placement { crop, at: (0, 0), size: to };
            }
            Mode::Fit => narrow,
            Mode::Pad => narrow.min(1.0),
        };
        let size = Size::new(round(width * scale).clamp(1, to.width), round(height * scale).clamp(1, to.height));
        let left = round(f64::from(to.width - size.width) * across);
        let top = round(f64::from(to.height - size.height) * down);
        Placement { crop: [0.0, 0.0, width, height], at: (left, top), size }
    }
}

/// To the nearest pixel; sizes are far below the precision of either type.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths in pixels: never negative, never beyond MAX_SIDE")]
fn round(pixels: f64) -> u32 {
    pixels.round() as u32
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(name_of(*self, &MODES))
    }
}

impl fmt::Display for Gravity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(name_of(*self, &GRAVITIES))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Png => f.write_str("png"),
            Self::Jpeg { quality } => write!(f, "jpeg {quality}"),
        }
    }
}

/// `fit`, `fill` or `pad`.
impl FromStr for Mode {
    type Err = ShotsError;

    fn from_str(text: &str) -> Result<Self, ShotsError> {
        named(text, &MODES)
    }
}

/// `center` (or `centre`), `top`, `bottom`, `left` or `right`.
impl FromStr for Gravity {
    type Err = ShotsError;

    fn from_str(text: &str) -> Result<Self, ShotsError> {
        named(text, &GRAVITIES)
    }
}

const MODES: [(&str, Mode); 3] = [("fit", Mode::Fit), ("fill", Mode::Fill), ("pad", Mode::Pad)];

const GRAVITIES: [(&str, Gravity); 6] = [
    ("center", Gravity::Center),
    ("centre", Gravity::Center),
    ("top", Gravity::Top),
    ("bottom", Gravity::Bottom),
    ("left", Gravity::Left),
    ("right", Gravity::Right),
];

fn name_of<T: Copy + PartialEq>(value: T, names: &[(&'static str, T)]) -> &'static str {
    names.iter().find(|(_, of)| *of == value).map_or("", |(name, _)| name)
}

fn named<T: Copy>(text: &str, names: &[(&'static str, T)]) -> Result<T, ShotsError> {
    names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| ShotsError::UnknownWord {
        text: text.to_owned(),
        known: names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums and halves of small whole numbers are exact")]
mod tests {
    use super::*;

    fn place(mode: Mode, gravity: Gravity, from: (u32, u32), to: (u32, u32)) -> Placement {
        let recipe = Recipe { mode, gravity, ..Recipe::default() };
        recipe.place(Size::new(from.0, from.1), Size::new(to.0, to.1))
    }

    #[test]
    fn filling_cuts_what_stands_out_on_the_side_that_matters_least() {
        let cut = |gravity| place(Mode::Fill, gravity, (100, 300), (100, 200)).crop;
        assert_eq!(cut(Gravity::Center), [0.0, 50.0, 100.0, 200.0]);
        assert_eq!(cut(Gravity::Left), [0.0, 50.0, 100.0, 200.0], "nothing is cut at the sides");
        assert_eq!(cut(Gravity::Top), [0.0, 0.0, 100.0, 200.0]);
        assert_eq!(cut(Gravity::Bottom), [0.0, 100.0, 100.0, 200.0]);
        assert_eq!(place(Mode::Fill, Gravity::Right, (600, 200), (100, 100)).crop, [400.0, 0.0, 200.0, 200.0]);
        let same = place(Mode::Fill, Gravity::Center, (7, 9), (7, 9));
        assert_eq!(same, Placement { crop: [0.0, 0.0, 7.0, 9.0], at: (0, 0), size: Size::new(7, 9) });
    }

    #[test]
    fn fitting_shows_all_and_padding_never_enlarges() {
        let at = |mode, gravity| {
            let Placement { crop, at, size } = place(mode, gravity, (100, 100), (300, 200));
            assert_eq!(crop, [0.0, 0.0, 100.0, 100.0]);
            (at, size.to_string())
        };
        assert_eq!(at(Mode::Fit, Gravity::Center), ((50, 0), "200×200".into()));
        assert_eq!(at(Mode::Fit, Gravity::Right), ((100, 0), "200×200".into()));
        assert_eq!(at(Mode::Pad, Gravity::Center), ((100, 50), "100×100".into()));
        assert_eq!(at(Mode::Pad, Gravity::Bottom), ((100, 100), "100×100".into()));
        assert_eq!(place(Mode::Pad, Gravity::Top, (600, 100), (300, 200)).size, Size::new(300, 50));
        assert_eq!(place(Mode::Fit, Gravity::Top, (16_384, 1), (300, 200)).size, Size::new(300, 1));
    }

    #[test]
    fn the_words_are_those_of_the_help() {
        for (name, mode) in MODES {
            assert_eq!((name.parse::<Mode>().unwrap(), mode.to_string()), (mode, name.to_owned()));
        }
        assert_eq!("centre".parse::<Gravity>().unwrap().to_string(), "center");
        let error = "crop".parse::<Mode>().unwrap_err();
        assert_eq!(error.to_string(), "`crop` is none of fit, fill, pad");
    }

    #[test]
    fn every_choice_is_a_part_of_the_key() {
        let default = Recipe::default();
        assert_eq!(default.key(), "fill #ffffff center png Upload");
        for other in [
            Recipe { mode: Mode::Fit, ..default },
            Recipe { background: Color::BLACK, ..default },
            Recipe { gravity: Gravity::Top, ..default },
            Recipe { format: Output::Jpeg { quality: 90 }, ..default },
            Recipe { speed: Speed::Preview, ..default },
        ] {
            assert_ne!(other.key(), default.key());
        }
    }
}
