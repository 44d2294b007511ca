//! Downloads of pictures: no token, no budget, another host than the API's.
//!
//! Apple's delivery network wants no credentials and counts no requests. It gets neither the token
//! nor anything else of the account.

use std::time::Duration;

use reqwest::{Client, Response, Url};

use crate::{
    Retry, Stop,
    elsewhere::{Broken, Clients, NoClient, host, is_transient, with_patience},
};

/// Largest file that is read, in bytes. Apple takes screenshots of at most 10 MB, and gives them
/// out in a format that may be larger.
const MAX_BYTES: usize = 32 << 20;
/// Longest silence in the middle of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest time for one file.
const TIMEOUT: Duration = Duration::from_secs(120);
/// Most redirects that are followed for one file.
const MAX_REDIRECTS: usize = 5;

/// A client for pictures. It knows no key.
#[derive(Debug)]
pub struct Downloads {
    clients: Clients,
    retry: Retry,
    max_bytes: usize,
    stop: Stop,
}

/// Why a file could not be read.
///
/// No variant carries more of the URL than its host: the path may be as good as a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The address is none, or would send the request over the network in the clear.
    #[error("its address is neither https nor on this computer")]
    Address,
    /// No complete answer came: no connection, a cut connection, a timeout.
    #[error("{} {host}", if *connected { "no complete answer from" } else { "failed to connect to" })]
    Transport {
        /// The host.
        host: String,
        /// Whether it was reached at all.
        connected: bool,
        /// What the network said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The host answered with something else than the file.
    #[error("{host} answered {status}")]
    Status {
        /// The host.
        host: String,
        /// HTTP status of the answer.
        status: u16,
    },
    /// The file is larger than any picture.
    #[error("it is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Somebody wished to end.
    #[error("stopped before it was there")]
    Stopped,
    /// The HTTP client cannot be set up, for example without root certificates.
    #[error("failed to set up the HTTP client")]
    Setup {
        /// What is missing.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl DownloadError {
    /// Whether the host, or the network, was not there: the next file would fare no better.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Transport { connected: false, .. } | Self::Setup { .. })
    }

    /// Whether the same request may succeed a moment later.
    fn is_transient(&self) -> bool {
        match self {
            Self::Transport { .. } => true,
            Self::Status { status, .. } => is_transient(*status),
            _ => false,
        }
    }
}

impl Downloads {
    /// Sets up a client. Nothing is sent yet; when `stop` is turned nothing is any more.
    pub fn new(stop: Stop) -> Self {
        let clients = Clients::new(MAX_REDIRECTS, |builder| builder.read_timeout(READ_TIMEOUT).timeout(TIMEOUT));
        Self { clients, retry: Retry::default(), max_bytes: MAX_BYTES, stop }
    }

    /// Reads a file. What may be a passing trouble is tried again.
    pub async fn get(&self, url: &str) -> Result<Vec<u8>, DownloadError> {
        let url = Url::parse(url).map_err(|_| DownloadError::Address)?;
        let client = self.clients.of(&url).await?;
        let work = with_patience(self.retry, DownloadError::is_transient, || self.once(client, &url));
        self.stop.unless_stopped(work).await.map_err(|_| DownloadError::Stopped)?
    }

