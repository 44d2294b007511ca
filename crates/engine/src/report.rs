//! What came of a sync or a push.

use store::{Counts, Subject, Transition, Value};

/// Outcome of a sync.
#[derive(Debug, Default)]
pub struct SyncReport {
    /// Requests sent, retries included.
    pub requests: u64,
    /// Requests the plan expected, once it was sure of all.
    pub planned: Option<u64>,
    /// Requests that are still due, because something stopped early.
    pub left: u64,
    /// Whether it was told to stop.
    pub is_interrupted: bool,
    /// Whether it went on where an interrupted sync had stopped.
    pub is_continued: bool,
    /// Rows written.
    pub counts: Counts,
    /// Accounts that were asked.
    pub accounts: usize,
    /// Apps in the mirror afterwards.
    pub apps: usize,
    /// Accounts that stopped early, each once.
    pub failures: Vec<AccountFailure>,
    /// What could not be read, with why: scope and app.
    pub skipped: Vec<Skipped>,
    /// Apps that a key does not show any more, as account and bundle id: transferred, deleted, or the role was lost.
    pub disappeared: Vec<(String, String)>,
    /// Changes of state that were seen.
    pub transitions: Vec<Transition>,
}

/// Something that could not be read although its account goes on.
#[derive(Debug)]
pub struct Skipped {
    /// Name of the scope.
    pub scope: &'static str,
    /// Bundle id of the app.
    pub bundle_id: String,
    /// Why.
    pub error: String,
}

/// An account that stopped early.
#[derive(Debug)]
pub struct AccountFailure {
    /// Its name.
    pub account: String,
    /// Why.
    pub error: asc::Error,
}

/// Outcome of a push.
#[derive(Debug, Default)]
pub struct PushReport {
    /// Number of the changeset.
    pub changeset: i64,
    /// Steps Apple accepted.
    pub done: usize,
    /// Steps that needed no call, because Apple had the value already.
    pub already: usize,
    /// Fields that somebody changed meanwhile.
    pub conflicts: Vec<Conflict>,
    /// Steps Apple refused.
    pub failed: Vec<Failure>,
    /// Steps not sent because their account stopped; the next push continues with them.
    pub left: usize,
    /// Files that Apple has and was still looking at; the next push looks what has become of them.
    pub processing: usize,
    /// Why files were not sent that the next push will send, each reason once.
    pub postponed: Vec<String>,
    /// Whether the first apps are done and the others wait to be told to go on.
    pub is_paused: bool,
    /// Requests that read.
    pub reads: u64,
    /// Requests that wrote.
    pub writes: u64,
    /// Accounts that stopped early.
    pub failures: Vec<AccountFailure>,
    /// Values Apple stored differently than they were sent.
    pub normalized: Vec<Normalized>,
}

/// A field that somebody changed between the sync and the push.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// What it is about.
    pub subject: Subject,
    /// Column name.
    pub field: String,
    /// What the mirror said when it was staged.
    pub base: Value,
    /// What we wanted.
    pub ours: Value,
    /// What Apple has now.
    pub theirs: Value,
    /// Other fields of the same row, which wait with it.
    pub with: Vec<String>,
}

/// A value that Apple stored differently than it was sent.
#[derive(Debug, Clone)]
pub struct Normalized {
    /// What it is about.
    pub subject: Subject,
    /// Column name.
    pub field: String,
    /// What was sent.
    pub sent: Value,
    /// What Apple has.
    pub stored: Value,
}

/// A step that Apple refused.
#[derive(Debug, Default)]
pub struct Failure {
    /// What it is about.
    pub subject: Subject,
    /// Column that Apple points at, where its sentence does not name it.
    pub field: Option<String>,
    /// What failed, with Apple's code and detail.
    pub message: String,
    /// The same without the ids of the row, so that equal refusals of many rows are equal texts.
    pub reason: String,
    /// One line for each further error Apple named, with the rows that the mirror knows by their names.
    pub details: Vec<String>,
    /// What other rows lack, of those details that are about one: the same texts for the same lack of different apps.
    pub lacks: Vec<Lack>,
    /// HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// Apple's code of the first error.
    pub code: Option<String>,
    /// By which Apple's support finds the request.
    pub request_id: Option<String>,
    /// What remains of the step.
    pub remains: Remains,
}

/// Something that a row lacks, for which Apple refused another one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Platform and version string, where the row belongs to a version.
    pub version: Option<String>,
    /// Locales of the rows that lack it.
    pub locales: Vec<String>,
    /// Resource of the row, where the mirror knows it.
    pub resource: Option<String>,
    /// Column that Apple points at.
    pub field: Option<String>,
    /// `resource.field: CODE: detail`.
    pub text: String,
}

/// What remains of a step that was refused.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// It is staged again.
    #[default]
    Staged,
    /// Nothing of it is staged, and Apple keeps a place for a file that never came.
    Reserved,
    /// Nothing of it is staged, and Apple has a file that it cannot use.
    Unusable,
    /// Nothing.
    Nothing,
}

impl PushReport {
    /// Whether everything that was staged has arrived.
    pub fn is_complete(&self) -> bool {
        self.conflicts.is_empty() && self.failed.is_empty() && self.left == 0 && self.processing == 0
    }

    /// Adds the report of a further changeset.
    pub fn merge(&mut self, other: Self) {
        self.changeset = other.changeset;
        self.done += other.done;
        self.already += other.already;
        self.conflicts.extend(other.conflicts);
        self.failed.extend(other.failed);
        self.left += other.left;
        self.processing += other.processing;
        self.postponed.extend(other.postponed);
        self.is_paused |= other.is_paused;
        self.reads += other.reads;
        self.writes += other.writes;
        self.failures.extend(other.failures);
        self.normalized.extend(other.normalized);
    }
}
