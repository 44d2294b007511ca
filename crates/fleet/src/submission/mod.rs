//! What goes to App Review and to the store: planned, judged, confirmed, pushed and waited for.
//!
//! Each command is a [`Task`] that says what it would stage for which versions. Everything else is the same for all of
//! them: a look at the states first, rows staged through the views, checks of the staged world, a plan with its price, a
//! yes, and a push of exactly what the plan says, which is a changeset like any other.

mod carry_out;
mod task;
mod plan;
mod chosen;
mod look;
mod consent;
mod wait;

mod preflight;
mod policy;
mod limit;

pub(crate) use carry_out::carry_out;
pub(crate) use chosen::{Chosen, ErrandArgs, Record};
pub(crate) use limit::AtMost;
pub(crate) use plan::{Entry, LeftOut, Place, Plan, Why};
pub(crate) use policy::objections;
pub(crate) use preflight::blockers;
pub(crate) use task::{Sends, Task};
