//! Steps: the journal of a changeset, one row per API call.

use std::fmt::Write as _;

use rusqlite::{OptionalExtension as _, Row, ToSql, params};
use serde::{Deserialize, Serialize};

use crate::catalog::{Access, FieldStates, Resource, ancestor_joins, catalog};
use crate::changeset::insert_step;
use crate::generate::{literals, locale};
use crate::{ORDER, Store, StoreError, Value};

/// A step to be written when a changeset is sealed.
#[derive(Debug, Clone)]
pub struct NewStep {
    /// Row in `accounts`.
    pub account: i64,
    /// Row in `apps_mirror`; steps of one app keep their order.
    pub app: i64,
    /// `PATCH`, `POST` or `DELETE`.
    pub method: &'static str,
    /// Path from the host on, such as `/v1/appStoreVersions/…`.
    pub path: String,
    /// JSON:API request document.
    pub body: Option<String>,
    /// Resource code and row it concerns.
    pub resource: i64,
    /// Row in that resource's mirror table.
    pub pk: i64,
    /// Fields it sets.
    pub fields: Vec<FieldChange>,
}

/// One field of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Column name.
    pub field: String,
    /// What the mirror said when it was staged.
    pub base: Value,
    /// What it shall say.
    pub value: Value,
}

/// A step of the journal.
#[derive(Debug, Clone)]
pub struct Step {
    /// Changeset it belongs to.
    pub changeset: i64,
    /// Place in the changeset.
    pub seq: i64,
    /// Row in `accounts`.
    pub account: i64,
    /// Row in `apps_mirror`.
    pub app: i64,
    /// HTTP method.
    pub method: String,
    /// Path from the host on.
    pub path: String,
    /// JSON:API request document; null for a DELETE.
    pub body: serde_json::Value,
    /// Resource code.
    pub resource: i64,
    /// Row in that resource's mirror table.
    pub pk: i64,
    /// Fields it sets.
    pub fields: Vec<FieldChange>,
    /// Where it stands.
    pub status: StepStatus,
    /// Sentence for people.
    pub note: Option<String>,
    /// Name of the app, for messages.
    pub app_name: Option<String>,
}

impl Step {
    /// Whether it names something that exists only here: what it hangs from has not been created.
    pub fn is_unresolved(&self) -> bool {
        let is_ours = |id: &str| id.starts_with('~');
        let linked = self.body["data"]["relationships"].as_object().into_iter().flat_map(|members| members.values());
        self.path.split('/').any(is_ours)
            || linked.filter_map(|member| member["data"]["id"].as_str()).any(is_ours)
            || self.ordered().into_iter().flatten().any(is_ours)
    }

    /// The ids that it puts in order, if that is what it does.
    pub fn ordered(&self) -> Option<Vec<&str>> {
        let ids = self.body["data"].as_array()?.iter().filter_map(|linked| linked["id"].as_str());
        Some(ids.collect())
    }
}

/// What a step is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Name of the app.
    pub app: String,
    /// Resource, such as `versions`.
    pub resource: String,
    /// Platform and version string, such as `IOS 2.1`.
    pub version: Option<String>,
    /// Locale.
    pub locale: Option<String>,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStatus {
    /// Not sent.
    Planned,
    /// Sent, outcome not recorded: after a crash, in doubt.
    Sent,
    /// Apple has it.
    Done,
    /// Somebody changed the field meanwhile; not sent.
    Conflict,
    /// Apple refused it.
    Failed,
}

impl Store {
    /// Steps of a changeset in order.
    pub fn steps(&self, changeset: i64) -> Result<Vec<Step>, StoreError> {
        self.read_steps(changeset, None)
    }

    /// Steps of a changeset on the files of a set (a row), in order.
    pub fn steps_of_set(&self, changeset: i64, files: &Resource, set: i64) -> Result<Vec<Step>, StoreError> {
        let is_there = format!("s.resource = ?2 AND s.pk IN (SELECT pk FROM {} WHERE parent = ?3)", files.table());
        self.read_steps_where(&is_there, params![changeset, files.code, set])
    }

