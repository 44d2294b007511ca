//! `fleet`: many App Store Connect apps, mirrored, queried and changed at once.
//!
//! A library for one reason: what fuzzes the readers of foreign files has to be linked with them. It offers nothing but
//! the program.

mod checks;
mod cli;
mod commands;
mod completion;

mod config;
mod keys;
mod secret;
mod simulator;
mod server;
mod budget;
mod conflict;
mod connection;
mod workspace;
mod sql_folder;
mod interrupt;

mod watch;
mod news;
mod cadence;
mod hook;

mod availability;
mod build;
mod price;
mod version;
mod texts;
mod listing;
mod locale;
mod ratings;
mod sheet;
mod columns;
mod proposal;
mod pulled;

mod campaign;
mod campaign_report;
mod coverage;
mod diff;
mod submission;
mod file_copies;
mod history_report;
mod image_report;
mod media;
mod moment;
mod output;
mod grid;
mod wrap;
mod state;
mod pager;
mod hyperlink;
mod picture;
mod progress;
mod plan_report;
mod portable;
mod profile;
mod push_report;
mod selection;
mod skipped;
mod confirmation;
mod sentence;
mod template;

mod about;
mod author;
mod error;
mod exit_code;

#[cfg(test)]
mod examples;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod reference;

use std::process::ExitCode;

/// The program: reads the arguments, does what they say, and tells how that went.
pub fn main() -> ExitCode {
    cli::main()
}
