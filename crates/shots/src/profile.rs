//! Colour profiles: what a picture says its numbers mean, and the way to sRGB.
//!
//! The conversion uses `moxcms` in fixed point and without its SIMD, so that no processor has a way
//! of its own to round. A picture that says nothing is sRGB, as everywhere; a gamma
//! alone (`gAMA`) is not applied, as screenshots carry it by mistake more often than on purpose.

use std::{fmt, sync::Arc};

use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile as Icc, DataColorSpace, Layout, MatrixCoefficients, ProfileText, TransferCharacteristics,
    Transform8BitExecutor, TransformOptions,
};

use crate::error::ShotsError;

/// What the numbers of a picture mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ColorProfile {
    /// It does not say; it is shown as sRGB.
    #[default]
    Untagged,
    /// sRGB, whatever the profile is called.
    Srgb,
    /// Another one, by its name, such as `Display P3`.
    Named(String),
    /// A profile nothing can be made of: it is dropped, and the picture is shown as sRGB.
    Damaged,
}

impl ColorProfile {
    /// Whether the numbers are those of sRGB as they are.
    pub fn is_srgb(&self) -> bool {
        matches!(self, Self::Untagged | Self::Srgb)
    }
}

impl fmt::Display for ColorProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untagged => f.write_str("none"),
            Self::Srgb => f.write_str("sRGB"),
            // The name is foreign, and shown on terminals.
            Self::Named(name) => name.chars().filter(|c| !c.is_control()).take(80).try_for_each(|c| write!(f, "{c}")),
            Self::Damaged => f.write_str("a damaged profile"),
        }
    }
}

/// What a file carries about its colours, as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tag {
    #[default]
    None,
    Srgb,
    Icc(Vec<u8>),
    /// Primaries and transfer function as H.273 numbers them (PNG, third edition, `cICP`).
    Cicp(u8, u8),
}

impl Tag {
    /// What it means.
    pub(crate) fn profile(&self) -> ColorProfile {
        match self {
            Self::None => ColorProfile::Untagged,
            Self::Srgb | Self::Cicp(1, 13) => ColorProfile::Srgb,
            Self::Cicp(12, 13) => ColorProfile::Named("Display P3".into()),
            Self::Cicp(primaries, transfer) => ColorProfile::Named(format!("CICP {primaries}/{transfer}")),
            Self::Icc(bytes) => match Icc::new_from_slice(bytes) {
                Err(_) => ColorProfile::Damaged,
                // Of another kind than the pixels: a grey one on a grey picture, for instance.
                Ok(icc) if icc.color_space != DataColorSpace::Rgb => ColorProfile::Named(name(&icc)),
                Ok(icc) if is_srgb(&icc) => ColorProfile::Srgb,
                Ok(icc) => ColorProfile::Named(name(&icc)),
            },
        }
    }

    /// The way to sRGB; none where the numbers stay as they are.
    pub(crate) fn conversion(&self) -> Result<Option<Conversion>, ShotsError> {
        let profile = self.profile();
        let ColorProfile::Named(_) = profile else { return Ok(None) };
        let icc = match self {
            Self::Icc(bytes) => Icc::new_from_slice(bytes).ok().filter(|icc| icc.color_space == DataColorSpace::Rgb),
            // Only the transfer function of sRGB: PQ and HLG are brighter than a screenshot can be.
            Self::Cicp(primaries, 13) => Some(Icc::new_from_cicp(CicpProfile {
                color_primaries: CicpColorPrimaries::try_from(*primaries).unwrap_or(CicpColorPrimaries::Reserved),
                transfer_characteristics: TransferCharacteristics::Srgb,
                matrix_coefficients: MatrixCoefficients::Identity,
                full_range: true,
            })),
            _ => None,
        };
        icc.and_then(|icc| Conversion::from(&icc)).map(Some).ok_or(ShotsError::UnknownProfile { profile })
    }
}

/// From one profile to sRGB, 8 bits.
pub(crate) struct Conversion {
    rgb: Arc<Transform8BitExecutor>,
    rgba: Arc<Transform8BitExecutor>,
    /// What one row is read from while it is written.
    row: Vec<u8>,
}

