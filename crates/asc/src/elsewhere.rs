//! Hosts that are not the API's, where files come from and go to: no token, no cookies, no budget.
//!
//! They are spoken to over https, or over http on this computer only.

use std::{fmt::Display, time::Duration};

use reqwest::{Client, ClientBuilder, Url, redirect};
use tokio::sync::OnceCell;

use crate::{Retry, origin::is_loopback};

/// Time to reach a host.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// HTTP clients that know no key, each set up when it is first needed.
#[derive(Debug)]
pub(crate) struct Clients {
    /// Speaks https only, and stays with it when redirected.
    secure: OnceCell<Client>,
    /// Speaks http to this computer only: a simulator needs no certificates, which a bare machine may not have.
    plain: OnceCell<Client>,
    /// Most redirects that are followed for one file.
    most_redirects: usize,
    /// Sets the timeouts beyond that of the connection.
    timeouts: fn(ClientBuilder) -> ClientBuilder,
}

/// Why there is no client for an address.
#[derive(Debug)]
pub(crate) enum NoClient {
    /// Nothing is sent there.
    Address,
    /// The client cannot be set up.
    Setup(Box<dyn std::error::Error + Send + Sync>),
}

/// A connection that failed, or that was cut.
pub(crate) struct Broken {
    pub(crate) host: String,
    /// Whether the host was reached at all.
    pub(crate) connected: bool,
    /// Without the URL, whose path may be as good as a password.
    pub(crate) source: Box<dyn std::error::Error + Send + Sync>,
}

impl Clients {
    pub(crate) fn new(most_redirects: usize, timeouts: fn(ClientBuilder) -> ClientBuilder) -> Self {
        Self { secure: OnceCell::new(), plain: OnceCell::new(), most_redirects, timeouts }
    }

    /// The client that may speak to this address.
    pub(crate) async fn of(&self, url: &Url) -> Result<&Client, NoClient> {
        match url.scheme() {
            "https" => self.secure.get_or_try_init(async || self.set_up(is_https, |builder| builder.https_only(true))).await,
            "http" if is_loopback(url) => {
                self.plain.get_or_try_init(async || self.set_up(is_loopback, |builder| builder.no_proxy().tls_certs_only([]))).await
            }
            _ => Err(NoClient::Address),
        }
    }

    /// A client that follows redirects only to where it might have been sent in the first place.
    fn set_up(&self, may_go: fn(&Url) -> bool, set: fn(ClientBuilder) -> ClientBuilder) -> Result<Client, NoClient> {
        // The first call wins. Whoever came before has chosen for the whole process.
        drop(rustls::crypto::ring::default_provider().install_default());
        let most = self.most_redirects;
        let policy = redirect::Policy::custom(move |attempt| {
            // What is not followed is an answer like any other: its status is told.
            if may_go(attempt.url()) && attempt.previous().len() <= most { attempt.follow() } else { attempt.stop() }
        });
        let builder = Client::builder()
            .user_agent(concat!("appfleet/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(policy)
            .referer(false);
        set((self.timeouts)(builder)).build().map_err(|source| NoClient::Setup(source.into()))
    }
}

impl Broken {
    pub(crate) fn new(url: &Url, error: reqwest::Error) -> Self {
        Self { host: host(url), connected: !error.is_connect(), source: error.without_url().into() }
    }
}

/// All of an address that may be told.
pub(crate) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Whether the same request may be answered better a moment later.
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// Tries until it works, until what stands against it will not pass, or until it was tried often enough.
pub(crate) async fn with_patience<T, E: Display, Work: Future<Output = Result<T, E>>>(
    retry: Retry,
    will_pass: fn(&E) -> bool,
    once: impl Fn() -> Work,
) -> Result<T, E> {
    let mut delays = retry.delays();
    loop {
        let error = match once().await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let Some(delay) = delays.next().filter(|_| will_pass(&error)) else { return Err(error) };
        tracing::debug!(%error, ?delay, "a file is tried again");
        tokio::time::sleep(delay).await;
    }
}

fn is_https(url: &Url) -> bool {
    url.scheme() == "https"
}
