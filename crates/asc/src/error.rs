//! What can go wrong between us and Apple, and whether a write can have happened all the same.

use std::time::Duration;

use jiff::SignedDuration;

use crate::{KeyError, MAX_URL_BYTES, Refusal};

/// Everything that a [`crate::Client`] reports.
///
/// No variant carries a token, a key or the query of a URL.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No complete answer came: no connection, a cut connection, a timeout.
    #[error("{} {method} {path}", if *sent { "no complete answer to" } else { "failed to connect for" })]
    Transport {
        /// HTTP method of the request.
        method: String,
        /// Path of the request, without its query.
        path: String,
        /// What the network said.
        source: Box<dyn std::error::Error + Send + Sync>,
        /// Whether Apple may have received the request.
        sent: bool,
    },
    /// Apple answered with an error.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Apple redirected. Redirects are not followed: the token must not travel.
    #[error("{method} {path} was redirected ({status}): is something between this computer and Apple, such as a captive portal?")]
    Redirected {
        /// HTTP method of the request.
        method: String,
        /// Path of the request, without its query.
        path: String,
        /// HTTP status of the answer.
        status: u16,
    },
    /// The request succeeded, but its answer is not a JSON:API document.
    #[error("the answer to {method} {path} is not a JSON:API document")]
    Malformed {
        /// HTTP method of the request.
        method: String,
        /// Path of the request, without its query.
        path: String,
        /// Where the document breaks, with no more of it than a few words.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The answer is larger than any that Apple sends.
    #[error("the answer to {method} {path} is larger than {limit} bytes")]
    TooLarge {
        /// HTTP method of the request.
        method: String,
        /// Path of the request, without its query.
        path: String,
        /// The limit, in bytes after decompression.
        limit: usize,
    },
    /// The answer is small enough to be read, but not to be kept: alone, or beside others that are kept.
    #[error("the answer to {method} {path} would take more memory than there is for answers")]
    TooHeavy {
        /// HTTP method of the request.
        method: String,
        /// Path of the request, without its query.
        path: String,
    },
    /// The budget grants nothing soon: the hour or the minute is spent, as far as this request may
    /// spend it, or Apple asked for a pause.
    #[error("the request budget allows nothing for {}: {used} of {limit} requests were used in the last hour", friendly(*free_in))]
    BudgetExhausted {
        /// Requests that Apple allows in an hour.
        limit: u32,
        /// Requests in the hour that ends now, those of other programs included.
        used: u32,
        /// Time until this request may be sent.
        free_in: Duration,
    },
    /// Somebody wished to end before the request was sent.
    #[error("stopped before anything more was sent")]
    Stopped,
    /// Apple refused the token, and this computer's clock is wrong.
    #[error("this computer's clock is {} {} Apple's, and Apple refused the token", friendly(Duration::from_secs(seconds.unsigned_abs())), if *seconds > 0 { "behind" } else { "ahead of" })]
    ClockSkew {
        /// Seconds that Apple's clock is ahead of ours; negative if ours is ahead.
        seconds: i64,
        /// Apple's answer.
        refusal: Box<Refusal>,
    },
    /// A link leads to a host that must not see the token.
    #[error("a link leads to {host}, which is not App Store Connect")]
    ForeignLink {
        /// The host of the link.
        host: String,
    },
    /// The pages of a list lead back to a page seen before.
    #[error("the pages of {path} lead in a circle")]
    PagingLoop {
        /// Path of the list, without its query.
        path: String,
    },
    /// A list has more pages than a key may ask for in an hour.
    #[error("the pages of {path} have no end: {pages} were read")]
    EndlessPages {
        /// Path of the list, without its query.
        path: String,
        /// Pages that were read.
        pages: usize,
    },
    /// The URL is longer than Apple's servers accept (they answer 500 beyond 4,096 bytes).
    #[error("the URL of {path} is {bytes} bytes long, more than the {MAX_URL_BYTES} that Apple reliably accepts")]
    UrlTooLong {
        /// Path of the request, without its query.
        path: String,
        /// Length of the whole URL in bytes.
        bytes: usize,
    },
    /// The base URL would send tokens over the network in the clear.
    #[error("the base URL must be https, except on this computer: {url}")]
    InsecureBaseUrl {
        /// The base URL.
        url: String,
    },
    /// The base URL is not a scheme and a host.
    #[error("the base URL must be a scheme and a host, such as https://api.appstoreconnect.apple.com")]
    InvalidBaseUrl,
    /// The HTTP client cannot be set up, for example without root certificates.
    #[error("failed to set up the HTTP client")]
    Setup {
        /// What is missing.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Whether this error proves that a write was **not** applied.
    ///
    /// True for Apple's 4xx answers, failed connections, and everything that went wrong before
    /// sending. False for 5xx answers, timeouts, cut connections and unreadable answers: the
    /// change may have been made, and only reading it again tells.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Transport { sent, .. } => !sent,
            Self::Refused(refusal) => (400..500).contains(&refusal.status),
            Self::Redirected { .. } | Self::Malformed { .. } | Self::TooLarge { .. } | Self::TooHeavy { .. } => false,
            Self::Key(_)
            | Self::BudgetExhausted { .. }
            | Self::Stopped
            | Self::ClockSkew { .. }
            | Self::ForeignLink { .. }
            | Self::PagingLoop { .. }
            | Self::EndlessPages { .. }
            | Self::UrlTooLong { .. }
            | Self::InsecureBaseUrl { .. }
            | Self::InvalidBaseUrl
            | Self::Setup { .. } => true,
        }
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Redirected { status, .. } => Some(*status),
            _ => self.refusal().map(|refusal| refusal.status),
        }
    }

    /// Code of the first of Apple's errors, for example `STATE_ERROR`. Match it by prefix.
    pub fn code(&self) -> Option<&str> {
        self.refusal().and_then(Refusal::code)
    }

    /// Apple's answer in full.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) | Self::ClockSkew { refusal, .. } => Some(refusal),
            _ => None,
        }
    }
}

