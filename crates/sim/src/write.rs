//! From a body to changes of the world, or to everything that stands against them.
//!
//! First the tables speak (`check`); only a body that passes is held against states and other
//! resources. Objects that a create brings along in `included` are judged like it.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::body::{Body, Identifier};
use crate::check::{self, Door};
use crate::copy;
use crate::ids::Ids;
use crate::kind::{Id, Kind, LinkageOperation, Operation, Relationship, Source};
use crate::refusal::{Refusal, invalid_included, invalid_local_id, relationship as invalid_relationship};
use crate::resources;
use crate::world::{Change, Resource, World};

/// A write that is being judged.
pub(crate) struct Write<'a> {
    pub(crate) operation: Operation,
    /// The resource as it was; none on create, unless the new one takes the place of another.
    pub(crate) before: Option<&'a Resource>,
    /// The resource as it would be; on delete, as it was.
    pub(crate) after: &'a Resource,
    /// The attributes that the request names.
    pub(crate) attributes: &'a Map<String, Value>,
    /// The to-one relationships that the request names.
    pub(crate) relationships: &'a BTreeMap<String, Option<String>>,
    /// The to-many relationships that the request names.
    pub(crate) lists: &'a BTreeMap<String, Vec<String>>,
    /// The resources that the request creates along with this one.
    pub(crate) included: &'a [Resource],
    /// Ids for what the effects create.
    pub(crate) ids: &'a Ids<'a>,
}

/// What a write does: the resource as it becomes, and all changes in order.
pub(crate) struct Outcome {
    pub(crate) resource: Resource,
    pub(crate) changes: Vec<Change>,
}

/// A request on its way through the judgement.
struct Judge<'a> {
    world: &'a World,
    account: &'a str,
    ids: Ids<'a>,
    /// `${name}` → new id.
    local: HashMap<&'a str, String>,
}

/// The relationships that a body names, local ids resolved.
#[derive(Default)]
struct Named {
    ones: BTreeMap<String, Option<String>>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Write<'_> {
    /// Whether the request names the attribute.
    pub(crate) fn sends(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }
}

