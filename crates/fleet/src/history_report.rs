//! What has happened to the fleet, and how long reviews take: rows for programs, words for people.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{Reader, Table, Value};

use crate::error::Result;
use crate::output::Ui;
use crate::sentence::lasted;

/// Prints what has happened since a moment, the newest last.
pub(crate) fn print_since(ui: Ui, reader: &Reader, since: i64) -> Result<()> {
    let table = reader.query(include_str!("../../../sql/queries/since.sql"), &[Value::Integer(since)])?;
    if !ui.is_for_people() {
        return ui.print_table(&table);
    }
    if table.rows.is_empty() {
        return ui.print(&format!("nothing has changed since {}; it is as new as the last sync", local_time(since)));
    }
    // The ids and the names that a person does not need beside the bundle id are in the JSON.
    let shown = [
        ("seen_at", "seen"),
        ("account", "account"),
        ("bundle_id", "app"),
        ("resource", "what"),
        ("platform", "platform"),
        ("version_string", "version"),
        ("old", "old"),
        ("new", "new"),
        ("held", "after"),
    ];
    ui.print_table(&columns(&table, &shown, |column, value| match (column, value.as_integer()) {
        ("seen_at", Some(at)) => Value::Text(local_time(at)),
        ("held", Some(seconds)) => Value::Text(lasted(seconds)),
        _ => value.clone(),
    }))
}

/// Prints the median and the worst of what the last reviews of each account took.
pub(crate) fn print_review_times(ui: Ui, reader: &Reader, last: u32) -> Result<()> {
    let table = reader.query(include_str!("../../../sql/queries/review_times.sql"), &[Value::Integer(last.into())])?;
    if !ui.is_for_people() {
        return ui.print_table(&table);
    }
    let shown: Vec<(&str, &str)> = table.columns.iter().map(|column| (column.as_str(), column.as_str())).collect();
    ui.print_table(&columns(&table, &shown, |column, value| match value.as_integer() {
        Some(seconds) if column.starts_with("waited") || column.starts_with("reviewed") => Value::Text(lasted(seconds)),
        _ => value.clone(),
    }))
}

/// Some columns of a table, under other names and with other values.
fn columns(table: &Table, shown: &[(&str, &str)], value: impl Fn(&str, &Value) -> Value) -> Table {
    let place = |name: &str| table.columns.iter().position(|column| column == name);
    let shown: Vec<(usize, &str)> = shown.iter().filter_map(|(name, title)| Some((place(name)?, *title))).collect();
    let row = |row: &Vec<Value>| shown.iter().map(|(index, _)| value(&table.columns[*index], &row[*index])).collect();
    Table { columns: shown.iter().map(|(_, title)| (*title).to_owned()).collect(), rows: table.rows.iter().map(row).collect() }
}

fn local_time(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string()
}
