//! The pager: what is longer than the terminal goes through another program, as git does it.
//!
//! It is started by the first line that is printed, so that waiting for an answer looks like waiting. There is one for the
//! whole process, because there is one terminal.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is between the program and the terminal.
enum Pager {
    /// It was not needed so far.
    Unused,
    /// There is none, or it could not be started.
    Absent,
    /// It reads.
    Running(Child),
}

static PAGER: Mutex<Pager> = Mutex::new(Pager::Unused);

fn pager() -> MutexGuard<'static, Pager> {
    PAGER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives text to the pager, which is started if need be; `None` where there is none.
pub(crate) fn print(text: &str) -> Option<io::Result<()>> {
    let mut pager = pager();
    if matches!(*pager, Pager::Unused) {
        *pager = start().map_or(Pager::Absent, Pager::Running);
    }
    write(&mut pager, text)
}

/// Gives talk to the pager if one is running and talk would be written over what it shows.
pub(crate) fn talk(text: &str) -> Option<io::Result<()>> {
    if !io::stderr().is_terminal() {
        return None;
    }
    write(&mut pager(), text)
}

/// Waits until the person has read everything.
pub(crate) fn finish() {
    let Pager::Running(mut child) = std::mem::replace(&mut *pager(), Pager::Absent) else { return };
    drop(child.stdin.take());
    drop(child.wait());
}

fn write(pager: &mut Pager, text: &str) -> Option<io::Result<()>> {
    let Pager::Running(child) = pager else { return None };
    let text = match anstream::AutoStream::choice(&io::stdout()) {
        anstream::ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
        _ => text.to_owned(),
    };
    child.stdin.as_mut().map(|input| writeln!(input, "{text}"))
}

/// Starts the person's pager. A word of the shell's language is run by the shell, anything else as it is, so that a program
/// that does not exist is noticed.
fn start() -> Option<Child> {
    let line = command(|name| env::var(name).ok())?;
    let needs_shell = line.contains(|letter: char| "|&;<>()$`\\\"'*?[#~=%".contains(letter));
    let mut command = if needs_shell {
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]);
        shell
    } else {
        let mut words = line.split_whitespace();
        let mut program = Command::new(words.next()?);
        program.args(words);
        program
    };
    // Quit if it fits on the screen, keep the colours, leave the text where it was: as git sets them.
    for (name, value) in [("LESS", "FRX"), ("LV", "-c"), ("LESSCHARSET", "utf-8")] {
        if env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let child = command.stdin(Stdio::piped()).spawn().ok()?;
    listen();
    Some(child)
}

/// From now on Ctrl-C is for the pager: a program that ended before it would leave it behind, with two readers on one
/// keyboard.
fn listen() {
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
    }
}

/// The pager of this environment; `None` for `cat` and for nothing, which mean that none is wanted.
fn command(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    if variable("TERM").as_deref() == Some("dumb") {
        return None;
    }
    let line = variable("FLEET_PAGER").or_else(|| variable("PAGER")).unwrap_or_else(|| "less".into());
    let line = line.trim();
    (!line.is_empty() && line != "cat").then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn the_pager_is_the_persons() {
        let with = |variables: &[(&str, &str)]| {
            command(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(with(&[]).as_deref(), Some("less"));
        assert_eq!(with(&[("PAGER", "more")]).as_deref(), Some("more"));
        assert_eq!(with(&[("PAGER", "more"), ("FLEET_PAGER", "less -S")]).as_deref(), Some("less -S"));
        assert_eq!(with(&[("PAGER", "more"), ("FLEET_PAGER", "")]), None);
        assert_eq!(with(&[("PAGER", "cat")]), None);
        assert_eq!(with(&[("PAGER", "more"), ("TERM", "dumb")]), None);
    }
}
