//! The state folder: a snapshot of the world and a journal of what happened since.
//!
//! A line is written before its answer is sent, so an answered write survives `kill -9` (not a
//! power cut: nothing is synced to the disk). The journal names the snapshot that it continues;
//! one that was left behind by a crash between the two renames of a compaction is recognised.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::account::Identity;
use crate::due::Event;
use crate::error::SimError;
use crate::gallery::Gallery;
use crate::planted::Planted;
use crate::world::{Change, Resource};

/// The world at one moment.
#[derive(Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Counts the snapshots of this folder; the journal repeats it.
    pub(crate) generation: u64,
    /// What the world was made from.
    pub(crate) seed: u64,
    pub(crate) apps: usize,
    pub(crate) accounts: Vec<Identity>,
    /// How many resources were ever put into the world.
    pub(crate) created: u64,
    /// When each key spent its requests, in milliseconds since 1970.
    pub(crate) spent: BTreeMap<String, Vec<i64>>,
    pub(crate) resources: Vec<Resource>,
    /// What was wrong with the world when it was made.
    #[serde(default)]
    pub(crate) planted: Vec<Planted>,
    /// What will happen, the next first.
    #[serde(default)]
    pub(crate) due: Vec<Event>,
    /// Media that are not yet among the resources.
    #[serde(default)]
    pub(crate) galleries: Vec<Gallery>,
}

/// One line of the journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Line {
    /// The first line: which snapshot it continues.
    Continues(u64),
    /// A key spent a request, at this many milliseconds since 1970.
    Spent(String, i64),
    /// A write was applied.
    Wrote(Vec<Change>),
}

/// What an open folder held.
pub(crate) struct Stored {
    pub(crate) snapshot: Snapshot,
    /// What happened since.
    pub(crate) lines: Vec<Line>,
}

/// An open state folder, locked against other simulators until it is dropped.
pub(crate) struct Folder {
    path: PathBuf,
    journal: File,
    /// Bytes of whole lines in the journal.
    length: u64,
    lines: usize,
    generation: u64,
    lock: File,
}

impl Drop for Folder {
    /// Closing the file would do, were there no process that is just being started and has it open until it runs.
    fn drop(&mut self) {
        drop(self.lock.unlock());
    }
}

impl Folder {
    /// Opens or makes the folder. What it held is none when it is new.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Stored>), SimError> {
        let unwritable = |source| SimError::Write { path: path.to_owned(), source };
        std::fs::create_dir_all(path).map_err(unwritable)?;
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(path.join("lock")).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SimError::Locked { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        }
        let journal_path = path.join("journal.jsonl");
        let snapshot = read_snapshot(&path.join("world.json"))?;
        let generation = snapshot.as_ref().map_or(0, |snapshot| snapshot.generation);
        let (lines, length) = match &snapshot {
            Some(_) => read_journal(&journal_path, generation)?,
            None => (Vec::new(), 0),
        };
        let journal = OpenOptions::new().append(true).create(true).open(&journal_path);
        let journal = journal.and_then(|journal| journal.set_len(length).map(|()| journal)).map_err(unwritable)?;
        let mut folder = Self { path: path.to_owned(), journal, length, lines: lines.len(), generation, lock };
        if length == 0 && snapshot.is_some() {
            folder.append(&Line::Continues(generation)).map_err(unwritable)?;
        }
        Ok((folder, snapshot.map(|snapshot| Stored { snapshot, lines })))
    }

    /// Appends a line; after an error the journal is as it was.
    pub(crate) fn append(&mut self, line: &Line) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        if let Err(error) = self.journal.write_all(&bytes) {
            self.journal.set_len(self.length)?;
            return Err(error);
        }
        self.length += bytes.len() as u64;
        self.lines += 1;
        Ok(())
    }

    /// How many lines a start would have to replay.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Writes a new snapshot and begins a new journal, each by renaming a whole file into place.
    pub(crate) fn compact(&mut self, mut snapshot: Snapshot) -> Result<(), SimError> {
        let generation = self.generation + 1;
        snapshot.generation = generation;
        let world = self.path.join("world.json");
        replace(&world, |file| serde_json::to_writer(file, &snapshot).map_err(Into::into))?;
        let path = self.path.join("journal.jsonl");
        let mut line = serde_json::to_vec(&Line::Continues(generation)).unwrap_or_default();
        line.push(b'\n');
        replace(&path, |file| file.write_all(&line))?;
        let unwritable = |source| SimError::Write { path: path.clone(), source };
        self.journal = OpenOptions::new().append(true).open(&path).map_err(unwritable)?;
        self.length = line.len() as u64;
        self.lines = 1;
        self.generation = generation;
        Ok(())
    }
}

fn replace(path: &Path, fill: impl FnOnce(&mut io::BufWriter<File>) -> io::Result<()>) -> Result<(), SimError> {
    let temporary = path.with_extension("new");
    let written = File::create(&temporary).map(io::BufWriter::new).and_then(|mut file| {
        fill(&mut file)?;
        file.flush()
    });
    let renamed = written.and_then(|()| std::fs::rename(&temporary, path));
    renamed.map_err(|source| SimError::Write { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, SimError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SimError::Read { path: path.to_owned(), source }),
    }
}

fn read_snapshot(path: &Path) -> Result<Option<Snapshot>, SimError> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    let corrupt = |error: serde_json::Error| SimError::Corrupt { path: path.to_owned(), reason: error.to_string() };
    serde_json::from_slice(&bytes).map(Some).map_err(corrupt)
}

/// The lines of the journal that continue the snapshot, and how many bytes of it are good.
fn read_journal(path: &Path, generation: u64) -> Result<(Vec<Line>, u64), SimError> {
    let bytes = read(path)?.unwrap_or_default();
    let mut lines = Vec::new();
    let mut length = 0;
    let mut rest = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
    while let Some((number, text)) = rest.next() {
        let last = rest.peek().is_none();
        // The last line may be torn by a crash; its answer was never sent.
        let line = match serde_json::from_slice(text) {
            Ok(line) if text.ends_with(b"\n") => line,
            _ if last => break,
            Ok(_) => break,
            Err(error) => {
                let reason = format!("line {}: {error}", number + 1);
                return Err(SimError::Corrupt { path: path.to_owned(), reason });
            }
        };
        match line {
            Line::Continues(other) if number == 0 && other < generation => return Ok((Vec::new(), 0)),
            Line::Continues(other) if number == 0 && other == generation => {}
            Line::Continues(other) => {
                let reason = format!("line {}: it continues snapshot {other}, but the snapshot is {generation}", number + 1);
                return Err(SimError::Corrupt { path: path.to_owned(), reason });
            }
            _ if number == 0 => {
                let reason = "it does not begin by naming its snapshot".to_owned();
                return Err(SimError::Corrupt { path: path.to_owned(), reason });
            }
            line => lines.push(line),
        }
        length += text.len() as u64;
    }
    Ok((lines, length))
}
