//! INSTEAD OF triggers: writing to a view stages an edit, writing a value back removes it, and what cannot be edited
//! says why.
//!
//! Messages are literals, because an expression in RAISE makes the whole file unreadable to SQLite before 3.47.

use std::fmt::Write as _;

use super::literal;
use super::view::{Column, Shape, Source, id_column};
use crate::catalog::{Access, Catalog, Field, FieldStates, Kind, Operation, Resource, ancestor_joins};

pub(super) const OPEN: &str = "(SELECT pk FROM changesets WHERE status = 'open')";

pub(super) fn triggers(catalog: &Catalog, shape: &Shape<'_>) -> String {
    if shape.base.is_mirror_only && !shape.has_own_companion() {
        return refuse_all(&shape.view.name);
    }
    let mut sql = String::new();
    let mut read_only = Vec::new();
    for column in &shape.columns {
        match editable_through(shape, column) {
            Ok((_, field, _)) if shape.has_own_companion() => sql.push_str(&super::companion::set(shape, &column.name, field)),
            Ok((resource, field, row)) => sql.push_str(&set(shape, column, resource, field, row)),
            Err(why) => read_only.push((column.name.as_str(), why)),
        }
    }
    sql.push_str(&refuse(shape, &read_only));
    let view = &shape.view.name;
    // Without this one, a misspelt column would say "cannot modify … because it is a view".
    let _ = writeln!(sql, "CREATE TRIGGER {view}_any INSTEAD OF UPDATE ON {view} WHEN 0 BEGIN SELECT 1; END;");
    if shape.companion.is_none() {
        sql.push_str(&create(catalog, shape));
        sql.push_str(&delete(catalog, shape));
    } else {
        sql.push_str(&super::companion::triggers(shape));
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
    let (check, value) = checked(view, name, field);
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
pub(super) fn checked(view: &str, name: &str, field: &Field) -> (String, String) {
    let mut sql = String::new();
    let text = format!("CAST(NEW.{name} AS TEXT)");
    let value = match &field.kind {
        Kind::Bool => {
            let known = format!("NEW.{name} IS NOT NULL AND lower({text}) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false')");
            raise(&mut sql, &format!("{view}.{name} must be 0, 1, true, false or NULL"), &known);
            format!("CASE WHEN lower({text}) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.{name} IS NOT NULL THEN 0 END")
        }
        Kind::Int if field.is_order => {
            let wrong = format!("NEW.{name} IS NULL OR CAST(CAST({text} AS INTEGER) AS TEXT) <> {text} OR CAST({text} AS INTEGER) < 0");
            raise(&mut sql, &format!("{view}.{name} must be an integer; the first is 0"), &wrong);
            format!("CAST(NEW.{name} AS INTEGER)")
        }
        Kind::Int => {
            raise(
                &mut sql,
                &format!("{view}.{name} must be an integer or NULL"),
                &format!("CAST(CAST({text} AS INTEGER) AS TEXT) <> {text}"),
            );
            format!("CAST(NEW.{name} AS INTEGER)")
        }
        Kind::Enum(values) => {
            let sentence = format!("{view}.{name}: not a known value; SELECT value FROM enum_values WHERE enum = '{values}'");
            let unknown =
                format!("NEW.{name} IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = '{values}' AND value = NEW.{name})");
            raise(&mut sql, &sentence, &unknown);
            text
        }
        Kind::Secret => {
            let sentence =
                format!("{view}.{name} takes no password but the place of one: 'env:NAME' or 'file:PATH', read when it is pushed");
            let open = format!("{text} <> '' AND {text} NOT GLOB 'env:?*' AND {text} NOT GLOB 'file:?*'");
            raise(&mut sql, &sentence, &open);
            text
        }
        Kind::Inline(kind) => {
            let (wanted, example) = if kind == "appPrices" {
                ("object", "of objects with territory, price_point, start_date and end_date")
            } else {
                ("text", "of ids, such as '[\"USA\"]'")
            };
            let members = format!("json_type({text}) = 'array' AND NOT EXISTS(SELECT 1 FROM json_each({text}) WHERE type <> '{wanted}')");
            let array = format!("CASE WHEN json_valid({text}) THEN {members} ELSE 0 END");
            raise(&mut sql, &format!("{view}.{name} must be a JSON array {example}"), &format!("NEW.{name} IS NULL OR NOT ({array})"));
            if kind != "appPrices" {
                return (sql, text);
            }
            // In one form, so that equal lists are equal texts.
            let member = |key: &str| format!("'{key}', json_extract(value, '$.{key}')");
            let object = ["territory", "price_point", "start_date", "end_date"].map(member).join(", ");
            let order = "json_extract(value, '$.territory'), json_extract(value, '$.start_date')";
            let value = format!(
                "(SELECT json_group_array(json(price)) FROM (SELECT json_object({object}) AS price FROM json_each({text}) ORDER BY {order}))"
            );
            return (sql, value);
        }
        Kind::Text | Kind::Date | Kind::Relationship(_) => {
            raise(&mut sql, &format!("{view}.{name} must be text or NULL"), &format!("typeof(NEW.{name}) = 'blob'"));
            text
        }
        Kind::Url => {
            raise(&mut sql, &format!("{view}.{name} must be text or NULL"), &format!("typeof(NEW.{name}) = 'blob'"));
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
    if base.is_upload {
        return super::upload::create(catalog, shape, parent);
    }
    let table = base.table();
    let parent_id = parent_column(&parent.resource);
    let above = format!("(SELECT pk FROM {}_mirror WHERE id = NEW.{parent_id} AND gone_at IS NULL)", parent.resource);
    let given: Vec<&Field> = base.fields.iter().filter(|field| base.is_identity(field)).collect();
    let editable: Vec<&Field> = base.fields.iter().filter(|field| field.is_updatable() && !base.is_identity(field)).collect();
    let new = format!("(SELECT max(pk) FROM {table})");

    let mut sql = format!("CREATE TRIGGER {view}_create INSTEAD OF INSERT ON {view} BEGIN\n");
    raise(&mut sql, &format!("{view}: unknown {parent_id}; copy it from the view {}", parent.resource), &format!("{above} IS NULL"));
    // A row staged for deletion is hidden in the view, but Apple would still refuse its twin: look at both.
    raise(
        &mut sql,
        &format!("{view}: that row already exists; UPDATE it instead"),
        &format!(
            "EXISTS(SELECT 1 FROM {view} WHERE {view}.{parent_id} = NEW.{parent_id}{}) OR EXISTS(SELECT 1 FROM {table} AS m WHERE m.parent = {above} AND m.gone_at IS NULL{})",
            same(base, view),
            same(base, "m")
        ),
    );
    for field in base.fields.iter().filter(|field| field.is_required) {
        raise(&mut sql, &format!("{view}.{} is required", field.name), &format!("NEW.{} IS NULL", field.name));
    }
    for field in &given {
        if let Kind::Enum(_) | Kind::Inline(_) | Kind::Bool = field.kind {
            sql.push_str(&checked(view, &field.name, field).0);
        }
    }
    let optional: Vec<&str> =
        given.iter().filter(|field| field.access == Access::Create && !field.is_required).map(|field| field.name.as_str()).collect();
    if !optional.is_empty() {
        let none: Vec<_> = optional.iter().map(|name| format!("NEW.{name} IS NULL")).collect();
        raise(&mut sql, &format!("{view}: give one of {}", optional.join(", ")), &none.join(" AND "));
    }
    if !base.editable.is_empty() && base.state_of == parent.resource {
        let states = super::literals(&base.addable);
        // What is only staged above will be new, which is not a state for everything.
        let new = catalog.resource(&parent.resource).and_then(|above| above.editable.first());
        let wrong = if new.is_none_or(|new| base.addable.contains(new)) {
            format!("id NOT GLOB '~*' AND state NOT IN ({states})")
        } else {
            format!("coalesce(state, '') NOT IN ({states})")
        };
        raise(
            &mut sql,
            &format!("{view}: its {} cannot be edited in this state", parent.resource.trim_end_matches('s').replace('_', " ")),
            &format!("EXISTS(SELECT 1 FROM {}_mirror WHERE pk = {above} AND {wrong})", parent.resource),
        );
    } else {
        sql.push_str(&addable_below(catalog, shape, &above));
    }
    sql.push_str(&not_below_deleted(catalog, shape, &above));
    let names: String = given.iter().map(|field| format!(", {}", field.name)).collect();
    let values: String = given.iter().map(|field| format!(", NEW.{}", field.name)).collect();
    let _ = write!(
        sql,
        "  UPDATE mirror_guard SET writer = 'create';\n  \
         INSERT INTO {table}(account, id, parent{names}) SELECT account, '~' || hex(randomblob(8)), pk{values} FROM {}_mirror WHERE pk = {above};\n",
        parent.resource,
    );
    if base.name == "versions" {
        // What `link_app_infos.sql` says of the others: it ships with the app info in preparation.
        let _ = writeln!(
            sql,
            "  UPDATE {table} SET app_info = (SELECT i.pk FROM app_infos_mirror AS i WHERE i.parent = {above} AND i.gone_at IS NULL \
             ORDER BY i.state IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_INFO'), i.pk DESC LIMIT 1) WHERE pk = {new};"
        );
    }
    for child in catalog.resources.iter().filter(|child| child.is_copied && child.is_below(base)) {
        sql.push_str(&copy(child, base, &given, &above, &new));
    }
    let _ = write!(
        sql,
        "  UPDATE mirror_guard SET writer = NULL;\n  \
         INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT {}, {new}, '+', {}, 62, {OPEN}, unixepoch();\n",
        base.code,
        identity(base, "NEW"),
    );
    if !editable.is_empty() {
        let sets: Vec<_> = editable.iter().map(|field| format!("{0} = NEW.{0}", field.name)).collect();
        let _ = writeln!(sql, "  UPDATE {view} SET {} WHERE pk = {new};", sets.join(", "));
    }
    if base.name == "submissions" {
        // What a submission is about is an item of it.
        let _ = writeln!(
            sql,
            "  INSERT INTO submission_items(submission_id, version) SELECT m.id, NEW.version FROM {table} AS m WHERE m.pk = {new} AND NEW.version IS NOT NULL;"
        );
    }
    sql.push_str("END;\n");
    sql
}

/// Statements that refuse a new row below one that is staged for deletion: it would go with it.
pub(super) fn not_below_deleted(catalog: &Catalog, shape: &Shape<'_>, above: &str) -> String {
    let (mut sql, mut row) = (String::new(), above.to_owned());
    for ancestor in &catalog.lineage(shape.base)[1..] {
        if ancestor.offers(Operation::Delete) {
            raise(
                &mut sql,
                &format!(
                    "{}: its {} is staged for deletion; take that back first",
                    shape.view.name,
                    ancestor.name.trim_end_matches('s').replace('_', " ")
                ),
                &format!("EXISTS(SELECT 1 FROM staged WHERE resource = {} AND pk = {row} AND field = '-')", ancestor.code),
            );
        }
        row = format!("(SELECT parent FROM {} WHERE pk = {row})", ancestor.table());
    }
    sql
}

/// Statements that refuse a new row where the state that decides is further up than the row above it, or where Apple
/// will copy the row above with all that hangs from it.
pub(super) fn addable_below(catalog: &Catalog, shape: &Shape<'_>, above: &str) -> String {
    let (base, view) = (shape.base, &shape.view.name);
    let mut sql = String::new();
    let lineage = catalog.lineage(base);
    let Some(parent) =
        lineage.get(1).filter(|parent| !base.editable.is_empty() && base.state_of != base.name && base.state_of != parent.name)
    else {
        return sql;
    };
    let joins: String = ancestor_joins(&lineage[1..]).map(|join| format!(" {join}")).collect();
    let owner = &base.state_of;
    raise(
        &mut sql,
        &format!("{view}: its {} cannot be edited in this state", owner.trim_end_matches('s').replace('_', " ")),
        &format!(
            "EXISTS(SELECT 1 FROM {0}_mirror AS {0}{joins} WHERE {0}.pk = {above} AND {owner}.id NOT GLOB '~*' AND {owner}.state NOT IN ({1}))",
            parent.name,
            super::literals(&base.addable)
        ),
    );
    if let Some(copied) = lineage[1..].iter().find(|ancestor| ancestor.is_copied).filter(|_| !base.is_copied) {
        raise(
            &mut sql,
            &format!("{view}: Apple copies what hangs from the version before; push the new version first, then sync"),
            &format!(
                "EXISTS(SELECT 1 FROM {0}_mirror AS {0}{joins} WHERE {0}.pk = {above} AND {1}.id GLOB '~*'\n    \
                 AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = {2} AND pk = {1}.pk AND field = '+'))",
                parent.name, copied.name, copied.code
            ),
        );
    }
    sql
}

/// What a row that comes or goes is called in a diff: its natural key. A file is in a set, which is part of its name.
pub(super) fn identity(base: &Resource, row: &str) -> String {
    if let (true, Some(parent)) = (base.is_upload, &base.parent) {
        return format!("{} || {row}.file_name", super::upload::set_name(parent, row));
    }
    let parts: Vec<_> = base.natural_key.iter().map(|key| format!("coalesce({row}.{key} || ' ', '')")).collect();
    if parts.is_empty() { "NULL".into() } else { format!("trim({})", parts.join(" || ")) }
}

/// Name of the column through which an INSERT names the row above.
pub(crate) fn parent_column(parent: &str) -> String {
    if parent == "apps" { "app_id".into() } else { id_column(parent) }
}

/// SQL that is true of a row beside which Apple would refuse the new one.
fn same(base: &Resource, alias: &str) -> String {
    let mut sql: String = base.natural_key.iter().map(|key| format!(" AND {alias}.{key} IS NEW.{key}")).collect();
    if !base.closed.is_empty() {
        let _ = write!(sql, " AND coalesce({alias}.state, '') NOT IN ({})", super::literals(&base.closed));
    }
    sql
}

/// The rows that Apple will copy from the row before: they can be edited at once, and get their ids when it is there.
fn copy(child: &Resource, base: &Resource, given: &[&Field], above: &str, new: &str) -> String {
    let copied: Vec<&str> =
        child.fields.iter().filter(|field| field.access != Access::Read && !field.is_fresh).map(|field| field.name.as_str()).collect();
    let names = copied.join(", ");
    let values: Vec<_> = copied.iter().map(|name| format!("c.{name}")).collect();
    let alike: String = given
        .iter()
        .filter(|field| field.access == Access::Create && base.natural_key.contains(&field.name))
        .map(|field| format!(" AND b.{0} IS NEW.{0}", field.name))
        .collect();
    format!(
        "  INSERT INTO {child}(account, id, parent, {names}) SELECT c.account, '~' || hex(randomblob(8)), {new}, {values} FROM {child} AS c\n    \
         WHERE c.gone_at IS NULL AND c.id NOT GLOB '~*' AND c.parent = (SELECT b.pk FROM {base} AS b WHERE b.parent = {above}{alike}\n      \
         AND b.gone_at IS NULL AND b.id NOT GLOB '~*' ORDER BY b.state = 'READY_FOR_DISTRIBUTION' DESC, b.pk DESC LIMIT 1);\n",
        child = child.table(),
        base = base.table(),
        values = values.join(", "),
    )
}

fn delete(catalog: &Catalog, shape: &Shape<'_>) -> String {
    let view = &shape.view.name;
    let base = shape.base;
    if !base.offers(Operation::Delete) {
        let staged = if base.offers(Operation::Create) { "; DELETE FROM changes drops one that is only staged" } else { "" };
        return format!(
            "CREATE TRIGGER {view}_delete INSTEAD OF DELETE ON {view} BEGIN SELECT RAISE(ABORT, '{view}: rows cannot be deleted through the API{staged}'); END;\n"
        );
    }
    let mut sql = format!("CREATE TRIGGER {view}_delete INSTEAD OF DELETE ON {view} BEGIN\n");
    if base.addable != base.editable {
        let states = super::literals(&base.addable);
        let sentence = format!("{view}: this row cannot be deleted in this state; add: AND state IN ({states})");
        raise(&mut sql, &sentence, &format!("OLD.id NOT GLOB '~*' AND OLD.state NOT IN ({states})"));
    } else if !base.editable.is_empty() {
        raise(&mut sql, &format!("{view}: this row cannot be deleted in this state; add: AND editable"), "NOT OLD.editable");
    }
    if base.is_localized() {
        let primary = "OLD.locale IS (SELECT apps.primary_locale FROM apps WHERE apps.id = OLD.app_id AND apps.account = OLD.account)";
        raise(&mut sql, &format!("{view}: this is the app's primary locale, which Apple keeps; change apps.primary_locale first"), primary);
    }
    // What is only staged goes at once; what Apple will copy is there as soon as its version is, and is deleted then.
    let is_staged = format!("EXISTS(SELECT 1 FROM staged WHERE resource = {} AND pk = OLD.pk AND field = '+')", base.code);
    sql.push_str(&forget_created(catalog, base, "OLD.pk", &is_staged));
    // With a row goes what hangs from it, and so what was to be changed there.
    if catalog.resources.iter().any(|child| child.is_below(base)) {
        sql.push_str("  UPDATE mirror_guard SET writer = 'create';\n");
        sql.push_str(&forget_below(catalog, base, "= OLD.pk", "1"));
        sql.push_str(&unstage_below(catalog, base, "= OLD.pk"));
        sql.push_str("  UPDATE mirror_guard SET writer = NULL;\n");
    }
    let _ = write!(
        sql,
        "  DELETE FROM staged WHERE resource = {code} AND pk = OLD.pk;\n  \
         INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT {code}, m.pk, '-', {}, 61, {OPEN}, unixepoch() FROM {table} AS m WHERE m.pk = OLD.pk;\nEND;\n",
        identity(base, "m"),
        code = base.code,
        table = base.table(),
    );
    sql
}

/// Statements that remove a row which exists only here, with all that hangs from it.
pub(super) fn forget_created(catalog: &Catalog, resource: &Resource, row: &str, condition: &str) -> String {
    let table = resource.table();
    let mut sql = format!("  UPDATE mirror_guard SET writer = 'create' WHERE {condition};\n");
    sql.push_str(&forget_below(catalog, resource, &format!("= {row}"), condition));
    let _ = write!(
        sql,
        "  DELETE FROM {table} WHERE {condition} AND pk = {row} AND id GLOB '~*';\n  \
         UPDATE mirror_guard SET writer = NULL WHERE {condition};\n"
    );
    sql
}

/// What is staged below some rows.
fn unstage_below(catalog: &Catalog, resource: &Resource, rows: &str) -> String {
    let mut sql = String::new();
    for child in catalog.resources.iter().filter(|child| child.is_below(resource) && !child.is_mirror_only) {
        let hanging = format!("SELECT pk FROM {} WHERE parent {rows}", child.table());
        let _ = writeln!(sql, "  DELETE FROM staged WHERE resource = {} AND pk IN ({hanging});", child.code);
        sql.push_str(&unstage_below(catalog, child, &format!("IN ({hanging})")));
    }
    sql
}

/// What exists only here below some rows, the deepest first.
fn forget_below(catalog: &Catalog, resource: &Resource, rows: &str, condition: &str) -> String {
    let mut sql = String::new();
    for child in catalog.resources.iter().filter(|child| child.is_below(resource) && child.offers(Operation::Create)) {
        let table = child.table();
        let hanging = format!("SELECT pk FROM {table} WHERE parent {rows} AND id GLOB '~*'");
        sql.push_str(&forget_below(catalog, child, &format!("IN ({hanging})"), condition));
        let _ = write!(
            sql,
            "  DELETE FROM staged WHERE {condition} AND resource = {} AND pk IN ({hanging});\n  \
             DELETE FROM {table} WHERE {condition} AND parent {rows} AND id GLOB '~*';\n",
            child.code,
        );
    }
    sql
}

pub(super) fn raise(sql: &mut String, sentence: &str, condition: &str) {
    let _ = writeln!(sql, "  SELECT RAISE(ABORT, {}) WHERE {condition};", literal(sentence));
}
