//! The way of a request: token, slot, pace, budget, network, and round again if need be.
//!
//! Absent on purpose: documents. What comes back is an answer with a success status, or an error.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;
use reqwest::Method;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    Budget, Clock, Config, Error, Purpose, Reservation, Retry,
    http::{Answer, Http, Request},
    origin::Origin,
    retry,
    token::{Token, Tokens},
};

/// Clocks that differ by more than this are told to the user when Apple refuses the token.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// What all clones of a client share.
pub(crate) struct Sender {
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

impl Sender {
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        let origin = Origin::new(&config.base_url)?;
        Ok(Self {
            http: Http::new(&config.user_agent, config.timeout, origin.is_plain())?,
            origin,
            tokens: Tokens::new(config.key, config.clock.clone()),
            clock: config.clock,
            budget: config.budget,
            patience: config.patience,
            retry: config.retry,
            slots: Semaphore::new(config.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            pace: config.requests_per_second.map(|rate| RateLimiter::direct(Quota::per_second(rate))),
            sent: AtomicU64::new(0),
        })
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn budget(&self) -> &Arc<dyn Budget> {
        &self.budget
    }

    /// Requests that left this computer, repeated ones included.
    pub(crate) fn requests(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Sends a request until it succeeds, must not be repeated, or has been repeated enough.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, Error> {
        let purpose = if request.method == Method::GET { Purpose::Read } else { Purpose::Write };
        let mut delays = self.retry.delays();
        let mut renewed = false;
        loop {
            let slot = self.admit(purpose).await?;
            let token = self.tokens.current()?;
            let outcome = self.exchange(request, &token).await;
            drop(slot);
            let error = match outcome {
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
    async fn exchange(&self, request: &Request, token: &Token) -> Result<Answer, Error> {
        let start = Instant::now();
        let outcome = self.http.exchange(request, token).await;
        if !matches!(outcome, Err(Error::Transport { sent: false, .. })) {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        if let Ok(answer) = &outcome {
            self.budget.learn(&answer.rate_limit);
        }
        tracing::debug!(
            method = request.method.as_str(),
            path = request.path(),
            status = outcome.as_ref().map_or(0, |answer| answer.status),
            milliseconds = start.elapsed().as_millis(),
            remaining = self.budget.remaining(),
            "request"
        );
        outcome
    }

    /// Waits for a free slot, the pace and the budget, in this order, so that a request is booked
    /// right before it is sent.
    async fn admit(&self, purpose: Purpose) -> Result<SemaphorePermit<'_>, Error> {
        let mut waited = Duration::ZERO;
        loop {
            let slot = self.slots.acquire().await.expect("nobody closes the semaphore");
            if let Some(pace) = &self.pace {
                pace.until_ready().await;
            }
            match self.budget.reserve(purpose) {
                Reservation::Granted => return Ok(slot),
                Reservation::Wait(free_in) => {
                    drop(slot);
                    waited = waited.saturating_add(free_in);
                    if waited > self.patience {
                        return Err(self.budget_exhausted(free_in));
                    }
                    tokio::time::sleep(free_in).await;
                }
            }
        }
    }

    /// After a 401: makes room for a fresh token, with Apple's time if our clock is wrong, or
    /// gives up if that has been tried. Apple refuses valid tokens now and then.
    fn unauthorized(&self, request: &Request, answer: &Answer, token: &Token, renewed: bool) -> Result<(), Error> {
        let skew = answer.skew(self.clock.now(), CLOCK_TOLERANCE);
        match skew {
            _ if !renewed => {
                self.tokens.refuse(token, skew);
                Ok(())
            }
            Some(skew) => {
                let refusal = Box::new(request.refusal(answer));
                Err(Error::ClockSkew { seconds: skew.as_secs(), refusal })
            }
            None => Err(request.refused(answer)),
        }
    }

    /// After a 429: everybody with this budget pauses, and this request with them.
    async fn pause(&self, pause: Duration) -> Result<(), Error> {
        self.budget.exhausted(pause);
        if pause > self.patience {
            return Err(self.budget_exhausted(pause));
        }
        tokio::time::sleep(pause).await;
        Ok(())
    }

    fn budget_exhausted(&self, free_in: Duration) -> Error {
        let limit = self.budget.limit();
        let used = limit.saturating_sub(self.budget.remaining().unwrap_or(0));
        Error::BudgetExhausted { limit, used, free_in }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        Client, RateLimit,
        scripted::{Reply, Scripted, TestResult},
    };

    const NO_DATA: &str = r#"{"data":[]}"#;
    const UNEXPECTED: &str = r#"{"errors":[{"status":"500","code":"UNEXPECTED_ERROR","title":"t"}]}"#;

    #[tokio::test]
    async fn reads_are_repeated_until_they_succeed() -> TestResult {
        let server = Scripted::start([
            Reply::new(500, UNEXPECTED),
            Reply::cut(),
            Reply::new(502, "Could not process this request"),
            Reply::new(503, ""),
            Reply::new(200, NO_DATA),
        ])
        .await?;
        let client = server.client();
        client.get("/v1/apps").await?;
        assert_eq!(client.requests(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn reads_give_up_after_five_tries() -> TestResult {
        let server = Scripted::start((0..9).map(|_| Reply::new(502, "Could not process this request\n"))).await?;
        let error = server.client().get("/v1/apps").await.expect_err("five times 502");
        assert_eq!(error.to_string(), "Apple refused GET /v1/apps: 502: Could not process this request");
        assert_eq!(server.lines().len(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn refusals_are_not_repeated() -> TestResult {
        let server = Scripted::start([Reply::new(409, r#"{"errors":[{"code":"STATE_ERROR"}]}"#).header("x-request-id", "r1")]).await?;
        let error = server.client().get("/v1/apps?filter[name]=secret").await.expect_err("409");
        assert_eq!(error.to_string(), "Apple refused GET /v1/apps: 409 STATE_ERROR");
        assert_eq!(error.refusal().and_then(|refusal| refusal.request_id.as_deref()), Some("r1"));
        assert_eq!(server.lines().len(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn writes_are_not_repeated_when_they_may_have_been_applied() -> TestResult {
        for reply in [Reply::new(500, UNEXPECTED), Reply::new(503, ""), Reply::new(504, ""), Reply::cut()] {
            let server = Scripted::start([reply]).await?;
            let error = server.client().post("/v1/apps", &json!({})).await.expect_err("trouble");
            assert!(!error.is_certain(), "{error:?}");
            assert_eq!(server.lines().len(), 1);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_server_that_cannot_be_reached_was_certainly_not_reached() -> TestResult {
        let address = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
        let server = Scripted::start([]).await?;
        let client = Client::new(Config { base_url: format!("http://{address}"), ..server.config() })?;
        let error = client.patch("/v1/apps/1?x=secret", &json!({})).await.expect_err("nobody there");
        assert!(matches!(error, Error::Transport { sent: false, .. }) && error.is_certain(), "{error:?}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        assert_eq!(client.requests(), 0);
        Ok(())
    }

    #[tokio::test]
    async fn a_401_is_repeated_once_with_a_fresh_token() -> TestResult {
        let server = Scripted::start([Reply::unauthorized(), Reply::new(200, NO_DATA)]).await?;
        server.client().patch("/v1/apps/1", &json!({})).await?;
        let seen = server.seen();
        assert_ne!(seen[0].header("authorization"), seen[1].header("authorization"));

        let server = Scripted::start((0..3).map(|_| Reply::unauthorized())).await?;
        let error = server.client().get("/v1/apps").await.expect_err("two times 401");
        assert_eq!((error.status(), error.code()), (Some(401), Some("NOT_AUTHORIZED")));
        assert_eq!(server.lines().len(), 2);
        Ok(())
    }

    /// 2023-11-14T22:13:20Z, and the same an hour later as Apple's `Date` header shows it.
    const NOW: i64 = 1_700_000_000;
    const AN_HOUR_LATER: &str = "Tue, 14 Nov 2023 23:13:20 GMT";

    fn late_clock() -> Clock {
        Clock::new(|| Timestamp::from_second(NOW).expect("in range"))
    }

    #[tokio::test]
    async fn a_clock_that_is_an_hour_late_works_all_the_same() -> TestResult {
        let server = Scripted::start([Reply::unauthorized().header("date", AN_HOUR_LATER), Reply::new(200, NO_DATA)]).await?;
        let client = Client::new(Config { clock: late_clock(), ..server.config() })?;
        client.get("/v1/apps").await?;
        let token = server.seen()[1].header("authorization").unwrap_or_default().to_owned();
        let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap_or_default())?;
        assert_eq!(serde_json::from_slice::<Value>(&claims)?["iat"], NOW + 3_600 - 60);
        Ok(())
    }

    #[tokio::test]
    async fn a_wrong_clock_is_named_when_apple_keeps_refusing() -> TestResult {
        let refusal = || Reply::unauthorized().header("date", AN_HOUR_LATER);
        let server = Scripted::start([refusal(), refusal()]).await?;
        let client = Client::new(Config { clock: late_clock(), ..server.config() })?;
        let error = client.get("/v1/apps").await.expect_err("two times 401");
        assert!(matches!(error, Error::ClockSkew { seconds: 3_600, .. }), "{error:?}");
        assert_eq!(error.code(), Some("NOT_AUTHORIZED"));
        Ok(())
    }

    #[tokio::test]
    async fn a_429_is_repeated_for_writes_too() -> TestResult {
        let server = Scripted::start([
            Reply::too_many(),
            Reply::too_many().header("retry-after", "0"),
            Reply::too_many().header("retry-after", "soon"),
            Reply::too_many().header("retry-after", "99999"),
            Reply::new(200, NO_DATA),
        ])
        .await?;
        let client = server.client();
        client.patch("/v1/apps/1", &json!({})).await?;
        assert_eq!(client.requests(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn a_429_without_end_is_apples_refusal() -> TestResult {
        let server = Scripted::start((0..9).map(|_| Reply::too_many())).await?;
        let error = server.client().get("/v1/apps").await.expect_err("five times 429");
        assert_eq!(error.code(), Some("RATE_LIMIT_EXCEEDED"));
        assert_eq!(server.lines().len(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn a_long_retry_after_stops_everybody_at_once() -> TestResult {
        let server = Scripted::start([Reply::too_many().header("retry-after", "120")]).await?;
        let client = server.client();
        let error = client.get("/v1/apps").await.expect_err("too long to wait");
        assert!(matches!(error, Error::BudgetExhausted { free_in, .. } if free_in.as_secs() == 120), "{error:?}");
        let error = client.patch("/v1/apps/1", &json!({})).await.expect_err("still closed");
        assert!(matches!(error, Error::BudgetExhausted { free_in, .. } if free_in.as_secs() > 100), "{error:?}");
        assert_eq!(server.lines().len(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn the_header_of_an_answer_closes_the_budget() -> TestResult {
        let spent = Reply::new(200, NO_DATA).header("X-Rate-Limit", "user-hour-lim:3600;user-hour-rem:300;");
        let server = Scripted::start([spent, Reply::new(200, NO_DATA)]).await?;
        let client = server.client();
        client.get("/v1/apps").await?;
        assert_eq!(client.budget().remaining(), Some(300));
        let error = client.get("/v1/apps").await.expect_err("the reserve is not for reads");
        assert!(matches!(error, Error::BudgetExhausted { limit: 3_600, used: 3_300, .. }), "{error:?}");
        client.delete("/v1/apps/1").await?;
        Ok(())
    }

    /// Gives the prepared answers in turn, then grants, and counts how often it was asked.
    #[derive(Default)]
    struct Prepared {
        answers: Mutex<Vec<Reservation>>,
        asked: AtomicU64,
    }

    impl Budget for Prepared {
        fn reserve(&self, _: Purpose) -> Reservation {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.answers.lock().unwrap().pop().unwrap_or(Reservation::Granted)
        }

        fn learn(&self, _: &RateLimit) {}

        fn exhausted(&self, _: Duration) {}

        fn remaining(&self) -> Option<u32> {
            None
        }

        fn limit(&self) -> u32 {
            3_500
        }
    }

    #[tokio::test]
    async fn short_waits_are_waited_and_long_ones_reported() -> TestResult {
        let wait = |milliseconds| Reservation::Wait(Duration::from_millis(milliseconds));
        for (answers, patience, sent) in [(vec![wait(2), wait(3)], 5, 1), (vec![wait(3), wait(3)], 5, 0), (vec![wait(60_000)], 59_999, 0)] {
            let server = Scripted::start([Reply::new(200, NO_DATA)]).await?;
            let budget = Arc::new(Prepared { answers: Mutex::new(answers), ..Prepared::default() });
            let patience = Duration::from_millis(patience);
            let client = Client::new(Config { budget, patience, ..server.config() })?;
            let outcome = client.get("/v1/apps").await;
            assert_eq!(server.lines().len(), sent);
            assert_eq!(matches!(outcome, Err(Error::BudgetExhausted { .. })), sent == 0, "{outcome:?}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn every_try_is_booked() -> TestResult {
        let server =
            Scripted::start([Reply::new(500, UNEXPECTED), Reply::unauthorized(), Reply::too_many(), Reply::new(200, NO_DATA)]).await?;
        let budget = Arc::new(Prepared::default());
        let client = Client::new(Config { budget: Arc::clone(&budget) as Arc<dyn Budget>, ..server.config() })?;
        client.get("/v1/apps").await?;
        assert_eq!(budget.asked.load(Ordering::Relaxed), 4);
        Ok(())
    }

    #[tokio::test]
    async fn no_more_requests_are_in_flight_than_allowed() -> TestResult {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let server = Scripted::start([]).await?;
        let budget = Arc::new(Prepared::default());
        let client = Client::new(Config {
            base_url,
            concurrency: 2,
            budget: Arc::clone(&budget) as Arc<dyn Budget>,
            retry: Retry { tries: 1, ..Retry::default() },
            ..server.config()
        })?;
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                tokio::spawn({
                    let client = client.clone();
                    async move { client.get("/v1/apps").await }
                })
            })
            .collect();
        let first = listener.accept().await?;
        let second = listener.accept().await?;
        // Nobody has been answered. A third request would have been booked by now.
        assert_eq!(budget.asked.load(Ordering::Relaxed), 2);
        drop((first, second));
        drop(listener.accept().await?);
        for task in tasks {
            assert!(matches!(task.await?, Err(Error::Transport { sent: true, .. })));
        }
        assert_eq!(client.requests(), 3);
        Ok(())
    }

    #[tokio::test]
    async fn redirects_are_not_followed() -> TestResult {
        let elsewhere = Scripted::start([]).await?;
        for status in [301, 302, 307, 308] {
            let reply = Reply::new(status, "").header("location", elsewhere.config().base_url);
            let server = Scripted::start([reply]).await?;
            let error = server.client().get("/v1/apps").await.expect_err("a redirect");
            assert!(matches!(error, Error::Redirected { .. }), "{error:?}");
            assert_eq!(error.status(), Some(status));
        }
        assert!(elsewhere.lines().is_empty());
        Ok(())
    }
}
