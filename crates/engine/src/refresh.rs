//! Reading again what a push is about to overwrite, as cheaply as Apple allows.
//!
//! Apple's PATCH has no precondition, so the only protection against overwriting somebody's edit is to look first. For
//! fields of versions and apps one request looks at up to 200 apps; texts cost one request per app.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use store::catalog::{Field, catalog};
use store::scope::scope;
use store::{FieldChange, NewStep, Step, StepStatus, Store};

use crate::request::{Answers, Mirrored, Request, Target};
use crate::write::write;
use crate::{Account, AccountFailure, EngineError, Progress};

const HEARTBEAT: &str = "heartbeat";
/// A look before a push is part of no sync.
const NO_RUN: i64 = 0;

/// What must be read again for one account.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stale {
    /// Apps whose states and version fields the heartbeat shows.
    heartbeat: BTreeSet<i64>,
    /// Apps and the scope that shows their texts.
    texts: BTreeSet<(i64, &'static str)>,
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
        let kind = if touch.is_in_heartbeat() { HEARTBEAT } else { &resource.scope };
        let parent = if kind == HEARTBEAT { 0 } else { touch.app };
        let age = store.scope_age(touch.account, kind, parent)?;
        let is_fresh = age.is_some_and(|age| u64::try_from(age).is_ok_and(|age| age < max_age.as_secs()));
        // A step in doubt is always looked at: it may have been applied after the last sync.
        if is_fresh && !touch.is_in_doubt {
            continue;
        }
        let account = stale.entry(touch.account).or_default();
        if kind == HEARTBEAT {
            account.heartbeat.insert(touch.app);
        } else {
            account.texts.insert((touch.app, kind));
        }
    }
    for account in stale.values_mut() {
        // An app's versions scope shows all that the heartbeat shows of its versions.
        let texts = &account.texts;
        account.heartbeat.retain(|app| !texts.contains(&(*app, "versions")));
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
    let target = |pk: &i64| {
        let app = apps.iter().find(|app| app.pk == *pk)?;
        Some(Target { parent: app.pk, id: app.id.clone(), app: app.pk, bundle_id: app.bundle_id.clone() })
    };
    let mut requests: Vec<Request> = Vec::new();
    if let Some(heartbeat) = scope(HEARTBEAT) {
        requests.extend(Request::of_apps(heartbeat, stale.heartbeat.iter().filter_map(target).collect()));
    }
    let row = |(app, kind): &(i64, &'static str)| Some(Request::of_row(scope(kind)?, target(app)?));
    requests.extend(stale.texts.iter().filter_map(row));
    progress.expect(requests.len() as u64);
    for request in requests {
        match read(store, account, request).await? {
            Ok(()) => progress.advance(&account.name),
            // The app has gone; its steps will say so one by one.
            Err(error) if error.status() == Some(404) => progress.advance(&account.name),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(()))
}

/// Reads one request to its end into the mirror.
async fn read(store: &mut Store, account: &Account, request: Request) -> Result<Result<(), asc::Error>, EngineError> {
    let mut answers = Answers::new(&account.client, request.clone());
    let mut seen = Vec::new();
    loop {
        let mut answer = match answers.next().await {
            Ok(Some(answer)) => answer,
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        };
        for cut in answers.cuts(&answer.page) {
            // What is about to be overwritten is looked at whole.
            if let Err(error) = answers.complete(&mut answer.page, &cut, &Mirrored::default()).await {
                return Ok(Err(error));
            }
        }
        store.write_mirror("sync", |mirror| write(mirror, account.pk, NO_RUN, &request, &answer, &mut seen))?;
    }
}
