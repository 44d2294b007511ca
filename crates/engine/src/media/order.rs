//! A last look at sets that were filled: nothing twice, and everything in its order.
//!
//! A reservation whose answer got lost may show up after it was made once more, and files may be listed in another order
//! than they were reserved in. What is wrong is put right by further steps of the same changeset.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use store::catalog::{Resource, catalog};
use store::{NewStep, ORDER, Step, StepStatus, Value};

use super::plan::{linkage, ordered};
use super::{Part, backend, files_of};
use crate::push::Push;
use crate::refresh::{Touch, refresh};
use crate::seal::{change, item};
use crate::{EngineError, Silent};

impl Push<'_> {
    /// Looks at the sets whose order was set, and adds steps for what is not as it shall be. Returns whether there are any.
    pub(crate) async fn verify_sets(&mut self) -> Result<bool, EngineError> {
        let steps = self.store.steps(self.report.changeset)?;
        let sorted: Vec<&Step> = steps.iter().filter(|step| step.status == StepStatus::Done && step.ordered().is_some()).collect();
        let before = self.requests();
        let failures =
            refresh(self.store, self.accounts, sorted.iter().map(|step| Touch::from(*step).surely()), Duration::ZERO, &Silent).await?;
        self.report.reads += self.requests() - before;
        for failure in failures {
            self.stop(failure);
        }
        let mut added = false;
        for (set, of_set) in self.by_set(&steps)? {
            if of_set.iter().any(|step| self.is_stopped(step.account) || step.status != StepStatus::Done) {
                continue;
            }
            for step in self.lost(&of_set)?.into_iter().chain(self.unsorted(set, &of_set)?) {
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
    fn lost(&self, steps: &[&Step]) -> Result<Vec<NewStep>, EngineError> {
        let mut lost = BTreeMap::new();
        for step in steps.iter().filter(|step| step.method == "POST") {
            let Some(resource) = catalog().resource_of_code(step.resource) else { continue };
            if let Some(id) = self.store.lost_reservation(step)? {
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

    /// The order that was asked for, or that of the reservations behind what was there.
    fn wanted(&self, files: &Resource, steps: &[&Step], found: &[String]) -> Result<Option<Vec<String>>, EngineError> {
        if let Some(ids) = steps.iter().rev().find_map(|step| step.ordered()) {
            let asked: BTreeSet<&str> = ids.iter().copied().collect();
            let rest = found.iter().filter(|id| !asked.contains(id.as_str())).cloned();
            let there = ids.iter().filter(|id| found.iter().any(|known| known == *id)).map(ToString::to_string);
            return Ok(Some(there.chain(rest).collect()));
        }
        let mut new = Vec::new();
        for step in steps.iter().filter(|step| step.method == "POST") {
            new.extend(self.store.id_of(&files.name, step.pk)?);
        }
        let old = found.iter().filter(|id| !new.contains(*id)).cloned();
        Ok((!new.is_empty()).then(|| old.chain(new.iter().filter(|id| found.contains(*id)).cloned()).collect()))
    }
}

fn new_step(of: &Step, method: &'static str, path: String, body: Option<String>) -> NewStep {
    NewStep { account: of.account, app: of.app, method, path, body, resource: of.resource, pk: of.pk, fields: Vec::new() }
}
