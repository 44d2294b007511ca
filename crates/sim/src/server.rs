//! The socket: HTTP in, [`Service`] calls out.
//!
//! Deliberately absent: TLS. A front under Apple's host name adds it and says so in
//! `X-Forwarded-Proto` and `X-Forwarded-Host`, which absolute links follow.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;

use crate::service::{Call, Service};

/// The largest request body, in bytes; the API takes none nearly as long.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// All paths of the simulator: Apple's, and a health check without a token.
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new().route("/__/health", get(async || "ok\n")).merge(crate::media::serve::routes()).fallback(answer).with_state(service)
}

async fn answer(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let call = Call {
        method: parts.method.as_str().to_owned(),
        target: target.to_owned(),
        origin: origin(&parts.headers),
        authorization: text(&parts.headers, &header::AUTHORIZATION),
        body: to_bytes(body, LARGEST_BODY).await.ok().map(Vec::from),
    };
    let answer = service.answer(call);
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
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
