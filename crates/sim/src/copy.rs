//! Copies of a resource's parts under new ids, as a new version begins with its predecessor's texts.

use std::collections::HashMap;

use crate::ids::Ids;
use crate::kind::{Relationship, Source};
use crate::world::{Resource, World};

/// Copies of all parts of `from` (`Kind::parts`), and of theirs, now parts of `to`.
///
/// `to` is a resource of the same type under its new id; its links to parts and the order of its
/// parts are set to the copies. A part whose id is that of its parent keeps that custom.
pub(crate) fn parts(world: &World, from: &Resource, to: &mut Resource, ids: &Ids<'_>) -> Vec<Resource> {
    let mut copies = Vec::new();
    for relationship in from.kind.parts.iter().filter_map(|name| from.kind.relationship(name)) {
        let mut renamed = HashMap::new();
        for part in world.members(from, relationship.name) {
            let mut copy = part.clone();
            copy.id = if part.id == from.id { to.id.clone() } else { ids.next() };
            renamed.insert(part.id.as_str(), copy.id.clone());
            if let Source::Inverse(name) | Source::Ordered(name) = relationship.source {
                copy.links.insert(name.to_owned(), to.id.clone());
            }
            let below = parts(world, part, &mut copy, ids);
            copies.push(copy);
            copies.extend(below);
        }
        rename(to, relationship, &renamed);
    }
    copies
}

/// All parts of a resource, and theirs, the innermost first.
pub(crate) fn below<'a>(world: &'a World, resource: &Resource) -> Vec<&'a Resource> {
    let mut all = Vec::new();
    for part in resource.kind.parts.iter().flat_map(|name| world.members(resource, name)) {
        all.extend(below(world, part));
        all.push(part);
    }
    all
}

fn rename(to: &mut Resource, relationship: &Relationship, renamed: &HashMap<&str, String>) {
    let new = |id: &String| renamed.get(id.as_str()).cloned();
    if let Some(list) = to.lists.get_mut(relationship.name) {
        *list = list.iter().filter_map(new).collect();
    }
    if matches!(relationship.source, Source::Own)
        && let Some(id) = to.links.get(relationship.name).and_then(new)
    {
        to.links.insert(relationship.name.to_owned(), id);
    }
}
