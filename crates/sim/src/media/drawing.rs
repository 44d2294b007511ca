//! Pictures that nobody uploaded: a gradient, some blocks and the app's initials, drawn when asked.
//!
//! A drawing is described by its token alone and looks the same at every size, so a world of a
//! million screenshots keeps none of them, and a thumbnail costs no more than its own pixels.

use std::fmt;
use std::str::FromStr;

use fastrand::Rng;

use super::picture::Picture;

/// How a drawing's colours, layout and text come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    pub(crate) seed: u64,
    /// In pixels, at full size.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// One to three capital letters.
    pub(crate) initials: String,
}

/// A drawing's description cannot be read.
#[derive(Debug)]
pub(crate) struct NoDrawing;

/// The longest side of a drawing, in pixels; the largest display has 3840.
const LONGEST_SIDE: u32 = 4096;

/// Rows of five dots, the leftmost the highest bit, for A to Z.
const LETTERS: [[u8; 7]; 26] = [
    [14, 17, 17, 31, 17, 17, 17],
    [30, 17, 17, 30, 17, 17, 30],
    [14, 17, 16, 16, 16, 17, 14],
    [30, 17, 17, 17, 17, 17, 30],
    [31, 16, 16, 30, 16, 16, 31],
    [31, 16, 16, 30, 16, 16, 16],
    [14, 17, 16, 23, 17, 17, 14],
    [17, 17, 17, 31, 17, 17, 17],
    [14, 4, 4, 4, 4, 4, 14],
    [7, 2, 2, 2, 2, 18, 12],
    [17, 18, 20, 24, 20, 18, 17],
    [16, 16, 16, 16, 16, 16, 31],
    [17, 27, 21, 21, 17, 17, 17],
    [17, 25, 21, 19, 17, 17, 17],
    [14, 17, 17, 17, 17, 17, 14],
    [30, 17, 17, 30, 16, 16, 16],
    [14, 17, 17, 17, 21, 18, 13],
    [30, 17, 17, 30, 20, 18, 17],
    [15, 16, 16, 14, 1, 1, 30],
    [31, 4, 4, 4, 4, 4, 4],
    [17, 17, 17, 17, 17, 17, 14],
    [17, 17, 17, 17, 17, 10, 4],
    [17, 17, 17, 21, 21, 27, 17],
    [17, 17, 10, 4, 10, 17, 17],
    [17, 17, 10, 4, 4, 4, 4],
    [31, 1, 2, 4, 8, 16, 31],
];

/// A rectangle in thousandths of the picture, and its colour.
struct Block {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    colour: [u8; 3],
}

impl Drawing {
    /// The initials of an app's name.
    pub(crate) fn initials(name: &str) -> String {
        let words = name.split_whitespace().filter_map(|word| word.chars().find(char::is_ascii_alphabetic));
        let initials: String = words.take(3).map(|letter| letter.to_ascii_uppercase()).collect();
        if initials.is_empty() { "A".to_owned() } else { initials }
    }

    /// The drawing at that size.
    pub(crate) fn draw(&self, (width, height): (u32, u32)) -> Picture {
        let mut random = Rng::with_seed(self.seed);
        let (top, bottom) = (colour(&mut random, 120), colour(&mut random, 40));
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
        for y in 0..height {
            let shade: [u8; 3] = std::array::from_fn(|channel| blend(top[channel], bottom[channel], y, height));
            pixels.extend_from_slice(&shade.repeat(width as usize));
        }
        let mut picture = Picture { width, height, pixels };
        for _ in 0..6 {
            let (left, top) = (random.usize(40..600), random.usize(380..880));
            let (width, height) = (random.usize(80..360), random.usize(30..90));
            fill(&mut picture, &Block { left, top, width, height, colour: colour(&mut random, 160) });
        }
        self.write(&mut picture);
        picture
    }

