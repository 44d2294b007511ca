//! A sync: fetchers ask in parallel, one writer puts each answer into the mirror in a transaction of its own.

use std::collections::HashMap;
use std::sync::Arc;

use store::catalog::ScopeKind;
use store::{Counts, Store};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::scope::{self, Fetched};
use crate::{Account, AccountFailure, EngineError, Progress, SyncReport, heartbeat, plan_sync};

/// Answers that may wait for the writer: enough to keep it busy, few enough to bound memory.
const QUEUE: usize = 32;
/// Requests one account keeps in flight at most; the client has its own ceiling below that.
const IN_FLIGHT: usize = 8;

/// Mirrors the states and texts of all apps of the accounts.
///
/// An account that cannot be read stops alone and is reported; what was written of it stays.
///
/// # Errors
/// Only those of the store: nothing can be mirrored then.
pub async fn sync(store: &mut Store, accounts: &[Account], progress: Arc<dyn Progress>) -> Result<SyncReport, EngineError> {
    let planned = plan_sync(store, accounts)?.requests();
    let sent_before: u64 = accounts.iter().map(|account| account.client.requests()).sum();
    let run = store.start_run(planned)?;
    let mut report = SyncReport { accounts: accounts.len(), ..SyncReport::default() };

    let (sender, mut receiver) = mpsc::channel(QUEUE);
    let mut fetchers = JoinSet::new();
    for account in accounts {
        fetchers.spawn(fetch_account(account.clone(), sender.clone(), Arc::clone(&progress)));
    }
    drop(sender);

    let mut seen: HashMap<i64, Vec<i64>> = HashMap::new();
    while let Some(message) = receiver.recv().await {
        match message {
            Message::Fetched { account, fetched } => {
                let seen = seen.entry(account).or_default();
                let ((), counts) = store.write_mirror("sync", |mirror| scope::write(mirror, account, &fetched, seen))?;
                add(&mut report.counts, counts);
            }
            Message::Skipped { account, kind, app, error } => {
                let parent = store.apps(account)?.into_iter().find(|row| row.id == app).map_or(0, |row| row.pk);
                store.fail_scope(account, kind, parent, &error)?;
                report.skipped.push((app, error));
            }
        }
    }
    while let Some(ended) = fetchers.join_next().await {
        if let Ok(Some(failure)) = ended {
            report.failures.push(failure);
        }
    }

    store.assign_clients()?;
    report.requests = accounts.iter().map(|account| account.client.requests()).sum::<u64>() - sent_before;
    for account in accounts {
        report.apps += store.apps(account.pk)?.len();
    }
    let error = report.failures.first().map(|failure| failure.error.to_string());
    store.finish_run(run, report.requests, report.counts, error.as_deref())?;
    store.checkpoint()?;
    Ok(report)
}

enum Message {
    Fetched { account: i64, fetched: Fetched },
    Skipped { account: i64, kind: ScopeKind, app: String, error: String },
}

/// Reads one account: its heartbeat first, then the texts of each app it names.
async fn fetch_account(account: Account, sender: mpsc::Sender<Message>, progress: Arc<dyn Progress>) -> Option<AccountFailure> {
    let result = async {
        let apps = fetch_heartbeat(&account, &sender, &*progress).await?;
        fetch_texts(&account, apps, &sender, &progress).await
    }
    .await;
    result.err().map(|error| AccountFailure { account: account.name, error })
}

async fn fetch_heartbeat(account: &Account, sender: &mpsc::Sender<Message>, progress: &dyn Progress) -> Result<Vec<String>, asc::Error> {
    let mut apps = Vec::new();
    let mut pages = account.client.pages(&heartbeat::query().to_string());
    progress.expect(1);
    let mut page = pages.next().await?;
    while let Some(mut current) = page {
        progress.advance(&account.name);
        scope::complete(&account.client, &mut current, "appStoreVersions", heartbeat::versions_query).await?;
        apps.extend(current.data.iter().map(|app| app.id.clone()));
        let is_more = current.next.is_some();
        if is_more {
            progress.expect(1);
        }
        send(sender, account, Fetched::Heartbeat { page: current, is_last: !is_more }).await;
        page = pages.next().await?;
    }
    Ok(apps)
}

async fn fetch_texts(
    account: &Account,
    apps: Vec<String>,
    sender: &mpsc::Sender<Message>,
    progress: &Arc<dyn Progress>,
) -> Result<(), asc::Error> {
    progress.expect(2 * apps.len() as u64);
    let mut waiting = apps.into_iter().flat_map(|app| [(ScopeKind::Versions, app.clone()), (ScopeKind::AppInfos, app)]);
    let mut in_flight = JoinSet::new();
    let mut stopped = None;
    loop {
        while stopped.is_none()
            && in_flight.len() < IN_FLIGHT
            && let Some((kind, app)) = waiting.next()
        {
            let client = account.client.clone();
            in_flight.spawn(async move {
                let fetched = scope::fetch_app(&client, kind, &app).await;
                (kind, app, fetched)
            });
        }
        let Some(Ok((kind, app, fetched))) = in_flight.join_next().await else { return stopped.map_or(Ok(()), Err) };
        match fetched {
            Ok(fetched) => send(sender, account, fetched).await,
            // An app that has gone since the heartbeat concerns nobody else; anything else stops the account.
            Err(error) if error.status() == Some(404) => {
                let error = error.to_string();
                drop(sender.send(Message::Skipped { account: account.pk, kind, app, error }).await);
            }
            // What is in flight is paid for: nothing new is asked, but its answers are kept.
            Err(error) => stopped = stopped.or(Some(error)),
        }
        progress.advance(&account.name);
    }
}

async fn send(sender: &mpsc::Sender<Message>, account: &Account, fetched: Fetched) {
    // The writer hangs up only when the store has failed, and then this task is being dropped.
    drop(sender.send(Message::Fetched { account: account.pk, fetched }).await);
}

fn add(total: &mut Counts, counts: Counts) {
    total.new += counts.new;
    total.changed += counts.changed;
    total.gone += counts.gone;
}
