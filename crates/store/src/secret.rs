//! Secrets of the mirror (the password of a demo account) are never kept, only a keyed hash of them.
//!
//! The hash tells whether somebody has changed the secret, and nothing to whom has the file alone: the key is kept
//! elsewhere, with the user's budgets.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::open::{create_private, create_private_folder};
use crate::{Store, StoreError, Value};

/// Key of the hashes, 32 random bytes.
pub type SecretKey = [u8; 32];

impl Store {
    /// Says with what secrets are hashed. Without a key is only kept that there is one.
    pub fn set_secret_key(&mut self, key: Option<SecretKey>) {
        self.secret_key = key;
    }
}

/// Reads the key of a file, which is made at the first need, for its owner's eyes only.
///
/// # Errors
/// [`StoreError::Create`] when it cannot be read or made.
pub fn secret_key(path: &Path) -> Result<SecretKey, StoreError> {
    let failed = |source| StoreError::Create { path: path.into(), source };
    if let Some(folder) = path.parent() {
        create_private_folder(folder).map_err(failed)?;
    }
    create_private(path).map_err(failed)?;
    let found = fs::read(path).map_err(failed)?;
    if let Ok(key) = SecretKey::try_from(found.as_slice()) {
        return Ok(key);
    }
    let random: Vec<u8> = Connection::open_in_memory()?.query_row("SELECT randomblob(32)", [], |row| row.get(0))?;
    // Of two processes that make it at once, both end up with what lies there.
    let made = path.with_extension(format!("{}.new", std::process::id()));
    create_private(&made).and_then(|()| fs::write(&made, random)).and_then(|()| fs::rename(&made, path)).map_err(failed)?;
    let found = fs::read(path).map_err(failed)?;
    SecretKey::try_from(found.as_slice()).map_err(|_| failed(std::io::ErrorKind::InvalidData.into()))
}

/// What is kept of a secret; NULL where it is empty.
pub(crate) fn kept(key: Option<&SecretKey>, secret: &str) -> Value {
    if secret.is_empty() {
        return Value::Null;
    }
    let Some(key) = key else { return Value::Text("set".into()) };
    let hash = Sha256::new().chain_update(key).chain_update(secret).finalize();
    Value::Text(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::{kept, secret_key};
    use crate::Value;

    #[test]
    fn equal_secrets_are_equal_under_one_key_only() {
        assert_eq!(kept(Some(&[1; 32]), "hunter2"), kept(Some(&[1; 32]), "hunter2"));
        assert_ne!(kept(Some(&[1; 32]), "hunter2"), kept(Some(&[1; 32]), "hunter3"));
        assert_ne!(kept(Some(&[1; 32]), "hunter2"), kept(Some(&[2; 32]), "hunter2"));
        assert_eq!((kept(None, "hunter2"), kept(None, "")), (Value::Text("set".into()), Value::Null));
    }

    #[test]
    fn the_key_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("appfleet/secret.key");
        let key = secret_key(&path).unwrap();
        assert_eq!(secret_key(&path).unwrap(), key);
        assert_ne!(key, [0; 32]);
    }
}
