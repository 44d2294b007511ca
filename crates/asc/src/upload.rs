//! Uploads of files: no token, no budget, other hosts than the API's.
//!
//! A reservation names an address for each part of a file, and whoever knows such an address may
//! send that part until it expires, in any order and as often as needed. So parts are sent again
//! without a second thought, which no write to the API is. Deliberately absent: the reservation
//! and the commit, which are requests like all others and the caller's.

use std::{
    io::{self, SeekFrom},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use reqwest::Client;
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _},
    sync::Semaphore,
};

use crate::{
    Retry, Stop, UploadOperation,
    elsewhere::{Broken, Clients, NoClient, host, is_transient, with_patience},
};

/// Most parts of a file on their way at once.
const LANES: u32 = 4;
/// What a part may have of the memory before it takes the room of others, in bytes.
const LANE_BYTES: u64 = 16 << 20;
/// Time for a part on top of that for its bytes.
const BASE_TIMEOUT: Duration = Duration::from_secs(60);
/// Bytes a second below which a connection is given up.
const SLOWEST: u64 = 50_000;

/// A client for parts of files. It knows no key.
#[derive(Debug)]
pub struct Uploads {
    clients: Clients,
    retry: Retry,
    stop: Stop,
}

/// Why a file could not be sent.
///
/// No variant carries more of an address than its host: the rest is as good as a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The reservation names no addresses: it is committed already, or none any more.
    #[error("there is no address to send the file to")]
    NoOperations,
    /// What the reservation asks for makes no sense, or is nothing that we do.
    #[error("the file cannot be sent as Apple asks: {0}")]
    Operation(&'static str),
    /// An address is none, or would send the file over the network in the clear.
    #[error("the address for it is neither https nor on this computer")]
    Address,
    /// The host wants the part to go elsewhere. Nobody but Apple says where files go.
    #[error("{host} redirects ({status}), which is not followed: is something in between, such as a captive portal?")]
    Redirect {
        /// The host.
        host: String,
        /// HTTP status of the answer.
        status: u16,
    },
    /// The host did not take a part.
    #[error("{host} answered {status}")]
    Status {
        /// The host.
        host: String,
        /// HTTP status of the answer.
        status: u16,
    },
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
    /// The file cannot be read, or changed while it was.
    #[error("failed to read {}", path.display())]
    ReadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The file is not as long as the reservation was told.
    #[error("{} has {actual} bytes, not the {promised} that were promised", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Bytes of all parts.
        promised: u64,
        /// Bytes of the file.
        actual: u64,
    },
    /// Somebody wished to end. Parts may have arrived.
    #[error("stopped before all of it was sent")]
    Stopped,
    /// The HTTP client cannot be set up, for example without root certificates.
    #[error("failed to set up the HTTP client")]
    Setup {
        /// What is missing.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl UploadError {
    /// Whether the host, or the network, was not there: the next file would fare no better.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Transport { connected: false, .. } | Self::Setup { .. })
    }

    /// Whether the address may be good no more. A new look at the reservation may give new ones.
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Status { status: 403 | 404, .. })
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

impl Uploads {
    /// Sets up a client. Nothing is sent yet; when `stop` is turned nothing is any more.
    pub fn new(stop: Stop) -> Self {
        // No redirects, and no timeouts either: each part has its own.
        Self { clients: Clients::new(0, |builder| builder), retry: Retry::default(), stop }
    }

    /// Sends all parts of a file, at most four at once. It ends when each was taken, or with the
    /// first that was not, and then drops the others; what arrived may be sent again.
    ///
    /// What may be a passing trouble is tried again. When somebody wishes to end, parts on their
    /// way are dropped too: without the commit they mean nothing.
    ///
    /// Only the parts on their way are in memory: 64 MiB, or a single part that is larger.
    pub async fn send(&self, operations: &[UploadOperation], file: &Path) -> Result<(), UploadError> {
        self.stop.unless_stopped(self.send_all(operations, file)).await.map_err(|_| UploadError::Stopped)?
    }

    async fn send_all(&self, operations: &[UploadOperation], file: &Path) -> Result<(), UploadError> {
        let promised = operations.iter().map(UploadOperation::end).max().ok_or(UploadError::NoOperations)?;
        let actual = tokio::fs::metadata(file).await.map_err(|source| unreadable(file, source))?.len();
        if actual != promised {
            return Err(UploadError::Length { path: file.to_owned(), promised, actual });
        }
        let (next, room) = (AtomicUsize::new(0), Semaphore::new(LANES as usize));
        let lane = async || {
            while let Some(operation) = operations.get(next.fetch_add(1, Relaxed)) {
                let weight = u32::try_from(operation.length().div_ceil(LANE_BYTES)).unwrap_or(LANES).min(LANES);
                // Nobody closes the semaphore, so this is the room for the part.
                let _room = room.acquire_many(weight).await;
                let client = self.clients.of(operation.url()).await?;
                with_patience(self.retry, UploadError::is_transient, || once(client, operation, file)).await?;
            }
            Ok(())
        };
        tokio::try_join!(lane(), lane(), lane(), lane()).map(|_| ())
    }
}

