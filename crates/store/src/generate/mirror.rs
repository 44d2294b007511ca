//! Mirror tables: what Apple last said, typed, guarded, with the history of states.

use std::fmt::Write as _;

use crate::catalog::{Catalog, Field, Resource};
use crate::literal;

pub(super) fn table(catalog: &Catalog, resource: &Resource) -> String {
    let table = resource.table();
    let parent = resource.parent.as_ref().map(|parent| format!("{}_mirror", parent.resource));
    let mut columns =
        vec!["pk INTEGER PRIMARY KEY".to_owned(), "account INTEGER NOT NULL REFERENCES accounts(pk)".into(), "id TEXT NOT NULL".into()];
    columns.extend(parent.as_ref().map(|parent| format!("parent INTEGER NOT NULL REFERENCES {parent}(pk)")));
    columns.push("gone_at INTEGER".into());
    columns.push("changed_at INTEGER NOT NULL DEFAULT 0".into());
    if resource.name == "versions" {
        // Which app info the version ships with: computed after a heartbeat, because Apple does not say.
        columns.push("app_info INTEGER".into());
    }
    // Derived lengths come before the texts: reading one must not walk the pages of the other.
    let limited: Vec<&Field> = resource.fields.iter().filter(|field| field.max.is_some()).collect();
    columns.extend(limited.iter().map(|field| format!("{0}_len INTEGER AS (length({0})) STORED", field.name)));
    columns.extend(resource.fields.iter().map(|field| format!("{} {}", field.name, field.kind.sql_type())));
    columns.push("extra TEXT".into());

    let mut sql = format!("\n-- {}\n", resource.name);
    let _ = writeln!(sql, "CREATE TABLE {table}(\n  {}\n) STRICT;", columns.join(",\n  "));
    let _ = writeln!(sql, "CREATE UNIQUE INDEX {table}_id ON {table}(id, account);");
    if parent.is_some() {
        let mut keys = vec!["parent".to_owned()];
        keys.extend(resource.is_localized().then(|| "locale".into()));
        keys.extend(resource.is_ordered.then(|| "position".into()));
        keys.extend((!limited.is_empty()).then(|| "gone_at".into()));
        keys.extend(limited.iter().map(|field| format!("{}_len", field.name)));
        let _ = writeln!(sql, "CREATE INDEX {table}_parent ON {table}({});", keys.join(", "));
    }
    match resource.name.as_str() {
        "apps" => sql.push_str("CREATE INDEX apps_mirror_bundle_id ON apps_mirror(bundle_id);\n"),
        "versions" => sql.push_str("CREATE INDEX versions_mirror_state ON versions_mirror(state, parent);\n"),
        _ => {}
    }
    sql.push_str(&guards(catalog, resource));
    sql.push_str(&settle(resource));
    sql.push_str(&history(resource));
    sql
}

/// Closes the table to everybody who did not open `mirror_guard`: grid editors write past INSTEAD OF triggers.
fn guards(catalog: &Catalog, resource: &Resource) -> String {
    let table = resource.table();
    let view = catalog.views.iter().find(|view| view.base == resource.name && view.companion.is_none() && !resource.is_mirror_only);
    let advice = view.map_or("only a sync writes it".into(), |view| format!("edit the view {} instead", view.name));
    let sentence = format!("{table} is the mirror of App Store Connect; {advice}");
    ["INSERT", "UPDATE", "DELETE"]
        .map(|event| {
            format!(
                "CREATE TRIGGER {table}_guard_{} BEFORE {event} ON {table} WHEN (SELECT writer FROM mirror_guard) IS NULL\n\
             BEGIN SELECT RAISE(ABORT, {}); END;\n",
                event.to_lowercase(),
                literal(&sentence)
            )
        })
        .concat()
}

/// A staged value that the mirror has caught up with is no change any more.
fn settle(resource: &Resource) -> String {
    let table = resource.table();
    let arms: Vec<_> =
        resource.fields.iter().filter(|field| field.is_updatable()).map(|field| format!("WHEN '{0}' THEN NEW.{0}", field.name)).collect();
    if arms.is_empty() {
        return String::new();
    }
    format!(
        "CREATE TRIGGER {table}_settles AFTER UPDATE ON {table} WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = {code} AND pk = NEW.pk)\n\
         BEGIN\n  DELETE FROM staged WHERE resource = {code} AND pk = NEW.pk AND field NOT IN ('+', '-')\n    \
         AND value IS CASE field {} END;\nEND;\n",
        arms.join(" "),
        code = resource.code,
    )
}

fn history(resource: &Resource) -> String {
    let Some(Field { name: state, .. }) = resource.state_field() else { return String::new() };
    let table = resource.table();
    format!(
        "CREATE TRIGGER {table}_history_insert AFTER INSERT ON {table} WHEN NEW.{state} IS NOT NULL BEGIN\n  \
         INSERT INTO state_history(resource, row, seen_at, new) VALUES({code}, NEW.pk, unixepoch(), NEW.{state});\nEND;\n\
         CREATE TRIGGER {table}_history_update AFTER UPDATE OF {state} ON {table} WHEN NEW.{state} IS NOT OLD.{state} BEGIN\n  \
         INSERT INTO state_history(resource, row, seen_at, old, new) VALUES({code}, NEW.pk, unixepoch(), OLD.{state}, NEW.{state});\nEND;\n",
        code = resource.code,
    )
}
