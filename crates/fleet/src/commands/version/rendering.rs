//! Templates for versions that are not there yet: their rows are those of the version before, under the new number.

use serde_json::json;
use store::{Reader, Value, literal};

use crate::error::Result;
use crate::template::{self, Names};

/// Renders templates over rows of a view that belong to some versions.
pub(super) struct Rendering<'a> {
    reader: &'a Reader,
    view: &'static str,
    names: Names,
    /// The rows as a subquery.
    rows: String,
}

/// What a template has become for one row.
pub(super) struct Rendered {
    /// Id of the version it is about.
    pub(super) version: String,
    pub(super) locale: String,
    pub(super) value: Value,
}

impl<'a> Rendering<'a> {
    /// Over the versions with these ids, or their localizations, as if the versions had this number.
    pub(super) fn new(reader: &'a Reader, view: &'static str, ids: &[&str], number: &str) -> Result<Self> {
        let columns = reader.query("SELECT name FROM pragma_table_info(?1) WHERE name <> 'version_string'", &[Value::Text(view.into())])?;
        let columns: Vec<&str> = columns.rows.iter().filter_map(|row| row[0].as_text()).collect();
        let id = if view == "versions" { "id" } else { "version_id" };
        let rows = format!(
            "(SELECT {}, {} AS version_string FROM {view} WHERE {id} IN (SELECT value FROM json_each({}))) AS {view}",
            columns.join(", "),
            literal(number),
            literal(&json!(ids).to_string())
        );
        Ok(Self { reader, view, names: Names::of(reader, view)?, rows })
    }

    /// Renders one template, in these locales only if any are given.
    pub(super) fn render(&self, template: &str, locales: Option<&[&str]>) -> Result<Vec<Rendered>> {
        let template = template::compile(template, &self.names)?;
        let (id, locale) = if self.view == "versions" { ("id", "''") } else { ("version_id", "locale") };
        let among = locales.map_or(String::new(), |locales| {
            format!(" WHERE locale IN ({})", locales.iter().map(|locale| literal(locale)).collect::<Vec<_>>().join(", "))
        });
        let needs: String = template.needs.iter().map(|(_, expression)| format!(", {expression} IS NULL")).collect();
        let sql = format!("SELECT {id}, {locale}, {}, app{needs} FROM {}{among} ORDER BY app", template.sql, self.rows);
        let rows = self.reader.query(&sql, &[])?.rows;
        for (index, (name, _)) in template.needs.iter().enumerate() {
            let mut apps: Vec<Value> = rows.iter().filter(|row| row[4 + index] == Value::Integer(1)).map(|row| row[3].clone()).collect();
            apps.dedup();
            if !apps.is_empty() {
                return Err(template::empty(name, &apps));
            }
        }
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let rendered = |row: Vec<Value>| {
            let (version, locale) = (text(&row[0]), text(&row[1]));
            row.into_iter().nth(2).map(|value| Rendered { version, locale, value })
        };
        Ok(rows.into_iter().filter_map(rendered).collect())
    }
}
