//! A server that follows a script, and the keys to talk to it. For tests only.
//!
//! It answers each request with the next reply and remembers what it was asked. It knows nothing
//! of App Store Connect: what Apple would say is written down in each test.

use std::{
    num::ParseIntError,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{Client, Config, Key, Retry};

/// What a test returns, so that `?` can be used on everything.
pub(crate) type TestResult = Result<(), Box<dyn std::error::Error>>;

/// An issuer id for team keys.
pub(crate) const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";

/// A fresh P-256 key as PKCS#8.
pub(crate) fn pkcs8() -> Vec<u8> {
    EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).expect("ring makes a key").as_ref().to_vec()
}

/// `der` as a PEM block.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = (0..body.len()).step_by(64).map(|at| &body[at..body.len().min(at + 64)]).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// A fresh team key.
pub(crate) fn key() -> Key {
    Key::from_p8("2X9R4HXF34", Some(ISSUER), &pem("PRIVATE KEY", &pkcs8())).expect("a good key")
}

/// One answer of the script. `{base}` in a header or a body becomes the server's base URL.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    cut: bool,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), cut: false }
    }

    /// No answer at all: the connection is closed once the request has been read.
    pub(crate) fn cut() -> Self {
        Self { cut: true, ..Self::new(0, "") }
    }

    /// Apple's answer to a token it does not like.
    pub(crate) fn unauthorized() -> Self {
        Self::new(
            401,
            r#"{"errors":[{"status":"401","code":"NOT_AUTHORIZED","title":"Authentication credentials are missing or invalid."}]}"#,
        )
    }

    /// Apple's answer to too many requests.
    pub(crate) fn too_many() -> Self {
        Self::new(429, r#"{"errors":[{"status":"429","code":"RATE_LIMIT_EXCEEDED","title":"The request rate limit has been reached."}]}"#)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn bytes(&self, base: &str) -> Vec<u8> {
        let body = match std::str::from_utf8(&self.body) {
            Ok(text) => text.replace("{base}", base).into_bytes(),
            Err(_) => self.body.clone(),
        };
        let headers: Vec<String> = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat().replace("{base}", base);
        let mut bytes =
            format!("HTTP/1.1 {} Scripted\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", self.status, body.len())
                .into_bytes();
        bytes.extend(body);
        bytes
    }
}

/// A request as the server saw it.
#[derive(Clone)]
pub(crate) struct Seen {
    /// Method and target, such as `GET /v1/apps`.
    pub(crate) line: String,
    pub(crate) body: String,
    head: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// The server.
pub(crate) struct Scripted {
    base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Scripted {
    /// Starts on a free port of this computer. Requests beyond the script are answered with 418.
    pub(crate) async fn start(script: impl IntoIterator<Item = Reply>) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut script: Vec<Vec<u8>> = script.into_iter().map(|reply| if reply.cut { Vec::new() } else { reply.bytes(&base) }).collect();
        script.reverse();
        let notes = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                if let Ok(request) = read(&mut stream).await {
                    notes.lock().expect("no test panics here").push(request);
                    let reply = script.pop().unwrap_or_else(|| Reply::new(418, "the script is over").bytes(""));
                    // A client that has gone away is the test's business.
                    drop(stream.write_all(&reply).await);
                    drop(stream.shutdown().await);
                }
            }
        });
        Ok(Self { base, seen })
    }

    /// A client of this server that loses no time between tries.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.config()).expect("a good configuration")
    }

    /// The configuration of such a client.
    pub(crate) fn config(&self) -> Config {
        Config {
            base_url: self.base.clone(),
            requests_per_second: None,
            timeout: Duration::from_secs(10),
            retry: Retry { first_delay: Duration::from_millis(2), longest_delay: Duration::from_millis(4), ..Retry::default() },
            ..Config::new(key())
        }
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no test panics here").clone()
    }

    /// Methods and targets of all requests so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|request| request.line).collect()
    }
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let mut seen = Seen { line, body: String::new(), head };
    let length: Result<usize, ParseIntError> = seen.header("content-length").unwrap_or("0").parse();
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    seen.body = String::from_utf8_lossy(&body).into_owned();
    Ok(seen)
}
