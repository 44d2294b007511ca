//! App Store Connect: keys, tokens, JSON:API documents, paging, the request budget, retries.
//!
//! The crate speaks HTTP and JSON:API and nothing else. It knows no database, no environment, no
//! home directory and no terminal; time comes from a [`Clock`], the right to send from a [`Budget`].
//! Which resources exist is the caller's knowledge: a [`Resource`] is a type, an id, attributes and
//! relationships, whatever Apple adds to them.

mod budget;
mod client;
mod clock;
mod document;
mod error;
mod http;
mod key;
mod local_budget;
mod origin;
mod pages;
mod pem;
mod query;
mod rate_limit;
mod refusal;
mod retry;
#[cfg(test)]
mod scripted;
mod sender;
mod sign;
mod token;

pub use budget::{Budget, Purpose, Reservation};
pub use client::{Client, Config};
pub use clock::Clock;
pub use document::{Document, Identifier, Linkage, Relationship, Resource};
pub use error::Error;
pub use key::{Key, KeyError};
pub use local_budget::LocalBudget;
pub use origin::{APPLE, MAX_URL_BYTES};
pub use pages::Pages;
pub use query::{Query, chunk_ids, segment};
pub use rate_limit::{Allowance, RateLimit};
pub use refusal::{ApiError, Refusal};
pub use retry::Retry;
