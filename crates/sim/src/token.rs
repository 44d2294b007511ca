//! JSON Web Tokens: making one for people with curl, and accepting those that Apple accepts.
//!
//! Sources: Apple, Generating Tokens for API Requests; forms that clients use in the field.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::account::Credentials;

/// The longest life of a token, in seconds.
const LONGEST_LIFE: i64 = 20 * 60;
/// Seconds by which clients date their tokens back against clock skew.
const BACK_DATING: i64 = 60;
/// Seconds of life of a token that we make.
const OUR_LIFE: i64 = 19 * 60;
/// The audience of every token.
const AUDIENCE: &str = "appstoreconnect-v1";

/// A token that was accepted.
pub(crate) struct Accepted<'a> {
    pub(crate) credentials: &'a Credentials,
    scope: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    iat: Option<f64>,
    exp: f64,
    aud: Value,
    scope: Option<Vec<String>>,
}

/// A token of the account that is good for 19 minutes.
pub(crate) fn make(credentials: &Credentials, now: Timestamp) -> Option<String> {
    let account = &credentials.account;
    let mut claims = json!({
        "iat": now.as_second(),
        "exp": now.as_second() + OUR_LIFE,
        "aud": AUDIENCE,
    });
    if credentials.individual {
        claims["sub"] = json!("user");
    } else {
        claims["iss"] = json!(account.issuer_id);
    }
    sign(credentials, &json!({ "alg": "ES256", "kid": account.key_id, "typ": "JWT" }), &claims)
}

/// A token with these parts; none when only somebody else has the private key, or when the
/// operating system has no randomness to give.
pub(crate) fn sign(credentials: &Credentials, header: &Value, claims: &Value) -> Option<String> {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = credentials.key.as_ref()?.sign(&SystemRandom::new(), message.as_bytes()).ok()?;
    Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
}

/// The account that an Authorization header opens; none for any reason that Apple answers with 401.
pub(crate) fn accept<'a>(authorization: &str, accounts: &'a [Credentials], now: Timestamp) -> Option<Accepted<'a>> {
    let token = authorization.strip_prefix("Bearer ")?;
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    let credentials = accounts.iter().find(|credentials| credentials.account.key_id == header.kid)?;
    if !credentials.verified(token) {
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, credentials.public_key());
        key.verify(message.as_bytes(), &signature).ok()?;
        credentials.remember(token);
    }
    let good = header.alg == "ES256" && claims.open(credentials) && claims.alive(now.as_second());
    good.then_some(Accepted { credentials, scope: claims.scope })
}

impl Accepted<'_> {
    /// Whether the token's scope, if it has one, covers the request. Scopes only ever cover GETs.
    pub(crate) fn covers(&self, method: &str, target: &str) -> bool {
        let Some(scope) = &self.scope else { return true };
        let wanted = parts(target);
        method == "GET" && scope.iter().any(|entry| entry.strip_prefix("GET ").is_some_and(|entry| parts(entry) == wanted))
    }
}

impl Claims {
    /// Whether issuer and audience fit: a team key names its issuer, an individual key only `sub`.
    fn open(&self, credentials: &Credentials) -> bool {
        let issued = match &self.iss {
            Some(issuer) => !credentials.individual && *issuer == credentials.account.issuer_id,
            None => credentials.individual && self.sub.as_deref() == Some("user"),
        };
        let audience = match &self.aud {
            Value::Array(list) if list.len() == 1 => &list[0],
            one => one,
        };
        issued && audience == AUDIENCE
    }

    /// Whether the token lives, and not too long: life is judged by its end.
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit a float for millions of years")]
    fn alive(&self, now: i64) -> bool {
        let longest = (LONGEST_LIFE + BACK_DATING) as f64;
        let left = self.exp - now as f64;
        left > 0.0 && left <= longest && self.iat.is_none_or(|iat| self.exp - iat <= longest)
    }
}

