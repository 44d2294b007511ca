//! What writing to the views means, as cases of SQL and output, on the bundled SQLite and on Debian's `sqlite3` shell.
//!
//! The shell stands for every client that is not ours: the file alone must teach it the same meaning. Where it is not
//! installed that half is skipped, unless `APPFLEET_REQUIRE_SQLITE3` is set, as in CI.

mod every_view;

use std::fs;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::{Store, Value};

const FIXTURE: &str = include_str!("fixture.sql");
const CASES: &str = include_str!("cases.txt");

/// SQL and what it prints. Rows and errors are compared separately, because the shell writes them to two streams.
struct Case {
    title: &'static str,
    statements: Vec<&'static str>,
    expected: Output,
    expected_on_3_40: Option<Output>,
}

#[derive(Debug, Default, PartialEq)]
struct Output {
    rows: Vec<String>,
    errors: Vec<String>,
}

/// A file with the fixture, made once, and copied for every case.
struct Template {
    folder: tempfile::TempDir,
    bytes: Vec<u8>,
}

impl Template {
    fn new() -> Self {
        // What is temporary belongs to a connection, and is made again for each.
        Self::of(FIXTURE.split(TEMPORARY).next().unwrap())
    }

    /// A file with these rows.
    fn of(fixture: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("template.db");
        let store = Store::open(&path).unwrap();
        store.connection.execute_batch(fixture).unwrap();
        store.connection.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
        drop(store);
        Self { bytes: fs::read(path).unwrap(), folder }
    }

    fn copy(&self) -> std::path::PathBuf {
        let path = self.folder.path().join("fleet.db");
        fs::write(&path, &self.bytes).unwrap();
        path
    }

    fn temporary() -> String {
        format!("{TEMPORARY}{}", FIXTURE.split(TEMPORARY).nth(1).unwrap())
    }
}

/// Where the fixture begins to speak of what is temporary.
const TEMPORARY: &str = "-- What the cases look at.";

#[test]
fn on_the_bundled_sqlite() {
    let template = Template::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let connection = Connection::open(template.copy()).unwrap();
        connection.execute_batch(&Template::temporary()).unwrap();
        let mut output = Output::default();
        for sql in &case.statements {
            match rows(&connection, sql) {
                Ok(rows) => output.rows.extend(rows),
                Err(error) => output.errors.push(sentence(&error)),
            }
        }
        if output != case.expected {
            wrong.push(format!("# {}\n{}", case.title, output.written()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn on_the_shell_of_debian() {
    let version = Command::new("sqlite3").arg("--version").output();
    let Ok(version) = version else {
        assert!(std::env::var_os("APPFLEET_REQUIRE_SQLITE3").is_none(), "sqlite3 is not installed");
        return;
    };
    let is_3_40 = String::from_utf8_lossy(&version.stdout).starts_with("3.40");
    let template = Template::new();
    for case in cases() {
        let script = format!("{}\n{}\n", Template::temporary(), case.statements.join("\n"));
        let output = shell(&template.copy(), &script);
        let expected = case.expected_on_3_40.filter(|_| is_3_40).unwrap_or(case.expected);
        assert_eq!(output, expected, "{}", case.title);
    }
}

fn cases() -> Vec<Case> {
    let cases: Vec<_> = CASES.split("\n\n# ").map(|text| Case::parse(text.trim_start_matches("# "))).collect();
    assert!(cases.len() >= 53, "the measured matrix had 53 cases");
    cases
}

impl Case {
    fn parse(text: &'static str) -> Self {
        let (title, rest) = text.split_once('\n').unwrap();
        let (sql, output) = rest.split_once("\n---\n").unwrap();
        let (expected, on_3_40) = output.split_once("--- 3.40\n").map_or((output, None), |(new, old)| (new, Some(old)));
        Self {
            title,
            statements: sql.split_inclusive(";\n").collect(),
            expected: Output::parse(expected),
            expected_on_3_40: on_3_40.map(Output::parse),
        }
    }
}

impl Output {
    /// As it would stand in the file.
    fn written(&self) -> String {
        let errors = self.errors.iter().map(|error| format!("error: {error}"));
        self.rows.iter().cloned().chain(errors).collect::<Vec<_>>().join("\n")
    }

    fn parse(text: &str) -> Self {
        let mut output = Self::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix("error: ") {
                Some(error) => output.errors.push(error.into()),
                None => output.rows.push(line.into()),
            }
        }
        output
    }
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values: Result<Vec<Value>, _> = (0..columns).map(|index| row.get(index)).collect();
        Ok(values?.iter().map(|value| if *value == Value::Null { "NULL".into() } else { value.to_string() }).collect::<Vec<_>>().join("|"))
    })?;
    rows.collect()
}

fn sentence(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

fn shell(file: &std::path::Path, script: &str) -> Output {
    use std::io::Write as _;

    let mut child = Command::new("sqlite3")
        .args(["-batch", "-nullvalue", "NULL"])
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    Output {
        rows: String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect(),
        errors: errors.lines().filter_map(shell_error).collect(),
    }
}

/// `Runtime error near line 3: the sentence (19)` → `the sentence`; the lines that point at the place are dropped.
fn shell_error(line: &str) -> Option<String> {
    let (kind, rest) = line.split_once(" near line ")?;
    if !kind.ends_with("error") && kind != "Error:" {
        return None;
    }
    let (_, message) = rest.split_once(": ")?;
    Some(
        message
            .rsplit_once(" (")
            .filter(|(_, code)| code.trim_end_matches(')').parse::<u32>().is_ok())
            .map_or(message, |(text, _)| text)
            .to_owned(),
    )
}
