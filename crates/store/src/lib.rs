//! The database file: open, migrate, read, stage, and the journal of what was sent.
//!
//! Three layers live in one SQLite file: the mirror (`<resource>_mirror`, what Apple last said), the staging area
//! (`staged`: field, base, value) and the views people read and write (`versions`, `listings`, …). This crate owns the
//! file and the SQL; it knows no network, no async and no configuration.

pub mod catalog;
pub mod generate;

mod open;
mod salvage;
mod schema;
mod lock;

pub mod scope;
mod mirror;
mod secret;
mod sync;
mod due;
mod image;

mod authorizer;
mod query;
mod stage;
mod reversal;
mod edit;

mod rule;
mod validate;
mod changeset;
mod journal;
mod discard;
mod exchange;
mod settle;
mod step;
mod undo;

pub mod check;
mod finding;
mod function;
mod readiness;

mod fleet;
mod campaign;
mod limits;
mod media;
mod order;
mod standing;

#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod exchange_tests;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod journal_tests;
#[cfg(test)]
mod limits_tests;
#[cfg(test)]
mod semantics;
#[cfg(test)]
mod staging_tests;
#[cfg(test)]
mod validate_tests;

mod error;
mod value;

pub use changeset::{Changeset, Sealing, StagedConflict, StagedField};
pub use discard::{ASSISTANT, Discarded};
pub use due::{CONTINUED, Candidate, Runs, Verdict, Wanted};
pub use edit::{Edit, OnRefusal, Refusal};
pub use error::StoreError;
pub use exchange::{Imported, PortableAccount, PortableChange, Unequal};
pub use finding::{BrokenCheck, CheckedApp, Finding, run_checks};
pub use fleet::{AccountRow, AppSettings, Client, Fleet, Settings};
pub use image::{ImageFile, WantedImage};
pub use journal::JournalRow;
pub use limits::{Claim, Grant, Limits, Quota, Told, Usage};
pub use lock::{PushLock, SyncLock};
pub use media::{Delivery, MediaChange, MediaFile, MediaPlace, MediaRow};
pub use mirror::{Counts, Mirror, Put, Row};
pub use open::{Store, create_private_folder};
pub use order::{ORDER, SortedSet};
pub use query::{Bounds, Reader};
pub use readiness::Acknowledgement;
pub use reversal::Reversal;
pub use rule::{is_reference, without_secret};
pub use salvage::{Salvage, SavedTable, salvage};
pub use secret::{SecretKey, secret_key};
pub use settle::Outcome;
pub use stage::Staging;
pub use standing::Standing;
pub use step::{FieldChange, NewStep, Step, StepStatus, Subject};
pub use sync::{AppRow, Transition};
pub use undo::Undo;
pub use validate::Problem;
pub use value::{Table, Value, literal};

/// The version of SQLite within.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The format of the file that this program writes, in `PRAGMA user_version`.
pub fn format() -> i64 {
    schema::version()
}
