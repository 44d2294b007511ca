//! INSTEAD OF triggers: writing to a view stages an edit, writing a value back removes it, and what cannot be edited
//! says why.
//!
//! Messages are literals, because an expression in RAISE makes the whole file unreadable to SQLite before 3.47.

use std::fmt::Write as _;

use super::literal;
use super::view::{Column, Shape, Source, id_column};
use crate::catalog::{Access, Catalog, Field, FieldStates, Kind, Operation, Resource};

const OPEN: &str = "(SELECT pk FROM changesets WHERE status = 'open')";

pub(super) fn triggers(catalog: &Catalog, shape: &Shape<'_>) -> String {
    if shape.base.is_mirror_only {
        return refuse_all(&shape.view.name);
    }
    let mut sql = String::new();
    let mut read_only = Vec::new();
    for column in &shape.columns {
        match editable_through(shape, column) {
            Ok((resource, field, row)) => sql.push_str(&set(shape, column, resource, field, row)),
            Err(why) => read_only.push((column.name.as_str(), why)),
        }
    }
    sql.push_str(&refuse(shape, &read_only));
    let view = &shape.view.name;
    // Without this one, a misspelt column would say "cannot modify … because it is a view".
    let _ = writeln!(sql, "CREATE TRIGGER {view}_any INSTEAD OF UPDATE ON {view} WHEN 0 BEGIN SELECT 1; END;");
    if *view == shape.base.name {
        sql.push_str(&create(catalog, shape));
        sql.push_str(&delete(catalog, shape));
    } else {
        let sentence = format!("{view} shows several resources side by side; INSERT INTO or DELETE FROM {} instead", shape.base.name);
        for event in ["INSERT", "DELETE"] {
            let _ = writeln!(
                sql,
                "CREATE TRIGGER {view}_{} INSTEAD OF {event} ON {view} BEGIN SELECT RAISE(ABORT, {}); END;",
                event.to_lowercase(),
                literal(&sentence)
            );
        }
    }
    sql
}

/// Refuses every write to a view of what is mirrored only.
fn refuse_all(view: &str) -> String {
    let refuse = |event: &str| {
        let sentence = literal(&format!("{view} shows what Apple has, and cannot be changed from here"));
        let name = event.to_lowercase();
        format!("CREATE TRIGGER {view}_{name} INSTEAD OF {event} ON {view} BEGIN SELECT RAISE(ABORT, {sentence}); END;\n")
    };
    ["INSERT", "UPDATE", "DELETE"].map(refuse).concat()
}

/// The row and field a column edits, or why it is read-only.
fn editable_through<'a>(shape: &Shape<'a>, column: &Column<'a>) -> Result<(&'a Resource, &'a Field, &'static str), String> {
    let Source::Field(resource, field) = column.source else {
        return Err("it is derived".into());
    };
    let Some(row) = shape.row_of(resource) else {
        return Err(format!("it belongs to {}; edit that view", resource.name));
    };
    match field.access {
        Access::Update => Ok((resource, field, row)),
        Access::Create => Err("it is set when the row is created".into()),
        Access::Read => Err(field.why.clone().unwrap_or_else(|| "Apple sets it".into())),
    }
}

fn set(shape: &Shape<'_>, column: &Column<'_>, resource: &Resource, field: &Field, row: &str) -> String {
    let view = &shape.view.name;
    let name = &column.name;
    let (check, value) = checked(view, name, &field.kind);
    format!(
        "CREATE TRIGGER {view}_set_{name} INSTEAD OF UPDATE OF {name} ON {view} WHEN NEW.{name} IS NOT OLD.{name} BEGIN\n{}{check}{}END;\n",
        allowed(shape, name, resource, field),
        stage(resource, field, row, &value),
    )
}

/// Statements that refuse the edit in the wrong state.
fn allowed(shape: &Shape<'_>, name: &str, resource: &Resource, field: &Field) -> String {
    let view = &shape.view.name;
    let mut sql = String::new();
    let is_companion = shape.row_of(resource) == Some("OLD.info_pk");
    if is_companion {
        raise(
            &mut sql,
            &format!("{view}.{name}: this locale has no app info localization yet; INSERT INTO {} first", resource.name),
            "OLD.info_pk IS NULL",
        );
    }
    let flag = if is_companion { "info_editable" } else { "editable" };
    match &field.editable {
        None if resource.editable.is_empty() => {}
        None => raise(&mut sql, &format!("{view}.{name} cannot be edited in this state; add: AND {flag}"), &format!("NOT OLD.{flag}")),
        Some(FieldStates::Always(_)) => raise(
            &mut sql,
            &format!("{view}.{name} cannot be edited in a replaced version; add: AND state <> 'REPLACED_WITH_NEW_VERSION'"),
            "OLD.state IS 'REPLACED_WITH_NEW_VERSION'",
        ),
        Some(FieldStates::In(states)) => {
            let list = super::literals(states);
            raise(
                &mut sql,
                &format!("{view}.{name} cannot be edited in this state; add: AND state IN ({list})"),
                &format!("OLD.state NOT IN ({list})"),
            );
        }
    }
    sql
}

