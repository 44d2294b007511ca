//! The secrets of one session: made when the server starts, gone when it ends.

use std::fmt;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use sha2::{Digest as _, Sha256};

/// What a browser must show to be let in, and a form to be obeyed.
pub(super) struct Session {
    address: SocketAddr,
    /// In the address that is printed, and then in the cookie.
    key: String,
    /// In every form.
    token: String,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Session {
    /// New secrets for a server at an address; `None` where the system has no randomness.
    pub(super) fn new(address: SocketAddr) -> Option<Self> {
        Some(Self { address, key: random()?, token: random()? })
    }

    /// The address that lets a browser in.
    pub(super) fn url(&self) -> String {
        format!("http://{}/?key={}", self.address, self.key)
    }

    /// What every form carries.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Whether this is the key.
    pub(super) fn opens(&self, key: &str) -> bool {
        is_same(&self.key, key)
    }

    /// Whether a form came from one of our pages.
    pub(super) fn wrote(&self, token: &str) -> bool {
        is_same(&self.token, token)
    }

    /// The cookie that keeps a browser in. Cookies do not know ports, so its name does.
    pub(super) fn cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name(), self.key)
    }

    /// Whether a `Cookie` header holds the key.
    pub(super) fn is_in(&self, cookies: &str) -> bool {
        let name = self.cookie_name();
        cookies.split(';').filter_map(|cookie| cookie.trim().split_once('=')).any(|(known, key)| known == name && self.opens(key))
    }

    /// Whether a request means this server and not another name that leads here.
    pub(super) fn is_host(&self, host: &str) -> bool {
        self.hosts().iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether a page that was served here sent a form.
    pub(super) fn is_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_host(host))
    }

    fn hosts(&self) -> [String; 2] {
        ["127.0.0.1", "localhost"].map(|name| match self.address.port() {
            80 => name.to_owned(),
            port => format!("{name}:{port}"),
        })
    }

    fn cookie_name(&self) -> String {
        format!("fleet-{}", self.address.port())
    }
}

/// 256 random bits, fit for an address.
fn random() -> Option<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// Compares digests: how long that takes says nothing of the secret.
fn is_same(secret: &str, guess: &str) -> bool {
    Sha256::digest(secret) == Sha256::digest(guess)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_secrets_open_it() {
        let address: SocketAddr = "127.0.0.1:4242".parse().unwrap();
        let (session, other) = (Session::new(address).unwrap(), Session::new(address).unwrap());
        let key = session.url().split_once("/?key=").unwrap().1.to_owned();
        assert!(session.opens(&key) && !other.opens(&key) && !session.opens(""));
        assert!(session.is_in(&format!("theme=dark; fleet-4242={key}")) && !session.is_in(&format!("fleet-4243={key}")));
        assert!(session.wrote(session.token()) && !session.wrote(&key), "the token of the forms is another secret");
    }

    #[test]
    fn only_this_computer_s_names_and_port_are_meant() {
        let session = Session::new("127.0.0.1:4242".parse().unwrap()).unwrap();
        assert!(session.is_host("127.0.0.1:4242") && session.is_host("LOCALHOST:4242"));
        for host in ["evil.example:4242", "127.0.0.1", "127.0.0.1:4243", "127.0.0.1:4242.evil.example", "localhost", ""] {
            assert!(!session.is_host(host), "{host}");
        }
        assert!(session.is_origin("http://localhost:4242"));
        assert!(!session.is_origin("https://localhost:4242") && !session.is_origin("null"));
    }
}
