//! From one request to one answer, without a network: token, budget, route, record.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::accept;
use crate::account::Credentials;
use crate::clock::Clock;
use crate::endpoint::{self, Reply};
use crate::faults::Cut;
use crate::ids::Ids;
use crate::injector::{Injector, Trouble};
use crate::media::receive::Upload;
use crate::media::serve::Download;
use crate::metering::{Left, Metering};
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
    pub(crate) metering: Metering,
    pub(crate) faults: Mutex<Injector>,
    pub(crate) state: Mutex<State>,
    pub(crate) recorder: Mutex<Recorder>,
    /// `METHOD path` of every request that named nothing.
    pub(crate) unknown_routes: Mutex<Vec<String>>,
    /// Pictures that were asked for.
    pub(crate) downloads: Mutex<Vec<Download>>,
    /// Parts of files that were sent.
    pub(crate) uploads: Mutex<Vec<Upload>>,
}

/// A request.
pub(crate) struct Call {
    pub(crate) method: String,
    /// Path and raw query.
    pub(crate) target: String,
    /// Scheme and host that absolute links shall have.
    pub(crate) origin: String,
    pub(crate) authorization: Option<String>,
    /// The formats that the client takes, as in `Accept`.
    pub(crate) accept: Option<String>,
    /// The body; none when it was too large to take.
    pub(crate) body: Option<Vec<u8>>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Milliseconds that it waits.
    pub(crate) delay: u64,
    /// Where the connection is closed, if it is.
    pub(crate) cut: Option<Cut>,
}

/// What a request has earned before it is looked at.
#[derive(Default)]
struct Admission {
    account: Option<String>,
    /// Requests left in the hour and minute.
    left: Option<Left>,
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
        let path = call.target.split('?').next().unwrap_or_default();
        let trouble = lock(&self.faults).draw(&call.method, path);
        let mut admission = Admission::default();
        let answered = self.admit(&call, &mut admission, &trouble);
        let reply = answered.unwrap_or_else(|refusals| {
            let (status, document) = refusal::document(&refusals);
            Reply { status, document: Some(document), location: None }
        });
        let answer = self.finish(reply, path, admission.left, &trouble);
        lock(&self.recorder).keep(Passed {
            at: self.clock.now(),
            account: admission.account,
            method: call.method,
            path: call.target,
            request_body: call.body.unwrap_or_default(),
            status: answer.status,
            response_headers: answer.headers.clone(),
            response_body: answer.body.clone(),
            fault: trouble.name(),
        });
        answer
    }

    /// Checks what comes before the resources: URL, token, budget, path, method.
    fn admit(&self, call: &Call, admission: &mut Admission, trouble: &Trouble) -> Result<Reply, Vec<Refusal>> {
        if call.origin.len() + call.target.len() > LONGEST_URL {
            return Err(vec![refusal::unexpected()]);
        }
        trouble.at_the_door()?;
        let now = self.clock.now();
        let path = call.target.split('?').next().unwrap_or_default();
        let authorization = call.authorization.as_deref().unwrap_or_default();
        let accepted = token::accept(authorization, &self.credentials, now);
        let accepted = accepted.ok_or_else(|| vec![refusal::not_authorized()])?;
        let account = &accepted.credentials.account;
        admission.account = Some(account.name.clone());
        accepted.credentials.admit()?;
        let mut state = lock(&self.state);
        // Read under the lock: requests are counted in the order of their times.
        let now = self.clock.now();
        state.advance(now).map_err(|error| vec![broken(&error)])?;
        let minute = self.metering.minute(path).map(|minute| minute.limit);
        let left = state.spend(&account.key_id, now.as_millisecond(), self.hourly_limit, minute);
        let left = left.map_err(|error| vec![broken(&error)])?;
        admission.left = Some(left);
        if left.wait.is_some() {
            return Err(vec![refusal::rate_limit()]);
        }
        trouble.before()?;
        if !accept::json(call.accept.as_deref()) {
            return Err(vec![refusal::not_acceptable()]);
        }
        if !accepted.covers(&call.method, &call.target) {
            return Err(vec![refusal::forbidden("The scope of the token does not cover the request")]);
        }
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
        if call.method != "GET" && !accepted.credentials.role.may_write(route.kind().name) {
            return Err(vec![refusal::forbidden_key()]);
        }
        let lag = if call.method == "GET" { trouble.lag } else { 0 };
        let replied = state.behind(lag, |state| endpoint::respond(state, &route, call, &account.name));
        trouble.after()?;
        replied
    }

    /// Lets the reviewer do something, after everything that is due has happened.
    pub(crate) fn review(&self, review: &Review) -> Result<(), Stopped> {
        let mut state = lock(&self.state);
        state.advance(self.clock.now()).map_err(Stopped::Write)?;
        let changes = review::act(&state.world, &Ids::new(&state.world, state.seed), review).map_err(Stopped::Idle)?;
        state.commit(changes).map_err(Stopped::Write)
    }

    fn finish(&self, reply: Reply, path: &str, left: Option<Left>, trouble: &Trouble) -> Answer {
        // By the simulated clock: clients learn the server's time from it.
        let date = self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let mut headers = vec![("date", date)];
        if let Some(left) = left {
            headers.extend(self.metering.headers(path, self.hourly_limit, left));
        }
        headers.extend(trouble.retry_after().map(|seconds| ("retry-after", seconds.to_string())));
        headers.extend(reply.location.map(|location| ("location", location)));
        let each = reply.document.as_ref().map_or(0, |document| document["data"].as_array().map_or(0, Vec::len)) as u64;
        let delay = trouble.delay.saturating_add(trouble.delay_each.saturating_mul(each));
        let (format, body) = match reply.document {
            Some(Value::String(text)) => ("text/plain", text.into_bytes()),
            // No document holds anything that could not be written.
            Some(document) => ("application/json", serde_json::to_vec(&document).unwrap_or_default()),
            None => ("", Vec::new()),
        };
        if !body.is_empty() {
            headers.push(("content-type", format.to_owned()));
        }
        Answer { status: reply.status, headers, body, delay, cut: trouble.cut }
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
