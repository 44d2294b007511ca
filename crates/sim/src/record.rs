//! What was asked and answered: in memory for tests, in a JSON Lines file for contract checks.
//!
//! Deliberately absent: the Authorization header. A recording can be shared.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::SimError;

/// The most exchanges kept in memory; the oldest go first.
const MOST_EXCHANGES: usize = 100_000;
/// The most bytes of response bodies kept in memory; the oldest go first.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// One request and its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    /// When the answer was ready, by the simulator's clock (RFC 3339).
    pub at: String,
    /// The account whose token was accepted.
    pub account: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path with its raw query.
    pub path: String,
    /// The request's body: JSON, or a string when it is not JSON.
    pub request_body: Option<Value>,
    /// The HTTP status.
    pub status: u16,
    /// The answer's headers, as (name, value).
    pub response_headers: Vec<(String, String)>,
    /// The answer's body: JSON, or a string when it is not JSON.
    pub response_body: Option<Value>,
    /// The fault that was injected, in words. Of an answer that was cut short, the record holds
    /// what would have been sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// An exchange as it passed over the wire.
pub(crate) struct Passed {
    pub(crate) at: Timestamp,
    pub(crate) account: Option<String>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) request_body: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) response_headers: Vec<(&'static str, String)>,
    pub(crate) response_body: Vec<u8>,
    pub(crate) fault: Option<String>,
}

/// Keeps what passed.
pub(crate) struct Recorder {
    file: Option<File>,
    kept: VecDeque<Passed>,
    kept_bytes: usize,
    count: usize,
}

impl Recorder {
    /// A recorder that appends to `path`, when one is given.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, SimError> {
        let file = path
            .map(|path| {
                OpenOptions::new().append(true).create(true).open(path).map_err(|source| SimError::Write { path: path.to_owned(), source })
            })
            .transpose()?;
        Ok(Self { file, kept: VecDeque::new(), kept_bytes: 0, count: 0 })
    }

    /// Keeps one exchange. A recording that cannot be written must not change an answer, so a
    /// full disk is only logged.
    pub(crate) fn keep(&mut self, passed: Passed) {
        self.count += 1;
        if let Some(file) = &mut self.file {
            let written = serde_json::to_vec(&passed.exchange()).map_err(Into::into).and_then(|mut line| {
                line.push(b'\n');
                file.write_all(&line)
            });
            if let Err(error) = written {
                tracing::warn!(%error, "failed to record an exchange");
            }
        }
        self.kept_bytes += passed.bytes();
        self.kept.push_back(passed);
        while self.kept.len() > MOST_EXCHANGES || (self.kept_bytes > MOST_BYTES && self.kept.len() > 1) {
            if let Some(oldest) = self.kept.pop_front() {
                self.kept_bytes -= oldest.bytes();
            }
        }
    }

    /// Everything that is kept, oldest first.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.kept.iter().map(Passed::exchange).collect()
    }

    /// How many requests were answered, kept or not.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

impl Passed {
    fn bytes(&self) -> usize {
        self.request_body.len() + self.response_body.len()
    }

    fn exchange(&self) -> Exchange {
        Exchange {
            at: self.at.to_string(),
            account: self.account.clone(),
            method: self.method.clone(),
            path: self.path.clone(),
            request_body: readable(&self.request_body),
            status: self.status,
            response_headers: self.response_headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            response_body: readable(&self.response_body),
            fault: self.fault.clone(),
        }
    }
}

fn readable(body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    let text = || Value::String(String::from_utf8_lossy(body).into_owned());
    Some(serde_json::from_slice(body).unwrap_or_else(|_| text()))
}
