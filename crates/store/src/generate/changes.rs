//! `changes` (what is staged, readable) and `conflicts` (what somebody changed meanwhile).

use std::fmt::Write as _;

use super::trigger::forget_created;
use crate::catalog::{Catalog, Field, Operation, Resource, ancestor_joins};

pub(super) fn views(catalog: &Catalog) -> String {
    let arms: Vec<_> = catalog.editable().map(|resource| arm(catalog, resource)).collect();
    let mut sql = format!("\n-- changes\nCREATE VIEW changes AS\n{};\n", arms.join("\nUNION ALL\n"));
    let unstage = "  DELETE FROM staged WHERE resource = (SELECT code FROM resources WHERE name = OLD.resource) AND pk = OLD.pk";
    // Taking a field back is cheap; what only a created row needs is apart from it.
    let _ = writeln!(
        sql,
        "CREATE TRIGGER changes_unstage INSTEAD OF DELETE ON changes WHEN OLD.field <> '+' BEGIN\n{unstage} AND field = OLD.field;\nEND;\n\
         CREATE TRIGGER changes_unstage_created INSTEAD OF DELETE ON changes WHEN OLD.field = '+' BEGIN\n{unstage};"
    );
    for resource in catalog.resources.iter().filter(|resource| resource.offers(Operation::Create)) {
        sql.push_str(&forget_created(catalog, resource, "OLD.pk", &format!("OLD.resource = '{}'", resource.name)));
    }
    sql.push_str("END;\n");
    sql.push_str(&stage(catalog));
    sql.push_str(
        "CREATE TRIGGER changes_update INSTEAD OF UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'changes is a list of what is staged; \
         UPDATE the view of the resource to stage, DELETE FROM changes to unstage'); END;\n",
    );
    sql.push_str("CREATE VIEW conflicts AS SELECT * FROM changes WHERE field NOT IN ('+', '-') AND base IS NOT current;\n");
    sql
}

/// The third door, for files of `resource, id, field, value`: an INSERT is an UPDATE of the view of the resource. A row
/// that two accounts have is told apart by `account`.
fn stage(catalog: &Catalog) -> String {
    let resources: Vec<_> = catalog.editable().filter(|resource| resource.fields.iter().any(Field::is_updatable)).collect();
    let row =
        |resource: &Resource| format!("{0}.id = NEW.id AND (NEW.account IS NULL OR {0}.account = NEW.account)", catalog.view_of(resource));
    let mut sql = String::from("CREATE TRIGGER changes_insert INSTEAD OF INSERT ON changes BEGIN\n");
    sql.push_str(
        "  SELECT RAISE(ABORT, 'changes: no such field can be edited; SELECT resource, name FROM fields WHERE access = ''update''')\n    \
         WHERE NOT EXISTS(SELECT 1 FROM fields WHERE resource = NEW.resource AND name = NEW.field AND access = 'update');\n",
    );
    let known: Vec<_> = resources
        .iter()
        .map(|resource| {
            format!("WHEN '{}' THEN EXISTS(SELECT 1 FROM {} WHERE {})", resource.name, catalog.view_of(resource), row(resource))
        })
        .collect();
    let _ = writeln!(
        sql,
        "  SELECT RAISE(ABORT, 'changes: no row of that resource has this id; copy it from the view of the resource') WHERE NOT CASE NEW.resource\n    {} ELSE 0 END;",
        known.join("\n    ")
    );
    for resource in resources {
        let set = |field: &Field| format!("{0} = CASE WHEN NEW.field = '{0}' THEN NEW.value ELSE {0} END", field.name);
        let sets: Vec<_> = resource.fields.iter().filter(|field| field.is_updatable()).map(set).collect();
        let _ = writeln!(
            sql,
            "  UPDATE {} SET {} WHERE NEW.resource = '{}' AND {};",
            catalog.view_of(resource),
            sets.join(", "),
            resource.name,
            row(resource)
        );
    }
    sql.push_str("END;\n");
    sql
}

/// SQL for the locale of a row, or of what it hangs from.
pub(crate) fn locale(lineage: &[&Resource]) -> String {
    let localized = lineage.iter().find(|resource| resource.is_localized());
    localized.map_or_else(|| "NULL".into(), |resource| format!("{}.locale", resource.name))
}

fn arm(catalog: &Catalog, resource: &Resource) -> String {
    let name = &resource.name;
    let lineage = catalog.lineage(resource);
    let has = |noun: &str| lineage.iter().any(|ancestor| ancestor.name == noun);
    let current: Vec<_> = resource
        .fields
        .iter()
        .filter(|field| field.is_updatable())
        .map(|field| format!("WHEN '{0}' THEN {name}.{0}", field.name))
        .collect();
    let current = if current.is_empty() { "NULL".into() } else { format!("CASE s.field {} END", current.join(" ")) };
    let joins: String = ancestor_joins(&lineage).map(|join| format!("\n  {join}")).collect();
    format!(
        "SELECT s.changeset, '{name}' AS resource, {name}.id, s.field, s.base, s.value, {current} AS current,\n  \
         {} AS locale, {} AS platform, {} AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,\n  \
         clients.name AS client, s.pk, s.at\n\
         FROM staged AS s JOIN {name}_mirror AS {name} ON {name}.pk = s.pk{joins}\n  \
         JOIN accounts ON accounts.pk = {name}.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client\n\
         WHERE s.resource = {}",
        locale(&lineage),
        if has("versions") { "versions.platform" } else { "NULL" },
        if has("versions") { "versions.version_string" } else { "NULL" },
        resource.code,
    )
}
