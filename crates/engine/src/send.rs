//! One step on its way to Apple, and what its answer means.

use std::borrow::Cow;

use asc::{Client, Document};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value as Json;
use store::Step;
use store::catalog::{Kind, catalog};

/// Reads secrets that are staged as the place where they are.
pub trait Secrets: Send + Sync {
    /// The secret at `env:NAME` or `file:PATH`, or a sentence that says why there is none.
    fn read(&self, place: &str) -> Result<SecretString, String>;
}

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Sent {
    /// Apple has it; the document is Apple's answer.
    Applied(Box<Document>),
    /// Apple does not have it, for certain, and would refuse it again.
    Refused(Box<asc::Error>),
    /// Nothing was applied, and the reason concerns the whole account: its key, its budget, the network.
    Stopped(Box<asc::Error>),
    /// It was not sent, because a secret or a file that it needs cannot be read.
    Unsent(String),
    /// It was not sent, because the host that takes its file was in trouble: the next push tries again.
    Postponed(String),
    /// Nobody knows whether Apple has it.
    InDoubt(Box<asc::Error>),
}

/// Sends one step.
pub(crate) async fn send(client: &Client, step: &Step, secrets: &dyn Secrets) -> Sent {
    let body = match with_secrets(step, secrets) {
        Ok(body) => body,
        Err(message) => return Sent::Unsent(message),
    };
    let result = match step.method.as_str() {
        "POST" => client.post(&step.path, &body).await,
        "DELETE" => client.delete(&step.path).await,
        _ => client.patch(&step.path, &body).await,
    };
    sent(step, result)
}

/// What an answer means, or that there was none.
pub(crate) fn sent(step: &Step, result: Result<Document, asc::Error>) -> Sent {
    match result {
        Ok(document) => Sent::Applied(Box::new(document)),
        // What is to be deleted is not there: somebody was faster, or our own first try got through.
        Err(error) if step.method == "DELETE" && error.status() == Some(404) => Sent::Applied(Box::default()),
        Err(error) if !error.is_certain() => Sent::InDoubt(Box::new(error)),
        Err(error) if concerns_one_resource(&error) => Sent::Refused(Box::new(error)),
        Err(error) => Sent::Stopped(Box::new(error)),
    }
}

/// The body of a step with the secrets themselves in the place of where they are. It lives as long as the request.
fn with_secrets<'a>(step: &'a Step, secrets: &dyn Secrets) -> Result<Cow<'a, Json>, String> {
    let mut body = Cow::Borrowed(&step.body);
    let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(body) };
    for field in resource.fields.iter().filter(|field| field.kind == Kind::Secret) {
        let Some(place) = step.body["data"]["attributes"][&field.attribute].as_str().filter(|place| !place.is_empty()) else { continue };
        let secret = secrets.read(place).map_err(|why| format!("{} is not sent: {why}", field.name))?;
        body.to_mut()["data"]["attributes"][&field.attribute] = Json::String(secret.expose_secret().to_owned());
    }
    Ok(body)
}

/// Whether a refusal is about this resource and not about the key, the budget or the network.
fn concerns_one_resource(error: &asc::Error) -> bool {
    // 403 is a matter of the key, except where Apple says that this type does not offer the method: "The resource 'x' does
    // not allow 'UPDATE'". That "The API key in use does not allow this request" is about the key.
    let is_method = |error: &asc::ApiError| {
        error.detail.as_deref().is_some_and(|detail| detail.starts_with("The resource '") && detail.contains("does not allow"))
    };
    match error.status() {
        Some(403) => error.refusal().is_some_and(|refusal| refusal.errors.iter().any(is_method)),
        Some(status) => matches!(status, 400 | 404 | 405 | 406 | 409 | 413 | 422),
        None => false,
    }
}
