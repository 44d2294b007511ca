//! Every key that this computer has, as [`crate::keys::find`] would find it and as other tools tell of it.
//!
//! What tells of a key may know less than all of it: a file knows its id, and not its issuer. What is told of the same
//! key in several places is put together.

use std::env;
use std::path::{Path, PathBuf};

use asc::Key;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{first, id_in_name, usual_folders};

/// A key, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct FoundKey {
    /// What its owner calls it elsewhere.
    pub(crate) name: Option<String>,
    pub(crate) key_id: String,
    pub(crate) issuer: Issuer,
    pub(crate) place: Place,
    /// Who tells of it, for people.
    pub(crate) told_by: String,
}

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// A team's.
    Team(String),
    /// A person's own.
    Individual,
    /// Nothing says.
    Unknown,
}

/// Where the private key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A `.p8` file in one of the usual folders, where its id finds it.
    Usual(PathBuf),
    /// A `.p8` file elsewhere.
    File(PathBuf),
    /// fastlane's `api_key.json`.
    Json(PathBuf),
    /// The text of a variable.
    Environment,
    /// Somebody names the key, but it is not here.
    Nowhere,
}

impl FoundKey {
    /// Why the key cannot be used, if it is here.
    pub(crate) fn fault(&self) -> Option<String> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map(SecretString::from).map_err(|error| format!("`{}` cannot be read: {error}", path.display()))
        };
        let key = match &self.place {
            Place::Usual(path) | Place::File(path) => read(path).and_then(|pem| key(&self.key_id, pem.expose_secret(), path)),
            Place::Json(path) => read(path).and_then(|json| {
                Key::from_api_key_json(json.expose_secret()).map(drop).map_err(|error| format!("`{}`: {error}", path.display()))
            }),
            Place::Environment | Place::Nowhere => Ok(()),
        };
        key.err()
    }

    /// The private key, if a file holds it as it was downloaded.
    pub(crate) fn pem(&self) -> Option<SecretString> {
        match &self.place {
            Place::Usual(path) | Place::File(path) => std::fs::read_to_string(path).ok().map(Into::into),
            _ => None,
        }
    }
}

fn key(key_id: &str, pem: &str, path: &Path) -> Result<(), String> {
    Key::from_p8(key_id, None, pem).map(drop).map_err(|error| format!("`{}`: {error}", path.display()))
}

/// All keys, those first that other tools would take first. `told` are those that somebody else has told of.
pub(crate) fn find_all(root: &Path, told: Vec<FoundKey>) -> Vec<FoundKey> {
    let mut all: Vec<FoundKey> = Vec::new();
    let json = [root.join("api_key.json"), root.join("fastlane/api_key.json")].into_iter().filter_map(|path| in_json(&path));
    let sources = in_environment(root).into_iter().chain(in_asc_config(root)).chain(json).chain(told).chain(in_folders(root));
    for key in sources {
        match all.iter_mut().find(|known| known.key_id == key.key_id) {
            Some(known) => merge(known, key),
            None => all.push(key),
        }
    }
    all
}

fn merge(known: &mut FoundKey, other: FoundKey) {
    if known.issuer == Issuer::Unknown {
        known.issuer = other.issuer;
    }
    if known.place == Place::Nowhere || matches!((&known.place, &other.place), (Place::File(path), Place::Usual(same)) if path == same) {
        known.place = other.place;
    }
    known.name = known.name.take().or(other.name);
}

/// `.p8` files with their id in the name.
fn in_folders(root: &Path) -> Vec<FoundKey> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in usual_folders(root) {
        let mut here: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        here.sort();
        paths.extend(here);
    }
    let key = |path: PathBuf| {
        let key_id = id_in_name(&path).filter(|_| path.is_file())?;
        let told_by = path.display().to_string();
        Some(FoundKey { name: None, key_id, issuer: Issuer::Unknown, place: Place::Usual(path), told_by })
    };
    paths.into_iter().filter_map(key).collect()
}

/// What asc, fastlane or codemagic would take, in the order of [`super::from_environment`].
fn in_environment(root: &Path) -> Option<FoundKey> {
    if let Some(path) = first(&["APP_STORE_CONNECT_API_KEY_PATH", "DELIVER_API_KEY_PATH"]) {
        return in_json(&root.join(path));
    }
    let key_id = first(&["ASC_KEY_ID", "APP_STORE_CONNECT_API_KEY_KEY_ID", "APP_STORE_CONNECT_KEY_IDENTIFIER"])?;
    let issuer = first(&["ASC_ISSUER_ID", "APP_STORE_CONNECT_API_KEY_ISSUER_ID", "APP_STORE_CONNECT_ISSUER_ID"]);
    let text = ["ASC_PRIVATE_KEY", "ASC_PRIVATE_KEY_B64", "APP_STORE_CONNECT_API_KEY_KEY", "APP_STORE_CONNECT_PRIVATE_KEY"];
    let place = match first(&["ASC_PRIVATE_KEY_PATH", "APP_STORE_CONNECT_API_KEY_KEY_FILEPATH"]) {
        Some(path) => Place::File(root.join(path)),
        None if first(&text).is_some() => Place::Environment,
        None => Place::Nowhere,
    };
    let issuer = issuer.map_or(Issuer::Unknown, Issuer::Team);
    Some(FoundKey { name: None, key_id, issuer, place, told_by: "the environment".into() })
}

