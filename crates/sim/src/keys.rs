//! Keys besides the first one of each account: whose they are, and what they may do.
//!
//! Source: Apple, Creating API Keys, and what clients report of keys that lack rights. Apple does
//! not publish which role may write which resource of the API: the roles here are the coarse ones
//! that field reports agree on.

use std::fmt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What the DER of every P-256 public key begins with; the uncompressed point follows.
const P256_HEADER: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01,
    0x07, 0x03, 0x42, 0x00,
];
/// Bytes of an uncompressed point.
const POINT: usize = 65;
/// The types that hold images and videos of a listing.
const MEDIA: [&str; 4] = ["appPreviewSets", "appPreviews", "appScreenshotSets", "appScreenshots"];

/// A key that an account shall have besides its first one.
#[derive(Debug, Clone)]
pub struct Key {
    /// The account's name.
    pub account: String,
    /// Whether it is a person's own key, whose tokens name `sub` and no issuer.
    pub individual: bool,
    /// What it may do.
    pub role: Role,
    /// Whether it was revoked: its tokens are understood, and refused.
    pub revoked: bool,
    /// Its id; none draws one from the seed.
    pub key_id: Option<String>,
    /// A public key in PEM (`BEGIN PUBLIC KEY`, P-256) whose private half only its owner has;
    /// none makes a new pair.
    pub public_key_pem: Option<String>,
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Admin,
    /// Everything that this simulator offers.
    AppManager,
    /// Reading.
    Developer,
    /// Reading, and changing the images and videos of a listing.
    Marketing,
    /// Reading.
    ReadOnly,
}

/// A key that opens an account.
#[derive(Clone)]
pub struct IssuedKey {
    /// The account's name.
    pub account: String,
    /// Its id (ten characters, if the simulator drew it).
    pub key_id: String,
    /// What its tokens name as issuer; none for an individual key.
    pub issuer_id: Option<String>,
    /// What it may do.
    pub role: Role,
    /// The private key: PKCS#8 in PEM; none when only somebody else has it.
    pub private_key_pem: Option<String>,
    /// Where it lies when the simulator has a state folder.
    pub key_path: Option<PathBuf>,
}

impl Key {
    /// A key of the team.
    pub fn team(account: &str, role: Role) -> Self {
        Self { account: account.to_owned(), individual: false, role, revoked: false, key_id: None, public_key_pem: None }
    }

    /// A person's own key; its rights are those of the person.
    pub fn individual(account: &str, role: Role) -> Self {
        Self { individual: true, ..Self::team(account, role) }
    }

    /// A team's key with all rights whose private half only its owner has.
    pub fn registered(account: &str, key_id: &str, public_key_pem: &str) -> Self {
        let (key_id, public_key_pem) = (Some(key_id.to_owned()), Some(public_key_pem.to_owned()));
        Self { key_id, public_key_pem, ..Self::team(account, Role::Admin) }
    }

    /// The same key after it was revoked.
    #[must_use]
    pub fn revoked(self) -> Self {
        Self { revoked: true, ..self }
    }
}

impl Role {
    /// Whether resources of the type may be created, changed and deleted.
    pub(crate) fn may_write(self, kind: &str) -> bool {
        match self {
            Self::Admin | Self::AppManager => true,
            Self::Marketing => MEDIA.contains(&kind),
            Self::Developer | Self::ReadOnly => false,
        }
    }
}

impl fmt::Debug for IssuedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IssuedKey")
            .field("account", &self.account)
            .field("key_id", &self.key_id)
            .field("issuer_id", &self.issuer_id)
            .field("role", &self.role)
            .field("key_path", &self.key_path)
            .finish_non_exhaustive()
    }
}

/// The uncompressed point of a P-256 public key in PEM, or what is wrong with it.
pub(crate) fn point(pem: &str) -> Result<Vec<u8>, String> {
    if !pem.contains("BEGIN PUBLIC KEY") {
        return Err("expected PEM text with -----BEGIN PUBLIC KEY-----".to_owned());
    }
    let text: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(text).map_err(|error| error.to_string())?;
    let point = der.strip_prefix(&P256_HEADER).filter(|point| point.len() == POINT && point[0] == 4);
    point.map(<[u8]>::to_vec).ok_or_else(|| "it is not an uncompressed P-256 public key".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_key_is_read() {
        let der: Vec<u8> = P256_HEADER.into_iter().chain([4]).chain([7; 64]).collect();
        let pem = |der: &[u8]| format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der));
        assert_eq!(point(&pem(&der)).unwrap(), der[26..]);
        assert!(point(&pem(&der[..90])).unwrap_err().contains("P-256"));
        assert!(point("-----BEGIN PRIVATE KEY-----").unwrap_err().contains("BEGIN PUBLIC KEY"));
        assert!(point("-----BEGIN PUBLIC KEY-----\n!").is_err());
    }

    #[test]
    fn roles_write_what_they_may() {
        assert!(Role::Marketing.may_write("appScreenshots"));
        assert!(!Role::Marketing.may_write("appStoreVersions"));
        assert!(Role::AppManager.may_write("appStoreVersions"));
        assert!(!Role::Developer.may_write("appScreenshots"));
        assert!(!Role::ReadOnly.may_write("apps"));
    }
}
