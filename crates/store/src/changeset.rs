//! Changesets: what is staged, sealed into steps, and taken back.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, Transaction, params};

use crate::catalog::{Access, Field, ancestor_joins, catalog};
use crate::order::staged_orders;
use crate::validate::problems;
use crate::{NewStep, Store, StoreError, Subject, Table, Value};

/// One staged field with everything a step needs to know of its row.
#[derive(Debug, Clone)]
pub struct StagedField {
    /// Resource code.
    pub resource: i64,
    /// Row in the resource's mirror table.
    pub pk: i64,
    /// Apple's id; `~…` for a row that is to be created.
    pub id: String,
    /// Row in `accounts`.
    pub account: i64,
    /// Row in `apps_mirror`.
    pub app: i64,
    /// Id of the row above, if there is one.
    pub parent_id: Option<String>,
    /// Column name; `+` to create the row, `-` to delete it, [`crate::ORDER`] for the order of the rows below it.
    pub field: String,
    /// What the mirror said when it was staged.
    pub base: Value,
    /// What it shall say.
    pub value: Value,
    /// By column: on a `+` the values given at creation, on a `-` and on a row that is replaced as a whole those of every
    /// field that can be edited.
    pub given: Vec<(String, Value)>,
}

impl StagedField {
    fn resource_name(&self) -> Option<&'static str> {
        catalog().resource_of_code(self.resource).map(|resource| resource.name.as_str())
    }
}

/// How a changeset is sealed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sealing<'a> {
    /// Why, for the log.
    pub title: Option<&'a str>,
    /// Who: `user@host`.
    pub author: &'a str,
    /// Rows of the apps that are meant; `None` for all.
    pub apps: Option<&'a BTreeSet<i64>>,
    /// Resource codes and rows that are meant; `None` for all.
    pub rows: Option<&'a BTreeSet<(i64, i64)>>,
    /// Whether only its first apps are sent before somebody says so.
    pub is_canary: bool,
}

impl Sealing<'_> {
    /// Whether a staged field goes along.
    pub fn holds(&self, field: &StagedField) -> bool {
        self.apps.is_none_or(|apps| apps.contains(&field.app)) && self.rows.is_none_or(|rows| rows.contains(&(field.resource, field.pk)))
    }
}

/// A sealed changeset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changeset {
    /// Its number, as `fleet log` and `fleet undo` name it.
    pub pk: i64,
    /// Its state.
    pub status: String,
    /// Digest of its steps.
    pub digest: String,
    /// Whether its first apps were sent and the others wait to be told to go on.
    pub is_paused: bool,
}

/// A field that somebody changed at Apple since it was staged.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedConflict {
    /// Resource code and row it concerns.
    resource: i64,
    pk: i64,
    /// Column name.
    pub field: String,
    /// What it is about.
    pub subject: Subject,
    /// What the mirror said when it was staged.
    pub base: Value,
    /// What it shall say.
    pub ours: Value,
    /// What Apple has now.
    pub theirs: Value,
}

impl Store {
    /// Number of the staging area.
    pub fn open_changeset(&self) -> Result<i64, StoreError> {
        open_changeset(&self.connection)
    }

    /// How many fields are staged in the staging area.
    pub fn staged_count(&self) -> Result<usize, StoreError> {
        Ok(self.connection.query_row(
            "SELECT count(*) FROM staged WHERE changeset = (SELECT pk FROM changesets WHERE status = 'open')",
            [],
            |row| row.get(0),
        )?)
    }

    /// Everything staged in the staging area, by resource and row.
    pub fn staged_fields(&self) -> Result<Vec<StagedField>, StoreError> {
        staged_fields(&self.connection)
    }

