//! A whole sync, from the outside: requests, rows, seconds and peak memory of the process, against a simulator that is
//! a process of its own.
//!
//! `cargo bench -p appfleet --bench sync -- 1000 20` for 1,000 apps in 20 locales (1,000 and 5 if left out).

#![expect(clippy::print_stdout, reason = "a benchmark prints what it has measured")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

fn main() {
    let numbers: Vec<String> = std::env::args().skip(1).filter(|word| word.parse::<usize>().is_ok()).collect();
    let apps = numbers.first().map_or("1000", String::as_str);
    let locales = numbers.get(1).map_or("5", String::as_str);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut server = serve(folder.path(), apps, locales);
    for line in ["sync", "sync", "sync --only states", "sync --only states,texts,media", "sync --only states,texts,media"] {
        measure(folder.path(), line);
    }
    server.kill().expect("the simulator ends");
    server.wait().expect("the simulator has ended");
}

/// Starts a simulator and writes the `fleet.toml` that it announces.
fn serve(folder: &Path, apps: &str, locales: &str) -> Child {
    let line =
        format!("sim --format table --apps {apps} --account acme --locales {locales} --screenshots 3 --uniform --hourly-limit 1000000");
    let mut server = fleet(folder, &line).stdout(Stdio::piped()).spawn().expect("fleet starts");
    let mut config = String::new();
    for line in BufReader::new(server.stdout.take().expect("its output")).lines() {
        let line = line.expect("a line of its output");
        if ["[accounts", "key_id", "issuer_id", "key_path", "base_url"].iter().any(|start| line.starts_with(start)) {
            config.push_str(&line);
            config.push('\n');
        }
        if line.starts_with("curl") {
            break;
        }
    }
    std::fs::write(folder.join("fleet.toml"), config).expect("fleet.toml is written");
    server
}

fn measure(folder: &Path, line: &str) {
    let start = Instant::now();
    let mut process = fleet(folder, &format!("{line} --json")).stdout(Stdio::piped()).spawn().expect("fleet starts");
    let mut peak = 0;
    while process.try_wait().expect("it can be asked for").is_none() {
        peak = peak.max(peak_memory(process.id()));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let seconds = start.elapsed().as_secs_f64();
    let report: serde_json::Value = serde_json::from_reader(process.stdout.take().expect("its output")).expect("a report");
    println!(
        "fleet {line}: {} requests, {} rows new, {} changed, {seconds:.2} s, {} MB at most",
        report["requests"],
        report["new"],
        report["changed"],
        peak / 1024
    );
}

/// Most memory that a process ever had, in kB; 0 where the system does not tell.
fn peak_memory(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

fn fleet(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fleet"));
    command.args(line.split_whitespace()).current_dir(folder).env("HOME", folder).env("XDG_STATE_HOME", folder);
    command
}
