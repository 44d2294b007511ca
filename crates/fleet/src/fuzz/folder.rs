//! A folder of files, written in one: `=== path` begins each.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A folder that is gone when it is dropped.
pub(super) struct Folder(TempDir);

impl Folder {
    /// The files that the bytes tell of. Names that lead elsewhere, or are those of folders, are left out.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rest = bytes;
        while let Some(start) = find(rest, b"=== ") {
            let file = &rest[start + 4..];
            let end = find(file, b"=== ").unwrap_or(file.len());
            let (name, content) = file[..end].split_at(find(&file[..end], b"\n").unwrap_or(end));
            rest = &file[end..];
            if let Some(name) = std::str::from_utf8(name).ok().filter(|name| is_harmless(name)) {
                let path = folder.path().join(name);
                drop(path.parent().map(fs::create_dir_all));
                drop(fs::write(path, content.get(1..).unwrap_or_default()));
            }
        }
        Self(folder)
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn is_harmless(name: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..") && part.len() <= 64 && !part.contains(char::is_control);
    name.split('/').count() <= 5 && name.split('/').all(is_name)
}
