//! A receiver of Apple's webhooks: deliveries come in signed, and come out verified.
//!
//! It answers at once and leaves what is to be done about a delivery to whoever takes it from [`Receiver::next`]. The
//! host that a request names is not looked at: Apple, or whatever tunnel brings its requests here, calls this server by
//! any name, and the signature says more than the name.
//!
//! Deliberately absent: TLS, which is the tunnel's, and the meaning of a delivery for the mirror.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ring::hmac;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The one path that is served.
const PATH: &str = "/webhook";
/// The largest delivery, in bytes. Apple's are below one thousand.
const LARGEST: usize = 1 << 20;
/// How long the body of a delivery may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// Deliveries that may wait to be taken. More are refused, so that the sender knows.
const QUEUE: usize = 1_024;
/// Ids of deliveries that are remembered, so that one that comes twice counts once.
const REMEMBERED: usize = 10_000;

/// A server that listens for deliveries until it is dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    deliveries: mpsc::Receiver<Delivery>,
    server: JoinHandle<()>,
}

/// A delivery whose signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The accounts whose secret signed it; usually one.
    pub accounts: Vec<String>,
    /// What it tells.
    pub event: Event,
}

/// What a delivery tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// That the webhook works.
    Ping,
    /// That the version with this id has changed its state.
    VersionState(String),
    /// That the upload with this id has changed its state.
    BuildUpload(String),
    /// Something else, by its type.
    Other(String),
}

