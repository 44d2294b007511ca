//! Accounts and their keys.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde::{Deserialize, Serialize};

use crate::error::SimError;
use crate::refusal::uuid;

/// An account (a team) of the simulated App Store Connect, with the key that opens it.
#[derive(Clone)]
pub struct Account {
    /// Its name, as in [`Options::accounts`](crate::Options::accounts).
    pub name: String,
    /// The issuer id of its team keys (a UUID).
    pub issuer_id: String,
    /// The id of its key (ten characters).
    pub key_id: String,
    /// The private key: PKCS#8 in PEM, as Apple's `.p8` files.
    pub private_key_pem: String,
    /// Where the key lies when the simulator has a state folder.
    pub key_path: Option<PathBuf>,
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Account")
            .field("name", &self.name)
            .field("issuer_id", &self.issuer_id)
            .field("key_id", &self.key_id)
            .field("key_path", &self.key_path)
            .finish_non_exhaustive()
    }
}

/// An account with its key ready for use.
pub(crate) struct Credentials {
    pub(crate) account: Account,
    pub(crate) key: EcdsaKeyPair,
}

/// An account without its key, as a snapshot holds it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) name: String,
    issuer_id: String,
    pub(crate) key_id: String,
}

/// The issuers and key ids that a seed stands for.
pub(crate) fn identities(names: &[String], seed: u64) -> Vec<Identity> {
    const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    names
        .iter()
        .map(|name| {
            let mut random = fastrand::Rng::with_seed(seed ^ crate::cursor::fingerprint([name.as_str()]));
            let issuer_id = uuid(random.u128(..));
            let key_id = (0..10).map(|_| char::from(ALPHABET[random.usize(..ALPHABET.len())])).collect();
            Identity { name: name.clone(), issuer_id, key_id }
        })
        .collect()
}

impl Credentials {
    /// The account with its key from `folder`, where a missing key is made; or with a new key
    /// that lives as long as the simulator.
    pub(crate) fn open(identity: Identity, folder: Option<&Path>) -> Result<Self, SimError> {
        let Identity { name, issuer_id, key_id } = identity;
        let key_path = folder.map(|folder| folder.join(format!("AuthKey_{key_id}.p8")));
        let stored = key_path.as_deref().map(read).transpose()?.flatten();
        let private_key_pem = if let Some(pem) = stored {
            pem
        } else {
            let pem = generate(&name)?;
            if let Some(path) = &key_path {
                write(path, &pem).map_err(|source| SimError::Write { path: path.clone(), source })?;
            }
            pem
        };
        let key = parse(&private_key_pem).map_err(|reason| SimError::Key { account: name.clone(), reason })?;
        let account = Account { name, issuer_id, key_id, private_key_pem, key_path };
        Ok(Self { account, key })
    }

    /// The public key as an uncompressed point.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }
}

fn generate(account: &str) -> Result<String, SimError> {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let pkcs8 = pkcs8.map_err(|error| SimError::Key { account: account.to_owned(), reason: error.to_string() })?;
    let text = STANDARD.encode(pkcs8.as_ref());
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Ok(pem)
}

fn parse(pem: &str) -> Result<EcdsaKeyPair, String> {
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let pkcs8 = STANDARD.decode(text).map_err(|error| error.to_string())?;
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new()).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<Option<String>, SimError> {
    match std::fs::read_to_string(path) {
        Ok(pem) => Ok(Some(pem)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SimError::Read { path: path.to_owned(), source }),
    }
}

/// Writes a file that only its owner may read, from its first byte on.
fn write(path: &Path, pem: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, pem.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_private_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let identity = identities(&["acme".to_owned()], 7).remove(0);
        let first = Credentials::open(identity.clone(), Some(folder.path())).unwrap();
        let second = Credentials::open(identity, Some(folder.path())).unwrap();
        assert_eq!(first.public_key(), second.public_key());
        assert!(!format!("{:?}", first.account).contains("PRIVATE KEY"));
        #[cfg(unix)]
        {
            let path = first.account.key_path.unwrap();
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(path).unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
