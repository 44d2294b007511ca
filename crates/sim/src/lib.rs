//! A stateful App Store Connect on 127.0.0.1, written from Apple's document and field reports.
//!
//! A [`Simulator`] holds a generated world of accounts and apps, checks tokens, meters requests
//! and answers in Apple's shapes. It is a world, not a script: what is written is read back, and
//! it survives the process when a state folder is given. Everything that it allows or refuses
//! follows one table per resource (`resources`), written in this crate's own terms.
//!
//! Deliberately absent: any type shared with the client under test. A misspelt field that both
//! sides share would pass every test.

#![expect(dead_code, reason = "the machinery serves more resources than are here yet")]

mod simulator;

mod account;
mod clock;
mod pace;
mod error;
mod record;

mod kind;
mod resources;
mod states;

mod server;
mod service;
mod endpoint;
mod token;
mod budget;
mod route;
mod query;
mod cursor;
mod select;
mod document;
mod body;
mod check;
mod write;
mod copy;
mod ids;
mod refusal;

mod world;
mod scratch;
mod due;
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
pub use pace::Pace;
pub use record::Exchange;
pub use simulator::{Options, Simulator};
