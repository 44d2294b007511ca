//! Reading again what a push is about to overwrite, as cheaply as Apple allows.
//!
//! Apple's PATCH has no precondition, so the only protection against overwriting somebody's edit is to look first. For
//! fields of versions and apps one request looks at up to 200 apps; texts cost one request per app.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use asc::chunk_ids;
use store::catalog::{Field, ScopeKind, catalog};
use store::{FieldChange, NewStep, Step, StepStatus, Store};

use crate::scope::{self, Fetched};
use crate::{Account, AccountFailure, EngineError, Progress, heartbeat};

/// What must be read again for one account.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stale {
    /// Apps whose states and version fields the heartbeat shows.
    heartbeat: BTreeSet<i64>,
    /// Apps and the scope that shows their texts.
    texts: BTreeSet<(i64, ScopeKind)>,
}

/// Refreshes the scopes of the rows that `steps` touch, unless they are younger than `max_age`. Returns the accounts
/// that could not be read: nothing of theirs may be sent.
pub(crate) async fn refresh(
    store: &mut Store,
    accounts: &[Account],
    steps: &[Step],
    max_age: Duration,
    progress: &dyn Progress,
) -> Result<Vec<AccountFailure>, EngineError> {
    let mut failures = Vec::new();
    for (account, stale) in stale(store, steps.iter().map(Touch::from), max_age)? {
        let Some(account) = accounts.iter().find(|candidate| candidate.pk == account) else { continue };
        if let Err(error) = refresh_account(store, account, &stale, progress).await? {
            failures.push(AccountFailure { account: account.name.clone(), error });
        }
    }
    Ok(failures)
}

/// Requests that a push of `steps` will cost: those that look first, and those that write.
pub fn price(store: &Store, steps: &[NewStep], max_age: Duration) -> Result<(u64, u64), EngineError> {
    let stale = stale(store, steps.iter().map(Touch::from), max_age)?;
    let reads = stale.values().map(|account| account.heartbeat.len().div_ceil(200) + account.texts.len()).sum::<usize>();
    Ok((reads as u64, steps.len() as u64))
}

/// What a step touches.
#[derive(Clone, Copy)]
struct Touch<'a> {
    account: i64,
    app: i64,
    resource: i64,
    method: &'a str,
    fields: &'a [FieldChange],
    is_in_doubt: bool,
}

impl<'a> From<&'a Step> for Touch<'a> {
    fn from(step: &'a Step) -> Self {
        let Step { account, app, resource, .. } = *step;
        Self { account, app, resource, method: &step.method, fields: &step.fields, is_in_doubt: step.status == StepStatus::Sent }
    }
}

impl<'a> From<&'a NewStep> for Touch<'a> {
    fn from(step: &'a NewStep) -> Self {
        let NewStep { account, app, resource, .. } = *step;
        Self { account, app, resource, method: step.method, fields: &step.fields, is_in_doubt: false }
    }
}

impl Touch<'_> {
    /// Whether the heartbeat shows every field that is set.
    fn is_in_heartbeat(&self) -> bool {
        catalog().resource_of_code(self.resource).is_some_and(|resource| {
            self.method == "PATCH"
                && matches!(resource.name.as_str(), "apps" | "versions")
                && self.fields.iter().all(|change| resource.field(&change.field).is_some_and(Field::is_attribute))
        })
    }
}

fn stale<'a>(store: &Store, touches: impl Iterator<Item = Touch<'a>>, max_age: Duration) -> Result<BTreeMap<i64, Stale>, EngineError> {
    let mut stale: BTreeMap<i64, Stale> = BTreeMap::new();
    for touch in touches {
        let Some(resource) = catalog().resource_of_code(touch.resource) else { continue };
        let kind = if touch.is_in_heartbeat() { ScopeKind::Heartbeat } else { resource.scope };
        let parent = if kind == ScopeKind::Heartbeat { 0 } else { touch.app };
        let age = store.scope_age(touch.account, kind, parent)?;
        let is_fresh = age.is_some_and(|age| u64::try_from(age).is_ok_and(|age| age < max_age.as_secs()));
        // A step in doubt is always looked at: it may have been applied after the last sync.
        if is_fresh && !touch.is_in_doubt {
            continue;
        }
        let account = stale.entry(touch.account).or_default();
        if kind == ScopeKind::Heartbeat {
            account.heartbeat.insert(touch.app);
        } else {
            account.texts.insert((touch.app, kind));
        }
    }
    for account in stale.values_mut() {
        // An app's versions scope shows all that the heartbeat shows of its versions.
        let texts = &account.texts;
        account.heartbeat.retain(|app| !texts.contains(&(*app, ScopeKind::Versions)));
    }
    Ok(stale)
}

async fn refresh_account(
    store: &mut Store,
    account: &Account,
    stale: &Stale,
    progress: &dyn Progress,
) -> Result<Result<(), asc::Error>, EngineError> {
    let apps = store.apps(account.pk)?;
    let id_of = |pk: i64| apps.iter().find(|app| app.pk == pk).map(|app| app.id.as_str());
    let ids: Vec<&str> = stale.heartbeat.iter().filter_map(|pk| id_of(*pk)).collect();
    let chunks: Vec<Vec<&str>> =
        chunk_ids(&ids, heartbeat::room()).iter().flat_map(|chunk| chunk.chunks(200).map(<[&str]>::to_vec)).collect();
    progress.expect((chunks.len() + stale.texts.len()) as u64);
    for chunk in chunks {
        let mut page = match account.client.get(&heartbeat::query_of(&chunk).to_string()).await {
            Ok(page) => page,
            Err(error) => return Ok(Err(error)),
        };
        if let Err(error) = scope::complete(&account.client, &mut page, "appStoreVersions", heartbeat::versions_query).await {
            return Ok(Err(error));
        }
        write(store, account, &Fetched::Apps { page })?;
        progress.advance(&account.name);
    }
    for (app, kind) in &stale.texts {
        let Some(id) = id_of(*app) else { continue };
        match scope::fetch_app(&account.client, *kind, id).await {
            Ok(fetched) => write(store, account, &fetched)?,
            // The app has gone; its steps will say so one by one.
            Err(error) if error.status() == Some(404) => {}
            Err(error) => return Ok(Err(error)),
        }
        progress.advance(&account.name);
    }
    Ok(Ok(()))
}

fn write(store: &mut Store, account: &Account, fetched: &Fetched) -> Result<(), EngineError> {
    store.write_mirror("sync", |mirror| scope::write(mirror, account.pk, fetched, &mut Vec::new()))?;
    Ok(())
}
