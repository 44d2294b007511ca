//! Names that drive a terminal, a browser, a spreadsheet.

use std::path::Path;

use serde_json::{Value, json};

use super::server::{Hostile, Reply};
use super::withstands;
use crate::support::{TestFleet, World};

/// What somebody might call an app: escapes of a terminal, markup of pages, formulas of a spreadsheet.
const EVIL: [&str; 9] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}ESC",
    "\u{1b}]8;;http://evil.example\u{1b}\\OSC\u{1b}]8;;\u{1b}\\",
    "C1 \u{9b}31m \u{85}\u{7f}\u{8}",
    "RLO \u{202e}gpj.exe",
    "NUL \u{0} CR \rLF \nTAB \t",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "[x](javascript:alert(3)) ![y](http://evil.example/p.png) | @everyone `",
    "\"></textarea></title></style>&amp;' onmouseover='alert(4)",
];

/// Fields whose text is free, or an address.
const TEXTS: [&str; 14] = [
    "name",
    "subtitle",
    "description",
    "keywords",
    "whatsNew",
    "promotionalText",
    "copyright",
    "sku",
    "fileName",
    "contactFirstName",
    "notes",
    "versionString",
    "title",
    "body",
];
const ADDRESSES: [&str; 4] = ["supportUrl", "marketingUrl", "privacyPolicyUrl", "privacyChoicesUrl"];

/// A fleet whose every text is hostile.
fn fleet() -> TestFleet {
    let fleet = World::new(&["acme"], 3).start();
    let hostile = Hostile::before(&fleet);
    hostile.attacks(|asked| {
        let mut page = asked.honest();
        let mut number = 0;
        for part in ["data", "included"] {
            for resource in page[part].as_array_mut().into_iter().flatten() {
                number += 1;
                let Some(attributes) = resource["attributes"].as_object_mut() else { continue };
                for (name, value) in attributes.iter_mut().filter(|(_, value)| value.is_string()) {
                    if TEXTS.contains(&name.as_str()) {
                        *value = json!(EVIL[number % EVIL.len()]);
                    } else if ADDRESSES.contains(&name.as_str()) {
                        *value = json!("javascript:alert(5)//\u{1b}[2J");
                    }
                }
            }
        }
        Reply::json(page.to_string())
    });
    let ran = withstands(&fleet, "sync --only states,texts,media --format table", &[]);
    assert_eq!(ran.code, 0, "{ran}");
    fleet
}

/// All text files below a folder.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(texts(&path));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found.push((path.to_string_lossy().into_owned(), text));
        }
    }
    found
}

