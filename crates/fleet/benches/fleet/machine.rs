//! What the figures were measured on, and with which versions.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

/// Processor, memory, system, compiler, SQLite, commit and moment, in the order they are printed.
pub(crate) fn describe() -> Value {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    json!({
        "date": jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string(),
        "cpu": line_of("/proc/cpuinfo", "model name"),
        "cores": cores,
        "memory": line_of("/proc/meminfo", "MemTotal"),
        "os": line_of("/etc/os-release", "PRETTY_NAME").trim_matches('"'),
        "kernel": read("/proc/sys/kernel/osrelease").trim(),
        "load": load.split_whitespace().next().unwrap_or_default(),
        "rustc": said("rustc", &["--version"]),
        "sqlite": store::sqlite_version(),
        "appfleet": format!("{} {}", env!("CARGO_PKG_VERSION"), said("git", &["describe", "--always", "--dirty", "--abbrev=9"])),
        "profile": if cfg!(debug_assertions) { "dev: figures of time mean nothing" } else { "bench, which is release as it ships" },
    })
}

/// What [`describe`] found, as a list of Markdown.
pub(crate) fn markdown(machine: &Value) -> String {
    let entries = machine.as_object().into_iter().flatten();
    entries.map(|(name, value)| format!("- {name}: {}\n", value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))).collect()
}

/// What a file of `name: value` or `name=value` says of a name; empty where it does not.
fn line_of(path: &str, name: &str) -> String {
    let text = read(path);
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map_or("", |line| line.trim_start().trim_start_matches([':', '=']).trim()).to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The first line that a program prints; empty where there is none.
fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}
