//! A push: the steps of a sealed changeset are sent, each noted before and settled after.
//!
//! Steps of one app keep their order, apps go in parallel, and a step that fails holds back nobody but itself. After a
//! crash exactly the steps in doubt are `sent`; they are read again and never blindly repeated.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use store::catalog::catalog;
use store::{Step, StepStatus, Store, Value};
use tokio::task::JoinSet;

use crate::refresh::refresh;
use crate::row::{Attributes, row};
use crate::send::{Sent, send};
use crate::{Account, AccountFailure, Conflict, EngineError, Failure, Progress, PushReport};

/// Requests in flight over all apps of one account.
const IN_FLIGHT: usize = 6;
/// Times a step in doubt is looked at and sent again before it is given up.
const ATTEMPTS: u32 = 3;

/// How a push goes about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct PushOptions {
    /// A scope younger than this is not read again before it is written to. Zero: look at everything first.
    pub max_age: Duration,
}

/// Sends what is left of a sealed changeset.
///
/// # Errors
/// Those of the store, and [`EngineError::NoKey`]; what was sent by then is in the journal.
pub async fn push(
    store: &mut Store,
    accounts: &[Account],
    changeset: i64,
    options: PushOptions,
    progress: Arc<dyn Progress>,
) -> Result<PushReport, EngineError> {
    store.set_durable(true)?;
    let result = Push::start(store, accounts, changeset, progress)?.run(options).await;
    store.set_durable(false)?;
    result
}

struct Push<'a> {
    store: &'a mut Store,
    accounts: &'a [Account],
    steps: Vec<Step>,
    progress: Arc<dyn Progress>,
    report: PushReport,
    /// Accounts of which nothing more is sent.
    stopped: HashSet<i64>,
    requests_before: u64,
}

/// The steps of one app, in order.
struct Chain {
    steps: VecDeque<Step>,
    /// Times the first step was found in doubt.
    doubts: u32,
}

impl<'a> Push<'a> {
    fn start(store: &'a mut Store, accounts: &'a [Account], changeset: i64, progress: Arc<dyn Progress>) -> Result<Self, EngineError> {
        let steps: Vec<Step> =
            store.steps(changeset)?.into_iter().filter(|step| matches!(step.status, StepStatus::Planned | StepStatus::Sent)).collect();
        if let Some(step) = steps.iter().find(|step| !accounts.iter().any(|account| account.pk == step.account)) {
            return Err(EngineError::NoKey { changeset, account: step.account.to_string() });
        }
        store.start_push(changeset)?;
        let requests_before = requests(accounts);
        let report = PushReport { changeset, ..PushReport::default() };
        Ok(Self { store, accounts, steps, progress, report, stopped: HashSet::new(), requests_before })
    }

    async fn run(mut self, options: PushOptions) -> Result<PushReport, EngineError> {
        let failures = refresh(self.store, self.accounts, &self.steps, options.max_age, &*self.progress).await?;
        self.report.reads = requests(self.accounts) - self.requests_before;
        for failure in failures {
            self.stop(failure);
        }
        self.progress.expect(self.steps.len() as u64);
        self.send_all().await?;

        let left = self.store.steps(self.report.changeset)?;
        self.report.left = left.iter().filter(|step| matches!(step.status, StepStatus::Planned | StepStatus::Sent)).count();
        if self.report.left == 0 {
            self.store.finish_push(self.report.changeset)?;
        }
        Ok(self.report)
    }

    async fn send_all(&mut self) -> Result<(), EngineError> {
        let mut ready = self.chains();
        let limit = IN_FLIGHT * self.accounts.len();
        let mut in_flight = JoinSet::new();
        loop {
            while in_flight.len() < limit
                && let Some(mut chain) = ready.pop_front()
            {
                let Some(step) = self.next_to_send(&mut chain)? else { continue };
                let Some(account) = self.accounts.iter().find(|account| account.pk == step.account) else { continue };
                let client = account.client.clone();
                self.report.writes += 1;
                in_flight.spawn(async move {
                    let sent = send(&client, &step).await;
                    (chain, step, sent)
                });
            }
            let Some(joined) = in_flight.join_next().await else { return Ok(()) };
            let Ok((mut chain, step, sent)) = joined else { continue };
            self.receive(&mut chain, &step, sent).await?;
            ready.push_back(chain);
        }
    }

    /// One chain per app, accounts taking turns, so that one slow account does not hold back the others.
    fn chains(&self) -> VecDeque<Chain> {
        let mut by_app: BTreeMap<i64, VecDeque<Step>> = BTreeMap::new();
        for step in &self.steps {
            by_app.entry(step.app).or_default().push_back(step.clone());
        }
        let mut by_account: BTreeMap<i64, VecDeque<Chain>> = BTreeMap::new();
        for steps in by_app.into_values() {
            let account = steps.front().map_or(0, |step| step.account);
            by_account.entry(account).or_default().push_back(Chain { steps, doubts: 0 });
        }
        let mut chains = VecDeque::new();
        while !by_account.is_empty() {
            by_account.retain(|_, queue| {
                chains.extend(queue.pop_front());
                !queue.is_empty()
            });
        }
        chains
    }

