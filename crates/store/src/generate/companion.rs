//! INSERT and DELETE on a view that shows two resources side by side: both rows are made, both go.

use std::fmt::Write as _;

use super::trigger::{checked, parent_column, raise};
use super::view::{Shape, Source};
use crate::catalog::{Field, Resource};
use crate::literal;

pub(super) fn triggers(shape: &Shape<'_>) -> String {
    let view = &shape.view.name;
    if view != "listings" {
        let own = shape.companion.filter(|_| shape.has_own_companion()).unwrap_or(shape.base);
        let sentence = format!("{view} shows several resources side by side; INSERT INTO or DELETE FROM {} instead", own.name);
        let refuse = |event: &str| {
            let name = event.to_lowercase();
            format!("CREATE TRIGGER {view}_{name} INSTEAD OF {event} ON {view} BEGIN SELECT RAISE(ABORT, {}); END;\n", literal(&sentence))
        };
        return ["INSERT", "DELETE"].map(refuse).concat();
    }
    create(shape) + &delete(shape)
}

/// The text of a companion that comes with its first text and goes with its last, beside a row that only Apple writes.
pub(super) fn set(shape: &Shape<'_>, name: &str, field: &Field) -> String {
    let view = &shape.view.name;
    let Some(own) = shape.companion else { return String::new() };
    let (check, _) = checked(view, name, field);
    let mut sql =
        format!("CREATE TRIGGER {view}_set_{name} INSTEAD OF UPDATE OF {name} ON {view} WHEN NEW.{name} IS NOT OLD.{name} BEGIN\n{check}");
    let _ = writeln!(
        sql,
        "  DELETE FROM staged WHERE resource = {} AND pk = OLD.info_pk AND field = '-' AND NEW.{name} IS NOT NULL;",
        own.code
    );
    let _ = writeln!(
        sql,
        "  INSERT INTO {0}({1}, {2}) SELECT OLD.id, NEW.{name} WHERE OLD.info_pk IS NULL;\n  \
           UPDATE {0} SET {2} = NEW.{name} WHERE pk = OLD.info_pk AND NEW.{name} IS NOT NULL;\n  \
           DELETE FROM {0} WHERE pk = OLD.info_pk AND NEW.{name} IS NULL;\nEND;",
        own.name,
        parent_column(&shape.base.name),
        field.name
    );
    sql
}

/// A new locale: its version localization, and its app info localization unless another platform has made it already.
/// Apple wants a name there; without one it is that of the primary locale.
fn create(shape: &Shape<'_>) -> String {
    let view = &shape.view.name;
    let base = shape.base;
    let Some((info, parent)) = shape.companion.and_then(|info| Some((info, info.parent.as_ref()?))) else { return String::new() };
    let Some(above) = base.parent.as_ref().map(|parent| parent_column(&parent.resource)) else { return String::new() };
    let (texts, infos) = (owned(shape, base), owned(shape, info));
    let values = |names: &[&str]| names.iter().map(|name| format!(", NEW.{name}")).collect::<String>();
    let infos_given = infos.iter().map(|name| match *name {
        "name" => format!(
            ", coalesce(NEW.name, (SELECT p.name FROM {0} AS p WHERE p.{1} = i.id AND p.locale = (SELECT a.primary_locale FROM apps AS a WHERE a.pk = i.parent)))",
            info.name,
            parent_column(&parent.resource)
        ),
        name => format!(", NEW.{name}"),
    });
    let app_info = "SELECT v.app_info FROM versions_mirror AS v WHERE v.id = NEW.version_id AND v.gone_at IS NULL";
    let there =
        format!("SELECT m.pk FROM {} AS m WHERE m.parent = ({app_info}) AND m.locale IS NEW.locale AND m.gone_at IS NULL", info.table());
    let mut sql = format!("CREATE TRIGGER {view}_create INSTEAD OF INSERT ON {view} BEGIN\n");
    let _ =
        writeln!(sql, "  INSERT INTO {}({above}, locale{}) VALUES(NEW.{above}, NEW.locale{});", base.name, list(&texts), values(&texts));
    // With a version that is only staged comes an app info that nobody has seen yet.
    let to_come = format!("(NEW.{above} GLOB '~*' AND i.state NOT IN ({}))", super::literals(&info.editable));
    let any_given: Vec<_> = infos.iter().map(|name| format!("NEW.{name} IS NOT NULL")).collect();
    raise(
        &mut sql,
        &format!("{view}: {} cannot be set before the version is there; push it and sync first", infos.join(", ")),
        &format!(
            "({}) AND NOT EXISTS({there}) AND EXISTS(SELECT 1 FROM {}_mirror AS i WHERE i.pk = ({app_info}) AND {to_come})",
            any_given.join(" OR "),
            parent.resource
        ),
    );
    let _ = writeln!(
        sql,
        "  INSERT INTO {}({}, locale{}) SELECT i.id, NEW.locale{} FROM {}_mirror AS i WHERE i.pk = ({app_info}) AND NOT EXISTS({there}) AND NOT {to_come};",
        info.name,
        parent_column(&parent.resource),
        list(&infos),
        infos_given.collect::<String>(),
        parent.resource,
    );
    let given: Vec<_> = infos.iter().map(|name| format!("{name} = coalesce(NEW.{name}, {name})")).collect();
    let _ = writeln!(sql, "  UPDATE {} SET {} WHERE pk = ({there});\nEND;", info.name, given.join(", "));
    sql
}

/// A locale that goes: its version localization, and its app info localization unless another version still has it.
fn delete(shape: &Shape<'_>) -> String {
    let view = &shape.view.name;
    let base = shape.base;
    let Some(info) = shape.companion else { return String::new() };
    let table = base.table();
    let mut sql = format!("CREATE TRIGGER {view}_delete INSTEAD OF DELETE ON {view} BEGIN\n");
    let _ = write!(
        sql,
        "  DELETE FROM {base} WHERE pk = OLD.pk;\n  \
         DELETE FROM {info} WHERE pk = OLD.info_pk\n    \
         AND (SELECT i.state FROM {infos} AS o JOIN {above} AS i ON i.pk = o.parent WHERE o.pk = OLD.info_pk) IN ({addable}) AND NOT EXISTS(SELECT 1 FROM {base} AS other JOIN {table} AS m ON m.pk = other.pk\n    \
         JOIN versions_mirror AS v ON v.pk = m.parent WHERE v.app_info = (SELECT i.parent FROM {infos} AS i WHERE i.pk = OLD.info_pk)\n    \
         AND other.locale IS OLD.locale AND other.pk <> OLD.pk);\nEND;\n",
        base = base.name,
        info = info.name,
        infos = info.table(),
        above = info.parent.as_ref().map_or_else(String::new, |parent| format!("{}_mirror", parent.resource)),
        addable = super::literals(&info.addable),
    );
    sql
}

/// The fields of a resource that can be edited through the view.
fn owned<'a>(shape: &Shape<'_>, resource: &'a Resource) -> Vec<&'a str> {
    let fields = resource.fields.iter().filter(|field| field.is_updatable() && shows(shape, resource, field));
    fields.map(|field| field.name.as_str()).collect()
}

fn shows(shape: &Shape<'_>, resource: &Resource, field: &Field) -> bool {
    let is_it =
        |source: &Source<'_>| matches!(source, Source::Field(owner, shown) if owner.name == resource.name && shown.name == field.name);
    shape.columns.iter().any(|column| is_it(&column.source))
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!(", {name}")).collect()
}
