//! What the pages tell and the database does not know: whoever makes pages brings it along.

use std::path::PathBuf;

/// What is not in the database.
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// The checks, for the words about what they found.
    pub checks: Vec<CheckWords>,
    /// The campaigns as they stand.
    pub campaigns: Vec<Campaign>,
    /// The display types in Apple's order: Apple's name, and what people call it.
    pub display_types: Vec<(String, String)>,
    /// The folder of the images that the mirror names.
    pub images: PathBuf,
}

/// A check, as far as it is told.
#[derive(Debug, Clone, Default)]
pub struct CheckWords {
    /// Its name.
    pub name: String,
    /// Why it matters what it finds.
    pub why: String,
    /// The command that mends what it found in many apps, if there is one.
    pub fix_for_many: Option<String>,
}

/// A campaign as it stands.
#[derive(Debug, Clone, Default)]
pub struct Campaign {
    /// What it is called.
    pub title: String,
    /// What is left, over the whole fleet.
    pub left: i64,
    /// What is left by app, as account and id, where its query tells.
    pub left_by_app: Vec<((String, String), i64)>,
    /// The day it is due, such as `2027-01-31`.
    pub due: Option<String>,
    /// Whether it will be done in time, in words.
    pub outlook: String,
    /// Days and what was left on them, the oldest first.
    pub progress: Vec<(String, i64)>,
}

/// A small copy of a picture that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// The picture.
    pub source: PathBuf,
    /// The JPEG to write.
    pub target: PathBuf,
    /// Width and height of the box it has to fit into, in pixels.
    pub within: (u32, u32),
}

impl Background {
    /// What people call a display type, and its place among the others.
    pub(crate) fn display_type(&self, name: &str) -> (usize, String) {
        match self.display_types.iter().position(|(known, _)| known == name) {
            Some(place) => (place, self.display_types[place].1.clone()),
            None => (usize::MAX, crate::text::words(name)),
        }
    }
}
