//! INSERT on the view of a file that is uploaded: what it is comes from the files that are kept here, and the set that
//! it goes into is made where there is none.

use std::fmt::Write as _;

use super::trigger::{addable_below, identity, not_below_deleted, parent_column, raise};
use super::view::Shape;
use crate::catalog::{Catalog, Field, Parent};

pub(super) fn create(catalog: &Catalog, shape: &Shape<'_>, parent: &Parent) -> String {
    let (view, base) = (&shape.view.name, shape.base);
    let (Some(set), table) = (catalog.resource(&parent.resource), base.table()) else { return String::new() };
    let Some(place) = set.parent.as_ref().map(|above| parent_column(&above.resource)) else { return String::new() };
    let (sets, set_id) = (&set.name, parent_column(&parent.resource));
    let shown_as = shown_as(&parent.resource);
    let by_place = format!("SELECT s.pk FROM {sets} AS s WHERE s.{place} = NEW.{place} AND s.{shown_as} = NEW.{shown_as}");
    let above = format!("coalesce((SELECT s.pk FROM {sets} AS s WHERE s.id = NEW.{set_id}), ({by_place}))");
    let new = format!("(SELECT max(pk) FROM {table})");
    let open = super::trigger::OPEN;

    let mut sql = format!("CREATE TRIGGER {view}_create INSTEAD OF INSERT ON {view} BEGIN\n");
    let _ = writeln!(
        sql,
        "  INSERT INTO {sets}({place}, {shown_as}) SELECT NEW.{place}, NEW.{shown_as}\n    \
         WHERE NEW.{set_id} IS NULL AND NEW.{place} IS NOT NULL AND NEW.{shown_as} IS NOT NULL AND NOT EXISTS({by_place});"
    );
    raise(
        &mut sql,
        &format!("{view}: name the set by {set_id}, or by {place} and {shown_as}; copy them from the views of what is above"),
        &format!("{above} IS NULL"),
    );
    sql.push_str(&addable_below(catalog, shape, &above));
    sql.push_str(&not_below_deleted(catalog, shape, &above));
    raise(
        &mut sql,
        &format!("{view}.checksum names no file that is kept here; `fleet shots add FILE` keeps one and prints its checksum"),
        "NOT EXISTS(SELECT 1 FROM media_files WHERE checksum IS NEW.checksum)",
    );
    raise(
        &mut sql,
        &format!("{view}: the file is of no size that this {shown_as} takes; SELECT width, height, fits FROM media_files"),
        &format!(
            "NOT EXISTS(SELECT 1 FROM media_files AS f, json_each(f.fits) AS fits WHERE f.checksum = NEW.checksum\n    \
             AND fits.value = (SELECT s.{shown_as} FROM {sets} AS s WHERE s.pk = {above}))"
        ),
    );
    raise(
        &mut sql,
        &format!("{view}: the set has this file already"),
        &format!(
            "EXISTS(SELECT 1 FROM {view} AS v JOIN {table} AS m ON m.pk = v.pk WHERE m.parent = {above} AND v.checksum = NEW.checksum)"
        ),
    );
    let kept: Vec<&Field> = base.fields.iter().filter(|field| base.is_identity(field)).collect();
    let names: String = kept.iter().map(|field| format!(", {}", field.name)).collect();
    let values: String = kept
        .iter()
        .map(|field| match field.name.as_str() {
            "file_name" => ", coalesce(NEW.file_name, f.file_name)".to_owned(),
            "file_size" => ", f.bytes".to_owned(),
            name => format!(", f.{name}"),
        })
        .collect();
    // Where others were given places in front there are more rows than places.
    let last = format!("(SELECT max(max(v.position) + 1, count(*)) FROM {view} AS v WHERE v.{set_id} = s.id)");
    let _ = write!(
        sql,
        "  UPDATE mirror_guard SET writer = 'create';\n  \
         INSERT INTO {table}(account, id, parent{names}, position)\n    \
         SELECT s.account, '~' || hex(randomblob(8)), s.pk{values}, coalesce({last}, 0)\n    \
         FROM {sets}_mirror AS s JOIN media_files AS f ON f.checksum = NEW.checksum WHERE s.pk = {above};\n  \
         UPDATE mirror_guard SET writer = NULL;\n  \
         INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT {}, m.pk, '+', {}, 62, {open}, unixepoch() FROM {table} AS m WHERE m.pk = {new};\n",
        base.code,
        identity(base, "m"),
    );
    let editable = base.fields.iter().filter(|field| field.is_updatable() && !field.is_order);
    let sets: Vec<_> = editable.map(|field| format!("{0} = NEW.{0}", field.name)).collect();
    if !sets.is_empty() {
        let _ = writeln!(sql, "  UPDATE {view} SET {} WHERE pk = {new};", sets.join(", "));
    }
    let _ = writeln!(sql, "  UPDATE {view} SET position = NEW.position WHERE pk = {new} AND NEW.position IS NOT NULL;");
    sql + "END;\n"
}

/// SQL for what the set of a row is called: its display type, or its preview type.
pub(super) fn set_name(set: &Parent, row: &str) -> String {
    let shown_as = shown_as(&set.resource);
    format!("(SELECT s.{shown_as} || ' ' FROM {}_mirror AS s WHERE s.pk = {row}.parent)", set.resource)
}

/// The field of a set that says where its files are shown.
fn shown_as(set: &str) -> &'static str {
    if set.ends_with("preview_sets") { "preview_type" } else { "display_type" }
}
