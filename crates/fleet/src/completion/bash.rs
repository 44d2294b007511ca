//! Bash, which hands over words as they stand on the line, cuts them at `=`, and takes answers as they are.
//!
//! An answer is therefore quoted here: an app may be called `$(rm -rf ~)`.

use std::ffi::OsString;
use std::io::{Result, Write};
use std::path::Path;

use clap_complete::engine::complete;
use clap_complete::env::EnvCompleter;

use super::quoting::{plain, quote, quoted};

const SCRIPT: &str = include_str!("fleet.bash");

/// How far the cursor is, in words.
const INDEX: &str = "FLEET_COMPLETE_WORD";

pub(super) struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(&self, _: &str, _: &str, _: &str, _: &str, answer: &mut dyn Write) -> Result<()> {
        answer.write_all(SCRIPT.as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        answer: &mut dyn Write,
    ) -> Result<()> {
        let index: usize = std::env::var(INDEX).ok().and_then(|index| index.parse().ok()).unwrap_or_default();
        let words: Vec<String> = words.into_iter().take(index + 1).map(|word| word.to_string_lossy().into_owned()).collect();
        let line = Line::new(words);
        let last = line.words.len().saturating_sub(1);
        let words = line.words.iter().map(|word| OsString::from(plain(word))).collect();
        for candidate in complete(command, words, last, folder)? {
            let value = candidate.get_value().to_string_lossy();
            if let Some(value) = value.strip_prefix(&line.prefix).and_then(|value| quoted(value, quote(&line.typed))) {
                writeln!(answer, "{value}")?;
            }
        }
        Ok(())
    }
}

/// A line as it was meant.
struct Line {
    words: Vec<String>,
    /// What the last word has before what Bash replaces.
    prefix: String,
    /// What Bash replaces.
    typed: String,
}

impl Line {
    /// Joins `--app`, `=` and `com.acme` again.
    fn new(pieces: Vec<String>) -> Self {
        let mut line = Self { words: Vec::new(), prefix: String::new(), typed: String::new() };
        let mut is_open = false;
        for piece in pieces {
            let is_sign = piece == "=" && line.words.last().is_some_and(|word| word.starts_with("--") && !word.contains('='));
            line.prefix = String::new();
            line.typed = if is_sign { String::new() } else { piece.clone() };
            match line.words.last_mut().filter(|_| is_sign || is_open) {
                Some(word) => {
                    if is_open {
                        line.prefix.clone_from(word);
                    }
                    word.push_str(&piece);
                    if is_sign {
                        line.prefix.clone_from(word);
                    }
                }
                None => line.words.push(piece),
            }
            is_open = is_sign;
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn an_option_and_its_value_are_one_word_again() {
        let line = |words: &str| {
            let line = Line::new(words.split(' ').map(str::to_owned).collect());
            (line.words.join(" "), line.prefix, line.typed)
        };
        let of = |words: &str, prefix: &str, typed: &str| (words.to_owned(), prefix.to_owned(), typed.to_owned());
        assert_eq!(line("fleet set --app com"), of("fleet set --app com", "", "com"));
        assert_eq!(line("fleet set --app = com"), of("fleet set --app=com", "--app=", "com"));
        assert_eq!(line("fleet set --app ="), of("fleet set --app=", "--app=", ""));
        assert_eq!(line("fleet set copyright = x"), of("fleet set copyright = x", "", "x"));
        assert_eq!(line("fleet set --app = com --tag k"), of("fleet set --app=com --tag k", "", "k"));
    }
}
