//! What a shell is told when somebody presses Tab.
//!
//! The scripts of `fleet completions` start `fleet` with [`VARIABLE`] set to the name of the shell and the words typed so
//! far behind `--`. It answers from the mirror alone: no network, no migration, no lock, and not a word when anything is
//! missing or broken, because whoever presses Tab asks for a word and not for an explanation.

mod bash;
mod names;
mod quoting;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, Command, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Zsh};

use crate::cli;
use names::{Mirror, Noun};

/// What makes `fleet` complete words instead of running a command.
const VARIABLE: &str = "FLEET_COMPLETE";

/// Shells that can be completed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub(crate) enum Shell {
    /// GNU Bash, 3.2 and newer.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// `PowerShell`.
    Powershell,
    /// Elvish.
    Elvish,
}

impl Shell {
    fn completer(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &bash::Bash,
            Self::Zsh => &Zsh,
            Self::Fish => &Fish,
            Self::Powershell => &Powershell,
            Self::Elvish => &Elvish,
        }
    }

    /// The script that a shell reads once.
    pub(crate) fn script(self) -> std::io::Result<String> {
        let mut script = Vec::new();
        self.completer().write_registration(VARIABLE, "fleet", "fleet", "fleet", &mut script)?;
        Ok(String::from_utf8_lossy(&script).trim().to_owned())
    }
}

/// Answers a shell that asks for completions; false if none does.
pub(crate) fn answered() -> bool {
    let Some(name) = std::env::var_os(VARIABLE).filter(|name| !name.is_empty()) else { return false };
    let shell = name.to_str().and_then(|name| Shell::from_str(name, true).ok());
    let words: Vec<OsString> = std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
    if let Some(shell) = shell.filter(|_| !words.is_empty()) {
        let mut command = knowing(cli::command(), &Mirror::new(shell, workspace(&words)));
        let mut answer = Vec::new();
        let folder = std::env::current_dir().ok();
        // A shell shows what we say in the middle of the line that is being typed.
        if shell.completer().write_complete(&mut command, words, folder.as_deref(), &mut answer).is_ok() {
            drop(std::io::stdout().write_all(&answer));
        }
    }
    true
}

/// The folder that the command to be completed would work in.
fn workspace(words: &[OsString]) -> PathBuf {
    let words: Vec<String> = words.iter().map(|word| quoting::plain(&word.to_string_lossy())).collect();
    let told = words.iter().enumerate().find_map(|(index, word)| match word.strip_prefix("--workspace")? {
        // Bash takes the sign for a word of its own.
        "" => words[index + 1..].iter().find(|word| *word != "="),
        _ => None,
    });
    let told = told.cloned().or_else(|| words.iter().find_map(|word| Some(word.strip_prefix("--workspace=")?.to_owned())));
    told.map_or_else(|| std::env::var_os("FLEET_WORKSPACE").map_or_else(|| ".".into(), PathBuf::from), PathBuf::from)
}

/// The command line with whatever completes the values of its arguments.
fn knowing(command: Command, mirror: &Arc<Mirror>) -> Command {
    command.mut_args(|argument| with_names(argument, mirror)).mut_subcommands(|command| knowing(command, mirror))
}

fn with_names(argument: Arg, mirror: &Arc<Mirror>) -> Arg {
    let Some(noun) = noun(&argument) else { return argument };
    let mirror = Arc::clone(mirror);
    argument.add(ArgValueCompleter::new(move |typed: &std::ffi::OsStr| mirror.complete(noun, &typed.to_string_lossy())))
}

/// What the value of an argument names: the same argument is called the same in every command.
fn noun(argument: &Arg) -> Option<Noun> {
    let value = argument.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
    Some(match (argument.get_id().as_str(), value) {
        ("app", "APP") => Noun::App,
        ("client", "NAME") => Noun::Client,
        ("tag", "TAG") => Noun::Tag,
        ("account", "NAME") => Noun::Account,
        ("campaign", _) => Noun::Campaign,
        ("profile", "NAME") => Noun::Profile,
        (_, "CHECK") => Noun::Check,
        (_, "VIEW") => Noun::View,
        (_, "LOCALE") => Noun::Locale,
        (_, "FIELD") => Noun::Field,
        (_, "FIELD=VALUE") => Noun::Assignment,
        ("condition", _) => Noun::Condition,
        ("sql", _) => Noun::Sql,
        ("changeset", _) => Noun::Changeset,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::Command;

    use super::{Shell, ValueEnum as _, cli, noun};

    fn known(command: &Command, found: &mut BTreeSet<String>) {
        found.extend(command.get_arguments().filter_map(noun).map(|noun| format!("{noun:?}")));
        for command in command.get_subcommands() {
            known(command, found);
        }
    }

    /// Somebody who renames an argument shall hear of it here.
    #[test]
    fn every_noun_has_arguments() {
        let mut found = BTreeSet::new();
        known(&cli::command(), &mut found);
        let wanted = "Account App Assignment Campaign Changeset Check Client Condition Field Locale Profile Sql Tag View";
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>().join(" "), wanted);
    }

    #[test]
    fn every_shell_has_a_script_that_asks_the_program() {
        for shell in Shell::value_variants() {
            let script = shell.script().unwrap();
            assert!(script.contains("FLEET_COMPLETE") && script.contains("fleet"), "{script}");
        }
    }
}
