//! The one translation: a JSON:API resource becomes a row of the mirror, a staged value a JSON:API value.

use std::collections::BTreeMap;

use asc::{Linkage, Resource as Answer};
use serde_json::{Value as Json, json};
use store::catalog::{Field, Kind, Resource};
use store::{Row, Value};

/// Signed addresses to upload to: secrets, and old by the time anybody could read them.
const UPLOAD: &str = "uploadOperations";

/// Whether an answer holds all attributes, or only those that `fields[…]` asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attributes {
    /// All: what the catalogue does not know is kept in `extra`.
    All,
    /// Some: `extra` is left as it is.
    Selected,
}

/// Returns what `answer` says of the catalogue's fields. Fields it does not mention are left out, so that a partial
/// answer never clears a column.
pub(crate) fn row<'a>(resource: &'a Resource, answer: &Answer, attributes: Attributes) -> Row<'a> {
    let mut values = Vec::with_capacity(resource.fields.len());
    for field in &resource.fields {
        if field.is_attribute() {
            values.extend(answer.attributes.get(field.root()).map(|json| (field, from_json(field, inside(field, json)))));
        } else if let Some(Linkage::One(linked)) = answer.relationship(&field.attribute).map(|relationship| &relationship.data) {
            values.push((field, linked.as_ref().map(|identifier| identifier.id.clone()).into()));
        }
    }
    let extra = match attributes {
        Attributes::Selected => None,
        Attributes::All => Some(unknown(resource, answer)),
    };
    Row { values, extra, position: None }
}

/// The part of an attribute that a field is about: the attribute itself, or something in the object that it is.
fn inside<'a>(field: &Field, json: &'a Json) -> &'a Json {
    field.attribute.split('.').skip(1).fold(json, |json, name| json.get(name).unwrap_or(&Json::Null))
}

/// Writes a staged value as a request wants it: an attribute, or the linkage of a relationship.
pub(crate) fn to_json(field: &Field, value: &Value) -> Json {
    match (&field.kind, value) {
        (Kind::Relationship(_), Value::Null) => json!({ "data": null }),
        (Kind::Relationship(kind), id) => json!({ "data": { "type": kind, "id": id.to_string() } }),
        (Kind::Bool, Value::Integer(integer)) => json!(*integer != 0),
        (_, Value::Null) => Json::Null,
        (_, Value::Integer(integer)) => json!(integer),
        (_, Value::Real(real)) => json!(real),
        (_, Value::Text(text)) => json!(text),
    }
}

/// Reads an attribute leniently: a value of an unexpected type is kept as its JSON text, never an error.
fn from_json(field: &Field, json: &Json) -> Value {
    match (&field.kind, json) {
        (Kind::Bool, Json::Bool(yes)) => Value::Integer(i64::from(*yes)),
        (Kind::Int, Json::Number(number)) => number.as_i64().map_or(Value::Null, Value::Integer),
        // The columns of these kinds are integers and hold nothing else.
        (Kind::Bool | Kind::Int, _) | (_, Json::Null) => Value::Null,
        (_, Json::String(text)) => Value::Text(text.clone()),
        (_, other) => Value::Text(other.to_string()),
    }
}

