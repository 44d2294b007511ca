//! A terminal of its own for a command: a pseudo-terminal whose other end a test holds.

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::skip;

/// What a command wrote to a terminal of so many columns, and its exit code; `None` where there are no pseudo-terminals.
pub(crate) fn on_terminal(mut command: Command, columns: u16) -> Option<(String, i32)> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let opened = openpt(flags).and_then(|ours| {
        grantpt(&ours)?;
        unlockpt(&ours)?;
        tcsetwinsize(&ours, Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 })?;
        let name = ptsname(&ours, Vec::new())?;
        Ok((ours, name))
    });
    let Ok((ours, name)) = opened else {
        skip("there are no pseudo-terminals");
        return None;
    };
    let theirs = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    command.stdin(Stdio::null()).stdout(theirs.try_clone().unwrap()).stderr(theirs);
    let mut child = command.spawn().unwrap();
    // Only the child holds the other end from now on; when it ends, reading does, with an error on Linux.
    drop(command);
    let mut reader = File::from(ours);
    let mut written = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = reader.read(&mut piece) {
        written.extend_from_slice(&piece[..length]);
    }
    let code = child.wait().unwrap().code().unwrap();
    // A terminal begins a line at its left.
    Some((String::from_utf8(written).unwrap().replace("\r\n", "\n"), code))
}
