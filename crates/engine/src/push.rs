//! A push: the steps of a sealed changeset are sent, each noted before and settled after.
//!
//! Steps of one app keep their order, apps go in parallel, and a step that fails holds back nobody but itself. After a
//! crash exactly the steps in doubt are `sent`; they are read again and never blindly repeated.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use asc::{Stop, Uploads};
use store::catalog::catalog;
use store::{MediaFile, NewStep, Outcome, PushLock, Step, StepStatus, Store};
use tokio::task::JoinSet;

use crate::media::{LAG, Part, Sending, UnderWay, backend, commit};
use crate::refresh::{Touch, refresh};
use crate::refusal::{is_so_already, is_there_already, is_too_early};
use crate::schedule::{Chain, Half, Schedule};
use crate::seal::{item, update_body};
use crate::send::{Sent, send};
use crate::settle::has_effects;
use crate::{Account, AccountFailure, EngineError, Progress, PushReport, Secrets};

/// Requests in flight over all apps of one account.
const IN_FLIGHT: usize = 6;
/// Times a step in doubt is looked at and sent again before it is given up.
const ATTEMPTS: u32 = 3;

/// Waits between the tries of what Apple is not ready for. Each costs a request, so they grow: six in three minutes, where
/// fastlane makes ten in two and a half.
const PATIENCE: [Duration; 6] = [
    Duration::from_secs(10),
    Duration::from_secs(15),
    Duration::from_secs(20),
    Duration::from_secs(30),
    Duration::from_secs(45),
    Duration::from_secs(60),
];

/// What the journal says of a step whose outcome only a look told.
const FOUND: Outcome<'static> = Outcome { http: None, note: Some("found at Apple after an interruption"), answer: None, request_id: None };

/// How a push goes about it.
#[derive(Clone)]
pub struct PushOptions {
    /// A scope younger than this is not read again before it is written to. Zero: look at everything first.
    pub max_age: Duration,
    /// Send the calls of so many apps only; the others wait.
    pub canary: Option<usize>,
    /// Reads what is staged as the place of a secret.
    pub secrets: Arc<dyn Secrets>,
    /// Turned when somebody wishes to end.
    pub stop: Stop,
}

/// Reads again what is about to be overwritten, so that conflicts show before anything is sent. Returns the accounts
/// that could not be read.
///
/// # Errors
/// Those of the store.
pub async fn look(
    store: &mut Store,
    accounts: &[Account],
    steps: &[NewStep],
    max_age: Duration,
    progress: &dyn Progress,
) -> Result<Vec<AccountFailure>, EngineError> {
    refresh(store, accounts, steps.iter().map(Touch::from), max_age, progress).await
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
    let result = Push::start(store, accounts, changeset, options, progress)?.run().await;
    store.set_durable(false)?;
    result
}

/// A push under way.
pub(crate) struct Push<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) accounts: &'a [Account],
    steps: Vec<Step>,
    /// The apps of a canary.
    first: Option<BTreeSet<i64>>,
    pub(crate) options: PushOptions,
    uploads: Arc<Uploads>,
    pub(crate) progress: Arc<dyn Progress>,
    pub(crate) report: PushReport,
    /// Accounts of which nothing more is sent.
    stopped: HashSet<i64>,
    /// Apps of which something was refused or is in conflict: what was handed in now would not be what was meant.
    pub(crate) troubled: HashSet<i64>,
    /// What could not be handed in: the submissions or versions that it belongs to, as resource codes and rows.
    pub(crate) unhanded: HashSet<(i64, i64)>,
    /// Steps whose effects their answers did not show.
    pub(crate) effects: Vec<Step>,
    /// What is known of files on their way.
    pub(crate) files: UnderWay,
    /// Deletions (by their place) of what could not be kept for an undo, and why.
    pub(crate) unkept: HashMap<i64, String>,
    requests_before: u64,
}

