//! What a push knows of files on their way, and which of its calls wait for them.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use asc::{Document, UploadOperation};
use store::catalog::catalog;
use store::{Step, StepStatus};

use super::upload::operations;
use super::{Part, backend, files_of};
use crate::push::Push;
use crate::{EngineError, Remains};

/// How far lists lag behind writes at Apple's (facts of Apple's API, §1.5: "by seconds").
pub(crate) const LAG: Duration = Duration::from_secs(5);
/// Files in a row that could not be sent, after which the host that takes them is left alone.
const ENOUGH: usize = 3;

/// What is known of files on their way.
#[derive(Default)]
pub(crate) struct UnderWay {
    /// Where files go whose places were reserved a moment ago, by the ids of the reservations.
    pub(crate) operations: HashMap<String, Vec<UploadOperation>>,
    /// Commits whose files could not be sent, by their places in the changeset.
    postponed: HashSet<i64>,
    /// How many of those came one after the other.
    in_a_row: usize,
    /// Calls that have set an order, of which only a look tells whether it is so.
    pub(super) sorted: Vec<Step>,
    /// Sets that were looked at because Apple refused something of them, by resource and row.
    pub(crate) looked: HashSet<(i64, i64)>,
}

impl UnderWay {
    /// Keeps in mind where a file goes whose place was reserved, or that a file has arrived.
    pub(crate) fn note(&mut self, step: &Step, document: &Document) {
        let bytes = step.body["data"]["attributes"]["fileSize"].as_u64();
        match (backend().part(step), bytes, document.data.first()) {
            (Part::Reserve, Some(bytes), Some(answer)) => {
                if let Ok(operations) = operations(document, bytes) {
                    self.operations.insert(answer.id.clone(), operations);
                }
            }
            (Part::Commit, ..) => self.in_a_row = 0,
            (Part::Finish, ..) if step.ordered().is_some() => self.sorted.push(step.clone()),
            _ => {}
        }
    }

    /// The file of a step could not be sent: the next push tries again.
    pub(crate) fn postpone(&mut self, step: &Step) {
        self.postponed.insert(step.seq);
        self.in_a_row += 1;
    }

    fn is_postponed(&self, step: &Step) -> bool {
        self.postponed.contains(&step.seq) || self.in_a_row >= ENOUGH
    }
}

/// What has become of the new files of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum News {
    /// All of them are there.
    There,
    /// Some are on their way.
    UnderWay,
    /// Some will not come.
    Failed,
}

impl Push<'_> {
    /// Whether a step waits for what is on its way: it is not sent now, and not given up either.
    pub(crate) fn must_wait(&self, step: &Step) -> Result<bool, EngineError> {
        Ok(match backend().part(step) {
            Part::Commit => self.files.is_postponed(step),
            Part::Finish if step.status == StepStatus::Planned => self.news(step)? == News::UnderWay,
            _ => false,
        })
    }

    /// Why what a step removes stays: something that was to take its place has not arrived.
    pub(super) fn is_kept_because(&self, step: &Step) -> Result<Option<String>, EngineError> {
        let is_kept = step.method == "DELETE" && self.news(step)? == News::Failed;
        Ok(is_kept.then_some("kept, because what was to take its place is not there".into()))
    }

    /// Why a set is not sorted: something before that was not done, so that its files are others than were to be sorted.
    pub(crate) fn unsortable(&self, step: &Step) -> Result<Option<&'static str>, EngineError> {
        if step.ordered().is_none() || step.status != StepStatus::Planned {
            return Ok(None);
        }
        let is_undone = |other: &Step| matches!(other.status, StepStatus::Failed | StepStatus::Conflict);
        let is_troubled = self.news(step)? == News::Failed || self.of_set(step)?.iter().any(is_undone);
        Ok(is_troubled.then_some("not sorted, because something of this set before it was not done"))
    }

    /// How far the files are that come into the set of a step before it.
    fn news(&self, step: &Step) -> Result<News, EngineError> {
        // What nobody sees is not missed.
        if step.method == "DELETE" && self.store.delivery(step)?.is_some_and(|delivery| !delivery.is_shown()) {
            return Ok(News::There);
        }
        let mut news = News::There;
        for other in self.of_set(step)?.iter().filter(|other| matches!(backend().part(other), Part::Reserve | Part::Commit)) {
            news = news.max(match other.status {
                StepStatus::Planned | StepStatus::Sent => News::UnderWay,
                StepStatus::Conflict | StepStatus::Failed => News::Failed,
                StepStatus::Done if backend().part(other) == Part::Reserve => News::There,
                // Files are sorted as soon as they are listed; they need not be whole.
                StepStatus::Done if step.method != "DELETE" => News::There,
                StepStatus::Done => match self.store.delivery(other)? {
                    Some(delivery) if delivery.is_complete() => News::There,
                    Some(delivery) if !delivery.has_failed() => News::UnderWay,
                    _ => News::Failed,
                },
            });
        }
        Ok(news)
    }

    /// Steps on files of the same set that come before a step.
    fn of_set(&self, step: &Step) -> Result<Vec<Step>, EngineError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(Vec::new()) };
        let (files, set) = match files_of(resource) {
            Some(files) if step.ordered().is_some() => (files, Some(step.pk)),
            Some(_) => return Ok(Vec::new()),
            None => (resource, self.store.set_of(step)?),
        };
        let mut steps = set.map(|set| self.store.steps_of_set(step.changeset, files, set)).transpose()?.unwrap_or_default();
        steps.retain(|other| other.seq < step.seq);
        Ok(steps)
    }

    /// What remains of a step that was refused.
    pub(crate) fn remains(&self, step: &Step) -> Result<Remains, EngineError> {
        if backend().part(step) != Part::Commit {
            return Ok(Remains::Staged);
        }
        Ok(match self.store.delivery(step)? {
            None => Remains::Nothing,
            Some(delivery) if delivery.has_failed() => Remains::Unusable,
            Some(_) => Remains::Reserved,
        })
    }
}
