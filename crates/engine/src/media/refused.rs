//! What Apple refused of files and sets: it is looked at before it is told, because mostly somebody else was there, and
//! sometimes a call of ours whose answer got lost.

use std::time::Duration;

use store::Step;
use store::catalog::catalog;

use super::{LAG, Part, backend};
use crate::push::Push;
use crate::refresh::{Touch, refresh};
use crate::schedule::Chain;
use crate::{EngineError, Silent};

impl Push<'_> {
    /// Looks at the set of what was refused, once, and settles it: what can be put right is, and sent again.
    pub(crate) async fn look_why(&mut self, chain: &mut Chain, step: &Step, error: &asc::Error) -> Result<(), EngineError> {
        let is_file = catalog().resource_of_code(step.resource).is_some_and(|resource| resource.is_upload);
        match backend().part(step) {
            Part::Reserve if is_file => {
                self.look_once(step).await?;
                self.make_room(chain, step, error)
            }
            Part::Commit if error.status() == Some(404) => {
                self.look_once(step).await?;
                self.settle_unsent(step, "somebody deleted the place that was reserved for it, or its set; stage it again")
            }
            Part::Finish if step.ordered().is_some() => {
                self.look_once(step).await?;
                self.meet_others(step, error)
            }
            _ => self.settle_refused(step, error),
        }
    }

    /// Looks at the set of a step, unless that was done since the push began.
    async fn look_once(&mut self, step: &Step) -> Result<(), EngineError> {
        let set = self.store.set_of(step)?.unwrap_or(step.pk);
        // The pause is for what lists do not show yet.
        if !self.files.looked.insert((step.resource, set)) || self.rest(step, LAG).await.is_err() {
            return Ok(());
        }
        let before = self.requests();
        let touch = std::iter::once(Touch::from(step).surely());
        // What cannot be read is told with the refusal.
        drop(refresh(self.store, self.accounts, touch, Duration::ZERO, &Silent).await?);
        self.report.reads += self.requests() - before;
        Ok(())
    }

    /// A place was not reserved: a lost reservation of ours may have taken the last one, or the set may be gone.
    fn make_room(&mut self, chain: &mut Chain, step: &Step, error: &asc::Error) -> Result<(), EngineError> {
        let (Some(files), Some(set)) = (catalog().resource_of_code(step.resource), self.store.set_of(step)?) else {
            return self.settle_refused(step, error);
        };
        let of_set = self.store.steps_of_set(step.changeset, files, set)?;
        let lost = self.lost(&of_set.iter().collect::<Vec<_>>())?;
        if !lost.is_empty() {
            self.store.mark_planned(step)?;
            chain.steps.extend(self.store.step(step.changeset, step.seq)?);
            chain.steps.rotate_right(1);
            for delete in lost {
                let seq = self.store.append_step(step.changeset, &delete)?;
                chain.steps.extend(self.store.step(step.changeset, seq)?);
                chain.steps.rotate_right(1);
            }
            return Ok(());
        }
        if self.store.stage_set_anew(step)? {
            let message = "somebody deleted its set meanwhile; the next push makes one";
            self.settle_unsent(step, message)?;
            for rest in std::mem::take(&mut chain.steps) {
                self.settle_silently(&rest, message)?;
            }
            return Ok(());
        }
        self.settle_refused(step, error)
    }

    /// A set was not sorted: if its files are others by now, that is a conflict.
    fn meet_others(&mut self, step: &Step, error: &asc::Error) -> Result<(), EngineError> {
        let Some(current) = self.store.current(step)? else {
            return self.settle_unsent(step, "somebody deleted the set meanwhile");
        };
        let conflicts = self.conflicts(step, &current)?;
        if conflicts.is_empty() { self.settle_refused(step, error) } else { self.settle_conflict(step, conflicts) }
    }
}
