//! Figures as rows: how they are made from samples, printed, kept as JSON and compared with older ones.

pub(crate) mod compare;
mod row;
mod table;

pub(crate) use row::{Bar, Row};
pub(crate) use table::markdown;
