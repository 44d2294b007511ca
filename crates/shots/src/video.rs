//! One video, judged without decoding it: what its container says about it.
//!
//! The boxes of ISO 14496-12, which `QuickTime` files share as far as they matter here: only the
//! index (`moov`) is read, and only if it is of a size an index has. Everything else is skipped.

use std::{
    fmt,
    fs::File,
    io::{BufReader, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{error::ShotsError, size::Size};

/// The largest index, in bytes, that is read: that of 30 seconds has some kilobytes.
const MAX_INDEX: u64 = 16 << 20;

/// What a video's container says.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoProbe {
    /// The file, as it was given.
    pub path: PathBuf,
    /// The kind of container, by its content.
    pub container: Container,
    /// Width and height in pixels, as shown: a track that is stored turned is turned.
    pub size: Size,
    /// How long it lasts.
    pub duration: Duration,
    /// Frames a second, on average.
    pub frame_rate: f64,
    /// Four letters for the codec of its pictures: `avc1` is H.264, `apch` is `ProRes` 422 HQ.
    pub codec: String,
    /// Whether there is a track of sound.
    pub audio: bool,
    /// The length of the file in bytes.
    pub bytes: u64,
}

/// The kind of container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// `QuickTime`.
    Mov,
    /// MPEG-4, Apple's kind.
    M4v,
    /// MPEG-4.
    Mp4,
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mov => "QuickTime",
            Self::M4v => "M4V",
            Self::Mp4 => "MP4",
        })
    }
}

/// Reads the index of a `.mov`, `.m4v` or `.mp4` file.
///
/// # Errors
/// Everything a file can be instead of one whole video. A wrong length, rate or size is no error
/// here.
pub fn probe_video(path: &Path) -> Result<VideoProbe, ShotsError> {
    if !path.metadata().map_err(ShotsError::ReadFile)?.is_file() {
        return Err(ShotsError::NotAFile);
    }
    let file = File::open(path).map_err(ShotsError::ReadFile)?;
    let bytes = file.metadata().map_err(ShotsError::ReadFile)?.len();
    if bytes == 0 {
        return Err(ShotsError::Empty);
    }
    let (container, movie) = read(&mut BufReader::new(file), bytes)?;
    let Movie { size, duration, frame_rate, codec, audio } = movie;
    Ok(VideoProbe { path: path.to_owned(), container, size, duration, frame_rate, codec, audio, bytes })
}

/// Reads a file of so many bytes.
pub(crate) fn read<R: Read + Seek>(reader: &mut R, bytes: u64) -> Result<(Container, Movie), ShotsError> {
    let (container, index) = find_index(reader, bytes)?;
    let movie = Movie::read(&index).ok_or_else(|| wrong("its index is damaged"))??;
    Ok((container, movie))
}

