//! Ids that say what they name, as Apple's price ids do: JSON in base64url without padding.
//!
//! Members are `s` (app or app info), `t` (territory), `p` (price point), `sd` and `ed` (seconds
//! since 1970). Their order is Apple's, so that a client can build an id without a request.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

/// The id of what `s` has in a territory.
pub(crate) fn in_territory(s: &str, territory: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"s":"{s}","t":"{territory}"}}"#))
}

/// The id of a price point.
pub(crate) fn price_point(app: &str, territory: &str, point: usize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"s":"{app}","t":"{territory}","p":"{point}"}}"#))
}

/// The id of a price from `start` to `end`, in seconds since 1970; 0 for no such end.
pub(crate) fn price(app: &str, territory: &str, point: usize, start: i64, end: i64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"s":"{app}","t":"{territory}","p":"{point}","sd":{start}.0,"ed":{end}.0}}"#))
}

/// What an id says.
pub(crate) struct Opaque(Value);

impl Opaque {
    /// Takes an id apart; none for one that is not of this form.
    pub(crate) fn decode(id: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(id).ok()?;
        serde_json::from_slice(&bytes).ok().filter(Value::is_object).map(Self)
    }

    /// The app or app info.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.0["s"].as_str()
    }

    /// The territory.
    pub(crate) fn territory(&self) -> Option<&str> {
        self.0["t"].as_str()
    }

    /// The price point.
    pub(crate) fn point(&self) -> Option<usize> {
        self.0["p"].as_str()?.parse().ok()
    }

    /// Start (`sd`) or end (`ed`), in seconds since 1970.
    #[expect(clippy::cast_possible_truncation, reason = "a float outside of the range becomes its nearest end")]
    pub(crate) fn second(&self, name: &str) -> Option<i64> {
        self.0[name].as_f64().map(|seconds| seconds as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_point_is_what_apple_calls_it() {
        // {"s":"6448311069","t":"USA","p":"10000"}
        assert_eq!(price_point("6448311069", "USA", 10000), "eyJzIjoiNjQ0ODMxMTA2OSIsInQiOiJVU0EiLCJwIjoiMTAwMDAifQ");
        let price = Opaque::decode(&price("1", "DEU", 10001, 1_767_225_600, 0)).unwrap();
        assert_eq!((price.subject(), price.territory(), price.point()), (Some("1"), Some("DEU"), Some(10001)));
        assert_eq!((price.second("sd"), price.second("ed")), (Some(1_767_225_600), Some(0)));
        assert!(Opaque::decode("nonsense").is_none());
    }
}
