//! What a child process costs: CPU from the kernel's books, memory from its own.

use std::{fs, process::Command, time::Instant};

pub(crate) struct Measure {
    /// User and system seconds.
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
    /// The most memory it had at once, in MB, as it says itself on its last line.
    pub(crate) peak_mb: f64,
}

pub(crate) fn measure(command: &mut Command) -> Measure {
    let (start, before) = (Instant::now(), children_cpu());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    Measure { cpu: children_cpu() - before, wall: start.elapsed().as_secs_f64(), peak_mb: said.lines().last().unwrap().parse().unwrap() }
}

/// The peak of this process's resident memory in MB.
pub(crate) fn own_peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// CPU seconds of children that have ended: fields 16 and 17, in hundredths (proc(5)).
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // The name in parentheses may have blanks; fields are counted behind it.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let field = |number: usize| fields.split_whitespace().nth(number - 3).unwrap().parse::<f64>().unwrap();
    (field(16) + field(17)) / 100.0
}
