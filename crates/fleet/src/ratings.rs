//! Age ratings as fastlane's `rating_config.json`: one object, with Apple's names of questions and answers.

use std::path::Path;

use serde_json::{Map, Value as Json};
use store::catalog::{Field, Kind, catalog};
use store::{Reader, Value};

use crate::error::Result;
use crate::proposal::Proposal;
use crate::sentence;
use crate::texts::{App, World, object};

/// An answer that a file gives.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) column: String,
    pub(crate) value: Value,
    pub(crate) place: String,
}

/// Reads a file; what it says wrongly becomes a problem.
pub(crate) fn read(path: &Path, proposal: &mut Proposal) -> Result<Vec<Answer>> {
    let mut answers = Vec::new();
    for (key, json) in object(path)? {
        let place = format!("{} {key}", path.display());
        match fields().find(|field| field.attribute == key) {
            None => {
                let hint = sentence::did_you_mean(&key, fields().map(|field| field.attribute.as_str()));
                let sentence = ["Apple asks no such question".to_owned()].into_iter().chain(hint).collect::<Vec<_>>().join("; ");
                proposal.problem(&place, sentence);
            }
            Some(field) => match value(field, &json) {
                Ok(value) => answers.push(Answer { column: field.name.clone(), value, place }),
                Err(sentence) => proposal.problem(&place, sentence),
            },
        }
    }
    Ok(answers)
}

/// The answers of an app: of the age rating that can be edited, else of the one in the store.
pub(crate) fn of(reader: &Reader, world: World, app: &App) -> Result<Option<Json>> {
    let listed: Vec<&Field> = fields().collect();
    let columns = listed.iter().map(|field| format!("r.{}", field.name)).collect::<Vec<_>>().join(", ");
    let table = if world == World::Staged { "age_ratings" } else { "age_ratings_mirror" };
    let sql = format!(
        "SELECT {columns} FROM age_ratings AS v JOIN {table} AS r ON r.pk = v.pk WHERE v.app_id = ?1 AND v.account = ?2
         ORDER BY v.editable DESC, v.state = 'REPLACED_WITH_NEW_INFO' LIMIT 1"
    );
    let table = reader.query(&sql, &[Value::Text(app.id.clone()), Value::Text(app.account.clone())])?;
    let Some(row) = table.rows.into_iter().next() else { return Ok(None) };
    let answer = |(field, value): (&&Field, Value)| {
        let json = match (&field.kind, value) {
            (_, Value::Null) => return None,
            (Kind::Bool, value) => Json::Bool(value == Value::Integer(1)),
            (_, value) => Json::String(value.to_string()),
        };
        Some((field.attribute.clone(), json))
    };
    Ok(Some(Json::Object(listed.iter().zip(row).filter_map(answer).collect::<Map<_, _>>())))
}

/// The age rating of an app that can be edited, if there is one.
pub(crate) fn editable(reader: &Reader, app: &App) -> Result<Option<i64>> {
    let sql = "SELECT pk FROM age_ratings WHERE app_id = ?1 AND account = ?2 AND editable LIMIT 1";
    let table = reader.query(sql, &[Value::Text(app.id.clone()), Value::Text(app.account.clone())])?;
    Ok(table.rows.first().and_then(|row| row[0].as_integer()))
}

fn fields() -> impl Iterator<Item = &'static Field> {
    catalog().resource("age_ratings").into_iter().flat_map(|resource| &resource.fields).filter(|field| field.is_updatable())
}

fn value(field: &Field, json: &Json) -> Result<Value, String> {
    match (&field.kind, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Kind::Bool, Json::Bool(answer)) => Ok(Value::Integer(i64::from(*answer))),
        (Kind::Bool, other) => Err(format!("{other} is neither true nor false nor null")),
        (Kind::Enum(name), Json::String(answer)) => {
            let known: Vec<&String> = catalog().enums.iter().filter(|(known, _)| known == name).flat_map(|(_, values)| values).collect();
            if known.contains(&answer) {
                return Ok(Value::Text(answer.clone()));
            }
            let hint = sentence::did_you_mean(answer, known.iter().map(|known| known.as_str()));
            let all = || format!("one of {}", known.iter().map(|known| known.as_str()).collect::<Vec<_>>().join(", "));
            Err(format!("`{answer}` is no answer; {}", hint.unwrap_or_else(all)))
        }
        (_, Json::String(text)) => Ok(Value::Text(text.clone())),
        (_, other) => Err(format!("{other} is neither text nor null")),
    }
}
