//! The budget that all processes of a user share: `asc` asks for it, `store` keeps it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use asc::{Budget, Clock, LocalBudget, Purpose, RateLimit, Reservation, Ticket};
use store::{Claim, Grant, Limits, Quota, StoreError, Told};

/// The budget of one API key in the file of all budgets.
///
/// Should the file fail (a full disk), the process goes on with a budget of its own, which learns from Apple's answers
/// what the others use.
pub struct SharedBudget {
    limits: Arc<Mutex<Limits>>,
    key: String,
    reserve: u32,
    clock: Clock,
    local: LocalBudget,
    is_broken: AtomicBool,
}

impl SharedBudget {
    /// The budget of `key`, of whose limit reads leave `reserve` percent.
    pub fn new(limits: Arc<Mutex<Limits>>, key: impl Into<String>, reserve: u32, clock: Clock) -> Self {
        let local = LocalBudget::with_reserve(clock.clone(), reserve);
        Self { limits, key: key.into(), reserve, clock, local, is_broken: AtomicBool::new(false) }
    }

    fn claim(&self, purpose: Purpose) -> Claim {
        match purpose {
            Purpose::Read => Claim::Read { reserve: self.reserve },
            Purpose::Write => Claim::Write,
        }
    }

    /// Works on the shared books; `None` when they cannot be used any more.
    fn shared<T>(&self, work: impl FnOnce(&mut Limits) -> Result<T, StoreError>) -> Option<T> {
        if self.is_broken.load(Ordering::Relaxed) {
            return None;
        }
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        match work(&mut limits) {
            Ok(value) => Some(value),
            Err(error) => {
                if !self.is_broken.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the shared request budget failed; this process goes on with its own"
                    );
                }
                None
            }
        }
    }

    fn usage(&self) -> Option<store::Usage> {
        self.shared(|limits| limits.usage(&self.key, Claim::Write, self.clock.now())).flatten()
    }
}

impl Budget for SharedBudget {
    fn reserve(&self, purpose: Purpose) -> Reservation {
        match self.shared(|limits| limits.reserve(&self.key, self.claim(purpose), || self.clock.now())) {
            Some(Grant::Booked(number)) => Reservation::Granted(Ticket::new(number)),
            Some(Grant::Wait(free_in)) => Reservation::Wait(free_in),
            None => self.local.reserve(purpose),
        }
    }

    fn settle(&self, ticket: Ticket, seen: &RateLimit) {
        let quota = |allowance: asc::Allowance| Quota { limit: allowance.limit, remaining: allowance.remaining };
        let told = Told { hour: seen.hour.map(quota), minute: seen.minute.map(quota) };
        if self.shared(|limits| limits.settle(&self.key, ticket.number(), told, || self.clock.now())).is_none() {
            self.local.settle(ticket, seen);
        }
    }

    fn release(&self, ticket: Ticket) {
        if self.shared(|limits| limits.release(&self.key, ticket.number(), || self.clock.now())).is_none() {
            self.local.release(ticket);
        }
    }

    fn exhausted(&self, pause: Duration) {
        if self.shared(|limits| limits.close(&self.key, pause, || self.clock.now())).is_none() {
            self.local.exhausted(pause);
        }
    }

    fn remaining(&self) -> Option<u32> {
        if self.is_broken.load(Ordering::Relaxed) { self.local.remaining() } else { self.usage().map(|usage| usage.remaining()) }
    }

    fn limit(&self) -> u32 {
        self.usage().map_or_else(|| self.local.limit(), |usage| usage.limit)
    }
}

#[cfg(test)]
mod tests {
    use asc::Allowance;

    use super::*;

    fn budget(limits: &Arc<Mutex<Limits>>) -> SharedBudget {
        SharedBudget::new(Arc::clone(limits), "key@server", 10, Clock::system())
    }

    fn drain(budget: &SharedBudget, purpose: Purpose) -> usize {
        std::iter::from_fn(|| match budget.reserve(purpose) {
            Reservation::Granted(ticket) => {
                budget.settle(ticket, &RateLimit::default());
                Some(())
            }
            Reservation::Wait(_) => None,
        })
        .count()
    }

    #[test]
    fn what_one_spends_the_other_has_not() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Arc::new(Mutex::new(Limits::open(&folder.path().join("limits.db")).unwrap()));
        let (one, other) = (budget(&open()), budget(&open()));
        let Reservation::Granted(ticket) = one.reserve(Purpose::Write) else { panic!("not granted") };
        one.settle(ticket, &RateLimit { hour: Some(Allowance { limit: 20, remaining: 19 }), minute: None });
        assert_eq!((other.limit(), other.remaining()), (20, Some(19)));
        assert_eq!(drain(&other, Purpose::Read), 17, "a tenth is left to writes");
        assert_eq!(drain(&one, Purpose::Write), 2);
        other.exhausted(Duration::from_secs(7_200));
        assert!(matches!(one.reserve(Purpose::Write), Reservation::Wait(pause) if pause.as_secs() > 3_500));
    }

    #[test]
    fn a_file_that_fails_is_replaced_by_the_budget_of_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("limits.db");
        drop(Limits::open(&path).unwrap());
        // A connection that cannot write stands for a disk that is full.
        let budget = budget(&Arc::new(Mutex::new(Limits::read(&path).unwrap().unwrap())));
        let Reservation::Granted(ticket) = budget.reserve(Purpose::Write) else { panic!("not granted") };
        budget.settle(ticket, &RateLimit { hour: Some(Allowance { limit: 20, remaining: 19 }), minute: None });
        assert_eq!((budget.limit(), budget.remaining()), (20, Some(19)));
    }
}
