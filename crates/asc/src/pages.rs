//! Lists, page by page.
//!
//! Links are opaque: Apple's `links.next` carries all parameters and a cursor. Absent on purpose:
//! a stream or an iterator, so that the caller decides between pages whether to go on.

use std::collections::HashSet;

use crate::{Client, Document, Error};

/// The pages of a list, in order. Made by [`Client::pages`].
pub struct Pages {
    client: Client,
    first: bool,
    next: Option<String>,
    seen: HashSet<String>,
}

impl Pages {
    pub(crate) fn new(client: Client, path_and_query: &str) -> Self {
        Self {
            client,
            first: true,
            next: Some(path_and_query.to_owned()),
            seen: HashSet::new(),
        }
    }

    /// Reads the next page; `None` after the last one. One request.
    ///
    /// After an error the same page can be asked for again.
    pub async fn next(&mut self) -> Result<Option<Document>, Error> {
        let Some(link) = &self.next else {
            return Ok(None);
        };
        let origin = self.client.origin();
        let url = if self.first {
            origin.url(link)?
        } else {
            origin.follow(link)?
        };
        if self.seen.contains(url.as_str()) {
            return Err(Error::PagingLoop {
                path: url.path().to_owned(),
            });
        }
        let document = self.client.follow(url.clone()).await?;
        self.seen.insert(url.into());
        self.first = false;
        self.next.clone_from(&document.next);
        Ok(Some(document))
    }
}
