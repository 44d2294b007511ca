//! The catalogue held against Apple's `OpenAPI` document, both ways, when `APPFLEET_OPENAPI` names it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::{Access, Field, Kind, Operation, Resource, catalog};

/// Attributes of the document that the catalogue leaves out, each with the reason. Anything else that is missing in the
/// catalogue fails the test, so that a new document is noticed.
const LEFT_OUT: &[(&str, &[&str], &str)] = &[
    (
        "AppInfo",
        &[
            "appStoreState",
            "appStoreAgeRating",
            "australiaAgeRating",
            "brazilAgeRating",
            "brazilAgeRatingV2",
            "franceAgeRating",
            "koreaAgeRating",
            "kidsAgeBand",
        ],
        "deprecated; ages come from territoryAgeRatings",
    ),
    ("AgeRatingDeclaration", &["ageRatingOverride"], "deprecated in favour of ageRatingOverrideV2"),
    ("AppStoreVersion", &["appStoreState", "usesIdfa"], "deprecated"),
    ("AppScreenshot", &["assetToken", "assetType", "uploadOperations"], "of use to an upload only; addresses to upload to are secret"),
    ("AppPreview", &["assetDeliveryState", "previewImage", "uploadOperations"], "deprecated; addresses to upload to are secret"),
    ("RoutingAppCoverage", &["uploadOperations"], "addresses to upload to are secret"),
    ("AppStoreReviewAttachment", &["uploadOperations"], "addresses to upload to are secret"),
    ("BuildIcon", &["masked", "name"], "of alternate icons"),
    (
        "AppEncryptionDeclaration",
        &["documentName", "documentType", "documentUrl", "platform", "uploadedDate", "usesEncryption"],
        "deprecated",
    ),
    ("Build", &["lsMinimumSystemVersion", "computedMinMacOsVersion", "computedMinVisionOsVersion", "iconAssetToken"], "kept in extra"),
];

