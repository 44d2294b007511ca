//! A sync: fetchers ask in parallel, one writer puts each answer into the mirror in a transaction of its own.
//!
//! What is due is decided by the mirror alone, wave by wave, so a sync that was interrupted goes on where it stopped:
//! what the book of scopes has as read is not due.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use store::catalog::Resource;
use store::{CONTINUED, Counts, Runs, Store, StoreError, SyncLock};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinSet};

use crate::plan::{plan_account, wave};
use crate::request::{Answer, Answers, Mirrored, Request};
use crate::write::write;
use crate::{Account, AccountFailure, EngineError, Progress, Selection, Skipped, SyncReport};

/// Messages that may wait for the writer. Who sends an answer waits until it is written.
const QUEUE: usize = 8;

/// Mirrors what `selection` asks for.
///
/// An account that cannot be read stops alone and is reported; what was written of it stays. When another process is
/// syncing into the same file, this one waits for it and reads only what that one did not.
///
/// # Errors
/// Only those of the store: nothing can be mirrored then.
pub async fn sync(
    store: &mut Store,
    accounts: &[Account],
    selection: &Selection,
    progress: Arc<dyn Progress>,
) -> Result<SyncReport, EngineError> {
    let (_lock, joined) = lock(store, &*progress).await?;
    let mut sync = Sync::start(store, accounts, selection, joined)?;
    let outcome = sync.run(progress).await;
    // Even when the store has failed, what can still be noted is.
    let report = sync.finish(outcome.as_ref().err());
    outcome.and(report)
}

/// Takes the right to sync; if that took waiting, together with the first run that was waited for.
pub(crate) async fn lock(store: &Store, progress: &dyn Progress) -> Result<(SyncLock, Option<i64>), EngineError> {
    let path: PathBuf = store.path().into();
    if let Some(lock) = SyncLock::try_take(&path)? {
        return Ok((lock, None));
    }
    let last = store.last_run()?;
    let was_open = store.is_run_open(last)?;
    progress.note("another fleet sync is under way here: waiting for it");
    let lock = tokio::task::spawn_blocking(move || SyncLock::take(&path)).await.map_err(|_| EngineError::Interrupted)??;
    // A run killed long ago looks like one under way, but does not come to its end: then the other's was still to begin.
    let is_last = was_open && !store.is_run_open(last)?;
    Ok((lock, Some(if is_last { last } else { last + 1 })))
}

/// What the fetchers tell the writer, or ask it.
enum Message {
    /// What is next?
    Wave { account: usize, reply: oneshot::Sender<Vec<Request>> },
    /// What is mirrored below this row?
    Mirrored { account: usize, resource: &'static Resource, parent: String, reply: oneshot::Sender<Mirrored> },
    /// An answer.
    Answered { account: usize, request: Arc<Request>, answer: Answer, written: oneshot::Sender<()> },
    /// Something that is not there any more.
    Missing { account: usize, request: Arc<Request>, error: String },
}

/// A sync under way.
struct Sync<'a> {
    store: &'a mut Store,
    accounts: &'a [Account],
    selection: &'a Selection,
    run: i64,
    /// Per account.
    books: Vec<Book>,
    transitions_before: i64,
    report: SyncReport,
}

/// One account's part of it.
struct Book {
    runs: Runs,
    requests_before: u64,
    /// Requests expected, once that is sure.
    planned: Option<u64>,
    /// Rows on the pages of requests that have further pages.
    seen: HashMap<(&'static str, i64), Vec<i64>>,
    error: Option<String>,
    /// Whether it was Apple's last word, so that there is nothing to go on with.
    is_refused: bool,
}

impl<'a> Sync<'a> {
    fn start(store: &'a mut Store, accounts: &'a [Account], selection: &'a Selection, joined: Option<i64>) -> Result<Self, StoreError> {
        let run = store.start_run()?;
        let mut books = Vec::new();
        let report = SyncReport { accounts: accounts.len(), ..SyncReport::default() };
        for account in accounts {
            let runs = store.start_account(run, account.pk, &selection.key(), joined)?;
            let requests_before = account.client.requests();
            books.push(Book { runs, requests_before, planned: None, seen: HashMap::new(), error: None, is_refused: false });
        }
        let transitions_before = store.last_transition()?;
        Ok(Self { store, accounts, selection, run, books, transitions_before, report })
    }

