//! The one host that sees tokens: where requests go, and which links may be followed.

use std::net::IpAddr;

use reqwest::Url;

use crate::{Error, refusal::excerpt};

/// Apple's base URL (`servers` in `OpenAPI` 4.4.1).
pub const APPLE: &str = "https://api.appstoreconnect.apple.com";

/// Longest URL that is sent, in bytes. Apple's servers answer 500 to more than 4,096.
pub const MAX_URL_BYTES: usize = 4_000;

/// Longest link that is followed: Apple made it, so it may use the last bytes too.
const MAX_LINK_BYTES: usize = 4_096;

/// A checked base URL.
pub(crate) struct Origin(Url);

impl Origin {
    /// Accepts https anywhere, and http on this computer only.
    pub(crate) fn new(base_url: &str) -> Result<Self, Error> {
        let url = Url::parse(base_url).map_err(|_| Error::InvalidBaseUrl)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() || !url.has_host() {
            return Err(Error::InvalidBaseUrl);
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err(Error::InsecureBaseUrl { url: base_url.to_owned() }),
            _ => Err(Error::InvalidBaseUrl),
        }
    }

    /// Whether requests travel without TLS, which they do on this computer only.
    pub(crate) fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// The URL of a path and query that we made.
    pub(crate) fn url(&self, path_and_query: &str) -> Result<Url, Error> {
        within(self.rebase(path_and_query)?, MAX_URL_BYTES)
    }

    /// The URL of a link that Apple made, such as `links.next`.
    pub(crate) fn follow(&self, link: &str) -> Result<Url, Error> {
        within(self.rebase(link)?, MAX_LINK_BYTES)
    }

    /// Only path and query are taken from a link, and only if it leads to the base or to Apple:
    /// servers that stand in for Apple repeat Apple's host in their links.
    fn rebase(&self, link: &str) -> Result<Url, Error> {
        let foreign = |url: Option<&Url>| Error::ForeignLink { host: excerpt(url.and_then(Url::host_str).unwrap_or("no host")) };
        let target = self.0.join(link).map_err(|_| foreign(None))?;
        let apple = Url::parse(APPLE).map_err(|_| Error::InvalidBaseUrl)?;
        if target.origin() != self.0.origin() && target.origin() != apple.origin() {
            return Err(foreign(Some(&target)));
        }
        let mut url = self.0.clone();
        url.set_path(target.path());
        url.set_query(target.query());
        Ok(url)
    }
}

fn within(url: Url, limit: usize) -> Result<Url, Error> {
    match url.as_str().len() {
        bytes if bytes > limit => Err(Error::UrlTooLong { path: excerpt(url.path()), bytes }),
        _ => Ok(url),
    }
}

/// Whether a URL leads to this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_this_computer_only() {
        for good in
            [APPLE, "https://example.com/", "https://10.0.0.1:8443", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8080"]
        {
            assert!(Origin::new(good).is_ok(), "{good}");
        }
        for bad in ["http://example.com", "http://10.0.0.1", "http://localhost.example.com", "http://127.0.0.1.example.com"] {
            assert!(matches!(Origin::new(bad), Err(Error::InsecureBaseUrl { .. })), "{bad}");
        }
        for bad in
            ["", "example.com", "ftp://example.com", "https://user:secret@example.com", "https://example.com/v1", "https://example.com?x=1"]
        {
            assert!(matches!(Origin::new(bad), Err(Error::InvalidBaseUrl)), "{bad}");
        }
    }

    #[test]
    fn links_to_apple_and_to_the_base_lead_to_the_base() -> Result<(), Error> {
        let origin = Origin::new("http://127.0.0.1:8080")?;
        for link in [
            "/v1/apps?cursor=a%3D&limit=2",
            "http://127.0.0.1:8080/v1/apps?cursor=a%3D&limit=2",
            "https://api.appstoreconnect.apple.com/v1/apps?cursor=a%3D&limit=2",
            "https://api.appstoreconnect.apple.com:443/v1/apps?cursor=a%3D&limit=2#top",
        ] {
            assert_eq!(origin.follow(link)?.as_str(), "http://127.0.0.1:8080/v1/apps?cursor=a%3D&limit=2", "{link}");
        }
        Ok(())
    }

    #[test]
    fn links_to_other_hosts_are_refused() -> Result<(), Error> {
        let origin = Origin::new(APPLE)?;
        for link in [
            "https://evil.example/v1/apps",
            "//evil.example/v1/apps",
            "/\\evil.example/v1/apps",
            "http://api.appstoreconnect.apple.com/v1/apps",
            "https://api.appstoreconnect.apple.com:444/v1",
            "https://api.appstoreconnect.apple.com@evil.example/v1",
            "https://api.appstoreconnect.apple.com.evil.example/v1",
            "file:///etc/passwd",
            "data:,x",
        ] {
            assert!(matches!(origin.follow(link), Err(Error::ForeignLink { .. })), "{link}");
        }
        Ok(())
    }

    #[test]
    fn brackets_and_commas_stay_raw() -> Result<(), Error> {
        let url = Origin::new(APPLE)?.url("/v1/apps?filter[id]=1,2&limit%5Bx%5D=5")?;
        assert_eq!(url.query(), Some("filter[id]=1,2&limit%5Bx%5D=5"));
        Ok(())
    }

    #[test]
    fn long_urls_are_refused_before_apple_fails_on_them() -> Result<(), Error> {
        let origin = Origin::new(APPLE)?;
        let path = |bytes: usize| format!("/v1/apps?{}", "x".repeat(bytes - APPLE.len() - "/v1/apps?".len()));
        assert_eq!(origin.url(&path(4_000))?.as_str().len(), 4_000);
        assert!(matches!(origin.url(&path(4_001)), Err(Error::UrlTooLong { bytes: 4_001, .. })));
        assert!(origin.follow(&path(4_096)).is_ok());
        assert!(matches!(origin.follow(&path(4_097)), Err(Error::UrlTooLong { .. })));
        Ok(())
    }
}
