//! Uploaded bytes, each file once, under the SHA-256 of what is in it.
//!
//! A blob is whole before its address is known to anybody: it is written to a temporary file and
//! renamed. Deliberately absent: removal. Copies of a version share their files, and a simulated
//! world is small and thrown away as a whole.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ring::digest::{SHA256, digest};

use crate::service::lock;

/// A heap of files, in a folder or in memory.
#[derive(Clone)]
pub(crate) enum Blobs {
    /// They end with the process.
    Memory(Arc<Mutex<HashMap<String, Vec<u8>>>>),
    /// They lie in a folder, which is made for the first one.
    Folder(PathBuf),
}

impl Default for Blobs {
    fn default() -> Self {
        Self::Memory(Arc::default())
    }
}

impl Blobs {
    /// The heap of a state folder, or one in memory.
    pub(crate) fn open(state: Option<&Path>) -> Self {
        state.map_or_else(Self::default, |state| Self::Folder(state.join("blobs")))
    }

    /// Keeps the bytes and tells their address.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<String> {
        let address = hex(digest(&SHA256, bytes).as_ref());
        match self {
            Self::Memory(blobs) => {
                lock(blobs).entry(address.clone()).or_insert_with(|| bytes.to_vec());
            }
            Self::Folder(folder) => {
                let path = folder.join(&address);
                if !path.exists() {
                    fs::create_dir_all(folder)?;
                    let temporary = path.with_extension("new");
                    fs::write(&temporary, bytes)?;
                    fs::rename(&temporary, path)?;
                }
            }
        }
        Ok(address)
    }

    /// The bytes at an address; none where nothing was put.
    pub(crate) fn get(&self, address: &str) -> Option<Vec<u8>> {
        let is_address = address.len() == 64 && address.bytes().all(|byte| byte.is_ascii_hexdigit());
        match self {
            _ if !is_address => None,
            Self::Memory(blobs) => lock(blobs).get(address).cloned(),
            Self::Folder(folder) => fs::read(folder.join(address)).ok(),
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_got() {
        let folder = tempfile::tempdir().unwrap();
        for blobs in [Blobs::default(), Blobs::open(Some(folder.path()))] {
            let address = blobs.put(b"abc").unwrap();
            assert_eq!(address, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assert_eq!(blobs.put(b"abc").unwrap(), address);
            assert_eq!(blobs.get(&address).as_deref(), Some(&b"abc"[..]));
            assert!(blobs.get("../lock").is_none());
        }
        assert_eq!(fs::read_dir(folder.path().join("blobs")).unwrap().count(), 1);
    }
}
