//! The rows of `resources`, `fields` and `enum_values`.

use std::fmt::Write as _;

use super::{literal, literals};
use crate::catalog::{Access, Catalog, Field, FieldStates, Operation, Resource};

pub(super) fn rows(catalog: &Catalog) -> String {
    let mut sql = String::from("\n-- reference\n");
    for resource in &catalog.resources {
        let operations: Vec<_> = resource.operations.iter().map(|operation| operation_name(*operation)).collect();
        let _ = writeln!(
            sql,
            "INSERT INTO resources VALUES({}, {}, {}, {});",
            resource.code,
            literal(&resource.name),
            literal(&resource.kind),
            literal(&operations.join(", "))
        );
        for field in &resource.fields {
            sql.push_str(&field_row(resource, field));
        }
    }
    for (name, values) in &catalog.enums {
        for value in values {
            let _ = writeln!(sql, "INSERT INTO enum_values VALUES({}, {});", literal(name), literal(value));
        }
    }
    sql
}

fn field_row(resource: &Resource, field: &Field) -> String {
    let access = match field.access {
        Access::Read => "read",
        Access::Create => "create",
        Access::Update => "update",
    };
    let editable = match (&field.editable, field.access) {
        (_, Access::Read | Access::Create) => None,
        (Some(FieldStates::Always(_)), _) => Some("always".to_owned()),
        (Some(FieldStates::In(states)), _) => Some(states.join(", ")),
        (None, _) if resource.editable.is_empty() => Some("always".to_owned()),
        (None, _) => Some(resource.editable.join(", ")),
    };
    format!(
        "INSERT INTO fields VALUES({}, {}, {}, {}, '{access}', {}, {}, {}, {}, {});\n",
        literal(&resource.name),
        literal(&field.name),
        literal(&field.attribute),
        literal(&field.kind.name()),
        field.max.map_or("NULL".into(), |max| max.to_string()),
        editable.map_or("NULL".into(), |states| literals(&[states])),
        field.why.as_ref().map_or("NULL".into(), |why| literal(why)),
        resource.code,
        field.bit
    )
}

fn operation_name(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "create",
        Operation::Update => "update",
        Operation::Delete => "delete",
    }
}
