//! Waiting until Apple has looked at what was committed: a commit only says that the bytes are there.
//!
//! One request tells of all files of a locale, so each round costs as many requests as there are locales with files under
//! way, and the rounds come less and less often (facts of Apple's API, §6: 30 to 60 seconds, sometimes minutes).

use std::collections::HashMap;
use std::time::Duration;

use store::{Outcome, Step, StepStatus};

use super::{Part, backend};
use crate::push::Push;
use crate::refresh::{Touch, refresh};
use crate::{EngineError, Failure, Silent};

/// The time before the first look; it doubles from round to round.
const FIRST: Duration = Duration::from_secs(3);
/// The longest time between two looks.
const LONGEST: Duration = Duration::from_secs(30);
/// How long nothing may come of anything before a push ends without it; the next one goes on.
const PATIENCE: Duration = Duration::from_secs(600);

/// Looks at which a file must be missing before it counts as deleted: lists lag behind writes.
const GONE: u32 = 4;

/// How far Apple is with a file.
#[derive(Debug, PartialEq, Eq)]
enum Delivery {
    UnderWay,
    Complete,
    /// With Apple's reasons, as JSON.
    Failed(Option<String>),
    /// Somebody has deleted it.
    Gone,
}

impl Push<'_> {
    /// Waits for the files of the changeset that were committed, and settles those that Apple cannot use.
    pub(crate) async fn await_processing(&mut self) -> Result<(), EngineError> {
        let mut missed = HashMap::new();
        let mut pause = FIRST;
        let mut waited = Duration::ZERO;
        let mut known = usize::MAX;
        loop {
            let under_way = self.under_way(&mut missed)?;
            let Some(account) = under_way.first().and_then(|step| self.accounts.iter().find(|account| account.pk == step.account)) else {
                return Ok(());
            };
            if under_way.len() < known {
                known = under_way.len();
                waited = Duration::ZERO;
                self.progress.note(&format!("waiting until Apple has looked at {known} {}", if known == 1 { "file" } else { "files" }));
            }
            if waited >= PATIENCE || account.client.pause(pause).await.is_err() {
                self.report.processing = known;
                return Ok(());
            }
            waited += pause;
            pause = (pause * 2).min(LONGEST);
            let before = self.requests();
            let touches = under_way.iter().map(|step| Touch::from(step).surely());
            let failures = refresh(self.store, self.accounts, touches, Duration::ZERO, &Silent).await?;
            self.report.reads += self.requests() - before;
            for failure in failures {
                self.stop(failure);
            }
        }
    }

    /// Commits that Apple has not done with; what has failed is settled on the way. `missed` counts the looks at which a
    /// file was not there.
    fn under_way(&mut self, missed: &mut HashMap<i64, u32>) -> Result<Vec<Step>, EngineError> {
        let mut under_way = Vec::new();
        for step in self.commits()? {
            match self.delivery(&step)? {
                Delivery::Gone if self.is_stopped(step.account) => {}
                Delivery::Gone if count(missed, &step) < GONE => under_way.push(step),
                Delivery::UnderWay if !self.is_stopped(step.account) => {
                    missed.remove(&step.seq);
                    under_way.push(step);
                }
                Delivery::UnderWay | Delivery::Complete => {}
                Delivery::Failed(reasons) => self.settle_failed(&step, Some(reasons.unwrap_or_default()).as_deref())?,
                Delivery::Gone => self.settle_failed(&step, None)?,
            }
        }
        Ok(under_way)
    }

    /// Commits of the changeset that Apple has taken.
    fn commits(&self) -> Result<Vec<Step>, EngineError> {
        let mut steps = self.store.steps(self.report.changeset)?;
        steps.retain(|step| step.status == StepStatus::Done && backend().part(step) == Part::Commit);
        Ok(steps)
    }

    fn delivery(&self, step: &Step) -> Result<Delivery, EngineError> {
        Ok(match self.store.delivery(step)? {
            None => Delivery::Gone,
            Some(delivery) if delivery.is_complete() => Delivery::Complete,
            Some(delivery) if delivery.has_failed() => Delivery::Failed(delivery.errors),
            Some(_) => Delivery::UnderWay,
        })
    }

    /// Apple has the file and cannot use it. It keeps its place until it is deleted, and nothing that it was to take the
    /// place of goes.
    fn settle_failed(&mut self, step: &Step, reasons: Option<&str>) -> Result<(), EngineError> {
        let subject = self.store.subject(step)?;
        let name = self.store.file_name(step)?.unwrap_or_default();
        let errors = reasons.map(read).unwrap_or_default();
        let code = errors.first().map(|(code, _)| code.clone());
        let said: Vec<String> = errors.iter().map(|(code, description)| format!("{code}: {description}")).collect();
        let why = match &code {
            Some(code) => advice(code),
            None if reasons.is_none() => "it, its set or its localization was deleted meanwhile; stage it again",
            None => "Apple does not say why",
        };
        let message = format!("{name} was uploaded and cannot be used: {why}");
        self.store.settle_refused(
            step,
            StepStatus::Failed,
            Outcome { http: None, note: Some(&message), answer: reasons, request_id: None },
        )?;
        self.report.done = self.report.done.saturating_sub(1);
        self.note_failure(step, Failure { subject, reason: message.clone(), details: said, code, message, ..Failure::default() })
    }

    /// Why a call of a changeset is not sent although Apple would take it.
    pub(crate) fn unfit(&self, step: &Step) -> Result<Option<String>, EngineError> {
        if let Some(why) = self.unkept.get(&step.seq) {
            return Ok(Some(format!("not deleted, because it could not be kept for an undo: {why}")));
        }
        match backend().part(step) {
            Part::Commit if self.file_of(step)?.is_none() => {
                Ok(Some("the file is not kept here any more; keep it again with `fleet shots add`".into()))
            }
            Part::Finish => self.is_kept_because(step),
            Part::Reserve | Part::Commit | Part::None => Ok(None),
        }
    }
}

