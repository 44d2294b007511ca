//! The folder a report is written to.
//!
//! A page appears whole or not at all: it is written beside its place and renamed. It is not forced to disk, because a
//! report can be made again at any time.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::DashboardError;
use crate::page::GENERATOR;

/// How far into a file, in bytes, the mark of our generator is looked for. It stands right after the charset.
const HEAD: u64 = 512;

/// The folders of pages.
const PAGES: [&str; 3] = ["apps", "clients", "listings"];

/// The folders of pictures.
const PICTURES: [&str; 2] = ["icons", "screenshots"];

/// A folder that holds a report, or will.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Makes the folder and those below it.
    pub(crate) fn create(root: &Path) -> Result<Self, DashboardError> {
        for below in PAGES.iter().chain(&PICTURES) {
            let path = root.join(below);
            fs::create_dir_all(&path).map_err(|source| DashboardError::CreateFolder { path, source })?;
        }
        Ok(Self { root: root.into() })
    }

    /// Where a file of the report is.
    pub(crate) fn path(&self, address: &str) -> PathBuf {
        self.root.join(address)
    }

    /// Writes one page, named relative to the folder, and returns where it is.
    pub(crate) fn write(&self, page: &str, html: &str) -> Result<PathBuf, DashboardError> {
        let path = self.root.join(page);
        // The process id keeps two reports into one folder from writing into each other's pages.
        let beside = path.with_extension(format!("html.{}.tmp", std::process::id()));
        match fs::write(&beside, html).and_then(|()| fs::rename(&beside, &path)) {
            Ok(()) => Ok(path),
            Err(source) => {
                // Half a page is of no use, and the first error is the one to tell.
                drop(fs::remove_file(&beside));
                Err(DashboardError::WritePage { path, source })
            }
        }
    }

    /// Removes what an earlier report wrote and this one did not, so that nothing is left of apps which are not in it.
    /// Files that are not ours stay.
    pub(crate) fn remove_outdated(&self, pages: &HashSet<&str>, pictures: &HashSet<String>) -> Result<(), DashboardError> {
        for below in PAGES {
            self.remove_from(below, &|address, path| {
                let is_page = path.extension().is_some_and(|extension| extension == "html");
                Ok(is_page && !pages.contains(address) && is_ours(path)?)
            })?;
        }
        for below in PICTURES {
            self.remove_from(below, &|address, path| {
                let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
                let is_hash = stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
                Ok(is_hash && path.extension().is_some_and(|extension| extension == "jpg") && !pictures.contains(address))
            })?;
        }
        Ok(())
    }

    /// Removes the files of a folder of which `is_outdated` says so, by address and path.
    fn remove_from(&self, below: &str, is_outdated: &dyn Fn(&str, &Path) -> io::Result<bool>) -> Result<(), DashboardError> {
        let folder = self.root.join(below);
        let failed = |path: &Path| {
            let path = path.to_owned();
            |source| DashboardError::RemovePage { path, source }
        };
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let entry = entry.map_err(failed(&folder))?;
            let path = entry.path();
            let address = format!("{below}/{}", entry.file_name().to_string_lossy());
            if is_outdated(&address, &path).map_err(failed(&path))? {
                fs::remove_file(&path).map_err(failed(&path))?;
            }
        }
        Ok(())
    }
}

/// Whether a report wrote the file. A link, a folder or whatever else a person put there is not ours.
fn is_ours(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).contains(GENERATOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_outdated_pages_of_ours_are_removed() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::create(temporary.path()).unwrap();
        let ours = format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\">{GENERATOR}");
        for page in ["apps/1.html", "apps/2.html"] {
            folder.write(page, &ours).unwrap();
        }
        fs::write(temporary.path().join("apps/mine.html"), "<p>notes</p>").unwrap();
        fs::write(temporary.path().join("apps/notes.txt"), &ours).unwrap();
        folder.remove_outdated(&HashSet::from(["apps/1.html"]), &HashSet::new()).unwrap();

        let mut left: Vec<_> =
            fs::read_dir(temporary.path().join("apps")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, ["1.html", "mine.html", "notes.txt"]);
    }

    #[test]
    fn a_page_that_cannot_be_written_leaves_nothing_behind() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::create(temporary.path()).unwrap();
        fs::create_dir(temporary.path().join("index.html")).unwrap();
        let error = folder.write("index.html", "x").unwrap_err();
        assert!(error.to_string().ends_with("index.html`"), "{error}");
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 6, "five folders and the one that was in the way");
    }

    #[test]
    fn a_file_in_the_way_of_the_folder_is_named() {
        let temporary = tempfile::tempdir().unwrap();
        let file = temporary.path().join("report");
        fs::write(&file, "").unwrap();
        assert!(matches!(Folder::create(&file), Err(DashboardError::CreateFolder { .. })));
        assert_eq!(fs::read(&file).unwrap(), b"");
    }
}
