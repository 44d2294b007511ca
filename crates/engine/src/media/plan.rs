//! From what is staged of sets and their files to calls.
//!
//! Heads first (room, sets, reservations in their final order), then the commits, then what only follows when everything
//! new is there: removals, and one call for the order where that of the reservations is not the one that is wanted.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value as Json, json};
use store::catalog::{Resource, catalog};
use store::{FieldChange, NewStep, ORDER, StagedField, Value};

use super::files_of;
use crate::seal::{change, create_body, item, update_body};

/// Everything that is staged of one set.
#[derive(Default)]
struct SetChange<'a> {
    /// The set itself is to be made, or to go.
    set: Option<&'a StagedField>,
    /// The order of its files, as it stands and as it is wanted.
    order: Option<&'a StagedField>,
    /// New files by their ids: what is staged of each.
    new: HashMap<&'a str, &'a [&'a StagedField]>,
    /// Files that are to go, by their ids.
    gone: HashMap<&'a str, &'a StagedField>,
    /// Whether a file was given a place of its own.
    is_moved: bool,
}

/// The calls for all sets.
pub(super) fn steps(rows: &[Vec<&StagedField>]) -> Vec<NewStep> {
    let (mut heads, mut commits, mut tails) = (Vec::new(), Vec::new(), Vec::new());
    for change in by_set(rows).into_values() {
        change.plan(&mut heads, &mut commits, &mut tails);
    }
    heads.into_iter().chain(commits).chain(tails).collect()
}

/// What is staged by app, kind of set and id of the set.
fn by_set<'a>(rows: &'a [Vec<&'a StagedField>]) -> BTreeMap<(i64, i64, &'a str), SetChange<'a>> {
    let mut sets: BTreeMap<(i64, i64, &str), SetChange<'_>> = BTreeMap::new();
    for row in rows {
        let Some((first, resource)) = row.first().and_then(|first| Some((first, catalog().resource_of_code(first.resource)?))) else {
            continue;
        };
        if files_of(resource).is_some() {
            let set = sets.entry((first.app, resource.code, &first.id)).or_default();
            for field in row {
                *(if field.field == ORDER { &mut set.order } else { &mut set.set }) = Some(field);
            }
            continue;
        }
        let parent = resource.parent.as_ref().and_then(|parent| catalog().resource(&parent.resource));
        let (Some(parent), Some(set_id)) = (parent, &first.parent_id) else { continue };
        let set = sets.entry((first.app, parent.code, set_id)).or_default();
        for field in row {
            match field.field.as_str() {
                "+" => drop(set.new.insert(&first.id, row)),
                "-" => drop(set.gone.insert(&first.id, field)),
                name => set.is_moved |= resource.field(name).is_some_and(|field| field.is_order),
            }
        }
    }
    sets
}

