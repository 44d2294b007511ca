//! Every promise of the project in one table: `cargo bench -p appfleet --bench fleet`.
//!
//! `-- --apps 100,1000 requests store` measures two parts at two sizes, `-- --json new.json --compare old.json` tells what
//! got worse. docs/BENCHMARKS.md holds the last table and says how to read it. Needs Linux, for `/proc`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints what it has measured")]

mod figures;
mod machine;
mod options;
mod process;
mod report;
mod served;
mod world;

use std::process::ExitCode;

use clap::Parser as _;
use figures::{budget, build, change, command, image, limits, load, request};
use options::Options;
use report::compare::compare;
use report::{Row, markdown};

fn main() -> ExitCode {
    // A process of the measurement of the shared budget.
    if let Some(books) = std::env::var_os(limits::BOOKS) {
        limits::send(books.as_ref());
        return ExitCode::SUCCESS;
    }
    let options = Options::parse();
    // A file that cannot be compared with is known before anything is measured.
    let old = match options.compare.as_deref().map(read).transpose() {
        Ok(old) => old,
        Err(error) => return fail(&error),
    };
    let machine = machine::describe();
    let rows = measure(&options);
    println!("{}\n{}", machine::markdown(&machine), markdown(&rows, &options.apps));
    if let Some(path) = &options.json {
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        let text = format!("{:#}\n", serde_json::json!({ "machine": machine, "rows": rows }));
        if let Err(error) = std::fs::write(path, text) {
            return fail(&format!("{} cannot be written: {error}", path.display()));
        }
    }
    let Some(old) = old else { return ExitCode::SUCCESS };
    let changes = match compare(&old, &rows) {
        Ok(changes) => changes,
        Err(error) => return fail(&error),
    };
    println!("\n{:70} {:>12} {:>12} {:>8}", "compared with the older run", "old", "new", "ratio");
    for change in &changes {
        println!("{}", change.line());
    }
    ExitCode::from(u8::from(changes.iter().any(|change| change.is_regression)))
}

/// The parts that are wanted, one after the other, so that none disturbs another.
fn measure(options: &Options) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |part: &str, found: Vec<Row>| {
        for row in &found {
            let size = row.size.map(|size| format!(" ({size} apps)")).unwrap_or_default();
            eprintln!("{part}: {}{size}: {:.2} {}", row.name, row.median(), row.unit);
        }
        rows.extend(found);
    };
    if options.wants("requests") {
        for apps in options.apps.iter().filter(|apps| options.full || **apps <= 1_000) {
            add("requests", request::measure(*apps));
        }
        add("requests", request::submission());
    }
    if options.wants("budget") {
        add("budget", budget::measure());
    }
    if options.wants("limits") {
        add("limits", limits::measure());
    }
    for apps in options.apps.iter().filter(|_| options.wants("store") || options.wants("commands")) {
        let (mut world, loaded) = load::measure(*apps);
        if options.wants("store") {
            add("store", loaded);
        }
        if options.wants("commands") {
            add("commands", command::measure(&world));
        }
        if options.wants("store") {
            add("store", change::measure(&mut world));
        }
    }
    if options.wants("images") {
        add("images", image::measure());
    }
    if options.wants("build") {
        add("build", build::measure(options.first_build));
    }
    rows
}

fn read(path: &std::path::Path) -> Result<serde_json::Value, String> {
    let text = std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{} is no JSON: {error}", path.display()))
}

fn fail(error: &str) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}