    /// Takes steps off a chain until one must be sent; notes it as sent.
    fn next_to_send(&mut self, chain: &mut Chain) -> Result<Option<Step>, EngineError> {
        while let Some(planned) = chain.steps.pop_front() {
            if self.stopped.contains(&planned.account) {
                return Ok(None);
            }
            // A step before it may have given an id that this one names.
            let Some(step) = self.store.step(planned.changeset, planned.seq)? else { continue };
            if self.must_be_sent(&step)? {
                self.store.mark_sent(&step)?;
                return Ok(Some(step));
            }
            self.progress.advance(step.app_name.as_deref().unwrap_or_default());
        }
        Ok(None)
    }

    /// Whether a step still has to be sent, judged by the mirror. Settles it if not.
    fn must_be_sent(&mut self, step: &Step) -> Result<bool, EngineError> {
        if step.method == "POST" {
            return match self.store.created(step)? {
                // Only a step in doubt can have made the row; otherwise somebody else has, and Apple will say so.
                Some(id) if step.status == StepStatus::Sent => {
                    self.settle_created(step, &id, None, "found at Apple after an interruption").map(|()| false)
                }
                _ => Ok(true),
            };
        }
        let Some(current) = self.store.current(step)? else {
            if step.method == "DELETE" {
                self.settle_already(step)?;
            } else {
                self.fail(step, None, "the row is gone at Apple; nothing was sent", Vec::new(), None)?;
            }
            return Ok(false);
        };
        if step.method == "DELETE" {
            return Ok(true);
        }
        if step.fields.iter().zip(&current).all(|(change, current)| change.value == *current) {
            self.settle_already(step)?;
            return Ok(false);
        }
        let conflicts = self.conflicts(step, &current)?;
        if conflicts.is_empty() {
            return Ok(true);
        }
        let names: Vec<_> = conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
        let note = format!("changed at Apple since it was staged: {}", names.join(", "));
        self.store.settle_refused(step, StepStatus::Conflict, None, &note, None)?;
        self.report.conflicts.extend(conflicts);
        Ok(false)
    }

    /// Fields that are neither what they were when the change was staged nor what they shall be.
    fn conflicts(&self, step: &Step, current: &[Value]) -> Result<Vec<Conflict>, EngineError> {
        let (app, resource, locale) = self.subject(step)?;
        let moved = step.fields.iter().zip(current).filter(|(change, current)| change.base != **current && change.value != **current);
        Ok(moved
            .map(|(change, current)| Conflict {
                app: app.clone(),
                resource: resource.clone(),
                locale: locale.clone(),
                field: change.field.clone(),
                base: change.base.clone(),
                ours: change.value.clone(),
                theirs: current.clone(),
            })
            .collect())
    }

    async fn receive(&mut self, chain: &mut Chain, step: &Step, sent: Sent) -> Result<(), EngineError> {
        match sent {
            Sent::Applied(document) => self.settle_applied(step, &document)?,
            Sent::Refused(error) => {
                let (details, answer) = explain(&error);
                self.fail(step, error.status(), &error.to_string(), details, answer)?;
            }
            Sent::Stopped(error) => {
                self.store.mark_planned(step)?;
                self.stop_with(step, *error);
            }
            Sent::InDoubt(error) => return self.resolve_doubt(chain, step, *error).await,
        }
        chain.doubts = 0;
        self.progress.advance(step.app_name.as_deref().unwrap_or_default());
        Ok(())
    }

    /// Reads the row of a step in doubt; the next look at the step then decides by the mirror.
    async fn resolve_doubt(&mut self, chain: &mut Chain, step: &Step, error: asc::Error) -> Result<(), EngineError> {
        chain.doubts += 1;
        if chain.doubts >= ATTEMPTS {
            // It stays `sent`: the next push looks again.
            self.stop_with(step, error);
            return Ok(());
        }
        let Some(step) = self.store.step(step.changeset, step.seq)? else { return Ok(()) };
        let failures = refresh(self.store, self.accounts, std::slice::from_ref(&step), Duration::ZERO, &*self.progress).await?;
        self.report.reads += 1;
        if let Some(failure) = failures.into_iter().next() {
            self.stop(failure);
        } else {
            chain.steps.push_front(step);
        }
        Ok(())
    }

