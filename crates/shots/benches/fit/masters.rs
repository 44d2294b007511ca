//! Forty screenshots nobody took: lists, chats, photos and charts, dark and light, the same on every
//! run.
//!
//! Twenty are 1320×2868 and twenty 2064×2752; sixteen are RGBA and opaque, eight have real alpha,
//! sixteen are RGB; all with zlib level 6, as most tools write them.

use std::{fs, path::Path};

use appfleet_shots::Size;
use png::{BitDepth, ColorType, DeflateCompression, Filter};
use rayon::prelude::*;

pub(crate) const PHONE: Size = Size::new(1320, 2868);
pub(crate) const PAD: Size = Size::new(2064, 2752);

pub(crate) fn is_phone(path: &Path) -> bool {
    path.to_string_lossy().contains("phone")
}

/// Writes all of them and tells how many bytes they have.
pub(crate) fn write(root: &Path) -> usize {
    fs::create_dir_all(root).unwrap();
    let one = |number: u32| {
        let (name, size) = if number < 20 { ("phone", PHONE) } else { ("pad", PAD) };
        let bytes = master(number, size);
        fs::write(root.join(format!("{number:02}-{name}.png")), &bytes).unwrap();
        bytes.len()
    };
    (0..40).into_par_iter().map(one).sum()
}

fn master(number: u32, size: Size) -> Vec<u8> {
    let dark = number % 3 == 1;
    let [back, front, soft] = if dark { [0x15_16_1A, 0xF0_F0_F4, 0x2A_2C_33] } else { [0xFF_FF_FF, 0x1C_1C_1E, 0xE9_E9_EE] };
    let mut canvas = Canvas { size, pixels: vec![0; (size.width * size.height) as usize * 4], seed: number };
    canvas.fill([0, 0, size.width, size.height], back);
    canvas.text(60, 40, 26, front, 5);
    match number % 5 {
        0 => list(&mut canvas, front, soft),
        1 => chat(&mut canvas, front, soft),
        2 => photos(&mut canvas, front),
        3 => chart(&mut canvas, front, soft),
        _ => feed(&mut canvas, front, soft),
    }
    let alpha = match number % 5 {
        0 | 3 => None,
        1 | 4 => Some(false),
        _ => Some(true),
    };
    encode(canvas, alpha)
}

fn list(canvas: &mut Canvas, front: u32, soft: u32) {
    let width = canvas.size.width;
    for (row, top) in (200..canvas.size.height - 180).step_by(168).enumerate() {
        let color = [0x34_78_F6, 0xEB_4D_3D, 0x65_C4_66, 0xF1_9A_37][row % 4];
        canvas.round(60, top + 24, 110, color);
        canvas.text(210, top + 30, 12, front, 22);
        canvas.text(210, top + 96, 9, mix(front, soft), 38);
        canvas.fill([210, top + 166, width - 210, 2], soft);
    }
}

fn chat(canvas: &mut Canvas, front: u32, soft: u32) {
    let width = canvas.size.width;
    for (row, top) in (200..canvas.size.height - 260).step_by(236).enumerate() {
        let mine = row % 2 == 1;
        let (left, color) = if mine { (width / 4, 0x1F_7A_F5) } else { (60, soft) };
        canvas.fill([left, top, width * 3 / 4 - 60, 200], color);
        for line in 0..3 {
            canvas.text(left + 36, top + 30 + line * 54, 10, if mine { 0xFF_FF_FF } else { front }, 34);
        }
    }
}

fn photos(canvas: &mut Canvas, front: u32) {
    let side = canvas.size.width / 3;
    for (row, top) in (180..canvas.size.height - side).step_by(side as usize + 6).enumerate() {
        for column in 0..3 {
            canvas.photo([column * side, top, side - 6, side], row as u32 * 3 + column);
        }
    }
    canvas.text(60, canvas.size.height - 120, 12, front, 30);
}

fn chart(canvas: &mut Canvas, front: u32, soft: u32) {
    let Size { width, height } = canvas.size;
    for line in 0..10 {
        canvas.fill([60, 300 + line * (height - 900) / 10, width - 120, 2], soft);
    }
    let bars = 24;
    for bar in 0..bars {
        let tall = (hash(bar, canvas.seed) % 1000) * (height - 1000) / 1000;
        let step = (width - 160) / bars;
        canvas.fill([80 + bar * step, height - 620 - tall, step * 2 / 3, tall], mix(0x34_78_F6, 0xEB_4D_3D + bar * 4));
    }
    for line in 0..6 {
        canvas.text(60, height - 540 + line * 70, 11, front, 40);
    }
}

fn feed(canvas: &mut Canvas, front: u32, soft: u32) {
    let width = canvas.size.width;
    for (post, top) in (180..canvas.size.height - 1100).step_by(1040).enumerate() {
        canvas.round(60, top, 120, 0xAF_52_DE);
        canvas.text(210, top + 40, 12, front, 24);
        canvas.photo([0, top + 150, width, 700], post as u32 + 40);
        canvas.text(60, top + 880, 11, front, 44);
        canvas.text(60, top + 940, 9, mix(front, soft), 30);
    }
}

struct Canvas {
    size: Size,
    /// Rows of RGBA.
    pixels: Vec<u8>,
    seed: u32,
}

