//! Foreign files: what pictures, videos and their names may be, and what must hold whatever they are.
//!
//! A function here takes any bytes and panics where a promise is broken. `cargo test` runs it over the files in
//! `fuzz/corpus`, `cargo fuzz` over what it makes up; docs/FUZZING.md lists them all.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target says that a promise is broken")]

use std::{
    cmp::Ordering,
    io::{BufReader, Cursor},
    path::Path,
};

use crate::{
    Color, MAX_SIDE, Orientation,
    decode::Decoder,
    natural,
    probe::{Header, read, sniff},
    video,
};

/// More pixels than these are probed and not decoded, so that a run gets through many files.
const MOST_PIXELS: u64 = 1 << 18;

/// A picture that is decoded has the size that its header said, and every pixel of it.
pub fn picture(bytes: &[u8]) {
    assert_eq!(Orientation::read(bytes), Orientation::read(bytes));
    let Ok(Ok(format)) = sniff(&mut Cursor::new(bytes)) else { return };
    let Ok(header) = read(format, BufReader::new(Cursor::new(bytes))) else { return };
    let Header { size, orientation, .. } = header;
    assert!(size.width > 0 && size.height > 0 && size.width.max(size.height) <= MAX_SIDE, "{size}");
    assert!(!header.tag.profile().to_string().contains(char::is_control));
    if u64::from(size.width) * u64::from(size.height) > MOST_PIXELS {
        return;
    }
    let mut decoder = Decoder::default();
    let Ok(upright) = decoder.decode(bytes, Color::WHITE) else { return };
    assert_eq!(upright, orientation.apply_to(size));
    assert_eq!(decoder.rgb.len() as u64, u64::from(size.width) * u64::from(size.height) * 3);
    let once = decoder.rgb.clone();
    assert_eq!(decoder.decode(bytes, Color::WHITE).ok(), Some(upright), "in memory that was used before");
    assert_eq!(decoder.rgb, once, "the same file, the same pixels");
}

/// A video that is taken has pictures of a size, a length and a rate that are numbers.
pub fn video(bytes: &[u8]) {
    let Ok((_, movie)) = video::read(&mut Cursor::new(bytes), bytes.len() as u64) else { return };
    assert!(movie.size.width > 0 && movie.size.height > 0, "{}", movie.size);
    assert!(movie.frame_rate.is_finite() && movie.frame_rate >= 0.0, "{}", movie.frame_rate);
    assert!(!movie.codec.contains(char::is_control), "{:?}", movie.codec);
}

/// Whatever files are called, their order is one: the same from both sides, and without circles.
///
/// The first three lines are three names.
pub fn file_names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let names: Vec<&Path> = text.lines().take(3).map(Path::new).collect();
    let &[a, b, c] = names.as_slice() else { return };
    for (left, right) in [(a, b), (b, c), (a, c)] {
        assert_eq!(natural::compare(left, right), natural::compare(right, left).reverse(), "{} {}", left.display(), right.display());
        assert_eq!(natural::compare(left, right) == Ordering::Equal, left == right, "{} {}", left.display(), right.display());
    }
    let mut sorted = [a, b, c];
    sorted.sort_by(|left, right| natural::compare(left, right));
    assert!(natural::compare(sorted[0], sorted[2]).is_le(), "{sorted:?}");
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// The name of a target, and what it does.
    type Target = (&'static str, fn(&[u8]));

    /// Every file that was ever of interest goes through its target.
    #[test]
    fn the_corpus_holds() {
        let targets: &[Target] = &[("picture", super::picture), ("video", super::video), ("file_names", super::file_names)];
        for (name, target) in targets {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
            let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").flatten().collect();
            assert!(!files.is_empty(), "{}", folder.display());
            for file in files {
                target(&fs::read(file.path()).expect("a file"));
            }
        }
    }
}
