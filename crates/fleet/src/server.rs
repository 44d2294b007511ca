//! A server that accounts belong to: Apple's, another one for tests, or the simulated world of a workspace.

use std::path::Path;

use asc::{APPLE, Clock};

use crate::config::ClockConfig;

/// Where requests of an account go, and by which clock.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    base_url: String,
    /// What its budget is kept under. Addresses of a simulated world change from command to command, its folder stays.
    place: String,
    clock: Option<ClockConfig>,
}

impl Server {
    /// Apple's, unless `base_url` names another.
    pub(crate) fn new(base_url: Option<&str>, clock: Option<ClockConfig>) -> Self {
        let base_url = base_url.unwrap_or(APPLE);
        let place = base_url.split_once("://").map_or(base_url, |(_, host)| host).trim_end_matches('/').to_lowercase();
        Self { base_url: base_url.to_owned(), place, clock }
    }

    /// The simulated world that is kept in a folder.
    pub(crate) fn simulated(url: &str, folder: &Path, clock: Option<ClockConfig>) -> Self {
        Self { base_url: url.to_owned(), place: folder.to_string_lossy().into_owned(), clock }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Its time.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.map_or_else(Clock::system, |clock| Clock::accelerated(clock.origin(), clock.speed))
    }

    /// The name of the budget that a key has there.
    pub(crate) fn budget(&self, key_id: &str) -> String {
        format!("{key_id}@{}", self.place)
    }

    /// Whether it is on this computer. Plain http is accepted for nothing else, and nobody has to be spared a burst there.
    pub(crate) fn is_local(&self) -> bool {
        self.base_url.starts_with("http://")
    }
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn a_budget_belongs_to_a_key_at_a_host() {
        assert_eq!(Server::new(None, None).budget("2X9R4HXF34"), "2X9R4HXF34@api.appstoreconnect.apple.com");
        assert_eq!(Server::new(Some("http://127.0.0.1:8080/"), None).budget("K"), "K@127.0.0.1:8080");
        assert_eq!(Server::simulated("http://127.0.0.1:1", "/w/.fleet".as_ref(), None).budget("K"), "K@/w/.fleet");
    }
}
