//! Bearer tokens: one is signed, reused for many calls, and renewed long before it ends.
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
        Self { key, clock, state: Mutex::default() }
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
                // Halfway, so that none ends on its way to Apple: not on a slow one, nor where an
                // accelerated clock makes minutes of a moment.
                let renew_at = end - end.duration_since(now) / 2;
                state.current = Some((token.clone(), renew_at));
                Ok(token)
            }
        }
    }

    /// Forgets `refused`, so that the next call signs a fresh token.
    ///
    /// `skew` is how far Apple's clock is ahead of ours, if far: from now on tokens carry Apple's
    /// time, or ours again once it is right. A task that comes late, when others have renewed the
    /// token already, changes nothing.
    pub(crate) fn refuse(&self, refused: &Token, skew: Option<SignedDuration>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = state.current.as_ref().is_some_and(|(token, _)| Arc::ptr_eq(&token.0, &refused.0));
        if ours {
            state.current = None;
            state.offset = skew.unwrap_or_default();
        }
    }

    fn sign(&self, now: i64) -> Result<(Token, Timestamp), KeyError> {
        let life = self.key.longest_life().unwrap_or(LIFE).min(LIFE).min(LONGEST_LIFE - BACKDATED);
        let issuer = self.key.issuer_id();
        let claims = Claims { iss: issuer, sub: issuer.is_none().then_some("user"), iat: now - BACKDATED, exp: now + life, aud: AUDIENCE };
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey},
    };
    use secrecy::ExposeSecret as _;
    use serde_json::{Value, json};

    use super::*;
    use crate::scripted::{ISSUER, TestResult, key, pem, pkcs8};

    const NOW: i64 = 1_800_000_000;

    /// A clock that shows what the number says.
    fn clock() -> (Arc<AtomicI64>, Clock) {
        let now = Arc::new(AtomicI64::new(NOW));
        let shown = Arc::clone(&now);
        (now, Clock::new(move || Timestamp::from_second(shown.load(Ordering::Relaxed)).expect("in range")))
    }

    fn part(token: &Token, at: usize) -> Value {
        let text = token.secret().expose_secret();
        let part = text.split('.').nth(at).expect("three parts");
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
    }

    fn same(one: &Token, other: &Token) -> bool {
        Arc::ptr_eq(&one.0, &other.0)
    }

    #[test]
    fn a_team_token_says_what_apple_asks_for() -> TestResult {
        let token = Tokens::new(key(), clock().1).current()?;
        assert_eq!(part(&token, 0), json!({"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}));
        assert_eq!(part(&token, 1), json!({"iss": ISSUER, "iat": NOW - 60, "exp": NOW + 900, "aud": "appstoreconnect-v1"}));
        Ok(())
    }

    #[test]
    fn an_individual_token_names_the_user_instead_of_an_issuer() -> TestResult {
        let key = Key::from_p8("K", None, &pem("PRIVATE KEY", &pkcs8()))?;
        let token = Tokens::new(key, clock().1).current()?;
        assert_eq!(part(&token, 1), json!({"sub": "user", "iat": NOW - 60, "exp": NOW + 900, "aud": "appstoreconnect-v1"}));
        Ok(())
    }

    #[test]
    fn the_signature_verifies_with_the_public_key() -> TestResult {
        let der = pkcs8();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new()).expect("a good key");
        let key = Key::from_p8("K", Some(ISSUER), &pem("PRIVATE KEY", &der))?;
        let token = Tokens::new(key, clock().1).current()?;
        let (message, signature) = token.secret().expose_secret().rsplit_once('.').expect("three parts");
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature)?;
        assert_eq!(signature.len(), 64, "r and s, not DER");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key())
            .verify(message.as_bytes(), &signature)
            .expect("a good signature");
        Ok(())
    }

    #[test]
    fn a_token_is_reused_for_half_its_life() -> TestResult {
        let (now, clock) = clock();
        let tokens = Tokens::new(key(), clock);
        let first = tokens.current()?;
        now.store(NOW + 449, Ordering::Relaxed);
        assert!(same(&first, &tokens.current()?));
        now.store(NOW + 450, Ordering::Relaxed);
        let second = tokens.current()?;
        assert!(!same(&first, &second));
        assert_eq!(part(&second, 1)["exp"], NOW + 450 + 900);
        Ok(())
    }

    #[test]
    fn a_key_may_ask_for_a_shorter_life_but_not_for_a_longer_one() -> TestResult {
        for (duration, life) in [(300, 300), (1200, 900)] {
            let json = json!({"key_id": "K", "key": pem("PRIVATE KEY", &pkcs8()), "duration": duration});
            let token = Tokens::new(Key::from_api_key_json(&json.to_string())?, clock().1).current()?;
            assert_eq!(part(&token, 1)["exp"], NOW + life);
        }
        Ok(())
    }

    #[test]
    fn a_refused_token_is_replaced_once_however_many_tasks_complain() -> TestResult {
        let tokens = Tokens::new(key(), clock().1);
        let first = tokens.current()?;
        tokens.refuse(&first, None);
        let second = tokens.current()?;
        assert!(!same(&first, &second));
        tokens.refuse(&first, None);
        assert!(same(&second, &tokens.current()?));
        Ok(())
    }

    #[test]
    fn tokens_carry_apples_time_until_our_clock_is_right_again() -> TestResult {
        let tokens = Tokens::new(key(), clock().1);
        tokens.refuse(&tokens.current()?, Some(SignedDuration::from_hours(1)));
        let ahead = tokens.current()?;
        assert_eq!(part(&ahead, 1)["exp"], NOW + 3600 + 900);
        tokens.refuse(&ahead, None);
        assert_eq!(part(&tokens.current()?, 1)["exp"], NOW + 900);
        Ok(())
    }

    #[test]
    fn a_wild_date_of_the_server_is_no_time() -> TestResult {
        let tokens = Tokens::new(key(), clock().1);
        tokens.refuse(&tokens.current()?, Some(SignedDuration::MAX));
        assert_eq!(part(&tokens.current()?, 1)["exp"], NOW + 900);
        Ok(())
    }
}
