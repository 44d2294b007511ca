//! One file, judged without decoding it: format, size, colours, and whether all of it is there.
//!
//! Foreign bytes are believed only as far as they are checked: the format comes from the content
//! and never from the extension, and a size beyond [`MAX_SIDE`] is refused before anything is
//! allocated for it. Deliberately absent: any look at pixels.

use std::{
    fmt,
    fs::File,
    io::{self, BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use crate::{
    error::ShotsError,
    jpeg,
    orientation::Orientation,
    png,
    profile::{ColorProfile, Tag},
    size::Size,
};

/// The most pixels a side may have. The largest accepted screenshot is 3840 pixels wide
/// (Apple, Screenshot specifications); the rest is room for masters that are scaled down.
pub const MAX_SIDE: u32 = 16_384;

/// What a screenshot's header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The file, as it was given.
    pub path: PathBuf,
    /// The format of the content.
    pub format: Format,
    /// Width and height in pixels, as stored.
    pub size: Size,
    /// The colours, after a palette has been looked up.
    pub color: ColorModel,
    /// Bits a channel, after a palette has been looked up: 8 or 16, or 12 in rare JPEG files.
    pub bit_depth: u8,
    /// Whether there is an alpha channel or a transparent colour, even if no pixel uses it.
    pub alpha: bool,
    /// How the pixels are turned to be shown upright; `size` is that of the stored pixels.
    pub orientation: Orientation,
    /// Whether the rows are out of order (Adam7), so that all are needed to show one.
    pub interlaced: bool,
    /// What the numbers of the pixels mean.
    pub profile: ColorProfile,
    /// The length of the file in bytes.
    pub bytes: u64,
}

impl Probe {
    /// Width and height in pixels, as shown.
    pub fn upright(&self) -> Size {
        self.orientation.apply_to(self.size)
    }

    /// Whether the file's extension belongs to its content: App Store Connect demands it.
    pub fn extension_matches(&self) -> bool {
        let extension = self.path.extension().unwrap_or_default();
        let extensions = self.format.extensions();
        extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
    }
}

/// The two formats App Store Connect takes (Apple, Screenshot specifications).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Network Graphics, one frame.
    Png,
    /// JPEG, baseline or progressive.
    Jpeg,
}

impl Format {
    /// The extensions a file of this format may have, without a dot, in lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        })
    }
}

/// What the channels of an image mean, alpha aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorModel {
    /// Shades of grey, one channel.
    Gray,
    /// Red, green and blue, directly or through a palette or `YCbCr`.
    Rgb,
    /// Printing inks, four channels.
    Cmyk,
}

impl fmt::Display for ColorModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gray => "shades of grey",
            Self::Rgb => "RGB",
            Self::Cmyk => "CMYK",
        })
    }
}

/// Reads the header of a PNG or JPEG file and follows its parts to the end, so that a file that
/// was cut off is noticed.
///
/// # Errors
/// Everything a file can be instead of one whole, still image of believable size. A wrong
/// extension, size or colour is no error here: see [`check_folder`](crate::check_folder).
pub fn probe(path: &Path) -> Result<Probe, ShotsError> {
    // Asked before opening: to open a named pipe is to wait for somebody who writes to it.
    if !path.metadata().map_err(ShotsError::ReadFile)?.is_file() {
        return Err(ShotsError::NotAFile);
    }
    let mut file = File::open(path).map_err(ShotsError::ReadFile)?;
    let bytes = file.metadata().map_err(ShotsError::ReadFile)?.len();
    let format = sniff(&mut file).map_err(ShotsError::ReadFile)??;
    let reader = BufReader::new(file);
    let header = read(format, reader)?;
    let profile = header.tag.profile();
    let Header { size, color, bit_depth, alpha, orientation, interlaced, .. } = header;
    Ok(Probe { path: path.to_owned(), format, size, color, bit_depth, alpha, orientation, interlaced, profile, bytes })
}

/// Reads the header with the reader of its format.
pub(crate) fn read<R: Read + Seek>(format: Format, reader: BufReader<R>) -> Result<Header, ShotsError> {
    match format {
        Format::Png => png::read(reader),
        Format::Jpeg => jpeg::read(reader),
    }
}

/// What the reader of each format finds out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) size: Size,
    pub(crate) color: ColorModel,
    pub(crate) bit_depth: u8,
    pub(crate) alpha: bool,
    pub(crate) orientation: Orientation,
    pub(crate) interlaced: bool,
    pub(crate) tag: Tag,
}

