//! Where private keys are found: `fleet.toml`, the usual folders, and the environment of other tools.
//!
//! One documented order: what `fleet.toml` says of the account; else, for the only account, the environment of asc,
//! fastlane and codemagic in this order.

mod found;
mod keychain;

use std::env;
use std::path::{Path, PathBuf};

use asc::Key;
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::AccountConfig;
use crate::error::{FleetError, Result};

pub(crate) use found::{FoundKey, Issuer, Place, find_all, in_json};
pub(crate) use keychain::store as store_in_keychain;

/// Folders that other tools put keys in, below the workspace and the home folder.
const WORKSPACE_FOLDERS: [&str; 1] = ["private_keys"];
const HOME_FOLDERS: [&str; 3] = ["private_keys", ".private_keys", ".appstoreconnect/private_keys"];

/// Finds the key of an account. `root` is the workspace, against which paths are read.
pub(crate) fn find(name: &str, account: &AccountConfig, root: &Path) -> Result<Key> {
    let bad = |source| FleetError::Key { account: name.into(), source };
    if let Some(path) = &account.api_key_path {
        return Key::from_api_key_json(read(name, &root.join(path))?.expose_secret()).map_err(bad);
    }
    let named = account.key_path.as_deref().and_then(id_in_name);
    let Some(key_id) = account.key_id.as_ref().or(named.as_ref()) else { return from_environment(name, root) };
    if account.keychain {
        return Key::from_p8(key_id, account.issuer_id.as_deref(), keychain::read(name, key_id)?.expose_secret()).map_err(bad);
    }
    let path = match &account.key_path {
        Some(path) => root.join(path),
        None => in_usual_folders(key_id, root).ok_or_else(|| FleetError::KeyNotFound { account: name.into(), key_id: key_id.clone() })?,
    };
    Key::from_p8(key_id, account.issuer_id.as_deref(), read(name, &path)?.expose_secret()).map_err(bad)
}

/// The file that [`find`] reads for an account, if it reads one.
pub(crate) fn file(account: &AccountConfig, root: &Path) -> Option<PathBuf> {
    if let Some(path) = account.api_key_path.as_ref().or(account.key_path.as_ref()) {
        return Some(root.join(path));
    }
    in_usual_folders(account.key_id.as_ref().filter(|_| !account.keychain)?, root)
}

/// The key id in the name of a file as App Store Connect gives it: `AuthKey_2X9R4HXF34.p8`.
pub(crate) fn id_in_name(path: &Path) -> Option<String> {
    let id = path.file_name()?.to_str()?.strip_prefix("AuthKey_")?.strip_suffix(".p8")?;
    (!id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric())).then(|| id.to_owned())
}

/// The key that asc, fastlane or codemagic would use here.
pub(crate) fn from_environment(name: &str, root: &Path) -> Result<Key> {
    let bad = |source| FleetError::Key { account: name.into(), source };
    if let Some(path) = first(&["APP_STORE_CONNECT_API_KEY_PATH", "DELIVER_API_KEY_PATH"]) {
        return Key::from_api_key_json(read(name, &root.join(path))?.expose_secret()).map_err(bad);
    }
    let key_id = first(&["ASC_KEY_ID", "APP_STORE_CONNECT_API_KEY_KEY_ID", "APP_STORE_CONNECT_KEY_IDENTIFIER"]).ok_or(FleetError::NoKey)?;
    let issuer_id = first(&["ASC_ISSUER_ID", "APP_STORE_CONNECT_API_KEY_ISSUER_ID", "APP_STORE_CONNECT_ISSUER_ID"]);
    let pem = if let Some(path) = first(&["ASC_PRIVATE_KEY_PATH", "APP_STORE_CONNECT_API_KEY_KEY_FILEPATH"]) {
        read(name, &root.join(path))?
    } else if let Some(text) =
        first(&["ASC_PRIVATE_KEY", "ASC_PRIVATE_KEY_B64", "APP_STORE_CONNECT_API_KEY_KEY", "APP_STORE_CONNECT_PRIVATE_KEY"])
    {
        indirect(name, text.into(), root)?
    } else {
        let path =
            in_usual_folders(&key_id, root).ok_or_else(|| FleetError::KeyNotFound { account: name.into(), key_id: key_id.clone() })?;
        read(name, &path)?
    };
    Key::from_p8(&key_id, issuer_id.as_deref(), pem.expose_secret()).map_err(bad)
}

fn in_usual_folders(key_id: &str, root: &Path) -> Option<PathBuf> {
    let file = format!("AuthKey_{key_id}.p8");
    usual_folders(root).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

fn usual_folders(root: &Path) -> impl Iterator<Item = PathBuf> {
    let below_home = env::home_dir().into_iter().flat_map(|home| HOME_FOLDERS.map(|folder| home.join(folder)));
    WORKSPACE_FOLDERS.map(|folder| root.join(folder)).into_iter().chain(below_home)
}

/// codemagic's values may point elsewhere: `@env:NAME` or `@file:path`.
fn indirect(account: &str, text: SecretString, root: &Path) -> Result<SecretString> {
    if let Some(name) = text.expose_secret().strip_prefix("@env:") {
        return env::var(name)
            .map(Into::into)
            .map_err(|_| FleetError::input(format!("the environment has no {name}, which the key points to")));
    }
    match text.expose_secret().strip_prefix("@file:") {
        Some(path) => read(account, &root.join(path)),
        None => Ok(text),
    }
}

fn first(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

fn read(account: &str, path: &Path) -> Result<SecretString> {
    std::fs::read_to_string(path).map(Into::into).map_err(|source| FleetError::ReadKey {
        account: account.into(),
        path: path.into(),
        source,
    })
}
