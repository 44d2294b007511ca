//! Pictures and films for tests: small files of any size.

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

/// An MPEG-4 file that says it shows a film of so many seconds, 30 frames each, with sound; filled up to so many bytes.
pub(crate) fn film((width, height): (u32, u32), seconds: u32, bytes: usize) -> Vec<u8> {
    let big = |number: u32| number.to_be_bytes().to_vec();
    let atom = |kind: &[u8; 4], content: &[&[u8]]| {
        let content = content.concat();
        [&big(u32::try_from(content.len() + 8).unwrap())[..], kind, &content].concat()
    };
    let zeros = |count: usize| vec![0_u8; count];
    let matrix = [0x1_0000_u32, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000].map(u32::to_be_bytes).concat();
    let track = |handler: &[u8; 4], codec: &[u8; 4], (width, height): (u32, u32), (scale, samples): (u32, u32)| {
        let head = atom(
            b"tkhd",
            &[&big(7), &zeros(8), &big(1), &zeros(4), &big(seconds * 1000), &zeros(16), &matrix, &big(width << 16), &big(height << 16)],
        );
        let media = atom(b"mdhd", &[&zeros(12), &big(scale), &big(seconds * scale), &zeros(4)]);
        let handler = atom(b"hdlr", &[&zeros(8), handler, &zeros(13)]);
        let side = |pixels: u32| u16::try_from(pixels).unwrap().to_be_bytes();
        let entry = atom(codec, &[&zeros(24), &side(width), &side(height), &zeros(50)]);
        let described = atom(b"stsd", &[&zeros(4), &big(1), &entry]);
        let times = atom(b"stts", &[&zeros(4), &big(1), &big(samples), &big(seconds * scale / samples)]);
        let sizes = atom(b"stsz", &[&zeros(4), &big(1), &big(samples)]);
        let table = atom(b"stbl", &[&described, &times, &sizes]);
        atom(b"trak", &[&head, &atom(b"mdia", &[&media, &handler, &atom(b"minf", &[&table])])])
    };
    let header = atom(b"mvhd", &[&zeros(12), &big(1000), &big(seconds * 1000), &zeros(80)]);
    let picture = track(b"vide", b"avc1", (width, height), (600, seconds * 30));
    let sound = track(b"soun", b"mp4a", (0, 0), (48_000, seconds * 50));
    let start = [atom(b"ftyp", &[b"isom", &big(512), b"isomiso2avc1mp41"]), atom(b"moov", &[&header, &picture, &sound])].concat();
    let rest = bytes.saturating_sub(start.len() + 8);
    [start, atom(b"mdat", &[&zeros(rest)])].concat()
}