/// The path and the parameters that a scope compares; order does not matter.
fn parts(target: &str) -> (&str, BTreeSet<String>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = query.split('&').filter_map(|pair| crate::route::decode(pair, true)).filter(|pair| !pair.is_empty());
    let compared = pairs.filter(|pair| !["limit=", "cursor=", "sort="].iter().any(|name| pair.starts_with(name)));
    (path, compared.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::identities;

    const NOW: i64 = 1_700_000_000;

    fn account(name: &str) -> Credentials {
        Credentials::open(identities(&[name.to_owned()], 1).remove(0), None).unwrap()
    }

    fn accepted(credentials: &Credentials, header: &Value, claims: &Value) -> bool {
        let token = sign(credentials, header, claims).unwrap();
        let now = Timestamp::from_second(NOW).unwrap();
        accept(&format!("Bearer {token}"), std::slice::from_ref(credentials), now).is_some()
    }

    #[test]
    fn claims_that_apple_accepts_and_refuses() {
        let acme = account("acme");
        let header = json!({ "alg": "ES256", "kid": acme.account.key_id, "typ": "JWT" });
        let issuer = &acme.account.issuer_id;
        let good = |claims: Value| accepted(&acme, &header, &claims);
        assert!(good(json!({ "iss": issuer, "iat": NOW, "exp": NOW + 1200, "aud": AUDIENCE })));
        assert!(good(json!({ "iss": issuer, "exp": NOW + 1200, "aud": [AUDIENCE] })), "no iat, audience as a list");
        assert!(good(json!({ "iss": issuer, "iat": NOW - 60, "exp": NOW + 1200, "aud": AUDIENCE })), "dated back");
        assert!(!good(json!({ "sub": "user", "iat": NOW, "exp": NOW + 600, "aud": AUDIENCE })), "no individual key");
        assert!(!good(json!({ "iat": NOW, "exp": NOW + 600, "aud": AUDIENCE })), "neither issuer nor subject");
        assert!(!good(json!({ "iss": "someone", "iat": NOW, "exp": NOW + 600, "aud": AUDIENCE })));
        assert!(!good(json!({ "iss": issuer, "iat": NOW, "exp": NOW + 600, "aud": "appstoreconnect-v2" })));
        assert!(!good(json!({ "iss": issuer, "iat": NOW, "exp": NOW + 600, "aud": [AUDIENCE, "x"] })));
        assert!(!good(json!({ "iss": issuer, "iat": NOW, "exp": NOW + 600, "aud": "apple-developer-enterprise-v1" })));
        assert!(!good(json!({ "iss": issuer, "iat": NOW - 1200, "exp": NOW, "aud": AUDIENCE })), "expired");
        assert!(!good(json!({ "iss": issuer, "iat": NOW, "exp": NOW + 1261, "aud": AUDIENCE })), "too long");
        assert!(!good(json!({ "iss": issuer, "iat": NOW - 3600, "exp": NOW + 60, "aud": AUDIENCE })), "too long a life");
        assert!(!good(json!({ "iss": issuer, "iat": NOW + 3600, "exp": NOW + 4200, "aud": AUDIENCE })), "an hour ahead");
    }

    #[test]
    fn an_individual_key_names_its_user_and_no_issuer() {
        let mut acme = account("acme");
        acme.individual = true;
        let header = json!({ "alg": "ES256", "kid": acme.account.key_id, "typ": "JWT" });
        let good = |claims: Value| accepted(&acme, &header, &claims);
        assert!(good(json!({ "sub": "user", "iat": NOW, "exp": NOW + 600, "aud": AUDIENCE })));
        assert!(good(json!({ "sub": "user", "exp": NOW + 600, "aud": [AUDIENCE] })));
        assert!(!good(json!({ "sub": "acme", "iat": NOW, "exp": NOW + 600, "aud": AUDIENCE })));
        assert!(!good(json!({ "iss": acme.account.issuer_id, "sub": "user", "exp": NOW + 600, "aud": AUDIENCE })));
        assert!(!good(json!({ "iat": NOW, "exp": NOW + 600, "aud": AUDIENCE })));
        let made = make(&acme, Timestamp::from_second(NOW).unwrap()).unwrap();
        assert!(accept(&format!("Bearer {made}"), &[acme], Timestamp::from_second(NOW + 1).unwrap()).is_some());
    }

    #[test]
    fn a_life_of_months_is_for_other_resources() {
        let acme = account("acme");
        let header = json!({ "alg": "ES256", "kid": acme.account.key_id, "typ": "JWT" });
        let claims =
            json!({ "iss": acme.account.issuer_id, "iat": NOW, "exp": NOW + 90 * 86_400, "aud": AUDIENCE, "scope": ["GET /v1/apps"] });
        assert!(!accepted(&acme, &header, &claims), "apps are not among the resources for which a scoped token may live long");
    }

    #[test]
    fn keys_and_algorithms_that_do_not_open() {
        let acme = account("acme");
        let claims = json!({ "iss": acme.account.issuer_id, "exp": NOW + 600, "aud": AUDIENCE });
        assert!(!accepted(&acme, &json!({ "alg": "ES256", "kid": "UNKNOWN000" }), &claims));
        assert!(!accepted(&acme, &json!({ "alg": "HS256", "kid": acme.account.key_id }), &claims));
        let header = json!({ "alg": "ES256", "kid": acme.account.key_id });
        let forged = sign(&account("acme"), &header, &claims).unwrap();
        let now = Timestamp::from_second(NOW).unwrap();
        let accounts = [acme];
        assert!(accept(&format!("Bearer {forged}"), &accounts, now).is_none(), "signed with another key");
        for broken in ["", "Bearer", "Bearer ", "Bearer a.b.c", "Basic YTpi", "Bearer ..", &forged] {
            assert!(accept(broken, &accounts, now).is_none(), "{broken}");
        }
    }

    #[test]
    fn a_scope_covers_its_gets() {
        let acme = account("acme");
        let scope = vec!["GET /v1/apps?filter[platform]=IOS&fields[apps]=name".to_owned()];
        let accepted = Accepted { credentials: &acme, scope: Some(scope) };
        assert!(accepted.covers("GET", "/v1/apps?fields%5Bapps%5D=name&filter%5Bplatform%5D=IOS&limit=5&cursor=x"));
        assert!(!accepted.covers("GET", "/v1/apps"));
        assert!(!accepted.covers("PATCH", "/v1/apps?filter[platform]=IOS&fields[apps]=name"));
    }
}