    async fn run(&mut self, progress: Arc<dyn Progress>) -> Result<(), EngineError> {
        let (sender, mut receiver) = mpsc::channel(QUEUE);
        let mut fetchers = JoinSet::new();
        for (index, account) in self.accounts.iter().enumerate() {
            let fetcher = Fetcher { index, account: account.clone(), sender: sender.clone(), progress: Arc::clone(&progress) };
            fetchers.spawn(fetcher.run());
        }
        drop(sender);
        while let Some(message) = receiver.recv().await {
            self.receive(message)?;
        }
        while let Some(ended) = fetchers.join_next().await {
            if let (index, Err(error)) = handed_on(ended)? {
                if matches!(error, asc::Error::Stopped) {
                    self.report.is_interrupted = true;
                    continue;
                }
                self.books[index].error = Some(error.to_string());
                self.books[index].is_refused = !matches!(error, asc::Error::BudgetExhausted { .. } | asc::Error::Transport { .. });
                self.report.failures.push(AccountFailure { account: self.accounts[index].name.clone(), error });
            }
        }
        Ok(())
    }

    // A reply that nobody waits for any more is of no use to anybody.
    fn receive(&mut self, message: Message) -> Result<(), EngineError> {
        match message {
            Message::Wave { account, reply } => drop(reply.send(self.wave(account)?)),
            Message::Mirrored { account, resource, parent, reply } => {
                let (count, open) = self.store.open_below(resource, self.accounts[account].pk, &parent)?;
                drop(reply.send(Mirrored { count, open }));
            }
            Message::Answered { account, request, answer, written } => {
                self.write(account, &request, &answer)?;
                written.send(()).ok();
            }
            Message::Missing { account, request, error } => {
                for target in &request.targets {
                    self.store.fail_scope(self.accounts[account].pk, &request.scope.name, target.parent, self.run, &error)?;
                }
                self.report.skipped.push(Skipped { scope: &request.scope.name, bundle_id: request.label().to_owned(), error });
            }
        }
        Ok(())
    }

    fn wave(&mut self, index: usize) -> Result<Vec<Request>, StoreError> {
        let account = self.accounts[index].pk;
        let book = &mut self.books[index];
        let wanted = self.selection.wanted(self.store)?;
        if book.planned.is_none() {
            let plan = plan_account(self.store, account, self.selection, &wanted, book.runs)?;
            self.report.is_continued |= plan.iter().any(|scope| scope.skipped.contains_key(CONTINUED));
            // The estimate stands as soon as nothing unknown can turn up any more.
            if plan.iter().all(|scope| !scope.is_open) {
                let spent = self.accounts[index].client.requests() - book.requests_before;
                book.planned = Some(spent + plan.iter().map(|scope| scope.requests).sum::<u64>());
                self.store.plan_account(self.run, account, book.planned)?;
            }
        }
        wave(self.store, account, self.selection, &wanted, book.runs)
    }

    fn write(&mut self, index: usize, request: &Request, answer: &Answer) -> Result<(), EngineError> {
        let account = self.accounts[index].pk;
        let scope = request.scope;
        let parent = request.targets.first().map_or(0, |target| target.parent);
        let mut seen = match self.books[index].seen.remove(&(scope.name.as_str(), parent)) {
            Some(seen) => seen,
            None if request.next.is_some() => self.store.seen(account, &scope.name, parent)?,
            None => Vec::new(),
        };
        let ((), counts) =
            self.store.write_mirror::<_, StoreError>("sync", |mirror| write(mirror, account, self.run, request, answer, &mut seen))?;
        if answer.next.is_some() {
            self.books[index].seen.insert((&scope.name, parent), seen);
        }
        add(&mut self.report.counts, counts);
        Ok(())
    }

