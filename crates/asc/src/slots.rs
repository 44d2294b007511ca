//! How many requests may be in flight: as many as the pace needs, and not one more.
//!
//! By Little's law `rate × latency` requests in flight keep a pace up. More would only queue at the
//! server, provoke its undocumented ceiling for bursts, and be paid for in vain if the process died.

use std::{
    cmp::Ordering,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Semaphore, SemaphorePermit};

/// Requests in a second that are assumed where nothing holds the pace, as of Apple: a server nearby answers more than
/// that one by one.
const UNPACED: u32 = 10;
/// Weight of the newest latency in the smoothed one.
const NEWEST: f64 = 0.25;

/// The slots of one client.
pub(crate) struct Slots {
    semaphore: Semaphore,
    most: usize,
    rate: f64,
    measured: Mutex<Measured>,
}

/// The right to have a request in flight. Dropped, it is free for the next.
pub(crate) struct Slot<'a>(SemaphorePermit<'a>);

struct Measured {
    /// Slots that there are now.
    slots: usize,
    /// Smoothed seconds of an exchange; none before the first.
    latency: Option<f64>,
}

impl Slots {
    /// One slot at first, `most` at most, as `pace` (requests in a second) will need them.
    pub(crate) fn new(most: usize, pace: Option<NonZeroU32>) -> Self {
        Self {
            semaphore: Semaphore::new(1),
            most: most.clamp(1, Semaphore::MAX_PERMITS),
            rate: f64::from(pace.map_or(UNPACED, NonZeroU32::get)),
            measured: Mutex::new(Measured { slots: 1, latency: None }),
        }
    }

    /// Waits for a free slot. Who came first is first.
    pub(crate) async fn acquire(&self) -> Slot<'_> {
        Slot(self.semaphore.acquire().await.expect("nobody closes the semaphore"))
    }

    /// Frees the slot of an exchange that took so long, and makes or takes away slots accordingly.
    pub(crate) fn finish(&self, slot: Slot<'_>, latency: Duration) {
        let mut measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        let smoothed = measured.latency.map_or(latency.as_secs_f64(), |before| before + NEWEST * (latency.as_secs_f64() - before));
        measured.latency = Some(smoothed);
        let wanted = self.wanted(smoothed);
        match wanted.cmp(&measured.slots) {
            Ordering::Less => {
                // One at a time: the others are in use, or will come by here as well.
                slot.0.forget();
                measured.slots -= 1;
            }
            Ordering::Equal => {}
            Ordering::Greater => {
                self.semaphore.add_permits(wanted - measured.slots);
                measured.slots = wanted;
            }
        }
    }

    /// Slots that there are now, free or not.
    pub(crate) fn count(&self) -> usize {
        self.measured.lock().unwrap_or_else(PoisonError::into_inner).slots
    }

    fn wanted(&self, latency: f64) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of floats stays within bounds, and these are positive"
        )]
        let needed = (self.rate * latency).ceil() as usize;
        needed.clamp(1, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many slots there are after so many exchanges of so many milliseconds each.
    async fn after(slots: &Slots, exchanges: usize, milliseconds: u64) -> usize {
        for _ in 0..exchanges {
            slots.finish(slots.acquire().await, Duration::from_millis(milliseconds));
        }
        slots.semaphore.available_permits()
    }

    #[tokio::test]
    async fn a_slow_server_gets_as_many_as_the_pace_needs() {
        let slots = Slots::new(6, NonZeroU32::new(10));
        assert_eq!(slots.semaphore.available_permits(), 1, "nothing is known yet");
        assert_eq!(after(&slots, 1, 500).await, 5);
        assert_eq!(after(&slots, 20, 900).await, 6, "never more than allowed");
        assert_eq!(after(&slots, 40, 40).await, 1);
    }

    #[tokio::test]
    async fn a_server_nearby_gets_few() {
        let slots = Slots::new(6, None);
        assert_eq!(after(&slots, 9, 2).await, 1);
        assert_eq!(after(&slots, 60, 120).await, 2);
    }

    #[tokio::test]
    async fn a_slot_that_was_not_used_goes_back() {
        let slots = Slots::new(6, None);
        drop(slots.acquire().await);
        assert_eq!(slots.semaphore.available_permits(), 1);
    }
}
