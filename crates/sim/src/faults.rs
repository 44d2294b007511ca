//! Trouble on order: which requests meet it, and what it looks like.
//!
//! Kinds of trouble are those that clients report of App Store Connect: a valid token refused now
//! and then, 5xx answers to writes that were applied all the same, plain text where JSON is
//! expected, reads that lag behind writes. Deliberately absent: randomness that differs from run
//! to run. A chance is drawn from the world's seed, one draw a matching request.

use serde::{Deserialize, Serialize};

use crate::error::SimError;
use crate::pattern;

/// The statuses that a fault may answer with.
const STATUSES: [u16; 6] = [401, 429, 500, 502, 503, 504];
/// The methods that a fault may wait for.
const METHODS: [&str; 4] = ["GET", "POST", "PATCH", "DELETE"];
/// How paths begin that are not the API's.
pub(crate) const OUTSIDE: &str = "/__/";
/// The route of uploads, which alone of those paths meets faults.
const UPLOADS: &str = "/__/blobs/{id}";
/// The statuses that an upload may be answered with.
const UPLOAD_STATUSES: [u16; 7] = [403, 408, 429, 500, 502, 503, 504];

/// A file of faults, in TOML or JSON:
///
/// ```toml
/// [[fault]]
/// method = "POST"
/// route = "/v1/appStoreVersionLocalizations"
/// when = { nth = 2 }
/// effect = { answer = { status = 503, applied = true } }
///
/// [[fault]]
/// when = { chance = 0.01 }
/// effect = { answer = { status = 401 } }
///
/// [[fault]]
/// method = "PUT"
/// route = "/__/blobs/{id}"
/// when = { every = 3 }
/// effect = { cut = "body" }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// The faults, in the order in which they are tried.
    #[serde(default)]
    pub fault: Vec<Fault>,
}

/// One kind of trouble.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The HTTP method of the requests that meet it; none means any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Their route: `/v1/apps/{id}`, where a segment in braces and `*` stand for any one segment,
    /// a final `**` for any rest; none means any of the API's. Parts of files are sent outside the
    /// API and meet only faults with the method `PUT`, or none, and the route `/__/blobs/{id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Which of them meet it.
    #[serde(default)]
    pub when: When,
    /// What happens to those.
    pub effect: Effect,
}

/// Which of the requests that match by method and route meet the fault. They are counted from the
/// start of the simulator, or from when the faults were set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Every one.
    #[default]
    Always,
    /// The n-th only, counted from 1.
    Nth(u64),
    /// Every n-th: the n-th, the 2n-th and so on.
    Every(u64),
    /// Each with this probability, from 0 to 1.
    Chance(f64),
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// An error instead of the answer.
    #[serde(rename_all = "snake_case")]
    Answer {
        /// 401, 429, 500, 502 (in plain text), 503 or 504. For an upload 403 and 408 as well, and no 401.
        status: u16,
        /// Whether the request was carried out before (5xx only).
        #[serde(default)]
        applied: bool,
        /// A `Retry-After` of so many seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// The answer comes so many milliseconds later.
    Delay(u64),
    /// The answer comes so many milliseconds later for every resource that its page holds.
    SlowPage(u64),
    /// The connection is closed.
    Cut(Cut),
    /// A read shows the world as it was so many milliseconds ago, by the simulator's clock.
    Stale(u64),
}

/// When the connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Before the request is carried out.
    Request,
    /// After it was carried out, before the first byte of the answer.
    Answer,
    /// After half of the answer's body. An upload, whose answer has none, is cut after half of what
    /// is sent, and is not carried out.
    Body,
}

impl Faults {
    /// Reads a file's text: JSON when it begins with `{`, else TOML.
    ///
    /// # Errors
    /// [`SimError::Faults`] with the place of what cannot be read, or with the fault that cannot be.
    pub fn parse(text: &str) -> Result<Self, SimError> {
        let unreadable = |reason: String| SimError::Faults { reason: reason.trim_end().to_owned() };
        let faults: Self = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?
        } else {
            toml::from_str(text).map_err(|error| unreadable(error.to_string()))?
        };
        check(&faults.fault)?;
        Ok(faults)
    }
}

impl Fault {
    /// A fault that every request meets.
    pub fn new(effect: Effect) -> Self {
        Self { method: None, route: None, when: When::Always, effect }
    }

    /// Only for requests of this method and route.
    #[must_use]
    pub fn on(mut self, method: &str, route: &str) -> Self {
        self.method = Some(method.to_owned());
        self.route = Some(route.to_owned());
        self
    }

    /// Only for some of the requests that match.
    #[must_use]
    pub fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }
}

impl Effect {
    /// An error before anything was applied.
    pub fn status(status: u16) -> Self {
        Self::Answer { status, applied: false, retry_after: None }
    }

    /// An error although everything was applied.
    pub fn applied(status: u16) -> Self {
        Self::Answer { status, applied: true, retry_after: None }
    }
}

/// Refuses faults that cannot be, by their number counted from 1.
pub(crate) fn check(faults: &[Fault]) -> Result<(), SimError> {
    for (index, fault) in faults.iter().enumerate() {
        if let Some(reason) = fault.wrong() {
            return Err(SimError::Faults { reason: format!("fault {}: {reason}", index + 1) });
        }
    }
    Ok(())
}

impl Fault {
    /// Whether it waits for parts of files, and not for requests of the API.
    pub(crate) fn is_for_uploads(&self) -> bool {
        self.route.as_ref().is_some_and(|route| route.starts_with(OUTSIDE))
    }

