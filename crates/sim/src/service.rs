//! From one request to one answer, without a network: token, budget, route, record.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::account::Credentials;
use crate::clock::Clock;
use crate::endpoint::{self, Reply};
use crate::ids::Ids;
use crate::record::{Passed, Recorder};
use crate::refusal::{self, Refusal};
use crate::review::{self, Idle, Review};
use crate::route::Route;
use crate::state::State;
use crate::token;

/// The longest URL that the server takes, in bytes; reported by clients, answered with 500.
const LONGEST_URL: usize = 4096;

/// Everything behind the socket.
pub(crate) struct Service {
    pub(crate) credentials: Vec<Credentials>,
    pub(crate) clock: Clock,
    /// Requests an hour and key.
    pub(crate) hourly_limit: u32,
    pub(crate) state: Mutex<State>,
    pub(crate) recorder: Mutex<Recorder>,
    /// `METHOD path` of every request that named nothing.
    pub(crate) unknown_routes: Mutex<Vec<String>>,
}

/// A request.
pub(crate) struct Call {
    pub(crate) method: String,
    /// Path and raw query.
    pub(crate) target: String,
    /// Scheme and host that absolute links shall have.
    pub(crate) origin: String,
    pub(crate) authorization: Option<String>,
    /// The body; none when it was too large to take.
    pub(crate) body: Option<Vec<u8>>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// What a request has earned before it is looked at.
#[derive(Default)]
struct Admission {
    account: Option<String>,
    /// Requests left in the hour.
    left: Option<u32>,
}

/// Why the reviewer could not do something.
pub(crate) enum Stopped {
    /// The world does not allow it.
    Idle(Idle),
    /// The state could not be written.
    Write(std::io::Error),
}

impl Service {
    /// Answers and records.
    pub(crate) fn answer(&self, call: Call) -> Answer {
        let mut admission = Admission::default();
        let answered = self.admit(&call, &mut admission);
        let reply = answered.unwrap_or_else(|refusals| {
            let (status, document) = refusal::document(&refusals);
            Reply { status, document: Some(document), location: None }
        });
        let answer = self.finish(reply, admission.left);
        lock(&self.recorder).keep(Passed {
            at: self.clock.now(),
            account: admission.account,
            method: call.method,
            path: call.target,
            request_body: call.body.unwrap_or_default(),
            status: answer.status,
            response_headers: answer.headers.clone(),
            response_body: answer.body.clone(),
        });
        answer
    }

    /// Checks what comes before the resources: URL, token, budget, path, method.
    fn admit(&self, call: &Call, admission: &mut Admission) -> Result<Reply, Vec<Refusal>> {
        if call.origin.len() + call.target.len() > LONGEST_URL {
            return Err(vec![refusal::unexpected()]);
        }
        let now = self.clock.now();
        let authorization = call.authorization.as_deref().unwrap_or_default();
        let accepted = token::accept(authorization, &self.credentials, now);
        let accepted = accepted.ok_or_else(|| vec![refusal::not_authorized()])?;
        let account = &accepted.credentials.account;
        admission.account = Some(account.name.clone());
        let mut state = lock(&self.state);
        state.advance(now).map_err(|error| vec![broken(&error)])?;
        let left = state.spend(&account.key_id, now.as_millisecond(), self.hourly_limit);
        let left = left.map_err(|error| vec![broken(&error)])?;
        admission.left = Some(left.unwrap_or(0));
        if left.is_none() {
            return Err(vec![refusal::rate_limit()]);
        }
        if !accepted.covers(&call.method, &call.target) {
            return Err(vec![refusal::forbidden("The scope of the token does not cover the request")]);
        }
        let path = call.target.split('?').next().unwrap_or_default();
        let Some(route) = Route::of(path) else {
            let unknown = format!("{} {path}", call.method);
            tracing::warn!(route = %unknown, "a request named nothing that the simulator knows");
            lock(&self.unknown_routes).push(unknown);
            return Err(vec![refusal::unknown_path(path)]);
        };
        if !matches!(call.method.as_str(), "GET" | "POST" | "PATCH" | "DELETE") {
            return Err(vec![refusal::method_not_allowed(&call.method)]);
        }
        if let Some(detail) = route.refuse(&call.method) {
            return Err(vec![refusal::forbidden(detail)]);
        }
        endpoint::respond(&mut state, &route, call, &account.name)
    }

    /// Lets the reviewer do something, after everything that is due has happened.
    pub(crate) fn review(&self, review: &Review) -> Result<(), Stopped> {
        let mut state = lock(&self.state);
        state.advance(self.clock.now()).map_err(Stopped::Write)?;
        let changes = review::act(&state.world, &Ids::new(&state.world, state.seed), review).map_err(Stopped::Idle)?;
        state.commit(changes).map_err(Stopped::Write)
    }

    fn finish(&self, reply: Reply, left: Option<u32>) -> Answer {
        let mut headers = Vec::new();
        if let Some(left) = left {
            let limit = self.hourly_limit;
            headers.push(("x-rate-limit", format!("user-hour-lim:{limit};user-hour-rem:{left};")));
        }
        headers.extend(reply.location.map(|location| ("location", location)));
        let body = reply.document.as_ref().map(Value::to_string).unwrap_or_default().into_bytes();
        if !body.is_empty() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        Answer { status: reply.status, headers, body }
    }
}

/// The refusal for a state that could not be written: nothing was applied.
pub(crate) fn broken(error: &std::io::Error) -> Refusal {
    tracing::error!(%error, "the simulator's state could not be written");
    refusal::unexpected()
}

/// Locks, also after a panic elsewhere: state changes only in steps that cannot panic halfway.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