impl SetChange<'_> {
    fn plan(&self, heads: &mut Vec<NewStep>, commits: &mut Vec<NewStep>, tails: &mut Vec<NewStep>) {
        let Some(set) = self.set.or(self.order).and_then(|field| catalog().resource_of_code(field.resource)) else { return };
        let Some(files) = files_of(set) else { return };
        match self.set.map(|field| (field.field.as_str(), field)) {
            Some(("-", field)) => {
                // What goes with the set is what was seen in it: a file that somebody else added is a conflict.
                let seen = self.order.map_or_else(|| Value::Text("[]".into()), |order| order.base.clone());
                let seen = vec![change(ORDER, &seen, &Value::Null)];
                return tails.push(step(field, "DELETE", item(set, &field.id), None, seen));
            }
            Some((_, field)) => heads.push(step(field, "POST", set.path(), Some(create_body(set, field, &[])), Vec::new())),
            None => {}
        }
        let Some(order) = self.order else { return };
        let (before, wanted) = (ids(&order.base), ids(&order.value));
        // What is least seen makes room first.
        let mut gone: Vec<&StagedField> = before.iter().rev().filter_map(|id| self.gone.get(id.as_str()).copied()).collect();
        let room = files.most.unwrap_or(usize::MAX).saturating_sub(before.len());
        let late = gone.split_off(self.new.len().saturating_sub(room).min(gone.len()));
        heads.extend(gone.into_iter().map(|field| delete(files, field)));

        let new: Vec<&[&StagedField]> = wanted.iter().filter_map(|id| self.new.get(id.as_str()).copied()).collect();
        for row in &new {
            let Some(create) = row.iter().find(|field| field.field == "+") else { continue };
            let given = |name: &str| create.given.iter().find(|(column, _)| column == name).map(|(_, value)| value.clone());
            let is_sent = |field: &&&StagedField| files.field(&field.field).is_some_and(|field| !field.is_order);
            let fields: Vec<FieldChange> =
                row.iter().filter(is_sent).map(|field| change(&field.field, &field.base, &field.value)).collect();
            let reservation = StagedField {
                given: create.given.iter().filter(|(name, _)| files.field(name).is_none_or(|field| !field.is_commit)).cloned().collect(),
                ..(*create).clone()
            };
            heads.push(step(create, "POST", files.path(), Some(create_body(files, &reservation, &fields)), fields));
            let commit: Vec<FieldChange> = files
                .fields
                .iter()
                .filter(|field| field.is_commit)
                .filter_map(|field| Some(change(&field.name, &Value::Null, &given(&field.name)?)))
                .collect();
            let mut body = update_body(files, &create.id, &commit);
            body["data"]["attributes"]["uploaded"] = json!(true);
            commits.push(step(create, "PATCH", item(files, &create.id), Some(body), commit));
        }
        tails.extend(late.into_iter().map(|field| delete(files, field)));

        let left: Vec<&String> = before.iter().filter(|id| !self.gone.contains_key(id.as_str())).collect();
        let arriving = wanted.iter().filter(|id| self.new.contains_key(id.as_str()));
        let by_themselves: Vec<&String> = left.into_iter().chain(arriving).collect();
        if self.is_moved || by_themselves.iter().copied().ne(wanted.iter()) {
            let change = change(ORDER, &Value::Text(json!(by_themselves).to_string()), &order.value);
            tails.push(step(order, "PATCH", linkage(set, files, &order.id), Some(ordered(files, &wanted)), vec![change]));
        }
    }
}

/// Path of the linkage between a set and its files.
pub(super) fn linkage(set: &Resource, files: &Resource, id: &str) -> String {
    // Apple's relationship is called like the type that it leads to.
    format!("{}/relationships/{}", item(set, id), files.kind)
}

/// The document that puts files in order: all of them.
pub(super) fn ordered(files: &Resource, ids: &[String]) -> Json {
    let data: Vec<Json> = ids.iter().map(|id| json!({ "type": files.kind, "id": id })).collect();
    json!({ "data": data })
}

