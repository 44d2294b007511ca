//! A commit on its way: the parts of the file go to the addresses that its reservation named, then Apple is told.
//!
//! The addresses are as good as passwords and live in memory only. A push that goes on after a crash asks the reservation
//! for them again; a part that arrives twice is the same part.

use std::path::PathBuf;

use asc::{Client, Document, UploadError, UploadOperation, Uploads};
use serde_json::Value as Json;
use store::Step;

use crate::send::{Sent, sent};

/// A file that is to be committed.
pub(crate) struct Sending {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its length.
    pub(crate) bytes: u64,
    /// Where its parts go, if the reservation was answered a moment ago.
    pub(crate) operations: Option<Vec<UploadOperation>>,
}

/// Sends a file and commits it.
pub(crate) async fn commit(client: &Client, uploads: &Uploads, step: &Step, sending: Sending) -> Sent {
    let Sending { path, bytes, operations } = sending;
    let mut is_fresh = operations.is_none();
    let mut operations = match operations {
        Some(operations) => operations,
        None => match look(client, step, bytes).await {
            Ok(operations) => operations,
            Err(sent) => return sent,
        },
    };
    while let Err(error) = uploads.send(&operations, &path).await {
        if !error.is_expired() || is_fresh {
            return unsent(&error);
        }
        is_fresh = true;
        operations = match look(client, step, bytes).await {
            Ok(operations) => operations,
            Err(sent) => return sent,
        };
    }
    sent(step, client.patch(&step.path, &step.body).await)
}

/// Where the parts of a file go, by the answer to its reservation or to a look at it.
pub(super) fn operations(document: &Document, bytes: u64) -> Result<Vec<UploadOperation>, UploadError> {
    let attributes = document.data.first().map(|answer| &answer.attributes);
    UploadOperation::parse(attributes.and_then(|attributes| attributes.get("uploadOperations")).unwrap_or(&Json::Null), bytes)
}

/// Asks the reservation of a file where its parts go.
async fn look(client: &Client, step: &Step, bytes: u64) -> Result<Vec<UploadOperation>, Sent> {
    match client.get(&step.path).await {
        // An earlier try got through, and no list has shown it.
        Ok(document) if is_committed(step, &document) => Err(Sent::Applied(Box::new(document))),
        Ok(document) => operations(&document, bytes).map_err(|error| unsent(&error)),
        Err(error) => Err(match sent(step, Err(error)) {
            // A look changes nothing, so nothing is in doubt.
            Sent::InDoubt(error) => Sent::Stopped(error),
            other => other,
        }),
    }
}

/// Whether a reservation has the checksum that a commit gives it.
fn is_committed(step: &Step, document: &Document) -> bool {
    const CHECKSUM: &str = "sourceFileChecksum";
    let given = step.body["data"]["attributes"][CHECKSUM].as_str();
    given.is_some() && document.data.first().and_then(|answer| answer.attributes.get(CHECKSUM)?.as_str()) == given
}

/// The commit was not sent. What may be better next time is tried again by the next push.
fn unsent(error: &UploadError) -> Sent {
    let message = format!("the file was not sent: {}", asc::chain(error));
    match error {
        UploadError::ReadFile { .. }
        | UploadError::Length { .. }
        | UploadError::Operation(_)
        | UploadError::Address
        | UploadError::Redirect { .. } => Sent::Unsent(message),
        UploadError::Stopped => Sent::Stopped(Box::new(asc::Error::Stopped)),
        _ => Sent::Postponed(message),
    }
}
