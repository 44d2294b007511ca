//! One step on its way to Apple, and what its answer means.

use asc::{Client, Document};
use store::Step;

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Sent {
    /// Apple has it; the document is Apple's answer.
    Applied(Box<Document>),
    /// Apple does not have it, for certain, and would refuse it again.
    Refused(Box<asc::Error>),
    /// Nothing was applied, and the reason concerns the whole account: its key, its budget, the network.
    Stopped(Box<asc::Error>),
    /// Nobody knows whether Apple has it.
    InDoubt(Box<asc::Error>),
}

/// Sends one step.
pub(crate) async fn send(client: &Client, step: &Step) -> Sent {
    let result = match step.method.as_str() {
        "POST" => client.post(&step.path, &step.body).await,
        "DELETE" => client.delete(&step.path).await.map(|()| Document::default()),
        _ => client.patch(&step.path, &step.body).await,
    };
    match result {
        Ok(document) => Sent::Applied(Box::new(document)),
        // What is to be deleted is not there: somebody was faster, or our own first try got through.
        Err(error) if step.method == "DELETE" && error.status() == Some(404) => Sent::Applied(Box::default()),
        Err(error) if !error.is_certain() => Sent::InDoubt(Box::new(error)),
        Err(error) if concerns_one_resource(&error) => Sent::Refused(Box::new(error)),
        Err(error) => Sent::Stopped(Box::new(error)),
    }
}

/// Whether a refusal is about this resource and not about the key, the budget or the network.
fn concerns_one_resource(error: &asc::Error) -> bool {
    // 403 is a matter of the key, except where Apple says that this type does not offer the method.
    let is_method = |error: &asc::ApiError| error.detail.as_deref().is_some_and(|detail| detail.contains("does not allow"));
    match error.status() {
        Some(403) => error.refusal().is_some_and(|refusal| refusal.errors.iter().any(is_method)),
        Some(status) => matches!(status, 400 | 404 | 405 | 406 | 409 | 413 | 422),
        None => false,
    }
}