/// Statements that refuse a value of the wrong kind, and the SQL of the value to stage. Grid editors bind text for
/// everything, so values are converted and not only compared.
fn checked(view: &str, name: &str, kind: &Kind) -> (String, String) {
    let mut sql = String::new();
    let text = format!("CAST(NEW.{name} AS TEXT)");
    let value = match kind {
        Kind::Bool => {
            let known = format!("NEW.{name} IS NOT NULL AND lower({text}) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false')");
            raise(&mut sql, &format!("{view}.{name} must be 0, 1, true, false or NULL"), &known);
            format!("CASE WHEN lower({text}) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.{name} IS NOT NULL THEN 0 END")
        }
        Kind::Int => {
            raise(&mut sql, &format!("{view}.{name} must be an integer or NULL"), &format!("{text} GLOB '*[^0-9-]*'"));
            format!("CAST(NEW.{name} AS INTEGER)")
        }
        Kind::Enum(values) => {
            let sentence = format!("{view}.{name}: not a known value; SELECT value FROM enum_values WHERE enum = '{values}'");
            let unknown =
                format!("NEW.{name} IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = '{values}' AND value = NEW.{name})");
            raise(&mut sql, &sentence, &unknown);
            text
        }
        Kind::Text | Kind::Date | Kind::Relationship(_) | Kind::Secret => {
            raise(&mut sql, &format!("{view}.{name} must be text or NULL"), &format!("typeof(NEW.{name}) = 'blob'"));
            text
        }
        Kind::Url => {
            raise(&mut sql, &format!("{view}.{name}: an address cannot be empty; use NULL to clear it"), &format!("NEW.{name} = ''"));
            text
        }
    };
    (sql, value)
}

/// Statements that stage a value. The base is taken once and never overwritten; a value equal to the mirrored one
/// takes the change back.
fn stage(resource: &Resource, field: &Field, row: &str, value: &str) -> String {
    format!(
        "  DELETE FROM staged WHERE resource = {code} AND pk = {row} AND field = '{name}'\n    \
         AND EXISTS(SELECT 1 FROM {table} AS m WHERE m.pk = {row} AND m.{name} IS {value});\n  \
         INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)\n    \
         SELECT {code}, m.pk, '{name}', m.{name}, {value}, {bit}, {OPEN}, unixepoch() FROM {table} AS m\n    \
         WHERE m.pk = {row} AND m.{name} IS NOT {value}\n    \
         ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;\n",
        code = resource.code,
        name = field.name,
        table = resource.table(),
        bit = field.bit,
    )
}

fn refuse(shape: &Shape<'_>, read_only: &[(&str, String)]) -> String {
    let view = &shape.view.name;
    let columns: Vec<_> = read_only.iter().map(|(name, _)| *name).collect();
    let mut sql = format!("CREATE TRIGGER {view}_read_only INSTEAD OF UPDATE OF {} ON {view} BEGIN\n", columns.join(", "));
    for (name, why) in read_only {
        raise(
            &mut sql,
            &format!("{view}.{name} is read-only: {why}"),
            &format!("CAST(NEW.{name} AS TEXT) IS NOT CAST(OLD.{name} AS TEXT)"),
        );
    }
    sql + "END;\n"
}

