//! Apple's `OpenAPI` document as a judge: whether an exchange, question and answer, is one that it describes.
//!
//! The document is Apple's and no part of this repository; `APPFLEET_OPENAPI` names it. Deliberately absent: any
//! knowledge of ours about resources and fields, and any leniency but that of [`super::departures`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Map, Value, json};
use sim::Exchange;

use super::{departures, root, skip};

/// The document, made ready to judge by.
pub(crate) struct Contract {
    document: Value,
    /// By reference, because a large document takes a while to compile.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// The judge of this process; none when `APPFLEET_OPENAPI` is not set.
///
/// # Panics
/// When it names a file that cannot be read: a check that was asked for is never left out.
pub(crate) fn contract() -> Option<&'static Contract> {
    static CONTRACT: OnceLock<Option<Contract>> = OnceLock::new();
    CONTRACT
        .get_or_init(|| {
            let Some(path) = std::env::var_os("APPFLEET_OPENAPI") else {
                skip("APPFLEET_OPENAPI is not set, so exchanges are not held against Apple's document");
                return None;
            };
            // Tests run in the folder of their package; who sets the variable stands at the root.
            let path = root().join(path);
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Some(Contract::new(serde_json::from_str(&text).unwrap()))
        })
        .as_ref()
}

impl Contract {
    fn new(mut document: Value) -> Self {
        departures::prepare(&mut document);
        Self { document, validators: Mutex::default() }
    }

    /// Everything about an exchange that the document does not allow, one sentence each.
    pub(crate) fn violations(&self, exchange: &Exchange) -> Vec<String> {
        let (path, query) = exchange.path.split_once('?').unwrap_or((&exchange.path, ""));
        let Some(operation) = self.operation(path, &exchange.method) else {
            return vec![format!("{} {path} is no operation", exchange.method)];
        };
        let mut violations = parameters(operation, query);
        violations.extend(self.request(operation, exchange.request_body.as_ref()));
        violations.extend(self.answer(operation, exchange.status, exchange.response_body.as_ref()));
        violations
    }

    /// Everything about the refusal of a request that was meant to be wrong that the document does not allow; nothing
    /// is known of a refusal where no operation is.
    pub(crate) fn violations_of_refusal(&self, exchange: &Exchange) -> Vec<String> {
        let path = exchange.path.split('?').next().unwrap_or_default();
        let operation = self.operation(path, &exchange.method);
        operation.map(|operation| self.answer(operation, exchange.status, exchange.response_body.as_ref())).unwrap_or_default()
    }

