//! Which versions a command is about, and rows of queries by the names of their columns.

use store::{Reader, Table, Value};

use crate::error::Result;
use crate::selection::AppArgs;

/// Which versions it is about, and how
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ErrandArgs {
    #[command(flatten)]
    pub(crate) apps: AppArgs,
    /// Only these platforms
    #[arg(long, value_name = "PLATFORM", ignore_case = true, value_parser = ["IOS", "MAC_OS", "TV_OS", "VISION_OS"])]
    pub(crate) platform: Vec<String>,
    /// Print the plan and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Why, for the log
    #[arg(long, short, value_name = "TEXT")]
    pub(crate) message: Option<String>,
}

/// The same, looked up.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// Rows of the apps.
    pub(crate) apps: Vec<i64>,
    platforms: Option<Vec<String>>,
    /// Whether somebody named them: then everything that is left out is worth a word.
    pub(crate) is_named: bool,
}

impl ErrandArgs {
    /// Looks up what is meant, without the apps of these accounts.
    pub(crate) fn chosen(&self, reader: &Reader, unread: &[String]) -> Result<Chosen> {
        self.apps.check(reader)?;
        let (condition, mut parameters) = self.apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
        parameters.push(Value::Text(serde_json::json!(unread).to_string()));
        let sql =
            format!("SELECT pk FROM apps WHERE {condition}\n AND account NOT IN (SELECT value FROM json_each(?{}))", parameters.len());
        let apps = reader.query(&sql, &parameters)?.rows.iter().filter_map(|row| row[0].as_integer()).collect();
        let platforms = (!self.platform.is_empty()).then(|| self.platform.iter().map(|name| name.to_ascii_uppercase()).collect());
        Ok(Chosen { apps, platforms, is_named: self.apps.condition().is_some() })
    }
}

impl Chosen {
    /// The apps as the parameter of a query.
    pub(crate) fn apps(&self) -> Value {
        json(&self.apps)
    }

    /// The platforms as the parameter of a query; NULL for all.
    pub(crate) fn platforms(&self) -> Value {
        self.platforms.as_ref().map_or(Value::Null, |platforms| Value::Text(serde_json::json!(platforms).to_string()))
    }

    /// The records of a query whose parameters 1 and 2 are the apps and the platforms.
    pub(crate) fn records(&self, reader: &Reader, sql: &str, more: &[Value]) -> Result<Records> {
        let parameters = [&[self.apps(), self.platforms()], more].concat();
        Ok(Records(reader.query(sql, &parameters)?))
    }
}

/// Numbers as the parameter of a query.
pub(crate) fn json(numbers: &[i64]) -> Value {
    Value::Text(serde_json::json!(numbers).to_string())
}

/// The rows of a query.
pub(crate) struct Records(pub(crate) Table);

/// One of them.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    columns: &'a [String],
    row: &'a [Value],
}

impl Records {
    pub(crate) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        self.0.rows.iter().map(|row| Record { columns: &self.0.columns, row })
    }
}

impl Record<'_> {
    /// The value of a column; NULL where there is none.
    pub(crate) fn value(&self, column: &str) -> Value {
        self.columns.iter().position(|name| name == column).map_or(Value::Null, |place| self.row[place].clone())
    }

    pub(crate) fn text(&self, column: &str) -> Option<String> {
        self.value(column).as_text().map(ToOwned::to_owned)
    }

    /// The text of a column that is never empty.
    pub(crate) fn name(&self, column: &str) -> String {
        self.text(column).unwrap_or_default()
    }

    pub(crate) fn integer(&self, column: &str) -> Option<i64> {
        self.value(column).as_integer()
    }

    pub(crate) fn is(&self, column: &str) -> bool {
        self.integer(column).is_some_and(|number| number != 0)
    }
}
