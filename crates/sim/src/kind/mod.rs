//! The words in which the tables of `resources` are written.

mod table;
mod attribute;
mod relationship;
mod filter;

pub(crate) use attribute::{ASSET_DELIVERY_STATE, Attribute, Form, IMAGE_ASSET, LONG, Right, UPLOAD_OPERATIONS, text};
pub(crate) use filter::Filter;
pub(crate) use relationship::{Include, LinkageOperation, Missing, Related, Relationship, Source};
pub(crate) use table::{Id, Kind, Operation, Rules};