    /// What `include` may name when this path is read.
    pub(crate) fn includes(&self, path: &str) -> Vec<&str> {
        let parameters = self.operation(path, "GET").and_then(|operation| operation["parameters"].as_array());
        let include = parameters.into_iter().flatten().find(|parameter| parameter["name"] == "include");
        let names = include.and_then(|parameter| parameter.pointer("/schema/items/enum")).and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The operation of a path; where several templates fit, that with the most literal segments.
    fn operation(&self, path: &str, method: &str) -> Option<&Value> {
        let segments: Vec<&str> = path.split('/').collect();
        let variables = |template: &str| template.matches('{').count();
        let fits = |template: &str| {
            template.split('/').count() == segments.len()
                && template.split('/').zip(&segments).all(|(known, segment)| known.starts_with('{') || known == *segment)
        };
        let paths = self.document["paths"].as_object()?;
        let (_, operations) = paths.iter().filter(|(template, _)| fits(template)).min_by_key(|(template, _)| variables(template))?;
        operations.get(method.to_ascii_lowercase())
    }

    fn request(&self, operation: &Value, body: Option<&Value>) -> Vec<String> {
        match (operation.pointer("/requestBody/content/application~1json/schema"), body) {
            (Some(schema), Some(body)) => self.judge(schema, body, "request"),
            (Some(_), None) => vec!["request: there is no body".to_owned()],
            (None, Some(_)) => vec!["request: there is a body".to_owned()],
            (None, None) => Vec::new(),
        }
    }

    fn answer(&self, operation: &Value, status: u16, body: Option<&Value>) -> Vec<String> {
        let Some(answer) = operation["responses"].get(status.to_string()) else {
            return vec![format!("status {status} is not listed")];
        };
        match (answer.pointer("/content/application~1json/schema"), body) {
            (Some(schema), Some(body)) => {
                let mut violations = self.judge(schema, body, "answer");
                for (index, included) in body["included"].as_array().into_iter().flatten().enumerate() {
                    violations.extend(self.judge_included(schema, included, index));
                }
                violations
            }
            (Some(_), None) => vec!["answer: there is no body".to_owned()],
            (None, Some(_)) => vec!["answer: there is a body".to_owned()],
            (None, None) => Vec::new(),
        }
    }

    fn judge_included(&self, schema: &Value, included: &Value, index: usize) -> Vec<String> {
        let kind = included["type"].as_str().unwrap_or_default();
        let schema = schema["$ref"].as_str().map(|reference| self.resolve(reference));
        // A list of one type only is judged with the answer.
        if schema.is_some_and(|schema| schema.pointer("/properties/included/items/$ref").is_some()) {
            return Vec::new();
        }
        let mapping = schema.map(|schema| &schema["x-included"]);
        match mapping.and_then(|mapping| mapping[kind].as_str()) {
            Some(reference) => self.judge(&json!({ "$ref": reference }), included, &format!("answer/included/{index}")),
            None => vec![format!("answer/included/{index}: the type `{kind}` cannot be included")],
        }
    }

    /// Validates a document against a schema, which is a reference everywhere in Apple's document.
    fn judge(&self, schema: &Value, instance: &Value, place: &str) -> Vec<String> {
        let validator = self.validator(schema["$ref"].as_str().unwrap());
        validator.iter_errors(instance).flat_map(|error| explained(&error, place)).collect()
    }

    fn validator(&self, reference: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let compile = || {
            let mut schemas = Map::new();
            self.collect(&json!({ "$ref": reference }), &mut schemas);
            let schema = json!({ "$ref": reference, "components": { "schemas": schemas } });
            // What OpenAPI 3.0 calls a schema is closest to this draft.
            let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
            Arc::new(options.build(&schema).unwrap())
        };
        Arc::clone(validators.entry(reference.to_owned()).or_insert_with(compile))
    }

    /// All schemas that a schema refers to, directly or not.
    fn collect(&self, schema: &Value, schemas: &mut Map<String, Value>) {
        match schema {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, schemas)),
            Value::Object(keywords) => {
                if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
                    let name = reference.rsplit('/').next().unwrap();
                    if !schemas.contains_key(name) {
                        let found = self.resolve(reference);
                        schemas.insert(name.to_owned(), found.clone());
                        self.collect(found, schemas);
                    }
                }
                keywords.values().for_each(|value| self.collect(value, schemas));
            }
            _ => {}
        }
    }

    fn resolve(&self, reference: &str) -> &Value {
        self.document.pointer(reference.trim_start_matches('#')).unwrap()
    }
}

/// What is wrong, a sentence each; with something that may also be null, what is wrong with it when it is not.
fn explained(error: &ValidationError<'_>, place: &str) -> Vec<String> {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } if !error.instance().is_null() => {
            context.first().into_iter().flatten().flat_map(|error| explained(error, place)).collect()
        }
        _ => vec![format!("{place}{}: {error}", error.instance_path())],
    }
}

/// What is wrong with the parameters of a query.
fn parameters(operation: &Value, query: &str) -> Vec<String> {
    let mut violations = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), decoded(value));
        let known = operation["parameters"].as_array().into_iter().flatten().find(|known| known["name"] == name.as_str());
        match known {
            Some(known) => violations.extend(parameter(&known["schema"], &value).map(|what| format!("parameter {name}: {what}"))),
            None => violations.push(format!("parameter {name} is unknown")),
        }
    }
    violations
}

/// What is wrong with the value of a parameter.
fn parameter(schema: &Value, value: &str) -> Option<String> {
    if schema["type"] == "integer" {
        let Ok(number) = value.parse::<i64>() else { return Some(format!("`{value}` is no number")) };
        let is_over = schema["maximum"].as_i64().is_some_and(|maximum| number > maximum);
        let is_under = schema["minimum"].as_i64().is_some_and(|minimum| number < minimum);
        return (is_over || is_under).then(|| format!("{number} is out of range"));
    }
    let is_list = schema["type"] == "array";
    let items: Vec<&str> = if is_list { value.split(',').collect() } else { vec![value] };
    if schema["maxItems"].as_u64().is_some_and(|most| items.len() as u64 > most) {
        return Some(format!("{} items are too many", items.len()));
    }
    let values = if is_list { &schema["items"]["enum"] } else { &schema["enum"] };
    let values = values.as_array()?;
    items.into_iter().find(|item| !values.iter().any(|known| known == item)).map(|item| format!("`{item}` is none of its values"))
}

/// Undoes the percent encoding of a part of a query.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok()).and_then(|code| u8::from_str_radix(code, 16).ok());
        if let (b'%', Some(byte)) = (first, code) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
