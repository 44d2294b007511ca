//! Where parts of files come in: a store of files in front of the upload protocol, with troubles of its own.
//!
//! Its refusals look like those of such stores: XML, or plain text from what stands before them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::header;
use axum::response::Response;

use super::upload::{self, PART, Part, Rejection};
use crate::faults::Cut;
use crate::injector::Trouble;
use crate::service::{Answer, Service, lock};
use crate::wire;

/// A part of a file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The id of the reservation, which is that of the screenshot or the preview.
    pub asset: String,
    /// Which part, counted from 1; 0 when the address named none.
    pub part: usize,
    /// How many bytes of it were read.
    pub bytes: usize,
    /// Whether a token, or anything else in `Authorization`, was sent along, which is no business of this host.
    pub is_authorized: bool,
    /// Whether the part was kept, whatever the answer to it was.
    pub is_kept: bool,
}

/// Takes a part, or does not, and notes it.
pub(super) async fn receive(
    State(service): State<Arc<Service>>,
    Path(asset): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let trouble = lock(&service.faults).draw(parts.method.as_str(), parts.uri.path());
    let bytes = match trouble.cut {
        Some(Cut::Body) => Some(wire::half(body).await),
        _ => to_bytes(body, usize::try_from(PART).unwrap_or(usize::MAX)).await.ok().map(Vec::from),
    };
    let number = query.get("partNumber").and_then(|number| number.parse().ok()).unwrap_or(0);
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let sent = bytes.as_deref().unwrap_or_default();
    let part = bytes.as_deref().map(|bytes| Part { asset: &asset, number, content_type, bytes });
    let (is_kept, answered) = take(&service, &trouble, part.as_ref());
    let is_authorized = parts.headers.contains_key(header::AUTHORIZATION);
    let upload = Upload { asset: asset.clone(), part: number, bytes: sent.len(), is_authorized, is_kept };
    lock(&service.uploads).push(upload);
    if trouble.delay > 0 {
        tokio::time::sleep(Duration::from_millis(trouble.delay)).await;
    }
    wire::response(answer(answered.as_ref(), &trouble))
}

/// Whether the part was kept, and what is said to it; none is one that was too long.
fn take(service: &Service, trouble: &Trouble, part: Option<&Part<'_>>) -> (bool, Result<(), Rejection>) {
    if matches!(trouble.cut, Some(Cut::Request | Cut::Body)) {
        // Nobody will read it.
        return (false, Err(ordered(500)));
    }
    if let Some(status) = trouble.status(false) {
        return (false, Err(ordered(status)));
    }
    let Some(part) = part else {
        let message = "The part is longer than any upload operation.";
        return (false, Err(Rejection { status: 400, code: "EntityTooLarge", message }));
    };
    let taken = upload::receive(&mut lock(&service.state), service.clock.now(), part);
    (taken.is_ok(), trouble.status(true).map_or(taken, |status| Err(ordered(status))))
}

/// What a store says when it fails as a fault wants it to.
fn ordered(status: u16) -> Rejection {
    let (code, message) = match status {
        403 => ("AccessDenied", "Request has expired."),
        408 => ("RequestTimeout", "Your socket connection to the server was not read from within the timeout period."),
        429 => ("TooManyRequests", "Please reduce your request rate."),
        502 => ("", "Bad Gateway"),
        503 => ("SlowDown", "Please reduce your request rate."),
        504 => ("", "Gateway Timeout"),
        _ => ("InternalError", "We encountered an internal error. Please try again."),
    };
    Rejection { status, code, message }
}

fn answer(answered: Result<&(), &Rejection>, trouble: &Trouble) -> Answer {
    let mut headers: Vec<_> = trouble.retry_after().map(|seconds| ("retry-after", seconds.to_string())).into_iter().collect();
    let (status, body) = match answered {
        Ok(&()) => (200, String::new()),
        // What stands before the store knows nothing of its codes.
        Err(Rejection { status, code: "", message }) => {
            headers.push(("content-type", "text/plain".to_owned()));
            (*status, (*message).to_owned())
        }
        Err(Rejection { status, code, message }) => {
            headers.push(("content-type", "application/xml".to_owned()));
            let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
            (*status, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{error}\n"))
        }
    };
    // What is cut after half of the part is answered with nothing at all.
    let cut = trouble.cut.map(|_| Cut::Answer);
    Answer { status, headers, body: body.into_bytes(), delay: trouble.delay, cut }
}