impl<'a> Push<'a> {
    fn start(
        store: &'a mut Store,
        accounts: &'a [Account],
        changeset: i64,
        options: PushOptions,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, EngineError> {
        let (steps, settled): (Vec<Step>, Vec<Step>) = store.steps(changeset)?.into_iter().partition(is_left);
        let (mut troubled, mut unhanded) = (HashSet::new(), HashSet::new());
        for step in settled.iter().filter(|step| step.status != StepStatus::Done) {
            match handed_in(store, step)? {
                Some(whole) => {
                    unhanded.insert(whole);
                }
                None => {
                    troubled.insert(step.app);
                }
            }
        }
        // An interrupted push may have had no time to look at them.
        let effects = settled.into_iter().filter(|step| step.status == StepStatus::Done && has_effects(step.resource)).collect();
        if let Some(step) = steps.iter().find(|step| !accounts.iter().any(|account| account.pk == step.account)) {
            return Err(EngineError::NoKey { changeset, account: step.account.to_string() });
        }
        store.start_push(changeset, options.canary.is_some())?;
        let requests_before = requests(accounts);
        let report = PushReport { changeset, ..PushReport::default() };
        Ok(Self {
            store,
            accounts,
            steps,
            first: None,
            uploads: Arc::new(Uploads::new(options.stop.clone())),
            options,
            progress,
            report,
            stopped: HashSet::new(),
            effects,
            files: UnderWay::default(),
            unkept: HashMap::new(),
            troubled,
            unhanded,
            requests_before,
        })
    }

    async fn run(mut self) -> Result<PushReport, EngineError> {
        if let Some(apps) = self.options.canary {
            let first: BTreeSet<i64> = self.steps.iter().map(|step| step.app).collect::<BTreeSet<_>>().into_iter().take(apps).collect();
            self.steps.retain(|step| first.contains(&step.app));
            self.first = Some(first);
        }
        self.wait_for_lists().await?;
        let failures =
            refresh(self.store, self.accounts, self.steps.iter().map(Touch::from), self.options.max_age, &*self.progress).await?;
        self.report.reads = requests(self.accounts) - self.requests_before;
        for failure in failures {
            self.stop(failure);
        }
        self.keep_what_goes().await?;
        self.progress.expect(self.steps.len() as u64);
        self.send_all(Half::Before).await?;
        self.await_processing().await?;
        self.remove_lost()?;
        self.send_all(Half::After).await?;
        self.verify_orders().await?;
        if self.sort_sets()? {
            self.send_all(Half::After).await?;
        }
        self.look_at_effects().await?;

        self.report.left = self.store.steps(self.report.changeset)?.iter().filter(|step| is_left(step)).count();
        if self.report.left == 0 && self.report.processing == 0 {
            self.store.finish_push(self.report.changeset)?;
        } else {
            self.report.is_paused = self.options.canary.is_some();
        }
        Ok(self.report)
    }

    /// Sends what is left of the changeset, up to where files must have been processed or from there on.
    async fn send_all(&mut self, half: Half) -> Result<(), EngineError> {
        self.steps = self.left()?;
        let mut schedule = Schedule::of(self.store, &self.steps, half)?;
        let limit = IN_FLIGHT * self.accounts.len();
        let (mut in_flight, mut resting) = (JoinSet::new(), JoinSet::new());
        loop {
            while in_flight.len() < limit
                && let Some(mut chain) = schedule.next()
            {
                let Some(step) = self.next_to_send(&mut chain).await? else {
                    schedule.end(&chain);
                    continue;
                };
                let Some(account) = self.accounts.iter().find(|account| account.pk == step.account) else { continue };
                let client = account.client.clone();
                let secrets = Arc::clone(&self.options.secrets);
                let uploads = Arc::clone(&self.uploads);
                let sending = self.sending(&step)?;
                self.report.writes += 1;
                in_flight.spawn(async move {
                    let sent = match sending {
                        Some(sending) => commit(&client, &uploads, &step, sending).await,
                        None => send(&client, &step, &*secrets).await,
                    };
                    (chain, step, sent)
                });
            }
            tokio::select! {
                Some(joined) = in_flight.join_next() => {
                    let Ok((mut chain, step, sent)) = joined else { continue };
                    self.receive(&mut chain, &step, sent).await?;
                    let account = self.accounts.iter().find(|account| account.pk == step.account);
                    match chain.rest.take().zip(account) {
                        Some((rest, account)) => {
                            let client = account.client.clone();
                            resting.spawn(async move { (chain, step, client.pause(rest).await) });
                        }
                        None => schedule.again(chain),
                    }
                }
                // Who rests takes nobody's place: the others go on meanwhile.
                Some(rested) = resting.join_next() => match rested {
                    Ok((chain, _, Ok(()))) => schedule.again(chain),
                    Ok((_, step, Err(error))) => self.stop_with(&step, error),
                    Err(_) => {}
                },
                else => return Ok(()),
            }
        }
    }

    /// Steps of the changeset that have no outcome, of the apps that are meant.
    fn left(&self) -> Result<Vec<Step>, EngineError> {
        let mut steps = self.store.steps(self.report.changeset)?;
        let is_meant = |app: i64| self.first.as_ref().is_none_or(|first| first.contains(&app));
        steps.retain(|step| is_left(step) && is_meant(step.app));
        Ok(steps)
    }

    /// The file that a step commits, if it commits one.
    fn sending(&mut self, step: &Step) -> Result<Option<Sending>, EngineError> {
        if backend().part(step) != Part::Commit {
            return Ok(None);
        }
        let id = step.path.rsplit('/').next().unwrap_or_default();
        let file = self.file_of(step)?;
        Ok(file.map(|media| Sending {
            path: media.file.path(&self.store.image_folder()),
            bytes: media.file.bytes,
            operations: self.files.operations.remove(id),
        }))
    }

    /// The file that a step commits, as it is kept here.
    pub(crate) fn file_of(&self, step: &Step) -> Result<Option<MediaFile>, EngineError> {
        let checksum = step.body["data"]["attributes"]["sourceFileChecksum"].as_str().unwrap_or_default();
        Ok(self.store.media_file(checksum)?)
    }

    /// Takes steps off a chain until one must be sent; notes it as sent.
    async fn next_to_send(&mut self, chain: &mut Chain) -> Result<Option<Step>, EngineError> {
        while let Some(planned) = chain.steps.pop_front() {
            if self.stopped.contains(&planned.account) {
                return Ok(None);
            }
            // A step before it may have given an id that this one names.
            let Some(step) = self.store.step(planned.changeset, planned.seq)? else { continue };
            let step = self.find_copy(step).await?;
            if self.stopped.contains(&step.account) {
                return Ok(None);
            }
            if self.must_wait(&step)? {
                // It stays planned, and so does what comes after it.
                return Ok(None);
            }
            let app = step.app_name.clone().unwrap_or_default();
            if let Some(step) = self.judge(step)? {
                if let Some(message) = self.unfit(&step)? {
                    self.settle_unsent(&step, &message)?;
                    self.progress.advance(&app);
                    continue;
                }
                self.store.mark_sent(&step)?;
                return Ok(Some(step));
            }
            self.progress.advance(&app);
        }
        Ok(None)
    }

    /// What of a step still has to be sent, judged by the mirror; settles it if nothing has.
    fn judge(&mut self, step: Step) -> Result<Option<Step>, EngineError> {
        let is_in_doubt = step.status == StepStatus::Sent;
        let is_new = step.method == "POST" && self.store.is_staged_row(&step)?;
        if is_in_doubt && self.store.is_carried_out(&step)? == Some(true) {
            if is_new {
                let parent = step.body["data"]["relationships"].as_object().and_then(|members| members.values().next());
                let id = parent.and_then(|parent| parent["data"]["id"].as_str()).unwrap_or_default().to_owned();
                return self.settle_created(&step, &id, None, FOUND).map(|()| None);
            }
            return self.settle_already(&step).map(|()| None);
        }
        let whole = handed_in(self.store, &step)?;
        if whole.is_some_and(|whole| self.unhanded.contains(&whole) || self.troubled.contains(&step.app)) && !is_in_doubt {
            let message = "not handed in, because something of this app before it was not done";
            return self.settle_unsent(&step, message).map(|()| None);
        }
        if let Some(message) = self.unsortable(&step)? {
            return self.settle_unsent(&step, message).map(|()| None);
        }
        if step.is_unresolved() {
            const MESSAGE: &str = "what it hangs from was not created; nothing was sent";
            // Of a file whose place was not reserved that has been told.
            let is_told = backend().part(&step) == Part::Commit;
            let settled = if is_told { self.settle_silently(&step, MESSAGE) } else { self.settle_unsent(&step, MESSAGE) };
            return settled.map(|()| None);
        }
        if is_new {
            let is_replaced = catalog().resource_of_code(step.resource).is_some_and(|resource| resource.is_replaced);
            return match self.store.created(&step)? {
                // Only a step in doubt can have made the row; otherwise somebody else has, and Apple will say so.
                Some(id) if is_in_doubt && self.is_as_sent(&step, &id)? => self.settle_created(&step, &id, None, FOUND).map(|()| None),
                // Somebody else made it, while our own call got lost, or where Apple would put ours in its place without a
                // word: what they wrote is not overwritten unseen.
                Some(id) if is_in_doubt || is_replaced => match self.turn_into_update(&step, &id)? {
                    Some(step) => self.judge(step),
                    None => Ok(None),
                },
                _ => Ok(Some(step)),
            };
        }
        let Some(current) = self.store.current(&step)? else {
            if backend().part(&step) == Part::Commit {
                // Lists lag behind: whether a place is still there is asked where the file goes.
                return Ok(Some(step));
            }
            if step.method == "DELETE" {
                self.settle_already(&step)?;
            } else {
                self.settle_unsent(&step, "the row is gone at Apple; nothing was sent")?;
            }
            return Ok(None);
        };
        if step.method != "DELETE" && step.fields.iter().zip(&current).all(|(change, current)| change.value == *current) {
            self.settle_already(&step)?;
            return Ok(None);
        }
        let conflicts = self.conflicts(&step, &current)?;
        if conflicts.is_empty() {
            return Ok(Some(step));
        }
        self.settle_conflict(&step, conflicts)?;
        Ok(None)
    }

    /// Turns a step that was to make a row into a change of the row that is there, known as `id`.
    fn turn_into_update(&mut self, step: &Step, id: &str) -> Result<Option<Step>, EngineError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(None) };
        // What is replaced as a whole is changed by the same call.
        let (method, path, body) = if resource.is_replaced {
            ("POST", step.path.clone(), step.body.to_string())
        } else {
            ("PATCH", item(resource, id), update_body(resource, id, &step.fields).to_string())
        };
        self.store.turn_into_update(step, id, method, &path, &body)?;
        Ok(self.store.step(step.changeset, step.seq)?)
    }

    /// The rows that Apple copied when it made what is above this step's row have ids that only a look tells.
    async fn find_copy(&mut self, step: Step) -> Result<Step, EngineError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(step) };
        let is_copy = resource.is_copied && step.method != "POST" && step.is_unresolved();
        let Some(parent) = resource.parent.as_ref().filter(|_| is_copy) else { return Ok(step) };
        let above = self.store.ancestor(step.resource, step.pk, &parent.resource)?;
        let id = above.map(|above| self.store.id_of(&parent.resource, above)).transpose()?.flatten();
        if id.is_none_or(|id| id.starts_with('~')) {
            return Ok(step);
        }
        let failures =
            refresh(self.store, self.accounts, std::iter::once(Touch::from(&step).surely()), Duration::ZERO, &*self.progress).await?;
        self.report.reads += 1;
        for failure in failures {
            self.stop(failure);
        }
        let found = self.store.step(step.changeset, step.seq)?.unwrap_or(step);
        if found.is_unresolved() && !self.stopped.contains(&found.account) {
            // Apple did not copy it, so it is to be made.
            self.store.stage_creation(&found)?;
        }
        Ok(found)
    }

    async fn receive(&mut self, chain: &mut Chain, step: &Step, sent: Sent) -> Result<(), EngineError> {
        match sent {
            Sent::Applied(document) => {
                self.files.note(step, &document);
                self.settle_applied(step, &document)?;
            }
            Sent::Refused(error) if is_too_early(&error) && chain.refusals < PATIENCE.len() => {
                return self.wait_for_apple(chain, step);
            }
            Sent::Refused(error) if is_so_already(step, &error) => self.settle_already(step)?,
            Sent::Refused(error) if is_there_already(step, &error) => return self.meet_twin(chain, step, *error).await,
            Sent::Refused(error) if backend().part(step) != Part::None => self.look_why(chain, step, &error).await?,
            Sent::Refused(error) => self.settle_refused(step, &error)?,
            Sent::Unsent(message) => {
                self.settle_unsent(step, &message)?;
                self.report.writes -= 1;
            }
            Sent::Postponed(message) => {
                self.store.mark_planned(step)?;
                self.report.writes -= 1;
                self.files.postpone(step);
                if !self.report.postponed.contains(&message) {
                    self.report.postponed.push(message);
                }
                // The chain ends here; what comes after the file waits with it.
                chain.steps.clear();
            }
            Sent::Stopped(error) => {
                self.store.mark_planned(step)?;
                self.stop_with(step, *error);
            }
            Sent::InDoubt(error) => return self.resolve_doubt(chain, step, *error).await,
        }
        (chain.doubts, chain.refusals) = (0, 0);
        self.progress.advance(step.app_name.as_deref().unwrap_or_default());
        Ok(())
    }

    /// Apple has not finished with what came before: the step is sent again after a while, and the others go on.
    fn wait_for_apple(&mut self, chain: &mut Chain, step: &Step) -> Result<(), EngineError> {
        self.store.mark_planned(step)?;
        let rest = PATIENCE[chain.refusals];
        self.progress.note(&format!(
            "{}: Apple is not ready yet, again in {} s",
            step.app_name.as_deref().unwrap_or_default(),
            rest.as_secs()
        ));
        chain.refusals += 1;
        chain.rest = Some(rest);
        chain.steps.push_front(step.clone());
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
        if backend().part(&step) != Part::None
            && let Err(error) = self.rest(&step, LAG).await
        {
            self.stop_with(&step, error);
            return Ok(());
        }
        let failures =
            refresh(self.store, self.accounts, std::iter::once(Touch::from(&step).surely()), Duration::ZERO, &*self.progress).await?;
        self.report.reads += 1;
        if let Some(failure) = failures.into_iter().next() {
            self.stop(failure);
        } else {
            chain.steps.push_front(step);
        }
        Ok(())
    }

    /// What was to be made is there: Apple made it by itself, or somebody else did. It is looked at, and what was to be
    /// made becomes a change of it, judged like any other.
    async fn meet_twin(&mut self, chain: &mut Chain, step: &Step, error: asc::Error) -> Result<(), EngineError> {
        let failures =
            refresh(self.store, self.accounts, std::iter::once(Touch::from(step).surely()), Duration::ZERO, &*self.progress).await?;
        self.report.reads += 1;
        let (Some(id), true) = (self.store.created(step)?, failures.is_empty()) else {
            return self.settle_refused(step, &error);
        };
        if let Some(step) = self.turn_into_update(step, &id)? {
            chain.steps.push_front(step);
        }
        Ok(())
    }

    /// Looks at what the answers did not show: the version that was submitted, the prices of a schedule.
    async fn look_at_effects(&mut self) -> Result<(), EngineError> {
        let touched = std::mem::take(&mut self.effects);
        let before = requests(self.accounts);
        let failures =
            refresh(self.store, self.accounts, touched.iter().map(|step| Touch::from(step).surely()), Duration::ZERO, &*self.progress)
                .await?;
        self.report.reads += requests(self.accounts) - before;
        // The next sync will look again.
        drop(failures);
        Ok(())
    }

    /// Requests sent so far, of all accounts.
    pub(crate) fn requests(&self) -> u64 {
        requests(self.accounts)
    }

    /// Waits, by the clock of a step's account.
    pub(crate) async fn rest(&self, step: &Step, pause: Duration) -> Result<(), asc::Error> {
        match self.accounts.iter().find(|account| account.pk == step.account) {
            Some(account) => account.client.pause(pause).await,
            None => Ok(()),
        }
    }

    /// What an interrupted push sent a moment ago may not be listed yet.
    async fn wait_for_lists(&self) -> Result<(), EngineError> {
        if self.store.has_just_sent(self.report.changeset, LAG.as_secs())?
            && let Some(step) = self.steps.first()
        {
            // Whoever wishes to end is heard by the first request.
            drop(self.rest(step, LAG).await);
        }
        Ok(())
    }

    /// Whether nothing more of an account is sent.
    pub(crate) fn is_stopped(&self, account: i64) -> bool {
        self.stopped.contains(&account)
    }

    fn stop_with(&mut self, step: &Step, error: asc::Error) {
        if let Some(account) = self.accounts.iter().find(|account| account.pk == step.account) {
            self.stop(AccountFailure { account: account.name.clone(), error });
        }
    }

    /// Sends nothing more of an account, and says why once.
    pub(crate) fn stop(&mut self, failure: AccountFailure) {
        let Some(account) = self.accounts.iter().find(|account| account.name == failure.account) else { return };
        if self.stopped.insert(account.pk) {
            self.report.failures.push(failure);
        }
    }
}

/// The submission or version that a step belongs to which hands something in: one that is refused holds back itself, and
/// not what else is handed in of its app. `None`: the step hands nothing in.
pub(crate) fn handed_in(store: &Store, step: &Step) -> Result<Option<(i64, i64)>, EngineError> {
    let Some(resource) = catalog().resource_of_code(step.resource).filter(|resource| resource.is_last) else { return Ok(None) };
    let lineage = catalog().lineage(resource);
    let Some(whole) = lineage.iter().rev().nth(1) else { return Ok(None) };
    Ok(store.ancestor(step.resource, step.pk, &whole.name)?.map(|pk| (whole.code, pk)))
}

/// Whether a step has no outcome yet.
fn is_left(step: &Step) -> bool {
    matches!(step.status, StepStatus::Planned | StepStatus::Sent)
}

fn requests(accounts: &[Account]) -> u64 {
    accounts.iter().map(|account| account.client.requests()).sum()
}
