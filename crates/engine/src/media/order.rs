//! A last look at sets that were filled: nothing twice, and everything in its order.
//!
//! A reservation whose answer got lost may show up after it was made once more, and files may be listed in another order
//! than they were reserved in. What is wrong is put right by further steps of the same changeset. The mirror knows: Apple
//! was asked about every set until its files were there.

use std::collections::{BTreeMap, BTreeSet};

use asc::Relationship;
use store::catalog::{Resource, catalog};
use store::scope::scope;
use store::{NewStep, ORDER, Step, StepStatus, Value};

use super::plan::{linkage, ordered};
use super::{LAG, Part, backend, files_of};
use crate::EngineError;
use crate::push::Push;
use crate::refresh::peek;
use crate::request::{Request, Target};
use crate::seal::{change, item};

impl Push<'_> {
    /// Adds steps that remove reservations of ours whose answers got lost.
    pub(crate) fn remove_lost(&mut self) -> Result<(), EngineError> {
        let steps = self.store.steps(self.report.changeset)?;
        for of_set in self.by_set(&steps)?.into_values() {
            // What is in doubt may have made what looks lost.
            if of_set.iter().any(|step| self.is_stopped(step.account) || step.status == StepStatus::Sent) {
                continue;
            }
            for step in self.lost(&of_set)? {
                self.store.append_step(self.report.changeset, &step)?;
            }
        }
        Ok(())
    }

    /// Looks whether Apple shows what was sorted in its order: an answer without content only says that the call was taken.
    /// Lists lag, so that a wrong order is looked at once more before it is believed, and nothing else of them is.
    pub(crate) async fn verify_orders(&mut self) -> Result<(), EngineError> {
        let mut unsure = std::mem::take(&mut self.files.sorted);
        for is_first in [true, false] {
            let mut wrong = Vec::new();
            for (step, found) in self.orders(unsure).await? {
                let asked = step.ordered().unwrap_or_default();
                let shown = found.iter().map(String::as_str).filter(|id| asked.contains(id));
                if !shown.eq(asked.iter().copied().filter(|id| found.iter().any(|known| known == id))) {
                    wrong.push((step, found));
                }
            }
            let Some((step, _)) = wrong.first() else { return Ok(()) };
            if is_first {
                if self.rest(step, LAG).await.is_err() {
                    return Ok(());
                }
            } else {
                self.believe(&wrong)?;
            }
            unsure = wrong.into_iter().map(|(step, _)| step).collect();
        }
        Ok(())
    }

    /// What Apple shows of the sets that steps have sorted: one request a locale.
    async fn orders(&mut self, steps: Vec<Step>) -> Result<Vec<(Step, Vec<String>)>, EngineError> {
        let mut places: BTreeMap<(i64, i64), Vec<Step>> = BTreeMap::new();
        for step in steps {
            if let Some(above) = self.store.parent(step.resource, step.pk)? {
                places.entry((step.resource, above)).or_default().push(step);
            }
        }
        let mut found = Vec::new();
        for ((set, above), steps) in places {
            let request = catalog().resource_of_code(set).and_then(|set| Some((set, files_of(set)?, scope(&set.scope)?)));
            let Some((set, files, scope)) = request else { continue };
            let parent = set.parent.as_ref().map_or("", |parent| &parent.resource);
            let account = steps.first().and_then(|step| self.accounts.iter().find(|account| account.pk == step.account));
            let (Some(id), Some(account)) = (self.store.id_of(parent, above)?, account) else { continue };
            let target = Target { parent: above, id, app: steps[0].app, bundle_id: String::new() };
            self.report.reads += 1;
            // A look that fails says nothing against the order.
            let Ok(sets) = peek(account, Request::of_row(scope, target)).await else { continue };
            for step in steps {
                let id = self.store.id_of(&set.name, step.pk)?;
                if let Some(set) = sets.iter().find(|set| id.as_ref() == Some(&set.id)) {
                    let linked = set.relationship(&files.kind).map_or(&[][..], Relationship::identifiers);
                    found.push((step, linked.iter().map(|linked| linked.id.clone()).collect()));
                }
            }
        }
        Ok(found)
    }

    /// Takes an order for true that is not the one that was asked for.
    fn believe(&mut self, wrong: &[(Step, Vec<String>)]) -> Result<(), EngineError> {
        for (step, found) in wrong {
            let Some(files) = catalog().resource_of_code(step.resource).and_then(files_of) else { continue };
            let ids: Vec<&str> = found.iter().map(String::as_str).collect();
            self.store.write_mirror::<_, EngineError>("push", |mirror| Ok(mirror.set_order(files, step.pk, &ids)?))?;
        }
        Ok(())
    }

    /// Adds steps for sets whose files are not in their order. Returns whether there are any.
    pub(crate) fn sort_sets(&mut self) -> Result<bool, EngineError> {
        let steps = self.store.steps(self.report.changeset)?;
        let mut added = false;
        for (set, of_set) in self.by_set(&steps)? {
            if of_set.iter().any(|step| self.is_stopped(step.account) || step.status != StepStatus::Done) {
                continue;
            }
            if let Some(step) = self.unsorted(set, &of_set)? {
                self.store.append_step(self.report.changeset, &step)?;
                added = true;
            }
        }
        Ok(added)
    }

    /// Steps on files and their order, by set.
    fn by_set<'s>(&self, steps: &'s [Step]) -> Result<BTreeMap<(i64, i64), Vec<&'s Step>>, EngineError> {
        let mut sets: BTreeMap<(i64, i64), Vec<&Step>> = BTreeMap::new();
        for step in steps.iter().filter(|step| backend().part(step) != Part::None) {
            let Some(resource) = catalog().resource_of_code(step.resource) else { continue };
            let set = match &resource.parent {
                Some(parent) if resource.is_upload => {
                    catalog().resource(&parent.resource).zip(self.store.set_of(step)?).map(|(set, pk)| (set.code, pk))
                }
                _ => step.ordered().map(|_| (step.resource, step.pk)),
            };
            if let Some(set) = set {
                sets.entry(set).or_default().push(step);
            }
        }
        Ok(sets)
    }

    /// Removals of reservations that were made by calls of ours whose answers got lost.
    pub(super) fn lost(&self, steps: &[&Step]) -> Result<Vec<NewStep>, EngineError> {
        let mut lost = BTreeMap::new();
        for step in steps.iter().filter(|step| step.method == "POST") {
            let Some(resource) = catalog().resource_of_code(step.resource) else { continue };
            for id in self.store.lost_reservations(step)? {
                let pk = self.store.row_of(&resource.name, step.account, &id)?.unwrap_or_default();
                let delete = new_step(step, "DELETE", item(resource, &id), None);
                lost.insert(id, NewStep { resource: resource.code, pk, ..delete });
            }
        }
        Ok(lost.into_values().collect())
    }

    /// The call that sorts a set, if its files are not in the order in which they were wanted.
    fn unsorted(&self, (set, pk): (i64, i64), steps: &[&Step]) -> Result<Option<NewStep>, EngineError> {
        let Some((set, files)) = catalog().resource_of_code(set).and_then(|set| Some((set, files_of(set)?))) else { return Ok(None) };
        let found = self.store.order(files, pk)?;
        let Some(wanted) = self.wanted(files, steps, &found)? else { return Ok(None) };
        // More than once would be a quarrel with somebody else, or with Apple.
        let tries = steps.iter().filter(|step| step.ordered().is_some()).count();
        let (Some(id), Some(step)) = (self.store.id_of(&set.name, pk)?, steps.first()) else { return Ok(None) };
        if wanted == found || tries > 1 {
            return Ok(None);
        }
        let text = |ids: &[String]| Value::Text(serde_json::json!(ids).to_string());
        let sort = new_step(step, "PATCH", linkage(set, files, &id), Some(ordered(files, &wanted).to_string()));
        Ok(Some(NewStep { resource: set.code, pk, fields: vec![change(ORDER, &text(&found), &text(&wanted))], ..sort }))
    }

    /// The order that was asked for, or that of the reservations: they take the places that they have among the others.
    fn wanted(&self, files: &Resource, steps: &[&Step], found: &[String]) -> Result<Option<Vec<String>>, EngineError> {
        if let Some(ids) = steps.iter().rev().find_map(|step| step.ordered()) {
            let asked: BTreeSet<&str> = ids.iter().copied().collect();
            let rest = found.iter().filter(|id| !asked.contains(id.as_str())).cloned();
            let there = ids.iter().filter(|id| found.iter().any(|known| known == *id)).map(ToString::to_string);
            return Ok(Some(there.chain(rest).collect()));
        }
        let mut new = Vec::new();
        for step in steps.iter().filter(|step| step.method == "POST" && step.resource == files.code) {
            new.extend(self.store.id_of(&files.name, step.pk)?.filter(|id| found.contains(id)));
        }
        let ours: BTreeSet<String> = new.iter().cloned().collect();
        let mut new = new.into_iter();
        let wanted = found.iter().filter_map(|id| if ours.contains(id) { new.next() } else { Some(id.clone()) });
        Ok((!ours.is_empty()).then(|| wanted.collect()))
    }
}

fn new_step(of: &Step, method: &'static str, path: String, body: Option<String>) -> NewStep {
    NewStep { account: of.account, app: of.app, method, path, body, resource: of.resource, pk: of.pk, fields: Vec::new() }
}
