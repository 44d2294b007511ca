//! The client: reads, writes and pages, within the budget, with retries.
//!
//! Absent on purpose: what the documents mean, and redirects, which are refused.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;
use reqwest::{Method, Url};
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    APPLE, Budget, Clock, Document, Error, Key, LocalBudget, Pages, Purpose, Reservation, Retry,
    http::{Answer, Http, Request},
    origin::Origin,
    retry,
    token::{Token, Tokens},
};

/// Clocks that differ by more than this are told to the user when Apple refuses the token.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// How a client is set up. Start from [`Config::new`].
pub struct Config {
    /// Scheme and host. Must be https, except on this computer.
    pub base_url: String,
    /// The key that signs the tokens.
    pub key: Key,
    /// Grants every request. One for each key, shared by all its clients.
    pub budget: Arc<dyn Budget>,
    /// Requests in flight at the same time.
    pub concurrency: usize,
    /// Requests in a second, smoothed; `None` for a server that needs no mercy.
    pub requests_per_second: Option<NonZeroU32>,
    /// Longest time for one exchange.
    pub timeout: Duration,
    /// Longest time that a request waits for the budget before [`Error::BudgetExhausted`].
    pub patience: Duration,
    /// How requests are repeated.
    pub retry: Retry,
    /// `User-Agent` header.
    pub user_agent: String,
    /// The time, for tokens.
    pub clock: Clock,
}

impl Config {
    /// Apple's own server, a budget of this process, six requests in flight, ten a second, a
    /// minute for each, and half a minute of patience.
    pub fn new(key: Key) -> Self {
        Self {
            base_url: APPLE.to_owned(),
            key,
            budget: Arc::new(LocalBudget::new(Clock::system())),
            concurrency: 6,
            requests_per_second: NonZeroU32::new(10),
            timeout: Duration::from_secs(60),
            patience: Duration::from_secs(30),
            retry: Retry::default(),
            user_agent: concat!("appfleet/", env!("CARGO_PKG_VERSION")).to_owned(),
            clock: Clock::system(),
        }
    }
}

/// A connection to App Store Connect with one key. Clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    origin: Origin,
    http: Http,
    tokens: Tokens,
    clock: Clock,
    budget: Arc<dyn Budget>,
    patience: Duration,
    retry: Retry,
    slots: Semaphore,
    pace: Option<DefaultDirectRateLimiter>,
    sent: AtomicU64,
}

