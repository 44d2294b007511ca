//! Pixels of one size from pixels of another: Lanczos3, the same bytes on every machine.
//!
//! Numbers of sRGB are not light: their mean is darker than the light of both. Where a pixel is
//! made of several, as when a picture is made much smaller, that thins light text on dark, so
//! there the work is done on light, in 16 bits. Near the same size each pixel is little more than
//! its nearest neighbour; there light would only cost three times as much and make the overshoot
//! at dark edges visible.

use std::sync::LazyLock;

use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::{U8x3, U16x3},
};

use crate::{color::Color, error::ShotsError, recipe::Placement, size::Size};

/// Below this scale the work is done on light: here the first pixel is made of more than two.
const LIGHT_BELOW: f64 = 2.0 / 3.0;

/// Scales one picture after the other in the same memory.
#[derive(Debug, Default)]
pub(crate) struct Scaler {
    resizer: Resizer,
    /// The last picture made: rows of RGB.
    pub(crate) rgb: Vec<u8>,
    /// What was scaled, where it does not cover all of the picture.
    part: Vec<u8>,
    light: Vec<U16x3>,
    scaled_light: Vec<U16x3>,
}

impl Scaler {
    /// The bytes held for the next picture.
    pub(crate) fn held(&self) -> usize {
        let light = (self.light.capacity() + self.scaled_light.capacity()) * size_of::<U16x3>();
        self.rgb.capacity() + self.part.capacity() + light + self.resizer.size_of_internal_buffers()
    }

    /// Whether a picture is made so much smaller that the work is done on light.
    pub(crate) fn works_on_light(place: &Placement) -> bool {
        f64::from(place.size.width) / place.crop[2] < LIGHT_BELOW
    }

    /// Fills [`Self::rgb`] with a picture of size `to`: the background, and on it what the
    /// placement takes from the picture `rgb` of size `from`.
    pub(crate) fn scale(&mut self, rgb: &[u8], from: Size, place: &Placement, to: Size, background: Color) -> Result<(), ShotsError> {
        if place.size == to {
            self.rgb.resize(length(to), 0);
            let mut target = std::mem::take(&mut self.rgb);
            let done = self.resize(rgb, from, place, &mut target);
            self.rgb = target;
            return done;
        }
        let mut part = std::mem::take(&mut self.part);
        part.resize(length(place.size), 0);
        let done = self.resize(rgb, from, place, &mut part);
        self.part = part;
        done?;
        self.rgb.clear();
        self.rgb.extend(background.channels().iter().cycle().take(length(to)));
        let [row, wide] = [place.size.width, to.width].map(|width| width as usize * 3);
        let start = place.at.1 as usize * wide + place.at.0 as usize * 3;
        for (part, target) in self.part.chunks_exact(row).zip(self.rgb[start..].chunks_mut(wide)) {
            target[..row].copy_from_slice(part);
        }
        Ok(())
    }

    fn resize(&mut self, rgb: &[u8], from: Size, place: &Placement, target: &mut [u8]) -> Result<(), ShotsError> {
        let [left, top, width, height] = place.crop;
        let options =
            ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false).crop(left, top, width, height);
        if Self::works_on_light(place) {
            return self.resize_light(rgb, from, place.size, target, &options);
        }
        // Typed, because the other way brings the code for every kind of pixel into the program.
        let source = TypedImageRef::<U8x3>::from_buffer(from.width, from.height, rgb).map_err(failed)?;
        let mut target = TypedImage::<U8x3>::from_buffer(place.size.width, place.size.height, target).map_err(failed)?;
        self.resizer.resize_typed(&source, &mut target, &options).map_err(failed)
    }

    fn resize_light(&mut self, rgb: &[u8], from: Size, to: Size, target: &mut [u8], options: &ResizeOptions) -> Result<(), ShotsError> {
        let Curve { light, levels } = &*CURVE;
        let (pixels, _) = rgb.as_chunks::<3>();
        self.light.clear();
        self.light.extend(pixels.iter().map(|pixel| U16x3::new(pixel.map(|level| light[usize::from(level)]))));
        self.scaled_light.resize(length(to) / 3, U16x3::default());
        let source = TypedImageRef::new(from.width, from.height, &self.light).map_err(failed)?;
        let mut scaled = TypedImage::from_pixels_slice(to.width, to.height, &mut self.scaled_light).map_err(failed)?;
        self.resizer.resize_typed(&source, &mut scaled, options).map_err(failed)?;
        let (target, _) = target.as_chunks_mut::<3>();
        for (pixel, light) in target.iter_mut().zip(&self.scaled_light) {
            *pixel = light.0.map(|light| levels[usize::from(light)]);
        }
        Ok(())
    }
}

