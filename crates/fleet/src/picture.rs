//! Pictures in the text of a terminal, where it is known to show them: kitty's protocol and iTerm2's.

use std::env;
use std::io::IsTerminal as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::ValueEnum;
use shots::Size;

/// Bytes of text in one piece of kitty's protocol.
const PIECE: usize = 4096;

/// When pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Images {
    /// Where the terminal is known to show them.
    Auto,
    /// On every terminal, by kitty's protocol where another is not known.
    Always,
    /// The paths of the mirrored files only.
    Never,
}

/// How a terminal takes pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Kitty,
    Iterm,
}

/// How pictures are drawn where data goes; `None` where they are not, and never in a pipe.
pub(crate) fn protocol(images: Images) -> Option<Protocol> {
    if images == Images::Never || !std::io::stdout().is_terminal() {
        return None;
    }
    let known = known(|name| env::var(name).ok());
    if images == Images::Always { known.or(Some(Protocol::Kitty)) } else { known }
}

/// The protocol of the terminal of this environment. Within tmux and screen pictures do not arrive.
fn known(variable: impl Fn(&str) -> Option<String>) -> Option<Protocol> {
    let given = |name: &str| variable(name).filter(|value| !value.is_empty());
    let term = given("TERM").unwrap_or_default();
    if given("TMUX").is_some() || given("STY").is_some() || ["screen", "tmux", "dumb"].iter().any(|start| term.starts_with(start)) {
        return None;
    }
    match given("TERM_PROGRAM").as_deref() {
        Some("iTerm.app" | "WezTerm" | "mintty") => return Some(Protocol::Iterm),
        Some("ghostty") => return Some(Protocol::Kitty),
        _ => {}
    }
    if ["xterm-kitty", "xterm-ghostty"].contains(&term.as_str()) || given("KITTY_WINDOW_ID").is_some() {
        return Some(Protocol::Kitty);
    }
    // It is carried through ssh, which TERM_PROGRAM is not.
    (given("LC_TERMINAL").as_deref() == Some("iTerm2")).then_some(Protocol::Iterm)
}

/// What draws a PNG of this size within so many lines and columns, the cursor below it.
pub(crate) fn sequence(protocol: Protocol, png: &[u8], size: Size, lines: u32, columns: u32) -> String {
    let data = BASE64_STANDARD.encode(png);
    // A place for a letter is about twice as high as it is wide.
    let needed = (2 * lines * size.width).div_ceil(size.height.max(1));
    let is_wide = needed > columns;
    match protocol {
        Protocol::Iterm => {
            let fit = if is_wide { format!("width={columns}") } else { format!("height={lines}") };
            format!("\u{1b}]1337;File=inline=1;size={};preserveAspectRatio=1;{fit}:{data}\u{7}\n", png.len())
        }
        Protocol::Kitty => {
            let fit = if is_wide { format!("c={columns}") } else { format!("r={lines}") };
            let mut control = format!("f=100,a=T,q=2,{fit},");
            let mut text = String::new();
            let mut rest = data.as_str();
            while !rest.is_empty() {
                let (piece, later) = rest.split_at(PIECE.min(rest.len()));
                let is_more = if later.is_empty() { "0" } else { "1" };
                text.extend(["\u{1b}_G", &control, "m=", is_more, ";", piece, "\u{1b}\\"]);
                control.clear();
                rest = later;
            }
            text + "\n"
        }
    }
}

#[cfg(test)]
mod tests {
    use shots::Size;

    use super::{PIECE, Protocol, known, sequence};

    #[test]
    fn what_is_not_known_shows_no_pictures() {
        let with = |variables: &[(&str, &str)]| {
            known(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(with(&[("TERM", "xterm-kitty")]), Some(Protocol::Kitty));
        assert_eq!(with(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")]), Some(Protocol::Iterm));
        assert_eq!(with(&[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")]), Some(Protocol::Iterm));
        assert_eq!(with(&[("TERM", "xterm-256color")]), None);
        assert_eq!(with(&[("TERM", "tmux-256color"), ("KITTY_WINDOW_ID", "1")]), None);
        assert_eq!(with(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux")]), None);
        assert_eq!(with(&[]), None);
    }

    #[test]
    fn a_picture_comes_in_pieces_that_are_told_apart() {
        let text = sequence(Protocol::Kitty, &vec![0; PIECE], Size::new(100, 200), 10, 80);
        assert!(text.starts_with("\u{1b}_Gf=100,a=T,q=2,r=10,m=1;AAAA"), "{text}");
        assert_eq!((text.matches("m=1;").count(), text.matches("\u{1b}_Gm=0;").count()), (1, 1));
        assert!(text.ends_with("\u{1b}\\\n"));
        let text = sequence(Protocol::Iterm, b"png", Size::new(1000, 200), 10, 80);
        assert_eq!(text, "\u{1b}]1337;File=inline=1;size=3;preserveAspectRatio=1;width=80:cG5n\u{7}\n");
    }
}