    fn read_steps(&self, changeset: i64, seq: Option<i64>) -> Result<Vec<Step>, StoreError> {
        self.read_steps_where("s.seq BETWEEN coalesce(?2, 0) AND coalesce(?2, 9e18)", params![changeset, seq])
    }

    fn read_steps_where(&self, condition: &str, bound: &[&dyn ToSql]) -> Result<Vec<Step>, StoreError> {
        let sql =
            "SELECT s.changeset, s.seq, s.account, s.app, s.method, s.path, s.body, s.resource, s.pk, s.fields, s.status, s.note, a.name
             FROM steps AS s LEFT JOIN apps_mirror AS a ON a.pk = s.app WHERE s.changeset = ?1 AND ";
        let mut statement = self.connection.prepare_cached(&[sql, condition, " ORDER BY s.seq"].concat())?;
        let mut rows = statement.query(bound)?;
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            steps.push(Step::read(row)?);
        }
        Ok(steps)
    }

    /// One step, as it stands now.
    pub fn step(&self, changeset: i64, seq: i64) -> Result<Option<Step>, StoreError> {
        Ok(self.read_steps(changeset, Some(seq))?.pop())
    }

    /// What the mirror says now of the fields a step sets, in their order; `None` when the row has gone.
    pub fn current(&self, step: &Step) -> Result<Option<Vec<Value>>, StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(None) };
        let columns: Vec<String> = step.fields.iter().map(|change| column(resource, &change.field)).collect();
        let columns = if columns.is_empty() { "1".to_owned() } else { columns.join(", ") };
        let sql = format!("SELECT {columns} FROM {} AS m WHERE pk = ?1 AND gone_at IS NULL", resource.table());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let count = step.fields.len();
        Ok(statement.query_row([step.pk], |row| (0..count).map(|index| row.get(index)).collect()).optional()?)
    }

    /// Adds a step to a changeset that is being sent, and returns its place.
    pub fn append_step(&mut self, changeset: i64, step: &NewStep) -> Result<i64, StoreError> {
        let transaction = self.begin()?;
        let last: usize = transaction.query_row("SELECT count(*) FROM steps WHERE changeset = ?1", [changeset], |row| row.get(0))?;
        insert_step(&transaction, changeset, last, step)?;
        transaction.commit()?;
        Ok(i64::try_from(last).unwrap_or(i64::MAX).saturating_add(1))
    }

    /// Whether the row of a step is still only staged: Apple has given it no id that we know.
    pub fn is_staged_row(&self, step: &Step) -> Result<bool, StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(false) };
        let sql = format!("SELECT id GLOB '~*' FROM {} WHERE pk = ?1", resource.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row([step.pk], |row| row.get(0)).optional()?.unwrap_or(false))
    }

    /// Apple's id of the row that a `POST` step wanted to create, if the mirror has seen it by now: the row beside the
    /// staged one with the same natural key.
    pub fn created(&self, step: &Step) -> Result<Option<String>, StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(None) };
        let table = resource.table();
        let mut bound = vec![Value::Integer(step.pk)];
        let mut same = String::new();
        for key in &resource.natural_key {
            match step.fields.iter().find(|change| change.field == *key) {
                Some(change) => {
                    bound.push(change.value.clone());
                    let _ = write!(same, " AND other.{key} IS ?{}", bound.len());
                }
                // Apple does not tell what an item of a submission is about: it is one that was not known before.
                None if resource.field(key).is_some_and(|field| field.access == Access::Create && !field.is_required) => {
                    same.push_str(" AND other.pk > m.pk");
                }
                None => {
                    let _ = write!(same, " AND other.{key} IS m.{key}");
                }
            }
        }
        if resource.is_upload {
            // A reservation of ours that got lost: nothing was sent to it, and no other step knows it.
            let _ = write!(
                same,
                " AND other.file_size IS m.file_size AND other.delivery_state = 'AWAITING_UPLOAD'
                  AND NOT EXISTS(SELECT 1 FROM steps WHERE resource = {} AND steps.pk = other.pk)",
                resource.code
            );
        }
        if !resource.closed.is_empty() {
            let _ = write!(same, " AND coalesce(other.state, '') NOT IN ({})", literals(&resource.closed));
        }
        let sql = format!(
            "SELECT other.id FROM {table} AS m JOIN {table} AS other ON other.parent = m.parent AND other.gone_at IS NULL AND other.id NOT GLOB '~*'{same}
             WHERE m.pk = ?1 ORDER BY other.pk DESC LIMIT 1"
        );
        Ok(self.connection.query_row(&sql, rusqlite::params_from_iter(bound), |row| row.get(0)).optional()?)
    }

    /// Whether the order that a step gives has been carried out, by the state of what it is about. `None` when the step
    /// gives no order.
    pub fn is_carried_out(&self, step: &Step) -> Result<Option<bool>, StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(None) };
        let order = step.fields.iter().find_map(|change| resource.field(&change.field).filter(|field| field.is_action));
        let (sql, possible) = match (order.map(|field| &field.editable), &resource.parent) {
            (Some(Some(FieldStates::In(states))), _) => (format!("SELECT state FROM {} WHERE pk = ?1", resource.table()), states),
            (None, Some(parent)) if resource.is_write_only => {
                let sql = format!(
                    "SELECT p.state FROM {} AS m JOIN {}_mirror AS p ON p.pk = m.parent WHERE m.pk = ?1",
                    resource.table(),
                    parent.resource
                );
                (sql, &resource.editable)
            }
            _ => return Ok(None),
        };
        let state: Option<Option<String>> = self.connection.query_row(&sql, [step.pk], |row| row.get(0)).optional()?;
        Ok(state.flatten().map(|state| !possible.contains(&state)))
    }

    /// Row of the ancestor of a step's row that is of this resource; the row itself where it is one.
    pub fn ancestor(&self, resource: i64, pk: i64, of: &str) -> Result<Option<i64>, StoreError> {
        let Some(resource) = catalog().resource_of_code(resource) else { return Ok(None) };
        let lineage = catalog().lineage(resource);
        let joins: String = ancestor_joins(&lineage).map(|join| format!(" {join}")).collect();
        if !lineage.iter().any(|ancestor| ancestor.name == of) {
            return Ok(None);
        }
        let sql = format!("SELECT {of}.pk FROM {name}_mirror AS {name}{joins} WHERE {name}.pk = ?1", name = resource.name);
        Ok(self.connection.prepare_cached(&sql)?.query_row([pk], |row| row.get(0)).optional()?)
    }

    /// A moment that the ancestor of a row which is of this resource has in a field, in Unix seconds.
    pub fn moment_of(&self, resource: i64, pk: i64, of: &str, field: &str) -> Result<Option<i64>, StoreError> {
        let (Some(row), Some(of)) = (self.ancestor(resource, pk, of)?, catalog().resource(of)) else { return Ok(None) };
        let sql = format!("SELECT unixepoch({field}) FROM {} WHERE pk = ?1", of.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row([row], |row| row.get(0)).optional()?.flatten())
    }

    /// Row above a row.
    pub fn parent(&self, resource: i64, pk: i64) -> Result<Option<i64>, StoreError> {
        let Some(resource) = catalog().resource_of_code(resource).filter(|resource| resource.parent.is_some()) else { return Ok(None) };
        let sql = format!("SELECT parent FROM {} WHERE pk = ?1", resource.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row([pk], |row| row.get(0)).optional()?)
    }

    /// Apple's id of a row; `~…` while it is only staged.
    pub fn id_of(&self, resource: &str, pk: i64) -> Result<Option<String>, StoreError> {
        let Some(resource) = catalog().resource(resource) else { return Ok(None) };
        let sql = format!("SELECT id FROM {} WHERE pk = ?1 AND gone_at IS NULL", resource.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row([pk], |row| row.get(0)).optional()?)
    }

    /// Row that is known by Apple's id.
    pub fn row_of(&self, resource: &str, account: i64, id: &str) -> Result<Option<i64>, StoreError> {
        let Some(resource) = catalog().resource(resource) else { return Ok(None) };
        let sql = format!("SELECT pk FROM {} WHERE account = ?1 AND id = ?2 AND gone_at IS NULL", resource.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row(params![account, id], |row| row.get(0)).optional()?)
    }

    /// What a step is about, in words: the app, its version where there is one, the locale where there is one.
    pub fn subject(&self, step: &Step) -> Result<Subject, StoreError> {
        let app = step.app_name.clone().unwrap_or_default();
        let Some(resource) = catalog().resource_of_code(step.resource) else {
            return Ok(Subject { app, ..Subject::default() });
        };
        self.subject_of_row(resource, step.pk, app)
    }

    fn subject_of_row(&self, resource: &Resource, pk: i64, app: String) -> Result<Subject, StoreError> {
        let name = &resource.name;
        let lineage = catalog().lineage(resource);
        let joins: String = ancestor_joins(&lineage).map(|join| format!(" {join}")).collect();
        let has_version = lineage.iter().any(|ancestor| ancestor.name == "versions");
        let version = if has_version { "versions.platform || ' ' || coalesce(versions.version_string, '')" } else { "NULL" };
        let locale = locale(&lineage);
        let sql = format!("SELECT {version}, {locale} FROM {name}_mirror AS {name}{joins} WHERE {name}.pk = ?1");
        let found = self.connection.query_row(&sql, [pk], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (version, locale) = found.unwrap_or_default();
        Ok(Subject { app, resource: name.clone(), version, locale })
    }

    /// What Apple's id of this JSON:API type is about, in words; `None` when the mirror does not know it.
    pub fn subject_of(&self, account: i64, kind: &str, id: &str) -> Result<Option<Subject>, StoreError> {
        for resource in catalog().resources.iter().filter(|resource| resource.kind == kind) {
            let sql = format!("SELECT pk FROM {} WHERE id = ?1 AND account = ?2 AND gone_at IS NULL", resource.table());
            let pk: Option<i64> = self.connection.prepare_cached(&sql)?.query_row(params![id, account], |row| row.get(0)).optional()?;
            if let Some(pk) = pk {
                return self.subject_of_row(resource, pk, String::new()).map(Some);
            }
        }
        Ok(None)
    }

    /// Notes that a step is about to be sent. The note is on disk when this returns.
    pub fn mark_sent(&self, step: &Step) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE steps SET status = 'sent', attempts = attempts + 1, sent_at = unixepoch() WHERE changeset = ?1 AND seq = ?2",
            )?
            .execute(params![step.changeset, step.seq])?;
        Ok(())
    }

    /// Notes that a step in doubt was found not to have been applied, so that it can be sent again.
    pub fn mark_planned(&self, step: &Step) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE steps SET status = 'planned' WHERE changeset = ?1 AND seq = ?2")?
            .execute(params![step.changeset, step.seq])?;
        Ok(())
    }
}

