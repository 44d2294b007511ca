//! Who is let in. The server listens on this computer only, yet every page in a browser here can send it requests, and any
//! name on the net can be made to lead here; so a request must name the right host, come from our own pages, and carry
//! the session's key.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::Server;
use super::answer;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// What every answer tells the browser, beside the policy.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: browsers then hide where a form comes from, which is what we look at.
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Lets a request through or not, and tells with the answer how long it took.
pub(super) async fn gate(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let mut response = match refusal(&server, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, server.policy.clone());
    if let Ok(timing) = HeaderValue::from_str(&format!("total;dur={:.1}", start.elapsed().as_secs_f64() * 1000.0)) {
        headers.insert(SERVER_TIMING, timing);
    }
    response
}

/// Why a request is not let through, if it is not; or the way in.
fn refusal(server: &Server, request: &Request) -> Option<Response> {
    let (headers, session) = (request.headers(), &server.session);
    // HTTP/2 has the host in the address, HTTP/1.1 may have it there.
    let named = [text(headers, header::HOST), request.uri().authority().map(Authority::as_str)];
    let mut named = named.into_iter().flatten().peekable();
    if named.peek().is_none() || !named.all(|host| session.is_host(host)) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "This server answers to 127.0.0.1 and localhost only.\n").into_response());
    }
    let key = request.uri().query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("key=")));
    if request.uri().path() == "/" && key.is_some_and(|key| session.opens(key)) {
        // The key leaves the address bar.
        return Some(([(header::SET_COOKIE, session.cookie())], Redirect::to("/")).into_response());
    }
    // A page of another port of this computer is of the same site to a browser, and its requests carry our cookie.
    let is_own = text(headers, SEC_FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let is_known = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()).any(|cookie| session.is_in(cookie));
    if !is_own || !is_known {
        return Some(answer::stranger());
    }
    let is_form = text(headers, header::ORIGIN).is_some_and(|origin| session.is_origin(origin));
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !is_form {
        return Some(answer::foreign_form());
    }
    None
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    // A header that is no text is that of nobody we know.
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}
