//! The journal for people: every field that a sealed changeset sets, with where it belongs and what became of it.

use rusqlite::{Connection, Row};

use crate::catalog::{Resource, ancestor_joins, catalog};
use crate::generate::locale;
use crate::{FieldChange, ORDER, Reader, Store, StoreError, Value};

/// One field of a call of a sealed changeset.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalRow {
    /// Number of the changeset.
    pub changeset: i64,
    /// Why, as the changeset says.
    pub title: Option<String>,
    /// Who sealed it.
    pub author: Option<String>,
    /// When, in Unix seconds.
    pub sealed_at: Option<i64>,
    /// Place of the call in the changeset.
    pub seq: i64,
    /// What became of the call: `planned`, `sent`, `done`, `conflict` or `failed`.
    pub status: String,
    /// HTTP method of the call.
    pub method: String,
    /// Name of the account.
    pub account: String,
    /// Whom the app belongs to.
    pub client: Option<String>,
    /// Apple's id of the app.
    pub app_id: String,
    /// Bundle id of the app.
    pub bundle_id: String,
    /// Name of the app.
    pub app: String,
    /// Platform, where the resource belongs to a version.
    pub platform: Option<String>,
    /// Version string, where the resource belongs to a version.
    pub version: Option<String>,
    /// Locale, where the resource has one.
    pub locale: Option<String>,
    /// Resource, such as `versions`.
    pub resource: String,
    /// Apple's id of the row; `~…` while it had none. Empty when the mirror has forgotten the row.
    pub id: String,
    /// Apple's id of the row above.
    pub parent_id: Option<String>,
    /// Row in the resource's mirror table.
    pub pk: i64,
    /// Column name; `+` for the row that is created, `-` for the one that is deleted.
    pub field: String,
    /// What it was.
    pub base: Value,
    /// What it was to be.
    pub value: Value,
    /// Values given at creation, on a `+`; those of the deleted row, on a `-`.
    pub given: Vec<(String, Value)>,
    /// HTTP status of Apple's last answer.
    pub http: Option<i64>,
    /// One sentence: why it is in conflict or failed.
    pub note: Option<String>,
    /// By which Apple's support finds the request.
    pub request_id: Option<String>,
    /// When the call was settled, in Unix seconds.
    pub done_at: Option<i64>,
}

impl Store {
    /// Every field of one sealed changeset, or of all of them: by changeset and call.
    pub fn journal(&self, changeset: Option<i64>) -> Result<Vec<JournalRow>, StoreError> {
        journal(&self.connection, changeset)
    }
}

impl Reader {
    /// Every field of one sealed changeset, or of all of them: by changeset and call.
    pub fn journal(&self, changeset: Option<i64>) -> Result<Vec<JournalRow>, StoreError> {
        journal(self.connection(), changeset)
    }
}

fn journal(connection: &Connection, changeset: Option<i64>) -> Result<Vec<JournalRow>, StoreError> {
    let mut found = Vec::new();
    for resource in &catalog().resources {
        let mut statement = connection.prepare_cached(&sql(resource))?;
        let mut rows = statement.query([resource.code.into(), changeset])?;
        while let Some(row) = rows.next()? {
            read(resource, row, &mut found)?;
        }
    }
    for row in found.iter_mut().filter(|row| row.field == ORDER) {
        row.base = named(connection, &row.resource, &row.base)?;
        row.value = named(connection, &row.resource, &row.value)?;
    }
    found.sort_by_key(|row| (row.changeset, row.seq));
    Ok(found)
}

/// The steps of one resource. The row may be gone by now, so nothing but the step is certain.
fn sql(resource: &Resource) -> String {
    let name = &resource.name;
    let lineage = catalog().lineage(resource);
    let joins: String = ancestor_joins(&lineage).map(|join| format!(" LEFT {join}")).collect();
    let parent = lineage.get(1).map_or("NULL".into(), |parent| format!("{}.id", parent.name));
    let version = lineage.iter().any(|ancestor| ancestor.name == "versions");
    let (platform, version) = if version { ("versions.platform", "versions.version_string") } else { ("NULL", "NULL") };
    let locale = if resource.is_localized() {
        format!("coalesce({name}.locale, json_extract(s.body, '$.data.attributes.locale'))")
    } else {
        locale(&lineage)
    };
    let called = called(resource).unwrap_or_else(|| "NULL".into());
    format!(
        "SELECT s.changeset, c.title, c.author, c.sealed_at, s.seq, s.status, s.method, a.name, cl.name, app.id, app.bundle_id, app.name,
           {platform}, {version}, {locale}, {name}.id, {parent}, s.pk, s.http, s.note, s.request_id, s.done_at, s.fields, s.body, {called}
         FROM steps AS s JOIN changesets AS c ON c.pk = s.changeset JOIN accounts AS a ON a.pk = s.account
         LEFT JOIN apps_mirror AS app ON app.pk = s.app LEFT JOIN client_apps AS ca ON ca.app = s.app LEFT JOIN clients AS cl ON cl.pk = ca.client
         LEFT JOIN {name}_mirror AS {name} ON {name}.pk = s.pk{joins}
         WHERE s.resource = ?1 AND s.changeset = coalesce(?2, s.changeset)"
    )
}

