//! What is staged, equal changes as one, as `fleet diff` shows them.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use store::catalog::catalog;
use store::{ORDER, Reader, SortedSet, Value, literal, without_secret};

use crate::DashboardError;
use crate::query::{AppKey, Row, query};

/// One staged field.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) app: AppKey,
    pub(super) app_name: String,
    pub(super) platform: Option<String>,
    pub(super) version: Option<String>,
    pub(super) locale: Option<String>,
    pub(super) resource: String,
    pub(super) pk: i64,
    /// Column name; `+` for a row that is created, `-` for one that is deleted, [`ORDER`] for the order of a set's files.
    pub(super) field: String,
    pub(super) base: Value,
    pub(super) value: Value,
    pub(super) is_conflict: bool,
}

/// Changes of one field from the same value to the same value.
#[derive(Debug)]
pub(super) struct Group {
    /// At least one; they differ by place only.
    pub(super) changes: Vec<Change>,
    /// Apps among them.
    pub(super) apps: usize,
    /// What names exactly these changes: with one more or less it is another.
    pub(super) digest: String,
}

/// Everything staged in the open changeset, in groups.
pub(super) fn staged(reader: &Reader, orders: Vec<SortedSet>) -> Result<Vec<Group>, DashboardError> {
    let rows = query!("changes").fleet(reader)?;
    // Places of files say little one by one: what is read is the order of a set.
    let changes = rows
        .iter()
        .map(Change::of_row)
        .filter(|change| !catalog().is_place(&change.resource, &change.field))
        .chain(orders.into_iter().map(Change::from));
    Ok(groups(changes))
}

fn groups(changes: impl Iterator<Item = Change>) -> Vec<Group> {
    let mut found: HashMap<(String, String, String, String), Vec<Change>> = HashMap::new();
    for change in changes {
        let key = (change.resource.clone(), change.field.clone(), change.base.sortable(), change.value.sortable());
        found.entry(key).or_default().push(change);
    }
    let mut groups: Vec<_> = found.into_iter().map(|(key, changes)| (key, Group::of(changes))).collect();
    groups.sort_by(|((resource, field, base, value), left), ((other_resource, other_field, other_base, other_value), right)| {
        (resource, field, Reverse(left.apps), Reverse(left.changes.len()), value, base).cmp(&(
            other_resource,
            other_field,
            Reverse(right.apps),
            Reverse(right.changes.len()),
            other_value,
            other_base,
        ))
    });
    groups.into_iter().map(|(_, group)| group).collect()
}

impl Group {
    fn of(changes: Vec<Change>) -> Self {
        let mut digest = Sha256::new();
        for change in &changes {
            let Change { resource, pk, field, base, value, .. } = change;
            digest.update(format!("{resource}\0{pk}\0{field}\0{}\0{}\0", base.sortable(), value.sortable()));
        }
        let digest = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { apps: changes.iter().map(|change| &change.app).collect::<HashSet<_>>().len(), digest, changes }
    }

    /// How many were changed at Apple since.
    pub(super) fn conflicts(&self) -> usize {
        self.changes.iter().filter(|change| change.is_conflict).count()
    }

    /// SQL that is true for exactly these rows of `changes`.
    pub(super) fn condition(&self) -> String {
        let Change { resource, field, .. } = &self.changes[0];
        condition(resource, field, self.changes.iter().map(|change| change.pk))
    }
}

/// SQL that is true for a field of some rows of a resource, as far as it is staged in the open changeset.
pub(super) fn condition(resource: &str, field: &str, pks: impl Iterator<Item = i64>) -> String {
    let pks = pks.map(|pk| pk.to_string()).collect::<Vec<_>>().join(", ");
    let open = "changeset = (SELECT pk FROM changesets WHERE status = 'open')";
    let set = catalog().resource(resource);
    let file = catalog().resources.iter().find(|file| file.is_ordered && set.is_some_and(|set| file.is_below(set)));
    match (field, file) {
        // The order of a set is the places of its files.
        (ORDER, Some(file)) => {
            let place = file.fields.iter().find(|field| field.is_order).map_or("position", |field| field.name.as_str());
            let files = file.table();
            let (resource, place) = (literal(&file.name), literal(place));
            format!("{open} AND resource = {resource} AND field = {place} AND pk IN (SELECT pk FROM {files} WHERE parent IN ({pks}))")
        }
        _ => format!("{open} AND resource = {} AND field = {} AND pk IN ({pks})", literal(resource), literal(field)),
    }
}

impl Change {
    fn of_row(row: Row<'_>) -> Self {
        let field = row.string("field");
        let owned = |column| row.text(column).map(ToOwned::to_owned);
        Self {
            app: row.app_key(),
            app_name: row.string("app"),
            platform: owned("platform"),
            version: owned("version"),
            locale: owned("locale"),
            resource: row.string("resource"),
            pk: row.integer("pk").unwrap_or_default(),
            base: without_secret(&field, row.value("base").clone()),
            value: without_secret(&field, row.value("value").clone()),
            field,
            is_conflict: row.is_true("conflict"),
        }
    }
}

impl From<SortedSet> for Change {
    fn from(set: SortedSet) -> Self {
        Self {
            app: (set.account, set.app_id),
            app_name: set.app,
            platform: set.platform,
            version: set.version,
            locale: set.locale,
            resource: set.resource,
            pk: set.pk,
            field: ORDER.into(),
            base: Value::Text(set.base),
            value: Value::Text(set.value),
            is_conflict: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(pk: i64, app: &str, field: &str, value: &str) -> Change {
        Change {
            app: ("north".into(), app.into()),
            app_name: app.into(),
            platform: None,
            version: None,
            locale: None,
            resource: "versions".into(),
            pk,
            field: field.into(),
            base: Value::Null,
            value: without_secret(field, Value::Text(value.into())),
            is_conflict: pk == 3,
        }
    }

    #[test]
    fn equal_changes_are_one_and_named_exactly() {
        let all = || vec![change(1, "a", "copyright", "x"), change(2, "b", "copyright", "x"), change(3, "b", "copyright", "y")];
        let found = groups(all().into_iter());
        assert_eq!(
            found.iter().map(|group| (group.changes.len(), group.apps, group.conflicts())).collect::<Vec<_>>(),
            [(2, 2, 0), (1, 1, 1)]
        );
        let fewer = groups(all().into_iter().skip(1));
        assert_ne!(found[0].digest, fewer[0].digest);
        assert!(found[0].condition().ends_with("resource = 'versions' AND field = 'copyright' AND pk IN (1, 2)"));
        assert!(condition("screenshot_sets", ORDER, [7].into_iter()).ends_with(
            "resource = 'screenshots' AND field = 'position' AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (7))"
        ));
    }

    #[test]
    fn a_password_is_shown_by_its_name_only() {
        assert_eq!(change(1, "a", "demo_account_password", "hunter2").value, Value::Text("(secret)".into()));
        assert_eq!(change(1, "a", "demo_account_password", "env:DEMO").value, Value::Text("env:DEMO".into()));
    }
}
