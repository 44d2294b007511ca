//! `fleet import csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use store::{Reader, Value};

use crate::cli::Context;
use crate::columns::{self, Column, Columns};
use crate::error::{FleetError, Result};
use crate::proposal::{Proposal, SkipArgs};
use crate::sheet::{self, Sheet, SheetRow};

/// A sheet, and what it is about
#[derive(Debug, clap::Args)]
pub(crate) struct CsvArgs {
    /// CSV file with a header, or - for standard input
    file: PathBuf,
    /// The view whose rows these are; found by the names of the columns, if they tell
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
    /// The word that stands for NULL, instead of an empty cell
    #[arg(long, value_name = "WORD")]
    null: Option<String>,
    #[command(flatten)]
    skip: SkipArgs,
}

pub(super) fn import(context: &Context, args: &CsvArgs) -> Result<u8> {
    let (bytes, name) = if args.file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes)?;
        (bytes, "standard input".to_owned())
    } else {
        let bytes = std::fs::read(&args.file).map_err(|source| FleetError::Read { path: args.file.clone(), source })?;
        (bytes, args.file.display().to_string())
    };
    let sheet = sheet::read(&bytes, &name)?;
    if sheet.columns.is_empty() {
        return Err(FleetError::input(format!("{name} has no header: its first line names the columns of a view")));
    }
    let mut duplicates = BTreeSet::new();
    if let Some(column) = sheet.columns.iter().find(|column| !duplicates.insert(*column)) {
        return Err(FleetError::input(format!("{name}: there are two columns `{column}`")));
    }
    let reader = context.workspace()?.reader()?;
    let columns = columns::of_sheet(&reader, &sheet.columns, args.view.as_deref())?;
    let mut proposal = Proposal::default();
    Comparison { reader: &reader, sheet: &sheet, columns: &columns, null: args.null.as_deref(), name: &name }.run(&mut proposal)?;
    proposal.stage(context, args.skip)
}

/// A sheet beside what the view shows.
struct Comparison<'a> {
    reader: &'a Reader,
    sheet: &'a Sheet,
    columns: &'a Columns,
    null: Option<&'a str>,
    name: &'a str,
}

impl Comparison<'_> {
    fn run(&self, proposal: &mut Proposal) -> Result<()> {
        let key = ["id", "pk"].into_iter().find(|key| self.place_of(key).is_some());
        let key = key.ok_or_else(|| {
            FleetError::input(format!("{}: there is no column `id`, by which rows are found", self.name))
                .hint(format!("export it too: fleet query --format csv \"SELECT id, … FROM {}\"", self.columns.view))
        })?;
        let sql = format!("SELECT pk, account, {} FROM {} WHERE {key} = ?1", self.sheet.columns.join(", "), self.columns.view);
        let mut seen: BTreeMap<i64, u64> = BTreeMap::new();
        for row in &self.sheet.rows {
            let place = format!("{}:{}", self.name, row.line);
            let id = self.cell(row, key);
            let account = self.place_of("account").map(|index| row.cells[index].as_str()).filter(|account| !account.is_empty());
            // A key is an integer to SQLite's eye only if it is one to ours.
            let parameter = if key == "pk" { id.parse().map_or(Value::Null, Value::Integer) } else { Value::Text(id.to_owned()) };
            let mut found = self.reader.query(&sql, &[parameter])?.rows;
            found.retain(|current| account.is_none_or(|account| current[1].as_text() == Some(account)));
            match found.as_slice() {
                [current] => {
                    let pk = current[0].as_integer().unwrap_or_default();
                    if let Some(line) = seen.insert(pk, row.line) {
                        proposal.problem(&place, format!("line {line} is about the same row"));
                        continue;
                    }
                    self.compare(proposal, row, pk, &current[2..], key);
                }
                [] if id.is_empty() => {
                    proposal.problem(&place, format!("there is no {key}; new rows are added with fleet edit \"INSERT INTO …\""));
                }
                [] => proposal.problem(&place, format!("no row of {} has the {key} `{id}`", self.columns.view)),
                _ => proposal.problem(&place, format!("several accounts have the {key} `{id}`; export the column account, too")),
            }
        }
        Ok(())
    }

    fn compare(&self, proposal: &mut Proposal, row: &SheetRow, pk: i64, current: &[Value], key: &str) {
        for ((name, cell), current) in self.sheet.columns.iter().zip(&row.cells).zip(current) {
            let column = self.columns.of(name);
            let is_key = name == key || (key == "id" && matches!(name.as_str(), "pk" | "info_pk"));
            if is_key || matches!(column, Column::Bookkeeping) {
                continue;
            }
            let place = format!("{}:{} {name}", self.name, row.line);
            match self.wanted(cell, current, column.is_bool()) {
                Ok(None) => {}
                Ok(Some(_)) if !column.is_updatable() => {
                    let sentence = format!("{}.{name} cannot be edited: it is `{current}` and not `{cell}`", self.columns.view);
                    proposal.problem(&place, sentence);
                }
                Ok(Some(value)) => proposal.set(&self.columns.view, pk, name, value, place),
                Err(sentence) => proposal.problem(&place, sentence),
            }
        }
    }

    /// The value that a cell stands for, if that is not the current one.
    fn wanted(&self, cell: &str, current: &Value, is_bool: bool) -> Result<Option<Value>, String> {
        let is_nothing = matches!(current, Value::Null) || current.as_text() == Some("");
        let value = match (cell, self.null) {
            ("", _) if is_nothing => return Ok(None),
            ("", None) => Value::Null,
            (cell, Some(null)) if cell == null => Value::Null,
            (cell, _) if is_bool => match cell.to_lowercase().as_str() {
                "1" | "true" | "yes" => Value::Integer(1),
                "0" | "false" | "no" => Value::Integer(0),
                _ => return Err(format!("`{cell}` is neither true nor false")),
            },
            // Spreadsheets end the lines within a cell as their system does.
            (cell, _) => Value::Text(cell.replace("\r\n", "\n")),
        };
        let is_same = match (&value, current) {
            (Value::Null, Value::Null) => true,
            (Value::Null, _) | (_, Value::Null) => false,
            (value, current) => value.to_string() == current.to_string().replace("\r\n", "\n"),
        };
        Ok((!is_same).then_some(value))
    }

    fn place_of(&self, column: &str) -> Option<usize> {
        self.sheet.columns.iter().position(|name| name == column)
    }

    fn cell<'r>(&self, row: &'r SheetRow, column: &str) -> &'r str {
        self.place_of(column).map_or("", |index| row.cells[index].trim())
    }
}
