//! A push: the steps of a sealed changeset are sent, each noted before and settled after.
//!
//! Steps of one app keep their order, apps go in parallel, and a step that fails holds back nobody but itself. After a
//! crash exactly the steps in doubt are `sent`; they are read again and never blindly repeated.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use store::{PushLock, Step, StepStatus, Store};
use tokio::task::JoinSet;

use crate::refresh::refresh;
use crate::send::{Sent, send};
use crate::{Account, AccountFailure, EngineError, Progress, PushReport};

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

/// Sends what is left of a sealed changeset. The lock must have been taken before the changeset was found unfinished.
///
/// # Errors
/// Those of the store, and [`EngineError::NoKey`]; what was sent by then is in the journal.
pub async fn push(
    store: &mut Store,
    _lock: &PushLock,
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

/// A push under way.
pub(crate) struct Push<'a> {
    pub(crate) store: &'a mut Store,
    accounts: &'a [Account],
    steps: Vec<Step>,
    progress: Arc<dyn Progress>,
    pub(crate) report: PushReport,
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
                self.settle_gone(step)?;
            }
            return Ok(false);
        };
        if step.method != "DELETE" && step.fields.iter().zip(&current).all(|(change, current)| change.value == *current) {
            self.settle_already(step)?;
            return Ok(false);
        }
        let conflicts = self.conflicts(step, &current)?;
        if conflicts.is_empty() {
            return Ok(true);
        }
        self.settle_conflict(step, conflicts)?;
        Ok(false)
    }

    async fn receive(&mut self, chain: &mut Chain, step: &Step, sent: Sent) -> Result<(), EngineError> {
        match sent {
            Sent::Applied(document) => self.settle_applied(step, &document)?,
            Sent::Refused(error) => self.settle_refused(step, &error)?,
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

fn requests(accounts: &[Account]) -> u64 {
    accounts.iter().map(|account| account.client.requests()).sum()
}
