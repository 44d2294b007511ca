//! Which of the ordered faults a request meets.

use fastrand::Rng;

use crate::faults::{Cut, Effect, Fault, OUTSIDE, When};
use crate::pattern;
use crate::refusal::{self, Refusal};
use crate::service::{Service, lock};

/// The faults, with how many requests each has seen.
#[derive(Default)]
pub(crate) struct Injector {
    armed: Vec<Armed>,
}

struct Armed {
    fault: Fault,
    seen: u64,
    random: Rng,
}

/// Everything that one request meets.
#[derive(Default)]
pub(crate) struct Trouble {
    error: Option<InjectedError>,
    pub(crate) cut: Option<Cut>,
    /// Milliseconds that the answer waits.
    pub(crate) delay: u64,
    /// Milliseconds that it waits for every resource in it.
    pub(crate) delay_each: u64,
    /// Milliseconds by which a read lags behind.
    pub(crate) lag: u64,
}

struct InjectedError {
    status: u16,
    applied: bool,
    retry_after: Option<u32>,
}

impl Injector {
    /// Faults whose chances are drawn from `seed`.
    pub(crate) fn new(faults: Vec<Fault>, seed: u64) -> Self {
        let armed = faults.into_iter().zip(1_u64..).map(|(fault, number)| {
            let random = Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            Armed { fault, seen: 0, random }
        });
        Self { armed: armed.collect() }
    }

    /// What a request meets. Delays add up; of errors and cuts the first one counts.
    pub(crate) fn draw(&mut self, method: &str, path: &str) -> Trouble {
        let mut trouble = Trouble::default();
        for armed in &mut self.armed {
            if armed.meets(method, path) {
                trouble.add(armed.fault.effect);
            }
        }
        trouble
    }

    /// The longest time, in milliseconds, that a read can lag behind.
    pub(crate) fn longest_lag(&self) -> u64 {
        let lags = self.armed.iter().filter_map(|armed| match armed.fault.effect {
            Effect::Stale(lag) => Some(lag),
            _ => None,
        });
        lags.max().unwrap_or(0)
    }
}

impl Service {
    /// Puts other faults in place of those that there are; what they have counted is forgotten.
    pub(crate) fn set_faults(&self, faults: Vec<Fault>) {
        let mut state = lock(&self.state);
        let injector = Injector::new(faults, state.seed);
        state.recent.keep(injector.longest_lag());
        *lock(&self.faults) = injector;
    }
}

impl Armed {
    fn meets(&mut self, method: &str, path: &str) -> bool {
        let fault = &self.fault;
        let here = fault.method.as_deref().is_none_or(|wanted| wanted == method) && fault.is_for_uploads() == path.starts_with(OUTSIDE);
        if !here || !fault.route.as_deref().is_none_or(|route| pattern::matches(route, path)) {
            return false;
        }
        self.seen += 1;
        match fault.when {
            When::Always => true,
            When::Nth(number) => self.seen == number,
            When::Every(number) => self.seen.is_multiple_of(number),
            When::Chance(chance) => self.random.f64() < chance,
        }
    }
}

impl Trouble {
    fn add(&mut self, effect: Effect) {
        let ends = self.error.is_some() || self.cut.is_some();
        match effect {
            Effect::Answer { .. } | Effect::Cut(_) if ends => {}
            Effect::Answer { status, applied, retry_after } => self.error = Some(InjectedError { status, applied, retry_after }),
            Effect::Cut(cut) => self.cut = Some(cut),
            Effect::Delay(delay) => self.delay = self.delay.saturating_add(delay),
            Effect::SlowPage(each) => self.delay_each = self.delay_each.saturating_add(each),
            Effect::Stale(lag) => self.lag = self.lag.max(lag),
        }
    }

    /// 401, although the token may be good.
    pub(crate) fn at_the_door(&self) -> Result<(), Vec<Refusal>> {
        self.fail(|error| error.status == 401)
    }

