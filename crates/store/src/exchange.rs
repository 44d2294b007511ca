//! Changes that travel: what is staged here, by names that hold in any mirror of the same accounts.
//!
//! A file from elsewhere is somebody's word and no more. Its resources and fields must be those of the catalogue, its
//! rows must be in the mirror, and its values go through the same triggers as everybody's edits.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{OptionalExtension as _, Transaction, params, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::catalog::{Access, Field, Resource, catalog};
use crate::changeset::attempt;
use crate::generate::parent_column;
use crate::{Staging, Store, StoreError, Value};

/// An account by what names it everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortableAccount {
    /// Its name in the `fleet.toml` where the changes were made.
    pub name: String,
    /// The team; `None` for an individual key.
    pub issuer_id: Option<String>,
}

/// One staged field, by names that hold in any mirror.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortableChange {
    /// One of the accounts beside it.
    pub account: String,
    /// Bundle id of the app, for people.
    pub app: String,
    /// Resource, such as `versions`.
    pub resource: String,
    /// Apple's id of the row; `~…` for one that is to be created.
    pub id: String,
    /// Apple's id of the row above one that is to be created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Locale of the row, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Column name; `+` to create the row, `-` to delete it.
    pub field: String,
    /// What it was when it was staged.
    pub base: Value,
    /// What it shall be.
    pub value: Value,
    /// On a `+` what the row is created with, on a `-` what it held.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, Value>,
}

/// What came of an import.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// What was staged.
    pub staging: Staging,
    /// Fields that Apple has already as the file wants them.
    pub already: usize,
    /// What was not staged, and why.
    pub unequal: Vec<Unequal>,
}

/// A change that was not staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unequal {
    /// Bundle id of the app.
    pub app: String,
    /// Resource.
    pub resource: String,
    /// Locale, where the resource has one.
    pub locale: Option<String>,
    /// Column name, `+` or `-`.
    pub field: String,
    /// Why not.
    pub sentence: String,
}

impl Store {
    /// What is staged in the open changeset, or was in a sealed one, and the accounts it belongs to.
    ///
    /// # Errors
    /// [`StoreError::NoChangeset`], [`StoreError::NothingStaged`].
    pub fn portable(&self, changeset: Option<i64>) -> Result<(Vec<PortableAccount>, Vec<PortableChange>), StoreError> {
        let changes = match changeset {
            Some(changeset) if changeset != self.open_changeset()? => self.portable_journal(changeset)?,
            _ => self.portable_staged()?,
        };
        if changes.is_empty() {
            return Err(StoreError::NothingStaged);
        }
        let mut statement = self.connection.prepare("SELECT name, issuer_id FROM accounts ORDER BY name")?;
        let accounts = statement.query_map([], |row| Ok(PortableAccount { name: row.get(0)?, issuer_id: row.get(1)? }))?;
        let accounts: Vec<PortableAccount> = accounts.collect::<Result<_, _>>()?;
        let is_meant = |account: &PortableAccount| changes.iter().any(|change| change.account == account.name);
        Ok((accounts.into_iter().filter(is_meant).collect(), changes))
    }

