//! `fleet log`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use store::{FieldChange, Table, Value};

use crate::cli::Context;
use crate::diff::quoted;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Ui;

/// List what was pushed, newest first, or the calls of one changeset
#[derive(Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// Show the calls of this changeset
    changeset: Option<i64>,
}

pub(crate) fn log(context: &Context, args: &LogArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    match args.changeset {
        None => print_changesets(context.ui, reader.query(include_str!("../../../../sql/queries/log.sql"), &[])?)?,
        Some(changeset) => {
            let steps = reader.query(include_str!("../../../../sql/queries/log_steps.sql"), &[Value::Integer(changeset)])?;
            if steps.rows.is_empty() {
                return Err(FleetError::input(format!("changeset {changeset} was never pushed")).hint("`fleet log` lists the changesets"));
            }
            print_steps(context.ui, &steps)?;
        }
    }
    Ok(exit_code::DONE)
}

fn print_changesets(ui: Ui, mut table: Table) -> Result<()> {
    if ui.is_for_people() {
        // What a person does not look for in a list is in the JSON.
        for hidden in ["digest", "finished_at", "undo_of"] {
            if let Some(index) = table.columns.iter().position(|column| column == hidden) {
                table.columns.remove(index);
                table.rows.iter_mut().for_each(|row| drop(row.remove(index)));
            }
        }
        if let Some(index) = table.columns.iter().position(|column| column == "sealed_at") {
            table.columns[index] = "when".into();
            table.rows.iter_mut().for_each(|row| row[index] = local_time(&row[index]));
        }
    }
    ui.print_table(&table)
}

fn print_steps(ui: Ui, steps: &Table) -> Result<()> {
    if !ui.is_for_people() {
        let steps: Vec<Json> = steps.rows.iter().map(|row| step_json(&steps.columns, row)).collect();
        return ui.print_json(&Json::Array(steps));
    }
    let rows = steps.rows.iter().map(|row| {
        let [seq, status, method, resource, app, _, fields, _, note, ..] = row.as_slice() else { return Vec::new() };
        vec![seq.clone(), status.clone(), method.clone(), app.clone(), resource.clone(), Value::Text(changes(fields)), note.clone()]
    });
    let columns = ["seq", "status", "call", "app", "resource", "change", "note"];
    ui.print_table(&Table { columns: columns.map(ToOwned::to_owned).into(), rows: rows.collect() })
}

/// A row as a JSON object, with its fields as JSON and not as text.
fn step_json(columns: &[String], row: &[Value]) -> Json {
    let member = |(column, value): (&String, &Value)| {
        let nested = value.as_text().filter(|_| column == "fields").and_then(|text| serde_json::from_str(text).ok());
        (column.clone(), nested.unwrap_or_else(|| json!(value)))
    };
    Json::Object(columns.iter().zip(row).map(member).collect())
}

/// `copyright: '2025 ACME' → '2026 ACME'`
fn changes(fields: &Value) -> String {
    let fields: Vec<FieldChange> = fields.as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let change = |change: &FieldChange| format!("{}: {} → {}", change.field, quoted(&change.base), quoted(&change.value));
    fields.iter().map(change).collect::<Vec<_>>().join(", ")
}

fn local_time(seconds: &Value) -> Value {
    let timestamp = seconds.as_integer().and_then(|seconds| Timestamp::from_second(seconds).ok());
    timestamp.map(|timestamp| timestamp.to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string()).into()
}
