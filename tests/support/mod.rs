//! The harness: a fleet of its own for every test, and a checker of everything it sends.

mod fleet;
mod edits;
mod gallery;
mod media;
mod picture;
mod ran;
mod console;
mod counted;
mod started;
mod words;

mod http;
mod scripted;
mod shell;
mod skip;
#[cfg(unix)]
mod terminal;

pub(crate) mod contract;
pub(crate) mod markdown;
mod departures;

pub(crate) use console::Console;
pub(crate) use counted::Counted;
pub(crate) use edits::{EDIT_ROUNDS, LOCALES, READY_FOR_MORE, edits, free_point};
pub(crate) use fleet::{TestFleet, World, root};
pub(crate) use gallery::{DISPLAY, Gallery};
pub(crate) use http::{get, send};
pub(crate) use media::{WATCH, kept, remote};
pub(crate) use picture::{film, picture};
pub(crate) use ran::Ran;
pub(crate) use scripted::{Answer, Scripted, error};
pub(crate) use shell::sqlite3;
pub(crate) use skip::skip;
pub(crate) use started::Started;
#[cfg(unix)]
pub(crate) use terminal::on_terminal;
