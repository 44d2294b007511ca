//! A command that is still running.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, ChildStdout};
use std::time::{Duration, Instant};

use super::Ran;

/// Longer than anything here takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at what happens.
const GLANCE: Duration = Duration::from_micros(100);

/// A process of the binary. Dropped, it is killed.
#[must_use = "wait for it or kill it"]
pub(crate) struct Started {
    child: Option<Child>,
    folder: String,
}

impl Started {
    pub(crate) fn new(child: Child, folder: String) -> Self {
        Self { child: Some(child), folder }
    }

    /// Standard output, to be read while it runs.
    pub(crate) fn stdout(&mut self) -> ChildStdout {
        self.child.as_mut().unwrap().stdout.take().unwrap()
    }

    /// Reads what it says on standard error up to the line that has these words; returns that, and where the rest comes.
    pub(crate) fn says(&mut self, words: &str) -> (BufReader<ChildStderr>, String) {
        let mut stderr = BufReader::new(self.child.as_mut().unwrap().stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains(words) {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "it ended: {said}");
        }
        (stderr, said)
    }

    /// Waits until `happened` or the process has ended; returns whether it still ran then.
    pub(crate) fn runs_until(&mut self, happened: impl Fn() -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while !happened() {
            if self.child.as_mut().unwrap().try_wait().unwrap().is_some() {
                return false;
            }
            assert!(Instant::now() < deadline, "it did not happen within {PATIENCE:?}");
            // Whoever watches must not take the time of those who are watched.
            std::thread::park_timeout(GLANCE);
        }
        true
    }

    /// Whether it has not ended yet.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.as_mut().unwrap().try_wait().unwrap().is_none()
    }

    /// Sends the process a signal by its name, such as `INT`, which is Ctrl-C.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        let status = std::process::Command::new("sh").args(["-c", "kill -\"$0\" \"$1\"", name, &id]).status().unwrap();
        assert!(status.success());
    }

    /// Ends the process with SIGKILL, which it cannot see coming.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Waits for the end of the process.
    pub(crate) fn wait(mut self) -> Ran {
        let output = self.child.take().unwrap().wait_with_output().unwrap();
        Ran::new(output, &self.folder).checked()
    }

    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            drop(child.kill());
            child.wait().unwrap();
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.end();
    }
}