/// The number of bytes of a picture in RGB.
fn length(size: Size) -> usize {
    size.width as usize * size.height as usize * 3
}

/// Sizes that do not belong together: a mistake of ours, and no picture's fault.
fn failed(error: impl std::error::Error + Send + Sync + 'static) -> ShotsError {
    ShotsError::Scale(error.into())
}

/// The transfer function of sRGB (IEC 61966-2-1), from numbers to light and back.
struct Curve {
    light: [u16; 256],
    levels: Vec<u8>,
}

static CURVE: LazyLock<Curve> = LazyLock::new(|| {
    let light: [u16; 256] = std::array::from_fn(|level| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 65535")]
        let light = exact_light(level).round() as u16;
        light
    });
    // The nearest level of each light: up to the middle between two it is the lower one.
    let mut levels = vec![0; 1 << 16];
    let mut level = 0;
    for (at, entry) in levels.iter_mut().enumerate() {
        while level < 255 && 2 * at > usize::from(light[level]) + usize::from(light[level + 1]) {
            level += 1;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 255")]
        let nearest = level as u8;
        *entry = nearest;
    }
    Curve { light, levels }
});

#[expect(clippy::cast_precision_loss, reason = "0 to 255")]
fn exact_light(level: usize) -> f64 {
    let value = level as f64 / 255.0;
    65535.0 * if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::{Gravity, Mode, Recipe};

    fn scaled(mode: Mode, rgb: &[u8], from: Size, to: Size) -> Vec<u8> {
        let recipe = Recipe { mode, gravity: Gravity::Center, ..Recipe::default() };
        let mut scaler = Scaler::default();
        scaler.scale(rgb, from, &recipe.place(from, to), to, Color { red: 1, green: 2, blue: 3 }).unwrap();
        scaler.rgb
    }

    #[test]
    fn one_colour_stays_that_colour_in_either_way() {
        for to in [Size::new(90, 60), Size::new(30, 20), Size::new(200, 133)] {
            let gray = scaled(Mode::Fill, &vec![77; 100 * 66 * 3], Size::new(100, 66), to);
            assert!(gray.iter().all(|&level| level == 77), "{to}");
        }
    }

    #[test]
    fn what_does_not_cover_lies_on_the_background() {
        let out = scaled(Mode::Fit, &[200; 4 * 4 * 3], Size::new(4, 4), Size::new(6, 4));
        let row = [1, 2, 3, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 1, 2, 3];
        assert_eq!(out, row.repeat(4));
        let out = scaled(Mode::Pad, &[200; 3], Size::new(1, 1), Size::new(3, 3));
        assert_eq!(out[12..15], [200; 3]);
        assert_eq!((&out[..3], &out[24..]), (&[1, 2, 3][..], &[1, 2, 3][..]));
    }

    /// A chequered board has half the light of white: 188 in sRGB, and not 128.
    #[test]
    fn much_smaller_keeps_the_light_and_little_smaller_the_numbers() {
        let size = Size::new(64, 64);
        let board: Vec<u8> = (0..64 * 64).flat_map(|at| [if (at % 64 + at / 64) % 2 == 0 { 255 } else { 0 }; 3]).collect();
        let small = scaled(Mode::Fill, &board, size, Size::new(16, 16));
        assert!(small.iter().all(|&level| level.abs_diff(188) <= 3), "{:?}", &small[..12]);
        let near = scaled(Mode::Fill, &board, size, Size::new(48, 48));
        let mean = near.iter().map(|&level| u32::from(level)).sum::<u32>() / (48 * 48 * 3);
        assert!(mean.abs_diff(128) <= 3, "{mean}");
    }

    #[test]
    fn every_level_comes_back_from_its_light() {
        let Curve { light, levels } = &*CURVE;
        for level in 0..=255_u8 {
            assert_eq!(levels[usize::from(light[usize::from(level)])], level);
        }
        // `powf` may differ in its last bit between machines; no value lies near enough to a half for
        // that to matter.
        for level in 0..=255 {
            let light = exact_light(level);
            assert!((light.fract() - 0.5).abs() > 1e-6, "{level}: {light}");
        }
    }
}
