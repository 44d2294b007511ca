//! Which resources a list holds, and in which order.

use std::cmp::Ordering;

use serde_json::Value;

use crate::kind::Filter;
use crate::query::Query;
use crate::world::{Resource, World};

/// Keeps what the filters ask for, in the order that `sort` asks for.
pub(crate) fn select<'a>(world: &World, mut resources: Vec<&'a Resource>, query: &Query) -> Vec<&'a Resource> {
    resources.retain(|resource| {
        let filtered = query.filters.iter().all(|(filter, wanted)| matches(world, resource, filter, wanted));
        filtered && query.exists.iter().all(|(name, wanted)| exists(world, resource, name) == *wanted)
    });
    if !query.sort.is_empty() {
        let keys = |resource: &Resource| query.sort.iter().map(|(key, _)| Key::of(sort_value(world, resource, key))).collect();
        let mut keyed: Vec<(Vec<Key>, &Resource)> = resources.into_iter().map(|resource| (keys(resource), resource)).collect();
        keyed.sort_by(|(left, _), (right, _)| {
            let orders = query.sort.iter().zip(left.iter().zip(right)).map(|((_, descending), (left, right))| {
                let order = left.compare(right);
                if *descending { order.reverse() } else { order }
            });
            orders.fold(Ordering::Equal, Ordering::then)
        });
        resources = keyed.into_iter().map(|(_, resource)| resource).collect();
    }
    resources
}

fn matches(world: &World, resource: &Resource, filter: &Filter, wanted: &[String]) -> bool {
    if let Some(matches) = filter.matches {
        return wanted.iter().any(|value| matches(world, resource, value));
    }
    let filter = filter.name;
    if filter == "id" {
        return wanted.contains(&resource.id);
    }
    if let Some((relationship, attribute)) = filter.split_once('.') {
        return world.related(resource, relationship).iter().any(|other| holds(other.value(attribute), wanted));
    }
    if resource.kind.relationship(filter).is_some() {
        return world.related(resource, filter).iter().any(|other| wanted.contains(&other.id));
    }
    holds(resource.value(filter), wanted)
}

fn holds(value: &Value, wanted: &[String]) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => wanted.contains(text),
        Value::Array(list) => list.iter().any(|item| holds(item, wanted)),
        other => wanted.contains(&other.to_string()),
    }
}

fn exists(world: &World, resource: &Resource, name: &str) -> bool {
    if resource.kind.relationship(name).is_some() {
        !world.related(resource, name).is_empty()
    } else if resource.kind.attribute(name).is_some() {
        !resource.value(name).is_null()
    } else {
        (resource.kind.rules.exists)(world, resource, name)
    }
}

/// What a sort key compares; a relationship is compared by the version at its other end.
fn sort_value(world: &World, resource: &Resource, key: &str) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    if resource.kind.relationship(key).is_some() {
        return world.one(resource, key).map(|other| text(other.value("version"))).unwrap_or_default();
    }
    text(resource.value(key))
}

/// What a sort compares, read once for each resource.
struct Key {
    text: String,
    numbers: Option<Vec<u64>>,
    moment: Option<jiff::Timestamp>,
}

impl Key {
    fn of(text: String) -> Self {
        let numbers = text.split('.').map(|part| part.parse().ok()).collect();
        let moment = text.parse().ok();
        Self { text, numbers, moment }
    }

    /// Numbers between dots compare as numbers, dates as moments, all else as text.
    fn compare(&self, other: &Self) -> Ordering {
        match (&self.numbers, &other.numbers, self.moment, other.moment) {
            (Some(left), Some(right), ..) => left.cmp(right),
            (_, _, Some(left), Some(right)) => left.cmp(&right),
            _ => self.text.cmp(&other.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_and_dates_by_moment() {
        let compare = |left: &str, right: &str| Key::of(left.to_owned()).compare(&Key::of(right.to_owned()));
        assert_eq!(compare("1.10", "1.9"), Ordering::Greater);
        assert_eq!(compare("2025-01-01T01:00:00-08:00", "2025-01-01T08:30:00Z"), Ordering::Greater);
        assert_eq!(compare("Acme Chess", "Acme Notes"), Ordering::Less);
    }
}
