//! Settling a step: Apple's answer, the mirror, the staging area and the journal change in one transaction.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::catalog::{Resource, catalog};
use crate::{Mirror, Step, StepStatus, Store, StoreError};

impl Store {
    /// Records that Apple has what a step wanted. `apply` writes Apple's answer to the mirror.
    ///
    /// What was pushed is unstaged; a value staged again while the push ran stays, on top of the pushed one.
    pub fn settle_done<E: From<StoreError>>(
        &mut self,
        step: &Step,
        http: Option<u16>,
        note: Option<&str>,
        apply: impl FnOnce(&mut Mirror<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.write_mirror::<_, E>("push", |mirror| {
            apply(mirror)?;
            let transaction = mirror.transaction();
            unstage(transaction, step)?;
            close(transaction, step, StepStatus::Done, http, note, None)?;
            Ok(())
        })?;
        Ok(())
    }

    /// Records that a step was not applied: in conflict, or refused by Apple with `answer`.
    pub fn settle_refused(
        &mut self,
        step: &Step,
        status: StepStatus,
        http: Option<u16>,
        note: &str,
        answer: Option<&str>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        close(&transaction, step, status, http, Some(note), answer)?;
        transaction.commit()?;
        Ok(())
    }
}

impl Mirror<'_> {
    /// Gives a row that was staged for creation the id that Apple gave it. Later steps that name it follow.
    pub fn adopt(&mut self, resource: &Resource, account: i64, pk: i64, id: &str) -> Result<(), StoreError> {
        self.open()?;
        let table = resource.table();
        let staged_id: String = self.transaction().query_row(&format!("SELECT id FROM {table} WHERE pk = ?1"), [pk], |row| row.get(0))?;
        if !staged_id.starts_with('~') {
            return Ok(());
        }
        let twin: Option<i64> = self
            .transaction()
            .query_row(&format!("SELECT pk FROM {table} WHERE id = ?1 AND account = ?2"), params![id, account], |row| row.get(0))
            .optional()?;
        if let Some(twin) = twin {
            // A sync saw the new row before we learned its id: the rows below it move over.
            for child in
                catalog().resources.iter().filter(|child| child.parent.as_ref().is_some_and(|parent| parent.resource == resource.name))
            {
                self.transaction().execute(&format!("UPDATE {} SET parent = ?2 WHERE parent = ?1", child.table()), [pk, twin])?;
            }
            self.transaction().execute(&format!("UPDATE {table} SET gone_at = unixepoch() WHERE pk = ?1"), [pk])?;
            self.transaction()
                .execute("UPDATE OR REPLACE staged SET pk = ?3 WHERE resource = ?1 AND pk = ?2", [resource.code, pk, twin])?;
            self.transaction().execute("UPDATE steps SET pk = ?3 WHERE resource = ?1 AND pk = ?2", [resource.code, pk, twin])?;
        } else {
            self.transaction().execute(&format!("UPDATE {table} SET id = ?2 WHERE pk = ?1"), params![pk, id])?;
        }
        self.transaction().execute(
            "UPDATE steps SET path = replace(path, ?1, ?2), body = replace(body, ?1, ?2) WHERE status = 'planned' AND (body GLOB '*' || ?1 || '*' OR path GLOB '*' || ?1 || '*')",
            params![staged_id, id],
        )?;
        Ok(())
    }
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

fn close(
    transaction: &Transaction<'_>,
    step: &Step,
    status: StepStatus,
    http: Option<u16>,
    note: Option<&str>,
    answer: Option<&str>,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE steps SET status = ?3, http = ?4, note = ?5, answer = ?6, done_at = unixepoch() WHERE changeset = ?1 AND seq = ?2",
        )?
        .execute(params![step.changeset, step.seq, status.name(), http, note, answer])?;
    Ok(())
}