impl Canvas {
    /// Lays a colour on a pixel, by 256ths.
    fn dot(&mut self, x: u32, y: u32, color: u32, cover: u32) {
        if x < self.size.width && y < self.size.height {
            let at = (y * self.size.width + x) as usize * 4;
            let [_, channels @ ..] = color.to_be_bytes();
            for (pixel, channel) in self.pixels[at..at + 3].iter_mut().zip(channels) {
                *pixel = ((u32::from(*pixel) * (256 - cover) + u32::from(channel) * cover) >> 8) as u8;
            }
            self.pixels[at + 3] = 255;
        }
    }

    fn fill(&mut self, [left, top, width, height]: [u32; 4], color: u32) {
        for y in top..top + height {
            for x in left..left + width {
                self.dot(x, y, color, 256);
            }
        }
    }

    /// A disc with a soft edge.
    fn round(&mut self, left: u32, top: u32, across: u32, color: u32) {
        let radius = f64::from(across) / 2.0;
        for y in 0..across {
            for x in 0..across {
                let distance = (f64::from(x) + 0.5 - radius).hypot(f64::from(y) + 0.5 - radius);
                self.dot(left + x, top + y, color, ((radius - distance).clamp(0.0, 1.0) * 256.0) as u32);
            }
        }
    }

    /// A row of shapes as complex as letters, with soft edges; `scale` is an eighth of their height.
    fn text(&mut self, left: u32, top: u32, scale: u32, color: u32, letters: u32) {
        let scale = scale / 2 + 1;
        for letter in 0..letters {
            let shape = hash(letter + left * 31 + top * 17, self.seed % 7);
            if shape.is_multiple_of(6) {
                continue;
            }
            let bit = |x: i64, y: i64| (0..4).contains(&x) && (0..7).contains(&y) && hash(shape, (x + y * 4) as u32) % 100 < 55;
            for y in 0..8 * scale {
                for x in 0..5 * scale {
                    let (cx, cy) = ((i64::from(x) * 256 / i64::from(scale)) - 128, (i64::from(y) * 256 / i64::from(scale)) - 128);
                    let (fx, fy) = (cx.rem_euclid(256), cy.rem_euclid(256));
                    let at = |dx, dy| i64::from(bit(cx.div_euclid(256) + dx, cy.div_euclid(256) + dy));
                    let sum =
                        at(0, 0) * (256 - fx) * (256 - fy) + at(1, 0) * fx * (256 - fy) + at(0, 1) * (256 - fx) * fy + at(1, 1) * fx * fy;
                    let cover = ((sum / 256 - 96) * 4).clamp(0, 256);
                    self.dot(left + letter * 6 * scale + x, top + y, color, cover as u32);
                }
            }
        }
    }

    /// Clouds of colour with the noise of a sensor on top.
    fn photo(&mut self, [left, top, width, height]: [u32; 4], number: u32) {
        for y in 0..height {
            for x in 0..width {
                let channel = |channel: u32| {
                    let seed = number * 8 + channel;
                    let cloud = (smooth(x, y, 256, seed) * 5 + smooth(x, y, 64, seed) * 2 + smooth(x, y, 12, number)) / 8;
                    let noise = hash(x + y * 4099, seed) % 9 + hash(x + y * 4099, seed + 99) % 9;
                    (cloud + noise).saturating_sub(8).min(255)
                };
                let color = channel(0) << 16 | channel(1) << 8 | channel(2);
                self.dot(left + x, top + y, color, 256);
            }
        }
    }
}

/// Values between 0 and 255 that change slowly: random at every `cell` pixels, smooth between.
fn smooth(x: u32, y: u32, cell: u32, seed: u32) -> u32 {
    let at = |dx: u32, dy: u32| hash((x / cell + dx) + (y / cell + dy) * 8191, seed) % 256;
    let ease = |t: u32| {
        let t = t * 256 / cell;
        t * t * (768 - 2 * t) / 65536
    };
    let (u, v) = (ease(x % cell), ease(y % cell));
    let upper = at(0, 0) * (256 - u) + at(1, 0) * u;
    let lower = at(0, 1) * (256 - u) + at(1, 1) * u;
    ((upper / 256) * (256 - v) + (lower / 256) * v) / 256
}

fn hash(value: u32, seed: u32) -> u32 {
    let mut mixed = value.wrapping_mul(0x9E37_79B1) ^ seed.wrapping_mul(0x85EB_CA77);
    for _ in 0..2 {
        mixed = (mixed ^ mixed >> 15).wrapping_mul(0x2C1B_3C6D);
    }
    mixed ^ mixed >> 16
}

fn mix(a: u32, b: u32) -> u32 {
    let [a, b] = [a, b].map(u32::to_be_bytes);
    u32::from_be_bytes(std::array::from_fn(|at| u8::midpoint(a[at], b[at])))
}

/// RGB, or RGBA: opaque, or with corners and a band that let the background through.
fn encode(mut canvas: Canvas, alpha: Option<bool>) -> Vec<u8> {
    let Size { width, height } = canvas.size;
    let pixels = match alpha {
        None => canvas.pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(),
        Some(real) => {
            for (at, pixel) in canvas.pixels.chunks_exact_mut(4).enumerate().filter(|_| real) {
                let (x, y) = (at as u32 % width, at as u32 / width);
                let corner = x.min(width - 1 - x).pow(2) + y.min(height - 1 - y).pow(2) < 60 * 60;
                pixel[3] = if corner { 0 } else { (height - y).min(255) as u8 };
            }
            canvas.pixels
        }
    };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(if alpha.is_none() { ColorType::Rgb } else { ColorType::Rgba });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_deflate_compression(DeflateCompression::Level(6));
    encoder.set_filter(Filter::Adaptive);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}
