//! Reading again what a push is about to overwrite, as cheaply as Apple allows.
//!
//! Apple's PATCH has no precondition, so the only protection against overwriting somebody's edit is to look. For
//! fields of versions and apps one request looks at up to 200 apps; texts cost one request per app.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use store::catalog::{Field, catalog};
use store::scope::{Per, scope, scopes};
use store::{AppRow, FieldChange, NewStep, ORDER, Step, StepStatus, Store};

use crate::media::backend;
use crate::request::{Answers, Mirrored, PAGE, Request, Target};
use crate::settle::has_effects;
use crate::write::write;
use crate::{Account, AccountFailure, EngineError, Progress};

const HEARTBEAT: &str = "heartbeat";
/// A look before a push is part of no sync.
const NO_RUN: i64 = 0;

/// What must be read again for one account: by scope, the rows it is asked for.
type Stale = BTreeMap<&'static str, BTreeMap<i64, Due>>;

/// A row that a scope is asked for.
#[derive(Debug, Clone, Copy)]
struct Due {
    app: i64,
    /// Of a list that comes newest first, how far it is read, in Unix seconds; `None`: to its end.
    since: Option<i64>,
}

/// Refreshes the scopes of the rows that are touched, unless they are younger than `max_age`. Returns the accounts
/// that could not be read: nothing of theirs may be sent.
pub(crate) async fn refresh<'a>(
    store: &mut Store,
    accounts: &[Account],
    touches: impl Iterator<Item = Touch<'a>>,
    max_age: Duration,
    progress: &dyn Progress,
) -> Result<Vec<AccountFailure>, EngineError> {
    let mut failures = Vec::new();
    for (account, stale) in stale(store, touches, max_age)? {
        let Some(account) = accounts.iter().find(|candidate| candidate.pk == account) else { continue };
        if let Err(error) = refresh_account(store, account, &stale, progress).await? {
            failures.push(AccountFailure { account: account.name.clone(), error });
        }
    }
    Ok(failures)
}

/// Reads a scope again for these rows, given with their accounts and apps. Returns the accounts that could not be read.
///
/// # Errors
/// Those of the store.
pub async fn reread(
    store: &mut Store,
    accounts: &[Account],
    scope: &'static str,
    rows: &[(i64, i64, i64)],
    progress: &dyn Progress,
) -> Result<Vec<AccountFailure>, EngineError> {
    let mut failures = Vec::new();
    for account in accounts {
        let theirs = rows.iter().filter(|(of, ..)| *of == account.pk);
        let theirs: BTreeMap<i64, Due> = theirs.map(|&(_, row, app)| (row, Due { app, since: None })).collect();
        if theirs.is_empty() {
            continue;
        }
        if let Err(error) = refresh_account(store, account, &Stale::from([(scope, theirs)]), progress).await? {
            failures.push(AccountFailure { account: account.name.clone(), error });
        }
    }
    Ok(failures)
}

/// Requests that a push of `steps` will cost: those that look, before and after, and those that write.
pub fn price(store: &Store, steps: &[NewStep], max_age: Duration) -> Result<(u64, u64), EngineError> {
    let before = stale(store, steps.iter().map(Touch::from), max_age)?;
    let with_effects = steps.iter().filter(|step| has_effects(step.resource));
    let after = stale(store, with_effects.map(|step| Touch::from(step).surely()), Duration::ZERO)?;
    let requests = |(kind, rows): (&&'static str, &BTreeMap<i64, Due>)| match scope(kind).map(|scope| &scope.per) {
        Some(Per::Account | Per::Apps) => rows.len().div_ceil(PAGE),
        _ => rows.len(),
    };
    let reads = before.values().chain(after.values()).flat_map(|account| account.iter().map(requests)).sum::<usize>();
    // Whether files were processed is asked locale by locale, at least once, and whether they were sorted once.
    let mut looks = BTreeSet::new();
    for step in steps {
        let (is_commit, is_order) =
            (backend().is_commit(step), step.fields.iter().any(|change| change.field == ORDER && step.method == "PATCH"));
        if is_commit || is_order {
            looks.insert((is_order, store.ancestor(step.resource, step.pk, "version_localizations")?));
        }
    }
    Ok(((reads + looks.len()) as u64, steps.len() as u64))
}

/// What a step touches.
#[derive(Clone, Copy)]
pub(crate) struct Touch<'a> {
    account: i64,
    app: i64,
    resource: i64,
    pk: i64,
    method: &'a str,
    fields: &'a [FieldChange],
    is_new: bool,
    /// A step in doubt is always looked at: it may have been applied after the last sync.
    must_look: bool,
}

