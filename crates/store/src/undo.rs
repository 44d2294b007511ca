//! Undo: the inverse of what a changeset sent, staged like any other change.
//!
//! The journal has what every field was before, and the tombstones of deleted rows still hold all they had. What Apple
//! does not let anybody take back is named, with the reason.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::catalog::{Field, Kind, Operation, Resource, catalog};
use crate::changeset::attempt;
use crate::generate::parent_column;
use crate::{FieldChange, ORDER, Staging, Step, StepStatus, Store, StoreError, Value};

/// What `undo` staged, and what it could not.
#[derive(Debug, Clone, Default)]
pub struct Undo {
    /// What was staged.
    pub staging: Staging,
    /// One sentence for each thing that could not be taken back.
    pub refused: Vec<String>,
}

impl Store {
    /// Stages the inverse of what a changeset sent. Fields that somebody changed since, and rows that cannot be edited
    /// any more, are left and named.
    pub fn undo(&mut self, changeset: i64) -> Result<Undo, StoreError> {
        let known: Option<i64> = self
            .connection
            .query_row("SELECT pk FROM changesets WHERE pk = ?1 AND status <> 'open'", [changeset], |row| row.get(0))
            .optional()?;
        if known.is_none() {
            return Err(StoreError::NoChangeset(changeset));
        }
        let alone = self.staged_count()? == 0;
        let steps = self.steps(changeset)?;
        let mut refused = Vec::new();
        let staging = self.stage_with(|transaction| {
            let mut inverse = Inverse { transaction, recreated: HashMap::new() };
            let done = steps.iter().rev().filter(|step| step.status == StepStatus::Done);
            // A file may come back into a set that another copy of it has yet to leave.
            let (files, rest): (Vec<_>, Vec<_>) = done.partition(|step| step.method == "DELETE" && is_upload(step));
            for step in rest.into_iter().chain(files) {
                let Some(resource) = catalog().resource_of_code(step.resource) else { continue };
                let app = step.app_name.as_deref().unwrap_or(&step.path);
                refused.extend(inverse.of(resource, step)?.into_iter().map(|sentence| format!("{app}: {sentence}")));
            }
            if alone {
                transaction.execute("UPDATE changesets SET undo_of = ?1, title = 'undo of ' || ?1 WHERE status = 'open'", [changeset])?;
            }
            Ok(())
        })?;
        Ok(Undo { staging, refused })
    }
}

fn is_upload(step: &Step) -> bool {
    catalog().resource_of_code(step.resource).is_some_and(|resource| resource.is_upload)
}

/// SQL for the file that a deleted row `m` can be made of again: its own, or the picture that was downloaded of it.
const KEPT_FILE: &str = "coalesce((SELECT checksum FROM media_files WHERE checksum = m.checksum),
    (SELECT f.checksum FROM media_files AS f JOIN images AS i ON i.sha256 = f.sha256 WHERE i.source = {image}))";

/// Stages inverses, the last step's first.
struct Inverse<'a> {
    transaction: &'a Transaction<'a>,
    /// Ids of rows that are staged again after they were deleted, by resource code and former row.
    recreated: HashMap<(i64, i64), String>,
}

