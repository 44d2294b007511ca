//! One field of a changeset, whether it is staged or was sent.

use store::catalog::catalog;
use store::{JournalRow, ORDER, SortedSet, Store, Table, Value, without_secret};

use crate::error::Result;
use crate::price::Points;

/// One field of a changeset, with where it belongs.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) account: String,
    pub(crate) client: Option<String>,
    pub(crate) app_id: String,
    pub(crate) app: String,
    pub(crate) platform: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) resource: String,
    /// Row of the mirror.
    pub(crate) pk: i64,
    /// Column name; `+` for a row that is created, `-` for one that is deleted.
    pub(crate) field: String,
    pub(crate) base: Value,
    pub(crate) value: Value,
    /// Apple's value, where it is neither of the two.
    pub(crate) theirs: Option<Value>,
    /// What became of it, once it was sealed.
    pub(crate) outcome: Option<Outcome>,
}

/// What became of a sealed change.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// Place of its call.
    pub(crate) seq: i64,
    /// `planned`, `sent`, `done`, `conflict` or `failed`.
    pub(crate) status: String,
    pub(crate) note: Option<String>,
}

impl Change {
    /// Everything staged in the open changeset.
    pub(crate) fn staged(store: &Store) -> Result<Vec<Self>> {
        let table = store.query(include_str!("../../../../sql/queries/changes.sql"), &[])?;
        let changes = table.rows.into_iter().filter_map(|row| Self::of_row(row).map(Self::without_secrets));
        // Places of files say little one by one: what is sent, and read, is the order of a set.
        let orders = store.sorted_sets()?.into_iter().map(Self::from);
        let changes = changes.filter(|change| !catalog().is_place(&change.resource, &change.field)).chain(orders).collect();
        in_words(store, changes)
    }

    /// Everything of a sealed changeset.
    pub(crate) fn sealed(store: &Store, changeset: i64) -> Result<Vec<Self>> {
        in_words(store, store.journal(Some(changeset))?.into_iter().map(Self::from).collect())
    }

    fn of_row(row: Vec<Value>) -> Option<Self> {
        let [account, client, app_id, app, platform, version, locale, resource, pk, field, base, value, theirs, conflict] =
            <[Value; 14]>::try_from(row).ok()?;
        Some(Self {
            account: account.to_string(),
            client: optional(&client),
            app_id: app_id.to_string(),
            app: app.to_string(),
            platform: optional(&platform),
            version: optional(&version),
            locale: optional(&locale),
            resource: resource.to_string(),
            pk: pk.as_integer()?,
            field: field.to_string(),
            base,
            value,
            theirs: (conflict == Value::Integer(1)).then_some(theirs),
            outcome: None,
        })
    }

    /// Values as they may be shown: a secret by its name, never itself.
    fn without_secrets(self) -> Self {
        let field = self.field.clone();
        Self {
            base: without_secret(&field, self.base),
            value: without_secret(&field, self.value),
            theirs: self.theirs.map(|theirs| without_secret(&field, theirs)),
            ..self
        }
    }

    /// `IOS 1.2 de-DE`, as far as the resource has them.
    pub(crate) fn place(&self) -> String {
        [&self.platform, &self.version, &self.locale].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// A row for every format, of these [`columns`].
    pub(crate) fn row(&self) -> Vec<Value> {
        vec![
            Value::Text(self.account.clone()),
            self.client.clone().into(),
            Value::Text(self.app.clone()),
            self.platform.clone().into(),
            self.version.clone().into(),
            self.locale.clone().into(),
            Value::Text(self.resource.clone()),
            Value::Text(self.field.clone()),
            self.base.clone(),
            self.value.clone(),
            self.theirs.clone().unwrap_or(Value::Null),
        ]
    }
}

/// Prices are staged as Apple's price points, which are other ones for each app and tell a reader nothing: they are shown
/// as amounts, which are the same for many apps.
fn in_words(store: &Store, mut changes: Vec<Change>) -> Result<Vec<Change>> {
    let is_price = |change: &&mut Change| change.resource == "price_schedules" && change.field == "manual_prices";
    let mut priced = changes.iter_mut().filter(is_price).peekable();
    if priced.peek().is_some() {
        let points = Points::read(&store.reader()?)?;
        for change in priced {
            for value in [Some(&mut change.base), Some(&mut change.value), change.theirs.as_mut()].into_iter().flatten() {
                if let Some(words) = value.as_text().and_then(|prices| points.words(&change.account, prices)) {
                    *value = Value::Text(words);
                }
            }
        }
    }
    Ok(changes)
}

impl From<SortedSet> for Change {
    fn from(set: SortedSet) -> Self {
        Self {
            account: set.account,
            client: set.client,
            app_id: set.app_id,
            app: set.app,
            platform: set.platform,
            version: set.version,
            locale: set.locale,
            resource: set.resource,
            pk: set.pk,
            field: ORDER.into(),
            base: Value::Text(set.base),
            value: Value::Text(set.value),
            theirs: None,
            outcome: None,
        }
    }
}

impl From<JournalRow> for Change {
    fn from(row: JournalRow) -> Self {
        let change = Self {
            account: row.account,
            client: row.client,
            app_id: row.app_id,
            app: row.app,
            platform: row.platform,
            version: row.version,
            locale: row.locale,
            resource: row.resource,
            pk: row.pk,
            field: row.field,
            base: row.base,
            value: row.value,
            theirs: None,
            outcome: Some(Outcome { seq: row.seq, status: row.status, note: row.note }),
        };
        change.without_secrets()
    }
}

/// Names of the columns of [`Change::row`].
fn columns() -> Vec<String> {
    ["account", "client", "app", "platform", "version", "locale", "resource", "field", "base", "value", "theirs"]
        .map(ToOwned::to_owned)
        .into()
}

/// Changes as a table.
pub(super) fn table<'a>(changes: impl Iterator<Item = &'a Change>) -> Table {
    Table { columns: columns(), rows: changes.map(Change::row).collect() }
}

fn optional(value: &Value) -> Option<String> {
    value.as_text().map(ToOwned::to_owned)
}
