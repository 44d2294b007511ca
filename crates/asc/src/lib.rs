//! App Store Connect: keys, tokens, JSON:API documents, paging, the request budget, retries.
//!
//! The crate speaks HTTP and JSON:API and nothing else. It knows no database, no environment, no
//! home directory and no terminal; time comes from a [`Clock`], the right to send from a [`Budget`].
//! Which resources exist is the caller's knowledge: a [`Resource`] is a type, an id, attributes and
//! relationships, whatever Apple adds to them.

mod client;
mod pages;
mod query;
mod document;
mod refusal;
mod error;
mod key;
mod pem;
mod token;
mod sign;
mod budget;
mod rate_limit;
mod local_budget;
mod slots;
mod stop;
mod sender;
mod retry;
mod http;
mod room;
mod download;
mod upload;
mod upload_operation;
mod address;
mod elsewhere;
mod origin;
mod clock;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod sender_tests;

pub use address::{Addresses, Echo};
pub use budget::{Budget, Purpose, Reservation, Ticket};
pub use client::{Client, Config};
pub use clock::Clock;
pub use document::{Document, Identifier, Linkage, Relationship, Resource};
pub use download::{DownloadError, Downloads};
pub use error::{Error, chain};
pub use key::{Key, KeyError};
pub use local_budget::LocalBudget;
pub use origin::{APPLE, MAX_URL_BYTES};
pub use pages::Pages;
pub use query::{Query, chunk_ids, segment};
pub use rate_limit::{Allowance, RateLimit};
pub use refusal::{ApiError, Refusal};
pub use retry::Retry;
pub use stop::Stop;
pub use upload::{UploadError, Uploads};
pub use upload_operation::UploadOperation;
