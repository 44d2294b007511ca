//! Sync, seal, push and undo: the only crate that knows both App Store Connect and the store.
//!
//! Its one translation is between a JSON:API resource and a row of the mirror, by the store's catalogue. It reads no
//! configuration and talks to nobody: progress is a trait, results are values.

mod selection;
mod plan;
mod sync;

mod request;
mod write;
mod row;

mod image;
mod image_folder;
mod media;

mod seal;
mod inline;
mod price_point;
mod push;
mod refresh;
mod schedule;
mod send;
mod refusal;
mod settle;
mod report;

mod account;
mod address;
mod budget;
mod error;
mod progress;

#[cfg(test)]
mod life_tests;

pub use account::Account;
pub use address::ask_addresses;
pub use budget::SharedBudget;
pub use error::EngineError;
pub use image::{ImageError, ImageFailure, ImagePlan, ImageReport, download_images, plan_images};
pub use image_folder::DiskError;
pub use media::{Act, NewFile, SetPlan, WantedFile, checksum, compare, keep_file};
pub use plan::{AccountPlan, ScopePlan, SyncPlan, plan_sync};
pub use price_point::{
    Equalized, Found, PricePoint, amount, equalized_prices, find_price_point, free_point, is_free, keep_price_point, territory_of,
};
pub use progress::{Progress, Silent};
pub use push::{PushOptions, look, push};
pub use refresh::{price, reread};
pub use report::{AccountFailure, Conflict, Failure, Lack, Normalized, PushReport, Remains, Skipped, SyncReport};
pub use seal::{SealedStep, compile, seal};
pub use selection::Selection;
pub use send::Secrets;
pub use sync::sync;
