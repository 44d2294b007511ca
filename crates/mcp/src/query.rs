//! Reading the mirror: bounded in rows and in time, on a connection that cannot write.

use std::path::Path;
use std::time::Duration;

use rmcp::model::CallToolResult;
use serde_json::json;
use store::{Bounds, Reader, StoreError, Table, Value};

use crate::answer;

/// As long as somebody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most rows of an answer, however many are asked for.
pub(crate) const MOST: usize = 1_000;

/// Rows, and whether there are more.
pub(crate) fn query(mirror: &Path, sql: &str, parameters: &[Value], limit: usize) -> Result<(Table, bool), StoreError> {
    Reader::open(mirror)?.query_within(sql, parameters, Bounds { time: PATIENCE, rows: limit.clamp(1, MOST) })
}

/// The answer of a tool that reads.
pub(crate) fn answer(mirror: &Path, sql: &str, parameters: &[Value], limit: usize) -> CallToolResult {
    match query(mirror, sql, parameters, limit) {
        Ok((table, is_cut)) => answer::data(&json!({ "columns": table.columns, "rows": answer::rows(&table), "truncated": is_cut })),
        Err(error) => answer::of_store(&error),
    }
}

/// Views, or the columns of one with what can be staged in them.
pub(crate) fn schema(mirror: &Path, view: Option<&str>) -> CallToolResult {
    let views = "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY 1";
    let Some(view) = view else { return answer(mirror, views, &[], MOST) };
    let columns = "SELECT c.name AS \"column\", f.kind, f.access, f.max, f.why \
                   FROM pragma_table_info(?1) AS c LEFT JOIN fields AS f ON f.resource = ?1 AND f.name = c.name ORDER BY c.cid";
    match query(mirror, columns, &[Value::Text(view.into())], MOST) {
        Ok((table, _)) if table.rows.is_empty() => {
            answer::refusal(&format!("there is no view `{view}`"), Some("without a name all are listed"))
        }
        Ok((table, _)) => answer::data(&json!({ "view": view, "columns": answer::rows(&table) })),
        Err(error) => answer::of_store(&error),
    }
}