    async fn once(&self, client: &Client, url: &Url) -> Result<Vec<u8>, DownloadError> {
        let failed = |error: reqwest::Error| DownloadError::from(Broken::new(url, error));
        let mut response = client.get(url.clone()).send().await.map_err(failed)?;
        if !response.status().is_success() {
            return Err(DownloadError::Status { host: host(url), status: response.status().as_u16() });
        }
        let mut bytes = self.room(&response)?;
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > self.max_bytes {
                return Err(DownloadError::TooLarge { limit: self.max_bytes });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Room for the whole answer, if it says how long it is.
    fn room(&self, response: &Response) -> Result<Vec<u8>, DownloadError> {
        let length = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        match length {
            Some(length) if length > self.max_bytes => Err(DownloadError::TooLarge { limit: self.max_bytes }),
            length => Ok(Vec::with_capacity(length.unwrap_or_default())),
        }
    }
}

impl From<NoClient> for DownloadError {
    fn from(reason: NoClient) -> Self {
        match reason {
            NoClient::Address => Self::Address,
            NoClient::Setup(source) => Self::Setup { source },
        }
    }
}

impl From<Broken> for DownloadError {
    fn from(Broken { host, connected, source }: Broken) -> Self {
        Self::Transport { host, connected, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{Reply, Scripted, TestResult};

    /// Downloads that lose no time between tries and take no more than ten bytes.
    fn downloads() -> Downloads {
        let retry = Retry { first_delay: Duration::from_millis(2), longest_delay: Duration::from_millis(4), ..Retry::default() };
        Downloads { retry, max_bytes: 10, ..Downloads::new(Stop::new()) }
    }

    #[tokio::test]
    async fn a_file_is_read_without_credentials() -> TestResult {
        let server = Scripted::start([Reply::new(200, "\u{1}picture")]).await?;
        assert_eq!(downloads().get(&server.url("/a/1x1bb.png")).await?, b"\x01picture");
        let seen = &server.seen()[0];
        assert_eq!(seen.line, "GET /a/1x1bb.png");
        for header in ["authorization", "cookie", "referer", "proxy-authorization"] {
            assert_eq!(seen.header(header), None, "{header}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn passing_trouble_is_waited_out() -> TestResult {
        let server = Scripted::start([Reply::new(503, ""), Reply::cut(), Reply::new(429, ""), Reply::new(200, "x")]).await?;
        assert_eq!(downloads().get(&server.url("/a")).await?, b"x");
        assert_eq!(server.seen().len(), 4);
        let server = Scripted::start((0..9).map(|_| Reply::new(500, ""))).await?;
        let error = downloads().get(&server.url("/a")).await.expect_err("it lasts");
        assert_eq!(error.to_string(), "127.0.0.1 answered 500");
        assert_eq!(server.seen().len(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn what_stays_wrong_is_asked_once() -> TestResult {
        for status in [400, 401, 403, 404, 410] {
            let server = Scripted::start([Reply::new(status, "")]).await?;
            let error = downloads().get(&server.url("/a")).await.expect_err("a refusal");
            assert!(matches!(error, DownloadError::Status { status: told, .. } if told == status), "{error}");
            assert_eq!(server.seen().len(), 1);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_file_has_an_end() -> TestResult {
        let server = Scripted::start([Reply::new(200, "ten bytes!"), Reply::new(200, "eleven byte")]).await?;
        let downloads = downloads();
        assert_eq!(downloads.get(&server.url("/a")).await?.len(), 10);
        assert!(matches!(downloads.get(&server.url("/a")).await, Err(DownloadError::TooLarge { limit: 10 })));
        Ok(())
    }

    #[tokio::test]
    async fn http_and_its_redirects_stay_on_this_computer() -> TestResult {
        for bad in ["http://example.com/a.png", "http://10.0.0.1/a.png", "file:///etc/passwd", "data:,x", "a.png", ""] {
            assert!(matches!(downloads().get(bad).await, Err(DownloadError::Address)), "{bad}");
        }
        let server = Scripted::start([Reply::new(302, "").header("location", "{base}/b"), Reply::new(200, "x")]).await?;
        assert_eq!(downloads().get(&server.url("/a")).await?, b"x");
        assert_eq!(server.lines(), ["GET /a", "GET /b"]);
        for elsewhere in ["http://example.com/", "https://example.com/", "http://127.0.0.1.example.com/"] {
            let server = Scripted::start([Reply::new(302, "").header("location", elsewhere)]).await?;
            assert!(matches!(downloads().get(&server.url("/a")).await, Err(DownloadError::Status { status: 302, .. })), "{elsewhere}");
        }
        let server = Scripted::start((0..9).map(|_| Reply::new(302, "").header("location", "{base}/a"))).await?;
        assert!(matches!(downloads().get(&server.url("/a")).await, Err(DownloadError::Status { status: 302, .. })));
        assert_eq!(server.seen().len(), 1 + MAX_REDIRECTS);
        Ok(())
    }

    #[tokio::test]
    async fn an_absent_host_is_told_from_a_broken_file() -> TestResult {
        let server = Scripted::start([]).await?;
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let error = downloads().get(&format!("http://{address}/a")).await.expect_err("nobody listens");
        assert!(error.is_unreachable(), "{error}");
        let error = downloads().get(&server.url("/a")).await.expect_err("418");
        assert!(!error.is_unreachable(), "{error}");
        Ok(())
    }

    #[tokio::test]
    async fn a_wish_to_end_ends_it() -> TestResult {
        let server = Scripted::start([Reply::new(200, "x")]).await?;
        let stop = Stop::new();
        stop.stop();
        assert!(matches!(Downloads::new(stop).get(&server.url("/a")).await, Err(DownloadError::Stopped)));
        assert!(server.seen().is_empty());
        Ok(())
    }
}
