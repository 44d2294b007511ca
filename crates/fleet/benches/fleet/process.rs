//! What a process costs: wall time, CPU from the kernel's books, and the most memory it had.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run of a program cost.
pub(crate) struct Cost {
    /// From its start to its end, in seconds.
    pub(crate) wall: f64,
    /// User and system seconds, in hundredths.
    pub(crate) cpu: f64,
    /// The most memory it had at once, in MB; 0 where the system does not tell or it ended too early to look.
    pub(crate) peak: f64,
    /// What it wrote to standard output.
    pub(crate) output: Vec<u8>,
}

/// The program under test in this workspace, with nothing of the environment of whoever measures. `FLEET` names another
/// binary than the one that cargo has just built.
pub(crate) fn fleet(workspace: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("FLEET").unwrap_or_else(|| env!("CARGO_BIN_EXE_fleet").into()));
    command.args(words).current_dir(workspace).stdin(Stdio::null()).env_clear();
    command.env("HOME", workspace.join("home")).env("TMPDIR", workspace).env("TZ", "UTC").env("NO_COLOR", "1");
    command
}

/// Runs it to its end, which must be a good one.
pub(crate) fn run(command: &mut Command) -> Cost {
    run_to(command, &[0])
}

/// Runs it until it ends with one of these exit codes, and looks at its memory now and then.
pub(crate) fn run_to(command: &mut Command, codes: &[i32]) -> Cost {
    let before = children_cpu();
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // Pipes are emptied beside it, so that none fills up.
    let read = |stream: Option<Box<dyn std::io::Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            stream.map(|mut stream| stream.read_to_end(&mut bytes));
            bytes
        })
    };
    let output = read(child.stdout.take().map(|stream| Box::new(stream) as _));
    let errors = read(child.stderr.take().map(|stream| Box::new(stream) as _));
    let mut peak = 0.0_f64;
    while child.try_wait().expect("it can be asked for").is_none() {
        peak = peak.max(peak_memory(child.id()));
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall = start.elapsed().as_secs_f64();
    let status = child.wait().expect("it has ended");
    let (output, errors) = (output.join().expect("its output"), errors.join().expect("its errors"));
    let is_good = status.code().is_some_and(|code| codes.contains(&code));
    assert!(is_good, "{command:?} ended with {status}: {}", String::from_utf8_lossy(&errors));
    Cost { wall, cpu: children_cpu() - before, peak, output }
}

/// Milliseconds of a run from its start to its end, without a look in between, as what is looked at every two
/// milliseconds ends two milliseconds late.
pub(crate) fn milliseconds(command: &mut Command) -> f64 {
    let start = Instant::now();
    let output = command.output().expect("the program starts");
    let time = start.elapsed().as_secs_f64() * 1e3;
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    time
}

/// The most memory that a process ever had, in MB.
fn peak_memory(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// CPU seconds of children that have ended: fields 16 and 17, in hundredths (proc(5)).
pub(crate) fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may have blanks; fields are counted behind it.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let field = |number: usize| fields.split_whitespace().nth(number - 3).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    (field(16) + field(17)) / 100.0
}