/// Walks the boxes of the file to the end, so that one that is cut off is noticed.
fn find_index<R: Read + Seek>(reader: &mut R, bytes: u64) -> Result<(Container, Vec<u8>), ShotsError> {
    let (mut at, mut container, mut index) = (0, None, None);
    while at < bytes {
        let Some((kind, header, length)) = next_box(reader, bytes - at)? else {
            return Err(wrong(if container.is_none() { "it is no MOV, M4V or MP4 file" } else { "it is cut off" }));
        };
        let known = matches!(&kind, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot" | b"uuid" | b"meta");
        if at == 0 && !known {
            return Err(wrong("it is no MOV, M4V or MP4 file"));
        }
        if length > bytes - at {
            return Err(wrong("it is cut off"));
        }
        let content = length - header;
        match &kind {
            b"ftyp" => {
                let mut brand = [0; 4];
                reader.read_exact(&mut brand).map_err(ShotsError::ReadFile)?;
                container = Some(match &brand {
                    b"qt  " => Container::Mov,
                    b"M4V " | b"M4VH" | b"M4VP" => Container::M4v,
                    _ => Container::Mp4,
                });
            }
            b"moov" if content > MAX_INDEX => return Err(wrong("its index is far too large")),
            b"moov" => {
                let mut bytes = Vec::new();
                reader.by_ref().take(content).read_to_end(&mut bytes).map_err(ShotsError::ReadFile)?;
                index = Some(bytes);
            }
            b"moof" => return Err(wrong("it is fragmented, as for streaming: export it as one file")),
            _ => {}
        }
        at += length;
        reader.seek(SeekFrom::Start(at)).map_err(ShotsError::ReadFile)?;
    }
    // Old QuickTime files begin without saying what they are.
    let index = index.ok_or_else(|| wrong("it has no index"))?;
    Ok((container.unwrap_or(Container::Mov), index))
}

/// Kind, bytes of the header and bytes of all of the next box; none where there is no room for one.
fn next_box<R: Read>(reader: &mut R, left: u64) -> Result<Option<([u8; 4], u64, u64)>, ShotsError> {
    let mut start = [0; 16];
    let mut read = |range: std::ops::Range<usize>| match reader.read_exact(&mut start[range]) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(ShotsError::ReadFile(error)),
        Ok(()) => Ok(true),
    };
    if !read(0..8)? {
        return Ok(None);
    }
    let wide = start[..4] == [0, 0, 0, 1];
    if wide {
        let mut read = |range: std::ops::Range<usize>| reader.read_exact(&mut start[range]);
        if read(8..16).is_err() {
            return Ok(None);
        }
    }
    let Some((kind, header, length)) = box_header(&start, left) else { return Ok(None) };
    Ok(Some((kind, header, length)))
}

/// The same from bytes: a length of 1 is written wide, a length of 0 goes to the end.
fn box_header(start: &[u8], left: u64) -> Option<([u8; 4], u64, u64)> {
    let kind: [u8; 4] = start.get(4..8)?.try_into().ok()?;
    let (header, length) = match number(start, 0)? {
        0 => (8, left),
        1 => (16, u64::from_be_bytes(start.get(8..16)?.try_into().ok()?)),
        length => (8, u64::from(length)),
    };
    (length >= header).then_some((kind, header, length))
}

fn wrong(what: &'static str) -> ShotsError {
    ShotsError::Video { what }
}

/// What the index says.
#[derive(Debug)]
pub(crate) struct Movie {
    pub(crate) size: Size,
    pub(crate) duration: Duration,
    pub(crate) frame_rate: f64,
    pub(crate) codec: String,
    pub(crate) audio: bool,
}

impl Movie {
    /// None where a box is shorter than what must be in it.
    fn read(index: &[u8]) -> Option<Result<Self, ShotsError>> {
        let (scale, units) = time(find(index, *b"mvhd")?, 0)?;
        let duration = Duration::try_from_secs_f64(units / scale).ok()?;
        let mut movie = None;
        let mut audio = false;
        for (_, track) in boxes(index).filter(|(kind, _)| kind == b"trak") {
            let media = find(track, *b"mdia")?;
            match find(media, *b"hdlr")?.get(8..12)? {
                b"soun" => audio = true,
                b"vide" if movie.is_none() => movie = Some(Self::picture(track, media)?),
                _ => {}
            }
        }
        let Some((size, frame_rate, codec)) = movie else { return Some(Err(wrong("it has no pictures"))) };
        Some(Ok(Self { size, duration, frame_rate, codec, audio }))
    }

    /// Size, frame rate and codec of a track.
    fn picture(track: &[u8], media: &[u8]) -> Option<(Size, f64, String)> {
        let table = find(find(media, *b"minf")?, *b"stbl")?;
        // Version and flags, the number of entries, then the first: length, codec, and 24 bytes on
        // the size (ISO 14496-12, 12.1.3).
        let entry = find(table, *b"stsd")?.get(8..)?;
        let codec = entry.get(4..8)?.iter().map(|&byte| char::from(byte)).filter(|c| !c.is_control()).collect();
        let [width, height] = [entry.get(32..34)?, entry.get(34..36)?].map(|side| u32::from(side[0]) << 8 | u32::from(side[1]));
        let size = if is_turned(find(track, *b"tkhd")?)? { Size::new(height, width) } else { Size::new(width, height) };
        let (scale, units) = time(find(media, *b"mdhd")?, 0)?;
        let counts = find(table, *b"stts")?;
        let runs = counts.get(8..)?.chunks_exact(8).take(number(counts, 4)? as usize);
        let frames: f64 = runs.filter_map(|run| number(run, 0)).map(f64::from).sum();
        let seconds = units / scale;
        (seconds > 0.0 && width > 0 && height > 0).then_some((size, frames / seconds, codec))
    }
}

