//! `fleet log`.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use owo_colors::OwoColorize as _;
use serde_json::{Value as Json, json};
use store::{FieldChange, JournalRow, Reader, Table, Value, without_secret};

use crate::cli::Context;
use crate::diff::{ChangeArgs, Selected, quoted};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::moment;
use crate::output::{Ui, shown};

/// List what was pushed, newest first, or the calls of one changeset
///
/// With `--rows` it is every field of every changeset, before and after, with Apple's answer: an audit as a table, or
/// with `--format csv`, `ndjson`, `json` or `markdown` for other programs.
///
/// Example: `fleet log 1`
#[derive(Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// Show the calls of this changeset
    changeset: Option<i64>,
    /// One line per row and field
    #[arg(long)]
    rows: bool,
    /// Only what was sealed since: today, yesterday, 12h, 2d, a date or a time
    #[arg(long, value_name = "WHEN", value_parser = moment::since)]
    since: Option<i64>,
    #[command(flatten)]
    changes: ChangeArgs,
}

pub(crate) fn log(context: &Context, args: &LogArgs) -> Result<u8> {
    let ui = context.ui.paged();
    let reader = context.workspace()?.reader()?;
    let selected = args.changes.select(&reader)?;
    if let Some(changeset) = args.changeset
        && reader.query("SELECT 1 FROM steps WHERE changeset = ?1 LIMIT 1", &[Value::Integer(changeset)])?.rows.is_empty()
    {
        return Err(FleetError::input(format!("changeset {changeset} was never pushed")).hint("`fleet log` lists the changesets"));
    }
    if args.rows {
        ui.print_table(&rows(ui, matching(&reader, args, &selected)?))?;
        return Ok(exit_code::DONE);
    }
    match args.changeset {
        None => {
            let mut table = reader.query(include_str!("../../../../sql/queries/log.sql"), &[])?;
            if !selected.is_all() || args.since.is_some() {
                let meant: HashSet<i64> = matching(&reader, args, &selected)?.iter().map(|row| row.changeset).collect();
                table.rows.retain(|row| row[0].as_integer().is_some_and(|number| meant.contains(&number)));
            }
            print_changesets(ui, table)?;
        }
        Some(changeset) => {
            let mut steps = reader.query(include_str!("../../../../sql/queries/log_steps.sql"), &[Value::Integer(changeset)])?;
            if !selected.is_all() {
                let meant: HashSet<i64> = matching(&reader, args, &selected)?.iter().map(|row| row.seq).collect();
                steps.rows.retain(|row| row[0].as_integer().is_some_and(|seq| meant.contains(&seq)));
            }
            print_steps(ui, &reader, changeset, &steps)?;
        }
    }
    Ok(exit_code::DONE)
}

/// The fields that were asked for.
fn matching(reader: &Reader, args: &LogArgs, selected: &Selected) -> Result<Vec<JournalRow>> {
    let mut rows = reader.journal(args.changeset)?;
    rows.retain(|row| {
        selected.has(&row.account, &row.app_id, row.locale.as_deref(), &row.resource, &row.field)
            && args.since.is_none_or(|since| row.sealed_at.is_some_and(|sealed_at| sealed_at >= since))
    });
    Ok(rows)
}

/// Prints changesets: what a person looks for in a list, or all of it.
pub(crate) fn print_changesets(ui: Ui, mut table: Table) -> Result<()> {
    if ui.is_for_people() {
        let column = |table: &Table, name: &str| table.columns.iter().position(|column| column == name);
        if let (Some(status), Some(waits)) = (column(&table, "status"), column(&table, "waits").or_else(|| column(&table, "paused"))) {
            for row in table.rows.iter_mut().filter(|row| row[waits] == Value::Integer(1)) {
                row[status] = Value::Text(format!("{}, waits for --continue", row[status]));
            }
        }
        for hidden in ["digest", "created_at", "finished_at", "undo_of", "waits", "paused"] {
            if let Some(index) = column(&table, hidden) {
                table.columns.remove(index);
                table.rows.iter_mut().for_each(|row| drop(row.remove(index)));
            }
        }
        if let Some(index) = column(&table, "sealed_at") {
            table.columns[index] = "when".into();
            table.rows.iter_mut().for_each(|row| row[index] = local_time(&row[index]));
        }
    }
    ui.print_table(&table)
}

