//! Named queries, and their rows by column name.
//!
//! Values are only ever passed as parameters; nothing here puts text into SQL.

use std::collections::HashMap;

use serde_json::json;
use store::{Reader, Table, Value};

use crate::DashboardError;
use crate::app::App;

/// Names an app across accounts: the name of its account, and its id.
pub(crate) type AppKey = (String, String);

/// A query of `sql/queries`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query<'a> {
    /// Its file name without the ending.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) sql: &'a str,
}

/// Names a query of `sql/queries` and compiles its text in.
macro_rules! query {
    ($name:literal) => {
        $crate::query::Query { name: $name, sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/queries/", $name, ".sql")) }
    };
}
pub(crate) use query;

impl Query<'_> {
    /// Runs a query over the whole fleet.
    pub(crate) fn fleet(self, reader: &Reader) -> Result<Rows, DashboardError> {
        reader.query(self.sql, &[]).map(Rows).map_err(|source| DashboardError::Query { query: self.name, source })
    }

    /// Runs a query with parameters of its own.
    pub(crate) fn given(self, reader: &Reader, parameters: &[Value]) -> Result<Rows, DashboardError> {
        reader.query(self.sql, parameters).map(Rows).map_err(|source| DashboardError::Query { query: self.name, source })
    }

    /// Runs a query about one app: `?1` is the name of its account, `?2` its id.
    pub(crate) fn app(self, reader: &Reader, app: &App) -> Result<Rows, DashboardError> {
        self.given(reader, &[Value::Text(app.account.clone()), Value::Text(app.id.clone())])
    }

    /// Runs a query with one parameter.
    pub(crate) fn with(self, reader: &Reader, parameter: Value) -> Result<Rows, DashboardError> {
        reader.query(self.sql, &[parameter]).map(Rows).map_err(|source| DashboardError::Query { query: self.name, source })
    }

    /// Runs a query about some apps, whose accounts and ids are `?1`, and tells their rows apart.
    pub(crate) fn apps(self, reader: &Reader, apps: &[&App]) -> Result<HashMap<AppKey, Rows>, DashboardError> {
        let keys: Vec<[&str; 2]> = apps.iter().map(|app| [app.account.as_str(), app.id.as_str()]).collect();
        Ok(self.with(reader, Value::Text(json!(keys).to_string()))?.by_app())
    }
}

/// The rows of a query.
#[derive(Debug, Default)]
pub(crate) struct Rows(Table);

impl Rows {
    /// The rows, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.rows.iter().map(|values| Row { columns: &self.0.columns, values })
    }

    /// The rows of each app, told apart by the columns `account` and `app_id`.
    pub(crate) fn by_app(self) -> HashMap<AppKey, Self> {
        let Table { columns, rows } = self.0;
        let mut apps: HashMap<AppKey, Self> = HashMap::new();
        for values in rows {
            let key = Row { columns: &columns, values: &values }.app_key();
            let of_app = apps.entry(key).or_insert_with(|| Self(Table { columns: columns.clone(), rows: Vec::new() }));
            of_app.0.rows.push(values);
        }
        apps
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.rows.is_empty()
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.0.rows.len()
    }
}

/// One row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

impl<'a> Row<'a> {
    /// The value of a column. A column the query does not have reads as NULL; the tests render every page in debug
    /// builds, where it stops the program.
    pub(crate) fn value(&self, column: &str) -> &'a Value {
        let index = self.columns.iter().position(|name| name == column);
        debug_assert!(index.is_some(), "no column {column} in {:?}", self.columns);
        index.and_then(|index| self.values.get(index)).unwrap_or(&Value::Null)
    }

    /// The text of a column; `None` for NULL and for the empty text, which the store shows alike.
    pub(crate) fn text(&self, column: &str) -> Option<&'a str> {
        self.value(column).as_text().filter(|text| !text.is_empty())
    }

    /// The integer of a column.
    pub(crate) fn integer(&self, column: &str) -> Option<i64> {
        self.value(column).as_integer()
    }

    /// Whether a column is true.
    pub(crate) fn is_true(&self, column: &str) -> bool {
        self.integer(column).is_some_and(|integer| integer != 0)
    }

    /// The app a row is about, from its columns `account` and `app_id`.
    pub(crate) fn app_key(&self) -> AppKey {
        (self.string("account"), self.string("app_id"))
    }

    /// An owned text of a column, empty for NULL.
    pub(crate) fn string(&self, column: &str) -> String {
        self.text(column).unwrap_or_default().to_owned()
    }
}
