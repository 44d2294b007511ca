//! A terminal that lasts for a whole story: one shell, so that folders, variables, `$?` and jobs are kept between commands.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Ends what a command has printed; no command prints it.
const END: char = '\u{1e}';

/// `fleet` as on a terminal: a table where nothing says otherwise, and what goes into a pipe or a file is JSON.
const FLEET: &str = r#"#!/bin/sh
for word in "$@"; do
    case "$word" in --json | --format | --format=*) exec "$FLEET_BINARY" "$@" ;; esac
done
if [ /dev/fd/1 -ef /dev/fd/9 ]; then exec "$FLEET_BINARY" --format table "$@"; fi
exec "$FLEET_BINARY" "$@"
"#;

/// A shell of a person whose home is a folder of the test.
pub(crate) struct Console {
    shell: Child,
    output: BufReader<ChildStdout>,
    /// How the last command ended.
    pub(crate) code: i32,
}

impl Console {
    /// Opens it in a folder below a home. What is printed on either stream is read as one, as on a screen.
    pub(crate) fn open(home: &Path, folder: &Path) -> Self {
        let tools = home.join(".tools");
        fs::create_dir_all(&tools).unwrap();
        fs::write(tools.join("fleet"), FLEET).unwrap();
        #[cfg(unix)]
        fs::set_permissions(tools.join("fleet"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).env_clear();
        command.env("PATH", path).env("HOME", home).env("TMPDIR", home.join(".tools")).env("TZ", "UTC").env("NO_COLOR", "1");
        command.env("USER", "anna").env("HOSTNAME", "desk").env("LANG", "C.UTF-8").env("FLEET_BINARY", env!("CARGO_BIN_EXE_fleet"));
        let mut shell = command.spawn().unwrap();
        let output = BufReader::new(shell.stdout.take().unwrap());
        let mut console = Self { shell, output, code: 0 };
        console.write("exec 2>&1 9>&1\n");
        console
    }

    /// Runs a command and returns the lines that it printed.
    ///
    /// # Panics
    /// When the shell does not survive it.
    pub(crate) fn run(&mut self, command: &str) -> Vec<String> {
        let code = self.code;
        // The braces keep commands from reading those that follow; `$?` is that of the command before.
        self.write(&format!("(exit {code}); {{ {command}\n}} </dev/null; printf '{END}%s{END}\\n' \"$?\"\n"));
        let mut text = String::new();
        while !text.ends_with("\u{1e}\n") {
            assert!(self.output.read_line(&mut text).unwrap() > 0, "the shell ended at `{command}`: {text}");
        }
        let (text, code) = text.trim_end_matches(['\n', END]).rsplit_once(END).unwrap();
        self.code = code.parse().unwrap();
        text.lines().map(|line| line.trim_end().to_owned()).collect()
    }

    fn write(&mut self, text: &str) {
        self.shell.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // Jobs that the story left behind hear of it; the shell may be gone already.
        drop(self.shell.stdin.as_mut().unwrap().write_all(b"kill $(jobs -p) 2>/dev/null; exit\n"));
        drop(self.shell.stdin.take());
        drop(self.shell.wait());
    }
}