/// SQL for what a file is called, with its set.
fn called(resource: &Resource) -> Option<String> {
    let set = catalog().resource(&resource.parent.as_ref().filter(|_| resource.is_upload)?.resource)?;
    Some(format!("{}.{} || ' ' || {}.file_name", set.name, set.natural_key.first()?, resource.name))
}

/// An order of files as people know them: by their names.
pub(crate) fn named(connection: &Connection, set: &str, order: &Value) -> Result<Value, StoreError> {
    let files = |resource: &&Resource| resource.is_ordered && resource.parent.as_ref().is_some_and(|parent| parent.resource == set);
    let (Some(files), Some(order)) = (catalog().resources.iter().find(files), order.as_text()) else { return Ok(order.clone()) };
    let sql = format!(
        "SELECT group_concat(coalesce(m.file_name, o.value), ', ') FROM json_each(?1) AS o LEFT JOIN {} AS m ON m.id = o.value",
        files.table()
    );
    Ok(connection.prepare_cached(&sql)?.query_row([order], |row| row.get(0))?)
}

/// Turns a step into its rows: one for the row itself where it is created or deleted, one for each field else.
fn read(resource: &Resource, row: &Row<'_>, found: &mut Vec<JournalRow>) -> Result<(), StoreError> {
    let fields: String = row.get(22)?;
    let fields: Vec<FieldChange> = serde_json::from_str(&fields).map_err(StoreError::Journal)?;
    let body: Option<String> = row.get(23)?;
    let called: Value = row.get(24)?;
    let step = JournalRow {
        changeset: row.get(0)?,
        title: row.get(1)?,
        author: row.get(2)?,
        sealed_at: row.get(3)?,
        seq: row.get(4)?,
        status: row.get(5)?,
        method: row.get(6)?,
        account: row.get(7)?,
        client: row.get(8)?,
        app_id: text(row, 9)?,
        bundle_id: text(row, 10)?,
        app: text(row, 11)?,
        platform: row.get(12)?,
        version: row.get(13)?,
        locale: row.get(14)?,
        resource: resource.name.clone(),
        id: text(row, 15)?,
        parent_id: row.get::<_, Option<String>>(16)?.or_else(|| parent_of(resource, body.as_deref())),
        pk: row.get(17)?,
        field: String::new(),
        base: Value::Null,
        value: Value::Null,
        given: Vec::new(),
        http: row.get(18)?,
        note: row.get(19)?,
        request_id: row.get(20)?,
        done_at: row.get(21)?,
    };
    match step.method.as_str() {
        "POST" => {
            let given = given(resource, body.as_deref(), &fields);
            found.push(JournalRow { field: "+".into(), value: called.clone(), given, ..step.clone() });
        }
        "DELETE" => {
            let seen = fields.iter().filter(|change| change.field != ORDER);
            let given = seen.map(|change| (change.field.clone(), change.base.clone())).collect();
            found.push(JournalRow { field: "-".into(), base: called, given, ..step });
            return Ok(());
        }
        _ => {}
    }
    found.extend(fields.into_iter().map(|FieldChange { field, base, value }| JournalRow { field, base, value, ..step.clone() }));
    Ok(())
}

/// What a POST gave besides the fields that were staged: its locale, its platform.
fn given(resource: &Resource, body: Option<&str>, fields: &[FieldChange]) -> Vec<(String, Value)> {
    let body: serde_json::Value = body.and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    let attributes = &body["data"]["attributes"];
    let is_given = |field: &&crate::catalog::Field| !fields.iter().any(|change| change.field == field.name);
    let value = |field: &crate::catalog::Field| serde_json::from_value(attributes.get(&field.attribute)?.clone()).ok();
    resource.fields.iter().filter(is_given).filter_map(|field| Some((field.name.clone(), value(field)?))).collect()
}

/// The row above, as a POST names it: what was discarded is in no mirror any more.
fn parent_of(resource: &Resource, body: Option<&str>) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body?).ok()?;
    let parent = resource.parent.as_ref()?;
    Some(body["data"]["relationships"][&parent.relationship]["data"]["id"].as_str()?.to_owned())
}

fn text(row: &Row<'_>, index: usize) -> Result<String, StoreError> {
    Ok(row.get::<_, Option<String>>(index)?.unwrap_or_default())
}
