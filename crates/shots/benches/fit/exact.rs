//! The exact picture: a separable Lanczos3 in `f64` of the flattened master, and how far others are
//! from it.

use std::{
    f64::consts::PI,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

use appfleet_shots::Size;
use zune_jpeg::{JpegDecoder, zune_core::bytestream::ZCursor};

use crate::{SAMPLE, files, masters};

/// The exact pictures of the sample, made when they are first needed.
pub(crate) struct Pictures {
    masters: Vec<PathBuf>,
    made: Vec<(Size, Vec<f64>)>,
}

impl Pictures {
    pub(crate) fn new(root: &Path) -> Self {
        Self { masters: files(root).into_iter().step_by(SAMPLE).collect(), made: Vec::new() }
    }

    /// PSNR of the mean squared error in dB, and mean SSIM of luma.
    pub(crate) fn compare(&mut self, files: &[PathBuf]) -> (f64, f64) {
        if self.made.is_empty() {
            self.made = self.masters.iter().map(|master| exact(master)).collect();
        }
        let (mut error, mut count, mut ssims) = (0.0, 0.0, 0.0);
        for ((size, exact), file) in self.made.iter().zip(files.iter().step_by(SAMPLE)) {
            let found = read(file);
            assert_eq!(found.len(), exact.len(), "{}", file.display());
            error += exact.iter().zip(&found).map(|(a, &b)| (a - f64::from(b)).powi(2)).sum::<f64>();
            count += exact.len() as f64;
            ssims += ssim(*size, exact, &found);
        }
        (10.0 * (255.0 * 255.0 * count / error).log10(), ssims / self.made.len() as f64)
    }
}

/// The bytes of a picture in RGB.
fn read(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    if bytes.starts_with(b"\xFF\xD8") {
        return JpegDecoder::new(ZCursor::new(&bytes)).decode().unwrap();
    }
    let mut reader = png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

fn exact(master: &Path) -> (Size, Vec<f64>) {
    let (from, to) =
        if masters::is_phone(master) { (masters::PHONE, Size::new(1290, 2796)) } else { (masters::PAD, Size::new(2048, 2732)) };
    let pixels = read(master);
    let [width, height, wide, high] = [from.width, from.height, to.width, to.height].map(|side| side as usize);
    let channels = pixels.len() / (width * height);
    let flat: Vec<f64> = pixels
        .chunks_exact(channels)
        .flat_map(|pixel| {
            let alpha = pixel.get(3).map_or(1.0, |&alpha| f64::from(alpha) / 255.0);
            [0, 1, 2].map(|channel| f64::from(pixel[channel]) * alpha + 255.0 * (1.0 - alpha))
        })
        .collect();
    // Filled from the centre, as the recipe of every row says.
    let scale = f64::max(wide as f64 / width as f64, high as f64 / height as f64);
    let crop = |side: usize, target: usize| {
        let seen = target as f64 / scale;
        ((side as f64 - seen) / 2.0, seen)
    };
    let across = weights(width, crop(width, wide), wide);
    let down = weights(height, crop(height, high), high);
    let mut narrow = vec![0.0; wide * height * 3];
    for (row, target) in flat.chunks_exact(width * 3).zip(narrow.chunks_exact_mut(wide * 3)) {
        for ((first, weights), pixel) in across.iter().zip(target.chunks_exact_mut(3)) {
            for (weight, source) in weights.iter().zip(row[first * 3..].chunks_exact(3)) {
                for channel in 0..3 {
                    pixel[channel] += weight * source[channel];
                }
            }
        }
    }
    let mut made = vec![0.0; wide * high * 3];
    for ((first, weights), target) in down.iter().zip(made.chunks_exact_mut(wide * 3)) {
        for (weight, row) in weights.iter().zip(narrow[first * wide * 3..].chunks_exact(wide * 3)) {
            for (value, source) in target.iter_mut().zip(row) {
                *value += weight * source;
            }
        }
        for value in target {
            *value = value.clamp(0.0, 255.0);
        }
    }
    (to, made)
}

/// For each pixel of the target: the first source pixel that counts, and how much each counts.
fn weights(side: usize, (start, seen): (f64, f64), target: usize) -> Vec<(usize, Vec<f64>)> {
    let step = seen / target as f64;
    let stretch = step.max(1.0);
    let of = |at: usize| {
        let center = start + (at as f64 + 0.5) * step;
        let first = (center - 3.0 * stretch).floor().max(0.0) as usize;
        let last = ((center + 3.0 * stretch).ceil() as usize).min(side);
        let raw: Vec<f64> = (first..last).map(|pixel| lanczos((pixel as f64 + 0.5 - center) / stretch)).collect();
        let sum: f64 = raw.iter().sum();
        (first, raw.into_iter().map(|weight| weight / sum).collect())
    };
    (0..target).map(of).collect()
}

fn lanczos(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else if x.abs() >= 3.0 {
        0.0
    } else {
        let x = x * PI;
        x.sin() / x * (x / 3.0).sin() / (x / 3.0)
    }
}

/// The mean over windows of 8 × 8 pixels, four apart.
fn ssim(size: Size, exact: &[f64], found: &[u8]) -> f64 {
    let luma = |r: f64, g: f64, b: f64| 0.299 * r + 0.587 * g + 0.114 * b;
    let a: Vec<f64> = exact.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect();
    let b: Vec<f64> = found.chunks_exact(3).map(|p| luma(p[0].into(), p[1].into(), p[2].into())).collect();
    let [width, height] = [size.width, size.height].map(|side| side as usize);
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..height - 8).step_by(4) {
        for left in (0..width - 8).step_by(4) {
            let (mut x, mut y, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for row in top..top + 8 {
                for at in row * width + left..row * width + left + 8 {
                    x += a[at];
                    y += b[at];
                    xx += a[at] * a[at];
                    yy += b[at] * b[at];
                    xy += a[at] * b[at];
                }
            }
            let [x, y, xx, yy, xy] = [x, y, xx, yy, xy].map(|sum| sum / 64.0);
            let (c1, c2) = (6.5025, 58.5225);
            let (vx, vy, cov) = (xx - x * x, yy - y * y, xy - x * y);
            sum += (2.0 * x * y + c1) * (2.0 * cov + c2) / ((x * x + y * y + c1) * (vx + vy + c2));
            count += 1.0;
        }
    }
    sum / count
}
