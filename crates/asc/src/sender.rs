//! The way of a request: token, slot, pace, budget, network, and round again if need be.
//!
//! Absent on purpose: documents. What comes back is an answer with a success status, or an error.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;
use reqwest::Method;

use crate::{
    Budget, Clock, Config, Error, Purpose, Reservation, Retry, Stop, Ticket,
    http::{Answer, Http, Request},
    origin::Origin,
    retry,
    slots::{Slot, Slots},
    token::{Token, Tokens},
};

/// Clocks that differ by more than this are told to the user when Apple refuses the token.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// Fresh tokens that a request gets when Apple has accepted the key before. A key that was never accepted gets one.
const TRUSTED_RENEWALS: u32 = 3;

/// What all clones of a client share.
pub(crate) struct Sender {
    origin: Origin,
    http: Http,
    tokens: Tokens,
    clock: Clock,
    budget: Arc<dyn Budget>,
    patience: Duration,
    retry: Retry,
    slots: Slots,
    pace: Option<DefaultDirectRateLimiter>,
    stop: Stop,
    sent: AtomicU64,
    /// Whether Apple has accepted the key already: it is not wrong then.
    is_trusted: AtomicBool,
    seen: Mutex<Seen>,
}

/// What may be asked about a client while it works.
#[derive(Default)]
struct Seen {
    /// When the last request that has to wait for the budget may go.
    free_at: Option<Instant>,
    skew: Option<SignedDuration>,
}

