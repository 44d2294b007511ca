//! Everything the simulator knows, indexed by type and id and by parent.
//!
//! To-one linkage is kept in the resource that owns it; the other direction is an index. Reading
//! by id or by parent costs the same in a world of ten apps and of ten thousand.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kind::{Kind, Source};
use crate::refusal::uuid;
use crate::resources;

/// One resource, with every attribute of its type.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "Stored", try_from = "Stored")]
pub(crate) struct Resource {
    pub(crate) kind: &'static Kind,
    pub(crate) id: String,
    /// The account that sees it; none when every account does.
    pub(crate) account: Option<String>,
    pub(crate) attributes: Map<String, Value>,
    /// To-one linkage by relationship name.
    pub(crate) links: BTreeMap<String, String>,
}

/// One step of a write.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Change {
    /// The resource is new or has changed.
    Put(Resource),
    /// The resource is gone.
    Delete {
        /// Its type.
        kind: String,
        /// Its id.
        id: String,
    },
}

/// All resources of all accounts.
#[derive(Default)]
pub(crate) struct World {
    collections: HashMap<&'static str, Collection>,
    /// How many resources were ever put here; ids are drawn by it.
    created: u64,
}

/// All resources of one type.
#[derive(Default)]
struct Collection {
    by_id: HashMap<String, Resource>,
    /// Ids, the oldest first.
    order: Vec<String>,
    /// Relationship name → id at the other end → ids of this type, the oldest first.
    inverse: HashMap<String, HashMap<String, Vec<String>>>,
}

impl Resource {
    /// A resource with all attributes unset.
    pub(crate) fn new(kind: &'static Kind, id: impl Into<String>, account: Option<&str>) -> Self {
        let unset = |attribute: &crate::kind::Attribute| (attribute.name.to_owned(), Value::Null);
        Self {
            kind,
            id: id.into(),
            account: account.map(str::to_owned),
            attributes: kind.attributes.iter().map(unset).collect(),
            links: BTreeMap::new(),
        }
    }

    /// Sets an attribute.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.attributes.insert(name.to_owned(), value.into());
    }

    /// The same, for chains.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        debug_assert!(self.kind.attribute(name).is_some(), "{} has no attribute {name}", self.kind.name);
        self.set(name, value);
        self
    }

    /// Sets a to-one linkage, for chains.
    pub(crate) fn linked(mut self, name: &str, id: impl Into<String>) -> Self {
        debug_assert!(self.kind.relationship(name).is_some(), "{} has no relationship {name}", self.kind.name);
        self.links.insert(name.to_owned(), id.into());
        self
    }

    /// The attribute's value, `null` when unset.
    pub(crate) fn value(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&Value::Null)
    }

    /// The attribute's text, if it is one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.value(name).as_str()
    }

    /// The id at the other end of a stored to-one relationship.
    pub(crate) fn link(&self, name: &str) -> Option<&str> {
        self.links.get(name).map(String::as_str)
    }

    /// Whether a key of `account` may see it.
    pub(crate) fn visible_to(&self, account: &str) -> bool {
        self.account.as_deref().is_none_or(|owner| owner == account)
    }
}

impl World {
    /// The resource of that type and id.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&Resource> {
        self.collections.get(kind)?.by_id.get(id)
    }

    /// All resources of a type, the oldest first.
    pub(crate) fn all(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        let collection = self.collections.get(kind);
        collection.into_iter().flat_map(|collection| collection.order.iter().filter_map(|id| collection.by_id.get(id)))
    }

    /// All resources of all types, in an order that puts them back as they are.
    pub(crate) fn everything(&self) -> impl Iterator<Item = &Resource> {
        resources::KINDS.iter().flat_map(|kind| self.all(kind.name))
    }

    /// The resources at the other end of a relationship, in the order that lists show them.
    pub(crate) fn related(&self, resource: &Resource, name: &str) -> Vec<&Resource> {
        let Some(relationship) = resource.kind.relationship(name) else { return Vec::new() };
        let Some(collection) = relationship.to.and_then(|to| self.collections.get(to)) else { return Vec::new() };
        let mut ids: Vec<&str> = match relationship.source {
            Source::Own => resource.link(name).into_iter().collect(),
            Source::Inverse(inverse) => {
                let ids = collection.inverse.get(inverse).and_then(|by_end| by_end.get(&resource.id));
                ids.into_iter().flatten().map(String::as_str).collect()
            }
            Source::Nowhere => Vec::new(),
        };
        if relationship.to.and_then(resources::kind).is_some_and(|kind| kind.newest_first) {
            ids.reverse();
        }
        ids.into_iter().filter_map(|id| collection.by_id.get(id)).collect()
    }

    /// The resource at the other end of a to-one relationship.
    pub(crate) fn one(&self, resource: &Resource, name: &str) -> Option<&Resource> {
        self.related(resource, name).first().copied()
    }

    /// An id that no resource had before, the same for the same seed and history.
    pub(crate) fn fresh_id(&self, seed: u64) -> String {
        let mut random = fastrand::Rng::with_seed(seed ^ self.created.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        uuid(random.u128(..))
    }

    /// How many resources were ever put here.
    pub(crate) fn created(&self) -> u64 {
        self.created
    }

    /// Continues the count of a world that was stored.
    pub(crate) fn set_created(&mut self, created: u64) {
        self.created = created;
    }

    /// Applies one step of a write.
    pub(crate) fn apply(&mut self, change: Change) {
        match change {
            Change::Put(resource) => self.put(resource),
            Change::Delete { kind, id } => self.delete(&kind, &id),
        }
    }

    /// Puts a resource in place of that of the same id, or at the end.
    pub(crate) fn put(&mut self, resource: Resource) {
        let collection = self.collections.entry(resource.kind.name).or_default();
        if let Some(before) = collection.by_id.get(&resource.id) {
            let before = before.links.clone();
            collection.unlink(&resource.id, &before, &resource.links);
            collection.link(&resource.id, &resource.links, &before);
        } else {
            self.created += 1;
            collection.order.push(resource.id.clone());
            collection.link(&resource.id, &resource.links, &BTreeMap::new());
        }
        collection.by_id.insert(resource.id.clone(), resource);
    }

    fn delete(&mut self, kind: &str, id: &str) {
        let Some(collection) = self.collections.get_mut(kind) else { return };
        if let Some(resource) = collection.by_id.remove(id) {
            collection.unlink(id, &resource.links, &BTreeMap::new());
            collection.order.retain(|other| other != id);
        }
    }
}

