//! The price of a sync, from the mirror alone and before the first request.

use store::{Store, StoreError};

use crate::Account;

/// What a sync will fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncPlan {
    /// One line per account.
    pub accounts: Vec<AccountPlan>,
}

/// What a sync will fetch of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPlan {
    /// Name of the account.
    pub account: String,
    /// Apps known so far; `None` before the first sync.
    pub apps: Option<u64>,
    /// Requests for the heartbeat: one per 200 apps.
    pub heartbeat: u64,
    /// Requests for texts: two per app.
    pub texts: u64,
}

impl SyncPlan {
    /// Requests in all; `None` while an account has never been read, because only Apple knows how many apps it has.
    pub fn requests(&self) -> Option<u64> {
        self.accounts.iter().map(|account| account.apps.map(|_| account.heartbeat + account.texts)).sum()
    }
}

/// Plans a sync of states and texts: ⌈apps ÷ 200⌉ + 2 × apps requests per account.
pub fn plan_sync(store: &Store, accounts: &[Account]) -> Result<SyncPlan, StoreError> {
    let accounts = accounts
        .iter()
        .map(|account| {
            let known = store.scope_age(account.pk, store::catalog::ScopeKind::Heartbeat, 0)?.is_some();
            let apps = store.apps(account.pk)?.len() as u64;
            Ok(AccountPlan { account: account.name.clone(), apps: known.then_some(apps), heartbeat: heartbeats(apps), texts: 2 * apps })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(SyncPlan { accounts })
}

/// Requests for one heartbeat of so many apps. An empty account costs one request too.
pub(crate) fn heartbeats(apps: u64) -> u64 {
    apps.div_ceil(200).max(1)
}
