//! Memory as a shared allowance: who needs much waits until others have given back.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::error::ShotsError;

/// An allowance of bytes for work that runs at the same time.
#[derive(Debug)]
pub(crate) struct Budget {
    allowed: u64,
    free: Mutex<u64>,
    returned: Condvar,
}

/// Bytes taken from the allowance; dropping it gives them back.
#[derive(Debug)]
pub(crate) struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    pub(crate) fn new(allowed: u64) -> Self {
        Self { allowed, free: Mutex::new(allowed), returned: Condvar::new() }
    }

    /// Takes bytes, waiting until they are free.
    ///
    /// # Errors
    /// [`ShotsError::TooMuchMemory`] for more than there will ever be.
    pub(crate) fn take(&self, bytes: u64) -> Result<Share<'_>, ShotsError> {
        if bytes > self.allowed {
            return Err(ShotsError::TooMuchMemory { needed: bytes, allowed: self.allowed });
        }
        // A number is never left half written by whoever panicked.
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.returned.wait_while(free, |free| *free < bytes).unwrap_or_else(PoisonError::into_inner);
        *free -= bytes;
        Ok(Share { budget: self, bytes })
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.returned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU64, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn never_more_than_allowed_at_the_same_time() {
        let budget = Budget::new(10);
        let (used, most) = (AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for bytes in [1, 3, 5, 7, 10, 2, 4, 6] {
                let (budget, used, most) = (&budget, &used, &most);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let share = budget.take(bytes).unwrap();
                        most.fetch_max(used.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                        thread::yield_now();
                        used.fetch_sub(bytes, Ordering::SeqCst);
                        drop(share);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 10, "the largest ran alone, and nothing beside it");
        assert_eq!(*budget.free.lock().unwrap(), 10);
    }

    #[test]
    fn what_never_fits_is_refused_at_once() {
        let error = Budget::new(1 << 20).take(3 << 20).unwrap_err();
        assert_eq!(error.to_string(), "its pixels need 3 MB of memory, and 1 MB are allowed");
    }
}