    /// Freezes the staging area into steps and opens the next one, in which stays what is staged for other `apps`
    /// or `rows` than those of the `sealing`. `plan` turns staged fields into steps and their digest.
    ///
    /// # Errors
    /// [`StoreError::NothingStaged`], [`StoreError::Invalid`]; nothing is sealed then.
    pub fn seal(
        &mut self,
        sealing: Sealing<'_>,
        plan: impl FnOnce(&[StagedField]) -> (Vec<NewStep>, String),
    ) -> Result<Changeset, StoreError> {
        let Sealing { title, author, is_canary, .. } = sealing;
        let transaction = self.begin()?;
        let (staged, rest): (Vec<_>, Vec<_>) = staged_fields(&transaction)?.into_iter().partition(|field| sealing.holds(field));
        let mut problems = problems(&transaction)?;
        if !rest.is_empty() {
            let meant: HashSet<(&str, i64)> = staged.iter().filter_map(|field| Some((field.resource_name()?, field.pk))).collect();
            problems.retain(|problem| meant.contains(&(problem.resource.as_str(), problem.pk)));
        }
        if !problems.is_empty() {
            return Err(StoreError::Invalid(problems));
        }
        let (steps, digest) = plan(&staged);
        if steps.is_empty() {
            return Err(StoreError::NothingStaged);
        }
        let pk = open_changeset(&transaction)?;
        for (index, step) in steps.iter().enumerate() {
            insert_step(&transaction, pk, index, step)?;
        }
        transaction.execute(
            "UPDATE changesets SET status = 'sealed', title = coalesce(?2, title), author = ?3, sealed_at = unixepoch(), digest = ?4, paused = ?5 WHERE pk = ?1",
            params![pk, title, author, digest, is_canary],
        )?;
        transaction.execute("INSERT INTO changesets(status) VALUES('open')", [])?;
        let open = open_changeset(&transaction)?;
        {
            let mut stay = transaction.prepare("UPDATE staged SET changeset = ?4 WHERE resource = ?1 AND pk = ?2 AND field = ?3")?;
            for field in &rest {
                stay.execute(params![field.resource, field.pk, field.field, open])?;
            }
        }
        transaction.commit()?;
        Ok(Changeset { pk, status: "sealed".into(), digest, is_paused: is_canary })
    }

    /// Sealed changesets that still have steps to send, oldest first: a crash or an interrupt left them.
    pub fn unfinished(&self) -> Result<Vec<Changeset>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT pk, status, coalesce(digest, ''), paused FROM changesets WHERE status IN ('sealed', 'pushing') ORDER BY pk")?;
        let changeset =
            |row: &rusqlite::Row<'_>| Ok(Changeset { pk: row.get(0)?, status: row.get(1)?, digest: row.get(2)?, is_paused: row.get(3)? });
        let rows = statement.query_map([], changeset)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that a changeset is being sent. What a canary leaves waits to be told to go on, also after a crash.
    pub fn start_push(&self, changeset: i64, is_canary: bool) -> Result<(), StoreError> {
        self.connection.execute("UPDATE changesets SET status = 'pushing', paused = ?2 WHERE pk = ?1", params![changeset, is_canary])?;
        Ok(())
    }

