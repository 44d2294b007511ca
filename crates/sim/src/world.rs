//! Everything the simulator knows, indexed by type and id and by parent.
//!
//! To-one linkage is kept in the resource that owns it; the other direction is an index. Reading
//! by id or by parent costs the same in a world of ten apps and of ten thousand. What is set for
//! later belongs to the world, too: it is stored and journalled with the rest.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::due::{Due, Event};
use crate::gallery::Gallery;
use crate::kind::{Kind, Source};
use crate::latent::Latent;
use crate::media::blobs::Blobs;
use crate::pace::Pace;
use crate::resources;
use crate::scratch::Scratch;

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
    /// To-many linkage, or its order, by relationship name.
    pub(crate) lists: BTreeMap<String, Vec<String>>,
    /// Write-only attributes, and what the world notes down for itself; in no answer.
    pub(crate) hidden: Map<String, Value>,
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
    /// Something will happen.
    Later(Event),
    /// The next thing that was to happen is happening.
    Happened,
    /// Something will not happen after all.
    Forget {
        /// Type of the resource.
        kind: String,
        /// Its id.
        id: String,
        /// The name of the event.
        event: String,
    },
}

/// All resources of all accounts.
#[derive(Default)]
pub(crate) struct World {
    collections: HashMap<&'static str, Collection>,
    /// How many resources were ever put here; ids are drawn by it.
    created: u64,
    due: Due,
    /// The clock's time at the beginning of the request or event.
    now: Timestamp,
    /// How fast the reviewer works.
    pub(crate) pace: Pace,
    /// How long an uploaded file is looked at.
    pub(crate) processing: SignedDuration,
    /// How long a version that joined a submission is not ready to be submitted.
    pub(crate) settling: SignedDuration,
    /// What is in uploaded files.
    pub(crate) blobs: Blobs,
    /// Media that are not yet among the resources.
    latent: Latent,
    /// What was computed for this request or event.
    scratch: Scratch,
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
        let shown = kind.attributes.iter().filter(|attribute| attribute.shown);
        Self {
            kind,
            id: id.into(),
            account: account.map(str::to_owned),
            attributes: shown.map(|attribute| (attribute.name.to_owned(), Value::Null)).collect(),
            links: BTreeMap::new(),
            lists: BTreeMap::new(),
            hidden: Map::new(),
        }
    }

    /// Sets an attribute; a write-only one goes where no answer shows it.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        let hidden = self.kind.attribute(name).is_some_and(|attribute| !attribute.shown);
        let values = if hidden { &mut self.hidden } else { &mut self.attributes };
        values.insert(name.to_owned(), value.into());
    }

    /// Notes something down that no answer shows.
    pub(crate) fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.hidden.insert(name.to_owned(), value.into());
    }

    /// The same, for chains.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        debug_assert!(self.kind.attribute(name).is_some(), "{} has no attribute {name}", self.kind.name);
        self.set(name, value);
        self
    }

    /// Sets a to-one linkage, for chains.
    pub(crate) fn linked(mut self, name: &str, id: impl Into<String>) -> Self {
        debug_assert!(self.kind.to(name).is_some(), "{} has no relationship {name}", self.kind.name);
        self.links.insert(name.to_owned(), id.into());
        self
    }

    /// Sets a to-many linkage, or its order, for chains.
    pub(crate) fn listing(mut self, name: &str, ids: Vec<String>) -> Self {
        debug_assert!(self.kind.relationship(name).is_some_and(|relationship| relationship.many), "{} has no list {name}", self.kind.name);
        self.lists.insert(name.to_owned(), ids);
        self
    }

    /// The attribute's value, `null` when unset.
    pub(crate) fn value(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&Value::Null)
    }

    /// A write-only attribute or a note, `null` when there is none.
    pub(crate) fn hidden(&self, name: &str) -> &Value {
        self.hidden.get(name).unwrap_or(&Value::Null)
    }

    /// The attribute's text, if it is one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.value(name).as_str()
    }

    /// The id at the other end of a stored to-one relationship.
    pub(crate) fn link(&self, name: &str) -> Option<&str> {
        self.links.get(name).map(String::as_str)
    }

    /// The ids of a stored to-many relationship, or their order.
    pub(crate) fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a key of `account` may see it.
    pub(crate) fn visible_to(&self, account: &str) -> bool {
        self.account.as_deref().is_none_or(|owner| owner == account)
    }
}