impl Conversion {
    fn from(icc: &Icc) -> Option<Self> {
        let to = |layout| icc.create_transform_8bit(layout, &Icc::new_srgb(), layout, TransformOptions::default()).ok();
        Some(Self { rgb: to(Layout::Rgb)?, rgba: to(Layout::Rgba)?, row: Vec::new() })
    }

    /// Converts pixels in place: RGB or RGBA.
    pub(crate) fn apply(&mut self, pixels: &mut [u8], alpha: bool) {
        self.row.clear();
        self.row.extend_from_slice(pixels);
        let transform = if alpha { &self.rgba } else { &self.rgb };
        // It fails only where lengths differ or are no whole pixels.
        drop(transform.transform(&self.row, pixels));
    }
}

impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Conversion")
    }
}

/// Whether colours stay what they are but for the last bit, whatever the profile is called: a name
/// can be wrong, and copies of sRGB have many.
fn is_srgb(icc: &Icc) -> bool {
    let levels = || (0..=16).map(|level: u16| u8::try_from(level * 255 / 16).unwrap_or(u8::MAX));
    let lattice: Vec<u8> = levels().flat_map(|r| levels().flat_map(move |g| levels().flat_map(move |b| [r, g, b]))).collect();
    let mut converted = lattice.clone();
    let Some(mut conversion) = Conversion::from(icc) else { return false };
    conversion.apply(&mut converted, false);
    lattice.iter().zip(&converted).all(|(before, after)| before.abs_diff(*after) <= 1)
}

fn name(icc: &Icc) -> String {
    let name = match &icc.description {
        Some(ProfileText::PlainString(text)) => text.clone(),
        Some(ProfileText::Localizable(texts)) => texts.first().map(|text| text.value.clone()).unwrap_or_default(),
        Some(ProfileText::Description(text)) => text.ascii_string.clone(),
        None => String::new(),
    };
    let name = name.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    if name.is_empty() { "a profile without a name".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icc(profile: &Icc) -> Tag {
        Tag::Icc(profile.encode().unwrap())
    }

    #[test]
    fn srgb_is_known_by_its_colours_and_others_by_their_names() {
        assert_eq!(Tag::None.profile(), ColorProfile::Untagged);
        let mut renamed = Icc::new_srgb();
        renamed.description = Icc::new_display_p3().description;
        assert_eq!(icc(&renamed).profile(), ColorProfile::Srgb);
        let named = |name: &str| ColorProfile::Named(name.into());
        assert_eq!(icc(&Icc::new_display_p3()).profile(), named("Display P3"));
        assert_eq!(icc(&Icc::new_adobe_rgb()).profile(), named("Adobe RGB 1998"));
        assert_eq!(Tag::Icc(b"no profile".to_vec()).profile(), ColorProfile::Damaged);
        assert_eq!(Tag::Cicp(1, 13).profile(), ColorProfile::Srgb);
        assert_eq!(Tag::Cicp(9, 16).profile(), named("CICP 9/16"));
    }

    /// The most saturated red of P3 is beyond sRGB; grey stays grey; a colour within both moves.
    #[test]
    fn colours_are_converted_and_alpha_is_not() {
        for tag in [icc(&Icc::new_display_p3()), Tag::Cicp(12, 13)] {
            let mut conversion = tag.conversion().unwrap().unwrap();
            let mut pixels = [255, 0, 0, 7, 128, 128, 128, 9, 200, 100, 50, 255];
            conversion.apply(&mut pixels, true);
            assert_eq!(pixels[..4], [255, 0, 0, 7], "{tag:?}");
            assert_eq!(pixels[4..8], [128, 128, 128, 9], "{tag:?}");
            // Computed with f64 from the matrices of both spaces: 214.9, 92.6, 31.0.
            for (channel, expected) in pixels[8..11].iter().zip([215, 93, 31]) {
                assert!(channel.abs_diff(expected) <= 1, "{pixels:?}");
            }
        }
        assert!(Tag::Srgb.conversion().unwrap().is_none());
        assert!(Tag::Icc(vec![0; 200]).conversion().unwrap().is_none(), "a damaged profile is dropped");
    }

    #[test]
    fn what_cannot_be_converted_is_refused_by_name() {
        let error = Tag::Cicp(9, 16).conversion().unwrap_err();
        assert_eq!(error.to_string(), "the colour profile `CICP 9/16` cannot be converted: export the picture as sRGB");
    }
}
