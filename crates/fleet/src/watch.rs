//! Watching: looks at the states again and again, listens to webhooks, and tells of every change as it is seen.

use std::collections::BTreeMap;
use std::time::Duration;

use asc::Stop;
use dashboard::{Delivery, Receiver};
use engine::{Account, EngineError, Selection, Silent, SyncReport, plan_sync};
use store::{Counts, Store, StoreError, Value};
use tokio::time::{Instant, sleep_until};

use crate::cadence::{Cadence, Price};
use crate::commands::{failure_code, warn_failures};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::hook::Hook;
use crate::news::News;
use crate::output::Ui;
use crate::progress::Bar;
use crate::sentence::{self, count, lasted};

/// A watch over some accounts.
pub(crate) struct Watch<'a> {
    pub(crate) ui: Ui,
    pub(crate) store: &'a mut Store,
    pub(crate) accounts: &'a [Account],
    /// What is read when a state has changed, as far as the rules say that it is due then.
    pub(crate) selection: Selection,
    pub(crate) cadence: Cadence,
    pub(crate) hook: Hook,
    /// Turned when it shall end.
    pub(crate) stop: Stop,
    progress: Standing,
}

/// What a watch knows from one look to the next.
#[derive(Default)]
struct Standing {
    /// Whether something that was due could not be read.
    is_behind: bool,
    /// What each account was last said to suffer from.
    troubles: BTreeMap<String, String>,
    /// What was last said of the cadence.
    cadence: String,
}

impl<'a> Watch<'a> {
    /// A watch of the accounts of a connection, which ends when `stop` is turned.
    pub(crate) fn new(
        ui: Ui,
        store: &'a mut Store,
        accounts: &'a [Account],
        selection: Selection,
        cadence: Cadence,
        hook: Hook,
        stop: Stop,
    ) -> Self {
        Self { ui, store, accounts, selection, cadence, hook, stop, progress: Standing::default() }
    }

    /// Syncs what was asked for, then looks again and again until it is told to stop. What `receiver` hears is looked
    /// at in between.
    pub(crate) async fn run(mut self, first: &Selection, mut receiver: Option<Receiver>) -> Result<u8> {
        let outcome = match self.start(first).await {
            Ok(exit_code::DONE) => self.watch(receiver.as_mut()).await.map(|()| exit_code::DONE),
            other => other,
        };
        self.hook.finish().await;
        outcome
    }

    /// The first sync, which is one like any other.
    async fn start(&mut self, first: &Selection) -> Result<u8> {
        let bar = Bar::new(self.ui, "sync");
        let report = engine::sync(self.store, self.accounts, first, bar.clone()).await;
        bar.finish();
        let report = report?;
        self.ui.say(&format!("{}, {}", count(report.apps as u64, "app"), count(report.requests, "request")));
        self.progress.is_behind = report.left > 0;
        self.tell(&report)?;
        // A watch that cannot see anything from the start is misconfigured.
        Ok(if report.failures.len() == report.accounts { failure_code(&report.failures) } else { exit_code::DONE })
    }

    async fn watch(&mut self, mut receiver: Option<&mut Receiver>) -> Result<()> {
        let mut news = News::default();
        let mut next = Instant::now() + self.interval()?;
        let stop = self.stop.clone();
        while !stop.is_stopped() {
            tokio::select! {
                biased;
                () = stop.stopped() => {}
                () = due(news.due()) => self.refresh(std::mem::take(&mut news)).await?,
                () = sleep_until(next) => {
                    self.look().await?;
                    next = Instant::now() + self.interval()?;
                }
                delivery = hear(receiver.as_deref_mut()) => match delivery {
                    Some(delivery) => news.take(self.store, self.accounts, &delivery)?,
                    None => return Err(FleetError::input("webhooks are not received any more")),
                },
            }
        }
        Ok(())
    }

    /// Looks at the states of everything, with the fewest requests there are.
    async fn look(&mut self) -> Result<()> {
        let states = Selection { apps: self.selection.apps.clone(), ..Selection::states() };
        self.sync(self.accounts, &states).await
    }

    /// Looks at what deliveries have told of.
    async fn refresh(&mut self, news: News) -> Result<()> {
        for (index, selection) in news.selections() {
            self.sync(&self.accounts[index..=index], &selection).await?;
        }
        Ok(())
    }