impl Inverse<'_> {
    /// Stages the inverse of one step; returns a sentence for each part that cannot be taken back.
    fn of(&mut self, resource: &Resource, step: &Step) -> Result<Vec<String>, StoreError> {
        // A schedule of prices is changed by a POST, too; it was there before if anything of it was.
        let was_there = step.fields.iter().any(|change| change.base != Value::Null);
        if let Some(order) = step.fields.iter().find(|change| change.field == ORDER).filter(|_| step.method == "PATCH") {
            return self.reorder(resource, step, &order.base);
        }
        match step.method.as_str() {
            // With its reservation goes the file that was committed to it.
            "PATCH"
                if resource.is_upload
                    && step.fields.iter().any(|change| resource.field(&change.field).is_some_and(|field| field.is_commit)) =>
            {
                Ok(Vec::new())
            }
            "DELETE" => self.recreate(resource, step.pk, None),
            "POST" if !(resource.is_replaced && was_there) => self.delete(resource, step),
            _ => {
                let mut sentences = Vec::new();
                for change in &step.fields {
                    sentences.extend(self.set_back(resource, step.pk, change)?);
                }
                Ok(sentences)
            }
        }
    }

    fn set_back(
        &self,
        resource: &Resource,
        pk: i64,
        FieldChange { field, base, value }: &FieldChange,
    ) -> Result<Option<String>, StoreError> {
        let view = catalog().view_of(resource);
        let Some(known) = resource.field(field) else { return Ok(None) };
        if known.kind == Kind::Secret {
            return Ok(Some(format!("{view}.{field} stays: what it was before was never kept")));
        }
        if known.is_once {
            return Ok(Some(format!("{view}.{field} stays: Apple takes it once and for good")));
        }
        if known.is_action {
            return match &known.undo {
                Some(opposite) => attempt(self.transaction, &format!("UPDATE {view} SET {opposite} = 1 WHERE pk = ?1"), params![pk]),
                None => Ok(Some(format!("{view}.{field} was an order that Apple has carried out"))),
            };
        }
        let sql = format!("SELECT {field} FROM {} WHERE pk = ?1 AND gone_at IS NULL", resource.table());
        let current: Option<Value> = self.transaction.query_row(&sql, [pk], |row| row.get(0)).optional()?;
        match current {
            None => Ok(Some(format!("{view}.{field}: the row is gone"))),
            Some(current) if current != *value => Ok(Some(format!("{view}.{field} is '{current}' by now; it is left as it is"))),
            Some(_) => attempt(self.transaction, &format!("UPDATE {view} SET {field} = ?1 WHERE pk = ?2"), params![base, pk]),
        }
    }

    /// Puts the rows below a row back into the order they had, as far as they are still there.
    fn reorder(&self, set: &Resource, step: &Step, base: &Value) -> Result<Vec<String>, StoreError> {
        let is_below = |child: &&Resource| child.is_ordered && child.is_below(set);
        let Some(child) = catalog().resources.iter().find(is_below) else { return Ok(Vec::new()) };
        let (table, view) = (child.table(), &child.name);
        // What the changeset deleted comes back to its place, so that place is left to it.
        let sql = format!(
            "SELECT m.position FROM {table} AS m JOIN steps AS s ON s.pk = m.pk AND s.resource = ?3 AND s.changeset = ?2 AND s.method = 'DELETE'
             WHERE m.parent = ?1"
        );
        let mut statement = self.transaction.prepare(&sql)?;
        let taken: BTreeSet<i64> =
            statement.query_map(params![step.pk, step.changeset, child.code], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let ids: Vec<String> = base.as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let mut free = (0..).filter(|place: &i64| !taken.contains(place));
        let sql = format!("UPDATE {view} SET position = ?3 WHERE id = ?2 AND pk IN (SELECT pk FROM {table} WHERE parent = ?1)");
        let mut sentences = Vec::new();
        for id in ids {
            sentences.extend(attempt(self.transaction, &sql, params![step.pk, id, free.next()])?);
        }
        Ok(sentences)
    }

    /// Deletes what was created.
    fn delete(&self, resource: &Resource, step: &Step) -> Result<Vec<String>, StoreError> {
        let view = catalog().view_of(resource);
        if resource.is_write_only {
            return Ok(vec![format!("{view}: Apple has carried it out")]);
        }
        if !resource.offers(Operation::Delete) {
            return Ok(vec![format!("{view}: Apple offers no way to delete what was created")]);
        }
        Ok(attempt(self.transaction, &format!("DELETE FROM {view} WHERE pk = ?1"), params![step.pk])?.into_iter().collect())
    }

    /// Creates what was deleted, from its tombstone, with what hung from it; `parent` is the id of the row above where
    /// that was created anew.
    fn recreate(&mut self, resource: &Resource, pk: i64, parent: Option<&str>) -> Result<Vec<String>, StoreError> {
        let view = catalog().view_of(resource);
        let Some(above) = &resource.parent else { return Ok(Vec::new()) };
        let table = resource.table();
        let sql = format!("SELECT p.pk, p.id FROM {table} AS m JOIN {}_mirror AS p ON p.pk = m.parent WHERE m.pk = ?1", above.resource);
        let (parent_pk, parent_id): (i64, String) = self.transaction.query_row(&sql, [pk], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let code = catalog().resource(&above.resource).map_or(0, |above| above.code);
        let parent_id = parent.map(ToOwned::to_owned).or_else(|| self.recreated.get(&(code, parent_pk)).cloned()).unwrap_or(parent_id);

        let newest: i64 = self.transaction.query_row(&format!("SELECT max(pk) FROM {table}"), [], |row| row.get(0))?;
        if let Some(sentence) = self.insert(resource, pk, &parent_id)? {
            return Ok(vec![format!("{view}: {sentence}")]);
        }
        let made = format!("SELECT id FROM {table} WHERE pk > ?1 AND id GLOB '~*' ORDER BY pk LIMIT 1");
        let Some(id) = self.transaction.query_row(&made, [newest], |row| row.get::<_, String>(0)).optional()? else {
            return Ok(Vec::new());
        };
        self.recreated.insert((resource.code, pk), id.clone());
        let mut sentences = Vec::new();
        for child in catalog().resources.iter().filter(|child| child.is_below(resource)) {
            let sql = format!("SELECT pk FROM {} WHERE parent = ?1 AND gone_at IS NULL AND id NOT GLOB '~*'", child.table());
            let rows: Vec<i64> = self.transaction.prepare(&sql)?.query_map([pk], |row| row.get(0))?.collect::<Result<_, _>>()?;
            if child.offers(Operation::Create) {
                for row in rows {
                    sentences.extend(self.recreate(child, row, Some(&id))?);
                }
            } else if !rows.is_empty() {
                sentences.push(format!("{view}: its {} {} cannot be restored", rows.len(), child.name.replace('_', " ")));
            }
        }
        Ok(sentences)
    }

    /// Stages a row that was deleted below a row that is there. What Apple will copy there by itself is set right.
    fn insert(&self, resource: &Resource, pk: i64, parent_id: &str) -> Result<Option<String>, StoreError> {
        let view = catalog().view_of(resource);
        let Some(above) = &resource.parent else { return Ok(None) };
        let parent = parent_column(&above.resource);
        let is_restored = |field: &&Field| (field.is_updatable() && field.is_comparable()) || resource.is_identity(field);
        let columns: Vec<&str> = resource.fields.iter().filter(is_restored).map(|field| field.name.as_str()).collect();
        let same: String = resource.natural_key.iter().map(|key| format!(" AND v.{key} IS m.{key}")).collect();
        let twin = format!("SELECT v.pk FROM {view} AS v JOIN {} AS m ON m.pk = ?1 WHERE v.{parent} = ?2{same}", resource.table());
        let twin: Option<i64> = self.transaction.query_row(&twin, params![pk, parent_id], |row| row.get(0)).optional()?;
        if let Some(twin) = twin.filter(|_| resource.is_copied) {
            let sets: Vec<String> = resource
                .fields
                .iter()
                .filter(|field| is_restored(field) && !resource.is_identity(field))
                .map(|field| format!("{0} = m.{0}", field.name))
                .collect();
            let sql = format!("UPDATE {view} SET {} FROM {} AS m WHERE m.pk = ?1 AND {view}.pk = ?2", sets.join(", "), resource.table());
            return attempt(self.transaction, &sql, params![pk, twin]);
        }
        let values: Vec<String> = columns
            .iter()
            .map(|column| match resource.field(column) {
                Some(field) if field.is_commit => {
                    KEPT_FILE.replace("{image}", resource.image.as_deref().unwrap_or("NULL")).replace(&format!("{view}."), "m.")
                }
                _ => format!("m.{column}"),
            })
            .collect();
        let sql = format!(
            "INSERT INTO {view}({parent}, {}) SELECT ?2, {} FROM {} AS m WHERE m.pk = ?1",
            columns.join(", "),
            values.join(", "),
            resource.table()
        );
        attempt(self.transaction, &sql, params![pk, parent_id])
    }
}