/// Staged creations are rows of the mirror with an id of our own (`~…`): a second table would make every view a union,
/// which SQLite materialises.
fn create(catalog: &Catalog, shape: &Shape<'_>) -> String {
    let view = &shape.view.name;
    let base = shape.base;
    let (Some(parent), true) = (base.parent.as_ref(), base.offers(Operation::Create)) else {
        return format!(
            "CREATE TRIGGER {view}_create INSTEAD OF INSERT ON {view} BEGIN SELECT RAISE(ABORT, '{view}: rows cannot be created through the API'); END;\n"
        );
    };
    let table = base.table();
    let parent_id = if parent.resource == "apps" { "app_id".into() } else { id_column(&parent.resource) };
    let above = format!("(SELECT pk FROM {}_mirror WHERE id = NEW.{parent_id} AND gone_at IS NULL)", parent.resource);
    // A row staged for deletion is hidden in the view, but Apple would still refuse its twin: look at both.
    let same = |alias: &str| base.natural_key.iter().map(|key| format!(" AND {alias}.{key} IS NEW.{key}")).collect::<String>();
    let given: Vec<&Field> = base.fields.iter().filter(|field| field.access == Access::Create).collect();
    let editable: Vec<&Field> = base.fields.iter().filter(|field| field.is_updatable()).collect();
    let new = format!("(SELECT max(pk) FROM {table})");

    let mut sql = format!("CREATE TRIGGER {view}_create INSTEAD OF INSERT ON {view} BEGIN\n");
    raise(&mut sql, &format!("{view}: unknown {parent_id}; copy it from the view {}", parent.resource), &format!("{above} IS NULL"));
    raise(
        &mut sql,
        &format!("{view}: that row already exists; UPDATE it instead"),
        &format!(
            "EXISTS(SELECT 1 FROM {view} WHERE {view}.{parent_id} = NEW.{parent_id}{}) OR EXISTS(SELECT 1 FROM {table} AS m WHERE m.parent = {above} AND m.gone_at IS NULL{})",
            same(view),
            same("m")
        ),
    );
    for field in &given {
        raise(&mut sql, &format!("{view}.{} is required", field.name), &format!("NEW.{} IS NULL", field.name));
        if let Kind::Enum(_) = field.kind {
            sql.push_str(&checked(view, &field.name, &field.kind).0);
        }
    }
    if !base.editable.is_empty() && base.state_of == parent.resource {
        let states = super::literals(&base.editable);
        raise(
            &mut sql,
            &format!("{view}: its {} cannot be edited in this state", parent.resource.trim_end_matches('s').replace('_', " ")),
            &format!(
                "EXISTS(SELECT 1 FROM {}_mirror WHERE pk = {above} AND id NOT GLOB '~*' AND state NOT IN ({states}))",
                parent.resource
            ),
        );
    }
    let names: String = given.iter().map(|field| format!(", {}", field.name)).collect();
    let values: String = given.iter().map(|field| format!(", NEW.{}", field.name)).collect();
    let sets: Vec<_> = editable.iter().map(|field| format!("{0} = NEW.{0}", field.name)).collect();
    let _ = write!(
        sql,
        "  UPDATE mirror_guard SET writer = 'create';\n  \
         INSERT INTO {table}(account, id, parent{names}) SELECT account, '~' || hex(randomblob(8)), pk{values} FROM {}_mirror WHERE pk = {above};\n  \
         UPDATE mirror_guard SET writer = NULL;\n  \
         INSERT INTO staged(resource, pk, field, bit, changeset, at) SELECT {}, {new}, '+', 62, {OPEN}, unixepoch();\n  \
         UPDATE {view} SET {} WHERE pk = {new};\nEND;\n",
        parent.resource,
        base.code,
        sets.join(", "),
    );
    debug_assert!(catalog.resource(&parent.resource).is_some());
    sql
}

fn delete(catalog: &Catalog, shape: &Shape<'_>) -> String {
    let view = &shape.view.name;
    let base = shape.base;
    if !base.offers(Operation::Delete) {
        return format!(
            "CREATE TRIGGER {view}_delete INSTEAD OF DELETE ON {view} BEGIN SELECT RAISE(ABORT, '{view}: rows cannot be deleted through the API'); END;\n"
        );
    }
    let mut sql = format!("CREATE TRIGGER {view}_delete INSTEAD OF DELETE ON {view} BEGIN\n");
    if !base.editable.is_empty() {
        raise(&mut sql, &format!("{view}: this row cannot be deleted in this state; add: AND editable"), "NOT OLD.editable");
    }
    sql.push_str(&forget_created(catalog, base, "OLD.pk", "OLD.id GLOB '~*'"));
    let _ = write!(
        sql,
        "  DELETE FROM staged WHERE resource = {code} AND pk = OLD.pk;\n  \
         INSERT INTO staged(resource, pk, field, bit, changeset, at) SELECT {code}, OLD.pk, '-', 61, {OPEN}, unixepoch() WHERE OLD.id NOT GLOB '~*';\nEND;\n",
        code = base.code,
    );
    sql
}

/// Statements that remove a row which exists only here, with what hangs from it.
pub(super) fn forget_created(catalog: &Catalog, resource: &Resource, row: &str, condition: &str) -> String {
    let table = resource.table();
    let mut sql = format!("  UPDATE mirror_guard SET writer = 'create' WHERE {condition};\n");
    for child in catalog.resources.iter().filter(|child| child.parent.as_ref().is_some_and(|parent| parent.resource == resource.name)) {
        if child.offers(Operation::Create) {
            let hanging = format!("SELECT pk FROM {} WHERE parent = {row} AND id GLOB '~*'", child.table());
            let _ = write!(
                sql,
                "  DELETE FROM staged WHERE {condition} AND resource = {} AND pk IN ({hanging});\n  \
                 DELETE FROM {} WHERE {condition} AND parent = {row} AND id GLOB '~*';\n",
                child.code,
                child.table(),
            );
        }
    }
    let _ = write!(
        sql,
        "  DELETE FROM {table} WHERE {condition} AND pk = {row} AND id GLOB '~*';\n  \
         UPDATE mirror_guard SET writer = NULL WHERE {condition};\n"
    );
    sql
}

fn raise(sql: &mut String, sentence: &str, condition: &str) {
    let _ = writeln!(sql, "  SELECT RAISE(ABORT, {}) WHERE {condition};", literal(sentence));
}
