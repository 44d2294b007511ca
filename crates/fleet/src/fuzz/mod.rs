//! Foreign files: what people keep beside their apps, and what must hold whatever is in it.
//!
//! A function here takes any bytes and panics where a promise is broken. `cargo test` runs it over the files in
//! `fuzz/corpus`, `cargo fuzz` over what it makes up; docs/FUZZING.md lists them all.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target says that a promise is broken")]

mod folder;
mod tree;

pub use tree::{asc_tree, fastlane_tree};

use store::{Table, Value};

use crate::commands::adopted;
use crate::config::Config;
use crate::{moment, output, sheet};

/// `fleet.toml` is read, or every mistake in it has a line of the file; secrets stay out of what is told.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines = text.matches('\n').count() + 1;
    // Editors of Windows end lines in another way.
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        match Config::parse(&text) {
            Ok(config) => {
                let again = Config::parse(&format!("{text}\n# a comment\n")).expect("a comment changes nothing");
                assert_eq!(config.settings().digest, again.settings().digest);
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty(), "it says no and not why");
                for mistake in mistakes {
                    let line = mistake.place.split(':').nth(1).and_then(|line| line.parse::<usize>().ok());
                    assert!(line.is_some_and(|line| (1..=lines).contains(&line)), "{}", mistake.place);
                    let shown = mistake.lines().into_iter().skip(1).collect::<String>();
                    assert!(!shown.contains("hunter2hunter2"), "{shown}");
                }
            }
        }
    }
}

/// A sheet has as many cells in each row as it has columns, and comes back the same when it is exported and read again.
pub fn csv(bytes: &[u8]) {
    let Ok(sheet) = sheet::read(bytes, "f.csv") else { return };
    assert!(sheet.rows.iter().all(|row| row.cells.len() == sheet.columns.len()));
    assert!(sheet.rows.is_sorted_by_key(|row| row.line));
    // Columns are those of views, which have plain names.
    let is_plain = |name: &String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if sheet.columns.is_empty() || !sheet.columns.iter().all(is_plain) {
        return;
    }
    let cells = sheet.rows.iter().map(|row| row.cells.iter().cloned().map(Value::Text).collect());
    let table = Table { columns: sheet.columns.clone(), rows: cells.collect() };
    let again = sheet::read(output::csv_text(&table).expect("a text").as_bytes(), "f.csv").expect("what we write we read");
    assert_eq!(again.columns, sheet.columns);
    let cells = |sheet: sheet::Sheet| sheet.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>();
    assert_eq!(cells(again), cells(sheet));
}

/// Repositories with a fastlane folder become a `fleet.toml` that we read, whatever is in them.
pub fn repository(bytes: &[u8]) {
    let folder = folder::Folder::of(bytes);
    let Some(text) = adopted(folder.path()) else { return };
    if let Err(mistakes) = Config::parse(&text) {
        panic!("what we write we cannot read: {mistakes:#?}");
    }
}

/// A moment that is taken is one, and is written so that it is read as the same again.
pub fn moments(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(seconds) = moment::since(text) {
        let written = jiff::Timestamp::from_second(seconds).expect("a moment").to_string();
        assert_eq!(moment::since(&written), Ok(seconds), "{written}");
    }
    if let Ok(written) = moment::to_come(text) {
        assert_eq!(moment::to_come(&written).as_ref(), Ok(&written));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// The name of a target, and what it does.
    type Target = (&'static str, fn(&[u8]));

    /// Every file that was ever of interest goes through its target.
    #[test]
    fn the_corpus_holds() {
        let targets: &[Target] = &[
            ("config", super::config),
            ("csv", super::csv),
            ("fastlane_tree", super::fastlane_tree),
            ("asc_tree", super::asc_tree),
            ("repository", super::repository),
            ("moments", super::moments),
        ];
        for (name, target) in targets {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
            let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").flatten().collect();
            assert!(!files.is_empty(), "{}", folder.display());
            for file in files {
                target(&fs::read(file.path()).expect("a file"));
            }
        }
    }
}
