//! What to measure, and what to hold it against.

use std::path::PathBuf;

/// Parts that can be named, in the order they are measured.
pub(crate) const PARTS: [&str; 7] = ["requests", "budget", "limits", "store", "commands", "images", "build"];

/// The words behind `--`.
#[derive(Debug, clap::Parser)]
#[command(name = "cargo bench -p appfleet --bench fleet --", about = "Measure Appfleet against its promises")]
pub(crate) struct Options {
    /// Sizes of fleets to measure, in apps
    #[arg(long, value_delimiter = ',', default_value = "100,1000,10000")]
    pub(crate) apps: Vec<usize>,
    /// Write machine, versions and figures into this file
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Compare with an older file of --json; exit code 1 if a figure is worse by more than a tenth and beyond the noise
    #[arg(long, value_name = "OLD.json")]
    pub(crate) compare: Option<PathBuf>,
    /// Also sync and push fleets of more than 1,000 apps from the simulator, which takes minutes
    #[arg(long)]
    pub(crate) full: bool,
    /// Also build everything from nothing and count CPU seconds
    #[arg(long)]
    pub(crate) first_build: bool,
    /// Only these parts
    #[arg(value_parser = PARTS)]
    parts: Vec<String>,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// Whether this part is to be measured.
    pub(crate) fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|one| one == part)
    }
}