    fn portable_staged(&self) -> Result<Vec<PortableChange>, StoreError> {
        let accounts: HashMap<i64, String> = self.pairs("SELECT pk, name FROM accounts")?;
        let apps: HashMap<i64, String> = self.pairs("SELECT pk, coalesce(bundle_id, id) FROM apps_mirror")?;
        let mut locales: HashMap<(String, i64), Option<String>> = HashMap::new();
        let mut statement = self.connection.prepare(include_str!("../../../sql/queries/staged_values.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            locales.insert((row.get("resource")?, row.get("pk")?), row.get("locale")?);
        }
        let portable = |field: crate::StagedField| {
            let resource = catalog().resource_of_code(field.resource)?;
            Some(PortableChange {
                account: accounts.get(&field.account).cloned().unwrap_or_default(),
                app: apps.get(&field.app).cloned().unwrap_or_default(),
                resource: resource.name.clone(),
                // A copy that Apple will make is known by what it is below.
                parent: field.parent_id.filter(|_| is_staged_id(&field.id)),
                locale: locales.get(&(resource.name.clone(), field.pk)).cloned().flatten(),
                id: field.id,
                base: if resource.field(&field.field).is_none_or(Field::is_comparable) { field.base } else { Value::Null },
                field: field.field,
                value: field.value,
                given: field.given.into_iter().collect(),
            })
        };
        // The order of files follows from their places.
        Ok(self.staged_fields()?.into_iter().filter(|field| field.field != crate::ORDER).filter_map(portable).collect())
    }

    fn portable_journal(&self, changeset: i64) -> Result<Vec<PortableChange>, StoreError> {
        let known: Option<i64> =
            self.connection.query_row("SELECT pk FROM changesets WHERE pk = ?1", [changeset], |row| row.get(0)).optional()?;
        if known.is_none() {
            return Err(StoreError::NoChangeset(changeset));
        }
        let portable = |row: crate::JournalRow| PortableChange {
            account: row.account,
            app: if row.bundle_id.is_empty() { row.app_id } else { row.bundle_id },
            resource: row.resource,
            // A row that was discarded has left no id; within the file any will do.
            id: if row.id.is_empty() { format!("~{}", row.seq) } else { row.id },
            parent: row.parent_id.filter(|_| row.field == "+"),
            locale: row.locale,
            field: row.field,
            base: row.base,
            value: row.value,
            given: row.given.into_iter().collect(),
        };
        Ok(self.journal(Some(changeset))?.into_iter().filter(|row| row.field != crate::ORDER).map(portable).collect())
    }

    fn pairs(&self, sql: &str) -> Result<HashMap<i64, String>, StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(pairs.collect::<Result<_, _>>()?)
    }

    /// Stages changes that were made elsewhere. What this mirror knows otherwise is not staged, and named.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] with every account and row that is not here, and every field that cannot be edited;
    /// nothing is staged then.
    pub fn import(&mut self, accounts: &[PortableAccount], changes: &[PortableChange]) -> Result<Imported, StoreError> {
        let mut imported = Imported::default();
        let staging = self.stage_with(|transaction| {
            let required = changes.iter().map(|change| ((key(change), change.field.clone()), change.value.clone())).collect();
            let mut import = Import { transaction, accounts: HashMap::new(), rows: HashMap::new(), required };
            let unfit = import.resolve(accounts, changes)?;
            if !unfit.is_empty() {
                return Err(StoreError::Unfit(unfit));
            }
            import.stage(changes, &mut imported)
        })?;
        Ok(Imported { staging, ..imported })
    }
}

/// An import under way.
struct Import<'a> {
    transaction: &'a Transaction<'a>,
    /// Accounts here by their names in the file.
    accounts: HashMap<String, i64>,
    /// Rows here by account, resource and id in the file.
    rows: HashMap<(String, String, String), i64>,
    /// What a create must give, by row and field.
    required: HashMap<((String, String, String), String), Value>,
}

