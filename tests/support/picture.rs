//! Pictures for tests: small files of any size.

/// A PNG of one shade of grey in RGB, with a line that tells it from others of its shade.
pub(crate) fn picture((width, height): (u32, u32), shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut pixels = vec![shade; width as usize * height as usize * 3];
    pixels[..3].copy_from_slice(&[shade, 0, 255 - shade]);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}
