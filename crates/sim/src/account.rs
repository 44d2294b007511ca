//! Accounts and their keys.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde::{Deserialize, Serialize};

use crate::error::SimError;
use crate::keys::{self, IssuedKey, Key, Role};
use crate::refusal::{self, Refusal, uuid};
use crate::service::lock;
use crate::simulator::Options;

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

/// A key of an account, ready for use.
pub(crate) struct Credentials {
    /// The account, as this key opens it.
    pub(crate) account: Account,
    /// None when only somebody else has the private key.
    pub(crate) key: Option<EcdsaKeyPair>,
    /// The public key as an uncompressed point.
    public_key: Vec<u8>,
    /// Whether it is a person's own key and not the team's.
    pub(crate) individual: bool,
    pub(crate) role: Role,
    pub(crate) revoked: bool,
    /// Whether the account has agreements to accept.
    pub(crate) agreements_expired: bool,
    /// Tokens whose signature is known to be good: clients use one for many requests.
    good: Mutex<HashSet<String>>,
}

/// An account without its key, as a snapshot holds it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) name: String,
    issuer_id: String,
    pub(crate) key_id: String,
}

/// The tokens of one key that are remembered.
const MOST_TOKENS: usize = 1000;
/// What key ids are made of.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The issuers and key ids that a seed stands for.
pub(crate) fn identities(names: &[String], seed: u64) -> Vec<Identity> {
    names
        .iter()
        .map(|name| {
            let mut random = fastrand::Rng::with_seed(seed ^ crate::cursor::fingerprint([name.as_str()]));
            let issuer_id = uuid(random.u128(..));
            Identity { name: name.clone(), issuer_id, key_id: key_id(&mut random) }
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
        let public_key = key.public_key().as_ref().to_vec();
        Ok(Self::of(account, Some(key), public_key))
    }

    /// The first key of an account: the team's, with all rights.
    fn of(account: Account, key: Option<EcdsaKeyPair>, public_key: Vec<u8>) -> Self {
        Self {
            account,
            key,
            public_key,
            individual: false,
            role: Role::Admin,
            revoked: false,
            agreements_expired: false,
            good: Mutex::default(),
        }
    }

    /// One more key of the account of `identity`.
    fn more(identity: &Identity, key: &Key, id: String, folder: Option<&Path>) -> Result<Self, SimError> {
        let identity = Identity { key_id: key.key_id.clone().unwrap_or(id), ..identity.clone() };
        let credentials = match &key.public_key_pem {
            None => Self::open(identity, folder)?,
            Some(pem) => {
                let Identity { name, issuer_id, key_id } = identity;
                let point = keys::point(pem).map_err(|reason| SimError::Key { account: name.clone(), reason })?;
                Self::of(Account { name, issuer_id, key_id, private_key_pem: String::new(), key_path: None }, None, point)
            }
        };
        Ok(Self { individual: key.individual, role: key.role, revoked: key.revoked, ..credentials })
    }

    /// The public key as an uncompressed point.
    pub(crate) fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// Whether the token's signature was good before.
    pub(crate) fn verified(&self, token: &str) -> bool {
        lock(&self.good).contains(token)
    }

    /// Notes that the token's signature is good.
    pub(crate) fn remember(&self, token: &str) {
        let mut good = lock(&self.good);
        if good.len() >= MOST_TOKENS {
            good.clear();
        }
        good.insert(token.to_owned());
    }

    /// Refuses everything to a revoked key and to an account with agreements to accept.
    pub(crate) fn admit(&self) -> Result<(), Vec<Refusal>> {
        if self.revoked {
            return Err(vec![refusal::forbidden_key()]);
        }
        if self.agreements_expired {
            return Err(vec![refusal::agreements_expired()]);
        }
        Ok(())
    }

    /// The key as its users see it.
    pub(crate) fn issued(&self) -> IssuedKey {
        let account = &self.account;
        IssuedKey {
            account: account.name.clone(),
            key_id: account.key_id.clone(),
            issuer_id: (!self.individual).then(|| account.issuer_id.clone()),
            role: self.role,
            private_key_pem: self.key.as_ref().map(|_| account.private_key_pem.clone()),
            key_path: account.key_path.clone(),
        }
    }
}

/// The first key of each account, then those that the options ask for.
pub(crate) fn open_all(accounts: &[Identity], seed: u64, options: &Options) -> Result<Vec<Credentials>, SimError> {
    let folder = options.state.as_deref();
    let first = accounts.iter().map(|identity| Credentials::open(identity.clone(), folder));
    let mut all = first.collect::<Result<Vec<_>, _>>()?;
    let unknown = |name: &String| SimError::Options { reason: format!("there is no account `{name}`") };
    for (number, key) in options.keys.iter().enumerate() {
        let identity = accounts.iter().find(|identity| identity.name == key.account).ok_or_else(|| unknown(&key.account))?;
        let names = [key.account.as_str(), &number.to_string()];
        let id = key_id(&mut fastrand::Rng::with_seed(seed ^ crate::cursor::fingerprint(names)));
        let credentials = Credentials::more(identity, key, id, folder)?;
        if all.iter().any(|other| other.account.key_id == credentials.account.key_id) {
            return Err(SimError::Options { reason: format!("there are two keys `{}`", credentials.account.key_id) });
        }
        all.push(credentials);
    }
    for name in &options.expired_agreements {
        if !accounts.iter().any(|identity| identity.name == *name) {
            return Err(unknown(name));
        }
        all.iter_mut()
            .filter(|credentials| credentials.account.name == *name)
            .for_each(|credentials| credentials.agreements_expired = true);
    }
    Ok(all)
}

/// The id of a key.
fn key_id(random: &mut fastrand::Rng) -> String {
    (0..10).map(|_| char::from(ALPHABET[random.usize(..ALPHABET.len())])).collect()
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
