//! Bearer tokens: one is signed, reused for many calls, and renewed shortly before it ends.
//!
//! Absent on purpose: scoped tokens. They may live for months, but only for a short list of
//! read-only endpoints (Apple, Generating Tokens for API Requests).

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::Serialize;

use crate::{Clock, Key, KeyError, sign};

/// Seconds that a token is good for. Apple's limit is 20 minutes.
const LIFE: i64 = 15 * 60;
/// Apple refuses a token whose `exp` lies further than this after its `iat`, in seconds.
const LONGEST_LIFE: i64 = 20 * 60;
/// `iat` lies this many seconds back, so that a clock slightly fast signs no token "of the future".
const BACKDATED: i64 = 60;
/// A token is replaced this many seconds before it ends, so that none ends on its way to Apple.
const RENEWED_EARLY: i64 = 60;
/// `aud` of every token (Apple, Generating Tokens for API Requests).
const AUDIENCE: &str = "appstoreconnect-v1";

/// The tokens of one key. Shared by all tasks of a client.
pub(crate) struct Tokens {
    key: Key,
    clock: Clock,
    state: Mutex<State>,
}

/// A token in use. Clones are the same token.
#[derive(Clone)]
pub(crate) struct Token(Arc<SecretString>);

#[derive(Default)]
struct State {
    current: Option<(Token, Timestamp)>,
    offset: SignedDuration,
}

#[derive(Serialize)]
struct Claims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'static str>,
    iat: i64,
    exp: i64,
    aud: &'static str,
}

impl Tokens {
    pub(crate) fn new(key: Key, clock: Clock) -> Self {
        Self {
            key,
            clock,
            state: Mutex::default(),
        }
    }

    /// The current token, newly signed if there is none with a minute left.
    pub(crate) fn current(&self) -> Result<Token, KeyError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let local = self.clock.now();
        // Apple's time may come from a wild `Date` header: time out of range is no time.
        let now = local.checked_add(state.offset).unwrap_or(local);
        match &state.current {
            Some((token, renew_at)) if now < *renew_at => Ok(token.clone()),
            _ => {
                let (token, end) = self.sign(now.as_second())?;
                let renew_at = end - SignedDuration::from_secs(RENEWED_EARLY);
                state.current = Some((token.clone(), renew_at));
                Ok(token)
            }
        }
    }

    /// Forgets `refused`, so that the next call signs a fresh token.
    ///
    /// `skew` is how far Apple's clock is ahead of ours, if far: from now on tokens carry Apple's
    /// time, or ours again once it is right. A task that comes late, when others have renewed the token already, changes nothing.
    pub(crate) fn refuse(&self, refused: &Token, skew: Option<SignedDuration>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = state
            .current
            .as_ref()
            .is_some_and(|(token, _)| Arc::ptr_eq(&token.0, &refused.0));
        if ours {
            state.current = None;
            state.offset = skew.unwrap_or_default();
        }
    }

    fn sign(&self, now: i64) -> Result<(Token, Timestamp), KeyError> {
        let life = self
            .key
            .longest_life()
            .unwrap_or(LIFE)
            .min(LIFE)
            .min(LONGEST_LIFE - BACKDATED);
        let issuer = self.key.issuer_id();
        let claims = Claims {
            iss: issuer,
            sub: issuer.is_none().then_some("user"),
            iat: now - BACKDATED,
            exp: now + life,
            aud: AUDIENCE,
        };
        let text = sign::jwt(self.key.id(), &claims, self.key.private())?;
        let end = Timestamp::from_second(claims.exp).map_err(|_| KeyError::Sign)?;
        Ok((Token(Arc::new(text.into())), end))
    }
}

impl Token {
    /// The secret text, for the `Authorization` header only.
    pub(crate) fn secret(&self) -> &SecretString {
        &self.0
    }
}
