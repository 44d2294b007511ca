//! The folder of images: every file under the SHA-256 of what is in it, and whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use shots::{Format, ShotsError};
use store::ImageFile;
use thiserror::Error;

/// The folder below, for files that may not be whole yet.
const PARTS: &str = "parts";

/// A folder of images while it is filled.
pub(crate) struct ImageFolder(PathBuf);

/// A place on the disk that cannot be read or written.
#[derive(Debug, Error)]
#[error("failed to write the image `{}`", path.display())]
pub struct DiskError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

/// Why a file is not kept.
#[derive(Debug)]
pub(crate) enum KeepError {
    /// It is no picture.
    Picture(ShotsError),
    /// It cannot be written.
    Disk(DiskError),
}

impl ImageFolder {
    /// Makes the folder if need be, and removes what an earlier run did not finish.
    pub(crate) fn open(folder: PathBuf) -> Result<Self, DiskError> {
        let parts = folder.join(PARTS);
        match fs::remove_dir_all(&parts) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(DiskError { path: parts, source }),
            _ => {}
        }
        create(&parts)?;
        Ok(Self(folder))
    }

    /// Whether a file lies in the folder, as far as its length tells.
    pub(crate) fn holds(folder: &Path, file: &ImageFile) -> bool {
        fs::metadata(file.path(folder)).is_ok_and(|found| found.is_file() && found.len() == file.bytes)
    }

    /// Looks at a picture and keeps it. `number` is this one's alone. Blocks the thread.
    pub(crate) fn keep(&self, number: usize, bytes: &[u8]) -> Result<ImageFile, KeepError> {
        let part = self.0.join(PARTS).join(number.to_string());
        write(&part, bytes).map_err(KeepError::Disk)?;
        let kept = self.accept(&part, bytes);
        if kept.is_err() {
            // The next run would empty the folder, too.
            drop(fs::remove_file(&part));
        }
        kept
    }

    fn accept(&self, part: &Path, bytes: &[u8]) -> Result<ImageFile, KeepError> {
        let probe = shots::verify(part).map_err(KeepError::Picture)?;
        let format = match probe.format {
            Format::Png => "png",
            Format::Jpeg => "jpg",
        };
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let file = ImageFile { sha256, format: format.into(), bytes: probe.bytes, size: (probe.size.width, probe.size.height) };
        let path = file.path(&self.0);
        if let Some(folder) = path.parent() {
            create(folder).map_err(KeepError::Disk)?;
        }
        // Another source may have given the same file, which is then replaced by itself.
        fs::rename(part, &path).map_err(|source| KeepError::Disk(DiskError { path, source }))?;
        Ok(file)
    }
}

/// Makes a folder for its owner's eyes only, as the database is: what it shows may not be out yet.
pub(crate) fn create(folder: &Path) -> Result<(), DiskError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| DiskError { path: folder.into(), source })
}

/// Makes a file for its owner's eyes only, in the place of one that is there.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file through to the disk: a name must not outlive a power cut that its content does not.
fn write(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let written = create_file(path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|source| DiskError { path: path.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest PNG: one black pixel.
    const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";

    fn files(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { found.extend(files(&path)) } else { found.push(path.to_string_lossy().into_owned()) }
        }
        found
    }

    #[test]
    fn only_pictures_are_kept_and_each_once() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("images");
        let folder = ImageFolder::open(path.clone()).unwrap();
        let file = folder.keep(0, PIXEL).unwrap();
        assert_eq!((file.size, file.bytes, file.format.as_str()), ((1, 1), PIXEL.len() as u64, "png"));
        assert!(ImageFolder::holds(&path, &file));
        assert_eq!(folder.keep(1, PIXEL).unwrap(), file);
        assert!(matches!(folder.keep(2, b"<html>"), Err(KeepError::Picture(ShotsError::NotAnImage))));
        assert!(matches!(folder.keep(3, &PIXEL[..60]), Err(KeepError::Picture(ShotsError::Truncated { .. }))));
        assert_eq!(files(&path), [file.path(&path).to_string_lossy()]);
    }

    #[test]
    fn what_was_not_finished_is_gone_and_what_is_short_is_not_there() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("images");
        let file = ImageFolder::open(path.clone()).unwrap().keep(0, PIXEL).unwrap();
        fs::write(path.join(PARTS).join("7"), "half").unwrap();
        ImageFolder::open(path.clone()).unwrap();
        assert_eq!(files(&path).len(), 1);
        fs::write(file.path(&path), "short").unwrap();
        assert!(!ImageFolder::holds(&path, &file));
    }
}