    /// Closes a changeset. What was not sent goes back to the staging area, so that the next diff shows it.
    pub fn finish_push(&mut self, changeset: i64) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        let open = open_changeset(&transaction)?;
        transaction.execute("UPDATE staged SET changeset = ?2 WHERE changeset = ?1", [changeset, open])?;
        unstage_gone_files(&transaction)?;
        transaction.execute(
            "UPDATE changesets SET finished_at = unixepoch(),
               status = iif(EXISTS(SELECT 1 FROM steps WHERE changeset = ?1 AND status <> 'done'), 'partial', 'pushed') WHERE pk = ?1",
            [changeset],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Fields of the staging area that somebody changed at Apple since they were staged.
    pub fn conflicts(&self) -> Result<Vec<StagedConflict>, StoreError> {
        let mut statement = self.connection.prepare(include_str!("../../../sql/queries/conflicts.sql"))?;
        let rows = statement.query_map([], |row| {
            let subject = Subject { app: row.get(3)?, resource: row.get(4)?, version: row.get(5)?, locale: row.get(6)? };
            let (base, ours, theirs) = (row.get(7)?, row.get(8)?, row.get(9)?);
            Ok(StagedConflict { resource: row.get(0)?, pk: row.get(1)?, field: row.get(2)?, subject, base, ours, theirs })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Resolves conflicts: `true` keeps our values on top of Apple's new ones, `false` drops ours.
    pub fn resolve_conflicts(&mut self, conflicts: &[StagedConflict], keep_ours: bool) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        for StagedConflict { resource, pk, field, theirs, .. } in conflicts {
            if keep_ours {
                transaction.execute(
                    "UPDATE staged SET base = ?4 WHERE resource = ?1 AND pk = ?2 AND field = ?3",
                    params![resource, pk, field, theirs],
                )?;
            } else {
                transaction.execute("DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND field = ?3", params![resource, pk, field])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Sealed changesets, newest first.
    pub fn log(&self) -> Result<Table, StoreError> {
        self.query(include_str!("../../../sql/queries/log.sql"), &[])
    }
}

/// What is staged on files that are gone, or whose set is, can never be sent. What is to be created has a way on.
fn unstage_gone_files(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    for files in catalog().resources.iter().filter(|resource| resource.is_upload) {
        let Some(set) = files.parent.as_ref().and_then(|parent| catalog().resource(&parent.resource)) else { continue };
        let sql = format!(
            "DELETE FROM staged WHERE resource = ?1 AND changeset = (SELECT pk FROM changesets WHERE status = 'open')
               AND pk IN (SELECT m.pk FROM {} AS m JOIN {} AS s ON s.pk = m.parent
                 WHERE m.id NOT GLOB '~*' AND (m.gone_at IS NOT NULL OR s.gone_at IS NOT NULL))",
            files.table(),
            set.table()
        );
        transaction.execute(&sql, [files.code])?;
    }
    Ok(())
}

pub(crate) fn open_changeset(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT pk FROM changesets WHERE status = 'open'", [], |row| row.get(0))?)
}

pub(crate) fn insert_step(transaction: &Transaction<'_>, changeset: i64, index: usize, step: &NewStep) -> Result<(), StoreError> {
    let fields = serde_json::to_string(&step.fields).map_err(StoreError::Journal)?;
    transaction
        .prepare_cached("INSERT INTO steps(changeset, seq, account, app, method, path, body, resource, pk, fields) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![changeset, index + 1, step.account, step.app, step.method, step.path, step.body, step.resource, step.pk, fields])?;
    Ok(())
}

pub(crate) fn staged_fields(connection: &Connection) -> Result<Vec<StagedField>, StoreError> {
    let mut staged = Vec::new();
    for resource in catalog().editable() {
        let lineage = catalog().lineage(resource);
        let name = &resource.name;
        let joins: String = ancestor_joins(&lineage).map(|join| format!(" {join}")).collect();
        let writable: Vec<&Field> = resource.fields.iter().filter(|field| field.access != Access::Read).collect();
        let writable_columns: String = writable.iter().map(|field| format!(", {name}.{}", field.name)).collect();
        let parent = lineage.get(1).map_or("NULL".into(), |parent| format!("{}.id", parent.name));
        let mut statement = connection.prepare(&format!(
            "SELECT s.pk, {name}.id, {name}.account, apps.pk, {parent}, s.field, s.base, s.value{writable_columns}
             FROM staged AS s JOIN {name}_mirror AS {name} ON {name}.pk = s.pk{joins}
             WHERE s.resource = {} AND s.changeset = (SELECT pk FROM changesets WHERE status = 'open') ORDER BY apps.pk, s.pk, s.field",
            resource.code
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let field: String = row.get(5)?;
            let is_wanted = |column: &Field| match field.as_str() {
                "+" => resource.is_identity(column) || resource.is_replaced,
                "-" => column.is_updatable() && column.is_comparable() && !column.is_order,
                // A row that is replaced is sent whole.
                _ => resource.is_replaced,
            };
            let mut given = Vec::new();
            for (index, column) in writable.iter().enumerate().filter(|(_, column)| is_wanted(column)) {
                given.push((column.name.clone(), row.get(8 + index)?));
            }
            staged.push(StagedField {
                resource: resource.code,
                pk: row.get(0)?,
                id: row.get(1)?,
                account: row.get(2)?,
                app: row.get(3)?,
                parent_id: row.get(4)?,
                field,
                base: row.get(6)?,
                value: row.get(7)?,
                given,
            });
        }
    }
    staged.extend(staged_orders(connection)?);
    Ok(staged)
}

/// Runs a statement that a trigger may refuse; its sentence is returned and nothing of it kept.
pub(crate) fn attempt(transaction: &Transaction<'_>, sql: &str, parameters: impl rusqlite::Params) -> Result<Option<String>, StoreError> {
    transaction.execute_batch("SAVEPOINT attempt")?;
    let result = transaction.prepare_cached(sql).and_then(|mut statement| statement.execute(parameters));
    let refused = match result {
        Ok(_) => None,
        Err(error) => match StoreError::of_user_sql(error) {
            StoreError::Sql { message } => {
                transaction.execute_batch("ROLLBACK TO attempt")?;
                Some(message)
            }
            other => return Err(other),
        },
    };
    transaction.execute_batch("RELEASE attempt")?;
    Ok(refused)
}
