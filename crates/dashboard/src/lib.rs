//! HTML pages over the store.
//!
//! [`report()`] writes the fleet as a folder of pages that open from disk: an overview and one page per app. The pages
//! show the staged world, which is what the store would show once everything staged is pushed. They hold no script and
//! ask nobody for anything, so they can be mailed, printed and kept. Nothing here writes to the database; a server over
//! the same pages is not written yet.
//!
//! [`review()`] makes one page of one changeset, for whoever has to agree to it; [`findings()`] one of what checks found.
//!
//! [`Receiver`] is a server of another kind: Apple tells it what has happened.

mod finding;
mod report;
mod review;

mod fleet_page;
mod summary;

mod app_page;
mod app_info;
mod change;
mod history;
mod listing;

mod app;
mod version;

mod page;
mod standing;
mod text;
mod time;

mod folder;
mod query;

mod webhook;
mod server;

mod error;

#[cfg(test)]
mod sample;

pub use error::DashboardError;
pub use finding::{FindingGroup, findings};
pub use report::{Report, report};
pub use review::{Passage, Review, ReviewField, ReviewGroup, review};
pub use server::Dashboard;
pub use webhook::{Delivery, Event, Receiver};
