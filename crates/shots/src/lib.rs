//! Screenshots: which files App Store Connect would take, and as which display type.
//!
//! A size is looked up in the table of accepted sizes ([`DisplayType`], [`display_types`]), a file
//! is judged by its header ([`probe`]), and a folder file by file on all cores ([`check_folder`]).
//! Nothing here knows async, the database or the network, nothing is ever written, and no pixel is
//! decoded.

mod size;
mod sizes;

mod candidates;

mod probe;

mod jpeg;
mod png;

mod check;

mod folder;
mod natural;
mod verdict;

mod error;

#[cfg(test)]
mod samples;

pub use candidates::{display_types, nearest};
pub use check::{Finding, MAX_SCREENSHOTS, check_folder};
pub use error::ShotsError;
pub use probe::{ColorModel, Format, MAX_SIDE, Probe, probe};
pub use size::Size;
pub use sizes::DisplayType;
pub use verdict::Verdict;
