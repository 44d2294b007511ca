//! From a draft to the store: what a submission needs, what the reviewer does, what follows.

mod preflight;
mod state;
mod app_info;
mod submission;
mod release;
mod reviewer;

pub(crate) use app_info::follow;
pub(crate) use preflight::problems;
pub(crate) use release::{arrange, happen as released, release};
pub(crate) use reviewer::{Idle, act, happen as reviewed, wake};
pub use reviewer::{Review, ReviewAction};
pub(crate) use state::{Subject, set_version_state};
pub(crate) use submission::{add, cancel, changed, drop_item, holder, open_items, removed, resolve, submit, withdraw};