#[test]
fn a_terminal_shows_names_and_obeys_none() {
    let fleet = fleet();
    fleet.edit("UPDATE versions SET copyright = '2026 X' WHERE editable");
    for line in [
        "status --format table",
        "show com.acme.budget --format table --all",
        "query --format table \"SELECT * FROM listings\"",
        "query --format table \"SELECT * FROM apps\"",
        "query --format markdown \"SELECT * FROM listings\"",
        "query --json \"SELECT * FROM listings\"",
        "query --format ndjson \"SELECT * FROM apps\"",
        "check --format table",
        "check --format markdown",
        "check --format junit",
        "check --format html",
        "check --json",
        "diff --format table",
        "diff --format markdown",
        "diff --json",
        "shots coverage --format table",
        "version list --format table",
        "sync --dry-run --format table",
        "push --dry-run --format table",
        "push --dry-run --json",
        "unstage --all",
        "log --format table",
    ] {
        let ran = withstands(&fleet, line, &[]);
        assert!(matches!(ran.code, 0 | 1), "{line}: {ran}");
        let is_bidi = |letter: char| matches!(letter, '\u{202d}' | '\u{202e}');
        assert!(!ran.stdout.contains(is_bidi), "{line}: {:?}", ran.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_real_terminal_is_driven_by_nobody_else() {
    let fleet = fleet();
    for line in ["status", "query 'SELECT * FROM listings'", "query --format csv 'SELECT name FROM apps'", "show com.acme.budget --all"] {
        let mut command = fleet.command(line);
        command.env("TERM", "xterm-256color").env("FLEET_PAGER", "").env("PATH", "/usr/bin:/bin");
        let Some((text, _)) = crate::support::on_terminal(command, 120) else { return };
        for wrong in ["\u{1b}[2J", "\u{1b}]0;", "evil.example\u{1b}", "\u{9b}", "\u{7}", "\u{8}", "\u{202e}"] {
            assert!(!text.contains(wrong), "{line}: {wrong:?} in {text:?}");
        }
    }
}

#[test]
fn pages_show_names_and_run_none() {
    let fleet = fleet();
    fleet.edit("UPDATE versions SET copyright = '2026 X' WHERE editable");
    fleet.ok("report --format table");
    let pages: Vec<(String, String)> =
        texts(fleet.path()).into_iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|kind| kind == "html")).collect();
    assert!(pages.len() > 3, "{} pages", pages.len());
    for (name, html) in &pages {
        assert!(!html.contains("<script") && !html.contains("<img src=x"), "{name}");
        let lower = html.to_lowercase();
        for quote in ['"', '\''] {
            for attribute in ["href", "src", "action"] {
                assert!(!lower.contains(&format!("{attribute}={quote}javascript:")), "{name}");
            }
        }
        let odd =
            html.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t') || matches!(letter, '\u{202d}' | '\u{202e}'));
        assert_eq!(odd, None, "{name}");
        assert!(html.contains("default-src 'none'"), "{name} has a policy");
    }
}

#[test]
fn a_spreadsheet_computes_nothing() {
    let fleet = fleet();
    let ran = fleet.ok("query --format csv \"SELECT * FROM listings\"");
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let mut cells = 0;
    for record in reader.records().map(Result::unwrap) {
        for cell in &record {
            assert!(!cell.starts_with(['=', '@', '+', '\t', '\r']), "{cell:?}");
            cells += 1;
        }
    }
    assert!(cells > 0);
}

#[test]
fn files_stay_in_their_folder() {
    let fleet = World::new(&["acme"], 2).start();
    let hostile = Hostile::before(&fleet);
    hostile.attacks(|asked| {
        let mut page = asked.honest();
        let names = ["../../../outside", "/tmp/outside", "CON", "a\nb", "..\\..\\x", ".", "\u{0}"];
        let mut number = 0;
        for part in ["data", "included"] {
            for resource in page[part].as_array_mut().into_iter().flatten() {
                let Some(attributes) = resource["attributes"].as_object_mut() else { continue };
                for (name, value) in attributes
                    .iter_mut()
                    .filter(|(name, _)| ["locale", "fileName", "bundleId", "sku", "screenshotDisplayType"].contains(&name.as_str()))
                {
                    number += 1;
                    if name != "locale" || number % 3 == 0 {
                        *value = Value::from(names[number % names.len()]);
                    }
                }
            }
        }
        Reply::json(page.to_string())
    });
    withstands(&fleet, "sync --only states,texts,media", &[]);
    let outside = fleet.path().parent().unwrap().join("outside");
    let before = names_in(fleet.path().parent().unwrap());
    for line in ["shots pull here/pulled", "export here/texts", "export here/texts --layout fastlane"] {
        withstands(&fleet, line, &[]);
    }
    assert!(!outside.exists() && !Path::new("/tmp/outside").exists());
    let after = names_in(fleet.path().parent().unwrap());
    let new: Vec<&String> = after.iter().filter(|name| !before.contains(name) && name.contains("outside")).collect();
    assert!(new.is_empty(), "{new:?}");
    let beside: Vec<String> = names_in(fleet.path()).into_iter().filter(|name| name.contains("outside") || name.contains("CON")).collect();
    assert_eq!(beside, [""; 0]);
}

fn names_in(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}
