//! Ctrl-C: the first one finishes what is under way, the second one ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use asc::Stop;

use crate::exit_code;
use crate::output::Ui;

/// The wish to end, one for the whole process. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    stop: Stop,
    is_listening: Arc<AtomicBool>,
}

impl Interrupt {
    /// From now on an interruption turns the switch instead of ending the process. Must be called within the runtime.
    pub(crate) fn listen(&self, ui: Ui) {
        if self.is_listening.swap(true, Ordering::Relaxed) {
            return;
        }
        let stop = self.stop.clone();
        tokio::spawn(async move {
            interrupted().await;
            stop.stop();
            ui.say("finishing what is under way; once more ends at once");
            interrupted().await;
            // Whoever asks twice does not want to wait.
            std::process::exit(i32::from(exit_code::INTERRUPTED));
        });
    }

    /// What clients have to look at.
    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Whether somebody wished to end.
    pub(crate) fn is_wished(&self) -> bool {
        self.stop.is_stopped()
    }
}

/// Waits for SIGINT or SIGTERM; for ever where they cannot be heard.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                heard = tokio::signal::ctrl_c() => if heard.is_ok() { return },
                _ = terminate.recv() => return,
            }
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
