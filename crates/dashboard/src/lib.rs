//! HTML pages over the store.
//!
//! [`report()`] writes the fleet, or a part of it, as a folder of pages that open from disk: an overview, a page for each
//! client, one for each app and one with its listings. The pages show the staged world, which is what the store would
//! show once everything staged is pushed. They hold no script and ask nobody for anything, so they can be mailed,
//! printed and kept. [`rows()`] is the same in a line for each app and platform.
//!
//! [`review()`] makes one page of one changeset, for whoever has to agree to it; [`findings()`] one of what checks found.
//!
//! [`Dashboard`] serves the pages live on this computer, with forms that stage and take back through the same views as
//! everybody else. Nothing else here writes to the database.
//!
//! [`Receiver`] is a server of another kind: Apple tells it what has happened.

mod background;
mod finding;
mod report;
mod review;
mod rows;

mod fleet;
mod fleet_page;
mod campaign;
mod news;
mod review_time;
mod summary;

mod app_page;
mod app_info;
mod change;
mod coverage;
mod details;
mod history;
mod listing;

mod app;
mod readiness;
mod version;

mod chart;
mod page;
mod picture;
mod standing;
mod text;
mod time;

mod folder;
mod query;

mod webhook;
mod server;

mod error;

#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod sample;

pub use background::{Background, Campaign, CheckWords, Thumbnail};
pub use error::DashboardError;
pub use finding::{FindingGroup, findings};
pub use report::{Report, Selection, Wish, report};
pub use review::{Passage, Review, ReviewField, ReviewGroup, review};
pub use rows::rows;
pub use server::{Dashboard, Source};
pub use webhook::{Delivery, Event, Receiver};