    /// An error before the request is carried out.
    pub(crate) fn before(&self) -> Result<(), Vec<Refusal>> {
        if self.cut == Some(Cut::Request) {
            // Nobody will read it.
            return Err(vec![refusal::unexpected()]);
        }
        self.fail(|error| !error.applied)
    }

    /// An error after it was.
    pub(crate) fn after(&self) -> Result<(), Vec<Refusal>> {
        self.fail(|error| error.applied)
    }

    /// The status of an error before or after the request is carried out.
    pub(crate) fn status(&self, applied: bool) -> Option<u16> {
        self.error.as_ref().filter(|error| error.applied == applied).map(|error| error.status)
    }

    /// The seconds of a `Retry-After`.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.error.as_ref().and_then(|error| error.retry_after)
    }

    /// How a recording names it.
    pub(crate) fn name(&self) -> Option<String> {
        match (&self.error, self.cut) {
            (Some(InjectedError { status, applied: true, .. }), _) => Some(format!("{status} after it was applied")),
            (Some(error), _) => Some(error.status.to_string()),
            (None, Some(Cut::Request)) => Some("cut before it was applied".to_owned()),
            (None, Some(Cut::Answer)) => Some("cut before the answer".to_owned()),
            (None, Some(Cut::Body)) => Some("cut in the middle of the answer".to_owned()),
            (None, None) => (self.lag > 0).then(|| "stale".to_owned()),
        }
    }

    fn fail(&self, now: impl Fn(&InjectedError) -> bool) -> Result<(), Vec<Refusal>> {
        let Some(error) = self.error.as_ref().filter(|error| now(error)) else { return Ok(()) };
        Err(vec![match error.status {
            401 => refusal::not_authorized(),
            429 => refusal::rate_limit(),
            502 => refusal::plain(502, "Could not process this request"),
            503 => refusal::unavailable(),
            504 => refusal::timed_out(),
            _ => refusal::unexpected(),
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(when: When, requests: u64, seed: u64) -> Vec<u64> {
        let mut injector = Injector::new(vec![Fault::new(Effect::Delay(1)).on("GET", "/v1/apps").when(when)], seed);
        (1..=requests)
            .filter(|_| {
                assert_eq!(injector.draw("POST", "/v1/apps").delay, 0, "another method is not counted");
                assert_eq!(injector.draw("GET", "/v1/builds").delay, 0, "another route is not counted");
                injector.draw("GET", "/v1/apps").delay == 1
            })
            .collect()
    }

    #[test]
    fn faults_count_the_requests_that_match() {
        assert_eq!(met(When::Always, 3, 1), [1, 2, 3]);
        assert_eq!(met(When::Nth(2), 6, 1), [2]);
        assert_eq!(met(When::Every(2), 6, 1), [2, 4, 6]);
    }

    #[test]
    fn chances_are_the_same_for_the_same_seed() {
        let chance = When::Chance(0.3);
        let one = met(chance, 1000, 1);
        assert_eq!(one, met(chance, 1000, 1));
        assert_ne!(one, met(chance, 1000, 2));
        assert!((250..350).contains(&one.len()), "{}", one.len());
        assert!(met(When::Chance(0.0), 100, 1).is_empty());
        assert_eq!(met(When::Chance(1.0), 100, 1).len(), 100);
    }

    #[test]
    fn delays_add_up_and_the_first_error_counts() {
        let effects = [Effect::Delay(5), Effect::status(503), Effect::Delay(2), Effect::Cut(Cut::Body), Effect::Stale(7)];
        let mut injector = Injector::new(effects.map(Fault::new).to_vec(), 1);
        let trouble = injector.draw("GET", "/v1/apps");
        assert_eq!((trouble.delay, trouble.cut, trouble.lag), (7, None, 7));
        assert_eq!(trouble.before().unwrap_err()[0].status(), 503);
        assert!(trouble.after().is_ok());
        assert_eq!(injector.longest_lag(), 7);
    }
}
