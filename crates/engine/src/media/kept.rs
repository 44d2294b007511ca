//! Files that are to be uploaded, kept in the image folder: the push sends what was staged, whatever becomes of the master.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use md5::Md5;
use sha2::{Digest as _, Sha256};
use store::{ImageFile, MediaFile, Store};

use crate::image_folder::{DiskError, create, create_file};

/// The folder below the images, for files that may not be whole yet.
const INCOMING: &str = "incoming";

/// A file that is to be kept, with what is known of it. Whether Apple would take it is not asked here.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    /// Where it is now.
    pub path: &'a Path,
    /// What it shall be called at Apple; its end says its format.
    pub file_name: &'a str,
    /// Width and height in pixels, as shown.
    pub size: (u32, u32),
    /// Display types, or preview types, that take its size.
    pub fits: Vec<String>,
}

/// Keeps a file: copies it into the image folder under the SHA-256 of what is in it, and notes it under its MD5, which
/// is what `checksum` of a screenshot or preview names. A file that is there already is replaced by its equal.
///
/// # Errors
/// [`DiskError`] with the place that cannot be read or written, and those of the store.
pub fn keep_file(store: &Store, new: &NewFile<'_>) -> Result<MediaFile, crate::EngineError> {
    let folder = store.image_folder();
    let incoming = folder.join(INCOMING);
    create(&incoming)?;
    let format = format_of(new.file_name);
    let part = Part::new(&incoming);
    let (checksum, sha256, bytes) = copy(new.path, &part.0)?;
    let file = ImageFile { sha256, format: format.clone(), bytes, size: new.size };
    let path = file.path(&folder);
    if let Some(folder) = path.parent() {
        create(folder)?;
    }
    fs::rename(&part.0, &path).map_err(|source| DiskError { path, source })?;
    let mime_type = mime_type(&format).into();
    let media = MediaFile { checksum, file, fits: new.fits.clone(), mime_type, file_name: new.file_name.into() };
    store.put_media_file(&media)?;
    Ok(media)
}

/// The MD5 of a file and its length in bytes, as [`keep_file`] would find them.
///
/// # Errors
/// [`DiskError`] when it cannot be read.
pub fn checksum(path: &Path) -> Result<(String, u64), DiskError> {
    let failed = |source| DiskError { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let (mut md5, mut bytes) = (Md5::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = file.read(&mut buffer).map_err(failed)?;
        if count == 0 {
            return Ok((hex(&md5.finalize()), bytes));
        }
        md5.update(&buffer[..count]);
        bytes += count as u64;
    }
}

/// A name of its own, taken away if the file does not get its final one.
struct Part(PathBuf);

impl Part {
    fn new(folder: &Path) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        Self(folder.join(format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// Copies a file through to the disk. Returns its MD5, its SHA-256 and its length in bytes.
fn copy(from: &Path, to: &Path) -> Result<(String, String, u64), DiskError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| DiskError { path, source }
    };
    let mut source = File::open(from).map_err(failed(from))?;
    let mut copy = create_file(to).map_err(failed(to))?;
    let (mut md5, mut sha256, mut bytes) = (Md5::new(), Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = source.read(&mut buffer).map_err(failed(from))?;
        if count == 0 {
            break;
        }
        md5.update(&buffer[..count]);
        sha256.update(&buffer[..count]);
        copy.write_all(&buffer[..count]).map_err(failed(to))?;
        bytes += count as u64;
    }
    copy.sync_all().map_err(failed(to))?;
    Ok((hex(&md5.finalize()), hex(&sha256.finalize()), bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The end of a file's name in lower case, with one name for each format.
fn format_of(file_name: &str) -> String {
    let extension = Path::new(file_name).extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    if extension == "jpeg" { "jpg".into() } else { extension }
}

/// The media types that Apple wants (App Store Connect API, "Uploading assets").
pub(super) fn mime_type(format: &str) -> &'static str {
    match format {
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "m4v" => "video/x-m4v",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use store::Store;

    use super::{NewFile, keep_file};

    #[test]
    fn a_file_is_kept_once_and_known_by_its_md5() {
        let place = tempfile::tempdir().unwrap();
        let store = Store::open(&place.path().join("fleet.db")).unwrap();
        let path = place.path().join("master.bin");
        std::fs::write(&path, "abc").unwrap();
        let new = NewFile { path: &path, file_name: "01 Start.PNG", size: (1320, 2868), fits: vec!["APP_IPHONE_67".into()] };
        let kept = keep_file(&store, &new).unwrap();
        assert_eq!(kept.checksum, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!((kept.file.bytes, kept.file.format.as_str(), kept.mime_type.as_str()), (3, "png", "image/png"));
        // The master may go, and the same file may come again.
        std::fs::remove_file(&path).unwrap();
        assert_eq!(std::fs::read(kept.file.path(&store.image_folder())).unwrap(), b"abc");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(keep_file(&store, &new).unwrap(), kept);
        assert_eq!(store.media_file(&kept.checksum).unwrap(), Some(kept));
        assert_eq!(std::fs::read_dir(store.image_folder().join("incoming")).unwrap().count(), 0);
        std::fs::remove_file(&path).unwrap();
        assert!(keep_file(&store, &new).unwrap_err().to_string().contains("master.bin"));
    }
}
