//! What goes over the socket besides the usual: bodies that are too large, answers that end too
//! early, and the faults that the administration orders.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use http_body::{Body as _, Frame, SizeHint};

use crate::faults::{Cut, Faults};
use crate::service::{Answer, Service};

/// The largest request body, in bytes; the API takes none nearly as long.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// The bytes of a larger body that are read, and forgotten, so that a client that sends it all
/// before it listens hears that it was too large.
const MOST_DRAINED: usize = 256 * 1024 * 1024;

/// Puts the faults of the body, in TOML or JSON, in place of those that there are.
pub(crate) async fn set_faults(State(service): State<Arc<Service>>, text: String) -> (StatusCode, String) {
    match Faults::parse(&text) {
        Ok(faults) => {
            let said = format!("{} faults\n", faults.fault.len());
            service.set_faults(faults.fault);
            (StatusCode::OK, said)
        }
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error}\n")),
    }
}

/// The answer as HTTP, cut where it is to be.
pub(crate) fn response(answer: Answer) -> Response {
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

/// The whole body; none when it is too large or ends early.
pub(crate) async fn read(body: Body) -> Option<Vec<u8>> {
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

/// About half of a body, as much as has come by then. What follows is not read.
pub(crate) async fn half(body: Body) -> Vec<u8> {
    let half = usize::try_from(body.size_hint().exact().unwrap_or(0) / 2).unwrap_or(usize::MAX);
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while bytes.len() < half {
        let frame = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await;
        let Some(Ok(frame)) = frame else { break };
        bytes.extend_from_slice(&frame.into_data().unwrap_or_default());
    }
    bytes.truncate(half);
    bytes
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
