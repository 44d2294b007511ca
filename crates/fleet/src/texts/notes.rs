//! What a person should know about an import besides what was staged.

use std::collections::{BTreeMap, BTreeSet};

use crate::output::Ui;
use crate::sentence::count;

/// Collected over all apps, told once.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Files that say nothing that is known, below the folder of the import.
    pub(crate) unknown_files: BTreeSet<String>,
    /// What is wrong with a file: its place and a sentence.
    pub(crate) problems: Vec<(String, String)>,
    /// Locales that a tree has and an app has not.
    pub(crate) missing_locales: BTreeSet<(String, String)>,
    /// Apps whose first version cannot say what is new.
    pub(crate) first_versions: BTreeSet<String>,
    /// Fields that cannot be edited from here, and in how many apps they were meant.
    pub(crate) untaken: BTreeMap<String, BTreeSet<String>>,
}

/// So many names are spelled out.
const SHOWN: usize = 8;

impl Notes {
    /// Tells all of it.
    pub(crate) fn tell(&self, ui: Ui) {
        if !self.unknown_files.is_empty() {
            let files = &self.unknown_files;
            ui.warn(&format!("{} ignored, for no field has such a name: {}", were(files.len(), "file"), some(files.iter())));
        }
        if !self.missing_locales.is_empty() {
            let apps: BTreeSet<&String> = self.missing_locales.iter().map(|(app, _)| app).collect();
            let locales: BTreeSet<&String> = self.missing_locales.iter().map(|(_, locale)| locale).collect();
            ui.warn(&format!(
                "{} left out, in {} that {} not: {}; --create-locales adds them",
                were(self.missing_locales.len(), "locale"),
                count(apps.len(), "app"),
                if apps.len() == 1 { "has it" } else { "have them" },
                some(locales.into_iter())
            ));
        }
        if !self.first_versions.is_empty() {
            let apps = &self.first_versions;
            ui.say(&format!(
                "what is new was left out for {}, because it is the first version: {}",
                count(apps.len(), "app"),
                some(apps.iter())
            ));
        }
        if !self.untaken.is_empty() {
            let apps: BTreeSet<&String> = self.untaken.values().flatten().collect();
            ui.warn(&format!(
                "what reviewers are told cannot be edited from here yet, so these were left out in {}: {}",
                count(apps.len(), "app"),
                some(self.untaken.keys())
            ));
        }
    }
}

fn were(number: usize, noun: &str) -> String {
    format!("{} {}", count(number, noun), if number == 1 { "was" } else { "were" })
}

fn some<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    let more = names.len().saturating_sub(SHOWN);
    let mut names: Vec<String> = names.take(SHOWN).cloned().collect();
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}
