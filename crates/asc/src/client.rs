//! The client: reads, writes and pages, within the budget, with retries.
//!
//! Absent on purpose: what the documents mean, and redirects, which are refused.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use jiff::SignedDuration;
use reqwest::{Method, Url};
use serde_json::Value;

use crate::{
    APPLE, Budget, Clock, Document, Error, Key, LocalBudget, Pages, Retry, Stop,
    http::{Answer, Request},
    origin::Origin,
    refusal,
    room::{self, Shelf},
    sender::Sender,
};

/// How a client is set up. Start from [`Config::new`].
pub struct Config {
    /// Scheme and host. Must be https, except on this computer.
    pub base_url: String,
    /// The key that signs the tokens.
    pub key: Key,
    /// Grants every request. One for each key, shared by all its clients.
    pub budget: Arc<dyn Budget>,
    /// Most requests in flight at the same time; fewer while fewer keep the pace up.
    pub concurrency: usize,
    /// Requests in a second, smoothed; `None` for a server that needs no mercy.
    pub requests_per_second: Option<NonZeroU32>,
    /// Longest time for one exchange.
    pub timeout: Duration,
    /// Longest time that a request waits for the budget before [`Error::BudgetExhausted`], by the
    /// clock.
    pub patience: Duration,
    /// How requests are repeated.
    pub retry: Retry,
    /// `User-Agent` header.
    pub user_agent: String,
    /// The time, for tokens and for waits.
    pub clock: Clock,
    /// Ends what has not been sent, with [`Error::Stopped`].
    pub stop: Stop,
}

impl Config {
    /// Apple's own server, a budget of this process, at most six requests in flight, ten a
    /// second, a minute for each, and half a minute of patience.
    pub fn new(key: Key) -> Self {
        Self {
            base_url: APPLE.to_owned(),
            key,
            budget: Arc::new(LocalBudget::new(Clock::system())),
            concurrency: 6,
            requests_per_second: NonZeroU32::new(10),
            timeout: Duration::from_secs(60),
            patience: Duration::from_secs(30),
            retry: Retry::default(),
            user_agent: concat!("appfleet/", env!("CARGO_PKG_VERSION")).to_owned(),
            clock: Clock::system(),
            stop: Stop::new(),
        }
    }
}

/// A connection to App Store Connect with one key. Clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Sender>);

impl Client {
    /// Sets up a client. Nothing is sent yet.
    pub fn new(config: Config) -> Result<Self, Error> {
        Sender::new(config).map(|sender| Self(Arc::new(sender)))
    }

    /// Reads one page. One request.
    pub async fn get(&self, path_and_query: &str) -> Result<Document, Error> {
        self.document(self.request(Method::GET, path_and_query, None)?).await
    }

