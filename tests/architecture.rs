//! The walls: who depends on whom, who owns which outside thing, who prints.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::support::root;

/// Every crate, and the crates of ours that it may use. docs/ARCHITECTURE.md draws the same table.
const ARROWS: &[(&str, &[&str])] = &[
    ("fleet", &["asc", "dashboard", "engine", "mcp", "shots", "sim", "store"]),
    ("engine", &["asc", "shots", "store"]),
    ("asc", &[]),
    ("store", &[]),
    ("shots", &[]),
    ("dashboard", &["store"]),
    ("mcp", &["store"]),
    ("sim", &[]),
];

/// Outside things and the crates that own them: nobody else depends on them.
const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &["fleet"]),
    ("reqwest", &["asc"]),
    ("jsonwebtoken", &["asc"]),
    ("governor", &["asc"]),
    ("rusqlite", &["store"]),
    ("fast_image_resize", &["shots"]),
    ("moxcms", &["shots"]),
    ("rayon", &["shots"]),
    ("maud", &["dashboard"]),
    ("axum", &["dashboard", "sim"]),
    ("rmcp", &["mcp"]),
    ("similar", &["fleet"]),
    ("clap_complete", &["fleet"]),
    ("clap_mangen", &["fleet"]),
    ("keyring", &["fleet"]),
    ("keyring-core", &["fleet"]),
];

/// What only comes along with a feature that nobody has by default.
const OPTIONAL: &[&str] = &["keyring", "keyring-core"];

/// The most lines of a file of Rust.
const LONGEST: usize = 600;

/// The folders of our crates.
pub(crate) fn crates() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("crates")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// A file of TOML of ours, by its path from the root.
pub(crate) fn table(path: &str) -> Table {
    fs::read_to_string(root().join(path)).unwrap().parse().unwrap()
}

/// What a crate depends on; what only its tests need counts as well.
fn dependencies(name: &str) -> BTreeSet<String> {
    let manifest = table(&format!("crates/{name}/Cargo.toml"));
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flatten().filter_map(|(_, platform)| platform.as_table());
    let tables = platforms
        .chain([&manifest])
        .flat_map(|table| ["dependencies", "dev-dependencies", "build-dependencies"].map(|kind| table.get(kind)));
    tables.flatten().filter_map(Value::as_table).flat_map(|table| table.keys().cloned()).collect()
}

#[test]
fn the_arrows_are_those_of_the_table() {
    let all = crates();
    assert_eq!(all, ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect(), "the table names every crate");
    let found: BTreeMap<&str, Vec<String>> =
        ARROWS.iter().map(|(name, _)| (*name, dependencies(name).intersection(&all).cloned().collect())).collect();
    let wanted = ARROWS.iter().map(|(name, arrows)| (*name, arrows.iter().map(ToString::to_string).collect())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn every_outside_thing_has_its_owners() {
    for (dependency, owners) in OWNERS {
        let users: Vec<String> = crates().into_iter().filter(|name| dependencies(name).contains(*dependency)).collect();
        let strangers: Vec<&String> = users.iter().filter(|user| !owners.contains(&user.as_str())).collect();
        assert!(strangers.is_empty(), "{dependency} belongs to {owners:?}, not to {strangers:?}");
    }
}

#[test]
fn what_is_heavy_is_optional() {
    let manifest = table("crates/fleet/Cargo.toml");
    assert!(manifest["features"].get("default").is_none(), "no feature is on by default");
    for name in OPTIONAL {
        assert_eq!(manifest["dependencies"][*name].get("optional"), Some(&Value::Boolean(true)), "{name}");
    }
}

/// All files of Rust below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Libraries return values; only the program talks and ends.
#[test]
fn only_fleet_prints_and_exits() {
    const WORDS: [&str; 6] = ["println!(", "print!(", "eprintln!(", "eprint!(", "dbg!(", "process::exit("];
    for name in crates().iter().filter(|name| *name != "fleet") {
        for path in sources(&root().join("crates").join(name).join("src")) {
            for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
                let is_code = !line.trim_start().starts_with("//");
                let found = WORDS.iter().find(|word| is_code && line.contains(**word));
                assert!(found.is_none(), "{}:{} says {found:?}", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn no_file_is_long() {
    for path in [sources(&root().join("crates")), sources(&root().join("tests"))].concat() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}

/// The code map has a line for each crate.
#[test]
fn the_architecture_page_names_every_crate_and_no_other() {
    let page = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let (_, map) = page.split_once("## Code map").unwrap();
    let (map, _) = map.split_once("\n## ").unwrap();
    let named = map.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned)).collect();
    assert_eq!(crates(), named);
}
