//! What stops a whole sync or push. What stops one account or one step is part of the report.

use thiserror::Error;

/// Why the engine gave up.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// An image cannot be written.
    #[error(transparent)]
    Image(#[from] crate::DiskError),
    /// The program is coming to its end.
    #[error("it was interrupted")]
    Interrupted,
    /// A journal step names an account that is not configured any more.
    #[error("changeset {changeset} was staged with the account `{account}`, which has no key here")]
    NoKey {
        /// The changeset.
        changeset: i64,
        /// Row or name of the account.
        account: String,
    },
    /// The sealed changeset is not the one that was reviewed.
    #[error("the staged changes have the digest {found}, not {expected}")]
    Digest {
        /// What was asked for.
        expected: String,
        /// What is staged.
        found: String,
    },
}

impl EngineError {
    /// Whether there is nothing to seal.
    pub fn is_nothing_staged(&self) -> bool {
        matches!(self, Self::Store(store::StoreError::NothingStaged))
    }
}
