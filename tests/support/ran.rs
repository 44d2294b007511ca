//! What a command printed and how it ended.

use std::fmt;
use std::process::Output;

use regex::Regex;
use serde_json::Value;

/// The streams and the exit code of a command that has ended. Shown, it reads like a terminal, with everything redacted
/// that differs from run to run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
    /// The folder of the workspace, which is another one in every run.
    folder: String,
}

impl Ran {
    /// Takes over what a process left.
    ///
    /// # Panics
    /// When the process died of a signal.
    pub(crate) fn new(output: Output, folder: &str) -> Self {
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("no exit code: {stderr}"));
        Self { stdout, stderr, code, folder: folder.to_owned() }
    }

    /// Holds what every command promises: no panic, and an exit code that `fleet --help` lists.
    ///
    /// # Panics
    /// When the promise is broken. The code 70 is listed, but it is a bug.
    pub(crate) fn checked(self) -> Self {
        assert!(!self.stderr.contains("panicked at"), "{self}");
        assert!((0..=6).contains(&self.code) || self.code == 130, "{self}");
        self
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.code == 0 { String::new() } else { format!("[exit {}]", self.code) };
        let text = redacted(&format!("{}{}{end}", self.stdout, self.stderr), &self.folder);
        f.write_str(text.trim_end())
    }
}

fn redacted(text: &str, folder: &str) -> String {
    const PATTERNS: [(&str, &str); 7] = [
        (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:[port]"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[uuid]"),
        (r"\b[0-9a-f]{16}\b", "[digest]"),
        (r"about (a second|\d+ s|\d+ min)", "about [time]"),
        (r"\d+ left this hour", "[budget] left this hour"),
        (r"\d+ of \d+ requests left this hour(, the next to read in \d+ \w+)?", "[budget] requests left this hour"),
        (r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "[token]"),
    ];
    PATTERNS.iter().fold(text.replace(folder, "[workspace]"), |text, (pattern, replacement)| {
        Regex::new(pattern).unwrap().replace_all(&text, *replacement).into_owned()
    })
}
