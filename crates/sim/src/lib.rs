//! A stateful App Store Connect on 127.0.0.1, written from Apple's document and field reports.
//!
//! A [`Simulator`] holds a generated world of accounts and apps, checks tokens, meters requests
//! and answers in Apple's shapes. It is a world, not a script: what is written is read back, and
//! it survives the process when a state folder is given. Everything that it allows or refuses
//! follows one table per resource (`resources`), written in this crate's own terms.
//!
//! Deliberately absent: any type shared with the client under test. A misspelt field that both
//! sides share would pass every test.

mod simulator;

mod account;
mod clock;
mod pace;
mod listing;
mod keys;
mod metering;
mod faults;
mod error;
mod planted;
mod record;

mod kind;
mod resources;
mod states;
mod review;
mod moment;

mod server;
mod wire;
mod service;
mod endpoint;
mod token;
mod accept;
mod budget;
mod injector;
mod pattern;
mod route;
mod query;
mod cursor;
mod select;
mod document;
mod body;
mod check;
mod write;
mod copy;
mod draft;
mod ids;
mod refusal;

mod world;
mod latent;
mod gallery;
mod media;
mod scratch;
mod due;
mod recent;
mod generate;
mod journal;
mod state;

mod webhooks;
mod courier;

#[cfg(test)]
mod tests;

pub use account::Account;
pub use clock::Clock;
pub use error::SimError;
pub use faults::{Cut, Effect, Fault, Faults, When};
pub use keys::{IssuedKey, Key, Role};
pub use listing::Listing;
pub use media::receive::Upload;
pub use media::serve::Download;
pub use metering::{Metering, MinuteForm, MinuteLimit};
pub use pace::Pace;
pub use planted::{Planted, Problem};
pub use record::Exchange;
pub use review::{Review, ReviewAction};
pub use simulator::{Options, Simulator};
