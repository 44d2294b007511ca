//! Every pixel of a file, decoded and thrown away: whether a picture can really be looked at.

use std::{fs::File, io::BufReader, path::Path};

use image::{ImageError, ImageFormat, ImageReader, Limits};

use crate::{
    error::ShotsError,
    probe::{Format, MAX_SIDE, Probe, probe, read_failed},
};

/// The most memory, in bytes, that the pixels of one file may fill. The largest screenshot needs
/// 33 MB with alpha.
const MAX_PIXELS: u64 = 256 << 20;

/// Probes a file and decodes it, so that damage anywhere in it is noticed.
///
/// # Errors
/// Those of [`probe`](crate::probe()), and [`ShotsError::DamagedPixels`].
pub fn verify(path: &Path) -> Result<Probe, ShotsError> {
    let probe = probe(path)?;
    let format = probe.format;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PIXELS);
    let file = File::open(path).map_err(ShotsError::ReadFile)?;
    let mut reader = ImageReader::with_format(BufReader::new(file), image_format(format));
    reader.limits(limits);
    match reader.decode() {
        Ok(_) => Ok(probe),
        Err(ImageError::IoError(error)) => Err(read_failed(format, error)),
        Err(source) => Err(ShotsError::DamagedPixels { format, source: source.into() }),
    }
}

fn image_format(format: Format) -> ImageFormat {
    match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::{samples, size::Size};

    fn verified(bytes: &[u8]) -> Result<Probe, ShotsError> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("picture");
        fs::write(&path, bytes).unwrap();
        verify(&path)
    }

    #[test]
    fn a_whole_picture_is_what_its_header_says() {
        let size = Size::new(416, 496);
        for (bytes, format) in [(samples::png(size), Format::Png), (samples::jpeg(size), Format::Jpeg)] {
            let probe = verified(&bytes).unwrap();
            assert_eq!((probe.format, probe.size), (format, size));
        }
    }

    #[test]
    fn what_a_probe_lets_pass_is_noticed() {
        let mut png = samples::png(Size::new(416, 496));
        let middle = png.len() / 2;
        png[middle] ^= 0x55;
        for bytes in [png, samples::hollow_png(Size::new(416, 496)), samples::hollow_jpeg(416, 496, 3)] {
            let error = verified(&bytes).unwrap_err();
            assert!(matches!(error, ShotsError::DamagedPixels { .. } | ShotsError::Truncated { .. }), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_not_decoded() {
        assert!(matches!(verified(b"<html>"), Err(ShotsError::NotAnImage)));
        assert!(matches!(verified(&samples::hollow_png(Size::new(30_000, 30_000))), Err(ShotsError::TooLarge { .. })));
        // 1 GB of pixels in 60 bytes.
        assert!(matches!(verified(&samples::hollow_png(Size::new(MAX_SIDE, MAX_SIDE))), Err(ShotsError::DamagedPixels { .. })));
    }
}
