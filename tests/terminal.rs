//! What only a terminal gets: its width, colours, links, pictures, a pager, bars that move.

use crate::support::{TestFleet, World, on_terminal};

/// A command on a terminal of so many columns, with an environment that has nothing but what is given.
fn shown(fleet: &TestFleet, line: &str, columns: u16, variables: &[(&str, &str)]) -> Option<(String, i32)> {
    let mut command = fleet.command(line);
    command.env_remove("NO_COLOR").env("TERM", "xterm-256color").env("FLEET_PAGER", "").env("PATH", "/usr/bin:/bin");
    for (name, value) in variables {
        command.env(name, value);
    }
    on_terminal(command, columns)
}

fn width(line: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(line)
}

/// Text as a person sees it.
fn plain(text: &str) -> String {
    regex::Regex::new("\u{1b}\\[[0-9;?]*[A-Za-z]|\u{1b}\\][^\u{7}\u{1b}]*(\u{7}|\u{1b}\\\\)|[\u{2066}-\u{2069}\r]")
        .unwrap()
        .replace_all(text, "")
        .into_owned()
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    let fleet = TestFleet::synced();
    for columns in [40, 80, 200] {
        for line in [
            "status",
            "show com.acme.notes --all",
            "query 'SELECT app_id, app, platform, state, copyright FROM versions'",
            "query 'SELECT * FROM versions LIMIT 2'",
        ] {
            let Some((text, code)) = shown(&fleet, line, columns, &[]) else { return };
            assert_eq!(code, 0, "{text}");
            // What is copied, an address, a path or a command, is left whole: a terminal breaks it by itself.
            let is_copied = |line: &str| ["next:", "https://", ".fleet/images"].iter().any(|part| line.contains(part));
            let is_sentence = |line: &str| line.ends_with("this hour");
            let text = plain(&text);
            let wide = text.lines().find(|line| width(line) > columns.into() && !is_copied(line) && !is_sentence(line));
            assert_eq!(wide, None, "{columns} columns: fleet {line}\n{text}");
        }
    }
}

#[test]
fn colours_are_wanted_or_not() {
    let fleet = TestFleet::synced();
    let Some((text, _)) = shown(&fleet, "status", 100, &[]) else { return };
    assert!(text.contains("\u{1b}[1mACCOUNT\u{1b}[0m") && text.contains("\u{1b}[32m"), "{text:?}");
    let (text, _) = shown(&fleet, "status", 100, &[("NO_COLOR", "1")]).unwrap();
    assert!(!text.contains('\u{1b}'), "{text:?}");
    let piped = fleet.command("status --format table").env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(String::from_utf8(piped.stdout).unwrap().contains("\u{1b}[1mACCOUNT"), "a pipe that wants them");
}

#[test]
fn links_lead_to_app_store_connect_where_they_are_understood() {
    let fleet = TestFleet::synced();
    let id = fleet.value("SELECT id FROM apps WHERE bundle_id = 'com.acme.notes'");
    let link = format!("\u{1b}]8;;https://appstoreconnect.apple.com/apps/{}\u{1b}\\", id.as_str().unwrap());
    let query = "query \"SELECT app_id, app FROM versions WHERE bundle_id = 'com.acme.notes'\"";
    for line in [query, "show com.acme.notes"] {
        let Some((text, _)) = shown(&fleet, line, 100, &[("TERM", "xterm-kitty")]) else { return };
        assert!(text.contains(&link), "{text:?}");
        let (text, _) = shown(&fleet, line, 100, &[("TERM", "xterm-kitty"), ("NO_HYPERLINK", "1")]).unwrap();
        assert!(!text.contains("\u{1b}]8"), "{text:?}");
        let (text, _) = shown(&fleet, line, 100, &[]).unwrap();
        assert!(!text.contains("\u{1b}]8"), "an unknown terminal: {text:?}");
        let piped = fleet.command(&format!("{line} --json")).env("FORCE_HYPERLINK", "1").env("CLICOLOR_FORCE", "1").output().unwrap();
        assert!(!String::from_utf8(piped.stdout).unwrap().contains("\u{1b}]8"));
    }
}