/// The key of an `api_key.json`.
pub(crate) fn in_json(path: &Path) -> Option<FoundKey> {
    let text = SecretString::from(std::fs::read_to_string(path).ok()?);
    let key = Key::from_api_key_json(text.expose_secret()).ok()?;
    let issuer = key.issuer_id().map_or(Issuer::Individual, |issuer| Issuer::Team(issuer.to_owned()));
    let told_by = path.display().to_string();
    Some(FoundKey { name: None, key_id: key.id().to_owned(), issuer, place: Place::Json(path.to_owned()), told_by })
}

/// What we read of asc's `config.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AscConfig {
    #[serde(flatten)]
    first: AscKey,
    keys: Vec<AscKey>,
    /// Keys whose private part is in asc's own entry of the keychain.
    keychain_metadata: Vec<AscKey>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AscKey {
    name: String,
    key_id: String,
    issuer_id: String,
    private_key_path: String,
    key_type: String,
}

/// The profiles of asc: `ASC_CONFIG_PATH`, else `.asc/config.json` here or above, else that of the home folder.
fn in_asc_config(root: &Path) -> Vec<FoundKey> {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.into());
    let home = env::home_dir();
    let mut folders = root.ancestors().chain(home.as_deref()).map(|folder| folder.join(".asc/config.json"));
    let path = first(&["ASC_CONFIG_PATH"]).map(PathBuf::from).or_else(|| folders.find(|path| path.is_file()));
    path.and_then(|path| Some(in_asc_json(&std::fs::read_to_string(&path).ok()?, &path))).unwrap_or_default()
}

/// The keys of an asc `config.json`.
fn in_asc_json(text: &str, path: &Path) -> Vec<FoundKey> {
    let config: AscConfig = serde_json::from_str(text).unwrap_or_default();
    let keys = config.keys.into_iter().chain([config.first]).chain(config.keychain_metadata).filter(|key| !key.key_id.is_empty());
    let found = |key: AscKey| FoundKey {
        name: Some(key.name).filter(|name| !name.is_empty()),
        key_id: key.key_id,
        issuer: match (key.issuer_id.as_str(), key.key_type.as_str()) {
            (_, "individual") => Issuer::Individual,
            ("", _) => Issuer::Unknown,
            (issuer, _) => Issuer::Team(issuer.to_owned()),
        },
        place: if key.private_key_path.is_empty() { Place::Nowhere } else { Place::File(key.private_key_path.into()) },
        told_by: path.display().to_string(),
    };
    keys.map(found).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Issuer, Place, in_asc_json, merge};

    #[test]
    fn profiles_of_asc_are_read() {
        let text = r#"{"key_id": "", "issuer_id": "", "default_key_name": "acme", "timeout": "30s",
            "keys": [{"name": "acme", "key_id": "K1", "issuer_id": "I1", "private_key_path": "/k/AuthKey_K1.p8"},
                     {"name": "me", "key_id": "K2", "issuer_id": "", "private_key_path": "/k/2.p8", "key_type": "individual"}],
            "keychain_metadata": [{"name": "kept", "key_id": "K3", "issuer_id": "I3"}]}"#;
        let keys = in_asc_json(text, Path::new("config.json"));
        let of = |index: usize| (keys[index].name.as_deref(), keys[index].key_id.as_str(), &keys[index].issuer, &keys[index].place);
        assert_eq!(of(0), (Some("acme"), "K1", &Issuer::Team("I1".into()), &Place::File("/k/AuthKey_K1.p8".into())));
        assert_eq!(of(1), (Some("me"), "K2", &Issuer::Individual, &Place::File("/k/2.p8".into())));
        assert_eq!(of(2), (Some("kept"), "K3", &Issuer::Team("I3".into()), &Place::Nowhere));
        assert!(in_asc_json("[1", Path::new("x")).is_empty());
    }

    #[test]
    fn what_is_told_of_a_key_in_two_places_is_put_together() {
        let keys = in_asc_json(
            r#"{"keys": [{"name": "a", "key_id": "K", "issuer_id": "I"}, {"key_id": "K", "private_key_path": "/k.p8"}]}"#,
            Path::new("x"),
        );
        let [mut known, other] = <[_; 2]>::try_from(keys).unwrap();
        merge(&mut known, other);
        assert_eq!((known.issuer, known.place), (Issuer::Team("I".into()), Place::File("/k.p8".into())));
    }
}