/// Attributes the catalogue does not know, with sorted keys, so that a server that reorders them changes nothing.
fn unknown(resource: &Resource, answer: &Answer) -> Value {
    let is_unknown = |name: &str| !resource.knows(name) && name != UPLOAD;
    let unknown: BTreeMap<&String, &Json> = answer.attributes.iter().filter(|(name, json)| !json.is_null() && is_unknown(name)).collect();
    if unknown.is_empty() { Value::Null } else { Value::Text(json!(unknown).to_string()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::Value;
    use store::catalog::catalog;

    use super::{Attributes, row, to_json};

    fn answer(json: serde_json::Value) -> asc::Resource {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_partial_answer_mentions_only_its_fields() {
        let versions = catalog().resource("versions").unwrap();
        let answer =
            answer(json!({"type": "appStoreVersions", "id": "v", "attributes": {"copyright": null, "appVersionState": "BRAND_NEW_STATE"}}));
        let row = row(versions, &answer, Attributes::Selected);
        let names: Vec<_> = row.values.iter().map(|(field, value)| (field.name.as_str(), value.clone())).collect();
        assert_eq!(names, [("state", Value::Text("BRAND_NEW_STATE".into())), ("copyright", Value::Null)]);
        assert_eq!(row.extra, None);
    }

    #[test]
    fn what_the_catalogue_does_not_know_is_kept_in_one_order() {
        let apps = catalog().resource("apps").unwrap();
        let answer = answer(json!({"type": "apps", "id": "1", "attributes": {"zebra": {"b": 1, "a": 2}, "apple": 1, "gone": null}}));
        assert_eq!(row(apps, &answer, Attributes::All).extra, Some(Value::Text(r#"{"apple":1,"zebra":{"a":2,"b":1}}"#.into())));
    }

    #[test]
    fn parts_of_an_object_are_fields_and_secrets_are_not_kept() {
        let screenshots = catalog().resource("screenshots").unwrap();
        let asset =
            json!({"imageAsset": {"templateUrl": "https://x/{w}x{h}bb.{f}", "width": 1290}, "uploadOperations": [{"url": "signed"}]});
        let answer = answer(json!({"type": "appScreenshots", "id": "s", "attributes": asset}));
        let row = row(screenshots, &answer, Attributes::All);
        let values: Vec<_> = row.values.iter().map(|(field, value)| (field.name.as_str(), value.clone())).collect();
        let url = Value::Text("https://x/{w}x{h}bb.{f}".into());
        assert_eq!(values, [("url_template", url), ("width", Value::Integer(1290)), ("height", Value::Null)]);
        assert_eq!(row.extra, Some(Value::Null));

        let details = catalog().resource("review_details").unwrap();
        let with = |password: serde_json::Value| {
            let answer =
                super::tests::answer(json!({"type": "appStoreReviewDetails", "id": "d", "attributes": {"demoAccountPassword": password}}));
            let row = super::row(details, &answer, Attributes::All);
            assert_eq!(row.extra, Some(Value::Null));
            row.values[0].0.name.clone()
        };
        // The store keeps a hash of it.
        assert_eq!(with(json!("s3cret")), "demo_account_password");
    }

    #[test]
    fn a_relationship_is_read_only_where_its_linkage_is_given() {
        let versions = catalog().resource("versions").unwrap();
        let given =
            answer(json!({"type": "appStoreVersions", "id": "v", "relationships": {"build": {"data": {"type": "builds", "id": "b"}}}}));
        let absent = answer(json!({"type": "appStoreVersions", "id": "v", "relationships": {"build": {"links": {}}}}));
        let values = row(versions, &given, Attributes::Selected).values;
        assert_eq!((values.len(), values[0].0.name.as_str(), &values[0].1), (1, "build", &Value::Text("b".into())));
        assert!(row(versions, &absent, Attributes::Selected).values.is_empty());
    }

    #[test]
    fn values_go_out_as_their_kind() {
        let age_ratings = catalog().resource("age_ratings").unwrap();
        let versions = catalog().resource("versions").unwrap();
        assert_eq!(to_json(age_ratings.field("gambling").unwrap(), &Value::Integer(1)), json!(true));
        assert_eq!(to_json(age_ratings.field("gambling").unwrap(), &Value::Null), json!(null));
        assert_eq!(to_json(versions.field("copyright").unwrap(), &Value::Text(String::new())), json!(""));
        assert_eq!(to_json(versions.field("build").unwrap(), &Value::Null), json!({"data": null}));
        assert_eq!(to_json(versions.field("build").unwrap(), &Value::Text("b".into())), json!({"data": {"type": "builds", "id": "b"}}));
    }
}