impl Receiver {
    /// Listens at an address (port 0: any free one) for deliveries that are signed with the secret of an account.
    ///
    /// # Errors
    /// When the address cannot be listened at.
    pub async fn start(address: SocketAddr, secrets: impl IntoIterator<Item = (String, impl AsRef<[u8]>)>) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (sender, deliveries) = mpsc::channel(QUEUE);
        let keys = secrets.into_iter().map(|(account, secret)| (account, hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref())));
        let desk = Desk { keys: keys.collect(), recent: Mutex::default(), sender };
        let router = Router::new().route(PATH, post(receive)).with_state(Arc::new(desk));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "webhooks are not received any more");
            }
        });
        Ok(Self { address, deliveries, server })
    }

    /// Where deliveries are to be sent, as this computer sees it.
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// The next delivery; `None` when the server has ended.
    pub async fn next(&mut self) -> Option<Delivery> {
        self.deliveries.recv().await
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What the server knows.
struct Desk {
    keys: Vec<(String, hmac::Key)>,
    recent: Mutex<Recent>,
    sender: mpsc::Sender<Delivery>,
}

async fn receive(State(desk): State<Arc<Desk>>, request: Request) -> StatusCode {
    let (parts, body) = request.into_parts();
    // Whoever has no signature does not get a large body read.
    let Some(signature) = signature(&parts.headers) else { return refuse() };
    let body = match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    // The comparison takes the same time whatever is right about a signature.
    let signed = desk.keys.iter().filter(|(_, key)| hmac::verify(key, &body, &signature).is_ok());
    let accounts: Vec<String> = signed.map(|(account, _)| account.clone()).collect();
    if accounts.is_empty() {
        return refuse();
    }
    let Ok(document) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    desk.take(accounts, &document["data"])
}

/// Says that somebody tried, and nothing of what they sent.
fn refuse() -> StatusCode {
    tracing::warn!("a webhook delivery without a valid signature was refused");
    StatusCode::UNAUTHORIZED
}

impl Desk {
    fn take(&self, accounts: Vec<String>, data: &Value) -> StatusCode {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let id = data["id"].as_str().unwrap_or_default();
        if recent.knows(id) {
            tracing::debug!(id, "a delivery came again");
            return StatusCode::OK;
        }
        match self.sender.try_send(Delivery { accounts, event: event(data) }) {
            Ok(()) => {
                recent.remember(id);
                StatusCode::OK
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The HMAC of an `x-apple-signature: hmacsha256=<hex>`.
fn signature(headers: &HeaderMap) -> Option<Vec<u8>> {
    let hex = headers.get("x-apple-signature")?.to_str().ok()?.trim().strip_prefix("hmacsha256=")?.as_bytes();
    if hex.len() != 64 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    hex.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

fn event(data: &Value) -> Event {
    let instance = || data["relationships"]["instance"]["data"]["id"].as_str().unwrap_or_default().to_owned();
    match data["type"].as_str().unwrap_or_default() {
        _ if data["attributes"]["ping"] == true => Event::Ping,
        "webhookPingCreated" => Event::Ping,
        "appStoreVersionAppVersionStateUpdated" => Event::VersionState(instance()),
        "buildUploadStateUpdated" => Event::BuildUpload(instance()),
        other => Event::Other(other.to_owned()),
    }
}

/// Ids of the last deliveries.
#[derive(Debug, Default)]
struct Recent {
    ids: HashSet<String>,
    order: VecDeque<String>,
}

impl Recent {
    fn knows(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    fn remember(&mut self, id: &str) {
        if id.is_empty() || !self.ids.insert(id.to_owned()) {
            return;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }
}

/// The target of [`crate::fuzz`], beside what it looks into.
#[cfg(any(test, fuzzing))]
#[expect(clippy::missing_panics_doc, reason = "to panic is how a target says that a promise is broken")]
pub(crate) mod fuzz {
    use axum::body::Body;
    use axum::http::HeaderValue;

    use super::*;

    /// Nothing gets in without a signature of just these bytes, and what has one gets in once.
    ///
    /// The first line is a header that somebody made up, the rest the body of a delivery.
    pub fn webhook(bytes: &[u8]) {
        let at = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
        let (header, body) = (&bytes[..at], bytes.get(at + 1..).unwrap_or_default());
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"secret");
        let right: String = hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let right = format!("hmacsha256={right}");
        let (sender, mut deliveries) = mpsc::channel(QUEUE);
        let desk = Arc::new(Desk { keys: vec![("acme".into(), key)], recent: Mutex::default(), sender });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let mut deliver = |signature: HeaderValue, body: &[u8]| {
            let request = Request::post(PATH).header("x-apple-signature", signature).body(Body::from(body.to_vec()));
            let status = runtime.block_on(receive(State(Arc::clone(&desk)), request.expect("a request")));
            (status, deliveries.try_recv().ok())
        };
        if let Ok(made_up) = HeaderValue::from_bytes(header)
            && !header.trim_ascii().eq_ignore_ascii_case(right.as_bytes())
        {
            assert_eq!(deliver(made_up, body), (StatusCode::UNAUTHORIZED, None));
        }
        let signed = HeaderValue::from_str(&right).expect("a header");
        assert_eq!(deliver(signed.clone(), &[body, b" "].concat()), (StatusCode::UNAUTHORIZED, None), "another body");
        let json = serde_json::from_slice::<Value>(body).ok();
        let (status, delivery) = deliver(signed.clone(), body);
        let Some(json) = json else { return assert_eq!((status, delivery), (StatusCode::BAD_REQUEST, None)) };
        assert_eq!((status, delivery.map(|delivery| delivery.accounts)), (StatusCode::OK, Some(vec!["acme".into()])));
        let has_id = json["data"]["id"].as_str().is_some_and(|id| !id.is_empty());
        let (status, again) = deliver(signed, body);
        assert_eq!((status, again.is_none()), (StatusCode::OK, has_id), "what comes twice counts once");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    const SECRET: &str = "This is my secret";

    async fn receiver() -> Receiver {
        let secrets = [("acme", SECRET), ("umbra", "another"), ("twin", SECRET)].map(|(name, secret)| (name.to_owned(), secret.to_owned()));
        Receiver::start("127.0.0.1:0".parse().unwrap(), secrets).await.unwrap()
    }

    fn signed(secret: &str, body: &str) -> String {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), body.as_bytes());
        format!("x-apple-signature: hmacsha256={}\r\n", tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    /// The status of a request to the receiver.
    async fn send(receiver: &Receiver, line: &str, headers: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(receiver.address).await.unwrap();
        let request =
            format!("{line} HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len());
        // A body that is too large is not read to its end.
        drop(stream.write_all(request.as_bytes()).await);
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn delivery(id: &str, kind: &str, instance: &str) -> String {
        json!({ "data": { "type": kind, "id": id, "version": 1, "attributes": { "oldValue": "A", "newValue": "B" },
            "relationships": { "instance": { "data": { "type": "appStoreVersions", "id": instance } } } } })
        .to_string()
    }

    #[test]
    fn a_signature_is_read_as_apple_publishes_it() {
        let hex = "7f062172b01cb00b53ca068614674a3d982a34062a0f5d37687d5e3377e54657";
        let header = |text: &str| HeaderMap::from_iter([("x-apple-signature".parse().unwrap(), text.parse().unwrap())]);
        let tag = signature(&header(&format!("hmacsha256={hex}"))).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        assert!(hmac::verify(&key, b"Hello, World!", &tag).is_ok());
        assert!(hmac::verify(&key, b"Hello, World", &tag).is_err());
        for wrong in [hex.to_owned(), "hmacsha256=".into(), format!("hmacsha256={}", &hex[1..]), format!("hmacsha256=x{}", &hex[1..])] {
            assert!(signature(&header(&wrong)).is_none(), "{wrong}");
        }
        assert!(signature(&HeaderMap::new()).is_none());
    }

    #[tokio::test]
    async fn what_is_signed_comes_out_once() {
        let mut receiver = receiver().await;
        assert!(receiver.url().ends_with("/webhook"));
        let body = delivery("1", "appStoreVersionAppVersionStateUpdated", "v1");
        for _ in 0..2 {
            assert_eq!(send(&receiver, "POST /webhook", &signed(SECRET, &body), &body).await, 200);
        }
        let build = delivery("2", "buildUploadStateUpdated", "b1");
        assert_eq!(send(&receiver, "POST /webhook", &signed("another", &build), &build).await, 200);
        let ping = json!({ "data": { "type": "webhookPingCreated", "id": "3", "attributes": { "ping": true } } }).to_string();
        assert_eq!(send(&receiver, "POST /webhook", &signed("another", &ping), &ping).await, 200);
        let of = |accounts: &[&str], event| Delivery { accounts: accounts.iter().map(ToString::to_string).collect(), event };
        assert_eq!(receiver.next().await, Some(of(&["acme", "twin"], Event::VersionState("v1".into()))));
        assert_eq!(receiver.next().await, Some(of(&["umbra"], Event::BuildUpload("b1".into()))));
        assert_eq!(receiver.next().await, Some(of(&["umbra"], Event::Ping)));
    }

    #[tokio::test]
    async fn everything_else_is_refused() {
        let mut receiver = receiver().await;
        let body = delivery("1", "appStoreVersionAppVersionStateUpdated", "v1");
        let signature = signed(SECRET, &body);
        assert_eq!(send(&receiver, "GET /webhook", &signature, "").await, 405);
        assert_eq!(send(&receiver, "POST /", &signature, &body).await, 404);
        assert_eq!(send(&receiver, "POST /webhook", "", &body).await, 401);
        assert_eq!(send(&receiver, "POST /webhook", &signed("guessed", &body), &body).await, 401);
        assert_eq!(send(&receiver, "POST /webhook", &signature, &body.replace("v1", "v2")).await, 401);
        let large = " ".repeat(LARGEST + 1);
        assert_eq!(send(&receiver, "POST /webhook", &signed(SECRET, &large), &large).await, 413);
        assert_eq!(send(&receiver, "POST /webhook", &signed(SECRET, "no JSON"), "no JSON").await, 400);
        assert!(receiver.deliveries.try_recv().is_err());
    }

    #[test]
    fn only_the_last_ids_are_remembered() {
        let mut recent = Recent::default();
        for id in 0..=REMEMBERED {
            recent.remember(&id.to_string());
        }
        assert!(!recent.knows("0") && recent.knows("1"));
        assert_eq!(recent.ids.len(), REMEMBERED);
    }
}