    fn settle_applied(&mut self, step: &Step, document: &asc::Document) -> Result<(), EngineError> {
        let answer = document.data.first();
        if let (Some(answer), "POST") = (answer, step.method.as_str()) {
            return self.settle_created(step, &answer.id.clone(), Some(answer), "");
        }
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(()) };
        self.store.settle_done::<EngineError>(step, Some(if step.method == "DELETE" { 204 } else { 200 }), None, |mirror| {
            if step.method == "DELETE" {
                mirror.remove(resource, step.pk)?;
            } else if let Some(answer) = answer {
                mirror.put(resource, step.account, &answer.id, None, &row(resource, answer, Attributes::All))?;
            }
            mirror.set(resource, step.pk, &unanswered(resource, step, answer))?;
            Ok(())
        })?;
        self.note_normalized(step)?;
        self.report.done += 1;
        Ok(())
    }

    fn settle_created(&mut self, step: &Step, id: &str, answer: Option<&asc::Resource>, note: &str) -> Result<(), EngineError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(()) };
        let note = Some(note).filter(|note| !note.is_empty());
        self.store.settle_done::<EngineError>(step, Some(201), note, |mirror| {
            mirror.adopt(resource, step.account, step.pk, id)?;
            if let Some(answer) = answer {
                mirror.put(resource, step.account, id, None, &row(resource, answer, Attributes::All))?;
            }
            Ok(())
        })?;
        self.report.done += 1;
        Ok(())
    }

    fn settle_already(&mut self, step: &Step) -> Result<(), EngineError> {
        self.store.settle_done::<EngineError>(step, None, Some("Apple had it already; no call was needed"), |_| Ok(()))?;
        // A step that was sent before a crash was our own doing.
        if step.status == StepStatus::Sent {
            self.report.done += 1;
        } else {
            self.report.already += 1;
        }
        Ok(())
    }

    /// Apple may store another value than was sent (trimmed, rewritten). The mirror has Apple's; say so once.
    fn note_normalized(&mut self, step: &Step) -> Result<(), EngineError> {
        let Some(current) = self.store.current(step)? else { return Ok(()) };
        let (app, resource, locale) = self.subject(step)?;
        for (change, current) in step.fields.iter().zip(current) {
            if change.value != current {
                let locale = locale.as_deref().map(|locale| format!(" {locale}")).unwrap_or_default();
                self.report
                    .normalized
                    .push(format!("{app}{locale} {resource}.{}: Apple stored `{current}` for `{}`", change.field, change.value));
            }
        }
        Ok(())
    }

    fn fail(
        &mut self,
        step: &Step,
        http: Option<u16>,
        message: &str,
        details: Vec<String>,
        answer: Option<String>,
    ) -> Result<(), EngineError> {
        self.store.settle_refused(step, StepStatus::Failed, http, message, answer.as_deref())?;
        let (app, resource, locale) = self.subject(step)?;
        self.report.failed.push(Failure { app, resource, locale, message: message.into(), details });
        Ok(())
    }

    /// App, resource and locale of a step, for people.
    fn subject(&self, step: &Step) -> Result<(String, String, Option<String>), EngineError> {
        let resource = catalog().resource_of_code(step.resource).map_or_else(String::new, |resource| resource.name.clone());
        Ok((step.app_name.clone().unwrap_or_default(), resource, self.store.locale(step)?))
    }

    fn stop_with(&mut self, step: &Step, error: asc::Error) {
        if let Some(account) = self.accounts.iter().find(|account| account.pk == step.account) {
            self.stop(AccountFailure { account: account.name.clone(), error });
        }
    }

    /// Sends nothing more of an account, and says why once.
    fn stop(&mut self, failure: AccountFailure) {
        let Some(account) = self.accounts.iter().find(|account| account.name == failure.account) else { return };
        if self.stopped.insert(account.pk) {
            self.report.failures.push(failure);
        }
    }
}

/// Fields of a step that Apple's answer did not mention (linkage is often left out): they are what was sent.
fn unanswered<'a>(
    resource: &'a store::catalog::Resource,
    step: &Step,
    answer: Option<&asc::Resource>,
) -> Vec<(&'a store::catalog::Field, Value)> {
    let answered = answer.map(|answer| row(resource, answer, Attributes::Selected)).unwrap_or_default();
    step.fields
        .iter()
        .filter_map(|change| Some((resource.field(&change.field)?, change.value.clone())))
        .filter(|(field, _)| !answered.values.iter().any(|(known, _)| known.name == field.name))
        .collect()
}

/// One line per further error of a refusal, and the whole of it for the journal.
fn explain(error: &asc::Error) -> (Vec<String>, Option<String>) {
    let Some(refusal) = error.refusal() else { return (Vec::new(), None) };
    let lines = details(&refusal.errors);
    let answer = lines.join("\n");
    (lines.into_iter().skip(1).collect(), Some(answer))
}

/// `CODE: detail (pointer)` for every error, those associated with other resources below it.
fn details(errors: &[asc::ApiError]) -> Vec<String> {
    let mut lines = Vec::new();
    for error in errors {
        let place = error.pointer.as_deref().or(error.parameter.as_deref()).map(|place| format!(" ({place})")).unwrap_or_default();
        lines.push(format!("{}: {}{place}", error.code, error.detail.as_deref().unwrap_or(&error.title)));
        for (path, errors) in &error.associated {
            lines.extend(details(errors).into_iter().map(|line| format!("{path} {line}")));
        }
    }
    lines
}

fn requests(accounts: &[Account]) -> u64 {
    accounts.iter().map(|account| account.client.requests()).sum()
}