    /// Why the fault cannot be.
    fn wrong(&self) -> Option<String> {
        let (methods, statuses) = if self.is_for_uploads() { (&["PUT"][..], &UPLOAD_STATUSES[..]) } else { (&METHODS[..], &STATUSES[..]) };
        if let Some(method) = self.method.as_ref().filter(|method| !methods.contains(&method.as_str())) {
            return Some(format!("method `{method}` is none of {}", methods.join(", ")));
        }
        if let Some(route) = self.route.as_ref().filter(|route| self.is_for_uploads() && !pattern::matches(UPLOADS, route)) {
            return Some(format!("route `{route}` is outside the API, where only `{UPLOADS}` meets faults"));
        }
        if let Some(route) = self.route.as_ref().filter(|route| !route.starts_with('/')) {
            return Some(format!("route `{route}` does not begin with `/`"));
        }
        match self.when {
            When::Nth(0) | When::Every(0) => return Some("requests are counted from 1".to_owned()),
            When::Chance(chance) if !(0.0..=1.0).contains(&chance) => {
                return Some(format!("the chance {chance} is not between 0 and 1"));
            }
            _ => {}
        }
        match self.effect {
            Effect::Answer { status, .. } if !statuses.contains(&status) => {
                let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
                Some(format!("status {status} is none of {}", statuses.join(", ")))
            }
            Effect::Answer { status, applied: true, .. } if status < 500 => {
                Some(format!("a request that is answered with {status} was never applied"))
            }
            Effect::SlowPage(_) if self.is_for_uploads() => Some("an upload has no page".to_owned()),
            Effect::Stale(_) if self.is_for_uploads() || self.method.as_deref().is_some_and(|method| method != "GET") => {
                Some("only a GET can be stale".to_owned())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_faults_in_toml_and_json() {
        let toml = r#"
            [[fault]]
            method = "POST"
            route = "/v1/appScreenshots"
            when = { nth = 2 }
            effect = { answer = { status = 503, applied = true, retry_after = 3 } }
            [[fault]]
            when = { chance = 0.5 }
            effect = { cut = "body" }
            [[fault]]
            effect = { stale = 2000 }
        "#;
        let faults = Faults::parse(toml).unwrap();
        let first = Fault::new(Effect::Answer { status: 503, applied: true, retry_after: Some(3) });
        assert_eq!(faults.fault[0], first.on("POST", "/v1/appScreenshots").when(When::Nth(2)));
        assert_eq!(faults.fault[1], Fault::new(Effect::Cut(Cut::Body)).when(When::Chance(0.5)));
        assert_eq!(faults.fault[2], Fault::new(Effect::Stale(2000)));
        assert_eq!(Faults::parse(&serde_json::to_string(&faults).unwrap()).unwrap(), faults);
        assert_eq!(Faults::parse("").unwrap(), Faults::default());
    }

    #[test]
    fn faults_that_cannot_be_are_named() {
        for (text, said) in [
            ("[[fault]]\neffect = { answer = { status = 418 } }", "fault 1: status 418 is none of 401, 429, 500, 502, 503, 504"),
            ("[[fault]]\neffect = { answer = { status = 401, applied = true } }", "never applied"),
            ("[[fault]]\nmethod = \"get\"\neffect = { delay = 5 }", "method `get` is none of GET, POST, PATCH, DELETE"),
            ("[[fault]]\nroute = \"v1\"\neffect = { delay = 5 }", "route `v1` does not begin with `/`"),
            ("[[fault]]\nwhen = { every = 0 }\neffect = { delay = 5 }", "counted from 1"),
            ("[[fault]]\nwhen = { chance = 1.5 }\neffect = { delay = 5 }", "the chance 1.5 is not between 0 and 1"),
            ("[[fault]]\nmethod = \"POST\"\neffect = { stale = 5 }", "only a GET can be stale"),
            ("[[fault]]\nmethod = \"PUT\"\neffect = { delay = 5 }", "method `PUT` is none of GET, POST, PATCH, DELETE"),
            ("[[fault]]\nmethod = \"GET\"\nroute = \"/__/blobs/1\"\neffect = { delay = 5 }", "method `GET` is none of PUT"),
            ("[[fault]]\nroute = \"/__/images/1/1x1bb.png\"\neffect = { delay = 5 }", "only `/__/blobs/{id}` meets faults"),
            ("[[fault]]\nroute = \"/__/**\"\neffect = { delay = 5 }", "only `/__/blobs/{id}` meets faults"),
            ("[[fault]]\nroute = \"/__/blobs/1\"\neffect = { answer = { status = 401 } }", "none of 403, 408, 429, 500, 502, 503, 504"),
            ("[[fault]]\nroute = \"/__/blobs/1\"\neffect = { answer = { status = 403, applied = true } }", "never applied"),
            ("[[fault]]\nroute = \"/__/blobs/1\"\neffect = { slow_page = 5 }", "an upload has no page"),
            ("[[fault]]\nroute = \"/__/blobs/1\"\neffect = { stale = 5 }", "only a GET can be stale"),
            ("[[fault]]\neffect = { delay = 5 }\nmethode = \"GET\"", "unknown field `methode`"),
            ("[[fault]]\neffect = { explode = 5 }", "unknown variant `explode`"),
            ("{\"fault\": [{}]}", "missing field `effect`"),
        ] {
            let error = Faults::parse(text).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