/// The ids in the text of a JSON array.
pub(super) fn ids(value: &Value) -> Vec<String> {
    value.as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn delete(files: &Resource, field: &StagedField) -> NewStep {
    step(field, "DELETE", item(files, &field.id), None, Vec::new())
}

fn step(of: &StagedField, method: &'static str, path: String, body: Option<Json>, fields: Vec<FieldChange>) -> NewStep {
    NewStep {
        account: of.account,
        app: of.app,
        method,
        path,
        body: body.map(|json| json.to_string()),
        resource: of.resource,
        pk: of.pk,
        fields,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::{StagedField, Value};

    use super::{ORDER, StagedField as Field};
    use crate::seal::compile;

    const SETS: i64 = 7;
    const FILES: i64 = 8;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn staged(resource: i64, id: &str, parent: &str, field: &str, value: Value) -> StagedField {
        let pk = id.bytes().map(i64::from).sum();
        Field {
            resource,
            pk,
            id: id.into(),
            account: 1,
            app: 1,
            parent_id: Some(parent.into()),
            field: field.into(),
            base: Value::Null,
            value,
            given: Vec::new(),
        }
    }

    fn new(id: &str, set: &str) -> StagedField {
        let given = [("file_name", text(&format!("{id}.png"))), ("file_size", Value::Integer(7)), ("checksum", text("ff"))];
        Field { given: given.map(|(name, value)| (name.into(), value)).into(), ..staged(FILES, id, set, "+", Value::Null) }
    }

    fn order(set: &str, before: &[&str], wanted: &[&str]) -> StagedField {
        Field { base: text(&json!(before).to_string()), ..staged(SETS, set, "locale", ORDER, text(&json!(wanted).to_string())) }
    }

    /// The calls as lines, with the order where there is one.
    fn calls(staged: &[StagedField]) -> Vec<String> {
        let (steps, _) = compile(staged);
        let line = |step: &store::NewStep| {
            let body: serde_json::Value = step.body.as_deref().map(|body| serde_json::from_str(body).unwrap()).unwrap_or_default();
            let attributes = &body["data"]["attributes"];
            let ids: Vec<&str> = body["data"].as_array().into_iter().flatten().filter_map(|linked| linked["id"].as_str()).collect();
            let name = attributes["fileName"].as_str().map(|name| format!(" {name}")).unwrap_or_default();
            let path = step.path.trim_start_matches("/v1/");
            format!("{} {path}{name}{}", step.method, if ids.is_empty() { String::new() } else { format!(" {}", ids.join(",")) })
        };
        steps.iter().map(line).collect()
    }

    #[test]
    fn new_files_are_reserved_in_their_order_and_need_no_other() {
        let set = Field { given: vec![("display_type".into(), text("APP_IPHONE_67"))], ..staged(SETS, "~s", "locale", "+", Value::Null) };
        let (steps, _) = compile(&[set, new("~2", "~s"), new("~1", "~s"), order("~s", &[], &["~1", "~2"])]);
        let bodies: Vec<serde_json::Value> =
            steps.iter().map(|step| serde_json::from_str(step.body.as_deref().unwrap()).unwrap()).collect();
        assert_eq!(
            bodies[1],
            json!({"data": {
                "type": "appScreenshots",
                "attributes": {"fileName": "~1.png", "fileSize": 7},
                "relationships": {"appScreenshotSet": {"data": {"type": "appScreenshotSets", "id": "~s"}}},
            }})
        );
        assert_eq!(
            bodies[3],
            json!({"data": {"type": "appScreenshots", "id": "~1", "attributes": {"sourceFileChecksum": "ff", "uploaded": true}}})
        );
        let lines: Vec<_> = steps.iter().map(|step| format!("{} {}", step.method, step.path)).collect();
        assert_eq!(
            lines,
            [
                "POST /v1/appScreenshotSets",
                "POST /v1/appScreenshots",
                "POST /v1/appScreenshots",
                "PATCH /v1/appScreenshots/~1",
                "PATCH /v1/appScreenshots/~2"
            ]
        );
    }

    #[test]
    fn what_is_replaced_stays_while_there_is_room() {
        let gone = |id: &str| staged(FILES, id, "s", "-", Value::Null);
        let calls = |before: &[&str]| {
            let gone: Vec<_> = ["a", "b"].map(gone).into();
            let kept = before.iter().filter(|id| !["a", "b"].contains(*id)).copied();
            let wanted: Vec<&str> = ["~1", "~2"].into_iter().chain(kept).collect();
            calls(&[&gone[..], &[new("~1", "s"), new("~2", "s"), order("s", before, &wanted)]].concat())
        };
        let post = ["POST appScreenshots ~1.png", "POST appScreenshots ~2.png", "PATCH appScreenshots/~1", "PATCH appScreenshots/~2"];
        assert_eq!(calls(&["a", "b"]), [&post[..], &["DELETE appScreenshots/b", "DELETE appScreenshots/a"]].concat());
        let order = "PATCH appScreenshotSets/s/relationships/appScreenshots ~1,~2,c,d,e,f,g,h";
        assert_eq!(
            calls(&["a", "b", "c", "d", "e", "f", "g", "h"]),
            [&post[..], &["DELETE appScreenshots/b", "DELETE appScreenshots/a", order]].concat()
        );
        // Nine and two do not fit into ten: one goes first.
        let nine = calls(&["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
        assert_eq!((nine[0].as_str(), nine[5].as_str()), ("DELETE appScreenshots/b", "DELETE appScreenshots/a"), "{nine:?}");
    }

    #[test]
    fn an_order_is_one_call_and_a_set_that_goes_another() {
        let moved = staged(FILES, "b", "s", "position", Value::Integer(0));
        assert_eq!(
            calls(&[moved.clone(), order("s", &["a", "b"], &["b", "a"])]),
            ["PATCH appScreenshotSets/s/relationships/appScreenshots b,a"]
        );
        // It was moved to where it is: one call that is found to be unnecessary settles it.
        assert_eq!(calls(&[moved, order("s", &["b", "a"], &["b", "a"])]).len(), 1);
        assert_eq!(calls(&[staged(SETS, "s", "locale", "-", Value::Null)]), ["DELETE appScreenshotSets/s"]);
    }
}