/// The right to send one request now.
struct Admission<'a> {
    slot: Slot<'a>,
    ticket: Ticket,
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
            slots: Slots::new(config.concurrency, config.requests_per_second),
            pace: config.requests_per_second.map(|rate| RateLimiter::direct(Quota::per_second(rate))),
            stop: config.stop,
            sent: AtomicU64::new(0),
            is_trusted: AtomicBool::new(false),
            seen: Mutex::default(),
        })
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn budget(&self) -> &Arc<dyn Budget> {
        &self.budget
    }

    /// Requests that may be in flight now.
    pub(crate) fn slots(&self) -> usize {
        self.slots.count()
    }

    /// Requests that left this computer, repeated ones included.
    pub(crate) fn requests(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// How long a request still waits for the budget, in real time.
    pub(crate) fn waiting(&self) -> Option<Duration> {
        let free_at = self.seen.lock().unwrap_or_else(PoisonError::into_inner).free_at?;
        free_at.checked_duration_since(Instant::now())
    }

    /// How far Apple's clock is ahead of ours.
    pub(crate) fn skew(&self) -> Option<SignedDuration> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).skew
    }

    /// Sends a request until it succeeds, must not be repeated, or has been repeated enough.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, Error> {
        let purpose = if request.method == Method::GET { Purpose::Read } else { Purpose::Write };
        let mut delays = self.retry.delays();
        let mut renewals = 0;
        loop {
            let admission = self.stop.unless_stopped(self.admit(purpose)).await??;
            let token = match self.tokens.current() {
                Ok(token) => token,
                Err(error) => {
                    self.budget.release(admission.ticket);
                    return Err(error.into());
                }
            };
            let outcome = self.exchange(request, &token, admission).await;
            let error = match outcome {
                Ok(answer) if answer.is_success() => {
                    self.is_trusted.store(true, Ordering::Relaxed);
                    return Ok(answer);
                }
                Ok(answer) if answer.status == 401 => {
                    let most = if self.is_trusted.load(Ordering::Relaxed) { TRUSTED_RENEWALS } else { 1 };
                    self.unauthorized(request, &answer, &token, renewals < most)?;
                    renewals += 1;
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
                Some(delay) if retry::may_repeat(&error, purpose) => self.sleep(delay).await?,
                _ => return Err(error),
            }
        }
    }

    /// One request out, one answer in, both in the books and in the log.
    async fn exchange(&self, request: &Request, token: &Token, Admission { slot, ticket }: Admission<'_>) -> Result<Answer, Error> {
        let start = Instant::now();
        let outcome = self.http.exchange(request, token).await;
        let took = start.elapsed();
        match &outcome {
            Ok(answer) => {
                self.budget.settle(ticket, &answer.rate_limit);
                self.seen.lock().unwrap_or_else(PoisonError::into_inner).skew = answer.skew(self.clock.now());
            }
            Err(Error::Transport { sent: false, .. }) => self.budget.release(ticket),
            // It may have arrived. The ticket stays in the books for as long as that may count.
            Err(_) => drop(ticket),
        }
        self.slots.finish(slot, took);
        if !matches!(outcome, Err(Error::Transport { sent: false, .. })) {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        tracing::debug!(
            method = request.method.as_str(),
            path = request.path(),
            status = outcome.as_ref().map_or(0, |answer| answer.status),
            milliseconds = took.as_millis(),
            remaining = self.budget.remaining(),
            "request"
        );
        outcome
    }

    /// Waits for a free slot, the pace and the budget, in this order, so that a request is booked
    /// right before it is sent.
    async fn admit(&self, purpose: Purpose) -> Result<Admission<'_>, Error> {
        let mut waited = Duration::ZERO;
        loop {
            let slot = self.slots.acquire().await;
            if let Some(pace) = &self.pace {
                pace.until_ready().await;
            }
            match self.budget.reserve(purpose) {
                Reservation::Granted(ticket) => return Ok(Admission { slot, ticket }),
                Reservation::Wait(free_in) => {
                    drop(slot);
                    waited = waited.saturating_add(free_in);
                    if waited > self.patience {
                        return Err(self.budget_exhausted(free_in));
                    }
                    self.wait(free_in).await;
                }
            }
        }
    }

    /// Waits for the budget, by the clock, for others to see.
    async fn wait(&self, free_in: Duration) {
        let real = self.clock.real(free_in);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).free_at = Instant::now().checked_add(real);
        tokio::time::sleep(real).await;
    }

    /// Sleeps, unless somebody wishes to end.
    async fn sleep(&self, delay: Duration) -> Result<(), Error> {
        self.stop.unless_stopped(tokio::time::sleep(delay)).await
    }

    /// After a 401: makes room for a fresh token, with Apple's time if our clock is wrong, or
    /// gives up if that has been tried. Apple refuses valid tokens now and then.
    fn unauthorized(&self, request: &Request, answer: &Answer, token: &Token, may_renew: bool) -> Result<(), Error> {
        let skew = answer.skew(self.clock.now()).filter(|skew| skew.abs() > CLOCK_TOLERANCE);
        match skew {
            _ if may_renew => {
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
        self.stop.unless_stopped(self.wait(pause)).await
    }

    fn budget_exhausted(&self, free_in: Duration) -> Error {
        let limit = self.budget.limit();
        let used = limit.saturating_sub(self.budget.remaining().unwrap_or(0));
        Error::BudgetExhausted { limit, used, free_in }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use tokio::io::AsyncWriteExt as _;

    use super::*;
    use crate::{
        Client, Document, RateLimit,
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

    #[tokio::test]
    async fn a_key_that_was_accepted_is_not_given_up_at_once() -> TestResult {
        let unauthorized = || (0..3).map(|_| Reply::unauthorized());
        let server =
            Scripted::start([Reply::new(200, NO_DATA)].into_iter().chain(unauthorized()).chain([Reply::new(200, NO_DATA)])).await?;
        let client = server.client();
        client.get("/v1/apps").await?;
        client.get("/v1/apps").await?;
        assert_eq!(server.lines().len(), 5);
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
        released: AtomicU64,
    }

    impl Budget for Prepared {
        fn reserve(&self, _: Purpose) -> Reservation {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.answers.lock().unwrap().pop().unwrap_or(Reservation::Granted(Ticket::new(0)))
        }

        fn settle(&self, _: Ticket, _: &RateLimit) {}

        fn release(&self, _: Ticket) {
            self.released.fetch_add(1, Ordering::Relaxed);
        }

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

    /// A server that the test plays itself, and a client of it that tries once.
    async fn played(stop: &Stop) -> Result<(tokio::net::TcpListener, Client, Arc<Prepared>), Box<dyn std::error::Error>> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let budget = Arc::new(Prepared::default());
        let client = Client::new(Config {
            base_url: format!("http://{}", listener.local_addr()?),
            budget: Arc::clone(&budget) as Arc<dyn Budget>,
            retry: Retry { tries: 1, ..Retry::default() },
            stop: stop.clone(),
            ..Scripted::start([]).await?.config()
        })?;
        Ok((listener, client, budget))
    }

    fn get(client: &Client) -> tokio::task::JoinHandle<Result<Document, Error>> {
        let client = client.clone();
        tokio::spawn(async move { client.get("/v1/apps").await })
    }

    #[tokio::test]
    async fn no_more_requests_are_in_flight_than_there_are_slots() -> TestResult {
        let (listener, client, budget) = played(&Stop::new()).await?;
        let tasks = [get(&client), get(&client)];
        let first = listener.accept().await?;
        // Nobody has been answered, so one is enough. A second request would have been booked by now.
        assert_eq!(budget.asked.load(Ordering::Relaxed), 1);
        drop(first);
        drop(listener.accept().await?);
        for task in tasks {
            assert!(matches!(task.await?, Err(Error::Transport { sent: true, .. })));
        }
        assert_eq!(client.requests(), 2);
        Ok(())
    }

    #[tokio::test]
    async fn after_a_stop_nothing_is_sent_and_what_is_on_its_way_arrives() -> TestResult {
        let stop = Stop::new();
        let (listener, client, budget) = played(&stop).await?;
        let tasks = [get(&client), get(&client)];
        let (mut stream, _) = listener.accept().await?;
        stop.stop();
        stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{NO_DATA}", NO_DATA.len()).as_bytes()).await?;
        let [first, second] = tasks;
        let outcomes = [first.await?, second.await?];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let is_stopped = |outcome: &Result<Document, Error>| matches!(outcome, Err(error @ Error::Stopped) if error.is_certain());
        assert!(outcomes.iter().any(is_stopped), "{outcomes:?}");
        assert_eq!(budget.asked.load(Ordering::Relaxed), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_stop_ends_every_wait() -> TestResult {
        // For the budget, after a 429, before a further try.
        for (answers, reply) in [
            (vec![Reservation::Wait(Duration::from_secs(600))], None),
            (vec![], Some(Reply::too_many().header("retry-after", "600"))),
            (vec![], Some(Reply::new(503, ""))),
        ] {
            let server = Scripted::start(reply).await?;
            let stop = Stop::new();
            let client = Client::new(Config {
                budget: Arc::new(Prepared { answers: Mutex::new(answers), ..Prepared::default() }),
                patience: Duration::MAX,
                retry: Retry { first_delay: Duration::from_secs(600), longest_delay: Duration::from_secs(600), ..Retry::default() },
                stop: stop.clone(),
                ..server.config()
            })?;
            let task = get(&client);
            // Waiting for the budget is seen from outside; before a further try there is nothing but the request.
            while client.waiting().is_none() && client.requests() == 0 {
                tokio::task::yield_now().await;
            }
            stop.stop();
            assert!(matches!(task.await?, Err(Error::Stopped)));
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_request_that_was_not_sent_gives_its_ticket_back() -> TestResult {
        let (listener, client, budget) = played(&Stop::new()).await?;
        drop(listener);
        assert!(matches!(client.get("/v1/apps").await, Err(Error::Transport { sent: false, .. })));
        assert_eq!(budget.released.load(Ordering::Relaxed), 1);
        Ok(())
    }

    #[tokio::test]
    async fn waits_are_as_much_shorter_as_the_clock_is_faster() -> TestResult {
        let server = Scripted::start([Reply::new(200, NO_DATA).header("date", AN_HOUR_LATER)]).await?;
        let answers = Mutex::new(vec![Reservation::Wait(Duration::from_secs(3_600))]);
        let client = Client::new(Config {
            budget: Arc::new(Prepared { answers, ..Prepared::default() }),
            patience: Duration::MAX,
            clock: Clock::accelerated(Timestamp::from_second(NOW)?, 1_000_000),
            ..server.config()
        })?;
        client.get("/v1/apps").await?;
        assert!(client.skew().is_some());
        assert_eq!(client.waiting(), None);
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
