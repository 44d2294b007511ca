//! Processes of the program under test that may be killed at any moment, or hang.

use std::fs::{self, File};
use std::process::{Child, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Ran, TestFleet};

/// Nothing that is not waiting for somebody takes longer than this, on any machine.
const PATIENCE: Duration = Duration::from_secs(150);
/// Between two looks. Whoever watches must not take the time of those who are watched.
const GLANCE: Duration = Duration::from_micros(300);

/// A process whose streams lie in files, so that it never waits for a reader and a killed one still tells what it said.
#[must_use = "wait for it or kill it"]
pub(crate) struct Process {
    child: Child,
    line: String,
    folder: String,
    streams: tempfile::TempDir,
}

impl Process {
    /// Starts `fleet` with these words.
    pub(crate) fn start(fleet: &TestFleet, line: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let prefix = format!("appfleet-faults-{}-", NUMBER.fetch_add(1, Ordering::Relaxed));
        let streams = tempfile::Builder::new().prefix(&prefix).tempdir().unwrap();
        let stream = |name: &str| File::create(streams.path().join(name)).unwrap();
        let child = fleet.command(line).stdout(stream("stdout")).stderr(stream("stderr")).spawn().unwrap();
        Self { child, line: line.to_owned(), folder: fleet.path().to_string_lossy().into_owned(), streams }
    }

    /// Waits until `happened`, the end of the process or `most`; returns whether it still runs.
    pub(crate) fn runs_until(&mut self, most: Duration, happened: impl Fn() -> bool) -> bool {
        let end = Instant::now() + most;
        while !happened() && Instant::now() < end {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            std::thread::park_timeout(GLANCE);
        }
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end.
    ///
    /// # Panics
    /// When it hangs, panicked or ended with a code that is not in the table.
    pub(crate) fn wait(mut self) -> Ran {
        if self.runs_until(PATIENCE, || false) {
            self.child.kill().unwrap();
            let status = self.child.wait().unwrap();
            panic!("fleet {} hung ({status}): {}{}", self.line, self.said("stdout"), self.said("stderr"));
        }
        let status = self.child.wait().unwrap();
        let bytes = |name: &str| fs::read(self.streams.path().join(name)).unwrap();
        Ran::new(Output { status, stdout: bytes("stdout"), stderr: bytes("stderr") }, &self.folder).checked()
    }

    /// Ends it with SIGKILL.
    ///
    /// # Panics
    /// When it had panicked before.
    pub(crate) fn kill(mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        self.child.wait().unwrap();
        let said = self.said("stderr");
        assert!(!said.contains("panicked at"), "fleet {}: {said}", self.line);
    }

    fn said(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.streams.path().join(name)).unwrap()).into_owned()
    }
}

impl Drop for Process {
    /// A round that fails leaves nothing behind that runs.
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}
