//! `docs/CLI.md`, made from the commands themselves.

use std::fmt::Write as _;

/// Returns the command reference as Markdown.
fn markdown() -> String {
    let mut text = String::from(
        "# Commands\n\nMade from the program by `cargo generate`; edits here are lost. Options of every command are listed once, at the top.\n",
    );
    let mut fleet = crate::cli::command();
    fleet.build();
    describe(&mut text, &fleet, "fleet", true);
    for command in fleet.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("fleet {}", command.get_name());
        describe(&mut text, command, &name, false);
        for below in command.get_subcommands().filter(|command| command.get_name() != "help") {
            describe(&mut text, below, &format!("{name} {}", below.get_name()), false);
        }
    }
    text
}

fn describe(text: &mut String, command: &clap::Command, name: &str, with_global: bool) {
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let _ = write!(text, "\n## {name}\n\n{about}\n");
    let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
    let _ = write!(text, "\n```\n{}\n```\n", usage.trim());
    let mut options = String::new();
    for argument in command.get_arguments().filter(|argument| with_global || !argument.is_global_set()) {
        if matches!(argument.get_id().as_str(), "help" | "version") {
            continue;
        }
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(options, "- `{}`: {help}", argument.to_string().replace('|', "\\|"));
    }
    if !options.is_empty() {
        let _ = write!(text, "\n{options}");
    }
    if with_global && let Some(after) = command.get_after_help() {
        let _ = write!(text, "\n```\n{after}\n```\n");
    }
}

/// Rewrites the file when it is behind, and fails so that the difference is looked at.
#[test]
fn generated_command_reference_is_in_step() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CLI.md");
    let wanted = markdown();
    if std::fs::read_to_string(&path).unwrap_or_default() != wanted {
        std::fs::write(&path, wanted).unwrap();
        panic!("docs/CLI.md was behind the program and has been rewritten: look at the difference and commit it");
    }
}

/// Every command and option has a first line of help.
#[test]
fn everything_has_help() {
    let mut fleet = crate::cli::command();
    fleet.build();
    for command in fleet.get_subcommands() {
        assert!(command.get_about().is_some(), "{} has no help", command.get_name());
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} {} has no help", command.get_name(), argument.get_id());
        }
    }
}