impl Import<'_> {
    /// Finds everything the file names. Returns a sentence for each thing that is not here.
    fn resolve(&mut self, accounts: &[PortableAccount], changes: &[PortableChange]) -> Result<Vec<String>, StoreError> {
        let mut unfit = Vec::new();
        for account in accounts {
            match self.account(account)? {
                Ok(pk) => drop(self.accounts.insert(account.name.clone(), pk)),
                Err(sentence) => unfit.push(sentence),
            }
        }
        let created: HashSet<_> = changes.iter().filter(|change| change.field == "+").map(key).collect();
        for change in changes {
            let place = format!("{} {}.{}", change.app, change.resource, change.field);
            let Some(resource) = catalog().editable().find(|resource| resource.name == change.resource) else {
                unfit.push(format!("{place}: no such resource can be edited"));
                continue;
            };
            let is_field = matches!(change.field.as_str(), "+" | "-") || resource.field(&change.field).is_some_and(Field::is_updatable);
            if !is_field {
                unfit.push(format!("{place}: no such field can be edited"));
            }
            let Some(account) = self.accounts.get(&change.account) else {
                if !accounts.iter().any(|account| account.name == change.account) {
                    unfit.push(format!("{place}: the file does not say which account `{}` is", change.account));
                }
                continue;
            };
            let is_copy = resource.is_copied && is_staged_id(&change.id);
            if created.contains(&key(change)) || self.rows.contains_key(&key(change)) || is_copy {
                continue;
            }
            let sql = format!("SELECT pk FROM {} WHERE id = ?1 AND account = ?2 AND gone_at IS NULL", resource.table());
            let pk = self.transaction.prepare_cached(&sql)?.query_row(params![change.id, account], |row| row.get(0)).optional()?;
            match pk {
                Some(pk) => drop(self.rows.insert(key(change), pk)),
                None => unfit.push(format!("{place}: the mirror has no row {} of {}", change.id, change.account)),
            }
        }
        unfit.dedup();
        Ok(unfit)
    }

    fn account(&self, account: &PortableAccount) -> Result<Result<i64, String>, StoreError> {
        let by_issuer = "SELECT pk FROM accounts WHERE issuer_id = ?1 ORDER BY name <> ?2 LIMIT 1";
        let by_name = "SELECT pk FROM accounts WHERE issuer_id IS NULL AND ?1 IS NULL AND name = ?2";
        let sql = if account.issuer_id.is_some() { by_issuer } else { by_name };
        if let Some(pk) = self.transaction.query_row(sql, params![account.issuer_id, account.name], |row| row.get(0)).optional()? {
            return Ok(Ok(pk));
        }
        let issuer = account.issuer_id.as_deref().unwrap_or("an individual key");
        let other = "SELECT coalesce(issuer_id, 'an individual key') FROM accounts WHERE name = ?1";
        let other: Option<String> = self.transaction.query_row(other, [&account.name], |row| row.get(0)).optional()?;
        Ok(Err(match other {
            Some(other) => format!("account {}: its issuer is {issuer} in the file and {other} here", account.name),
            None => format!("account {}: no account here has the issuer {issuer}", account.name),
        }))
    }

    /// Stages everything: rows that are to be created from the top down, fields, rows that are to be deleted.
    fn stage(&mut self, changes: &[PortableChange], imported: &mut Imported) -> Result<(), StoreError> {
        let mut ordered: Vec<(usize, &PortableChange, &Resource)> = changes
            .iter()
            .filter_map(|change| {
                let resource = catalog().resource(&change.resource)?;
                let depth = catalog().lineage(resource).len();
                let place = match change.field.as_str() {
                    "+" => depth,
                    "-" => usize::MAX,
                    _ => usize::MAX - 1,
                };
                Some((place, change, resource))
            })
            .collect();
        ordered.sort_by_key(|(place, ..)| *place);
        for (_, change, resource) in ordered {
            let objection = match change.field.as_str() {
                "+" => self.create(change, resource)?,
                "-" => self.delete(change, resource)?,
                _ => self.update(change, resource, &mut imported.already)?,
            };
            imported.unequal.extend(objection.map(|sentence| Unequal {
                app: change.app.clone(),
                resource: change.resource.clone(),
                locale: change.locale.clone(),
                field: change.field.clone(),
                sentence,
            }));
        }
        Ok(())
    }

    fn create(&mut self, change: &PortableChange, resource: &Resource) -> Result<Option<String>, StoreError> {
        let (Some(parent), Some(parent_id)) = (&resource.parent, &change.parent) else {
            return Ok(Some("the file does not say below what it is created".into()));
        };
        // The view would take a row of any account; the file speaks of one.
        let account = self.accounts.get(&change.account);
        let above = format!("SELECT 1 FROM {}_mirror WHERE id = ?1 AND account = ?2", parent.resource);
        if self.transaction.prepare_cached(&above)?.query_row(params![parent_id, account], |_| Ok(())).optional()?.is_none() {
            return Ok(Some(format!("the mirror has no row {parent_id} of {} below which it could be created", change.account)));
        }
        let mut columns = vec![parent_column(&parent.resource)];
        let mut values = vec![Value::Text(parent_id.clone())];
        for field in resource.fields.iter().filter(|field| field.access == Access::Create) {
            if let Some(value) = change.given.get(&field.name) {
                columns.push(field.name.clone());
                values.push(value.clone());
            }
        }
        // The string of a version tells it from others, and a name is wanted at once, so they are given along.
        for field in resource.fields.iter().filter(|field| field.is_updatable() && field.is_required) {
            let given = change.given.get(&field.name).or_else(|| self.required.get(&(key(change), field.name.clone())));
            if let Some(value) = given {
                columns.push(field.name.clone());
                values.push(value.clone());
            }
        }
        let places = (1..=values.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO {}({}) VALUES({places})", resource.name, columns.join(", "));
        if let Some(sentence) = attempt(self.transaction, &sql, params_from_iter(values))? {
            return Ok(Some(sentence));
        }
        let table = resource.table();
        let pk: i64 = self.transaction.query_row(&format!("SELECT max(pk) FROM {table}"), [], |row| row.get(0))?;
        self.name(resource, pk, change)?;
        self.rows.insert(key(change), pk);
        Ok(None)
    }

    /// Gives a row that is only staged the name that it has in the file: rows below it, and the digest, speak of it by that.
    fn name(&self, resource: &Resource, pk: i64, change: &PortableChange) -> Result<(), StoreError> {
        let table = resource.table();
        if is_staged_id(&change.id) {
            self.transaction.execute_batch("UPDATE mirror_guard SET writer = 'create'")?;
            self.transaction.execute(
                &format!("UPDATE {table} SET id = ?2 WHERE pk = ?1 AND NOT EXISTS(SELECT 1 FROM {table} WHERE id = ?2)"),
                params![pk, change.id],
            )?;
            self.transaction.execute_batch("UPDATE mirror_guard SET writer = NULL")?;
        }
        Ok(())
    }

    /// The row that a change is about. One that Apple will copy was made here with the row above it.
    fn row(&mut self, change: &PortableChange, resource: &Resource) -> Result<Option<i64>, StoreError> {
        if let Some(pk) = self.rows.get(&key(change)) {
            return Ok(Some(*pk));
        }
        let (Some(above), Some(parent), true) = (&resource.parent, &change.parent, resource.is_copied) else { return Ok(None) };
        let same = if resource.is_localized() { "m.locale IS ?2" } else { "?2 IS NULL" };
        let sql = format!(
            "SELECT m.pk FROM {} AS m JOIN {}_mirror AS p ON p.pk = m.parent WHERE p.id = ?1 AND {same} AND m.id GLOB '~*' AND m.gone_at IS NULL",
            resource.table(),
            above.resource
        );
        let found = self.transaction.prepare_cached(&sql)?.query_row(params![parent, change.locale], |row| row.get(0)).optional()?;
        if let Some(pk) = found {
            self.name(resource, pk, change)?;
            self.rows.insert(key(change), pk);
        }
        Ok(found)
    }

    fn update(&mut self, change: &PortableChange, resource: &Resource, already: &mut usize) -> Result<Option<String>, StoreError> {
        let Some(pk) = self.row(change, resource)? else {
            return Ok(Some("its row was not created".into()));
        };
        let field = &change.field;
        let current = format!("SELECT {field} FROM {} WHERE pk = ?1", resource.table());
        let current: Value = self.transaction.prepare_cached(&current)?.query_row([pk], |row| row.get(0))?;
        if current == change.value {
            *already += 1;
            return Ok(None);
        }
        if current != change.base && resource.field(field).is_none_or(Field::is_comparable) {
            return Ok(Some(format!("it is {} here and was {} where the file was made", quoted(&current), quoted(&change.base))));
        }
        let staged = "SELECT value FROM staged WHERE resource = ?1 AND pk = ?2 AND field = ?3";
        let staged: Option<Value> =
            self.transaction.prepare_cached(staged)?.query_row(params![resource.code, pk, field], |row| row.get(0)).optional()?;
        if let Some(staged) = staged.filter(|staged| *staged != change.value) {
            return Ok(Some(format!("{} is staged here already", quoted(&staged))));
        }
        attempt(
            self.transaction,
            &format!("UPDATE {} SET {field} = ?1 WHERE pk = ?2", catalog().view_of(resource)),
            params![change.value, pk],
        )
    }

    fn delete(&mut self, change: &PortableChange, resource: &Resource) -> Result<Option<String>, StoreError> {
        let Some(pk) = self.row(change, resource)? else { return Ok(None) };
        for (field, base) in change.given.iter().filter(|(field, _)| resource.field(field).is_some()) {
            let current = format!("SELECT {field} FROM {} WHERE pk = ?1", resource.table());
            let current: Value = self.transaction.prepare_cached(&current)?.query_row([pk], |row| row.get(0))?;
            if current != *base {
                return Ok(Some(format!("its {field} is {} here and was {} where the file was made", quoted(&current), quoted(base))));
            }
        }
        attempt(self.transaction, &format!("DELETE FROM {} WHERE pk = ?1", catalog().view_of(resource)), params![pk])
    }
}

fn key(change: &PortableChange) -> (String, String, String) {
    (change.account.clone(), change.resource.clone(), change.id.clone())
}

/// Whether an id has the form that the views' triggers give to rows that are to be created.
fn is_staged_id(id: &str) -> bool {
    id.strip_prefix('~').is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "(none)".into(),
        value => {
            let text = value.to_string();
            let short: String = text.chars().take(48).collect();
            if short.len() < text.len() { format!("'{short}…'") } else { format!("'{text}'") }
        }
    }
}
