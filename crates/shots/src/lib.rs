//! Screenshots and app previews: from a folder of masters to files that App Store Connect takes.
//!
//! [`read_masters`] reads a folder, each file judged by its header ([`probe`]) and looked up in the
//! table of accepted sizes ([`DisplayType`]); [`plan_renditions`] decides which master becomes which
//! screenshot, and [`plan_previews`] which video becomes which app preview; [`make`] makes the
//! screenshots, on all cores, with the same bytes on every machine.
//! [`sheet`] shows them to a person, and [`strip`] some of them in a terminal.
//! [`check_folder`] only says what would be accepted as it is, and [`verify`] whether a picture can
//! be looked at. Nothing here knows async, the database or the network, and nothing is written but
//! the [`Cache`].

mod size;
mod sizes;

mod candidates;
mod family;

mod probe;

mod jpeg;
mod png;

mod orientation;
mod profile;

mod mend;
mod verdict;

mod masters;

mod folder;
mod manifest;
mod natural;

mod check;

mod renditions;

mod previews;
mod video;

mod color;
mod recipe;

mod make;

mod sheet;
mod strip;

mod decode;
mod encode;
mod resample;

mod budget;
mod cache;

mod error;

#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod samples;

pub use cache::Cache;
pub use candidates::{display_types, nearest};
pub use check::{Finding, MAX_SCREENSHOTS, check_folder};
pub use color::Color;
pub use decode::verify;
pub use error::ShotsError;
pub use family::Family;
pub use folder::DEFAULT_LOCALE;
pub use make::{MadeFile, make};
pub use manifest::MANIFEST;
pub use masters::{Master, Masters, Refused, read_masters};
pub use mend::Mend;
pub use orientation::Orientation;
pub use previews::{MAX_PREVIEW_BYTES, MAX_PREVIEWS, PreviewMaster, PreviewRendition, PreviewType, plan_previews};
pub use probe::{ColorModel, Format, MAX_SIDE, Probe, probe};
pub use profile::ColorProfile;
pub use recipe::{Gravity, Mode, Output, Recipe, Speed};
pub use renditions::{Made, Rendition, Renditions, plan_renditions, renditions};
pub use sheet::{sheet, thumbnails};
pub use size::Size;
pub use sizes::DisplayType;
pub use strip::strip;
pub use verdict::Verdict;
pub use video::{Container, VideoProbe, probe_video};