/// SQL for what the mirror `m` says of a field, or of the order of the rows below.
fn column(resource: &Resource, field: &str) -> String {
    let below = |child: &&Resource| child.is_ordered && child.is_below(resource);
    match catalog().resources.iter().find(below).filter(|_| field == ORDER) {
        Some(child) => format!(
            "(SELECT json_group_array(id) FROM (SELECT c.id FROM {} AS c WHERE c.parent = m.pk AND c.gone_at IS NULL AND c.id NOT GLOB '~*' ORDER BY c.position, c.pk))",
            child.table()
        ),
        None => format!("m.{field}"),
    }
}

impl Step {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let fields: String = row.get(9)?;
        let status: String = row.get(10)?;
        let body: Option<String> = row.get(6)?;
        let body = body.as_deref().map(serde_json::from_str).transpose().map_err(StoreError::Journal)?;
        Ok(Self {
            changeset: row.get(0)?,
            seq: row.get(1)?,
            account: row.get(2)?,
            app: row.get(3)?,
            method: row.get(4)?,
            path: row.get(5)?,
            body: body.unwrap_or_default(),
            resource: row.get(7)?,
            pk: row.get(8)?,
            fields: serde_json::from_str(&fields).map_err(StoreError::Journal)?,
            status: StepStatus::parse(&status),
            note: row.get(11)?,
            app_name: row.get(12)?,
        })
    }
}

impl StepStatus {
    /// Name in `steps.status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Conflict => "conflict",
            Self::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Self {
        // The table's CHECK leaves no other words.
        match name {
            "sent" => Self::Sent,
            "done" => Self::Done,
            "conflict" => Self::Conflict,
            "failed" => Self::Failed,
            _ => Self::Planned,
        }
    }
}
