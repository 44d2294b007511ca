//! The tables against Apple's document, both ways, when `APPFLEET_OPENAPI` names it.
//!
//! Where reports from the field or Apple's pages say otherwise than the document, the difference
//! is listed here, with its reason.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::kind::{Attribute, Form, Include, Kind, LinkageOperation, Operation, Related, Relationship, Right};
use crate::resources::{self, KINDS};

/// Names that are in `fields` of one endpoint and not of another: (type, name, why we take it everywhere).
const WIDER_FIELDS: &[(&str, &str, &str)] = &[
    ("appInfos", "kidsAgeBand", "the copy of the document in circulation dropped it; the attribute is in answers"),
    ("appStoreVersionExperiments", "appStoreVersion", "only where both generations of experiments meet"),
];

struct Document(Value);

impl Document {
    fn open() -> Option<Self> {
        let path = std::env::var_os("APPFLEET_OPENAPI")?;
        let text = std::fs::read_to_string(path).expect("APPFLEET_OPENAPI names a readable file");
        Some(Self(serde_json::from_str(&text).unwrap()))
    }

    /// An operation of a path.
    fn operation(&self, path: &str, method: &str) -> Option<&Value> {
        self.0["paths"][path].get(method)
    }

    /// The schema, references followed.
    fn schema<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.trim_start_matches('#')).unwrap(),
            None => schema,
        }
    }

    /// The schema of the resource object of that type.
    fn resource(&self, kind: &Kind) -> &Value {
        let schemas = self.0["components"]["schemas"].as_object().unwrap();
        let is_it = |schema: &&Value| {
            let properties = &schema["properties"];
            properties["type"]["enum"][0] == kind.name && properties.get("links").is_some() && properties.get("id").is_some()
        };
        schemas.values().find(is_it).unwrap()
    }

    /// The `data` of a request body.
    fn body(&self, path: &str, method: &str) -> Option<&Value> {
        let schema = &self.operation(path, method)?["requestBody"]["content"]["application/json"]["schema"];
        Some(&self.schema(schema)["properties"]["data"])
    }

    fn parameters(&self, path: &str) -> impl Iterator<Item = (&str, &Value)> {
        let parameters = self.operation(path, "get").and_then(|get| get["parameters"].as_array());
        parameters.into_iter().flatten().map(|parameter| (parameter["name"].as_str().unwrap(), &parameter["schema"]))
    }

    /// The values of one parameter, comma lists of enumerations.
    fn values(&self, path: &str, name: &str) -> BTreeSet<String> {
        let schema = self.parameters(path).find(|(other, _)| *other == name).map(|(_, schema)| schema);
        schema.map(|schema| enumeration(&schema["items"])).unwrap_or_default()
    }

    /// Whether a request without the parameter is refused.
    fn requires(&self, path: &str, name: &str) -> bool {
        let parameters = self.operation(path, "get").and_then(|get| get["parameters"].as_array());
        parameters.into_iter().flatten().any(|parameter| parameter["name"] == name && parameter["required"] == true)
    }

    /// What is between the brackets of the parameters of one group.
    fn group(&self, path: &str, group: &str) -> BTreeSet<String> {
        let inner = |name: &str| Some(name.strip_prefix(group)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        self.parameters(path).filter_map(|(name, _)| inner(name)).collect()
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

fn enumeration(schema: &Value) -> BTreeSet<String> {
    let values = schema["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn attributes_and_their_rights() {
    let Some(document) = Document::open() else { return };
    for kind in KINDS {
        let attributes = &document.resource(kind)["properties"]["attributes"]["properties"];
        let shown = || kind.attributes.iter().filter(|attribute| attribute.shown);
        assert_eq!(set(shown().map(|attribute| attribute.name)), keys(attributes), "{}", kind.name);
        for attribute in shown() {
            let schema = document.schema(&attributes[attribute.name]);
            let (expected, values) = match attribute.form {
                Form::Text { .. } | Form::Url | Form::Phone | Form::Date | Form::DateTime => ("string", BTreeSet::new()),
                Form::Integer => ("integer", BTreeSet::new()),
                Form::Objects(_) => ("array", BTreeSet::new()),
                Form::Boolean => ("boolean", BTreeSet::new()),
                Form::Enumeration(values) => ("string", set(values.iter().copied())),
                Form::Enumerations(values) => ("array", set(values.iter().copied())),
                Form::Object(_) => ("object", BTreeSet::new()),
            };
            assert_eq!(schema["type"], expected, "{} {}", kind.name, attribute.name);
            let inner = if schema["type"] == "array" { document.schema(&schema["items"]) } else { schema };
            assert_eq!(enumeration(inner), values, "{} {}", kind.name, attribute.name);
            assert_eq!(schema["format"] == "date-time", matches!(attribute.form, Form::DateTime), "{}", attribute.name);
            assert_eq!(schema["format"] == "date", matches!(attribute.form, Form::Date), "{}", attribute.name);
            if let Form::Object(members) | Form::Objects(members) = attribute.form {
                assert_eq!(keys(&inner["properties"]), set(members.iter().copied()), "{} {}", kind.name, attribute.name);
            }
        }
        rights(&document, kind, &kind.path(), "post", Operation::Create);
        rights(&document, kind, &format!("{}/{{id}}", kind.path()), "patch", Operation::Update);
        inline(&document, kind);
    }
}

fn rights(document: &Document, kind: &Kind, path: &str, method: &str, operation: Operation) {
    let offered = kind.operations.contains(&operation);
    let Some(data) = document.body(path, method).filter(|_| offered) else {
        assert!(!offered, "{path} does not take {method}");
        return;
    };
    let right: Rights = match operation {
        Operation::Create => (|attribute| attribute.create, |relationship| relationship.create),
        _ => (|attribute| attribute.update, |relationship| relationship.update),
    };
    rights_of(kind, path, data, right);
}

/// What a table says of the right to an attribute, and to a relationship.
type Rights = (fn(&Attribute) -> Right, fn(&Relationship) -> Right);

/// The types that a create takes in `included`, and the rights to what is in them.
fn inline(document: &Document, kind: &Kind) {
    let request = document.operation(&kind.path(), "post").filter(|_| kind.operations.contains(&Operation::Create));
    let Some(request) = request else {
        assert!(kind.inline.is_empty(), "{} is not created", kind.name);
        return;
    };
    let body = document.schema(&request["requestBody"]["content"]["application/json"]["schema"]);
    let items = &body["properties"]["included"]["items"];
    let one = [items.clone()];
    let schemas = items["oneOf"].as_array().map_or(&one[..], Vec::as_slice);
    let schemas: Vec<&Value> = schemas.iter().map(|schema| document.schema(schema)).filter(|schema| !schema.is_null()).collect();
    let types = schemas.iter().filter_map(|schema| schema["properties"]["type"]["enum"][0].as_str());
    assert_eq!(set(kind.inline.iter().copied()), set(types), "included of {}", kind.name);
    for schema in schemas {
        let included = schema["properties"]["type"]["enum"][0].as_str().and_then(resources::kind).unwrap();
        rights_of(
            included,
            &format!("included of {}", kind.name),
            schema,
            (|attribute| attribute.inline, |relationship| relationship.inline),
        );
    }
}

fn rights_of(kind: &Kind, path: &str, data: &Value, (attribute_right, relationship_right): Rights) {
    let attributes = &data["properties"]["attributes"];
    let unknown: Vec<String> = keys(&attributes["properties"]).into_iter().filter(|name| kind.attribute(name).is_none()).collect();
    assert!(unknown.is_empty(), "{path} takes {unknown:?}");
    let required = &attributes["required"];
    let is_required = |required: &Value, name: &str| required.as_array().is_some_and(|list| list.iter().any(|other| other == name));
    for attribute in kind.attributes {
        let right = attribute_right(attribute);
        let expected = match attributes["properties"].get(attribute.name) {
            None => Right::Never,
            Some(_) if is_required(required, attribute.name) => Right::Required,
            Some(_) => Right::Nullable,
        };
        assert_eq!(right, expected, "{path} {}", attribute.name);
    }
    let relationships = &data["properties"]["relationships"];
    for relationship in kind.relationships {
        let right = relationship_right(relationship);
        let expected = match relationships["properties"].get(relationship.name) {
            None => Right::Never,
            Some(_) if is_required(&relationships["required"], relationship.name) => Right::Required,
            Some(_) => Right::Nullable,
        };
        assert_eq!(right, expected, "{path} {}", relationship.name);
    }
}

#[test]
fn relationships_and_their_linkage() {
    let Some(document) = Document::open() else { return };
    for kind in KINDS {
        let relationships = &document.resource(kind)["properties"]["relationships"]["properties"];
        let shown = || kind.relationships.iter().filter(|relationship| relationship.shown());
        assert_eq!(set(shown().map(|relationship| relationship.name)), keys(relationships), "{}", kind.name);
        for relationship in shown() {
            let name = format!("{} {}", kind.name, relationship.name);
            let schema = &relationships[relationship.name]["properties"];
            assert_eq!(schema.get("data").is_some(), relationship.identified, "{name}");
            if relationship.identified {
                let data = &schema["data"];
                assert_eq!(data["type"] == "array", relationship.many, "{name}");
                let identifier = if relationship.many { &data["items"] } else { data };
                assert_eq!(identifier["properties"]["type"]["enum"][0].as_str(), relationship.to, "{name}");
            }
            assert_eq!(schema.get("links").is_some(), relationship.linked, "{name}");
            let path = format!("{}/{{id}}/relationships/{}", kind.path(), relationship.name);
            for (operation, method) in [
                (LinkageOperation::Read, "get"),
                (LinkageOperation::Replace, "patch"),
                (LinkageOperation::Add, "post"),
                (LinkageOperation::Remove, "delete"),
            ] {
                let there = relationship.to.is_some() && document.operation(&path, method).is_some();
                assert_eq!(relationship.linkage.contains(&operation), there, "{method} {path}");
            }
        }
    }
}

#[test]
fn operations_and_parameters() {
    let Some(document) = Document::open() else { return };
    for kind in KINDS {
        let collection = kind.path();
        let instance = format!("{collection}/{{id}}");
        for (operation, path, method) in [
            (Operation::List, &collection, "get"),
            (Operation::Get, &instance, "get"),
            (Operation::Create, &collection, "post"),
            (Operation::Update, &instance, "patch"),
            (Operation::Delete, &instance, "delete"),
        ] {
            let offered = kind.operations.contains(&operation);
            let there = document.operation(path, method).is_some();
            assert_eq!(offered, there, "{method} {path}");
        }
        if kind.operations.contains(&Operation::List) {
            let related = Related { filters: kind.filters, exists: kind.exists, sort: kind.sort, ..Related::like_own() };
            parameters(&document, &collection, kind, related);
        }
        if kind.operations.contains(&Operation::Get) {
            parameters(&document, &instance, kind, Related::like_own());
        }
        for relationship in kind.relationships {
            let Some(related) = relationship.related else { continue };
            let path = format!("{instance}/{}", relationship.name);
            assert!(document.operation(&path, "get").is_some(), "{path}");
            let other = relationship.to.and_then(resources::kind);
            parameters(&document, &path, other.unwrap(), related);
        }
    }
}

fn parameters(document: &Document, path: &str, kind: &Kind, Related { include, filters, exists, sort, .. }: Related) {
    let include = match include {
        Include::Nothing => &[],
        Include::Own => kind.include,
    };
    assert_eq!(document.values(path, "include"), set(include.iter().copied()), "include of {path}");
    assert_eq!(document.group(path, "filter"), set(filters.iter().map(|filter| filter.name)), "filters of {path}");
    for filter in filters {
        let values = document.values(path, &format!("filter[{}]", filter.name));
        assert_eq!(values, set(filter.values.into_iter().flatten().copied()), "filter {} of {path}", filter.name);
        assert_eq!(document.requires(path, &format!("filter[{}]", filter.name)), filter.required, "filter {} of {path}", filter.name);
    }
    assert_eq!(document.group(path, "exists"), set(exists.iter().copied()), "exists of {path}");
    let both: Vec<String> = sort.iter().flat_map(|key| [(*key).to_owned(), format!("-{key}")]).collect();
    assert_eq!(document.values(path, "sort"), both.into_iter().collect(), "sort of {path}");
    let many = include.iter().filter(|name| kind.relationship(name).is_some_and(|relationship| relationship.many));
    assert_eq!(document.group(path, "limit"), set(many.copied()), "limits of {path}");

    let reached = include.iter().filter_map(|name| kind.relationship(name)?.to);
    let mut types = set(reached.chain([kind.name]));
    // Keywords have nothing that a fieldset could choose.
    types.remove("appKeywords");
    let mut theirs = document.group(path, "fields");
    theirs.remove("appKeywords");
    assert_eq!(types, theirs, "fields of {path}");
    for other in theirs {
        let fields = document.values(path, &format!("fields[{other}]"));
        let ours = resources::fields(&other);
        for field in &fields {
            assert!(ours.contains(&field.as_str()), "{path} fields[{other}]={field}");
        }
        let wider = |field: &str| WIDER_FIELDS.iter().any(|(kind, name, _)| *kind == other && *name == field);
        let extra: Vec<&str> = ours.into_iter().filter(|field| !fields.contains(*field) && !wider(field)).collect();
        assert!(extra.is_empty(), "{path} fields[{other}] has {extra:?} too many");
    }
}
