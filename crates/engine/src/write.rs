//! From a page of Apple's answers to rows of the mirror.

use std::collections::HashMap;

use asc::{Document, Linkage, Relationship, Resource as Answered};
use store::catalog::Resource;
use store::scope::Per;
use store::{Mirror, StoreError};

use crate::request::{Answer, Request, resource};
use crate::row::{Attributes, row};

/// Scopes whose rows decide which app info a version ships with.
const LINKED: [&str; 3] = ["heartbeat", "versions", "app_infos"];

/// Scopes that show the prices of a schedule.
const PRICED: [&str; 2] = ["prices", "price_schedules"];

/// Writes one page of a request. `seen` collects the rows on its pages; after the last one, what was on none has gone.
pub(crate) fn write(
    mirror: &mut Mirror<'_>,
    account: i64,
    run: i64,
    request: &Request,
    answer: &Answer,
    seen: &mut Vec<i64>,
) -> Result<(), StoreError> {
    let before = mirror.counts();
    let scope = request.scope;
    let primary = resource(&scope.resource);
    let mut apps: Vec<i64> = request.targets.iter().map(|target| target.app).collect();
    let page = Page { account, request, included: Included::of(&answer.page) };
    for answered in &answer.page.data {
        let Some(owner) = page.owner(mirror, answered)? else { continue };
        let attributes = page.attributes(primary);
        let put = mirror.put(primary, account, &answered.id, owner.parent, &row(primary, answered, attributes))?;
        seen.push(put.pk);
        let app = if primary.name == "apps" { put.pk } else { owner.app };
        apps.push(app);
        page.write_included(mirror, answered, put.pk, app)?;
    }
    match &answer.next {
        Some(next) => {
            for target in &request.targets {
                mirror.note_page(account, &scope.name, target.parent, run, next, seen)?;
            }
        }
        None => finish(mirror, account, run, request, answer.is_whole, seen)?,
    }
    if mirror.counts() != before && LINKED.contains(&scope.name.as_str()) {
        mirror.link_app_infos(&apps)?;
    }
    if mirror.counts() != before && PRICED.contains(&scope.name.as_str()) {
        mirror.gather_prices(&apps)?;
    }
    Ok(())
}

fn finish(mirror: &mut Mirror<'_>, account: i64, run: i64, request: &Request, is_whole: bool, seen: &[i64]) -> Result<(), StoreError> {
    let scope = request.scope;
    let primary = resource(&scope.resource);
    for target in &request.targets {
        if scope.is_whole && is_whole && !request.is_part {
            mirror.sweep(primary, account, primary.parent.as_ref().map(|_| target.parent), seen)?;
        }
        mirror.finish_scope(account, scope, target.parent, run)?;
    }
    Ok(())
}

/// A page while it is written.
struct Page<'a> {
    account: i64,
    request: &'a Request,
    included: Included<'a>,
}

/// What an answer hangs from.
struct Owner {
    /// Row above; `None` for a resource that has none, or that is known already.
    parent: Option<i64>,
    /// Row of its app; 0: none.
    app: i64,
}

impl Page<'_> {
    /// What an answer hangs from; `None` when it is of an app that the mirror does not know.
    fn owner(&self, mirror: &Mirror<'_>, answered: &Answered) -> Result<Option<Owner>, StoreError> {
        let scope = self.request.scope;
        if let Some(owner) = &scope.owner {
            let id = answered.relationship(owner).and_then(|relationship| relationship.identifiers().first());
            let app = match id.and_then(|id| self.request.targets.iter().find(|target| target.id == id.id)) {
                Some(target) => Some(target.app),
                None => match id {
                    Some(id) => mirror.find(resource("apps"), self.account, &id.id)?,
                    None => None,
                },
            };
            return Ok(app.map(|app| Owner { parent: Some(app), app }));
        }
        Ok(match (&scope.per, self.request.targets.first()) {
            (Per::Row(_), Some(target)) => Some(Owner { parent: Some(target.parent), app: target.app }),
            _ => Some(Owner { parent: None, app: 0 }),
        })
    }

    fn attributes(&self, resource: &Resource) -> Attributes {
        let is_selected =
            self.request.scope.is_sparse(&resource.name) || self.request.scope.fields.iter().any(|(kind, _)| *kind == resource.kind);
        if is_selected { Attributes::Selected } else { Attributes::All }
    }

    fn write_included(&self, mirror: &mut Mirror<'_>, answered: &Answered, above: i64, app: i64) -> Result<(), StoreError> {
        let primary = &self.request.scope.resource;
        for include in &self.request.scope.include {
            let Some(below) = include.resource.as_ref().map(|name| resource(name)) else { continue };
            let is_child = below.parent.as_ref().is_some_and(|parent| parent.resource == *primary);
            let parent = match &below.parent {
                None => None,
                Some(_) if is_child => Some(above),
                Some(_) => Some(app),
            };
            let mut rows = Vec::new();
            for (position, found) in self.included.related(answered, &include.relationship).into_iter().enumerate() {
                let mut row = row(below, found, self.attributes(below));
                row.position = below.is_ordered.then(|| i64::try_from(position).unwrap_or(i64::MAX));
                rows.push(mirror.put(below, self.account, &found.id, parent, &row)?.pk);
            }
            if is_child && is_whole(answered, &include.relationship) {
                mirror.sweep(below, self.account, Some(above), &rows)?;
            }
            if is_child && below.is_copied {
                mirror.adopt_copies(below, self.account, above)?;
            }
        }
        Ok(())
    }
}

/// The resources that came along with a document, by type and id.
struct Included<'a>(HashMap<(&'a str, &'a str), &'a Answered>);

impl<'a> Included<'a> {
    fn of(document: &'a Document) -> Self {
        Self(document.included.iter().map(|answered| ((answered.kind.as_str(), answered.id.as_str()), answered)).collect())
    }

    /// The resources a relationship names, as far as they came along.
    fn related(&self, answered: &'a Answered, relationship: &str) -> Vec<&'a Answered> {
        let identifiers = answered.relationship(relationship).map_or(&[][..], Relationship::identifiers);
        identifiers.iter().filter_map(|identifier| self.0.get(&(identifier.kind.as_str(), identifier.id.as_str())).copied()).collect()
    }
}

/// Whether an answer names all resources of a relationship: only then may the others be taken as gone.
fn is_whole(answered: &Answered, relationship: &str) -> bool {
    answered.relationship(relationship).is_some_and(|relationship| relationship.data != Linkage::Absent && !relationship.is_truncated())
}
