//! What is known of one app.

use serde_json::{Map, Value as Json, json};
use store::{Reader, Table, Value, without_secret};

use super::Parts;
use crate::error::Result;
use crate::hyperlink;

/// One row, by the names of its columns.
#[derive(Debug, Clone)]
pub(super) struct Record(Vec<(String, Value)>);

impl Record {
    pub(super) fn value(&self, column: &str) -> &Value {
        self.0.iter().find(|(name, _)| name == column).map_or(&Value::Null, |(_, value)| value)
    }

    /// Text that is not empty.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.value(column).as_text().filter(|text| !text.is_empty())
    }

    pub(super) fn integer(&self, column: &str) -> Option<i64> {
        self.value(column).as_integer()
    }

    pub(super) fn is_true(&self, column: &str) -> bool {
        self.integer(column) == Some(1)
    }

    fn as_json(&self) -> Json {
        // What SQLite counts, JSON says.
        let said = |name: &str, value: &Value| match (name, value) {
            ("is_primary" | "editable" | "conflict" | "staged", Value::Integer(number)) => json!(*number != 0),
            ("tags", Value::Text(list)) => serde_json::from_str(list).unwrap_or_default(),
            (_, value) => json!(value),
        };
        Json::Object(self.0.iter().map(|(name, value)| (name.clone(), said(name, value))).collect::<Map<_, _>>())
    }
}

/// One app, as the mirror has it with what is staged.
#[derive(Debug)]
pub(super) struct App {
    pub(super) about: Record,
    pub(super) versions: Vec<Record>,
    pub(super) listings: Vec<Record>,
    pub(super) pictures: Vec<Record>,
    pub(super) changes: Vec<Record>,
    pub(super) findings: Vec<Record>,
    pub(super) history: Vec<Record>,
}

/// Reads the rows of one of our queries for one app.
macro_rules! rows {
    ($reader:expr, $key:expr, $name:literal) => {
        records($reader.query(include_str!(concat!("../../../../../sql/queries/show_", $name, ".sql")), $key)?)
    };
}

impl App {
    /// Reads it, as far as it is asked for.
    pub(super) fn read(reader: &Reader, (account, id): &(String, String), parts: &Parts) -> Result<Self> {
        let key = &[Value::Text(account.clone()), Value::Text(id.clone())];
        let of_platform = |row: &Record| parts.has_platform(row.text("platform"));
        let of_version = |row: &Record| of_platform(row) && parts.has_version(row.text("version_string"));
        let is_meant = |row: &Record| of_version(row) && parts.has_locale(row.text("locale"));
        let kept = |rows: Vec<Record>, is_kept: &dyn Fn(&Record) -> bool| rows.into_iter().filter(|row| is_kept(row)).collect();
        let about = rows!(reader, key, "apps").pop().unwrap_or(Record(Vec::new()));
        let safe = |Record(mut columns): Record| {
            let field = columns.iter().find(|(name, _)| name == "field").map_or_else(String::new, |(_, field)| field.to_string());
            for (_, value) in columns.iter_mut().filter(|(name, _)| ["base", "value", "current"].contains(&name.as_str())) {
                *value = without_secret(&field, std::mem::replace(value, Value::Null));
            }
            Record(columns)
        };
        Ok(Self {
            about,
            versions: kept(rows!(reader, key, "versions"), &of_version),
            listings: kept(rows!(reader, key, "listings"), &is_meant),
            pictures: kept(rows!(reader, key, "pictures"), &is_meant),
            changes: kept(rows!(reader, key, "changes").into_iter().map(safe).collect(), &is_meant),
            findings: kept(rows!(reader, key, "findings"), &is_meant),
            history: kept(rows!(reader, key, "history"), &of_version),
        })
    }

    /// Its name; the bundle id or the id where Apple gives none.
    pub(super) fn name(&self) -> &str {
        ["name", "bundle_id", "id"].iter().find_map(|column| self.about.text(column)).unwrap_or("unnamed")
    }

    /// Its page in App Store Connect.
    pub(super) fn address(&self) -> Option<String> {
        self.about.text("id").and_then(hyperlink::app_page)
    }

    /// Everything, under names that stay.
    pub(super) fn as_json(&self) -> Json {
        let list = |rows: &[Record]| Json::Array(rows.iter().map(Record::as_json).collect());
        let mut app = self.about.as_json();
        if let Json::Object(app) = &mut app {
            let parts = [
                ("versions", &self.versions),
                ("listings", &self.listings),
                ("screenshots", &self.pictures),
                ("changes", &self.changes),
                ("findings", &self.findings),
                ("history", &self.history),
            ];
            app.insert("url".into(), json!(self.address()));
            app.extend(parts.into_iter().map(|(name, rows)| (name.to_owned(), list(rows))));
        }
        app
    }
}

fn records(table: Table) -> Vec<Record> {
    let Table { columns, rows } = table;
    rows.into_iter().map(|row| Record(columns.iter().cloned().zip(row).collect())).collect()
}