impl Collection {
    /// Enters the links that `before` has not.
    fn link(&mut self, id: &str, links: &BTreeMap<String, String>, before: &BTreeMap<String, String>) {
        for (name, end) in links.iter().filter(|(name, end)| before.get(*name) != Some(*end)) {
            let by_end = self.inverse.entry(name.clone()).or_default();
            by_end.entry(end.clone()).or_default().push(id.to_owned());
        }
    }

    /// Removes the links that `after` has not.
    fn unlink(&mut self, id: &str, links: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
        for (name, end) in links.iter().filter(|(name, end)| after.get(*name) != Some(*end)) {
            if let Some(ids) = self.inverse.get_mut(name).and_then(|by_end| by_end.get_mut(end)) {
                ids.retain(|other| other != id);
            }
        }
    }
}

/// A resource as files hold it.
#[derive(Serialize, Deserialize)]
struct Stored {
    r#type: String,
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    attributes: Map<String, Value>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    links: BTreeMap<String, String>,
}

impl From<Resource> for Stored {
    fn from(resource: Resource) -> Self {
        let Resource { kind, id, account, attributes, links } = resource;
        Self { r#type: kind.name.to_owned(), id, account, attributes, links }
    }
}

impl TryFrom<Stored> for Resource {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let Stored { r#type, id, account, attributes, links } = stored;
        let kind = resources::kind(&r#type).ok_or_else(|| format!("unknown resource type `{type}`", r#type = r#type))?;
        Ok(Self { kind, id, account, attributes, links })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(id: &str, app: &str) -> Resource {
        Resource::new(&resources::version::KIND, id, Some("acme")).linked("app", app)
    }

    #[test]
    fn links_follow_the_resource() {
        let mut world = World::default();
        world.put(Resource::new(&resources::app::KIND, "1", Some("acme")));
        world.put(Resource::new(&resources::app::KIND, "2", Some("acme")));
        world.put(version("v1", "1"));
        world.put(version("v2", "1"));
        let ids = |world: &World, app: &str| -> Vec<String> {
            let app = world.get("apps", app).expect("the app was put");
            world.related(app, "appStoreVersions").iter().map(|version| version.id.clone()).collect()
        };
        assert_eq!(ids(&world, "1"), ["v2", "v1"], "the youngest comes first");
        world.put(version("v2", "2"));
        assert_eq!(ids(&world, "1"), ["v1"]);
        assert_eq!(ids(&world, "2"), ["v2"]);
        world.apply(Change::Delete { kind: "appStoreVersions".to_owned(), id: "v1".to_owned() });
        assert!(ids(&world, "1").is_empty());
        assert_eq!(world.created(), 4);
    }

    #[test]
    fn a_stored_resource_comes_back() {
        let before = version("v1", "1").with("copyright", "2025 ACME GmbH");
        let text = serde_json::to_string(&before).unwrap();
        let after: Resource = serde_json::from_str(&text).unwrap();
        assert_eq!(after.attributes, before.attributes);
        assert_eq!(after.link("app"), Some("1"));
        assert!(serde_json::from_str::<Resource>(&text.replace("appStoreVersions", "nonsense")).is_err());
    }
}