impl Client {
    /// Sets up a client. Nothing is sent yet.
    pub fn new(config: Config) -> Result<Self, Error> {
        let origin = Origin::new(&config.base_url)?;
        Ok(Self(Arc::new(Shared {
            http: Http::new(&config.user_agent, config.timeout, origin.is_loopback())?,
            origin,
            tokens: Tokens::new(config.key, config.clock.clone()),
            clock: config.clock,
            budget: config.budget,
            patience: config.patience,
            retry: config.retry,
            slots: Semaphore::new(config.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            pace: config
                .requests_per_second
                .map(|rate| RateLimiter::direct(Quota::per_second(rate))),
            sent: AtomicU64::new(0),
        })))
    }

    /// Reads one page. One request.
    pub async fn get(&self, path_and_query: &str) -> Result<Document, Error> {
        self.document(self.request(Method::GET, path_and_query, None)?)
            .await
    }

    /// Reads something that may not exist. One request.
    ///
    /// `None` for a 404 and for a document without data: Apple uses both for a to-one
    /// relationship that was never set.
    pub async fn get_optional(&self, path_and_query: &str) -> Result<Option<Document>, Error> {
        match self.get(path_and_query).await {
            Ok(document) if document.data.is_empty() => Ok(None),
            Ok(document) => Ok(Some(document)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a list page by page. One request for each.
    pub fn pages(&self, path_and_query: &str) -> Pages {
        Pages::new(self.clone(), path_and_query)
    }

    /// Creates a resource, or adds to a to-many relationship. One request.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Document, Error> {
        self.document(self.request(Method::POST, path, Some(body))?)
            .await
    }

    /// Changes a resource or replaces a relationship. One request.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Document, Error> {
        self.document(self.request(Method::PATCH, path, Some(body))?)
            .await
    }

    /// Deletes a resource. One request.
    pub async fn delete(&self, path: &str) -> Result<(), Error> {
        self.send(&self.request(Method::DELETE, path, None)?)
            .await
            .map(drop)
    }

    /// Requests that left this client, repeated ones included.
    pub fn requests(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// The budget that grants the requests.
    pub fn budget(&self) -> &Arc<dyn Budget> {
        &self.0.budget
    }

    /// Reads the page that a link of Apple's leads to.
    pub(crate) async fn follow(&self, url: Url) -> Result<Document, Error> {
        self.document(Request {
            method: Method::GET,
            url,
            body: None,
        })
        .await
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.0.origin
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Request, Error> {
        let body = body.map(|json| json.to_string().into_bytes());
        Ok(Request {
            method,
            url: self.0.origin.url(path)?,
            body,
        })
    }

    async fn document(&self, request: Request) -> Result<Document, Error> {
        let answer = self.send(&request).await?;
        Document::parse(&answer.body).map_err(|source| Error::Malformed {
            method: request.method.to_string(),
            path: request.path().to_owned(),
            source,
        })
    }

    /// Sends a request until it succeeds, must not be repeated, or has been repeated enough.
    async fn send(&self, request: &Request) -> Result<Answer, Error> {
        let purpose = if request.method == Method::GET {
            Purpose::Read
        } else {
            Purpose::Write
        };
        let mut delays = self.0.retry.delays();
        let mut renewed = false;
        loop {
            let token = self.0.tokens.current()?;
            let error = match self.attempt(request, purpose, &token).await {
                Ok(answer) if answer.is_success() => return Ok(answer),
                Ok(answer) if answer.status == 401 => {
                    self.unauthorized(request, &answer, &token, renewed)?;
                    renewed = true;
                    continue;
                }
                Ok(answer) if answer.status == 429 => {
                    let Some(delay) = delays.next() else {
                        return Err(request.refused(&answer));
                    };
                    self.pause(answer.retry_after.unwrap_or(delay)).await?;
                    continue;
                }
                Ok(answer) => request.refused(&answer),
                Err(error) => error,
            };
            match delays.next() {
                Some(delay) if retry::may_repeat(&error, purpose) => {
                    tokio::time::sleep(delay).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// One request out, one answer in, both in the books and in the log.
    async fn attempt(
        &self,
        request: &Request,
        purpose: Purpose,
        token: &Token,
    ) -> Result<Answer, Error> {
        let _slot = self.admit(purpose).await?;
        let start = Instant::now();
        let outcome = self.0.http.exchange(request, token).await;
        if !matches!(outcome, Err(Error::Transport { sent: false, .. })) {
            self.0.sent.fetch_add(1, Ordering::Relaxed);
        }
        if let Ok(answer) = &outcome {
            self.0.budget.learn(&answer.rate_limit);
        }
        tracing::debug!(
            method = request.method.as_str(),
            path = request.path(),
            status = outcome.as_ref().map_or(0, |answer| answer.status),
            milliseconds = start.elapsed().as_millis(),
            remaining = self.0.budget.remaining(),
            "request"
        );
        outcome
    }

    /// Waits for a free slot, the pace and the budget, in this order, so that a request is booked
    /// right before it is sent.
    async fn admit(&self, purpose: Purpose) -> Result<SemaphorePermit<'_>, Error> {
        let mut waited = Duration::ZERO;
        loop {
            let slot = self
                .0
                .slots
                .acquire()
                .await
                .expect("nobody closes the semaphore");
            if let Some(pace) = &self.0.pace {
                pace.until_ready().await;
            }
            match self.0.budget.reserve(purpose) {
                Reservation::Granted => return Ok(slot),
                Reservation::Wait(free_in) => {
                    drop(slot);
                    waited = waited.saturating_add(free_in);
                    if waited > self.0.patience {
                        return Err(self.budget_exhausted(free_in));
                    }
                    tokio::time::sleep(free_in).await;
                }
            }
        }
    }

    /// After a 401: makes room for a fresh token, with Apple's time if our clock is wrong, or
    /// gives up if that has been tried. Apple refuses valid tokens now and then.
    fn unauthorized(
        &self,
        request: &Request,
        answer: &Answer,
        token: &Token,
        renewed: bool,
    ) -> Result<(), Error> {
        let skew = answer.skew(self.0.clock.now(), CLOCK_TOLERANCE);
        match skew {
            _ if !renewed => {
                self.0.tokens.refuse(token, skew);
                Ok(())
            }
            Some(skew) => {
                let refusal = Box::new(request.refusal(answer));
                Err(Error::ClockSkew {
                    seconds: skew.as_secs(),
                    refusal,
                })
            }
            None => Err(request.refused(answer)),
        }
    }

    /// After a 429: everybody with this budget pauses, and this request with them.
    async fn pause(&self, pause: Duration) -> Result<(), Error> {
        self.0.budget.exhausted(pause);
        if pause > self.0.patience {
            return Err(self.budget_exhausted(pause));
        }
        tokio::time::sleep(pause).await;
        Ok(())
    }

    fn budget_exhausted(&self, free_in: Duration) -> Error {
        let limit = self.0.budget.limit();
        let used = limit.saturating_sub(self.0.budget.remaining().unwrap_or(0));
        Error::BudgetExhausted {
            limit,
            used,
            free_in,
        }
    }
}
