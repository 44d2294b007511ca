//! Screenshots: which files App Store Connect would take, and as which display type.
//!
//! A size is looked up in the table of accepted sizes ([`DisplayType`], [`display_types`]), a file
//! is judged by its header ([`probe`]), and a folder file by file on all cores ([`check_folder`]).
//! Whether a picture can be looked at, pixels included, is told by [`verify`].
//! Nothing here knows async, the database or the network, and nothing is ever written.

mod size;
mod sizes;

mod candidates;

mod probe;

mod jpeg;
mod png;

mod decode;

mod check;

mod folder;
mod natural;
mod verdict;

mod error;

#[cfg(test)]
mod samples;

pub use candidates::{display_types, nearest};
pub use check::{Finding, MAX_SCREENSHOTS, check_folder};
pub use decode::verify;
pub use error::ShotsError;
pub use probe::{ColorModel, Format, MAX_SIDE, Probe, probe};
pub use size::Size;
pub use sizes::DisplayType;
pub use verdict::Verdict;
