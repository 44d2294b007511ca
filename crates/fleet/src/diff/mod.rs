//! What a changeset changes: read, selected, grouped, and written in every format.

mod change;
mod select;
mod group;
mod review;

mod words;
mod terminal;
mod markdown;
mod json;
mod page;

pub(crate) use change::Change;
pub(crate) use review::{By, Diff, View};
pub(crate) use select::{ChangeArgs, Selected, must_be_fields, must_be_locales};
pub(crate) use terminal::quoted;