/// `1h 2m 3s`, rounded up to whole seconds: "nothing for 0s" would be a lie.
fn friendly(duration: Duration) -> String {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    format!("{:#}", SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)))
}

/// An error with its causes in one line: the outermost often says only that something failed.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16) -> Error {
        Error::Refused(Box::new(Refusal::new("PATCH", "/v1/apps/1", status, b"{}")))
    }

    fn transport(sent: bool) -> Error {
        Error::Transport { method: "POST".to_owned(), path: "/v1/apps".to_owned(), source: "reset".into(), sent }
    }

    #[test]
    fn only_what_proves_that_nothing_happened_is_certain() {
        for status in [400, 401, 403, 404, 409, 422, 429, 499] {
            assert!(refused(status).is_certain(), "{status}");
        }
        for status in [500, 502, 503, 504, 599] {
            assert!(!refused(status).is_certain(), "{status}");
        }
        assert!(transport(false).is_certain());
        assert!(!transport(true).is_certain());
    }

    #[test]
    fn messages_tell_a_person_what_happened() {
        assert_eq!(transport(true).to_string(), "no complete answer to POST /v1/apps");
        assert_eq!(transport(false).to_string(), "failed to connect for POST /v1/apps");
        let spent = Error::BudgetExhausted { limit: 3500, used: 3150, free_in: Duration::from_millis(754_001) };
        assert_eq!(spent.to_string(), "the request budget allows nothing for 12m 35s: 3150 of 3500 requests were used in the last hour");
        let skew = |seconds| Error::ClockSkew { seconds, refusal: Box::new(Refusal::new("GET", "/v1/apps", 401, b"")) };
        assert_eq!(skew(3600).to_string(), "this computer's clock is 1h behind Apple's, and Apple refused the token");
        assert_eq!(skew(-90).to_string(), "this computer's clock is 1m 30s ahead of Apple's, and Apple refused the token");
        assert_eq!(skew(90).status(), Some(401));
    }
}