/// Judges a create, with all that it includes.
pub(crate) fn create(world: &World, kind: &'static Kind, body: &Body, account: &str, seed: u64) -> Result<Outcome, Vec<Refusal>> {
    let mut judge = Judge { world, account, ids: Ids::new(world, seed), local: HashMap::new() };
    let fresh = judge.ids.next();
    let inlines = judge.included(kind, body)?;
    let local: Vec<(&str, &str)> =
        body.included.iter().filter_map(|inline| inline.id.as_deref().map(|id| (inline.kind.as_str(), id))).collect();
    let mut refusals = check::check(world, kind, Door::Create, body, account, &local);
    for (index, (inline, sent)) in inlines.iter().zip(&body.included).enumerate() {
        let found = check::check(world, inline.kind, Door::Inline, &sent.body, account, &local);
        refusals.extend(found.into_iter().map(|refusal| refusal.within(&format!("/included/{index}"))));
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    judge.create(Resource::new(kind, fresh, Some(account)), inlines, body)
}

/// Judges an update.
pub(crate) fn update(world: &World, before: &Resource, body: &Body, account: &str, seed: u64) -> Result<Outcome, Vec<Refusal>> {
    let refusals = check::check(world, before.kind, Door::Update, body, account, &[]);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Judge { world, account, ids: Ids::new(world, seed), local: HashMap::new() }.change(before, body)
}

/// Judges a change of a relationship's linkage by its own path.
pub(crate) fn link(
    world: &World,
    before: &Resource,
    relationship: &Relationship,
    operation: LinkageOperation,
    mut body: Body,
    account: &str,
    seed: u64,
) -> Result<Outcome, Vec<Refusal>> {
    let mut refusals = check::check(world, before.kind, Door::Linkage, &body, account, &[]);
    if let Some(sent) = body.lists.get_mut(relationship.name) {
        let present = world.members(before, relationship.name);
        let is_present = |identifier: &Identifier| present.iter().any(|member| member.id == identifier.id);
        if operation == LinkageOperation::Replace && matches!(relationship.source, Source::Ordered(_)) {
            let same = sent.len() == present.len() && sent.iter().all(is_present);
            let detail = "The relationship must list all of its members, each of them once";
            refusals.extend((!same).then(|| invalid_relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", relationship.name, detail)));
        } else if operation != LinkageOperation::Replace {
            let keep = |member: &&&Resource| operation == LinkageOperation::Add || !sent.iter().any(|other| other.id == member.id);
            let identifier = |member: &&Resource| Identifier { kind: member.kind.name.to_owned(), id: member.id.clone() };
            let mut members: Vec<Identifier> = present.iter().filter(keep).map(identifier).collect();
            if operation == LinkageOperation::Add {
                members.extend(sent.drain(..).filter(|identifier| !is_present(identifier)));
            }
            *sent = members;
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Judge { world, account, ids: Ids::new(world, seed), local: HashMap::new() }.change(before, &body)
}

/// Judges a delete; the resource's parts go with it.
pub(crate) fn delete(world: &World, before: &Resource, seed: u64) -> Result<Vec<Change>, Vec<Refusal>> {
    let write = Write {
        operation: Operation::Delete,
        before: Some(before),
        after: before,
        attributes: &Map::new(),
        relationships: &BTreeMap::new(),
        lists: &BTreeMap::new(),
        included: &[],
        ids: &Ids::new(world, seed),
    };
    let refusals = (before.kind.rules.check)(world, &write);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut changes: Vec<Change> = copy::below(world, before).into_iter().map(Change::delete).collect();
    changes.push(Change::delete(before));
    changes.extend((before.kind.rules.effects)(world, &write, &mut before.clone()));
    Ok(changes)
}

/// An edit of somebody who needs no rights: types still hold, states do not.
pub(crate) fn edit(world: &World, before: &Resource, attributes: &Map<String, Value>, seed: u64) -> Vec<Change> {
    let mut after = before.clone();
    for (name, value) in attributes {
        after.set(name, value.clone());
    }
    let write = Write {
        operation: Operation::Update,
        before: Some(before),
        after: &after.clone(),
        attributes,
        relationships: &BTreeMap::new(),
        lists: &BTreeMap::new(),
        included: &[],
        ids: &Ids::new(world, seed),
    };
    let mut changes = (before.kind.rules.effects)(world, &write, &mut after);
    changes.push(Change::Put(after));
    changes
}

impl<'a> Judge<'a> {
    /// New resources for all objects of `included`, their ids noted, or why they cannot be.
    fn included(&mut self, kind: &Kind, body: &'a Body) -> Result<Vec<Resource>, Vec<Refusal>> {
        let mut resources = Vec::new();
        let mut refusals = Vec::new();
        for (index, inline) in body.included.iter().enumerate() {
            let offered = kind.inline.iter().find(|name| **name == inline.kind).and_then(|name| resources::kind(name));
            let Some(offered) = offered else {
                refusals.push(invalid_included(index, &inline.kind));
                continue;
            };
            let Some(local) = inline.id.as_deref().filter(|id| is_local(id) && !self.local.contains_key(id)) else {
                refusals.push(invalid_local_id(index));
                continue;
            };
            let id = self.ids.next();
            self.local.insert(local, id.clone());
            resources.push(Resource::new(offered, id, Some(self.account)));
        }
        if refusals.is_empty() { Ok(resources) } else { Err(refusals) }
    }

    /// The table has agreed: fills in the resources, asks their rules, and gathers the changes.
    fn create(&mut self, mut after: Resource, mut inlines: Vec<Resource>, body: &'a Body) -> Result<Outcome, Vec<Refusal>> {
        // The custom of the type may give another id than a new one; links must follow.
        for (inline, sent) in inlines.iter_mut().zip(&body.included) {
            fill(inline, &sent.body, &self.named(&sent.body));
            if let (Some(id), Some(local)) = (self.customary(inline), sent.id.as_deref()) {
                self.local.insert(local, id.clone());
                inline.id = id;
            }
        }
        let named: Vec<Named> = body.included.iter().map(|sent| self.named(&sent.body)).collect();
        let own = self.named(body);
        fill(&mut after, body, &own);
        if let Some(id) = self.customary(&after) {
            after.id = id;
        }
        for ((inline, sent), named) in inlines.iter_mut().zip(&body.included).zip(&named) {
            fill(inline, &sent.body, named);
        }
        let mut changes = Vec::new();
        let everything = inlines.clone();
        for (parent, named) in everything.iter().zip(&named).chain([(&after, &own)]) {
            changes.extend(self.adopt(parent, named, &mut inlines));
        }
        let mut refusals = Vec::new();
        let before = self.world.get(after.kind.name, &after.id);
        let judged = inlines.clone();
        for (index, inline) in inlines.iter_mut().enumerate() {
            let write = self.write(Operation::Create, None, &judged[index], &body.included[index].body, &named[index], &judged);
            let found = (inline.kind.rules.check)(self.world, &write);
            refusals.extend(found.into_iter().map(|refusal| refusal.within(&format!("/included/{index}"))));
            changes.extend((inline.kind.rules.effects)(self.world, &write, inline));
        }
        let write_after = after.clone();
        let write = self.write(Operation::Create, before, &write_after, body, &own, &inlines);
        refusals.extend((after.kind.rules.check)(self.world, &write));
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let effects = (after.kind.rules.effects)(self.world, &write, &mut after);
        changes.extend(inlines.into_iter().map(Change::Put));
        changes.extend(effects);
        changes.push(Change::Put(after.clone()));
        Ok(Outcome { resource: after, changes })
    }

    /// The same for a resource that exists.
    fn change(&self, before: &Resource, body: &Body) -> Result<Outcome, Vec<Refusal>> {
        let mut after = before.clone();
        let named = self.named(body);
        fill(&mut after, body, &named);
        let judged = after.clone();
        let write = self.write(Operation::Update, Some(before), &judged, body, &named, &[]);
        let refusals = (before.kind.rules.check)(self.world, &write);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let mut changes = (before.kind.rules.effects)(self.world, &write, &mut after);
        changes.push(Change::Put(after.clone()));
        Ok(Outcome { resource: after, changes })
    }

    fn write<'b>(
        &'b self,
        operation: Operation,
        before: Option<&'b Resource>,
        after: &'b Resource,
        body: &'b Body,
        named: &'b Named,
        included: &'b [Resource],
    ) -> Write<'b> {
        let Named { ones, lists } = named;
        Write { operation, before, after, attributes: &body.attributes, relationships: ones, lists, included, ids: &self.ids }
    }

    /// The id that the type's custom gives a new resource.
    fn customary(&self, resource: &Resource) -> Option<String> {
        match resource.kind.id {
            Id::Fresh => None,
            Id::Of(name) => resource.link(name).map(str::to_owned),
            Id::By(id) => id(self.world, resource),
        }
    }

    fn named(&self, body: &Body) -> Named {
        let resolve = |identifier: &Identifier| self.local.get(identifier.id.as_str()).unwrap_or(&identifier.id).clone();
        let ones = body.relationships.iter().map(|(name, identifier)| (name.clone(), identifier.as_ref().map(resolve)));
        let lists = body.lists.iter().map(|(name, identifiers)| (name.clone(), identifiers.iter().map(resolve).collect()));
        Named { ones: ones.collect(), lists: lists.collect() }
    }

    /// Links the members that a new parent names to it, where the members keep the linkage.
    fn adopt(&self, parent: &Resource, named: &Named, inlines: &mut [Resource]) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, ids) in &named.lists {
            let Some(relationship) = parent.kind.relationship(name) else { continue };
            let (Source::Inverse(inverse) | Source::Ordered(inverse)) = relationship.source else { continue };
            for id in ids {
                if let Some(inline) = inlines.iter_mut().find(|inline| inline.id == *id) {
                    inline.links.insert(inverse.to_owned(), parent.id.clone());
                } else if let Some(member) = relationship.to.and_then(|to| self.world.get(to, id)) {
                    let mut member = member.clone();
                    member.links.insert(inverse.to_owned(), parent.id.clone());
                    changes.push(Change::Put(member));
                }
            }
        }
        changes
    }
}

/// Takes over what the body names.
fn fill(resource: &mut Resource, body: &Body, named: &Named) {
    for (name, value) in &body.attributes {
        resource.set(name, value.clone());
    }
    for (name, id) in &named.ones {
        match id {
            Some(id) => resource.links.insert(name.clone(), id.clone()),
            None => resource.links.remove(name),
        };
    }
    for (name, ids) in &named.lists {
        let stored = resource.kind.relationship(name).is_some_and(|known| matches!(known.source, Source::Own | Source::Ordered(_)));
        if stored {
            resource.lists.insert(name.clone(), ids.clone());
        }
    }
}

/// `${name}`, without blanks or brackets in the name.
fn is_local(id: &str) -> bool {
    let name = id.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    !name.is_empty() && !name.chars().any(|character| character.is_whitespace() || "{}$".contains(character))
}
