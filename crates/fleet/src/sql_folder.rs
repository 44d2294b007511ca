//! The folders of a workspace that hold SQL: checks and policies.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{FleetError, Result};

/// A file that ends in `.sql`.
pub(crate) struct SqlFile {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// The files of a folder, by name; none where there is no such folder.
pub(crate) fn read(folder: &Path) -> Result<Vec<SqlFile>> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        |source| FleetError::Read { path, source }
    };
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable(folder))?,
    };
    let paths: std::io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(unreadable(folder))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
        Ok(SqlFile { path, text })
    };
    paths.into_iter().map(read).collect()
}
