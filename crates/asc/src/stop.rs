//! The wish to end: nothing more is sent, what is on its way is finished.

use std::fmt;

use tokio::sync::watch;

use crate::Error;

/// A switch that is turned once. Clones are the same switch.
#[derive(Clone)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// A switch that nobody has turned.
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Lets no further request be sent. Those on their way are finished.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was turned.
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is turned.
    pub async fn stopped(&self) {
        // The channel cannot close: this is a sender of it.
        drop(self.0.subscribe().wait_for(|stopped| *stopped).await);
    }

    /// Waits for `work`, or for the switch, which goes first when both are there.
    pub(crate) async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        tokio::select! {
            biased;
            () = self.stopped() => Err(Error::Stopped),
            done = work => Ok(done),
        }
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stop({})", self.is_stopped())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn clones_are_one_switch() {
        let stop = Stop::new();
        let clone = stop.clone();
        assert!(matches!(clone.unless_stopped(async { 1 }).await, Ok(1)));
        let waiting = tokio::spawn(async move { clone.unless_stopped(std::future::pending::<()>()).await });
        stop.stop();
        assert!(matches!(waiting.await, Ok(Err(Error::Stopped))));
        assert!(stop.is_stopped());
        stop.stopped().await;
    }
}
