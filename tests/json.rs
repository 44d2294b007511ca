//! docs/JSON.md, line by line: what is printed for programs has the shape that is written down, no more and no less.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::{TestFleet, root};

/// The lines of the page's table: a command, and the name of its schema.
fn lines() -> Vec<(String, String)> {
    let page = fs::read_to_string(root().join("docs/JSON.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `fleet "));
    let cells = rows.map(|row| {
        let (command, rest) = row.split_once("` | [").unwrap();
        (command.to_owned(), rest.split_once(']').unwrap().0.to_owned())
    });
    cells.collect()
}

fn schema(name: &str) -> Value {
    let path = root().join(format!("docs/json/{name}.json"));
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
}

/// For others keys may be added; here each is written down first.
fn strict(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(object) => {
            if object.contains_key("properties") {
                object.insert("additionalProperties".into(), json!(false));
            }
            object.values_mut().for_each(|value| *value = strict(value.take()));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| *value = strict(value.take())),
        _ => {}
    }
    schema
}

#[test]
fn every_document_is_as_it_is_written_down() {
    let fleet = TestFleet::embedded(24);
    fleet.append(
        "fleet.toml",
        "[campaigns.copyright]\ndue = \"2027-01-31\"\n\
         query = \"SELECT account, app_id, app FROM versions WHERE editable AND coalesce(copyright, '') NOT LIKE '2027%'\"\n",
    );
    let lines = lines();
    assert!(lines.len() > 35, "{}", lines.len());
    let mut unlike = Vec::new();
    for (command, name) in &lines {
        let ran = fleet.run(&format!("{command} --json"));
        assert!(ran.code <= 1, "{command}\n{ran}");
        let schema = strict(schema(name));
        let validator = jsonschema::validator_for(&schema).unwrap();
        let document = ran.json();
        let errors: Vec<String> =
            validator.iter_errors(&document).take(5).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        unlike.extend(errors.into_iter().map(|error| format!("fleet {command}: docs/json/{name}.json: {error}")));
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

#[test]
fn every_schema_has_a_command_and_a_title() {
    let named: BTreeSet<String> = lines().into_iter().map(|(_, name)| name).collect();
    let files = fs::read_dir(root().join("docs/json")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.map(|name| name.trim_end_matches(".json").to_owned()).collect();
    assert_eq!(named, files);
    for name in &files {
        assert!(schema(name)["title"].as_str().is_some_and(|title| title.len() > 10), "{name}");
    }
}
