//! How long a command took and how much memory it had, at most.

use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at the memory. The mark that is read never falls, so only what is taken in the very last moment of a
/// process can be missed.
const GLANCE: Duration = Duration::from_millis(1);

/// A command that has ended by itself.
pub(super) struct Measured {
    pub(super) output: Output,
    pub(super) took: Duration,
    /// Peak of the resident memory in KiB; `None` where there is no `/proc`.
    pub(super) peak: Option<u64>,
}

/// Runs a command that must end within `patience`.
pub(super) fn measure(mut command: Command, patience: Duration) -> Measured {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let drain = |mut stream: Box<dyn std::io::Read + Send>| {
        thread::spawn(move || {
            let mut text = Vec::new();
            stream.read_to_end(&mut text).unwrap();
            text
        })
    };
    let (stdout, stderr) = (drain(Box::new(stdout)), drain(Box::new(stderr)));
    let mut peak = None;
    let status = loop {
        peak = high_water_mark(&child).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if start.elapsed() > patience {
            child.kill().unwrap();
            break None;
        }
        thread::park_timeout(GLANCE);
    };
    let text = |status: ExitStatus| Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() };
    let ended = status.is_some();
    let output = text(status.unwrap_or_else(|| child.wait().unwrap()));
    assert!(ended, "it has not ended after {patience:?}: {}", String::from_utf8_lossy(&output.stderr));
    Measured { output, took: start.elapsed(), peak }
}

/// `VmHWM` in KiB; a process that has ended has none.
fn high_water_mark(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

/// The measure can tell a command that takes much from one that takes little.
#[test]
fn memory_is_measured() {
    let script = |bytes: &str| {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            &format!("head -c {bytes} /dev/zero | tail -c {bytes} >/dev/null; x=$(head -c {bytes} /dev/zero | tr '\\0' x); :"),
        ]);
        measure(command, Duration::from_secs(20)).peak
    };
    if let Some((small, large)) = script("1000").zip(script("30000000")) {
        assert!(large > small + 25_000, "{small} and {large} KiB");
    }
}
