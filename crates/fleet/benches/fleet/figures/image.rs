//! Screenshots: what `cargo bench -p appfleet-shots --bench fit` measures, as rows of this table.

use std::process::Command;

use serde_json::Value;

use crate::report::{Bar, Row};

/// Runs the other benchmark, which prints its own table as well, and reads what it wrote.
pub(crate) fn measure() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("fit.json");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["bench", "--quiet", "-p", "appfleet-shots", "--bench", "fit", "--", "--json"]).arg(&file);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stdout(std::io::stderr());
    assert!(cargo.status().expect("cargo runs").success(), "the benchmark of images ends well");
    let text = std::fs::read(&file).expect("what it measured");
    let figures: Vec<Value> = serde_json::from_slice(&text).expect("what it measured as JSON");
    figures.iter().map(row).collect()
}

fn row(figure: &Value) -> Row {
    let text = |key: &str| figure[key].as_str().unwrap_or_default();
    let samples = figure["samples"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let bar = match (figure["most"].as_f64(), figure["least"].as_f64()) {
        (Some(most), _) => Bar::Most(most),
        (_, Some(least)) => Bar::Least(least),
        _ => Bar::Smaller,
    };
    let unit = match text("unit") {
        "CPU s" => "CPU s",
        "dB" => "dB",
        "MB" => "MB",
        "ratio" => "ratio",
        _ => "s",
    };
    Row::new(text("name"), None, unit, samples, bar).note(text("note"))
}