#[test]
fn a_pager_gets_lists_with_their_colours_and_may_be_left() {
    let fleet = TestFleet::synced();
    let query = "query \"SELECT app, state FROM versions\"";
    let Some((text, code)) = shown(&fleet, query, 100, &[("FLEET_PAGER", "sed s/^/paged:/")]) else { return };
    assert!(code == 0 && text.lines().all(|line| line.starts_with("paged:")) && text.contains("\u{1b}["), "{text:?}");
    let (text, _) = shown(&fleet, &format!("{query} --no-pager"), 100, &[("FLEET_PAGER", "sed s/^/paged:/")]).unwrap();
    assert!(!text.contains("paged:"), "{text:?}");
    let (text, _) = shown(&fleet, "status", 100, &[("PAGER", "sed s/^/paged:/")]).unwrap();
    assert!(!text.contains("paged:"), "one look needs no pager: {text:?}");
    // Whoever has seen enough leaves; the writer ends without a word, and with it everything it started.
    let many = "query \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i, 'some text' FROM n\"";
    let (text, code) = shown(&fleet, many, 100, &[("FLEET_PAGER", "head -n 1")]).unwrap();
    assert_eq!((code, text.lines().count()), (0, 1), "{text:?}");
    // A pager that does not exist is none.
    let (text, code) = shown(&fleet, query, 100, &[("FLEET_PAGER", "no-such-pager-at-all")]).unwrap();
    assert!(code == 0 && text.contains("STATE"), "{text:?}");
    let piped = fleet.command(query).env("FLEET_PAGER", "sed s/^/paged:/").output().unwrap();
    assert!(!String::from_utf8(piped.stdout).unwrap().contains("paged:"), "a pipe has none");
}

#[test]
fn screenshots_are_drawn_where_they_can_be() {
    let fleet = World::new(&["acme"], 1).healthy().start();
    fleet.ok("sync --only texts,media --images");
    assert!(fleet.count("SELECT count(*) FROM screenshots WHERE image IS NOT NULL") > 0);
    let Some((text, code)) = shown(&fleet, "show", 100, &[("TERM", "xterm-kitty")]) else { return };
    assert!(code == 0 && text.contains("\u{1b}_Gf=100,a=T,q=2,"), "{text:.2000}");
    let (text, _) = shown(&fleet, "show", 100, &[("TERM_PROGRAM", "iTerm.app")]).unwrap();
    assert!(text.contains("\u{1b}]1337;File=inline=1;"), "{text:.2000}");
    for (line, term) in [("show", "xterm-256color"), ("show --images never", "xterm-kitty"), ("show", "tmux-256color")] {
        let (text, _) = shown(&fleet, line, 100, &[("TERM", term)]).unwrap();
        assert!(!text.contains("\u{1b}_G") && text.contains(".fleet/images/") && text.contains(".png"), "{line} {term}: {text}");
    }
    let piped = fleet.ok("show --images always --format table").stdout;
    assert!(!piped.contains('\u{1b}') && piped.contains(".fleet/images/"), "{piped}");
}

#[test]
fn bars_move_on_a_terminal_and_only_there() {
    let fleet = TestFleet::new();
    let Some((text, code)) = shown(&fleet, "sync", 100, &[]) else { return };
    assert!(code == 0 && text.contains("requests, ") && text.contains("\u{1b}["), "{text:?}");
    let (text, _) = shown(&fleet, "sync --quiet", 100, &[]).unwrap();
    assert!(!text.contains("/s, "), "{text:?}");
    let (text, _) = shown(&fleet, "sync -v", 100, &[]).unwrap();
    assert!(!text.contains("/s, ") && plain(&text).contains("method="), "a log has no bar between its lines: {text:?}");
}

/// The log tells what was asked, how long it took and what is left; never who asked.
#[test]
fn the_log_tells_requests_and_no_token() {
    let fleet = World::new(&["acme"], 2).healthy().start();
    let said = fleet.ok("sync -v --only states").stderr;
    for word in ["method=\"GET\"", "path=\"/v1/apps", "status=200", "milliseconds=", "remaining="] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let said = fleet.ok("sync -vv").stderr;
    for secret in ["eyJ", "Bearer", "PRIVATE KEY"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    assert!(!said.contains('\u{1b}'), "a pipe has no colours");
}
