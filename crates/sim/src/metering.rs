//! How the budget is told and what else limits it.
//!
//! Source: Apple, Identifying Rate Limits, for the rolling hour; reports of clients for the
//! minute, the missing header and `Retry-After`.

use crate::pattern;

/// Everything about the budget besides the hour.
#[derive(Debug, Clone, Default)]
pub struct Metering {
    /// A limit for each minute, besides that for each hour.
    pub minute: Option<MinuteLimit>,
    /// Routes whose answers carry no `X-Rate-Limit`, such as `/v1/apps/{id}`; `/v1/**` is all of
    /// version 1.
    pub silent: Vec<String>,
    /// Whether a 429 for a spent budget says in `Retry-After` when the next request is taken.
    pub retry_after: bool,
}

/// A limit for each rolling minute of a key.
#[derive(Debug, Clone)]
pub struct MinuteLimit {
    /// Requests that one key may send in a minute.
    pub limit: u32,
    /// The routes that it counts together; none means all.
    pub routes: Vec<String>,
    /// How answers tell of it.
    pub form: MinuteForm,
}

/// Where `user-minute-lim` and `user-minute-rem` stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinuteForm {
    /// Instead of the hour's pair.
    Alone,
    /// Behind the hour's pair, in the same header.
    Appended,
    /// In a second header of the same name.
    SecondLine,
}

/// What a key has left after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) hour: u32,
    /// None where no minute is counted.
    pub(crate) minute: Option<u32>,
    /// Milliseconds until a request is taken again; none when this one was.
    pub(crate) wait: Option<i64>,
}

impl Metering {
    /// Requests a minute on this path, if it is limited.
    pub(crate) fn minute(&self, path: &str) -> Option<&MinuteLimit> {
        self.minute.as_ref().filter(|minute| minute.routes.is_empty() || pattern::any(&minute.routes, path))
    }

    /// The headers that tell of what is left.
    pub(crate) fn headers(&self, path: &str, hourly_limit: u32, left: Left) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(wait) = left.wait.filter(|_| self.retry_after) {
            // Rounded up: who comes back then is taken.
            headers.push(("retry-after", wait.unsigned_abs().div_ceil(1000).max(1).to_string()));
        }
        if pattern::any(&self.silent, path) {
            return headers;
        }
        let hour = format!("user-hour-lim:{hourly_limit};user-hour-rem:{};", left.hour);
        let minute = self.minute(path).zip(left.minute);
        let lines = match minute.map(|(minute, left)| (minute.form, format!("user-minute-lim:{};user-minute-rem:{left};", minute.limit))) {
            None => vec![hour],
            Some((MinuteForm::Alone, minute)) => vec![minute],
            Some((MinuteForm::Appended, minute)) => vec![hour + &minute],
            Some((MinuteForm::SecondLine, minute)) => vec![hour, minute],
        };
        headers.extend(lines.into_iter().map(|line| ("x-rate-limit", line)));
        headers
    }
}
