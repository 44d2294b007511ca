//! The right to send a request: who grants it, and what it learns from the answers.
//!
//! Apple grants a number of requests in a rolling hour per API key, shared by everyone who uses
//! the key (Apple, Identifying Rate Limits). Absent on purpose: waiting. A budget says how long
//! to wait, and the client does it.

use std::time::Duration;

use crate::RateLimit;

/// Keeps the requests of one key within Apple's allowance.
///
/// Methods are called for every request and must be quick. Durations are those of the budget's own
/// clock.
pub trait Budget: Send + Sync {
    /// Books one request, or says when to ask again. A granted request counts, sent or not, until
    /// its ticket comes back.
    fn reserve(&self, purpose: Purpose) -> Reservation;

    /// The request of the ticket was answered: it counts for an hour from now, and the books are
    /// reconciled with what the answer says.
    fn settle(&self, ticket: Ticket, seen: &RateLimit);

    /// The request of the ticket has certainly not reached Apple, and does not count.
    fn release(&self, ticket: Ticket);

    /// Apple answered 429: nothing is granted for `pause`.
    fn exhausted(&self, pause: Duration);

    /// Requests left in the hour that ends now; `None` if the budget cannot tell.
    fn remaining(&self) -> Option<u32>;

    /// Requests that Apple allows in an hour, as far as known.
    fn limit(&self) -> u32;
}

/// What a request is for. Writes go first when requests are scarce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reading, which can wait.
    Read,
    /// Changing something, which somebody waits for.
    Write,
}

/// The answer of a [`Budget`].
#[derive(Debug, PartialEq, Eq)]
pub enum Reservation {
    /// The request may be sent now.
    Granted(Ticket),
    /// Nothing is free. Ask again after this time.
    Wait(Duration),
}

/// A request that was booked. A ticket that never comes back is a request that may have arrived.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "settle it with the answer"]
pub struct Ticket(i64);

impl Ticket {
    /// A ticket with the number under which the budget booked it.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn number(&self) -> i64 {
        self.0
    }
}
