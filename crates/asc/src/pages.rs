//! Lists, page by page.
//!
//! Links are opaque: Apple's `links.next` carries all parameters and a cursor. Absent on purpose:
//! a stream or an iterator, so that the caller decides between pages whether to go on.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use crate::{Client, Document, Error};

/// The pages of a list, in order. Made by [`Client::pages`].
pub struct Pages {
    client: Client,
    /// The path of the list, once the first page was asked for.
    path: Option<String>,
    next: Option<String>,
    seen: HashSet<String>,
    /// What was on each page, so that one is known again under another address.
    contents: HashSet<u64>,
    /// Pages with nothing on them.
    empty: usize,
}

/// Most pages of one list: more than Apple lets a key ask for in an hour.
const MOST_PAGES: usize = 4_000;
/// Most pages with nothing on them that lead on: a filter may leave some, and Apple does not say that it cannot.
const MOST_EMPTY_PAGES: usize = 10;

impl Pages {
    pub(crate) fn new(client: Client, path_and_query: &str) -> Self {
        Self { client, path: None, next: Some(path_and_query.to_owned()), seen: HashSet::new(), contents: HashSet::new(), empty: 0 }
    }

    /// Reads the next page; `None` after the last one. One request.
    ///
    /// After an error the same page can be asked for again. A link that leads to another path is not a page of this
    /// list: the list ends there, and its last document keeps the link, so that it can be told from a whole list.
    pub async fn next(&mut self) -> Result<Option<Document>, Error> {
        let Some(link) = &self.next else {
            return Ok(None);
        };
        let origin = self.client.origin();
        let url = if self.path.is_none() { origin.url(link)? } else { origin.follow(link)? };
        if self.path.as_deref().is_some_and(|path| path != url.path()) {
            tracing::warn!(path = self.path.as_deref(), next = url.path(), "the link to the next page leads elsewhere and is not followed");
            self.next = None;
            return Ok(None);
        }
        if self.seen.contains(url.as_str()) {
            return Err(Error::PagingLoop { path: url.path().to_owned() });
        }
        if self.seen.len() >= MOST_PAGES {
            return Err(Error::EndlessPages { path: url.path().to_owned(), pages: MOST_PAGES });
        }
        let document = self.client.follow(url.clone()).await?;
        if !document.has_data {
            // To be taken for an empty list, it would have to say so.
            return Err(Error::Malformed { method: "GET".to_owned(), path: url.path().to_owned(), source: "it has no `data`".into() });
        }
        self.empty += usize::from(document.data.is_empty());
        let is_known = !document.data.is_empty() && !self.contents.insert(content(&document));
        if document.next.is_some() && (is_known || self.empty > MOST_EMPTY_PAGES) {
            return Err(Error::PagingLoop { path: url.path().to_owned() });
        }
        self.path = Some(url.path().to_owned());
        self.seen.insert(url.into());
        self.next.clone_from(&document.next);
        Ok(Some(document))
    }
}

/// A number for what is on a page.
fn content(page: &Document) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.data.iter().for_each(|resource| (&resource.kind, &resource.id).hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{Reply, Scripted, TestResult};

    fn page(id: &str, next: &str) -> Reply {
        Reply::new(200, format!(r#"{{"data":[{{"type":"apps","id":"{id}"}}],"links":{{"next":{next}}}}}"#))
    }

    #[tokio::test]
    async fn follows_links_to_the_base_and_to_apple() -> TestResult {
        let server = Scripted::start([
            page("1", r#""{base}/v1/apps?cursor=AoJ%3D&limit=1&fields%5Bapps%5D=name""#),
            page("2", r#""https://api.appstoreconnect.apple.com/v1/apps?cursor=Bo&limit=1""#),
            page("3", "null"),
        ])
        .await?;
        let mut pages = server.client().pages("/v1/apps?limit=1&fields[apps]=name");
        let mut ids = Vec::new();
        while let Some(page) = pages.next().await? {
            ids.extend(page.data.into_iter().map(|app| app.id));
        }
        assert_eq!(ids, ["1", "2", "3"]);
        assert_eq!(
            server.lines(),
            [
                "GET /v1/apps?limit=1&fields[apps]=name",
                "GET /v1/apps?cursor=AoJ%3D&limit=1&fields%5Bapps%5D=name",
                "GET /v1/apps?cursor=Bo&limit=1",
            ]
        );
        assert!(pages.next().await?.is_none());
        assert_eq!(server.lines().len(), 3);
        Ok(())
    }

    #[tokio::test]
    async fn the_token_does_not_go_to_a_foreign_host() -> TestResult {
        let foreign = Scripted::start([]).await?;
        let link = format!("\"{}/v1/apps?cursor=x\"", foreign.config().base_url);
        let server = Scripted::start([page("1", &link)]).await?;
        let mut pages = server.client().pages("/v1/apps");
        assert!(pages.next().await?.is_some());
        assert!(matches!(pages.next().await, Err(Error::ForeignLink { host }) if host == "127.0.0.1"));
        assert!(foreign.lines().is_empty());
        Ok(())
    }

    #[tokio::test]
    async fn a_link_to_something_else_is_no_page() -> TestResult {
        let server = Scripted::start([page("1", r#""../dictionary""#)]).await?;
        let mut pages = server.client().pages("/v1/apps");
        let last = pages.next().await?.ok_or("a page")?;
        assert_eq!(last.next.as_deref(), Some("../dictionary"));
        assert!(pages.next().await?.is_none());
        assert_eq!(server.lines().len(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_circle_of_links_ends() -> TestResult {
        let server = Scripted::start([page("1", r#""{base}/v1/apps?cursor=b""#), page("2", r#""{base}/v1/apps?cursor=a""#)]).await?;
        let mut pages = server.client().pages("/v1/apps?cursor=a");
        assert!(pages.next().await?.is_some());
        assert!(pages.next().await?.is_some());
        assert!(matches!(pages.next().await, Err(Error::PagingLoop { path }) if path == "/v1/apps"));
        assert_eq!(server.lines().len(), 2);
        Ok(())
    }

    #[tokio::test]
    async fn a_page_that_failed_can_be_asked_for_again() -> TestResult {
        let forbidden = r#"{"errors":[{"status":"403","code":"FORBIDDEN_ERROR","title":"t"}]}"#;
        let server = Scripted::start([page("1", r#""{base}/v1/apps?cursor=b""#), Reply::new(403, forbidden), page("2", "null")]).await?;
        let mut pages = server.client().pages("/v1/apps");
        assert!(pages.next().await?.is_some());
        let error = pages.next().await.expect_err("a refusal");
        assert_eq!(error.code(), Some("FORBIDDEN_ERROR"));
        assert_eq!(pages.next().await?.map(|page| page.data[0].id.clone()).as_deref(), Some("2"));
        Ok(())
    }
}