impl<'a> From<&'a Step> for Touch<'a> {
    fn from(step: &'a Step) -> Self {
        let Step { account, app, resource, pk, .. } = *step;
        let must_look = step.status == StepStatus::Sent;
        Self {
            account,
            app,
            resource,
            pk,
            method: &step.method,
            fields: &step.fields,
            is_new: is_new(&step.method, &step.path, resource),
            must_look,
        }
    }
}

impl<'a> From<&'a NewStep> for Touch<'a> {
    fn from(step: &'a NewStep) -> Self {
        let NewStep { account, app, resource, pk, .. } = *step;
        Self {
            account,
            app,
            resource,
            pk,
            method: step.method,
            fields: &step.fields,
            is_new: is_new(step.method, &step.path, resource),
            must_look: false,
        }
    }
}

/// Whether there is nothing yet that could be overwritten.
fn is_new(method: &str, path: &str, resource: i64) -> bool {
    let is_replaced = catalog().resource_of_code(resource).is_some_and(|resource| resource.is_replaced);
    (method == "POST" && !is_replaced) || path.split('/').any(|part| part.starts_with('~'))
}

impl Touch<'_> {
    /// The same, looked at whatever is known.
    pub(crate) fn surely(self) -> Self {
        Self { must_look: true, ..self }
    }

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
    for touch in touches.filter(|touch| touch.must_look || !touch.is_new) {
        let Some(resource) = catalog().resource_of_code(touch.resource) else { continue };
        let kinds = if touch.is_in_heartbeat() {
            vec![HEARTBEAT]
        } else {
            [&resource.scope].into_iter().chain(&resource.seen_in).map(String::as_str).collect()
        };
        for kind in kinds {
            let Some(scope) = scope(kind) else { continue };
            // By which row the book of scopes knows it, and for which row it is asked.
            let (known_by, asked_for) = match &scope.per {
                Per::Account => (0, Some(touch.app)),
                Per::Apps => (touch.app, Some(touch.app)),
                Per::Row(row) => {
                    let row = store.ancestor(touch.resource, touch.pk, row)?;
                    (row.unwrap_or_default(), row)
                }
            };
            let age = store.scope_age(touch.account, kind, known_by)?;
            let is_fresh = age.is_some_and(|age| u64::try_from(age).is_ok_and(|age| age < max_age.as_secs()));
            if let Some(row) = asked_for.filter(|_| !is_fresh || touch.must_look) {
                let since = match &scope.since {
                    Some(field) => store.moment_of(touch.resource, touch.pk, &scope.resource, field)?,
                    None => None,
                };
                let due = stale.entry(touch.account).or_default().entry(&scope.name).or_default();
                let due = due.entry(row).or_insert(Due { app: touch.app, since });
                // The oldest of what is touched is seen, too.
                due.since = due.since.zip(since).map(|(one, other)| one.min(other));
            }
        }
    }
    for account in stale.values_mut() {
        // An app's versions scope shows all that the heartbeat shows of its versions.
        let texts = account.get("versions").cloned().unwrap_or_default();
        if let Some(heartbeat) = account.get_mut(HEARTBEAT) {
            heartbeat.retain(|app, _| !texts.contains_key(app));
        }
    }
    Ok(stale)
}

async fn refresh_account(
    store: &mut Store,
    account: &Account,
    stale: &Stale,
    progress: &dyn Progress,
) -> Result<Result<(), asc::Error>, EngineError> {
    let apps: HashMap<i64, AppRow> = store.apps(account.pk)?.into_iter().map(|app| (app.pk, app)).collect();
    let mut requests: Vec<Request> = Vec::new();
    for scope in scopes() {
        let Some(rows) = stale.get(scope.name.as_str()) else { continue };
        let mut targets = Vec::new();
        let mut since = BTreeMap::new();
        for (row, Due { app, since: seen }) in rows {
            since.insert(*row, *seen);
            let resource = scope.row().unwrap_or("apps");
            let id = store.id_of(resource, *row)?.filter(|id| !id.starts_with('~'));
            if let (Some(id), Some(app)) = (id, apps.get(app)) {
                targets.push(Target { parent: *row, id, app: app.pk, bundle_id: app.bundle_id.clone() });
            }
        }
        match scope.per {
            Per::Account | Per::Apps => requests.extend(Request::of_apps(scope, targets)),
            Per::Row(_) => requests.extend(targets.into_iter().map(|target| {
                let known_since = since.get(&target.parent).copied().flatten();
                Request { known_since, ..Request::of_row(scope, target) }
            })),
        }
    }
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

/// Reads one request to its end, and leaves the mirror as it is.
pub(crate) async fn peek(account: &Account, request: Request) -> Result<Vec<asc::Resource>, asc::Error> {
    let mut answers = Answers::new(&account.client, request);
    let mut found = Vec::new();
    while let Some(answer) = answers.next().await? {
        found.extend(answer.page.data);
    }
    Ok(found)
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
