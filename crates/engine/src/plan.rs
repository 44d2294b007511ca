//! The price of a sync, from the mirror alone and before the first request.

use std::collections::{BTreeMap, BTreeSet};

use store::catalog::catalog;
use store::scope::{Per, Scope};
use store::{Candidate, Runs, Store, StoreError, Verdict, Wanted};

use crate::request::{PAGE, Request, resource};
use crate::{Account, Selection};

/// What a sync will fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncPlan {
    /// One per account.
    pub accounts: Vec<AccountPlan>,
}

/// What a sync will fetch of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPlan {
    /// Name of the account.
    pub account: String,
    /// Scopes in the order in which they are fetched.
    pub scopes: Vec<ScopePlan>,
}

/// What a sync will fetch of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopePlan {
    /// Name of the scope.
    pub scope: &'static str,
    /// Name of its tier.
    pub tier: &'static str,
    /// Requests.
    pub requests: u64,
    /// Whether further rows may turn up on the way, which nobody can know before: what they own was never read.
    pub is_open: bool,
    /// Rows that are fetched, by why.
    pub due: BTreeMap<String, usize>,
    /// Rows that are not, by why not.
    pub skipped: BTreeMap<String, usize>,
}

impl SyncPlan {
    /// Requests in all, as far as they can be known.
    pub fn requests(&self) -> u64 {
        self.accounts.iter().map(AccountPlan::requests).sum()
    }

    /// Whether more may turn up.
    pub fn is_open(&self) -> bool {
        self.accounts.iter().any(AccountPlan::is_open)
    }
}

impl AccountPlan {
    /// Requests for this account, as far as they can be known.
    pub fn requests(&self) -> u64 {
        self.scopes.iter().map(|scope| scope.requests).sum()
    }

    /// Whether more may turn up.
    pub fn is_open(&self) -> bool {
        self.scopes.iter().any(|scope| scope.is_open)
    }
}

/// Plans a sync. Nothing is sent, nothing is written.
pub fn plan_sync(store: &Store, accounts: &[Account], selection: &Selection) -> Result<SyncPlan, StoreError> {
    let wanted = selection.wanted(store)?;
    let key = selection.key();
    let plan = |account: &Account| {
        let runs = store.next_runs(account.pk, &key)?;
        Ok(AccountPlan { account: account.name.clone(), scopes: plan_account(store, account.pk, selection, &wanted, runs)? })
    };
    Ok(SyncPlan { accounts: accounts.iter().map(plan).collect::<Result<_, StoreError>>()? })
}

/// Plans what is left of one account.
pub(crate) fn plan_account(
    store: &Store,
    account: i64,
    selection: &Selection,
    wanted: &Wanted,
    runs: Runs,
) -> Result<Vec<ScopePlan>, StoreError> {
    let mut plans = Vec::new();
    // Resources of which rows may turn up that nobody has seen yet.
    let mut open: Vec<&str> = Vec::new();
    let mut due_rows: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for scope in selection.scopes() {
        let candidates = store.candidates(account, scope, wanted, runs)?;
        let is_news = candidates.iter().any(|candidate| candidate.verdict.is_due() && !candidate.is_known);
        let mut plan = ScopePlan {
            scope: &scope.name,
            tier: &scope.tier,
            requests: 0,
            is_open: needs(scope).iter().any(|resource| open.contains(resource)),
            due: BTreeMap::new(),
            skipped: BTreeMap::new(),
        };
        let mut due = Vec::new();
        for mut candidate in candidates {
            if scope.fresh_by.as_ref().and_then(|other| due_rows.get(other.as_str())).is_some_and(|rows| rows.contains(&candidate.parent)) {
                candidate.verdict = Verdict::Skipped("it comes with the texts".into());
            }
            let (reasons, why) = match &candidate.verdict {
                Verdict::Due(why) => (&mut plan.due, why),
                Verdict::Skipped(why) => (&mut plan.skipped, why),
            };
            *reasons.entry(why.clone()).or_default() += 1;
            due.extend(candidate.verdict.is_due().then_some(candidate));
        }
        due_rows.insert(&scope.name, due.iter().map(|candidate| candidate.parent).collect());
        plan.requests = price(store, account, scope, due)?;
        if is_news || plan.is_open {
            open.extend(brings(scope));
        }
        plans.push(plan);
    }
    Ok(plans)
}

fn price(store: &Store, account: i64, scope: &'static Scope, due: Vec<Candidate>) -> Result<u64, StoreError> {
    let is_whole_account = due.first().is_some_and(|candidate| candidate.parent == 0);
    if is_whole_account && scope.resource == "apps" {
        return Ok(heartbeats(store.apps(account)?.len() as u64));
    }
    Ok(Request::pack(scope, due).len() as u64)
}

/// Requests for one heartbeat of so many apps. An empty account costs one request too.
pub(crate) fn heartbeats(apps: u64) -> u64 {
    apps.div_ceil(PAGE as u64).max(1)
}

/// What is fetched next for an account: all that is due of the first scope that has any, and of those of its tier that
/// need nothing of it.
pub(crate) fn wave(store: &Store, account: i64, selection: &Selection, wanted: &Wanted, runs: Runs) -> Result<Vec<Request>, StoreError> {
    let mut requests: Vec<Request> = Vec::new();
    let mut brought: Vec<&str> = Vec::new();
    for scope in selection.scopes() {
        let is_next = requests.first().is_none_or(|first| first.scope.tier == scope.tier);
        if !is_next || needs(scope).iter().any(|resource| brought.contains(resource)) {
            continue;
        }
        let candidates = store.candidates(account, scope, wanted, runs)?;
        let due: Vec<Candidate> = candidates.into_iter().filter(|candidate| candidate.verdict.is_due()).collect();
        if due.is_empty() {
            continue;
        }
        brought.extend(brings(scope));
        requests.extend(Request::pack(scope, due));
    }
    for request in &mut requests {
        if !wanted.is_full {
            request.known_since = known_since(store, account, request)?;
        }
    }
    Ok(requests)
}

/// Until when the answer of a request that comes newest first is known.
fn known_since(store: &Store, account: i64, request: &Request) -> Result<Option<i64>, StoreError> {
    let scope = request.scope;
    let (Some(field), Some(first)) = (&scope.since, request.targets.first()) else { return Ok(None) };
    if store.scope_age(account, &scope.name, first.parent)?.is_none() {
        return Ok(None);
    }
    let apps: Vec<i64> = request.targets.iter().map(|target| target.app).collect();
    store.known_since(resource(&scope.resource), field, &apps)
}

/// Resources whose rows decide what a scope is asked for: those it hangs from, and those its condition looks at.
fn needs(scope: &Scope) -> Vec<&str> {
    let mut needs: Vec<&str> = match &scope.per {
        Per::Account => Vec::new(),
        Per::Apps => vec!["apps"],
        Per::Row(row) => {
            catalog().resource(row).map(|row| catalog().lineage(row).iter().map(|above| above.name.as_str()).collect()).unwrap_or_default()
        }
    };
    if scope.condition.as_ref().is_some_and(|(sql, _)| sql.contains("EXISTS(")) {
        needs.push(&scope.resource);
    }
    needs
}

/// Resources that a scope brings for the first time. Texts that come along with something else were there before.
fn brings(scope: &Scope) -> Vec<&str> {
    let included = scope.include.iter().filter_map(|include| include.resource.as_deref());
    std::iter::once(scope.resource.as_str()).chain(included).collect()
}
