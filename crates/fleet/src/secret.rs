//! Secrets that `fleet.toml` only points to: `env:NAME` or `file:PATH`.

use std::path::{Path, PathBuf};

use engine::Secrets;
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use crate::error::{FleetError, Result};

/// Refuses a secret that stands in the file itself, without repeating it.
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    let name = text.strip_prefix("env:").or_else(|| text.strip_prefix("file:"));
    if name.is_some_and(|name| !name.is_empty()) {
        return Ok(());
    }
    Err("secrets do not belong into fleet.toml: write \"env:NAME\" for a variable or \"file:PATH\" for a file")
}

/// The secret that the text points to. Paths are read against `root`.
pub(crate) fn read(text: &str, root: &Path) -> Result<SecretString> {
    let secret = Zeroizing::new(match (text.strip_prefix("env:"), text.strip_prefix("file:")) {
        (Some(name), _) => std::env::var(name).map_err(|_| FleetError::input(format!("the environment has no {name}")))?,
        (None, Some(path)) => {
            let path = root.join(path);
            std::fs::read_to_string(&path).map_err(|source| FleetError::Read { path, source })?
        }
        (None, None) => String::new(),
    });
    // Editors end a file with a newline that is no part of the secret.
    let secret = secret.trim_end_matches(['\r', '\n']);
    if secret.is_empty() { Err(FleetError::input(format!("the secret `{text}` is empty"))) } else { Ok(secret.into()) }
}

/// Reads secrets that are staged as the place where they are; paths are read against the workspace.
pub(crate) struct Places(pub(crate) PathBuf);

impl Secrets for Places {
    fn read(&self, place: &str) -> std::result::Result<SecretString, String> {
        read(place, &self.0).map_err(|error| std::iter::once(error.to_string()).chain(error.causes()).collect::<Vec<_>>().join(": "))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::{check, read};

    #[test]
    fn only_a_place_is_accepted() {
        assert!(check("env:HOOK").is_ok() && check("file:hook.txt").is_ok());
        for wrong in ["hunter2", "", "env:", "file:", "ENV:X"] {
            assert!(!check(wrong).unwrap_err().contains("hunter2"), "{wrong}");
        }
    }

    #[test]
    fn a_file_is_read_without_its_last_newline() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("hook.txt"), " a b \r\n").unwrap();
        assert_eq!(read("file:hook.txt", folder.path()).unwrap().expose_secret(), " a b ");
        std::fs::write(folder.path().join("hook.txt"), "\n").unwrap();
        assert!(read("file:hook.txt", folder.path()).is_err());
        assert!(read("env:APPFLEET_TEST_IS_NOT_SET", folder.path()).is_err());
    }
}
