//! Settling a step: Apple's answer, the mirror, the staging area and the journal change in one transaction.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::catalog::{Access, Field, Kind, Resource, ancestor_joins, catalog};
use crate::{FieldChange, Mirror, Step, StepStatus, Store, StoreError, Value};

/// What came of a step, for the journal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome<'a> {
    /// HTTP status of the answer, if there was one.
    pub http: Option<u16>,
    /// One sentence for people.
    pub note: Option<&'a str>,
    /// Apple's errors.
    pub answer: Option<&'a str>,
    /// By which Apple's support finds the request.
    pub request_id: Option<&'a str>,
}

impl Store {
    /// Records that Apple has what a step wanted. `apply` writes Apple's answer to the mirror.
    ///
    /// What was pushed is unstaged; a value staged again while the push ran stays, on top of the pushed one.
    pub fn settle_done<E: From<StoreError>>(
        &mut self,
        step: &Step,
        outcome: Outcome<'_>,
        apply: impl FnOnce(&mut Mirror<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.write_mirror::<_, E>("push", |mirror| {
            apply(mirror)?;
            let transaction = mirror.transaction();
            // The row may have become another one: that which a sync had seen before its id was known.
            let row = "SELECT pk FROM steps WHERE changeset = ?1 AND seq = ?2";
            let pk = transaction.query_row(row, [step.changeset, step.seq], |row| row.get(0)).map_err(StoreError::from)?;
            unstage(transaction, &Step { pk, ..step.clone() })?;
            close(transaction, step, StepStatus::Done, outcome)?;
            Ok(())
        })?;
        Ok(())
    }

    /// Records that a step was not applied: in conflict, or refused by Apple.
    pub fn settle_refused(&mut self, step: &Step, status: StepStatus, outcome: Outcome<'_>) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        close(&transaction, step, status, outcome)?;
        transaction.commit()?;
        Ok(())
    }

    /// Turns a step that was to make a row into one that changes the row which is there by now, known as `id`: the row
    /// staged for creation takes its place. The step is to be judged anew.
    pub fn turn_into_update(&mut self, step: &Step, id: &str, method: &str, path: &str, body: &str) -> Result<(), StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(()) };
        self.write_mirror::<_, StoreError>("push", |mirror| {
            let pk = mirror.adopt(resource, step.account, step.pk, id)?;
            let transaction = mirror.transaction();
            transaction.execute("DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND field = '+'", [resource.code, pk])?;
            transaction.execute(
                "UPDATE steps SET method = ?3, path = ?4, body = ?5, status = 'planned' WHERE changeset = ?1 AND seq = ?2",
                params![step.changeset, step.seq, method, path, body],
            )?;
            Ok(())
        })?;
        Ok(())
    }

    /// Stages the creation of a row that Apple was expected to copy and did not.
    pub fn stage_creation(&mut self, step: &Step) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT OR IGNORE INTO staged(resource, pk, field, bit, changeset, at)
             SELECT ?1, ?2, '+', 62, pk, unixepoch() FROM changesets WHERE status = 'open'",
            [step.resource, step.pk],
        )?;
        Ok(())
    }
}

