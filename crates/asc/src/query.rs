//! Paths with parameters, written the way App Store Connect reads them.
//!
//! Arrays are comma-separated and brackets stay raw (`style=form, explode=false` in `OpenAPI`
//! 4.4.1). Absent on purpose: knowledge of which parameters an endpoint has.

use std::fmt::{self, Write as _};

use crate::MAX_URL_BYTES;

/// Bytes kept free for what Apple adds to the link of the next page, and for the base URL.
const CURSOR_AND_BASE: usize = 400;

/// A path with a query string. Every value is percent-encoded.
///
/// ```text
/// Query::new("/v1/apps").limit(200).include(["appInfos"]).limit_of("appInfos", 50)
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a query does nothing until it is sent"]
pub struct Query(String);

impl Query {
    /// A query of `path`, such as `/v1/apps`. Ids in it should have gone through [`segment`].
    pub fn new(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// `limit`: resources a page, at most 200 on most endpoints.
    pub fn limit(self, count: u32) -> Self {
        self.set("limit", &count.to_string())
    }

    /// `limit[relationship]`: identifiers in each relationship, at most 50 on most endpoints.
    pub fn limit_of(self, relationship: &str, count: u32) -> Self {
        self.set(&format!("limit[{relationship}]"), &count.to_string())
    }

    /// `include`: relationships whose resources come along.
    pub fn include<S: AsRef<str>>(self, relationships: impl IntoIterator<Item = S>) -> Self {
        self.list("include", relationships)
    }

    /// `fields[type]`: attributes **and** relationships to send; the others are left out.
    pub fn fields<S: AsRef<str>>(self, kind: &str, names: impl IntoIterator<Item = S>) -> Self {
        self.list(&format!("fields[{kind}]"), names)
    }

    /// `filter[name]`: any of `values`.
    pub fn filter<S: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = S>) -> Self {
        self.list(&format!("filter[{name}]"), values)
    }

    /// `exists[name]`.
    pub fn exists(self, name: &str, value: bool) -> Self {
        self.set(&format!("exists[{name}]"), if value { "true" } else { "false" })
    }

    /// `sort`: attribute names, with a `-` in front for descending order.
    pub fn sort<S: AsRef<str>>(self, names: impl IntoIterator<Item = S>) -> Self {
        self.list("sort", names)
    }

    /// Any other parameter with one value.
    pub fn set(self, name: &str, value: &str) -> Self {
        self.list(name, [value])
    }

    /// Bytes left for the values of one more parameter `name`, such as `filter[app]`, so that the
    /// URLs of all pages stay within [`MAX_URL_BYTES`].
    pub fn room_for(&self, name: &str) -> usize {
        MAX_URL_BYTES.saturating_sub(CURSOR_AND_BASE + self.0.len() + name.len() + 2)
    }

    fn list<S: AsRef<str>>(mut self, name: &str, values: impl IntoIterator<Item = S>) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(name);
        for (at, value) in values.into_iter().enumerate() {
            self.0.push(if at == 0 { '=' } else { ',' });
            encode(value.as_ref(), &mut self.0);
        }
        self
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An id as a path segment. Ids are opaque, and some are base64 with a `/` in it.
pub fn segment(id: &str) -> String {
    let mut encoded = String::with_capacity(id.len());
    encode(id, &mut encoded);
    encoded
}

/// Cuts `ids` into lists that take at most `room` bytes each, written with commas between them.
///
/// An id that is longer than `room` makes a list of its own.
pub fn chunk_ids<S: AsRef<str>>(ids: &[S], room: usize) -> Vec<Vec<&str>> {
    let mut chunks: Vec<Vec<&str>> = Vec::new();
    let mut left = 0;
    for id in ids.iter().map(AsRef::as_ref) {
        let bytes = segment(id).len();
        match chunks.last_mut() {
            Some(chunk) if bytes < left => {
                chunk.push(id);
                left -= bytes + 1;
            }
            _ => {
                chunks.push(vec![id]);
                left = room.saturating_sub(bytes);
            }
        }
    }
    chunks
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_read_as_in_apples_examples() {
        let query = Query::new("/v1/apps")
            .limit(200)
            .include(["appStoreVersions", "appInfos"])
            .limit_of("appInfos", 50)
            .fields("apps", ["name", "bundleId"])
            .filter("platform", ["IOS"])
            .exists("parent", false)
            .sort(["-createdDate"]);
        assert_eq!(
            query.to_string(),
            "/v1/apps?limit=200&include=appStoreVersions,appInfos&limit[appInfos]=50&fields[apps]=name,bundleId&filter[platform]=IOS&exists[parent]=false&sort=-createdDate"
        );
    }

    #[test]
    fn values_cannot_break_out_of_their_place() {
        let query = Query::new("/v1/apps").filter("name", ["Ben & Jerry's, 100%", "Größe"]);
        assert_eq!(query.to_string(), "/v1/apps?filter[name]=Ben%20%26%20Jerry%27s%2C%20100%25,Gr%C3%B6%C3%9Fe");
        assert_eq!(segment("eyJh/+=?#.."), "eyJh%2F%2B%3D%3F%23..");
    }

    #[test]
    fn ids_are_cut_where_the_room_ends() {
        let ids = ["1234567890"; 7];
        assert_eq!(chunk_ids(&ids, 32).iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
        assert_eq!(chunk_ids(&ids, 31).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2, 1]);
        assert_eq!(chunk_ids(&ids, 0).len(), 7);
        assert!(chunk_ids::<&str>(&[], 32).is_empty());
    }

    #[test]
    fn a_full_chunk_stays_within_the_limit_with_a_cursor() {
        let ids: Vec<String> = (0..500).map(|n| format!("57246542-96fe-1a63-e053-{n:012}")).collect();
        let query = Query::new("/v1/builds").limit(200);
        let chunks = chunk_ids(&ids, query.room_for("filter[id]"));
        assert_eq!(chunks.concat(), ids);
        for chunk in &chunks[..chunks.len() - 1] {
            let bytes = query.clone().filter("id", chunk).to_string().len();
            assert!((MAX_URL_BYTES - CURSOR_AND_BASE - 37..=MAX_URL_BYTES - CURSOR_AND_BASE).contains(&bytes), "{bytes}");
        }
    }
}
