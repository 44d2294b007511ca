//! What a page of Markdown has for a test: fenced blocks, console sessions, links and headings.

use std::ops::Range;

use regex::Regex;

/// A fenced block.
pub(crate) struct Block {
    /// The number of its first line, as editors count.
    pub(crate) line: usize,
    /// What stands behind the fence: `console`, `toml`, …
    pub(crate) info: String,
    /// The comment of HTML directly above it.
    pub(crate) note: Option<String>,
    pub(crate) lines: Vec<String>,
}

/// Something a page wants done, in its order.
pub(crate) enum Entry {
    Block(Block),
    /// A comment of HTML that belongs to no block, and its line.
    Comment(usize, String),
}

/// A command of a console session, and what the page shows of its output.
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) shown: Vec<String>,
    /// Where the shown lines are in the page, counted from 0.
    pub(crate) place: Range<usize>,
}

/// The blocks and comments of a page.
///
/// # Panics
/// When a block has no end.
pub(crate) fn entries(page: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let lines: Vec<&str> = page.lines().collect();
    let mut number = 0;
    while number < lines.len() {
        let line = lines[number];
        if let Some(info) = line.strip_prefix("```") {
            let length =
                lines[number + 1..].iter().position(|line| *line == "```").unwrap_or_else(|| panic!("line {}: no end", number + 1));
            let body = lines[number + 1..=number + length].iter().map(ToString::to_string).collect();
            // Above a session a comment is something to be done before it.
            let is_note = |entry: &mut Entry| matches!(entry, Entry::Comment(above, _) if *above + 1 == number) && info != "console";
            let note = match entries.pop_if(is_note) {
                Some(Entry::Comment(_, text)) => Some(text),
                _ => None,
            };
            entries.push(Entry::Block(Block { line: number + 1, info: info.to_owned(), note, lines: body }));
            number += length + 1;
        } else if let Some(text) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            entries.push(Entry::Comment(number, text.to_owned()));
        }
        number += 1;
    }
    entries
}

impl Block {
    /// The commands of a console session: `$ ` begins one, `> ` goes on with it.
    ///
    /// # Panics
    /// When it begins with something else.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let place = self.line + index;
            if let Some(command) = line.strip_prefix("$ ") {
                steps.push(Step { command: command.to_owned(), shown: Vec::new(), place: place + 1..place + 1 });
                continue;
            }
            let step = steps.last_mut().unwrap_or_else(|| panic!("line {}: a session begins with `$ `", place + 1));
            if let Some(more) = line.strip_prefix("> ").filter(|_| step.shown.is_empty()) {
                step.command = format!("{}\n{more}", step.command);
                step.place = place + 1..place + 1;
            } else {
                step.shown.push(line.clone());
                step.place.end = place + 1;
            }
        }
        steps
    }
}

/// Whether the shown lines are those that were printed. `...` stands for any text within a line, and alone for any lines;
/// figures that differ from run to run, and the width of columns, do not count.
pub(crate) fn agree(shown: &[String], printed: &[String]) -> bool {
    let Some((first, rest)) = shown.split_first() else { return printed.is_empty() };
    if first.trim() == "..." {
        return (0..=printed.len()).any(|skipped| agree(rest, &printed[skipped..]));
    }
    printed.split_first().is_some_and(|(line, others)| agree_in_line(first, line) && agree(rest, others))
}

fn agree_in_line(shown: &str, printed: &str) -> bool {
    let pattern: Vec<String> = shown.split("...").map(|part| regex::escape(&steady(part))).collect();
    Regex::new(&format!("^{}$", pattern.join(".*"))).unwrap().is_match(&steady(printed))
}

/// A line without what differs from run to run.
fn steady(line: &str) -> String {
    const PATTERNS: [(&str, &str); 10] = [
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[uuid]"),
        (r"\b[0-9a-f]{16}\b", "[digest]"),
        (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
        (r"\b20\d\d-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|\+00:00| UTC)?)?", "[moment]"),
        (r"\b20\d\d\b", "[year]"),
        (r"\b\d\d:\d\d(:\d\d)?\b", "[time]"),
        (r"\b(a second|\d+m \d+s|\d+ seconds|\d+ (ms|s|min|h|d|minutes|hours|days))\b", "[span]"),
        (r"\b(just now|now)\b", "[span] ago"),
        (r"[\d,]+( of [\d,]+ requests)? left this hour", "[budget] left this hour"),
        (r" {2,}", "  "),
    ];
    PATTERNS.iter().fold(line.trim_end().to_owned(), |line, (pattern, replacement)| {
        Regex::new(pattern).unwrap().replace_all(&line, *replacement).into_owned()
    })
}

/// What a page shall show of what was printed: as many first and last lines as before, if it left something out between.
pub(crate) fn renewed(shown: &[String], printed: &[String]) -> Vec<String> {
    let gaps: Vec<usize> = (0..shown.len()).filter(|index| shown[*index].trim() == "...").collect();
    match gaps.as_slice() {
        [gap] if shown.len() <= printed.len() => {
            let tail = shown.len() - gap - 1;
            [&printed[..*gap], &["...".to_owned()], &printed[printed.len() - tail..]].concat()
        }
        _ => printed.to_vec(),
    }
}

/// A page without its blocks and `code`.
fn prose(page: &str) -> String {
    let mut in_block = false;
    let lines = page.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    });
    Regex::new("`[^`]*`").unwrap().replace_all(&lines.collect::<Vec<_>>().join("\n"), "").into_owned()
}

/// Where the links of a page lead to.
pub(crate) fn links(page: &str) -> Vec<String> {
    let found = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    found.captures_iter(&prose(page)).map(|link| link[1].to_owned()).collect()
}

/// The anchors of a page's headings, as mdBook and GitHub name them.
pub(crate) fn anchors(page: &str) -> Vec<String> {
    let mut in_block = false;
    let mut anchors: Vec<String> = Vec::new();
    for line in page.lines() {
        in_block ^= line.starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !in_block) else { continue };
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let letters = text.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
        let anchor: String = letters.map(|letter| if letter == ' ' { '-' } else { letter }).collect();
        let others = anchors.iter().filter(|known| **known == anchor).count();
        anchors.push(if others == 0 { anchor } else { format!("{anchor}-{others}") });
    }
    anchors
}

#[test]
fn what_is_shown_may_leave_something_out() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let printed = lines("3 apps, 7 requests: 12 new; 3591 left this hour\nNAME    AGE\nNotes   3 s\nPaper   4 s");
    assert!(agree(&lines("3 apps, 7 requests: 12 new; 3577 left this hour\nNAME  AGE\n...\nPaper  12 min"), &printed));
    assert!(agree(&lines("3 apps, ... requests: ...\n..."), &printed));
    assert!(!agree(&lines("4 apps, ...\n..."), &printed));
    assert!(!agree(&lines("...\nNotes  3 s"), &printed), "the end counts, too");
    assert_eq!(renewed(&lines("x\n...\ny"), &printed), ["3 apps, 7 requests: 12 new; 3591 left this hour", "...", "Paper   4 s"]);
}

#[test]
fn links_and_headings_are_found() {
    let page = "# One door\n## An edit: a row\n`[no](link)` [a](b.md#c)\n```\n# none\n[no](x)\n```\n## One door";
    assert_eq!(links(page), ["b.md#c"]);
    assert_eq!(anchors(page), ["one-door", "an-edit-a-row", "one-door-1"]);
}
