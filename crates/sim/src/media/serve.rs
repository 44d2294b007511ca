//! The paths outside the API: where parts of files are sent, and where pictures and videos are read.
//!
//! They ask for no token and cost nothing of the budget, like the store's own delivery network.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, put};

use super::blobs::Blobs;
use super::drawing::Drawing;
use super::picture::{Format, decode, fit};
use super::receive::receive;
use crate::service::{Service, lock};

/// The longest side that a template takes, in pixels; larger pictures than this do not exist.
const LONGEST_SIDE: u32 = 20_000;

/// A picture that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its path.
    pub path: String,
    /// Whether a token, or anything else in `Authorization`, was sent along, which is no business of this host.
    pub is_authorized: bool,
}

/// The routes, for the server's own to be merged with.
pub(crate) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/__/blobs/{asset}", put(receive))
        .route("/__/images/{token}/{size}", get(image))
        .route("/__/videos/{address}", get(video))
}

/// The picture of a token at a size such as `200x200bb.png`, as a file; none when there is no such
/// picture or size.
pub(crate) fn thumbnail(blobs: &Blobs, token: &str, size: &str) -> Option<(Format, Vec<u8>)> {
    let (within, format) = template(size)?;
    let picture = if let Ok(drawing) = token.parse::<Drawing>() {
        drawing.draw(fit((drawing.width, drawing.height), within))
    } else {
        let picture = decode(&blobs.get(token)?)?.picture;
        let size = fit((picture.width, picture.height), within);
        if size == (picture.width, picture.height) { picture } else { picture.scaled(size) }
    };
    picture.encode(format).ok().map(|bytes| (format, bytes))
}

async fn image(State(service): State<Arc<Service>>, Path((token, size)): Path<(String, String)>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    lock(&service.downloads).push(Download { path, is_authorized: request.headers().contains_key(header::AUTHORIZATION) });
    let blobs = lock(&service.state).world.blobs.clone();
    // Decoding takes long enough to keep other requests waiting.
    let made = tokio::task::spawn_blocking(move || thumbnail(&blobs, &token, &size)).await;
    match made.ok().flatten() {
        Some((format, bytes)) => file(format.media_type(), bytes),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn video(State(service): State<Arc<Service>>, Path(address): Path<String>) -> Response {
    let blobs = lock(&service.state).world.blobs.clone();
    blobs.get(&address).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |bytes| file("video/mp4", bytes))
}

fn file(media_type: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, Body::from(bytes)).into_response()
}

/// `{w}x{h}{c}.{f}`, filled in: the box and the format.
fn template(size: &str) -> Option<((u32, u32), Format)> {
    let (size, extension) = size.rsplit_once('.')?;
    let (width, rest) = size.split_once('x')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (height, crop) = rest.split_at(digits);
    let length = |text: &str| text.parse::<u32>().ok().filter(|length| (1..=LONGEST_SIDE).contains(length));
    let within = (length(width)?, length(height)?);
    let known = crop.len() <= 4 && crop.bytes().all(|byte| byte.is_ascii_lowercase());
    Some((within, Format::of(extension).filter(|_| known)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in_or_it_is_none() {
        assert_eq!(template("200x100bb.png"), Some(((200, 100), Format::Png)));
        assert_eq!(template("200x100.jpg"), Some(((200, 100), Format::Jpeg)));
        for bad in ["{w}x{h}{c}.{f}", "200x100bb.gif", "0x100bb.png", "200bb.png", "-1x1.png", "99999999999x1.png", "200x100BB.png"] {
            assert_eq!(template(bad), None, "{bad}");
        }
    }

    #[test]
    fn thumbnails_keep_the_shape_and_never_grow() {
        let blobs = Blobs::default();
        let token = "drawn-0000000000000001-132x286-AB";
        for (size, expected) in [("100x100bb.png", (46, 100)), ("500x500.jpg", (132, 286)), ("66x500bb.png", (66, 143))] {
            let (format, bytes) = thumbnail(&blobs, token, size).unwrap();
            let decoded = decode(&bytes).unwrap();
            assert_eq!((decoded.picture.width, decoded.picture.height), expected);
            assert_eq!(decoded.format, format);
        }
        let uploaded = blobs.put(&thumbnail(&blobs, token, "132x286bb.png").unwrap().1).unwrap();
        let small = decode(&thumbnail(&blobs, &uploaded, "50x50bb.png").unwrap().1).unwrap().picture;
        assert_eq!((small.width, small.height), (23, 50));
        assert!(thumbnail(&blobs, "nothing", "50x50bb.png").is_none());
    }
}
