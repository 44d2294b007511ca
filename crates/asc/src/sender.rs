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
        let (start, asked) = (Instant::now(), self.clock.now());
        let mut outcome = self.http.exchange(request, token).await;
        let took = start.elapsed();
        match &mut outcome {
            Ok(answer) => {
                self.budget.settle(ticket, &answer.rate_limit);
                answer.skew = answer.measure_skew(asked, self.clock.now());
                self.seen.lock().unwrap_or_else(PoisonError::into_inner).skew = answer.skew;
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

    /// Waits so long by the server's clock, unless somebody wishes to end.
    pub(crate) async fn rest(&self, shown: Duration) -> Result<(), Error> {
        self.sleep(self.clock.real(shown)).await
    }

    /// Sleeps, unless somebody wishes to end.
    async fn sleep(&self, delay: Duration) -> Result<(), Error> {
        self.stop.unless_stopped(tokio::time::sleep(delay)).await
    }

    /// After a 401: makes room for a fresh token, with Apple's time if our clock is wrong, or
    /// gives up if that has been tried. Apple refuses valid tokens now and then.
    fn unauthorized(&self, request: &Request, answer: &Answer, token: &Token, may_renew: bool) -> Result<(), Error> {
        let skew = answer.skew.filter(|skew| skew.abs() > CLOCK_TOLERANCE);
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
