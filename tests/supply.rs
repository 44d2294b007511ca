//! What comes from outside, held against deny.toml where cargo-deny is not installed; and what ours promise of themselves.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::architecture::{crates, table};
use crate::support::root;

/// The most crates of a build with its tests on one platform, ours included.
const MOST_CRATES: usize = 320;

/// What `cargo metadata` says of everything that is built on this computer, tests included.
static METADATA: LazyLock<Value> = LazyLock::new(|| {
    let told = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(told.stdout).unwrap().lines().find_map(|line| line.strip_prefix("host: ").map(ToOwned::to_owned)).unwrap();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host];
    let ran = Command::new(cargo).args(arguments).current_dir(root()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
});

/// The crates that are not ours.
fn foreign() -> impl Iterator<Item = &'static Value> {
    METADATA["packages"].as_array().unwrap().iter().filter(|package| !package["source"].is_null())
}

/// Strings of an array of deny.toml.
fn words(value: &toml::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// The numbers of a version of Rust, as far as they are given.
fn release(version: &str) -> Vec<u64> {
    version.split('.').map(|number| number.parse().unwrap()).collect()
}

#[test]
fn licences_are_those_that_we_can_keep() {
    let deny = table("deny.toml");
    let allowed = words(&deny["licenses"]["allow"]);
    let exceptions: BTreeMap<&str, Vec<&str>> = deny["licenses"]["exceptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|exception| (exception["crate"].as_str().unwrap(), words(&exception["allow"])))
        .collect();
    let refused: Vec<String> = foreign()
        .filter_map(|package| {
            let name = package["name"].as_str().unwrap();
            let text = package["license"].as_str().unwrap_or_default();
            let is_kept = Expression::parse_mode(text, ParseMode::LAX).is_ok_and(|licence| {
                licence.evaluate(|asked| {
                    let id = asked.license.id().map_or("", |id| id.name);
                    asked.addition.is_none() && (allowed.contains(&id) || exceptions.get(name).is_some_and(|more| more.contains(&id)))
                })
            });
            (!is_kept).then(|| format!("{name}: {text}"))
        })
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn crates_come_from_the_registry_with_a_checksum_and_none_is_banned() {
    let deny = table("deny.toml");
    let banned: Vec<&str> = deny["bans"]["deny"].as_array().unwrap().iter().map(|banned| banned["crate"].as_str().unwrap()).collect();
    assert!(banned.contains(&"openssl-sys"), "{banned:?}");
    let lock = table("Cargo.lock");
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(&name), "{name}");
        let Some(source) = package.get("source") else {
            assert!(name.starts_with("appfleet"), "{name}");
            continue;
        };
        assert_eq!(source.as_str(), Some("registry+https://github.com/rust-lang/crates.io-index"), "{name}");
        assert_eq!(package["checksum"].as_str().unwrap().len(), 64, "{name}");
    }
}

#[test]
fn no_crate_wants_a_newer_compiler_than_ours() {
    let manifest = table("Cargo.toml");
    let ours = release(manifest["workspace"]["package"]["rust-version"].as_str().unwrap());
    let wants = foreign().filter_map(|package| Some((package["name"].as_str()?, package["rust_version"].as_str()?)));
    // `1.89.0` is no newer than `1.89`.
    let newer: Vec<_> = wants.filter(|(_, version)| release(version).into_iter().take(ours.len()).gt(ours.iter().copied())).collect();
    assert!(newer.is_empty(), "{newer:?}");
}

#[test]
fn a_build_stays_small() {
    let crates = METADATA["resolve"]["nodes"].as_array().unwrap().len();
    assert!(crates <= MOST_CRATES, "{crates} crates");
}

#[test]
fn unsafe_code_is_forbidden_in_every_crate() {
    assert_eq!(table("Cargo.toml")["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for name in crates() {
        assert_eq!(table(&format!("crates/{name}/Cargo.toml"))["lints"]["workspace"].as_bool(), Some(true), "{name}");
    }
}
