//! Small copies of pictures, made when a page first shows them and kept beside the database.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Server;
use super::answer::Answer;
use crate::background::Thumbnail;
use crate::picture::Shape;

/// Numbers the copies that are being made.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// The small copy that a report calls by this name.
pub(super) fn picture(server: &Server, shape: Shape, name: &str) -> Answer {
    let address = name.strip_suffix(".jpg").and_then(|hash| shape.address(hash));
    // Only a hash has an address, so nothing else ever reaches the disk.
    let Some(address) = address else { return Answer::Missing("picture") };
    let target = server.source.thumbnails.join(&address);
    if !target.is_file() {
        let Some(source) = source(server, name) else { return Answer::Missing("picture") };
        // Two pages may want it at once: each makes its own, and it has its name only once it is whole.
        let beside = target.with_extension(format!("{}-{}.tmp", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        let is_ready = target.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok());
        let thumbnail = Thumbnail { source, target: beside.clone(), within: shape.within() };
        let is_made = is_ready && (server.source.make_thumbnails)(&[thumbnail]).contains(&true);
        if !is_made || fs::rename(beside, &target).is_err() {
            return Answer::Missing("picture");
        }
    }
    fs::read(target).map_or(Answer::Missing("picture"), Answer::Picture)
}

/// The downloaded picture, which has the same name and an ending of its own.
fn source(server: &Server, name: &str) -> Option<PathBuf> {
    let hash = name.split('.').next()?;
    let folder = fs::read_dir(server.source.background.images.join(hash.get(..2)?)).ok()?;
    folder.filter_map(Result::ok).map(|entry| entry.path()).find(|path| path.file_stem().is_some_and(|stem| stem == hash))
}
