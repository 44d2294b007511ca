//! What somebody who builds the program waits for: crates, size, and CPU seconds if asked for.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::figures::number;
use crate::process::children_cpu;
use crate::report::{Bar, Row};

/// Crates and size; with `is_asked` both profiles are built from nothing as well, which takes many minutes.
pub(crate) fn measure(is_asked: bool) -> Vec<Row> {
    let words = ["tree", "--package", "appfleet", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let tree = cargo(&words).output().expect("cargo runs");
    let text = String::from_utf8_lossy(&tree.stdout).into_owned();
    // A crate that was shown before has a star behind it, and ours have their folder.
    let crates: BTreeSet<String> = text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    let mut rows = vec![Row::new("crates of a build", None, "crates", vec![number(crates.len())], Bar::Most(320.0)).note("ours included")];
    let binary = std::env::var_os("FLEET").unwrap_or_else(|| env!("CARGO_BIN_EXE_fleet").into());
    if let Ok(file) = std::fs::metadata(Path::new(&binary)).map(|file| file.len()) {
        let size = number(usize::try_from(file / 1_000).expect("a size")) / 1e3;
        // Another profile says nothing of what is shipped.
        let bar = if cfg!(debug_assertions) { Bar::Smaller } else { Bar::Most(16.0) };
        rows.push(Row::new("shipped binary", None, "MB", vec![size], bar));
    }
    if is_asked {
        for (name, words, most) in
            [("first build, dev", &["build"][..], 300.0), ("first build, release", &["build", "--release"][..], 750.0)]
        {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let before = children_cpu();
            let status = cargo(words).args(["--package", "appfleet", "--target-dir"]).arg(folder.path()).status();
            assert!(status.expect("cargo runs").success(), "{name}");
            rows.push(Row::new(name, None, "CPU s", vec![children_cpu() - before], Bar::Most(most)));
        }
    }
    rows
}

fn cargo(words: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(words).current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo
}
