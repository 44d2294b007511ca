//! The world as it becomes while one write or event gathers changes to several resources.
//!
//! A rule that touches a resource twice must see its own first change; a list of changes alone
//! would let the second put undo the first.

use jiff::SignedDuration;

use crate::copy;
use crate::ids::Ids;
use crate::kind::Source;
use crate::world::{Change, Resource, World};

/// Changes on their way, and the world as they leave it.
pub(crate) struct Draft<'a> {
    world: &'a World,
    pub(crate) ids: &'a Ids<'a>,
    /// What becomes of resources: their new form, or none for those that go.
    touched: Vec<(String, String, Option<Resource>)>,
    /// Changes that nobody asks about again.
    more: Vec<Change>,
}

impl<'a> Draft<'a> {
    /// Nothing has changed yet.
    pub(crate) fn new(world: &'a World, ids: &'a Ids<'a>) -> Self {
        Self { world, ids, touched: Vec::new(), more: Vec::new() }
    }

    /// The world as it was.
    pub(crate) fn world(&self) -> &'a World {
        self.world
    }

    /// The resource as it becomes.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&Resource> {
        match self.touched.iter().find(|(other, name, _)| other == kind && name == id) {
            Some((_, _, resource)) => resource.as_ref(),
            None => self.world.get(kind, id),
        }
    }

    /// The resource at the other end of a to-one relationship that `resource` stores.
    pub(crate) fn one(&self, resource: &Resource, name: &str) -> Option<&Resource> {
        self.get(resource.kind.to(name)?, resource.link(name)?)
    }

    /// The resources that name `parent`, the oldest first and new ones last.
    pub(crate) fn members(&self, parent: &Resource, name: &str) -> Vec<&Resource> {
        let untouched = |member: &&Resource| !self.is_touched(member.kind.name, &member.id);
        let mut members: Vec<&Resource> = self.world.members(parent, name).into_iter().filter(untouched).collect();
        let source = parent.kind.relationship(name).map(|relationship| relationship.source);
        if let Some(Source::Inverse(inverse) | Source::Ordered(inverse)) = source {
            let changed = self.touched.iter().filter_map(|(_, _, resource)| resource.as_ref());
            members.extend(
                changed.filter(|resource| {
                    parent.kind.to(name) == Some(resource.kind.name) && resource.link(inverse) == Some(parent.id.as_str())
                }),
            );
        }
        members
    }

    /// Puts a resource in its new form.
    pub(crate) fn put(&mut self, resource: Resource) {
        let (kind, id) = (resource.kind.name.to_owned(), resource.id.clone());
        self.touched.retain(|(other, name, _)| *other != kind || *name != id);
        self.touched.push((kind, id, Some(resource)));
    }

    /// Changes a resource, if there is one.
    pub(crate) fn edit(&mut self, kind: &str, id: &str, change: impl FnOnce(&mut Resource)) {
        if let Some(resource) = self.get(kind, id) {
            let mut resource = resource.clone();
            change(&mut resource);
            self.put(resource);
        }
    }

    /// Removes a resource that the world holds, with its parts.
    pub(crate) fn delete(&mut self, resource: &Resource) {
        for part in copy::below(self.world, resource) {
            self.more.push(Change::delete(part));
        }
        self.gone(resource);
        self.more.push(Change::delete(resource));
    }

    /// Takes a resource for gone that somebody else removes.
    pub(crate) fn gone(&mut self, resource: &Resource) {
        self.touched.retain(|(other, name, _)| other != resource.kind.name || *name != resource.id);
        self.touched.push((resource.kind.name.to_owned(), resource.id.clone(), None));
    }

    /// Adds a change that nobody asks about again.
    pub(crate) fn more(&mut self, change: Change) {
        self.more.push(change);
    }

    /// Lets `event` happen to a resource after `delay`, and no other of that name.
    pub(crate) fn later(&mut self, delay: SignedDuration, resource: &Resource, event: &str) {
        self.more.push(Change::forget(resource, event));
        self.more.push(self.world.later(delay, resource, event));
    }

    /// Takes a resource out whose new form somebody else puts.
    pub(crate) fn take(&mut self, resource: &mut Resource) {
        let index = self.touched.iter().position(|(kind, id, _)| kind == resource.kind.name && *id == resource.id);
        if let Some((_, _, Some(changed))) = index.map(|index| self.touched.remove(index)) {
            *resource = changed;
        }
    }

    /// All changes, in an order that can be applied.
    pub(crate) fn finish(self) -> Vec<Change> {
        let puts = self.touched.into_iter().filter_map(|(_, _, resource)| resource).map(Change::Put);
        puts.chain(self.more).collect()
    }

    fn is_touched(&self, kind: &str, id: &str) -> bool {
        self.touched.iter().any(|(other, name, _)| other == kind && name == id)
    }
}
