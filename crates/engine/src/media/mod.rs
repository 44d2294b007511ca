//! Pictures and films: the one part of a listing that is more than values.
//!
//! What a localization shows is staged as rows like everything else. How it gets to Apple is [`MediaBackend`]'s: today sets
//! of files below a localization (API 4.4.1, [`Sets`]), reserved, sent elsewhere, committed and processed. The asset library
//! of API 4.5 keeps a file once per app and places it many times; it is to be a second back end behind the same trait, and
//! nothing outside this folder asks which one is there.

mod compare;
mod keepsake;
mod kept;
mod order;
mod plan;
mod processing;
mod refused;
mod under_way;
mod upload;

use store::catalog::{Resource, catalog};
use store::{FieldChange, NewStep, StagedField, Step};

pub use compare::{Act, SetPlan, WantedFile, compare};
pub use kept::{NewFile, checksum, keep_file};
pub(crate) use under_way::{LAG, UnderWay};
pub(crate) use upload::{Sending, commit};

/// A way to keep media at App Store Connect.
pub(crate) trait MediaBackend: Sync {
    /// Whether rows of this resource are its own: files, or what holds them.
    fn keeps(&self, resource: &Resource) -> bool;
    /// The calls for what is staged, row by row, in an order that never holds more files than fit, and removes nothing that
    /// could still be seen before what takes its place is there.
    fn steps(&self, rows: &[Vec<&StagedField>]) -> Vec<NewStep>;
    /// What a step of its own is for.
    fn part(&self, step: &Step) -> Part;
    /// Whether a step that is planned commits a file.
    fn is_commit(&self, step: &NewStep) -> bool;
}

/// What a call does to media, and with it when its turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// It makes room or reserves a place.
    Reserve,
    /// It commits a file, which is sent before.
    Commit,
    /// It removes or sorts, after everything new has arrived.
    Finish,
    /// It has nothing to do with media.
    None,
}

/// The back end of API 4.4.1: sets of at most so many files, one per display type, below a localization.
pub(crate) struct Sets;

/// The back end that is there.
pub(crate) fn backend() -> &'static dyn MediaBackend {
    &Sets
}

impl MediaBackend for Sets {
    fn keeps(&self, resource: &Resource) -> bool {
        resource.is_upload || files_of(resource).is_some()
    }

    fn steps(&self, rows: &[Vec<&StagedField>]) -> Vec<NewStep> {
        plan::steps(rows)
    }

    fn is_commit(&self, step: &NewStep) -> bool {
        step.method == "PATCH" && catalog().resource_of_code(step.resource).is_some_and(|resource| commits(resource, &step.fields))
    }

    fn part(&self, step: &Step) -> Part {
        let Some(resource) = catalog().resource_of_code(step.resource).filter(|resource| self.keeps(resource)) else { return Part::None };
        match step.method.as_str() {
            "POST" => Part::Reserve,
            "PATCH" if commits(resource, &step.fields) => Part::Commit,
            "DELETE" => Part::Finish,
            "PATCH" if step.ordered().is_some() => Part::Finish,
            _ => Part::None,
        }
    }
}

/// Whether a call that sets these fields commits a file.
fn commits(resource: &Resource, fields: &[FieldChange]) -> bool {
    fields.iter().any(|change| resource.field(&change.field).is_some_and(|field| field.is_commit))
}

/// The files that a set of this kind holds.
pub(crate) fn files_of(set: &Resource) -> Option<&'static Resource> {
    let holds = |resource: &&Resource| resource.is_upload && resource.parent.as_ref().is_some_and(|parent| parent.resource == set.name);
    catalog().resources.iter().find(holds)
}