    /// Syncs, tells what is new, and reads what has become due by it.
    async fn sync(&mut self, accounts: &[Account], selection: &Selection) -> Result<()> {
        let Some(report) = self.attempt(accounts, selection).await? else { return Ok(()) };
        if report.counts == Counts::default() && !self.progress.is_behind {
            return Ok(());
        }
        let due = Selection { apps: selection.apps.clone(), ..self.selection.after_states() };
        if let Some(report) = self.attempt(accounts, &due).await? {
            self.progress.is_behind = report.left > 0;
        }
        Ok(())
    }

    async fn attempt(&mut self, accounts: &[Account], selection: &Selection) -> Result<Option<SyncReport>> {
        if self.stop.is_stopped() {
            return Ok(None);
        }
        let report = match engine::sync(self.store, accounts, selection, std::sync::Arc::new(Silent)).await {
            Ok(report) => report,
            // Somebody else's long transaction is no reason to end.
            Err(error @ EngineError::Store(StoreError::Busy(_))) => {
                self.ui.warn(&error.to_string());
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        self.tell(&report)?;
        Ok(Some(report))
    }

    /// Tells what a sync has seen. A trouble that lasts is told once.
    fn tell(&mut self, report: &SyncReport) -> Result<()> {
        for transition in &report.transitions {
            if self.ui.is_for_people() {
                self.ui.print(&format!("{}  {}", sentence::clock_time(transition.seen_at), sentence::transition(transition)))?;
            } else {
                self.ui.print(&sentence::transition_json(transition).to_string())?;
            }
        }
        self.hook.tell(&report.transitions);
        for (account, app) in &report.disappeared {
            self.ui.warn(&format!("{app} is not in {account} any more"));
        }
        for failure in &report.failures {
            let trouble = failure.error.to_string();
            if self.progress.troubles.get(&failure.account) != Some(&trouble) {
                warn_failures(self.ui, std::slice::from_ref(failure));
                self.progress.troubles.insert(failure.account.clone(), trouble);
            }
        }
        if report.failures.is_empty() && report.accounts == self.accounts.len() {
            for (account, _) in std::mem::take(&mut self.progress.troubles) {
                self.ui.say(&format!("account {account} answers again"));
            }
        }
        Ok(())
    }

    /// How long to wait before the next look; said when it is another than before.
    fn interval(&mut self) -> Result<Duration> {
        let states = Selection { apps: self.selection.apps.clone(), ..Selection::states() };
        let plan = plan_sync(self.store, self.accounts, &states)?;
        let prices = plan
            .accounts
            .iter()
            .zip(self.accounts)
            .map(|(plan, account)| Price { requests: plan.requests(), hourly_limit: account.client.budget().limit().into() });
        let is_busy = self.is_busy()?;
        let interval = self.cadence.interval(is_busy, prices);
        let wished = if is_busy { self.cadence.busy } else { self.cadence.idle };
        let why = match (interval > wished, is_busy && self.cadence.busy < self.cadence.idle) {
            (true, _) => ", which is a tenth of the hourly budget",
            (false, true) => " while something is in review",
            (false, false) => "",
        };
        let requests = count(plan.requests(), "request");
        let sentence = format!("watching with {requests} every {}{why}", lasted(interval.as_secs().try_into().unwrap_or(i64::MAX)));
        if self.progress.cadence != sentence {
            self.ui.say(&sentence);
            self.progress.cadence = sentence;
        }
        Ok(interval)
    }

    /// Whether Apple has something that is under way.
    fn is_busy(&self) -> Result<bool> {
        let (condition, mut parameters) = self.selection.apps.clone().unwrap_or_else(|| ("1".into(), Vec::new()));
        let names: Vec<&str> = self.accounts.iter().map(|account| account.name.as_str()).collect();
        parameters.push(Value::Text(serde_json::json!(names).to_string()));
        let sql = format!(
            "SELECT 1 FROM apps WHERE account IN (SELECT value FROM json_each(?{}))
               AND pk IN (SELECT parent FROM versions_mirror WHERE gone_at IS NULL AND state IN ('WAITING_FOR_REVIEW', 'IN_REVIEW'))
               AND ({condition}\n) LIMIT 1",
            parameters.len()
        );
        Ok(!self.store.reader()?.query(&sql, &parameters)?.rows.is_empty())
    }
}

/// Waits for a moment, if there is one.
async fn due(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Waits for a delivery, if there is anybody who listens.
async fn hear(receiver: Option<&mut Receiver>) -> Option<Delivery> {
    match receiver {
        Some(receiver) => receiver.next().await,
        None => std::future::pending().await,
    }
}
