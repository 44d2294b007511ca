//! Files that are to be written, and none that somebody has changed without being told to.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::error::{FleetError, Result};
use crate::sentence::count;
use crate::texts::App;
use crate::texts::said::normal;

/// Files to write, with what tells whether they are there already.
#[derive(Debug, Default)]
pub(crate) struct Files {
    files: Vec<(PathBuf, Content)>,
}

#[derive(Debug)]
enum Content {
    Text(String),
    Json(Json),
}

/// So many files are named.
const SHOWN: usize = 10;

impl Files {
    /// A text in a file. No text makes no file, but empties one that is there, because it would say something else.
    pub(crate) fn text(&mut self, path: PathBuf, text: &str) {
        let text = normal(text);
        if !text.is_empty() || path.is_file() {
            self.files.push((path, Content::Text(text)));
        }
    }

    /// A document in a file.
    pub(crate) fn json(&mut self, path: PathBuf, json: &Json) {
        self.files.push((path, Content::Json(json.clone())));
    }

    /// Writes what is not there yet, and returns how many files that were.
    ///
    /// # Errors
    /// When files differ and are not to be overwritten; nothing is written then.
    pub(crate) fn write(&self, is_forced: bool) -> Result<usize> {
        let mut missing = Vec::new();
        let mut different = Vec::new();
        for (path, content) in &self.files {
            match fs::read(path) {
                Ok(there) if content.is_same(&String::from_utf8_lossy(&there)) => {}
                Ok(_) => different.push((path, content)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => missing.push((path, content)),
                Err(source) => return Err(FleetError::Read { path: path.clone(), source }),
            }
        }
        if !different.is_empty() && !is_forced {
            let mut lines = vec![format!("{} there and different, so nothing was written", are(different.len()))];
            lines.extend(different.iter().take(SHOWN).map(|(path, _)| format!("  {}", path.display())));
            if different.len() > SHOWN {
                lines.push(format!("  and {} more", different.len() - SHOWN));
            }
            return Err(FleetError::input(lines.join("\n")).hint("--force overwrites them; another folder keeps both"));
        }
        missing.append(&mut different);
        for (path, content) in &missing {
            write(path, &content.bytes())?;
        }
        Ok(missing.len())
    }
}

impl Content {
    fn is_same(&self, there: &str) -> bool {
        match self {
            Self::Text(text) => normal(there.trim_start_matches('\u{feff}')) == *text,
            Self::Json(json) => serde_json::from_str::<Json>(there).is_ok_and(|there| there == *json),
        }
    }

    fn bytes(&self) -> String {
        match self {
            Self::Text(text) if text.is_empty() => String::new(),
            Self::Text(text) => format!("{text}\n"),
            Self::Json(json) => format!("{json:#}\n"),
        }
    }
}

/// A name from Apple as the name of a file or folder: it must not lead anywhere else.
pub(crate) fn name_for_a_file(name: &str) -> Result<&str> {
    let is_harmless = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || !name.chars().all(is_harmless) {
        return Err(FleetError::input(format!("`{}` cannot be the name of a file", name.escape_debug())));
    }
    Ok(name)
}

/// The bundle id; the Apple id where two accounts have an app with it.
pub(crate) fn own_name<'a>(app: &'a App, apps: &[App]) -> Result<&'a str> {
    let is_shared = apps.iter().any(|other| other.pk != app.pk && other.bundle_id.eq_ignore_ascii_case(&app.bundle_id));
    name_for_a_file(if is_shared || app.bundle_id.is_empty() { &app.id } else { &app.bundle_id })
}

fn write(path: &Path, content: &str) -> Result<()> {
    let failed = |source| FleetError::Write { path: path.into(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, content).map_err(failed)
}

fn are(number: usize) -> String {
    format!("{} {}", count(number, "file"), if number == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::{Files, name_for_a_file};

    #[test]
    fn names_lead_nowhere_else() {
        assert!(name_for_a_file("com.acme.notes").is_ok() && name_for_a_file("zh-Hans").is_ok());
        for wrong in ["", "..", ".", ".git", "../x", "a/b", "a\\b", "c:", "a\0"] {
            assert!(name_for_a_file(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_differs_is_overwritten_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let (same, other, gone, new) = (
            folder.path().join("same.txt"),
            folder.path().join("other.txt"),
            folder.path().join("gone.txt"),
            folder.path().join("a/new.txt"),
        );
        std::fs::write(&same, "one\r\n").unwrap();
        std::fs::write(&other, "mine").unwrap();
        std::fs::write(&gone, "mine").unwrap();
        let mut files = Files::default();
        files.text(same.clone(), "one");
        files.text(other.clone(), "theirs");
        files.text(gone.clone(), "");
        files.text(new.clone(), "new");
        assert!(files.write(false).unwrap_err().to_string().starts_with("2 files are there and different"));
        assert!(!new.exists());
        assert_eq!(files.write(true).unwrap(), 3);
        let read = |path| std::fs::read_to_string(path).unwrap();
        assert_eq!([read(same), read(other), read(gone), read(new)], ["one\r\n", "theirs\n", "", "new\n"]);
    }
}
