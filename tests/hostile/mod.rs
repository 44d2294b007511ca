//! A server that means harm: whatever it answers, a command ends soon, within its memory, with one sentence and a
//! documented exit code; what was mirrored stays; and nobody else learns the token.

mod measured;
pub(crate) mod server;

mod body; //      answers that are endless, packed, slow, or no answers
mod document; //  JSON that is too much, too deep, or of the wrong kind; ids that lead elsewhere
mod paging; //    links to the next page that lead elsewhere, in a circle, or nowhere
mod picture; //   addresses of pictures
mod redirect; //  redirects
mod text; //      names that drive a terminal, a browser, a spreadsheet
mod upload; //    addresses that files are sent to

use std::time::Duration;

use serde_json::Value;

use crate::support::{Ran, TestFleet, World};

use measured::measure;
use server::{Foreign, Hostile};

/// The promise: resident memory at its peak, in KiB.
const MOST_MEMORY: u64 = 300 * 1024;

/// Longer than any command here takes on a slow machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// The longest line that is taken for one sentence, in characters: ours, around what Apple may say at most.
const LONGEST_SENTENCE: usize = 2_600;

/// A fleet that was mirrored while its server still was a good one.
fn mirrored() -> (TestFleet, Hostile) {
    let fleet = World::new(&["acme"], 2).start();
    fleet.ok("sync --only states,texts");
    let hostile = Hostile::before(&fleet);
    (fleet, hostile)
}

/// What is in the mirror, as far as an attack could change it.
fn mirror(fleet: &TestFleet) -> Vec<Value> {
    ["SELECT id, name, bundle_id, sku FROM apps ORDER BY pk", "SELECT id, version_string, state, copyright FROM versions ORDER BY pk"]
        .iter()
        .flat_map(|sql| fleet.rows(sql))
        .collect()
}

/// Runs a command under attack and holds what it has to hold whatever happens.
fn withstands(fleet: &TestFleet, line: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = fleet.command(line);
    command.envs(variables.iter().copied());
    let measured = measure(command, PATIENCE);
    let ran = Ran::new(measured.output, &fleet.path().to_string_lossy()).checked();
    let peak = measured.peak.unwrap_or_default();
    if std::env::var_os("APPFLEET_SHOW_MEMORY").is_some() {
        #[expect(clippy::print_stderr, reason = "figures for those who ask")]
        {
            eprintln!("{line}: {} MiB, {:.1} s, exit {}: {}", peak / 1024, measured.took.as_secs_f64(), ran.code, ran.stderr.trim_end());
        }
    }
    assert!(peak <= MOST_MEMORY, "{} MiB: fleet {line}\n{ran}", peak / 1024);
    for text in ran.stderr.lines().chain(ran.stdout.lines()) {
        let is_visible = |letter: char| !letter.is_control() && !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(text.chars().all(is_visible), "{text:?}");
    }
    for text in ran.stderr.lines() {
        assert!(text.chars().count() <= LONGEST_SENTENCE, "{} characters: {text:.700}", text.chars().count());
    }
    ran
}

/// Runs a command against an attack that it has to see through: it says these words and ends with this code, and
/// everything that was mirrored is still there.
fn refuses(fleet: &TestFleet, line: &str, code: i32, words: &str) -> Ran {
    refuses_with(fleet, line, &[], code, words)
}

/// The same with variables of the environment.
fn refuses_with(fleet: &TestFleet, line: &str, variables: &[(&str, &str)], code: i32, words: &str) -> Ran {
    let before = mirror(fleet);
    let ran = withstands(fleet, line, variables);
    assert_eq!(ran.code, code, "{words}: {ran}");
    assert!(ran.stderr.contains(words), "{words}: {ran}");
    assert!(ran.stderr.lines().count() <= 2, "one sentence, and perhaps a hint: {ran}");
    assert_eq!(mirror(fleet), before, "{ran}");
    ran
}

/// Nobody else was told anything.
fn assert_unheard(foreign: &Foreign) {
    assert_eq!(foreign.heard(), [""; 0]);
}