/// Counts a look at which a file was not there.
fn count(missed: &mut HashMap<i64, u32>, step: &Step) -> u32 {
    let count = missed.entry(step.seq).or_default();
    *count += 1;
    *count
}

/// Codes and descriptions of Apple's reasons.
fn read(reasons: &str) -> Vec<(String, String)> {
    let reasons: Vec<serde_json::Value> = serde_json::from_str(reasons).unwrap_or_default();
    let text = |reason: &serde_json::Value, name: &str| reason[name].as_str().unwrap_or_default().to_owned();
    reasons.iter().map(|reason| (text(reason, "code"), text(reason, "description"))).collect()
}

/// What a code of Apple's means for whoever made the file.
fn advice(code: &str) -> &'static str {
    match code {
        _ if code.contains("DIMENSION") => "its size is none that this display type takes; `fleet shots fit` makes one",
        _ if code.contains("TOO_SMALL") => "it is smaller than any size that this display type takes",
        _ if code.contains("ALPHA") => "it has an alpha channel; `fleet shots fit` flattens it",
        _ if code.contains("CHECKSUM") => "its bytes arrived damaged; stage and push it again",
        _ if code.contains("INCOMPLETE") => "not all of its bytes arrived; stage and push it again",
        _ if code.contains("FORMAT") => "it is no image or film that Apple reads, or its name says otherwise",
        _ if code.contains("DURATION") => "a preview is 15 to 30 seconds long",
        _ if code.contains("FRAME_RATE") => "a preview has at most 30 frames a second",
        _ => "Apple could not process it",
    }
}

#[cfg(test)]
mod tests {
    use super::{advice, read};

    #[test]
    fn reasons_are_read_whatever_they_are() {
        assert_eq!(
            read(r#"[{"code":"IMAGE_INCORRECT_DIMENSIONS","description":"no"},{"code":7}]"#),
            [("IMAGE_INCORRECT_DIMENSIONS".to_owned(), "no".to_owned()), (String::new(), String::new())]
        );
        assert_eq!(read("not json"), []);
        assert!(advice("IMAGE_INCORRECT_DIMENSIONS").contains("fleet shots fit"));
        assert_eq!(advice("BRAND_NEW"), "Apple could not process it");
    }
}
