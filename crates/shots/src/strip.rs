//! A strip: several pictures beside each other in one, small, for a terminal that shows pictures.

use std::{fs, path::PathBuf};

use ::png::{BitDepth, ColorType, Compression, Encoder};

use crate::{
    color::Color,
    decode::{Decoder, verify},
    error::ShotsError,
    recipe::{Mode, Recipe},
    resample::Scaler,
    size::Size,
};

/// Pixels between two pictures, through which the terminal is seen.
const GAP: u32 = 16;

/// The bytes of a PNG in which these pictures stand beside each other, each so many pixels high, and its size.
///
/// # Errors
/// Those of [`verify`](crate::verify()), for a file that is no picture, and for nothing at all.
pub fn strip(paths: &[PathBuf], height: u32) -> Result<(Vec<u8>, Size), ShotsError> {
    let recipe = Recipe { mode: Mode::Fit, ..Recipe::default() };
    let (mut decoder, mut scaler) = (Decoder::default(), Scaler::default());
    let mut pictures: Vec<(Size, Vec<u8>)> = Vec::new();
    for path in paths {
        // Never more memory than a screenshot may need.
        verify(path)?;
        let from = decoder.decode(&fs::read(path).map_err(ShotsError::ReadFile)?, Color::WHITE)?;
        // As high as wanted and as wide as that makes it.
        let to = recipe.place(from, Size::new(height * 8, height)).size;
        scaler.scale(&decoder.rgb, from, &recipe.place(from, to), to, Color::WHITE)?;
        pictures.push((to, scaler.rgb.clone()));
    }
    let width = pictures.iter().map(|(size, _)| size.width + GAP).sum::<u32>().saturating_sub(GAP).max(1);
    let size = Size::new(width, height.max(1));
    let mut pixels = vec![0; size.width as usize * size.height as usize * 4];
    let mut left = 0;
    for (size, rgb) in &pictures {
        for (row, line) in rgb.chunks_exact(size.width as usize * 3).zip(pixels.chunks_exact_mut(width as usize * 4)) {
            for (from, to) in row.chunks_exact(3).zip(line[left * 4..].chunks_exact_mut(4)) {
                to[..3].copy_from_slice(from);
                to[3] = u8::MAX;
            }
        }
        left += (size.width + GAP) as usize;
    }
    Ok((encoded(&pixels, size)?, size))
}

fn encoded(pixels: &[u8], size: Size) -> Result<Vec<u8>, ShotsError> {
    let failed = |error: ::png::EncodingError| ShotsError::Encode(error.into());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, size.width, size.height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn pictures_stand_beside_each_other() {
        let folder = samples::folder(&[("1.png", samples::png(Size::new(640, 1136))), ("2.jpg", samples::jpeg(Size::new(1136, 640)))]);
        let paths = ["1.png", "2.jpg"].map(|name| folder.path().join(name));
        let (bytes, size) = strip(&paths, 100).unwrap();
        assert_eq!(size, Size::new(56 + GAP + 178, 100));
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let alpha = |x: usize| pixels[x * 4 + 3];
        assert_eq!((alpha(55), alpha(60), alpha(56 + 16)), (255, 0, 255));
        assert!(strip(&[folder.path().join("none.png")], 100).is_err());
    }
}
