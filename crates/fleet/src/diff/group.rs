//! Equal changes of a field as one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diff::Change;

/// Changes of one field from the same value to the same value.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) changes: Vec<&'a Change>,
    /// Apps among them.
    pub(super) apps: usize,
    /// Accounts among them.
    pub(super) accounts: usize,
}

/// How much of one field is changed.
#[derive(Debug)]
pub(super) struct Stat {
    pub(super) resource: String,
    pub(super) field: String,
    pub(super) rows: usize,
    pub(super) apps: usize,
    pub(super) accounts: usize,
}

impl<'a> Group<'a> {
    fn of(changes: Vec<&'a Change>) -> Self {
        Self { apps: apps(changes.iter().copied()), accounts: accounts(changes.iter().copied()), changes }
    }

    /// One of them; they differ by place only.
    pub(super) fn sample(&self) -> &'a Change {
        self.changes[0]
    }

    /// How many were changed at Apple since.
    pub(super) fn conflicts(&self) -> usize {
        self.changes.iter().filter(|change| change.theirs.is_some()).count()
    }

    /// Name of the app that comes first.
    pub(super) fn first_app(&self) -> &str {
        self.changes.iter().map(|change| change.app.as_str()).min().unwrap_or_default()
    }
}

/// Groups changes: by resource and field, the largest groups first.
pub(super) fn groups<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Group<'a>> {
    let mut found: HashMap<(&str, &str, String, String), Vec<&Change>> = HashMap::new();
    for change in changes {
        let key = (change.resource.as_str(), change.field.as_str(), change.base.sortable(), change.value.sortable());
        found.entry(key).or_default().push(change);
    }
    let mut groups: Vec<Group<'_>> = found.into_values().map(Group::of).collect();
    groups.sort_by_cached_key(|group| {
        let Change { resource, field, base, value, .. } = group.sample();
        (resource.clone(), field.clone(), Reverse(group.apps), Reverse(group.changes.len()), value.sortable(), base.sortable())
    });
    groups
}

/// How much of each field is changed.
pub(super) fn stats(changes: &[Change]) -> Vec<Stat> {
    let mut fields: BTreeMap<(&str, &str), Vec<&Change>> = BTreeMap::new();
    for change in changes {
        fields.entry((&change.resource, &change.field)).or_default().push(change);
    }
    let stat = |((resource, field), changes): ((&str, &str), Vec<&Change>)| Stat {
        resource: resource.into(),
        field: field.into(),
        rows: changes.len(),
        apps: apps(changes.iter().copied()),
        accounts: accounts(changes.iter().copied()),
    };
    fields.into_iter().map(stat).collect()
}

pub(super) fn apps<'a>(changes: impl Iterator<Item = &'a Change>) -> usize {
    changes.map(|change| (&change.account, &change.app_id)).collect::<HashSet<_>>().len()
}

pub(super) fn accounts<'a>(changes: impl Iterator<Item = &'a Change>) -> usize {
    changes.map(|change| &change.account).collect::<HashSet<_>>().len()
}
