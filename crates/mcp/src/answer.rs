//! What a tool answers: JSON, or a sentence of the command line.

use std::fmt::Write as _;

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value as Json, json};
use store::{StoreError, Table};

use crate::Ran;

/// The most letters of an answer: what is longer crowds out everything else that an assistant has to think of.
const LONGEST: usize = 200_000;

/// Data, as text.
pub(crate) fn data(value: &Json) -> CallToolResult {
    let text = value.to_string();
    if text.len() > LONGEST {
        return refusal(&format!("the answer has {} bytes; ask for less: fewer columns, rows or apps", text.len()), None);
    }
    // Text alone: beside it the same as structured content would only cost the assistant its memory twice.
    CallToolResult::success(vec![ContentBlock::text(text)])
}

/// A sentence, and the next thing to do.
pub(crate) fn refusal(sentence: &str, hint: Option<&str>) -> CallToolResult {
    let mut text = format!("error: {sentence}");
    if let Some(hint) = hint {
        let _ = write!(text, "\nhint: {hint}");
    }
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// What a command printed, beside what it said.
pub(crate) fn of_command(ran: Result<Ran, String>) -> CallToolResult {
    match ran {
        Ok(ran) if ran.is_done => {
            let result: Json = serde_json::from_str(&ran.stdout).unwrap_or(Json::String(ran.stdout));
            let said: Vec<&str> = ran.stderr.lines().filter(|line| !line.is_empty()).collect();
            data(&json!({ "result": result, "said": said }))
        }
        Ok(ran) => CallToolResult::error(vec![ContentBlock::text(ran.stderr.trim())]),
        Err(sentence) => refusal(&sentence, None),
    }
}

/// Why the store did not do it. The command line has better hints; these are for what an assistant does.
pub(crate) fn of_store(error: &StoreError) -> CallToolResult {
    let hint = match error {
        StoreError::Missing(_) => Some("a person runs `fleet sync`; no tool here has a network"),
        StoreError::NotAllowed(_) => {
            Some("`query` reads; `stage` writes to the views, but to none that submits, releases or ends something")
        }
        StoreError::Sql { message } if message.starts_with("no such") => Some("the tool `schema` lists views and columns"),
        StoreError::Sql { message } if message == "a SELECT stages nothing" => Some("the tool `query` reads"),
        _ => None,
    };
    refusal(&error.to_string(), hint)
}

/// Rows as objects.
pub(crate) fn rows(table: &Table) -> Vec<Json> {
    let object = |row: &Vec<store::Value>| -> Json {
        let values = row.iter().map(|value| serde_json::to_value(value).unwrap_or_default());
        Json::Object(table.columns.iter().cloned().zip(values).collect::<Map<String, Json>>())
    };
    table.rows.iter().map(object).collect()
}