/// Refuses a size nobody means, before anything is allocated for it.
pub(crate) fn believe(width: u32, height: u32) -> Result<Size, ShotsError> {
    let size = Size::new(width, height);
    if width.max(height) > MAX_SIDE { Err(ShotsError::TooLarge { size }) } else { Ok(size) }
}

/// A failed read of an image: the file was too short, or the disk would not.
pub(crate) fn read_failed(format: Format, error: io::Error) -> ShotsError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => ShotsError::Truncated { format },
        _ => ShotsError::ReadFile(error),
    }
}

/// The format by the first bytes; the file is left at its beginning.
pub(crate) fn sniff<R: Read + Seek>(file: &mut R) -> io::Result<Result<Format, ShotsError>> {
    // Every signature lies in the first dozen bytes.
    let mut start = Vec::with_capacity(32);
    file.take(32).read_to_end(&mut start)?;
    file.rewind()?;
    let other = OTHERS.iter().find(|(at, signature, _)| start.get(*at..).is_some_and(|rest| rest.starts_with(signature)));
    Ok(match other {
        _ if start.is_empty() => Err(ShotsError::Empty),
        _ if start.starts_with(&png::SIGNATURE) => Ok(Format::Png),
        _ if start.starts_with(b"\xFF\xD8\xFF") => Ok(Format::Jpeg),
        // A piece of a signature is a file that was cut off early.
        _ if png::SIGNATURE.starts_with(&start) => Err(ShotsError::Truncated { format: Format::Png }),
        Some((_, _, format)) => Err(ShotsError::OtherFormat { format: (*format).to_owned() }),
        None => Err(ShotsError::NotAnImage),
    })
}

/// What else people have lying about: where the signature is, the signature, the usual name.
const OTHERS: [(usize, &[u8], &str); 13] = [
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIF"),
    (4, b"ftypavif", "AVIF"),
    (0, b"\0\0\0\x0CJXL ", "JPEG XL"),
    (0, b"%PDF-", "PDF"),
    (0, b"8BPS", "Photoshop"),
    (0, b"<svg", "SVG"),
    (0, b"BM", "BMP"),
];

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::samples;

    fn probe_bytes(name: &str, bytes: &[u8]) -> Result<Probe, ShotsError> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        probe(&path)
    }

    fn refusal(bytes: &[u8]) -> String {
        probe_bytes("1.png", bytes).unwrap_err().to_string()
    }

    #[test]
    fn a_probe_tells_what_the_file_is() {
        let bytes = samples::png(Size::new(416, 496));
        let found = probe_bytes("1.PNG", &bytes).unwrap();
        assert_eq!((found.format, found.size), (Format::Png, Size::new(416, 496)));
        assert_eq!((found.color, found.bit_depth, found.alpha), (ColorModel::Rgb, 8, false));
        assert_eq!(found.bytes, bytes.len() as u64);
        assert!(found.extension_matches());
    }

    #[test]
    fn the_content_decides_and_not_the_extension() {
        let jpeg = samples::jpeg(Size::new(416, 496));
        let found = probe_bytes("1.png", &jpeg).unwrap();
        assert_eq!(found.format, Format::Jpeg);
        assert!(!found.extension_matches());
        assert!(probe_bytes("1.jpeg", &jpeg).unwrap().extension_matches());
        assert!(!probe_bytes("1", &jpeg).unwrap().extension_matches());
    }

    #[test]
    fn what_is_no_image_is_refused_by_what_it_is() {
        assert_eq!(refusal(b""), "the file is empty");
        let text = "the content is neither a PNG nor a JPEG image";
        assert_eq!(refusal(b"only some text"), text);
        assert_eq!(refusal(b"RIFF\x10\0\0\0WEBPVP8 and so on"), "the content is a WebP image, and only PNG and JPEG are accepted");
        assert_eq!(refusal(b"\x89PNG"), "the PNG image is cut off: the file ends before the image does");
        assert_eq!(
            refusal(&samples::hollow_png(Size::new(30_000, 30_000))),
            "the header claims 30000×30000 pixels, and more than 16384 a side are not read"
        );
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = TempDir::new().unwrap();
        assert!(matches!(probe(folder.path()), Err(ShotsError::NotAFile)));
        let missing = probe(&folder.path().join("1.png"));
        assert!(matches!(missing, Err(ShotsError::ReadFile(_))));
    }
}
