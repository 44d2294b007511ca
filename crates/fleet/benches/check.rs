//! How fast the checks are, over a simulated fleet with everything that is commonly wrong: each app has a live version
//! and a draft, in twelve languages, with pictures.
//!
//! `cargo bench -p appfleet --bench check -- 1000 10000` for fleets of a thousand and of ten thousand apps. The database
//! is made by `fleet sync` from the simulator; with `APPFLEET_CHECK_DATABASE=FILE` an existing one is taken.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it has measured")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use sim::{Listing, Options, Simulator};
use store::check::{Check, built_in};

/// How often what can be repeated is: the fastest counts, the others were disturbed.
const TIMES: usize = 5;
/// What all checks together must not exceed, in milliseconds, up to 1,000 apps and beyond.
const GOALS: [f64; 2] = [300.0, 2_500.0];

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for apps in if sizes.is_empty() { vec![1_000] } else { sizes } {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = std::env::var_os("APPFLEET_CHECK_DATABASE").map_or_else(|| mirror(folder.path(), apps), PathBuf::from);
        measure(&database, apps);
    }
}

/// Mirrors a fleet of so many apps into this folder; returns where the database is.
fn mirror(folder: &Path, apps: usize) -> PathBuf {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let listing = Listing { locales: Some(12), sets: 2, screenshots: 3, share: 100, uniform: false };
    let options = Options { accounts: vec!["acme".into()], apps, listing, hourly_limit: u32::MAX, ..Options::default() };
    let simulator = runtime.block_on(Simulator::start(options)).expect("a simulator");
    let mut config = String::new();
    for account in simulator.accounts() {
        let key = folder.join("key.p8");
        std::fs::write(&key, &account.private_key_pem).expect("a key");
        let _ = write!(
            config,
            "[budget]\nreserve = 0\n[accounts.{}]\nkey_id = \"{}\"\nissuer_id = \"{}\"\nkey_path = \"key.p8\"\nbase_url = \"{}\"\n",
            account.name,
            account.key_id,
            account.issuer_id,
            simulator.url()
        );
    }
    std::fs::write(folder.join("fleet.toml"), config).expect("a workspace");
    let mut sync = Command::new(env!("CARGO_BIN_EXE_fleet"));
    let status = sync.args(["sync", "--all", "--quiet", "--format", "table"]).current_dir(folder).env("HOME", folder).status();
    assert!(status.expect("fleet runs").success(), "the fleet is mirrored");
    folder.join(".fleet/fleet.db")
}

fn measure(database: &Path, apps: usize) {
    let checks = built_in();
    let (all, found) = fastest(database, &checks);
    let mut each: Vec<(f64, usize, &str)> = checks
        .iter()
        .map(|check| {
            let (time, found) = fastest(database, std::slice::from_ref(check));
            (time, found, check.name.as_str())
        })
        .collect();
    each.sort_by(|one, other| other.0.total_cmp(&one.0));
    println!("{apps} apps, {} checks\n{:40} {:>8} {:>9}", checks.len(), "", "ms", "findings");
    for (time, found, name) in each {
        println!("{name:40} {time:>8.1} {found:>9}");
    }
    let goal = GOALS[usize::from(apps > 1_000)];
    println!("{:40} {all:>8.1} {found:>9}   goal {goal} {}\n", "all, on all cores", if all <= goal { "met" } else { "MISSED" });
}

/// Milliseconds of the fastest run, and what was found.
fn fastest(database: &Path, checks: &[Check]) -> (f64, usize) {
    let mut fastest = f64::INFINITY;
    let mut findings = 0;
    for _ in 0..TIMES {
        let start = Instant::now();
        let (found, broken) = store::run_checks(database, checks).expect("the file can be read");
        assert!(broken.is_empty(), "{broken:?}");
        fastest = fastest.min(start.elapsed().as_secs_f64() * 1e3);
        findings = found.len();
        // What takes so long is no noise.
        if fastest > 1_000.0 {
            break;
        }
    }
    (fastest, findings)
}