    /// Writes the initials across the upper third.
    fn write(&self, picture: &mut Picture) {
        let columns = self.initials.len() * 6 - 1;
        let dot = (800 / columns).min(60);
        let left = (1000 - dot * columns) / 2;
        for (index, letter) in self.initials.bytes().enumerate() {
            let rows = LETTERS.get(usize::from(letter.wrapping_sub(b'A'))).copied().unwrap_or_default();
            for (row, bits) in rows.iter().enumerate() {
                for column in (0..5).filter(|column| bits & (16 >> column) != 0) {
                    // A dot is as wide as high on screen only for square pictures; letters stretch with the device.
                    let block =
                        Block { left: left + (index * 6 + column) * dot, top: 100 + row * 30, width: dot, height: 30, colour: [255; 3] };
                    fill(picture, &block);
                }
            }
        }
    }
}

impl fmt::Display for Drawing {
    /// The token: `drawn-SEED-WIDTHxHEIGHT-INITIALS`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, width, height, initials } = self;
        write!(formatter, "drawn-{seed:016x}-{width}x{height}-{initials}")
    }
}

impl FromStr for Drawing {
    type Err = NoDrawing;

    fn from_str(token: &str) -> Result<Self, NoDrawing> {
        let parts: Vec<&str> = token.split('-').collect();
        let ["drawn", seed, size, initials] = parts[..] else { return Err(NoDrawing) };
        let (width, height) = size.split_once('x').ok_or(NoDrawing)?;
        let length = |text: &str| text.parse().ok().filter(|length| (1..=LONGEST_SIDE).contains(length)).ok_or(NoDrawing);
        if !(1..=3).contains(&initials.len()) || !initials.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(NoDrawing);
        }
        let seed = u64::from_str_radix(seed, 16).map_err(|_| NoDrawing)?;
        Ok(Self { seed, width: length(width)?, height: length(height)?, initials: initials.to_owned() })
    }
}

fn colour(random: &mut Rng, least: u8) -> [u8; 3] {
    std::array::from_fn(|_| random.u8(least..least + 90))
}

/// What is `step` of `steps` on the way between two shades.
fn blend(from: u8, to: u8, step: u32, steps: u32) -> u8 {
    let (from, to) = (u64::from(from), u64::from(to));
    let (step, steps) = (u64::from(step), u64::from(steps.max(1)));
    u8::try_from((from * (steps - step) + to * step) / steps).unwrap_or(u8::MAX)
}

fn fill(picture: &mut Picture, block: &Block) {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let columns = block.left * width / 1000..((block.left + block.width) * width / 1000).min(width);
    let line = block.colour.repeat(columns.len());
    for y in block.top * height / 1000..((block.top + block.height) * height / 1000).min(height) {
        let start = (y * width + columns.start) * 3;
        picture.pixels[start..start + line.len()].copy_from_slice(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_whole_drawing() {
        let drawing = Drawing { seed: 7, width: 1320, height: 2868, initials: Drawing::initials("Recipes Pro 2") };
        assert_eq!(drawing.to_string(), "drawn-0000000000000007-1320x2868-RP");
        assert_eq!(drawing.to_string().parse::<Drawing>().unwrap(), drawing);
        assert_eq!(Drawing::initials("天気"), "A");
        for bad in ["", "drawn-7-1x1", "drawn-7-0x1-A", "drawn-7-99999x1-A", "drawn-z-1x1-A", "drawn-7-1x1-a", "drawn-7-1x1-ABCD"] {
            assert!(bad.parse::<Drawing>().is_err(), "{bad}");
        }
    }

    #[test]
    fn seeds_differ_and_sizes_agree() {
        let of = |seed| Drawing { seed, width: 1320, height: 2868, initials: "RP".to_owned() };
        let small = of(1).draw((92, 200));
        assert_eq!(small.pixels.len(), 92 * 200 * 3);
        assert_eq!(small.pixels, of(1).draw((92, 200)).pixels);
        assert_ne!(small.pixels, of(2).draw((92, 200)).pixels);
        assert!(small.pixels.chunks(3).any(|pixel| pixel == [255; 3]), "the initials are there");
        assert_eq!(of(1).draw((1, 1)).pixels.len(), 3);
    }
}
