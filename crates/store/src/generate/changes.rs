//! `changes` (what is staged, readable) and `conflicts` (what somebody changed meanwhile).

use std::fmt::Write as _;

use super::trigger::forget_created;
use crate::catalog::{Catalog, Operation, Resource, ancestor_joins};

pub(super) fn views(catalog: &Catalog) -> String {
    let arms: Vec<_> = catalog.editable().map(|resource| arm(catalog, resource)).collect();
    let mut sql = format!("\n-- changes\nCREATE VIEW changes AS\n{};\n", arms.join("\nUNION ALL\n"));
    sql.push_str(
        "CREATE TRIGGER changes_unstage INSTEAD OF DELETE ON changes BEGIN\n  \
         DELETE FROM staged WHERE resource = (SELECT code FROM resources WHERE name = OLD.resource) AND pk = OLD.pk AND (field = OLD.field OR OLD.field = '+');\n",
    );
    for resource in catalog.resources.iter().filter(|resource| resource.offers(Operation::Create)) {
        sql.push_str(&forget_created(catalog, resource, "OLD.pk", &format!("(OLD.field = '+' AND OLD.resource = '{}')", resource.name)));
    }
    sql.push_str("END;\n");
    for event in ["INSERT", "UPDATE"] {
        let _ = writeln!(
            sql,
            "CREATE TRIGGER changes_{} INSTEAD OF {event} ON changes BEGIN SELECT RAISE(ABORT, 'changes is a list of what is staged; \
             UPDATE the view of the resource to stage, DELETE FROM changes to unstage'); END;",
            event.to_lowercase()
        );
    }
    sql.push_str("CREATE VIEW conflicts AS SELECT * FROM changes WHERE field NOT IN ('+', '-') AND base IS NOT current;\n");
    sql
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
        if resource.is_localized() { format!("{name}.locale") } else { "NULL".into() },
        if has("versions") { "versions.platform" } else { "NULL" },
        if has("versions") { "versions.version_string" } else { "NULL" },
        resource.code,
    )
}