    /// Reads something that may not exist. One request.
    ///
    /// `None` for a 404 and for a document without data: Apple uses both for a to-one
    /// relationship that was never set.
    pub async fn get_optional(&self, path_and_query: &str) -> Result<Option<Document>, Error> {
        match self.get(path_and_query).await {
            Ok(document) if document.data.is_empty() => Ok(None),
            Ok(document) => Ok(Some(document)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a list page by page. One request for each.
    pub fn pages(&self, path_and_query: &str) -> Pages {
        Pages::new(self.clone(), path_and_query)
    }

    /// Creates a resource, or adds to a to-many relationship. One request.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Document, Error> {
        self.document(self.request(Method::POST, path, Some(body))?).await
    }

    /// Changes a resource or replaces a relationship. One request.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Document, Error> {
        self.document(self.request(Method::PATCH, path, Some(body))?).await
    }

    /// Deletes a resource. One request; the document is empty.
    pub async fn delete(&self, path: &str) -> Result<Document, Error> {
        let answer = self.0.send(&self.request(Method::DELETE, path, None)?).await?;
        Ok(Document { request_id: answer.request_id, ..Document::default() })
    }

    /// Requests that left this client, repeated ones included.
    pub fn requests(&self) -> u64 {
        self.0.requests()
    }

    /// Requests that may be in flight now: as many as the pace needs. More would only wait.
    pub fn slots(&self) -> usize {
        self.0.slots()
    }

    /// The budget that grants the requests.
    pub fn budget(&self) -> &Arc<dyn Budget> {
        self.0.budget()
    }

    /// How long a request still waits for the budget, in real time; `None` when none does.
    pub fn waiting(&self) -> Option<Duration> {
        self.0.waiting()
    }

    /// Waits so long by the server's clock, unless somebody wishes to end ([`Error::Stopped`]).
    pub async fn pause(&self, shown: Duration) -> Result<(), Error> {
        self.0.rest(shown).await
    }

    /// How far the server's clock is ahead of ours, by its last answer; `None` before the first.
    pub fn skew(&self) -> Option<SignedDuration> {
        self.0.skew()
    }

    /// Reads the page that a link of Apple's leads to.
    pub(crate) async fn follow(&self, url: Url) -> Result<Document, Error> {
        self.document(Request { method: Method::GET, url, body: None }).await
    }

    pub(crate) fn origin(&self) -> &Origin {
        self.0.origin()
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Request, Error> {
        let body = body.map(|json| json.to_string().into_bytes());
        Ok(Request { method, url: self.0.origin().url(path)?, body })
    }

    async fn document(&self, request: Request) -> Result<Document, Error> {
        let Answer { body, mut held, request_id, .. } = self.0.send(&request).await?;
        let weight = room::weight(&body);
        held.grow_to(body.len() + weight).await.map_err(|_| request.too_heavy())?;
        let document = Document::parse(&body).map_err(|source| Error::Malformed {
            method: request.method.to_string(),
            path: request.path().to_owned(),
            // It quotes what it does not like, however long that is.
            source: refusal::excerpt(&source.to_string()).into(),
        })?;
        drop(body);
        held.shrink_to(weight);
        Ok(Document { request_id, shelf: Shelf::new(held), ..document })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::{Reply, Scripted, TestResult};

    const APP: &str = r#"{"data":{"type":"apps","id":"1"}}"#;
    /// `APP`, packed by gzip.
    const APP_GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabVJI,IT\xb2\xaaV*\xa9,HU\xb2RJ,((V\xd2Q\xcaL\x01\xb2\r\x95jk\x01\x15\xce\xf9W!\x00\x00\x00";

    #[test]
    fn the_default_configuration_is_for_apple() {
        let config = Config::new(crate::scripted::key());
        assert_eq!(config.base_url, "https://api.appstoreconnect.apple.com");
        assert!(matches!(Client::new(config), Ok(_) | Err(Error::Setup { .. })), "a bare machine has no root certificates");
    }

    #[tokio::test]
    async fn a_read_carries_a_token_and_accepts_gzip() -> TestResult {
        let server = Scripted::start([Reply::new(200, APP_GZIP).header("content-encoding", "gzip")]).await?;
        let client = server.client();
        assert_eq!(client.get("/v1/apps/1").await?.data[0].id, "1");
        let seen = &server.seen()[0];
        assert_eq!(seen.line, "GET /v1/apps/1");
        assert!(seen.header("authorization").is_some_and(|value| value.starts_with("Bearer ey")));
        assert_eq!(seen.header("accept-encoding"), Some("gzip"));
        assert!(seen.header("user-agent").is_some_and(|value| value.starts_with("appfleet/")));
        assert_eq!(client.requests(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn one_token_serves_many_requests() -> TestResult {
        let server = Scripted::start([Reply::new(200, APP), Reply::new(200, APP)]).await?;
        let client = server.client();
        client.get("/v1/apps/1").await?;
        client.clone().get("/v1/apps/1").await?;
        let tokens: Vec<_> = server.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
        assert_eq!(tokens[0], tokens[1]);
        assert_eq!(client.requests(), 2);
        Ok(())
    }

    #[tokio::test]
    async fn writes_send_json_and_read_the_answer() -> TestResult {
        let server = Scripted::start([Reply::new(201, APP), Reply::new(200, APP), Reply::new(204, "")]).await?;
        let client = server.client();
        let body = json!({"data": {"type": "apps", "attributes": {"name": "Größe"}}});
        assert_eq!(client.post("/v1/apps", &body).await?.data[0].id, "1");
        assert_eq!(client.patch("/v1/apps/1", &body).await?.data[0].id, "1");
        client.delete("/v1/apps/1").await?;
        assert_eq!(server.lines(), ["POST /v1/apps", "PATCH /v1/apps/1", "DELETE /v1/apps/1"]);
        for seen in &server.seen()[..2] {
            assert_eq!(seen.header("content-type"), Some("application/json"));
            assert_eq!(serde_json::from_str::<Value>(&seen.body)?, body);
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_was_never_set_is_none_in_both_of_apples_ways() -> TestResult {
        let not_found = r#"{"errors":[{"status":"404","code":"NOT_FOUND","title":"t"}]}"#;
        let forbidden = r#"{"errors":[{"status":"403","code":"FORBIDDEN_ERROR","title":"t"}]}"#;
        let server = Scripted::start([
            Reply::new(404, not_found),
            Reply::new(200, r#"{"data":null}"#),
            Reply::new(200, APP),
            Reply::new(403, forbidden),
            Reply::new(404, not_found),
        ])
        .await?;
        let client = server.client();
        assert_eq!(client.get_optional("/v1/a").await?, None);
        assert_eq!(client.get_optional("/v1/a").await?, None);
        assert!(client.get_optional("/v1/a").await?.is_some());
        assert_eq!(client.get_optional("/v1/a").await.expect_err("a refusal").status(), Some(403));
        assert_eq!(client.get("/v1/a").await.expect_err("a refusal").code(), Some("NOT_FOUND"));
        Ok(())
    }

    #[tokio::test]
    async fn an_answer_that_is_no_document_is_an_error_that_proves_nothing() -> TestResult {
        let server = Scripted::start([Reply::new(200, "<html>Please log in</html>")]).await?;
        let error = server.client().post("/v1/apps", &json!({})).await.expect_err("not JSON");
        assert_eq!(error.to_string(), "the answer to POST /v1/apps is not a JSON:API document");
        assert!(!error.is_certain());
        Ok(())
    }

    #[tokio::test]
    async fn an_endless_answer_ends() -> TestResult {
        let server = Scripted::start([Reply::new(200, vec![b' '; (32 << 20) + 1])]).await?;
        let error = server.client().get("/v1/apps").await.expect_err("too large");
        assert!(matches!(error, Error::TooLarge { limit: 33_554_432, .. }), "{error:?}");
        assert_eq!(server.lines().len(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_url_that_apple_would_fail_on_is_not_sent() -> TestResult {
        let server = Scripted::start([]).await?;
        let path = format!("/v1/apps?filter[id]={}", "1".repeat(4_000));
        let error = server.client().get(&path).await.expect_err("too long");
        assert!(matches!(&error, Error::UrlTooLong { path, .. } if path == "/v1/apps"), "{error:?}");
        assert!(server.lines().is_empty());
        Ok(())
    }
}
