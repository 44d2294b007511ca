//! The socket: HTTP in, [`Service`] calls out.
//!
//! What begins with `/__/` is not Apple's: no token, no budget, no record.
//!
//! Deliberately absent: TLS. A front under Apple's host name adds it and says so in
//! `X-Forwarded-Proto` and `X-Forwarded-Host`, which absolute links follow.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};

use crate::review::{Idle, Review};
use crate::service::{Call, Service, Stopped};
use crate::wire;

/// All paths of the simulator: Apple's, and those of its administration, which want no token.
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/__/health", get(async || "ok\n"))
        .route("/__/faults", post(wire::set_faults))
        .route("/__/review", post(review))
        .merge(crate::media::serve::routes())
        .fallback(answer)
        .with_state(service)
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
        body: wire::read(body).await,
    };
    let answer = service.answer(call);
    if answer.delay > 0 {
        tokio::time::sleep(Duration::from_millis(answer.delay)).await;
    }
    wire::response(answer)
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
