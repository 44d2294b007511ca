//! The socket: HTTP in, [`Service`] calls out.
//!
//! What begins with `/__/` is not Apple's: no token, no budget, no record.
//!
//! Deliberately absent: TLS. A front under Apple's host name adds it and says so in
//! `X-Forwarded-Proto` and `X-Forwarded-Host`, which absolute links follow.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use http_body::{Body as _, Frame, SizeHint};

use crate::faults::{Cut, Faults};
use crate::review::{Idle, Review};
use crate::service::{Answer, Call, Service, Stopped};

/// The largest request body, in bytes; the API takes none nearly as long.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// The bytes of a larger body that are read, and forgotten, so that a client that sends it all
/// before it listens hears that it was too large.
const MOST_DRAINED: usize = 256 * 1024 * 1024;

/// All paths of the simulator: Apple's, and those of its administration, which want no token.
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/__/health", get(async || "ok\n"))
        .route("/__/faults", post(set_faults))
        .route("/__/review", post(review))
        .merge(crate::media::serve::routes())
        .fallback(answer)
        .with_state(service)
}

/// Puts the faults of the body, in TOML or JSON, in place of those that there are.
async fn set_faults(State(service): State<Arc<Service>>, text: String) -> (StatusCode, String) {
    match Faults::parse(&text) {
        Ok(faults) => {
            let said = format!("{} faults\n", faults.fault.len());
            service.set_faults(faults.fault);
            (StatusCode::OK, said)
        }
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error}\n")),
    }
}

async fn answer(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let call = Call {
        method: parts.method.as_str().to_owned(),
        target: target.to_owned(),
        origin: origin(&parts.headers),
        authorization: text(&parts.headers, &header::AUTHORIZATION),
        accept: text(&parts.headers, &header::ACCEPT),
        body: read(body).await,
    };
    let answer = service.answer(call);
    if answer.delay > 0 {
        tokio::time::sleep(Duration::from_millis(answer.delay)).await;
    }
    response(answer)
}

fn response(answer: Answer) -> Response {
    let Answer { status, headers, body, cut, .. } = answer;
    let length = body.len() as u64;
    let body = match cut {
        None => Body::from(body),
        Some(Cut::Body) if length > 1 => Body::new(CutShort::after(Bytes::from(body).slice(..(length / 2) as usize), length)),
        Some(_) => Body::new(CutShort::at_once()),
    };
    let mut response = Response::new(body);
    // A 204 has no body that could be cut.
    let status = if cut.is_some() && length == 0 { 200 } else { status };
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}

/// `{"version": id, "action": "approve"}`: the reviewer acts, whatever the pace.
async fn review(State(service): State<Arc<Service>>, body: Bytes) -> (StatusCode, String) {
    let review: Review = match serde_json::from_slice(&body) {
        Ok(review) => review,
        Err(error) => return (StatusCode::BAD_REQUEST, format!("{error}\n")),
    };
    match service.review(&review) {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(Stopped::Idle(Idle::Unknown)) => {
            (StatusCode::NOT_FOUND, format!("neither a version nor a submission has the id {}\n", review.id))
        }
        Err(Stopped::Idle(Idle::State(state))) => (StatusCode::CONFLICT, format!("cannot {}: it is {state}\n", review.action)),
        Err(Stopped::Write(error)) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
    }
}

/// The whole body; none when it is too large or ends early.
async fn read(body: Body) -> Option<Vec<u8>> {
    let mut body = pin!(body);
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(frame) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        length += data.len();
        if length <= LARGEST_BODY {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
        if length > MOST_DRAINED {
            return None;
        }
    }
    (length <= LARGEST_BODY).then_some(bytes)
}

/// A body that fails after its beginning, over which the server closes the connection.
struct CutShort {
    beginning: Option<Bytes>,
    /// Whether the server was given time to send what it has.
    sent: bool,
    /// The bytes that it promises.
    length: u64,
}

impl CutShort {
    fn after(beginning: Bytes, length: u64) -> Self {
        Self { beginning: Some(beginning), sent: false, length }
    }

    /// Fails before the server has sent even the head.
    fn at_once() -> Self {
        Self { beginning: None, sent: true, length: 1 }
    }
}

impl http_body::Body for CutShort {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(beginning) = self.beginning.take() {
            return Poll::Ready(Some(Ok(Frame::data(beginning))));
        }
        if !self.sent {
            self.sent = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("cut short, as ordered"))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

/// Scheme and host as the client sees them.
fn origin(headers: &HeaderMap) -> String {
    let forwarded = |name| text(headers, &HeaderName::from_static(name));
    let scheme = forwarded("x-forwarded-proto").unwrap_or_else(|| "http".to_owned());
    let host = forwarded("x-forwarded-host").or_else(|| text(headers, &header::HOST));
    format!("{scheme}://{}", host.as_deref().unwrap_or("127.0.0.1"))
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
