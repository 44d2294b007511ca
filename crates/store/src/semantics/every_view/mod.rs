//! Every column of every view, from the catalogue: what may be written to it, what is refused and with which sentence.
//!
//! The cases are made by rules that are written down here once more, apart from the generator, so that one mistake
//! cannot hide in both. All of them are one script, which the bundled SQLite and the `sqlite3` shell both run; each case
//! is a transaction that is rolled back. A new field is covered by its line in the catalogue.

mod case;
mod column;
mod fixture;
mod row;

use std::fmt::Write as _;
use std::fs::File;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use super::{Template, rows, sentence, shell_error};
use crate::catalog::{Access, View, catalog};

use case::{Case, Ended, Step};
use fixture::{all_columns, base, columns, fixture, shows_itself};

#[test]
fn on_the_bundled_sqlite() {
    let template = Template::of(&fixture());
    let connection = Connection::open(template.copy()).unwrap();
    compare(&cases(), |_, sql| rows(&connection, sql).map_err(|error| sentence(&error)));
}

#[test]
fn on_the_shell_of_debian() {
    if Command::new("sqlite3").arg("--version").output().is_err() {
        assert!(std::env::var_os("APPFLEET_REQUIRE_SQLITE3").is_none(), "sqlite3 is not installed");
        return;
    }
    let cases = cases();
    let ended = shell(&Template::of(&fixture()), &cases);
    compare(&cases, |number, _| ended[number].clone());
}

/// Nothing is left out: every view, and every column that SQLite says it has.
#[test]
fn every_column_has_a_case() {
    let template = Template::of(&fixture());
    let connection = Connection::open(template.copy()).unwrap();
    let titles: Vec<String> = cases().into_iter().map(|case| case.title).collect();
    for view in &catalog().views {
        let columns = rows(&connection, &format!("SELECT name FROM pragma_table_info('{}')", view.name)).unwrap();
        assert_eq!(columns, all_columns(view), "{}", view.name);
        for column in columns {
            assert!(titles.iter().any(|title| title.starts_with(&format!("{}.{column}:", view.name))), "{}.{column}", view.name);
        }
    }
}

fn compare(cases: &[Case], mut run: impl FnMut(usize, &str) -> Ended) {
    let mut wrong = String::new();
    let mut number = 0;
    for case in cases {
        for step in &case.steps {
            let ended = run(number, &step.sql);
            number += 1;
            if ended != step.expected {
                let _ = writeln!(wrong, "{}\n  {}\n  expected {:?}\n  was      {ended:?}", case.title, step.sql, step.expected);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Runs every step in one shell. A step is a line, so that the number of the line of an error names it; what it prints
/// comes behind its number.
fn shell(template: &Template, cases: &[Case]) -> Vec<Ended> {
    let script = template.folder.path().join("script.sql");
    let steps: Vec<&Step> = cases.iter().flat_map(|case| &case.steps).collect();
    let lines: String = steps.iter().enumerate().map(|(number, step)| format!("SELECT '#{number}'; {};\n", step.sql)).collect();
    std::fs::write(&script, lines).unwrap();
    let output = Command::new("sqlite3")
        .args(["-batch", "-nullvalue", "NULL"])
        .arg(template.copy())
        .stdin(Stdio::from(File::open(&script).unwrap()))
        .output()
        .unwrap();
    let mut ended: Vec<Ended> = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        match (line.strip_prefix('#'), ended.last_mut()) {
            (Some(_), _) => ended.push(Ok(Vec::new())),
            (None, Some(Ok(rows))) => rows.push(line.into()),
            (None, _) => panic!("a row before all steps: {line}"),
        }
    }
    assert_eq!(ended.len(), steps.len(), "{}", String::from_utf8_lossy(&output.stderr));
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        let place = line.split_once(" near line ").and_then(|(_, rest)| rest.split(':').next()?.parse::<usize>().ok());
        if let (Some(place), Some(error)) = (place, shell_error(line)) {
            ended[place - 1] = Err(error);
        }
    }
    ended
}

/// Whether it shows what is ours to write beside rows that only Apple writes.
fn is_written_beside(view: &View) -> bool {
    let companion = view.companion.as_ref().and_then(|companion| catalog().resource(&companion.resource));
    base(view).is_mirror_only && companion.is_some_and(|companion| !companion.is_mirror_only)
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for view in &catalog().views {
        if base(view).is_mirror_only && !is_written_beside(view) {
            cases.extend(column::mirrored_only(view));
            continue;
        }
        let known = columns(view);
        for name in all_columns(view) {
            match known.iter().find(|(known, ..)| *known == name) {
                Some((_, resource, field)) if is_written_beside(view) && field.access == Access::Update => {
                    cases.push(column::staged(view, &name, resource, field));
                    cases.push(row::beside(view, &name, resource, field));
                }
                Some((_, resource, field)) if shows_itself(view, resource) && field.access == Access::Update => {
                    cases.push(column::staged(view, &name, resource, field));
                    cases.push(column::values(view, &name, resource, field));
                    cases.push(column::further(view, &name, resource, field));
                    cases.extend(column::frozen(view, &name, resource, field));
                }
                shown => {
                    let why = column::why(view, shown.map(|(_, resource, field)| (*resource, *field)));
                    cases.push(column::read_only(view, &name, &why));
                }
            }
        }
        cases.push(column::misspelt(view));
        cases.extend(column::pairs(view));
        if view.companion.is_none() {
            cases.extend(row::created(view));
            cases.extend(row::deleted(view));
        }
    }
    cases.extend(catalog().resources.iter().map(column::guarded));
    cases
}