impl World {
    /// The resource of that type and id, stored or computed.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&Resource> {
        let stored = self.collections.get(kind).and_then(|collection| collection.by_id.get(id));
        let stored = stored.or_else(|| self.latent.get(kind, id));
        stored.or_else(|| (resources::kind(kind)?.computed?)(self, id).map(|resource| self.scratch.keep(resource)))
    }

    /// All resources of a type, the oldest first.
    pub(crate) fn all(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.stored(kind).chain(self.latent.all(kind))
    }

    /// All resources of all types but those of galleries, in an order that puts them back as they are.
    pub(crate) fn everything(&self) -> impl Iterator<Item = &Resource> {
        resources::all().flat_map(|kind| self.stored(kind.name))
    }

    /// Media that are not yet among the resources.
    pub(crate) fn galleries(&self) -> impl Iterator<Item = &Gallery> {
        self.latent.galleries()
    }

    /// Gives a localization without media the media that are described.
    pub(crate) fn add_gallery(&mut self, gallery: Gallery) {
        self.latent.add(gallery);
    }

    fn stored(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        let collection = self.collections.get(kind);
        collection.into_iter().flat_map(|collection| collection.order.iter().filter_map(|id| collection.by_id.get(id)))
    }

    /// The resources at the other end of a relationship, in the order that lists show them.
    pub(crate) fn related(&self, resource: &Resource, name: &str) -> Vec<&Resource> {
        let mut members = self.members(resource, name);
        let by_age = matches!(resource.kind.relationship(name).map(|relationship| relationship.source), Some(Source::Inverse(_)));
        if by_age && resource.kind.to(name).and_then(resources::kind).is_some_and(|kind| kind.newest_first) {
            members.reverse();
        }
        members
    }

    /// The resources at the other end of a relationship or hidden link: in their stored order, or
    /// the oldest first.
    pub(crate) fn members(&self, resource: &Resource, name: &str) -> Vec<&Resource> {
        let Some(to) = resource.kind.to(name) else { return Vec::new() };
        let source = resource.kind.relationship(name).map_or(Source::Own, |relationship| relationship.source);
        if let Source::Inverse(inverse) | Source::Ordered(inverse) = source
            && let Some(members) = self.latent.linked(resource, to, inverse)
        {
            return members;
        }
        let linked = |inverse| self.collections.get(to).map_or(&[][..], |collection| collection.linked(inverse, &resource.id));
        let ids: Vec<&String> = match source {
            Source::Own => resource.links.get(name).into_iter().chain(resource.list(name)).collect(),
            Source::Inverse(inverse) => linked(inverse).iter().collect(),
            Source::Ordered(inverse) => {
                let order = resource.list(name);
                let mut ids: Vec<&String> = linked(inverse).iter().collect();
                ids.sort_by_key(|id| order.iter().position(|other| other == *id).unwrap_or(usize::MAX));
                ids
            }
            Source::Computed(ids) => return ids(self, resource, None).iter().filter_map(|id| self.get(to, id)).collect(),
            Source::Nowhere => Vec::new(),
        };
        ids.into_iter().filter_map(|id| self.get(to, id)).collect()
    }

    /// The resource at the other end of a to-one relationship or hidden link.
    pub(crate) fn one(&self, resource: &Resource, name: &str) -> Option<&Resource> {
        self.related(resource, name).first().copied()
    }

    /// Whether a resource of any type has the id.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.latent.holds(id) || self.collections.values().any(|collection| collection.by_id.contains_key(id))
    }

    /// What time it is, as far as the world knows.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves the world's time.
    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.scratch.clear();
        self.now = now;
        self.latent.tidy();
    }

    /// The step that lets `event` happen to a resource after `delay`.
    pub(crate) fn later(&self, delay: SignedDuration, resource: &Resource, event: &str) -> Change {
        let at = self.now.as_millisecond().saturating_add(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX));
        Change::Later(Event { at, kind: resource.kind.name.to_owned(), id: resource.id.clone(), name: event.to_owned() })
    }

    /// What is set for later.
    pub(crate) fn due(&self) -> &Due {
        &self.due
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
        self.scratch.clear();
        match change {
            Change::Put(resource) => self.put(resource),
            Change::Delete { kind, id } => self.delete(&kind, &id),
            Change::Later(event) => self.due.push(event),
            Change::Happened => self.due.pop(),
            Change::Forget { kind, id, event } => self.due.forget(&kind, &id, Some(&event)),
        }
    }

    /// Changes the resources alone: neither what is set for later nor the count of what was made.
    pub(crate) fn rearrange(&mut self, changes: &[Change]) {
        let (due, created) = (std::mem::take(&mut self.due), self.created);
        for change in changes {
            if matches!(change, Change::Put(_) | Change::Delete { .. }) {
                self.apply(change.clone());
            }
        }
        self.due = due;
        self.created = created;
    }

    /// Puts a resource in place of that of the same id, or at the end.
    pub(crate) fn put(&mut self, resource: Resource) {
        let woken = self.latent.take_near(&resource);
        self.wake(woken);
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

    /// Puts what was a gallery among the other resources.
    fn wake(&mut self, resources: Option<Vec<Resource>>) {
        resources.into_iter().flatten().for_each(|resource| self.put(resource));
    }

    fn delete(&mut self, kind: &str, id: &str) {
        self.due.forget(kind, id, None);
        let woken = self.latent.take_with(id);
        self.wake(woken);
        self.latent.remove(id);
        let Some(collection) = self.collections.get_mut(kind) else { return };
        if let Some(resource) = collection.by_id.remove(id) {
            collection.unlink(id, &resource.links, &BTreeMap::new());
            collection.order.retain(|other| other != id);
        }
    }
}

impl Change {
    /// The step that removes a resource.
    pub(crate) fn delete(resource: &Resource) -> Self {
        Self::Delete { kind: resource.kind.name.to_owned(), id: resource.id.clone() }
    }

    /// The step that takes an event back.
    pub(crate) fn forget(resource: &Resource, event: &str) -> Self {
        Self::Forget { kind: resource.kind.name.to_owned(), id: resource.id.clone(), event: event.to_owned() }
    }
}

impl Collection {
    /// The ids that link to `end` under `name`, the oldest first.
    fn linked(&self, name: &str, end: &str) -> &[String] {
        self.inverse.get(name).and_then(|by_end| by_end.get(end)).map_or(&[], Vec::as_slice)
    }

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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    lists: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    hidden: Map<String, Value>,
}

impl From<Resource> for Stored {
    fn from(resource: Resource) -> Self {
        let Resource { kind, id, account, attributes, links, lists, hidden } = resource;
        Self { r#type: kind.name.to_owned(), id, account, attributes, links, lists, hidden }
    }
}

impl TryFrom<Stored> for Resource {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let Stored { r#type, id, account, attributes, links, lists, hidden } = stored;
        let kind = resources::kind(&r#type).ok_or_else(|| format!("unknown resource type `{type}`", r#type = r#type))?;
        Ok(Self { kind, id, account, attributes, links, lists, hidden })
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