/// Reads the part and sends it. It is read anew for each try, so that none is kept while waiting.
async fn once(client: &Client, operation: &UploadOperation, file: &Path) -> Result<(), UploadError> {
    let url = operation.url();
    let bytes = read(operation, file).await.map_err(|source| unreadable(file, source))?;
    let request = client.put(url.clone()).headers(operation.headers().clone()).timeout(timeout(operation.length())).body(bytes);
    let status = request.send().await.map_err(|error| Broken::new(url, error))?.status();
    match status.as_u16() {
        200..300 => Ok(()),
        status @ 300..400 => Err(UploadError::Redirect { host: host(url), status }),
        status => Err(UploadError::Status { host: host(url), status }),
    }
}

async fn read(operation: &UploadOperation, file: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(file).await?;
    file.seek(SeekFrom::Start(operation.offset())).await?;
    let mut bytes = vec![0; usize::try_from(operation.length()).map_err(io::Error::other)?];
    file.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// The longest time for a part of so many bytes, the connection and the answer included.
fn timeout(bytes: u64) -> Duration {
    BASE_TIMEOUT + Duration::from_secs(bytes / SLOWEST)
}

fn unreadable(path: &Path, source: io::Error) -> UploadError {
    UploadError::ReadFile { path: path.to_owned(), source }
}

impl From<NoClient> for UploadError {
    fn from(reason: NoClient) -> Self {
        match reason {
            NoClient::Address => Self::Address,
            NoClient::Setup(source) => Self::Setup { source },
        }
    }
}

impl From<Broken> for UploadError {
    fn from(Broken { host, connected, source }: Broken) -> Self {
        Self::Transport { host, connected, source }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, process};

    use serde_json::{Value, json};

    use super::*;
    use crate::scripted::{Reply, Scripted, TestResult};

    /// A file that goes with the test.
    struct Temporary(PathBuf);

    impl Temporary {
        fn new(text: &str) -> Self {
            static NUMBER: AtomicUsize = AtomicUsize::new(0);
            let name = format!("appfleet-upload-{}-{}", process::id(), NUMBER.fetch_add(1, Relaxed));
            let path = std::env::temp_dir().join(name);
            fs::write(&path, text).expect("a file of its own");
            Self(path)
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            drop(fs::remove_file(&self.0));
        }
    }

    /// Uploads that lose no time between tries.
    fn uploads() -> Uploads {
        let retry = Retry { first_delay: Duration::from_millis(2), longest_delay: Duration::from_millis(4), ..Retry::default() };
        Uploads { retry, ..Uploads::new(Stop::new()) }
    }

    /// The parts of a file of `total` bytes, `each` long but for the last.
    fn parts(server: &Scripted, total: u64, each: u64) -> Vec<UploadOperation> {
        let part = |offset: u64| {
            json!({ "method": "PUT", "url": server.url(&format!("/blob?offset={offset}&X-Signature=secret")),
                "offset": offset, "length": each.min(total - offset),
                "requestHeaders": [{ "name": "Content-Type", "value": "image/png" }, { "name": "x-part", "value": offset.to_string() }] })
        };
        let all: Vec<Value> = (0..total).step_by(usize::try_from(each).expect("a small number")).map(part).collect();
        UploadOperation::parse(&Value::Array(all), total).expect("good parts")
    }

    #[tokio::test]
    async fn parts_arrive_whole_and_without_credentials() -> TestResult {
        let file = Temporary::new("0123456789abcdef?");
        let server = Scripted::start((0..6).map(|_| Reply::new(200, ""))).await?;
        uploads().send(&parts(&server, 17, 3), &file.0).await?;
        let mut seen = server.seen();
        seen.sort_by_key(|request| request.header("x-part").and_then(|offset| offset.parse::<u64>().ok()));
        assert_eq!(seen.iter().map(|request| request.body.as_str()).collect::<Vec<_>>(), ["012", "345", "678", "9ab", "cde", "f?"]);
        assert_eq!(seen[5].line, "PUT /blob?offset=15&X-Signature=secret");
        assert_eq!(seen[5].header("content-length"), Some("2"));
        assert_eq!(seen[5].header("content-type"), Some("image/png"));
        for header in ["authorization", "cookie", "referer", "proxy-authorization", "transfer-encoding", "expect"] {
            assert!(seen.iter().all(|request| request.header(header).is_none()), "{header}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn passing_trouble_is_waited_out_part_by_part() -> TestResult {
        let file = Temporary::new("abc");
        let script = [Reply::new(503, ""), Reply::cut(), Reply::new(429, ""), Reply::new(408, ""), Reply::new(201, "")];
        let server = Scripted::start(script).await?;
        uploads().send(&parts(&server, 3, 3), &file.0).await?;
        assert_eq!(server.seen().iter().map(|request| request.body.as_str()).collect::<Vec<_>>(), ["abc"; 5]);
        let server = Scripted::start((0..9).map(|_| Reply::new(500, ""))).await?;
        let error = uploads().send(&parts(&server, 3, 3), &file.0).await.expect_err("it lasts");
        assert_eq!((error.to_string().as_str(), error.is_expired()), ("127.0.0.1 answered 500", false));
        assert_eq!(server.seen().len(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn what_stays_wrong_is_tried_once_and_ends_the_file() -> TestResult {
        let file = Temporary::new(&"x".repeat(100));
        for (status, is_expired) in [(400, false), (403, true), (404, true), (411, false)] {
            let server = Scripted::start((0..100).map(|_| Reply::new(status, "<Error>secret</Error>"))).await?;
            let error = uploads().send(&parts(&server, 100, 1), &file.0).await.expect_err("a refusal");
            assert_eq!((error.to_string(), error.is_expired()), (format!("127.0.0.1 answered {status}"), is_expired));
            assert!(!error.is_unreachable() && !format!("{error:?}").contains("secret"), "{error:?}");
            assert!(server.seen().len() <= LANES as usize, "the first refusal ends it");
        }
        Ok(())
    }

    #[tokio::test]
    async fn redirects_are_not_followed() -> TestResult {
        let file = Temporary::new("abc");
        for status in [301, 302, 307, 308] {
            let server = Scripted::start([Reply::new(status, "").header("location", "{base}/elsewhere"), Reply::new(200, "")]).await?;
            let error = uploads().send(&parts(&server, 3, 3), &file.0).await.expect_err("a redirect");
            assert!(matches!(&error, UploadError::Redirect { status: told, .. } if *told == status), "{error}");
            assert!(error.to_string().starts_with(&format!("127.0.0.1 redirects ({status})")), "{error}");
            assert_eq!(server.seen().len(), 1);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_file_that_is_not_the_promised_one_is_not_sent() -> TestResult {
        let server = Scripted::start([]).await?;
        for (text, actual) in [("ab", 2), ("abcd", 4), ("", 0)] {
            let file = Temporary::new(text);
            let error = uploads().send(&parts(&server, 3, 3), &file.0).await.expect_err("another length");
            assert!(matches!(error, UploadError::Length { promised: 3, actual: told, .. } if told == actual), "{error}");
        }
        let error = uploads().send(&parts(&server, 3, 3), Path::new("/nowhere/at/all.png")).await.expect_err("no file");
        assert_eq!(error.to_string(), "failed to read /nowhere/at/all.png");
        assert!(matches!(uploads().send(&[], Path::new("/nowhere")).await, Err(UploadError::NoOperations)));
        assert!(server.seen().is_empty());
        Ok(())
    }

    #[tokio::test]
    async fn an_absent_host_is_told_from_a_refusal() -> TestResult {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let part = json!([{ "method": "PUT", "url": format!("http://{address}/secret"), "offset": 0, "length": 3 }]);
        let file = Temporary::new("abc");
        let error = uploads().send(&UploadOperation::parse(&part, 3)?, &file.0).await.expect_err("nobody listens");
        assert!(error.is_unreachable(), "{error}");
        assert_eq!(error.to_string(), "failed to connect to 127.0.0.1");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        Ok(())
    }

    #[tokio::test]
    async fn a_wish_to_end_ends_it() -> TestResult {
        let file = Temporary::new("abc");
        let server = Scripted::start([Reply::new(200, "")]).await?;
        let stop = Stop::new();
        stop.stop();
        assert!(matches!(Uploads::new(stop).send(&parts(&server, 3, 3), &file.0).await, Err(UploadError::Stopped)));
        assert!(server.seen().is_empty());
        // A listener that never answers: the wish ends the wait too.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let part = json!([{ "method": "PUT", "url": format!("http://{}/a", silent.local_addr()?), "offset": 0, "length": 3 }]);
        let (stop, part) = (Stop::new(), UploadOperation::parse(&part, 3)?);
        let uploads = Uploads::new(stop.clone());
        let (sent, ()) = tokio::join!(uploads.send(&part, &file.0), async {
            drop(silent.accept().await);
            stop.stop();
        });
        assert!(matches!(sent, Err(UploadError::Stopped)));
        Ok(())
    }

    #[tokio::test]
    async fn files_can_be_sent_side_by_side() -> TestResult {
        let server = Scripted::start((0..4).map(|_| Reply::new(200, ""))).await?;
        let (uploads, mut files) = (std::sync::Arc::new(uploads()), tokio::task::JoinSet::new());
        for text in ["abcd", "efgh"] {
            let (uploads, parts, file) = (std::sync::Arc::clone(&uploads), parts(&server, 4, 2), Temporary::new(text));
            files.spawn(async move { uploads.send(&parts, &file.0).await });
        }
        while let Some(sent) = files.join_next().await {
            sent??;
        }
        let mut bodies: Vec<String> = server.seen().into_iter().map(|request| request.body).collect();
        bodies.sort();
        assert_eq!(bodies, ["ab", "cd", "ef", "gh"]);
        Ok(())
    }

    #[test]
    fn a_part_has_time_for_its_bytes() {
        assert_eq!(timeout(1), Duration::from_secs(60));
        assert_eq!(timeout(100_000_000), Duration::from_secs(2_060));
    }
}