#[test]
fn the_catalogue_fits_apples_document() {
    let Some(path) = std::env::var_os("APPFLEET_OPENAPI") else { return };
    let text = std::fs::read_to_string(&path).expect("APPFLEET_OPENAPI names a readable file");
    let document: Value = serde_json::from_str(&text).expect("the document is JSON");
    let schemas = &document["components"]["schemas"];
    let mut problems = Vec::new();
    for resource in &catalog().resources {
        compare(resource, schemas, &mut problems);
        paths(resource, &document["paths"], &mut problems);
    }
    for (name, values) in &catalog().enums {
        let users = catalog().resources.iter().flat_map(|resource| resource.fields.iter().map(move |field| (resource, field)));
        for (resource, field) in users.filter(|(_, field)| field.kind == Kind::Enum(name.clone())) {
            let documented = enumeration(&schemas[&resource.schema]["properties"]["attributes"]["properties"][&field.attribute], schemas);
            let ours: BTreeSet<&str> = values.iter().map(String::as_str).collect();
            if documented != ours {
                problems.push(format!(
                    "{}.{}: {name} has other values than the document: {:?}",
                    resource.name,
                    field.name,
                    documented.symmetric_difference(&ours)
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn compare(resource: &Resource, schemas: &Value, problems: &mut Vec<String>) {
    let of = |schema: &str, part: &str| {
        let data = &schemas[schema]["properties"];
        if schema.ends_with("Request") { data["data"]["properties"][part]["properties"].clone() } else { data[part]["properties"].clone() }
    };
    let part = |field: &Field| if field.is_attribute() { "attributes" } else { "relationships" };
    let update = format!("{}UpdateRequest", resource.schema);
    let create = format!("{}CreateRequest", resource.schema);
    // A place in an order is no attribute: Apple takes the whole order as linkage.
    for field in resource.fields.iter().filter(|field| !field.is_order) {
        let at = format!("{}.{}", resource.name, field.name);
        let shown = if field.is_action { &update } else { &resource.schema };
        let documented = nested(&of(shown, part(field)), &field.attribute, schemas);
        if documented.is_null() {
            problems.push(format!("{at}: {} has no {}", resource.schema, field.attribute));
        }
        if resource.is_mirror_only {
            continue;
        }
        // A schedule of prices is changed by making a new one.
        let change = if resource.is_replaced { &create } else { &update };
        let is_updatable = !of(change, part(field))[&field.attribute].is_null();
        // Apple takes a bundle id only before the first build; changing it is no fleet operation.
        if is_updatable != field.is_updatable() && field.name != "bundle_id" && field.access != Access::Create {
            problems.push(format!("{at}: {change} disagrees about {}", field.attribute));
        }
        let is_creatable = !of(&create, part(field))[&field.attribute].is_null();
        if resource.offers(Operation::Create) && is_creatable != field.is_creatable() {
            problems.push(format!("{at}: {create} disagrees about {}", field.attribute));
        }
        let is_required = of_create_required(&schemas[&create], part(field)).contains(&field.attribute.as_str());
        if resource.offers(Operation::Create) && is_required && !field.is_required {
            problems.push(format!("{at}: {create} requires {}", field.attribute));
        }
        if field.is_action && !of(&resource.schema, part(field))[&field.attribute].is_null() {
            problems.push(format!("{at}: {} shows {}, so it is no order", resource.schema, field.attribute));
        }
        if let Some(expected) = json_type(&field.kind)
            && documented["type"] != expected
        {
            problems.push(format!("{at}: the document says {}", documented["type"]));
        }
    }
    let left_out: &[&str] = LEFT_OUT.iter().find(|(schema, ..)| *schema == resource.schema).map_or(&[], |(_, names, _)| names);
    for attribute in of(&resource.schema, "attributes").as_object().into_iter().flat_map(|attributes| attributes.keys()) {
        if resource.knows(attribute) == left_out.contains(&attribute.as_str()) {
            problems.push(format!("{}: the catalogue and LEFT_OUT disagree about {attribute}", resource.name));
        }
    }
    if let (Some(parent), true) = (&resource.parent, resource.offers(Operation::Create))
        && of(&create, "relationships")[&parent.relationship].is_null()
    {
        problems.push(format!("{}: {create} has no relationship {}", resource.name, parent.relationship));
    }
}

/// What a create request must hold.
fn of_create_required<'a>(create: &'a Value, part: &str) -> Vec<&'a str> {
    let required = create["properties"]["data"]["properties"][part]["required"].as_array();
    required.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The operations of the catalogue are those of the document, for what this program may send.
fn paths(resource: &Resource, paths: &Value, problems: &mut Vec<String>) {
    let collection = &paths[resource.path()];
    let instance = &paths[format!("{}/{{id}}", resource.path())];
    if resource.is_mirror_only {
        assert!(resource.operations.is_empty() && resource.fields.iter().all(|field| field.access == Access::Read), "{}", resource.name);
        return;
    }
    for (operation, documented) in
        [(Operation::Create, &collection["post"]), (Operation::Update, &instance["patch"]), (Operation::Delete, &instance["delete"])]
    {
        if resource.offers(operation) != documented.is_object() {
            problems.push(format!("{}: the document disagrees about {operation:?}", resource.name));
        }
    }
}

/// What the document says of an attribute, or of a part of an attribute that is an object.
fn nested(properties: &Value, attribute: &str, schemas: &Value) -> Value {
    let mut names = attribute.split('.');
    let mut found = properties[names.next().unwrap_or_default()].clone();
    for name in names {
        found = resolved(&found, schemas)["properties"][name].clone();
    }
    found
}

fn resolved<'a>(schema: &'a Value, schemas: &'a Value) -> &'a Value {
    schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).map_or(schema, |name| &schemas[name])
}

fn json_type(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Bool => Some("boolean"),
        Kind::Int => Some("integer"),
        Kind::Url | Kind::Date | Kind::Secret => Some("string"),
        // Lists are kept as the text of their JSON.
        Kind::Text | Kind::Enum(_) | Kind::Relationship(_) | Kind::Inline(_) => None,
    }
}

fn enumeration<'a>(schema: &'a Value, schemas: &'a Value) -> BTreeSet<&'a str> {
    resolved(schema, schemas)["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
