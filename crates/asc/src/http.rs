//! One exchange over HTTP: a request out, a whole answer in.
//!
//! Absent on purpose: judgement. Whether an answer is good, and what to do about a bad one, is
//! decided by the client.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, Response, Url, header, redirect};
use secrecy::ExposeSecret as _;

use crate::{Error, RateLimit, Refusal, refusal, room::Held, token::Token};

/// Largest answer that is read, in bytes after decompression. A page of 200 apps with 50 versions each has six million.
const MAX_BODY_BYTES: usize = 32 << 20;
/// As much is read of an answer that is no success, in bytes. Apple's longest lists of errors have some ten thousand.
const MAX_REFUSAL_BYTES: usize = 256 << 10;
/// Time to reach the server, before the time for the whole exchange runs out.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest `Retry-After` that is believed.
const MAX_RETRY_AFTER: u64 = 3_600;
/// Headers that name a request to Apple's support, the usual one first.
const REQUEST_ID: [&str; 3] = ["x-apple-request-uuid", "x-apple-jingle-correlation-key", "x-request-id"];

/// The HTTP client, set up once.
pub(crate) struct Http(reqwest::Client);

/// A request, ready to be sent as often as needed.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Vec<u8>>,
}

/// An answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The memory that the body takes.
    pub(crate) held: Held,
    pub(crate) rate_limit: RateLimit,
    pub(crate) retry_after: Option<Duration>,
    /// How far Apple's clock is ahead of ours, once measured.
    pub(crate) skew: Option<SignedDuration>,
    date: Option<Timestamp>,
    pub(crate) request_id: Option<String>,
}

impl Http {
    pub(crate) fn new(user_agent: &str, timeout: Duration, plain: bool) -> Result<Self, Error> {
        // The first call wins. Whoever came before has chosen for the whole process.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder = reqwest::Client::builder()
            .user_agent(user_agent)
            .timeout(timeout)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none())
            .referer(false);
        if plain {
            // A simulator on this computer needs neither the company's proxy nor root
            // certificates, which a bare machine may not have.
            builder = builder.no_proxy().tls_certs_only([]);
        }
        builder.build().map(Self).map_err(|source| Error::Setup { source: source.into() })
    }

    pub(crate) async fn exchange(&self, request: &Request, token: &Token) -> Result<Answer, Error> {
        let failed = |error: reqwest::Error| request.failed(error);
        let mut builder = self
            .0
            .request(request.method.clone(), request.url.clone())
            .header(header::ACCEPT, "application/json")
            .bearer_auth(token.secret().expose_secret());
        if let Some(body) = &request.body {
            builder = builder.header(header::CONTENT_TYPE, "application/json").body(body.clone());
        }
        let mut response = builder.send().await.map_err(failed)?;
        let mut answer = Answer::head(&response);
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            let length = answer.body.len() + chunk.len();
            if !answer.is_success() && length > MAX_REFUSAL_BYTES {
                // The beginning says what there is to say.
                break;
            }
            if length > MAX_BODY_BYTES {
                return Err(request.too_large());
            }
            answer.held.grow_to(length).await.map_err(|_| request.too_heavy())?;
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

impl Request {
    /// The path without its query, for messages.
    pub(crate) fn path(&self) -> &str {
        self.url.path()
    }

    /// The error that an answer without success stands for.
    pub(crate) fn refused(&self, answer: &Answer) -> Error {
        if (300..400).contains(&answer.status) {
            return Error::Redirected { method: self.method.to_string(), path: self.path().to_owned(), status: answer.status };
        }
        Error::Refused(Box::new(self.refusal(answer)))
    }

    pub(crate) fn refusal(&self, answer: &Answer) -> Refusal {
        let refusal = Refusal::new(self.method.as_str(), self.path(), answer.status, &answer.body);
        Refusal { request_id: answer.request_id.clone(), ..refusal }
    }

    fn failed(&self, error: reqwest::Error) -> Error {
        Error::Transport {
            method: self.method.to_string(),
            path: self.path().to_owned(),
            // A request that could not connect, or not even be built, has not reached Apple.
            sent: !(error.is_connect() || error.is_builder()),
            // The URL carries the query, which is nobody's business.
            source: error.without_url().into(),
        }
    }

    pub(crate) fn too_heavy(&self) -> Error {
        Error::TooHeavy { method: self.method.to_string(), path: self.path().to_owned() }
    }

    fn too_large(&self) -> Error {
        Error::TooLarge { method: self.method.to_string(), path: self.path().to_owned(), limit: MAX_BODY_BYTES }
    }
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// How far Apple's clock is at least ahead of ours, to the second. It was read at some moment
    /// between `asked` and `now`, and if it may have shown the same as ours, it did.
    pub(crate) fn measure_skew(&self, asked: Timestamp, now: Timestamp) -> Option<SignedDuration> {
        let asked = Timestamp::from_second(asked.as_second()).unwrap_or(asked);
        self.date.map(|date| date.duration_since(date.clamp(asked, now.max(asked))))
    }

    fn head(response: &Response) -> Self {
        let text = |name: &str| response.headers().get(name)?.to_str().ok();
        let rate_limit = response.headers().get_all("x-rate-limit");
        Self {
            status: response.status().as_u16(),
            body: Vec::new(),
            held: Held::default(),
            rate_limit: RateLimit::parse(rate_limit.iter().filter_map(|line| line.to_str().ok())),
            retry_after: text("retry-after")
                .and_then(|seconds| seconds.trim().parse().ok())
                .filter(|seconds| *seconds <= MAX_RETRY_AFTER)
                .map(Duration::from_secs),
            skew: None,
            date: text("date").and_then(|date| jiff::fmt::rfc2822::parse(date).ok()).map(|date| date.timestamp()),
            request_id: REQUEST_ID.into_iter().find_map(text).map(refusal::clean),
        }
    }
}