/// Units a second and units, of a `mvhd` or `mdhd` box: their places depend on the version.
fn time(content: &[u8], at: usize) -> Option<(f64, f64)> {
    let (scale, units) = match content.get(at)? {
        1 => {
            let bytes = content.get(at + 24..at + 32)?.try_into().ok()?;
            #[expect(clippy::cast_precision_loss, reason = "no video lasts 2^53 units")]
            let units = u64::from_be_bytes(bytes) as f64;
            (number(content, at + 20)?, units)
        }
        _ => (number(content, at + 12)?, f64::from(number(content, at + 16)?)),
    };
    (scale > 0).then_some((f64::from(scale), units))
}

/// Whether the matrix of a `tkhd` box turns pictures by a quarter: nothing of x stays in x.
fn is_turned(content: &[u8]) -> Option<bool> {
    let matrix = if *content.first()? == 1 { 52 } else { 40 };
    Some(number(content, matrix)? == 0 && number(content, matrix + 16)? == 0)
}

/// The content of the first box of a kind.
fn find(content: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    boxes(content).find(|(of, _)| *of == kind).map(|(_, content)| content)
}

/// The boxes in a box, up to the first that is damaged.
fn boxes(mut rest: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (kind, header, length) = box_header(rest, rest.len() as u64)?;
        let content = rest.get(usize::try_from(header).ok()?..usize::try_from(length).ok()?)?;
        rest = &rest[usize::try_from(length).ok()?..];
        Some((kind, content))
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, Video};

    fn probed(bytes: &[u8]) -> Result<VideoProbe, String> {
        let root = samples::folder(&[("1.mov", bytes.to_vec())]);
        probe_video(&root.path().join("1.mov")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_index_tells_all() {
        let found = probed(&Video::default().bytes()).unwrap();
        assert_eq!((found.container, found.size, found.duration), (Container::Mp4, Size::new(886, 1920), Duration::from_secs(20)));
        assert!((found.frame_rate - 30.0).abs() < 1e-9);
        assert_eq!((&*found.codec, found.audio), ("avc1", true));
        let turned = Video { turned: true, brand: *b"qt  ", codec: *b"apch", audio: false, ..Video::default() };
        let found = probed(&turned.bytes()).unwrap();
        assert_eq!((found.container, found.size), (Container::Mov, Size::new(1920, 886)));
        assert_eq!((&*found.codec, found.audio), ("apch", false));
        assert_eq!(probed(&Video { brand: *b"M4V ", ..Video::default() }.bytes()).unwrap().container, Container::M4v);
    }

    #[test]
    fn what_is_no_video_is_refused() {
        assert_eq!(probed(b"").unwrap_err(), "the file is empty");
        for other in [samples::png(Size::new(8, 8)), b"#!/bin/sh and more than that".to_vec(), vec![0; 4]] {
            assert_eq!(probed(&other).unwrap_err(), "the video cannot be used: it is no MOV, M4V or MP4 file");
        }
        let whole = Video::default().bytes();
        let fragment = [&whole[..], &8_u32.to_be_bytes(), b"moof"].concat();
        assert!(probed(&fragment).unwrap_err().contains("fragmented"));
        let huge = [&whole[..], &[0, 0, 0, 1], b"moov", &u64::MAX.to_be_bytes()].concat();
        assert!(probed(&huge).unwrap_err().contains("cut off"));
    }

    #[test]
    fn every_cut_and_every_change_is_survived() {
        let whole = Video::default().bytes();
        for end in 0..whole.len() {
            assert!(probed(&whole[..end]).is_err(), "cut at {end}");
        }
        for at in 0..whole.len() {
            for flip in [1, 0x80, 0xFF] {
                let mut changed = whole.clone();
                changed[at] ^= flip;
                // Whatever it says, it says something.
                drop(probed(&changed));
            }
        }
    }
}
