//! What can be saved of a damaged file, in a fresh one that takes its place. The damaged one is put aside whole first.
//!
//! SQLite ends a query at the first bad page, so the pages are read here one by one. What lies on a bad page is lost;
//! of a row of the mirror that somebody has staged on, an index may still know which it was: then the next sync fills it.

mod loose;
mod page;
mod rebuild;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{PushLock, StoreError, SyncLock};

/// What Apple does not have. The rest can be read again.
const OURS: &[&str] =
    &["changesets", "staged", "steps", "state_history", "acknowledgements", "campaign_progress", "media_files", "accounts"];

/// What became of a damaged file.
#[derive(Debug)]
pub struct Salvage {
    /// Where the damaged file lies now, with its log.
    pub kept: PathBuf,
    /// Every table that something was saved from or that has holes; what Apple does not have comes first.
    pub tables: Vec<SavedTable>,
    /// How many pages of its log were damaged; what lay there is as it was before.
    pub damaged_log_pages: usize,
}

/// What became of a table.
#[derive(Debug)]
pub struct SavedTable {
    /// Its name.
    pub name: String,
    /// Whether Apple has not what it holds.
    pub is_ours: bool,
    /// How many rows are in the new file.
    pub saved: usize,
    /// How many rows are lost, as far as the indexes know; of staged values also those whose row nobody knows any more.
    pub lost: usize,
    /// How many of its pages or cells could not be read.
    pub holes: usize,
}

/// Puts a damaged file aside and a fresh one in its place, with all that can be read of it.
///
/// # Errors
/// [`StoreError::Foreign`] where nothing of ours is in the file, [`StoreError::Newer`] for one of a newer program, and
/// [`StoreError::AtWork`] while another process syncs or pushes. The file is left as it is then.
pub fn salvage(path: &Path) -> Result<Salvage, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.into()));
    }
    let _sync = SyncLock::try_take(path)?.ok_or(StoreError::AtWork)?;
    let _push = PushLock::try_take(path)?;
    let log = beside(path, "-wal");
    let created = |source| StoreError::Create { path: path.into(), source };
    let kept = folder(path).map_err(created)?;
    let outcome = (|| {
        let copy = kept.join("fleet.db");
        put_aside(path, &copy).map_err(created)?;
        if log.exists() {
            put_aside(&log, &beside(&copy, "-wal")).map_err(created)?;
        }
        let fresh = kept.join("repaired.db");
        let saved = rebuild::rebuild(&copy, path, &fresh)?;
        // A log of the old file would be played into the new one.
        for end in ["-wal", "-shm"] {
            drop(fs::remove_file(beside(path, end)));
        }
        let whole = fs::File::open(&fresh).and_then(|file| file.sync_all());
        whole.and_then(|()| fs::rename(&fresh, path)).map_err(created)?;
        Ok(saved)
    })();
    match outcome {
        Ok((tables, damaged_log_pages)) => Ok(Salvage { kept, tables, damaged_log_pages }),
        Err(error) => {
            // The file is where it was; the copy is of no use.
            drop(fs::remove_dir_all(&kept));
            Err(error)
        }
    }
}

/// Whether a file that SQLite does not take for a database holds pages of ours.
pub(crate) fn has_remains(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| {
        aho_corasick::AhoCorasick::new(["CREATE TABLE versions_mirror", "CREATE TRIGGER versions_mirror", "staged_changeset"])
            .is_ok_and(|words| words.is_match(&bytes))
    })
}

/// The name of a file with an end, as SQLite names those beside its own.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Makes the first folder `damaged-N` that there is not.
fn folder(path: &Path) -> std::io::Result<PathBuf> {
    let mut number = 1;
    loop {
        let folder = path.with_file_name(format!("damaged-{number}"));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            outcome => return outcome.map(|()| folder),
        }
    }
}

/// Copies a file for its owner's eyes only, and waits for the disk.
fn put_aside(from: &Path, to: &Path) -> std::io::Result<()> {
    crate::open::create_private(to)?;
    let mut copy = fs::OpenOptions::new().write(true).open(to)?;
    std::io::copy(&mut fs::File::open(from)?, &mut copy)?;
    copy.sync_all()
}