    fn finish(mut self, error: Option<&EngineError>) -> Result<SyncReport, EngineError> {
        let mut planned = Some(0);
        let wanted = self.selection.wanted(self.store)?;
        for (account, book) in self.accounts.iter().zip(&self.books) {
            let requests = account.client.requests() - book.requests_before;
            let plan = plan_account(self.store, account.pk, self.selection, &wanted, book.runs)?;
            let due = if book.is_refused { 0 } else { plan.iter().flat_map(|scope| scope.due.values()).sum() };
            self.report.left += plan.iter().map(|scope| scope.requests).sum::<u64>();
            self.store.finish_account(self.run, account.pk, requests, due, book.error.as_deref())?;
            planned = planned.zip(book.planned).map(|(sum, planned)| sum + planned);
            self.report.requests += requests;
            self.report.apps += self.store.apps(account.pk)?.len();
            self.report
                .disappeared
                .extend(self.store.disappeared(self.run, account.pk)?.into_iter().map(|app| (account.name.clone(), app)));
        }
        self.report.planned = planned;
        self.store.assign_apps()?;
        self.report.transitions = self.store.transitions(self.transitions_before)?;
        let error = error.map(ToString::to_string).or_else(|| self.report.failures.first().map(|failure| failure.error.to_string()));
        self.store.checkpoint()?;
        self.store.finish_run(self.run, self.report.requests, self.report.counts, error.as_deref())?;
        Ok(self.report)
    }
}

/// What asks for one account.
struct Fetcher {
    index: usize,
    account: Account,
    sender: mpsc::Sender<Message>,
    progress: Arc<dyn Progress>,
}

impl Fetcher {
    /// Asks for one wave after the other, until nothing is due.
    async fn run(self) -> (usize, Result<(), asc::Error>) {
        let index = self.index;
        let shared = Arc::new(self);
        loop {
            let wave = shared.ask(|reply| Message::Wave { account: index, reply }).await.unwrap_or_default();
            if wave.is_empty() {
                return (index, Ok(()));
            }
            if let Err(error) = shared.fetch_all(wave).await {
                return (index, Err(error));
            }
        }
    }

    async fn fetch_all(self: &Arc<Self>, wave: Vec<Request>) -> Result<(), asc::Error> {
        self.progress.expect(wave.len() as u64);
        let mut waiting = wave.into_iter();
        let mut in_flight = JoinSet::new();
        let mut stopped = None;
        loop {
            // Nothing is asked while more than that waits to be written: it would be lost if the process were killed.
            while stopped.is_none()
                && in_flight.len() < self.account.client.slots()
                && let Some(request) = waiting.next()
            {
                in_flight.spawn(Arc::clone(self).fetch(request));
            }
            match in_flight.join_next().await {
                None => return stopped.map_or(Ok(()), Err),
                // What is in flight is paid for: nothing new is asked, but its answers are kept.
                Some(ended) => {
                    if let Err(error) = handed_on(ended).unwrap_or(Err(asc::Error::Stopped)) {
                        stopped = stopped.or(Some(error));
                    }
                }
            }
        }
    }

    /// Reads a request to its end.
    async fn fetch(self: Arc<Self>, request: Request) -> Result<(), asc::Error> {
        let request = Arc::new(request);
        let mut answers = Answers::new(&self.account.client, Request::clone(&request));
        loop {
            match self.page(&mut answers).await {
                Ok(Some(answer)) => {
                    if answer.next.is_some() {
                        self.progress.expect(1);
                    }
                    self.progress.advance(&self.account.name);
                    let (account, request) = (self.index, Arc::clone(&request));
                    self.ask(|written| Message::Answered { account, request, answer, written }).await;
                }
                Ok(None) => return Ok(()),
                // Something that has gone since the heartbeat concerns nobody else; anything else stops the account.
                Err(error) if error.status() == Some(404) => {
                    self.progress.advance(&self.account.name);
                    self.tell(Message::Missing { account: self.index, request, error: error.to_string() }).await;
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn page(&self, answers: &mut Answers) -> Result<Option<Answer>, asc::Error> {
        let Some(mut answer) = answers.next().await? else { return Ok(None) };
        for cut in answers.cuts(&answer.page) {
            let (resource, parent) = (cut.below, cut.parent.clone());
            let mirrored = self.ask(|reply| Message::Mirrored { account: self.index, resource, parent, reply }).await.unwrap_or_default();
            answers.complete(&mut answer.page, &cut, &mirrored).await?;
        }
        Ok(Some(answer))
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.tell(message(reply)).await;
        answer.await.ok()
    }

    async fn tell(&self, message: Message) {
        // The writer hangs up only when the store has failed, and then this task is being dropped.
        drop(self.sender.send(message).await);
    }
}

/// What a task has come to. That it panicked must not look as if it had nothing to say.
fn handed_on<T>(ended: Result<T, JoinError>) -> Result<T, EngineError> {
    ended.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => EngineError::Interrupted,
    })
}

fn add(total: &mut Counts, counts: Counts) {
    total.new += counts.new;
    total.changed += counts.changed;
    total.gone += counts.gone;
}
