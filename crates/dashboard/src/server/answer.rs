//! What the server answers: pages, redirections, and plain sentences where there is no page.

use std::error::Error as _;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::DashboardError;
use crate::page::{Site, Tab, framed};
use crate::text::clean;

/// What a request is answered with.
#[derive(Debug)]
pub(super) enum Answer {
    /// A page.
    Page(Markup),
    /// A page that says why something was not done.
    Refused(Markup),
    /// A JPEG, which has another name when it is another one.
    Picture(Vec<u8>),
    /// Another address, to be fetched next: nothing is done twice by loading a page again.
    See(String),
    /// There is no such thing, or there is no more; what it was.
    Missing(&'static str),
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Self::Page(page) => Html(page.into_string()).into_response(),
            Self::Refused(page) => (StatusCode::UNPROCESSABLE_ENTITY, Html(page.into_string())).into_response(),
            Self::Picture(bytes) => {
                ([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")], bytes)
                    .into_response()
            }
            Self::See(address) => Redirect::to(&address).into_response(),
            Self::Missing(what) => missing(what),
        }
    }
}

/// There is no such page.
pub(super) fn missing(what: &str) -> Response {
    sentence(StatusCode::NOT_FOUND, "Not found", &html! { p { "There is no such " (what) " in the mirror, or not any more." } })
}

/// Something went wrong that is nobody's fault.
pub(super) fn failure(error: &DashboardError) -> Response {
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    tracing::error!(error = causes.join(": "), "a page could not be made");
    let body = html! { p { (clean(&causes.join(": "))) "." } p { a href="" { "Try again" } } };
    sentence(StatusCode::INTERNAL_SERVER_ERROR, "That did not work", &body)
}

/// Somebody came without the key, or along another page.
pub(super) fn stranger() -> Response {
    let body = html! {
        p { "This page belongs to whoever started " code { "fleet dashboard" } ". Open the address that it printed." }
        p { "You came here along a link in another page? " a href="/" { "Go on to the fleet" } "." }
    };
    sentence(StatusCode::FORBIDDEN, "Who is there?", &body)
}

/// A form did not come from one of our pages.
pub(super) fn foreign_form() -> Response {
    let body = html! { p { "This form was not sent by a page of this dashboard, or by one that it served before it was started anew. Nothing was changed." } p { a href="/" { "To the fleet" } } };
    sentence(StatusCode::FORBIDDEN, "Nothing was changed", &body)
}

fn sentence(status: StatusCode, title: &str, body: &Markup) -> Response {
    let site = Site::Live { token: String::new(), staged: None, tab: Tab::Other };
    let page = framed(&site, title, &html! {}, &html! { h1 { (title) } (body) }, &html! {});
    (status, Html(page.into_string())).into_response()
}