fn print_steps(ui: Ui, reader: &Reader, changeset: i64, steps: &Table) -> Result<()> {
    if !ui.is_for_people() {
        let steps: Vec<Json> = steps.rows.iter().map(|row| step_json(&steps.columns, row)).collect();
        return ui.print_json(&Json::Array(steps));
    }
    let about = reader.query("SELECT status, sealed_at, author, title FROM changesets WHERE pk = ?1", &[Value::Integer(changeset)])?;
    if let Some([status, sealed_at, author, title]) = about.rows.first().map(Vec::as_slice) {
        let title = title.as_text().map(|title| format!(": {title}")).unwrap_or_default();
        let heading = format!("changeset {changeset}, {status} {} by {author}{title}", local_time(sealed_at));
        ui.print(&shown(&Value::Text(heading)).bold().to_string())?;
    }
    let rows = steps.rows.iter().map(|row| {
        let [seq, status, method, resource, app, _, fields, http, request_id, note, ..] = row.as_slice() else { return Vec::new() };
        let answer = [http, request_id].into_iter().map(ToString::to_string).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        vec![
            seq.clone(),
            status.clone(),
            method.clone(),
            app.clone(),
            resource.clone(),
            Value::Text(changes(fields)),
            Value::Text(answer),
            note.clone(),
        ]
    });
    let columns = ["seq", "status", "call", "app", "resource", "change", "answer", "note"];
    ui.print_table(&Table { columns: columns.map(ToOwned::to_owned).into(), rows: rows.collect() })
}

/// A row as a JSON object, with its fields as JSON and not as text.
fn step_json(columns: &[String], row: &[Value]) -> Json {
    let member = |(column, value): (&String, &Value)| {
        let nested = (column == "fields").then(|| json!(fields_of(value)));
        (column.clone(), nested.unwrap_or_else(|| json!(value)))
    };
    Json::Object(columns.iter().zip(row).map(member).collect())
}

/// `copyright: '2025 ACME' → '2026 ACME'`
fn changes(fields: &Value) -> String {
    let change = |change: &FieldChange| format!("{}: {} → {}", change.field, quoted(&change.base), quoted(&change.value));
    fields_of(fields).iter().map(change).collect::<Vec<_>>().join(", ")
}

fn fields_of(fields: &Value) -> Vec<FieldChange> {
    let fields: Vec<FieldChange> = fields.as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let safe = |change: FieldChange| FieldChange {
        base: without_secret(&change.field, change.base),
        value: without_secret(&change.field, change.value),
        ..change
    };
    fields.into_iter().map(safe).collect()
}

/// The audit: one row for each field, of a deleted row each field that it had.
fn rows(ui: Ui, journal: Vec<JournalRow>) -> Table {
    let columns = [
        "changeset",
        "when",
        "author",
        "title",
        "call",
        "status",
        "account",
        "client",
        "app",
        "platform",
        "version",
        "locale",
        "resource",
        "field",
        "before",
        "after",
        "http",
        "request_id",
        "note",
    ];
    let when = |seconds: Option<i64>| {
        let seconds = seconds.map_or(Value::Null, Value::Integer);
        if ui.is_for_people() { local_time(&seconds) } else { seconds }
    };
    let mut rows = Vec::new();
    for row in journal {
        let mut add = |field: &str, before: Value, after: Value| {
            rows.push(vec![
                Value::Integer(row.changeset),
                when(row.sealed_at),
                row.author.clone().into(),
                row.title.clone().into(),
                Value::Integer(row.seq),
                Value::Text(row.status.clone()),
                Value::Text(row.account.clone()),
                row.client.clone().into(),
                Value::Text(row.app.clone()),
                row.platform.clone().into(),
                row.version.clone().into(),
                row.locale.clone().into(),
                Value::Text(row.resource.clone()),
                Value::Text(field.to_owned()),
                without_secret(field, before),
                without_secret(field, after),
                row.http.map_or(Value::Null, Value::Integer),
                row.request_id.clone().into(),
                row.note.clone().into(),
            ]);
        };
        add(&row.field, row.base.clone(), row.value.clone());
        for (field, value) in row.given.iter().filter(|(_, value)| *value != Value::Null) {
            match row.field.as_str() {
                "-" => add(field, value.clone(), Value::Null),
                _ => add(field, Value::Null, value.clone()),
            }
        }
    }
    Table { columns: columns.map(ToOwned::to_owned).into(), rows }
}

fn local_time(seconds: &Value) -> Value {
    let timestamp = seconds.as_integer().and_then(|seconds| Timestamp::from_second(seconds).ok());
    timestamp.map(|timestamp| timestamp.to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string()).into()
}