impl Mirror<'_> {
    /// Gives a row that was staged for creation the id that Apple gave it, and returns its row. Later steps that name it
    /// follow.
    pub fn adopt(&mut self, resource: &Resource, account: i64, pk: i64, id: &str) -> Result<i64, StoreError> {
        self.open()?;
        let table = resource.table();
        let staged_id: String = self.transaction().query_row(&format!("SELECT id FROM {table} WHERE pk = ?1"), [pk], |row| row.get(0))?;
        if !staged_id.starts_with('~') {
            return Ok(pk);
        }
        let twin: Option<i64> = self
            .transaction()
            .query_row(&format!("SELECT pk FROM {table} WHERE id = ?1 AND account = ?2"), params![id, account], |row| row.get(0))
            .optional()?;
        if let Some(twin) = twin {
            // A sync saw the new row before we learned its id: the rows below it move over.
            for child in below(resource) {
                self.transaction().execute(&format!("UPDATE {} SET parent = ?2 WHERE parent = ?1", child.table()), [pk, twin])?;
            }
            self.transaction().execute(&format!("UPDATE {table} SET gone_at = unixepoch() WHERE pk = ?1"), [pk])?;
            // Both may have been edited since: what was staged last counts.
            let is_older =
                "EXISTS(SELECT 1 FROM staged AS t WHERE t.resource = ?1 AND t.pk = ?3 AND t.field = staged.field AND t.at >= staged.at)";
            self.transaction()
                .execute(&format!("DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND {is_older}"), [resource.code, pk, twin])?;
            self.transaction()
                .execute("UPDATE OR REPLACE staged SET pk = ?3 WHERE resource = ?1 AND pk = ?2", [resource.code, pk, twin])?;
            self.transaction().execute("UPDATE steps SET pk = ?3 WHERE resource = ?1 AND pk = ?2", [resource.code, pk, twin])?;
            self.transaction().execute_batch(REMARK)?;
        } else {
            self.transaction().execute(&format!("UPDATE {table} SET id = ?2 WHERE pk = ?1"), params![pk, id])?;
        }
        self.rename(resource, twin.unwrap_or(pk), &staged_id, id)?;
        let adopted = twin.unwrap_or(pk);
        if twin.is_some() {
            for child in below(resource).filter(|child| child.is_copied) {
                self.adopt_copies(child, account, adopted)?;
            }
        }
        Ok(adopted)
    }

    /// Gives a row the id that Apple has given it anew: what is replaced as a whole may get another one.
    pub fn renumber(&mut self, resource: &Resource, account: i64, pk: i64, id: &str) -> Result<(), StoreError> {
        self.open()?;
        let table = resource.table();
        let free = format!("NOT EXISTS(SELECT 1 FROM {table} WHERE id = ?2 AND account = ?3)");
        let sql = format!("UPDATE {table} SET id = ?2 WHERE pk = ?1 AND id <> ?2 AND {free}");
        self.transaction().execute(&sql, params![pk, id, account])?;
        Ok(())
    }

    /// Everything that names a row by the id that it was staged with names it by Apple's: calls that will still be sent,
    /// what is staged, and the rows that were staged with it.
    fn rename(&mut self, resource: &Resource, pk: i64, staged_id: &str, id: &str) -> Result<(), StoreError> {
        // No other app names it: of ten thousand uploads only those of one app are looked through for each.
        let lineage = catalog().lineage(resource);
        let joins: String = ancestor_joins(&lineage).map(|join| format!(" {join}")).collect();
        let top = lineage.last().map_or(resource.name.as_str(), |top| top.name.as_str());
        let app = format!("SELECT {top}.pk FROM {name}_mirror AS {name}{joins} WHERE {name}.pk = ?1", name = resource.name);
        let app: Option<i64> = self.transaction().prepare_cached(&app)?.query_row([pk], |row| row.get(0)).optional()?;
        self.transaction()
            .prepare_cached(
                "UPDATE steps SET path = replace(path, ?1, ?2), body = replace(body, ?1, ?2), fields = replace(fields, ?1, ?2)
                 WHERE status = 'planned' AND app = coalesce(?3, app) AND (instr(body, ?1) OR instr(path, ?1) OR instr(fields, ?1))",
            )?
            .execute(params![staged_id, id, app.filter(|_| top == "apps")])?;
        for other in &catalog().resources {
            let is_named = |field: &&Field| matches!(&field.kind, Kind::Relationship(kind) if *kind == resource.kind);
            for field in other.fields.iter().filter(|field| field.access != Access::Read).filter(is_named) {
                let sql = format!("UPDATE {} SET {name} = ?2 WHERE {name} = ?1", other.table(), name = field.name);
                self.transaction().prepare_cached(&sql)?.execute(params![staged_id, id])?;
                let sql = "UPDATE staged SET value = ?2 WHERE resource = ?3 AND field = ?4 AND value = ?1";
                self.transaction().prepare_cached(sql)?.execute(params![staged_id, id, other.code, field.name])?;
            }
        }
        Ok(())
    }

    /// Gives the rows that Apple copied when it made the row above them (a version) the ids that it gave them: they were
    /// mirrored ahead, so that they could be edited at once. What was staged on them is a change of what Apple copied.
    pub fn adopt_copies(&mut self, resource: &Resource, account: i64, parent: i64) -> Result<(), StoreError> {
        let table = resource.table();
        let same: String = resource.natural_key.iter().map(|key| format!(" AND other.{key} IS m.{key}")).collect();
        let copies: Vec<(i64, Option<String>)> = {
            let mut statement = self.transaction().prepare_cached(&format!(
                "SELECT m.pk, other.id FROM {table} AS m
                 LEFT JOIN {table} AS other ON other.parent = m.parent AND other.gone_at IS NULL AND other.id NOT GLOB '~*'{same}
                 WHERE m.parent = ?1 AND m.id GLOB '~*' AND m.gone_at IS NULL
                   AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = ?2 AND pk = m.pk AND field = '+')"
            ))?;
            let rows = statement.query_map([parent, resource.code], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for (pk, id) in copies {
            if let Some(id) = id {
                let adopted = self.adopt(resource, account, pk, &id)?;
                self.rebase(resource, adopted)?;
                continue;
            }
            // Apple did not copy it, and nobody wants anything of it.
            self.open()?;
            let unwanted = "AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = ?2 AND pk = ?1)";
            self.transaction()
                .execute(&format!("UPDATE {table} SET gone_at = unixepoch() WHERE pk = ?1 {unwanted}"), [pk, resource.code])?;
        }
        Ok(())
    }

    /// Takes what the mirror says of a row now as the base of what is staged on it, and of the calls that will still be
    /// sent: nobody but Apple can have changed what has only just come to be.
    pub fn rebase(&mut self, resource: &Resource, pk: i64) -> Result<(), StoreError> {
        let transaction = self.transaction();
        let base = |field: &str| -> Result<Value, StoreError> {
            let sql = format!("SELECT {field} FROM {} WHERE pk = ?1", resource.table());
            Ok(transaction.prepare_cached(&sql)?.query_row([pk], |row| row.get(0))?)
        };
        for field in resource.fields.iter().filter(|field| field.is_updatable()) {
            transaction.prepare_cached("UPDATE staged SET base = ?4 WHERE resource = ?1 AND pk = ?2 AND field = ?3")?.execute(params![
                resource.code,
                pk,
                field.name,
                base(&field.name)?
            ])?;
        }
        let planned: Vec<(i64, i64, String)> = {
            let sql =
                "SELECT changeset, seq, fields FROM steps WHERE resource = ?1 AND pk = ?2 AND status = 'planned' AND method <> 'POST'";
            let mut statement = transaction.prepare_cached(sql)?;
            let rows = statement.query_map([resource.code, pk], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for (changeset, seq, fields) in planned {
            let mut fields: Vec<FieldChange> = serde_json::from_str(&fields).map_err(StoreError::Journal)?;
            for change in fields.iter_mut().filter(|change| resource.field(&change.field).is_some()) {
                change.base = base(&change.field)?;
            }
            let fields = serde_json::to_string(&fields).map_err(StoreError::Journal)?;
            transaction.execute("UPDATE steps SET fields = ?3 WHERE changeset = ?1 AND seq = ?2", params![changeset, seq, fields])?;
        }
        Ok(())
    }
}

/// `dirty` is kept by triggers that see rows come and go, but not move.
const REMARK: &str =
    "DELETE FROM dirty; INSERT INTO dirty(resource, pk, mask) SELECT resource, pk, sum(1 << bit) FROM staged GROUP BY resource, pk;";

fn below(resource: &Resource) -> impl Iterator<Item = &'static Resource> {
    catalog().resources.iter().filter(|child| child.is_below(resource))
}

fn unstage(transaction: &Transaction<'_>, step: &Step) -> Result<(), StoreError> {
    let mut drop = transaction.prepare_cached("DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND field = ?3 AND value IS ?4")?;
    let mut rebase = transaction.prepare_cached(
        "UPDATE staged SET base = ?4, changeset = (SELECT pk FROM changesets WHERE status = 'open') WHERE resource = ?1 AND pk = ?2 AND field = ?3",
    )?;
    for change in &step.fields {
        drop.execute(params![step.resource, step.pk, change.field, change.value])?;
        rebase.execute(params![step.resource, step.pk, change.field, change.value])?;
    }
    let mark = match step.method.as_str() {
        "POST" => "+",
        "DELETE" => "-",
        _ => return Ok(()),
    };
    transaction.execute("DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND field = ?3", params![step.resource, step.pk, mark])?;
    Ok(())
}

fn close(transaction: &Transaction<'_>, step: &Step, status: StepStatus, outcome: Outcome<'_>) -> Result<(), StoreError> {
    let Outcome { http, note, answer, request_id } = outcome;
    transaction
        .prepare_cached(
            "UPDATE steps SET status = ?3, http = ?4, note = ?5, answer = ?6, request_id = ?7, done_at = unixepoch()
             WHERE changeset = ?1 AND seq = ?2",
        )?
        .execute(params![step.changeset, step.seq, status.name(), http, note, answer, request_id])?;
    Ok(())
}
