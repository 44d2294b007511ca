//! Files that were made before, by what they were made from.
//!
//! A file is named `<key>-<bytes>-<md5>.<extension>`: the key is the SHA-256 of the master's bytes
//! and of everything that decides about the result, the rest is what an upload needs to know and
//! tells whether the file is whole. A file without content stands for a master that was looked at
//! and is uploaded as it is. Nothing is ever deleted here: what is in the folder can be made again.

use std::{
    collections::HashMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use md5::Md5;
use sha2::{Digest as _, Sha256};

use crate::{error::ShotsError, size::Size};

/// To be raised with every change that changes a byte of what is made.
const PIPELINE: &str = "appfleet-shots 1";

/// The extension of a file that stands for a master as it is.
pub(crate) const AS_IS: &str = "asis";

/// A folder of prepared files.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    known: Mutex<HashMap<String, Entry>>,
}

/// What is known about a prepared file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where it is; none if the master itself is meant.
    pub(crate) path: Option<PathBuf>,
    /// MD5 of its bytes in lower-case hexadecimal digits.
    pub(crate) md5: String,
    /// How many there are.
    pub(crate) bytes: u64,
}

impl Cache {
    /// Opens a folder, and makes it if it is not there.
    ///
    /// # Errors
    /// [`ShotsError::Cache`] if it can neither be made nor listed.
    pub fn open(folder: &Path) -> Result<Self, ShotsError> {
        let failed = |source| ShotsError::Cache { path: folder.to_owned(), source };
        // What lies in it may not be out yet.
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)?;
        let mut known = HashMap::new();
        for file in fs::read_dir(folder).map_err(failed)? {
            let path = file.map_err(failed)?.path();
            if let Some((key, entry)) = parse(&path) {
                known.insert(key, entry);
            }
        }
        Ok(Self { folder: folder.to_owned(), known: Mutex::new(known) })
    }

    /// What was stored under this key, if it is still whole.
    pub(crate) fn find(&self, key: &str) -> Option<Entry> {
        let entry = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()?;
        let is_whole = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() == entry.bytes);
        entry.path.as_ref().is_none_or(is_whole).then_some(entry)
    }

    /// Stores a file; whoever looks at the folder never sees a part of it.
    pub(crate) fn store(&self, key: &str, extension: &str, content: &[u8]) -> Result<Entry, ShotsError> {
        self.write(key, extension, content, content)
    }

    /// Remembers that a master with these bytes was looked at and is right as it is.
    pub(crate) fn store_as_is(&self, key: &str, master: &[u8]) -> Result<Entry, ShotsError> {
        self.write(key, AS_IS, master, &[])
    }

    fn write(&self, key: &str, extension: &str, upload: &[u8], content: &[u8]) -> Result<Entry, ShotsError> {
        let entry = Entry { path: None, md5: md5(upload), bytes: upload.len() as u64 };
        let path = self.folder.join(format!("{key}-{}-{}.{extension}", entry.bytes, entry.md5));
        let failed = |source| ShotsError::Cache { path: path.clone(), source };
        let mut file = tempfile::Builder::new().prefix(".part-").tempfile_in(&self.folder).map_err(failed)?;
        file.write_all(content).map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        let entry = Entry { path: (extension != AS_IS).then_some(path), ..entry };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), entry.clone());
        Ok(entry)
    }
}

/// The key of what is made from a master's bytes: by a recipe, to a size; or of the master as it is.
pub(crate) fn key(master: &[u8], recipe: &str, size: Size) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{PIPELINE}\n{recipe}\n{size}\n"));
    hash.update(master);
    // Half of it is enough to tell files apart, and keeps names short.
    hex(&hash.finalize()[..16])
}

fn parse(path: &Path) -> Option<(String, Entry)> {
    let extension = path.extension()?.to_str()?;
    let mut parts = path.file_stem()?.to_str()?.split('-');
    let (key, bytes, md5) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let digits = |text: &str| text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if parts.next().is_some() || !digits(key) || !digits(md5) {
        return None;
    }
    let path = (extension != AS_IS).then(|| path.to_owned());
    Some((key.to_owned(), Entry { path, md5: md5.to_owned(), bytes }))
}

fn md5(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _: std::fmt::Result = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const SIZE: Size = Size::new(3, 5);

    #[test]
    fn what_was_stored_is_found_again_by_the_next_process() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("deep/cache");
        let (made, seen) = (key(b"master", "recipe", SIZE), key(b"master", "as is", SIZE));
        let cache = Cache::open(&path).unwrap();
        assert_eq!(cache.find(&made), None);
        let stored = cache.store(&made, "png", b"abc").unwrap();
        assert_eq!((&*stored.md5, stored.bytes), ("900150983cd24fb0d6963f7d28e17f72", 3));
        let as_is = cache.store_as_is(&seen, b"master").unwrap();
        assert_eq!((as_is.path.clone(), as_is.bytes), (None, 6));
        for cache in [cache, Cache::open(&path).unwrap()] {
            assert_eq!(cache.find(&made).as_ref(), Some(&stored));
            assert_eq!(cache.find(&seen).as_ref(), Some(&as_is));
        }
        assert_eq!(fs::read(stored.path.unwrap()).unwrap(), b"abc");
    }

    #[test]
    fn what_is_cut_off_or_gone_or_foreign_is_made_again() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("notes-1-2.txt"), b"foreign").unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = key(b"master", "recipe", SIZE);
        let path = cache.store(&key, "png", b"abc").unwrap().path.unwrap();
        fs::write(&path, b"ab").unwrap();
        assert_eq!(cache.find(&key), None);
        fs::remove_file(&path).unwrap();
        assert_eq!(cache.find(&key), None);
    }

    #[test]
    fn everything_that_decides_is_a_part_of_the_key() {
        let first = key(b"master", "recipe", SIZE);
        assert_eq!(first.len(), 32);
        assert_ne!(key(b"mastes", "recipe", SIZE), first);
        assert_ne!(key(b"master", "recipe 2", SIZE), first);
        assert_ne!(key(b"master", "recipe", SIZE.turned()), first);
    }
}
