//! What is wrong with a picture of an accepted size, and can be put right without asking anybody.

use std::fmt;

use crate::{
    error::ShotsError,
    orientation::Orientation,
    probe::{ColorModel, Format, Probe},
};

/// One thing that App Store Connect would refuse, or show wrongly, and that is put right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mend {
    /// It has an alpha channel or a transparent colour (Apple, Screenshot specifications).
    Alpha,
    /// Its colours are in another profile than sRGB, by this name.
    Profile(String),
    /// It has 16 bits a channel.
    Depth,
    /// It is grey.
    Gray,
    /// It is stored turned or mirrored.
    Orientation,
    /// The extension of its name is not that of its content; its bytes stay as they are.
    Extension(Format),
}

impl Mend {
    /// What has to be put right about a file.
    ///
    /// # Errors
    /// What cannot be: inks instead of light, and depths no decoder reads.
    pub(crate) fn of(probe: &Probe) -> Result<Vec<Self>, ShotsError> {
        if probe.color == ColorModel::Cmyk {
            return Err(ShotsError::NotRgb { color: probe.color });
        }
        if !matches!((probe.format, probe.bit_depth), (_, 8) | (Format::Png, 16)) {
            return Err(ShotsError::UnreadableDepth { bits: probe.bit_depth });
        }
        let profile = (!probe.profile.is_srgb()).then(|| Self::Profile(probe.profile.to_string()));
        let mends = [
            probe.alpha.then_some(Self::Alpha),
            profile,
            (probe.bit_depth == 16).then_some(Self::Depth),
            (probe.color == ColorModel::Gray).then_some(Self::Gray),
            (probe.orientation != Orientation::Upright).then_some(Self::Orientation),
            (!probe.extension_matches()).then_some(Self::Extension(probe.format)),
        ];
        Ok(mends.into_iter().flatten().collect())
    }
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alpha => f.write_str("it has an alpha channel"),
            Self::Profile(name) => write!(f, "its colour profile is {name}"),
            Self::Depth => f.write_str("it has 16 bits a channel"),
            Self::Gray => f.write_str("it is grey"),
            Self::Orientation => f.write_str("it is stored turned"),
            Self::Extension(format) => write!(f, "its name does not say {format}"),
        }
    }
}

/// All of them, in one line.
pub(crate) fn list(mends: &[Mend]) -> String {
    mends.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
