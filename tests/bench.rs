//! The benchmark's own arithmetic: medians, promises, and when a figure counts as worse.

#[path = "../crates/fleet/benches/fleet/report/mod.rs"]
mod report;

use insta::assert_snapshot;
use report::compare::{Change, compare};
use report::{Bar, Row, markdown};
use serde_json::json;

/// Two runs: one figure is slower beyond the noise, one within it, one faster, one a larger rate, one a count.
fn runs() -> (serde_json::Value, Vec<Row>) {
    let row = |name, size, unit, samples: &[f64], bar| Row::new(name, size, unit, samples.to_vec(), bar);
    let old = [
        row("seal", Some(1_000), "ms", &[10.0, 11.0, 12.0], Bar::Most(20.0)),
        row("diff", Some(1_000), "ms", &[10.0, 11.0, 19.0], Bar::Smaller),
        row("undo", Some(100), "ms", &[10.0], Bar::Smaller),
        row("load", Some(1_000), "rows/s", &[90_000.0, 100_000.0], Bar::Least(60_000.0)),
        row("pictures", None, "MB/s", &[100.0], Bar::Larger),
        row("requests", None, "requests", &[100.0], Bar::Exactly(100.0)),
        row("gone since", None, "ms", &[1.0], Bar::Smaller),
    ];
    let new = vec![
        row("seal", Some(1_000), "ms", &[14.0, 13.0, 30.0], Bar::Most(20.0)),
        row("diff", Some(1_000), "ms", &[18.0, 15.0, 14.0], Bar::Smaller),
        row("undo", Some(100), "ms", &[5.0], Bar::Smaller),
        row("load", Some(1_000), "rows/s", &[50_000.0, 55_000.0], Bar::Least(60_000.0)),
        row("pictures", None, "MB/s", &[50.0], Bar::Larger),
        row("requests", None, "requests", &[101.0], Bar::Exactly(100.0)),
        row("new", None, "ms", &[1.0], Bar::Smaller),
    ];
    (json!({ "rows": old.iter().map(Row::json).collect::<Vec<_>>() }), new)
}

#[test]
fn worse_is_more_than_a_tenth_beyond_the_noise() {
    let (old, new) = runs();
    let changes = compare(&old, &new).unwrap();
    let worse: Vec<&str> = changes.iter().filter(|change| change.is_regression).map(|change| change.name.as_str()).collect();
    // One request more is a matter of the promise, not of a tenth.
    assert_eq!(worse, ["seal", "load", "pictures"]);
    assert_eq!(new[5].is_met(), Some(false));
    assert_eq!(changes.len(), 6, "what only one run has is not compared");
    assert_snapshot!(changes.iter().map(Change::line).collect::<Vec<_>>().join("\n"), @r"
    seal (1000 apps)                                                              11.00        14.00   1.27 x  REGRESSION
    diff (1000 apps)                                                              11.00        15.00   1.36 x
    undo (100 apps)                                                               10.00         5.00   0.50 x
    load (1000 apps)                                                           95000.00     52500.00   0.55 x  REGRESSION
    pictures                                                                     100.00        50.00   0.50 x  REGRESSION
    requests                                                                     100.00       101.00   1.01 x
    ");
    assert!((changes[2].ratio() - 0.5).abs() < 1e-9);
    assert_eq!(compare(&old, &[]).unwrap(), []);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let (_, new) = runs();
    assert_eq!(compare(&json!([]), &new).unwrap_err(), "the older run has no `rows`: it is no file of --json");
    let broken = json!({ "rows": [{ "name": "seal", "size": 1000, "unit": "ms", "median": "fast" }] });
    assert_eq!(compare(&broken, &new).unwrap_err(), "`median` of `seal` is no number in the older run");
}

#[test]
fn a_table_has_a_line_for_each_figure() {
    let sizes = [100, 10_000];
    let rows = [
        Row::new("load", Some(100), "rows/s", vec![123_456.0], Bar::Least(60_000.0)).note("cold"),
        Row::new("load", Some(10_000), "rows/s", vec![30_000.0, 41_000.0, 39_000.4], Bar::Least(40_000.0)).note("warm"),
        Row::new("over", None, "requests", vec![0.0], Bar::Exactly(0.0)),
        Row::new("start", Some(100), "ms", vec![1.25, 12.34, 1.5, 2.0], Bar::Smaller),
    ];
    assert_snapshot!(markdown(&rows, &sizes), @r"
    | What | Unit | 100 apps | 10,000 apps | Bar | Met? | How |
    | --- | --- | ---: | ---: | --- | --- | --- |
    | load | rows/s | 123,456 | 39,000 (30,000..41,000) | ≥ 60,000 / ≥ 40,000 | **no** | 1 to 3 runs; cold; warm |
    | over | requests | 0 |  | = 0 | yes | once |
    | start | ms | 1.75 (1.25..12.3) |  | – | – | 4 runs |
    ");
    assert!((rows[3].median() - 1.75).abs() < 1e-9 && (rows[3].p95() - 12.34).abs() < 1e-9);
}
