//! The texts of apps as trees of files: fastlane's and `asc`'s.
//!
//! A reader of a tree yields what its files say ([`Said`]), the mirror yields what the app has ([`Texts`]), and
//! [`apply()`] compares the two. Nothing here deletes: a file that is not there says nothing.

mod apply;
mod asc;
mod choice;
mod current;
mod fastlane;
mod files;
mod layout;
mod notes;
mod said;

pub(crate) use apply::{Creating, apply};
pub(crate) use asc::object;
pub(crate) use choice::{Choice, VersionArgs, platforms};
pub(crate) use current::{App, Texts, World, apps};
pub(crate) use files::{Files, own_name};
pub(crate) use layout::{Folder, folder_of, folders, metadata_to_write};
pub(crate) use notes::Notes;

use std::path::Path;

use crate::error::Result;
use crate::texts::said::Said;

/// Whose tree it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tree {
    /// `metadata/<locale>/name.txt`.
    Fastlane,
    /// `metadata/app-info/<locale>.json`.
    Asc,
}

impl Tree {
    /// Whether a folder looks like one.
    pub(crate) fn is_at(self, folder: &Path) -> bool {
        match self {
            Self::Fastlane => fastlane::is_at(folder),
            Self::Asc => asc::is_at(folder),
        }
    }

    /// What the files of a folder say about an app. What they cannot say is a problem of the notes.
    pub(crate) fn read(self, folder: &Path, texts: &Texts, notes: &mut Notes) -> Result<Vec<Said>> {
        match self {
            Self::Fastlane => fastlane::read(folder, notes),
            Self::Asc => asc::read(folder, texts, notes),
        }
    }

    /// Adds an app's texts to the files to write.
    pub(crate) fn write(self, folder: &Path, texts: &Texts, files: &mut Files) -> Result<()> {
        match self {
            Self::Fastlane => fastlane::write(folder, texts, files),
            Self::Asc => asc::write(folder, texts, files),
        }
    }
}
