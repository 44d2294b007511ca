//! Says in `FLEET_VERSION` which commit a release is built from.
//!
//! Nothing comes from the clock, so that the same commit gives the same program. A debug build names none: it would have
//! to be linked again after every commit. Who builds from an archive can say `APPFLEET_COMMIT="1a2b3c4d5 2026-11-23"`.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=APPFLEET_COMMIT");
    let commit = std::env::var("APPFLEET_COMMIT").ok().or_else(|| (std::env::var("PROFILE").ok()? == "release").then(commit)?);
    let commit = commit.map(|commit| format!(" ({commit})")).unwrap_or_default();
    println!("cargo:rustc-env=FLEET_VERSION={}{commit}", std::env::var("CARGO_PKG_VERSION").unwrap_or_default());
}

/// Hash and day of the commit; none outside a clone of this repository.
fn commit() -> Option<String> {
    let ours = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR")?).join("../..").canonicalize().ok()?;
    // An archive may have been unpacked in somebody else's repository.
    if Path::new(&git(&["rev-parse", "--show-toplevel"])?).canonicalize().ok()? != ours {
        return None;
    }
    println!("cargo:rerun-if-changed={}", git(&["rev-parse", "--git-path", "logs/HEAD"])?);
    git(&["log", "-1", "--format=%h %cs", "--abbrev=9"])
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
