//! Media that nobody has looked at yet: a line of description instead of its resources.
//!
//! A world of a thousand apps has some hundred thousand screenshots, most of which no test ever
//! reads. Each localization's [`Gallery`] is turned into resources when one of them is read, and
//! forgotten again when there are too many; the first write into it makes them resources like all
//! others. The same gallery always gives the same resources, so nobody can tell.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use crate::gallery::Gallery;
use crate::world::Resource;

/// How many galleries are kept in the form of resources.
const MOST_MADE: usize = 2000;

/// The types of which a gallery consists.
const KINDS: [&str; 4] = ["appScreenshotSets", "appScreenshots", "appPreviewSets", "appPreviews"];

/// Galleries, by the localization that shows them and by the ids of what is in them.
#[derive(Default)]
pub(crate) struct Latent {
    /// In the order in which they were added; those that were taken leave a gap.
    galleries: Vec<Option<Entry>>,
    by_key: HashMap<u64, usize>,
    by_localization: HashMap<String, usize>,
    /// How many have been made since they were last forgotten.
    made: Cell<usize>,
}

struct Entry {
    gallery: Gallery,
    resources: OnceCell<Vec<Resource>>,
}

impl Latent {
    /// Adds a gallery of a localization that has none.
    pub(crate) fn add(&mut self, gallery: Gallery) {
        let index = self.galleries.len();
        self.by_key.insert(gallery.key, index);
        self.by_localization.insert(gallery.localization.clone(), index);
        self.galleries.push(Some(Entry { gallery, resources: OnceCell::new() }));
    }

    /// All galleries, in the order in which they were added.
    pub(crate) fn galleries(&self) -> impl Iterator<Item = &Gallery> {
        self.galleries.iter().flatten().map(|entry| &entry.gallery)
    }

    /// The resource of that type and id, if a gallery has it.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&Resource> {
        if !KINDS.contains(&kind) {
            return None;
        }
        self.made(self.with(id)?).iter().find(|resource| resource.id == id && resource.kind.name == kind)
    }

    /// Whether a gallery has a resource of that id.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.with(id).is_some_and(|index| self.made(index).iter().any(|resource| resource.id == id))
    }

    /// All resources of a type.
    pub(crate) fn all(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        let indexes = if KINDS.contains(&kind) { 0..self.galleries.len() } else { 0..0 };
        indexes.flat_map(|index| self.made(index)).filter(move |resource| resource.kind.name == kind)
    }

    /// What links to the resource under `name`; none when no gallery knows the resource.
    pub(crate) fn linked(&self, resource: &Resource, kind: &str, name: &str) -> Option<Vec<&Resource>> {
        if !KINDS.contains(&kind) {
            return None;
        }
        let index = self.by_localization.get(&resource.id).copied().or_else(|| self.with(&resource.id))?;
        let is_linked = |other: &&Resource| other.kind.name == kind && other.link(name) == Some(&resource.id);
        Some(self.made(index).iter().filter(is_linked).collect())
    }

    /// Takes away the gallery into which a write of the resource reaches: its own, or that of what
    /// it links to.
    pub(crate) fn take_near(&mut self, resource: &Resource) -> Option<Vec<Resource>> {
        if !KINDS.contains(&resource.kind.name) {
            return None;
        }
        let mut ends = resource.links.values();
        let index = self.with(&resource.id).or_else(|| {
            ends.find_map(|id| self.by_localization.get(id).copied().or_else(|| self.with(id))) //
        });
        self.take(index?)
    }

    /// Takes away the gallery that has the resource of that id.
    pub(crate) fn take_with(&mut self, id: &str) -> Option<Vec<Resource>> {
        self.take(self.with(id)?)
    }

    /// Takes away the gallery of a localization that goes.
    pub(crate) fn remove(&mut self, localization: &str) {
        if let Some(index) = self.by_localization.get(localization).copied() {
            self.take(index);
        }
    }

    /// Forgets the made resources when they have become many.
    pub(crate) fn tidy(&mut self) {
        if self.made.get() > MOST_MADE {
            self.galleries.iter_mut().flatten().for_each(|entry| drop(entry.resources.take()));
            self.made.set(0);
        }
    }

    fn take(&mut self, index: usize) -> Option<Vec<Resource>> {
        let Entry { gallery, resources } = self.galleries[index].take()?;
        self.by_key.remove(&gallery.key);
        self.by_localization.remove(&gallery.localization);
        Some(resources.into_inner().unwrap_or_else(|| gallery.resources()))
    }

    fn with(&self, id: &str) -> Option<usize> {
        if self.by_key.is_empty() {
            return None;
        }
        self.by_key.get(&Gallery::key(id)?).copied()
    }

    fn made(&self, index: usize) -> &[Resource] {
        let Some(Some(entry)) = self.galleries.get(index) else { return &[] };
        entry.resources.get_or_init(|| {
            self.made.set(self.made.get() + 1);
            entry.gallery.resources()
        })
    }
}
