//! Every example is a command line that the program understands: in the help, and in the workflows for other repositories.

use std::path::Path;

use clap::Command;

/// The words of a command line, up to what another program reads.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut letters = line.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            // What another command prints is one word or more; its own line is looked at by itself.
            (None, '$') if letters.peek() == Some(&'(') => {
                let mut depth = 0;
                for letter in letters.by_ref() {
                    depth += i32::from(letter == '(') - i32::from(letter == ')');
                    if depth == 0 {
                        break;
                    }
                }
                word.get_or_insert_default().push('1');
            }
            (None, '|' | '>' | '<' | '&' | ';') => break,
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    assert!(quote.is_none(), "a quote is open in {line}");
    words.extend(word);
    words
}

fn must_be_understood(line: &str) {
    let words = words(line);
    assert_eq!(words.first().map(String::as_str), Some("fleet"), "{line}");
    if let Err(error) = crate::cli::command().try_get_matches_from(words) {
        assert!(matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion), "{line}\n{error}");
    }
}

/// Commands within backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("fleet "))
}

fn look(command: &Command, name: &str, count: &mut usize) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let (_, examples) = about.split_once("Example: ").unwrap_or_else(|| panic!("the help of `{name}` has no example"));
    let examples: Vec<&str> = quoted(examples).collect();
    assert!(examples.iter().any(|example| example.starts_with(name)), "the example of `{name}` is another command's: {examples:?}");
    for example in examples {
        must_be_understood(example);
    }
    *count += 1;
    for below in command.get_subcommands() {
        look(below, &format!("{name} {}", below.get_name()), count);
    }
}

#[test]
fn every_command_has_an_example_that_is_understood() {
    let mut fleet = crate::cli::command();
    fleet.build();
    let mut count = 0;
    for command in fleet.get_subcommands() {
        look(command, &format!("fleet {}", command.get_name()), &mut count);
    }
    assert!(count > 50, "{count}");
}

/// The lines of a script in a workflow that call the program. YAML is not read: such a line is one in any language.
fn calls(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().filter_map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("- run: ").or_else(|| line.strip_prefix("run: ")).unwrap_or(line);
        // `digest=$(fleet … | jq …)` is a call as well.
        let line = line.split_once("$(fleet ").map_or(line, |(_, call)| call.trim_end_matches([')', '"']));
        let is_inner = !line.starts_with("fleet ");
        let first = line.split(' ').next()?;
        let is_call =
            line.starts_with("fleet ") || (is_inner && text.contains(&format!("$(fleet {first} ")) && !first.contains(['=', ':', '#']));
        is_call.then(|| if is_inner { format!("fleet {line}") } else { line.to_owned() })
    });
    lines.map(|line| expressions(&line)).collect()
}

/// `${{ inputs.digest }}` is some value, as `$DIGEST` is.
fn expressions(line: &str) -> String {
    let mut text = line.to_owned();
    while let (Some(start), Some(end)) = (text.find("${{"), text.find("}}")) {
        text.replace_range(start..end + 2, "1");
    }
    text
}

#[test]
fn workflows_for_other_repositories_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/github-actions");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if path.extension().is_some_and(|extension| extension == "yml") {
            assert!(!text.contains('\t') && text.starts_with('#'), "{}", path.display());
            let calls = calls(&text);
            count += calls.len();
            for call in &calls {
                must_be_understood(call);
            }
        }
    }
    assert!(count >= 6, "{count} calls");
}
