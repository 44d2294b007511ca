//! Files that are to be copied, and none that somebody has put there without being told to.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{FleetError, Result};
use crate::sentence::count;

/// So many files are named.
const SHOWN: usize = 10;

/// Files to copy: where to, and where from.
#[derive(Debug, Default)]
pub(crate) struct FileCopies(Vec<(PathBuf, PathBuf)>);

impl FileCopies {
    /// One more.
    pub(crate) fn add(&mut self, to: PathBuf, from: PathBuf) {
        self.0.push((to, from));
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Copies what is not there yet, and returns how many files that were.
    ///
    /// # Errors
    /// When files differ and are not to be overwritten; nothing is written then.
    pub(crate) fn write(&self, is_forced: bool) -> Result<usize> {
        let mut missing = Vec::new();
        let mut different = Vec::new();
        for (to, from) in &self.0 {
            match fs::read(to) {
                Ok(there) if there == fs::read(from).map_err(|source| read_error(from, source))? => {}
                Ok(_) => different.push((to, from)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => missing.push((to, from)),
                Err(source) => return Err(read_error(to, source)),
            }
        }
        if !different.is_empty() && !is_forced {
            let are = if different.len() == 1 { "is" } else { "are" };
            let mut lines = vec![format!("{} {are} there and different, so nothing was written", count(different.len(), "file"))];
            lines.extend(different.iter().take(SHOWN).map(|(path, _)| format!("  {}", path.display())));
            if different.len() > SHOWN {
                lines.push(format!("  and {} more", different.len() - SHOWN));
            }
            return Err(FleetError::input(lines.join("\n")).hint("--overwrite replaces them; another folder keeps both"));
        }
        missing.append(&mut different);
        for (to, from) in &missing {
            copy(to, from).map_err(|source| FleetError::Write { path: (*to).clone(), source })?;
        }
        Ok(missing.len())
    }

    /// Other files beside these, which whoever reads the tree would read, too.
    pub(crate) fn strangers(&self) -> Vec<PathBuf> {
        let mut folders: Vec<&Path> = self.0.iter().filter_map(|(to, _)| to.parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        let beside = folders.into_iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten()).map(|entry| entry.path());
        let is_hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let mine: std::collections::HashSet<&Path> = self.0.iter().map(|(to, _)| to.as_path()).collect();
        let mut strangers: Vec<PathBuf> =
            beside.filter(|path| path.is_file() && !is_hidden(path) && !mine.contains(path.as_path())).collect();
        strangers.sort_unstable();
        strangers
    }
}

/// Copies a file so that its name never stands for half of it.
fn copy(to: &Path, from: &Path) -> std::io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let part = folder.join(format!(".{}.part", to.file_name().unwrap_or_default().to_string_lossy()));
    let copied = fs::copy(from, &part).and_then(|_| fs::rename(&part, to));
    if copied.is_err() {
        drop(fs::remove_file(&part));
    }
    copied
}

fn read_error(path: &Path, source: std::io::Error) -> FleetError {
    FleetError::Read { path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::FileCopies;

    #[test]
    fn what_is_there_is_left_and_what_differs_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let [from, same, other, new] = ["from.png", "a/same.png", "a/other.png", "b/new.png"].map(|name| folder.path().join(name));
        fs::create_dir(folder.path().join("a")).unwrap();
        for (path, text) in [(&from, "theirs"), (&same, "theirs"), (&other, "mine")] {
            fs::write(path, text).unwrap();
        }
        let mut copies = FileCopies::default();
        for to in [&same, &other, &new] {
            copies.add(to.clone(), from.clone());
        }
        assert!(copies.write(false).unwrap_err().to_string().starts_with("1 file is there and different"));
        assert!(!new.exists());
        assert_eq!((copies.write(true).unwrap(), copies.write(false).unwrap()), (2, 0));
        assert_eq!([&other, &new].map(|path| fs::read_to_string(path).unwrap()), ["theirs", "theirs"]);
        fs::write(folder.path().join("b/old.png"), "").unwrap();
        assert_eq!(copies.strangers(), [folder.path().join("b/old.png")]);
    }
}
