//! How long work tells how far it is.

/// Receives progress in requests.
pub trait Progress: Send + Sync {
    /// So many more requests are expected.
    fn expect(&self, requests: u64);
    /// One request is done; `what` names what it was about.
    fn advance(&self, what: &str);
    /// Something the user should know meanwhile, such as why nothing moves.
    fn note(&self, text: &str);
}

/// Progress that nobody looks at.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn expect(&self, _requests: u64) {}
    fn advance(&self, _what: &str) {}
    fn note(&self, _text: &str) {}
}
