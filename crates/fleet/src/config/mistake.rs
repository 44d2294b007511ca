//! What is wrong in `fleet.toml`, with its line.
//!
//! The line is shown without what may be a secret: a password that stands in the wrong place is no less one.

use std::ops::Range;

/// Something wrong, and where in the text.
#[derive(Debug)]
pub(super) struct Mistake {
    at: Range<usize>,
    says: String,
    /// Whether the rest of the line is unknown, and may be a secret.
    hides_rest: bool,
    /// Whether the text could not be read at all, so that nobody has looked at its keys.
    is_syntax: bool,
}

/// A mistake as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// `fleet.toml:4:1`
    pub(crate) place: String,
    /// One sentence.
    pub(crate) says: String,
    /// The line, and what is meant in it.
    excerpt: [String; 2],
}

impl Told {
    /// The lines of the message.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}: {}", self.place, self.says)];
        lines.extend(self.excerpt.iter().filter(|line| !line.trim().is_empty()).map(|line| format!("    {line}")));
        lines
    }
}

impl Mistake {
    pub(super) fn new(at: Range<usize>, says: impl Into<String>) -> Self {
        Self { at, says: says.into(), hides_rest: false, is_syntax: false }
    }

    /// A mistake in a line of which only the beginning is understood.
    pub(super) fn unknown(at: Range<usize>, says: impl Into<String>) -> Self {
        Self { hides_rest: true, ..Self::new(at, says) }
    }

    /// A place where the text is no TOML.
    pub(super) fn syntax(at: Range<usize>, says: impl Into<String>) -> Self {
        Self { is_syntax: true, ..Self::new(at, says) }
    }

    /// Where it begins.
    pub(super) fn start(&self) -> usize {
        self.at.start
    }

    /// With line and column in the text.
    pub(super) fn told(self, text: &str) -> Told {
        let Self { at, says, hides_rest, is_syntax } = self;
        let (line, column, before) = position(text, at.start);
        let start = text.len().min(at.start) - before.len();
        // What is meant may be the end of a line that Windows has written.
        let whole = text[start..].split('\n').next().unwrap_or_default();
        let end = (at.end.saturating_sub(start)).clamp(before.len(), whole.len());
        let mut marked = whole.get(before.len()..end).unwrap_or_default();
        let mut shown = public(whole, hides_rest.then_some(end));
        if let Some(equals) = whole.find('=').filter(|equals| is_syntax && *equals < shown.len() && !is_known(&whole[..*equals])) {
            // A key that is misspelled may be that of a secret.
            shown = format!("{}= …", &whole[..equals]);
        }
        let visible = shown.trim_end_matches('…').len();
        if before.len() > visible {
            // What is meant is not shown.
            return Told { place: format!("fleet.toml:{line}:{column}"), says, excerpt: [shown, String::new()] };
        }
        marked = marked.get(..marked.len().min(visible - before.len())).unwrap_or(marked);
        let indent: String = before.chars().map(|letter| if letter == '\t' { '\t' } else { ' ' }).collect();
        let marks = format!("{indent}{}", "^".repeat(marked.chars().count().max(1)));
        if shown.chars().count() > WIDEST {
            shown = shown.chars().take(WIDEST).chain(['…']).collect();
        }
        let marks = marks.chars().take(WIDEST).collect();
        Told { place: format!("fleet.toml:{line}:{column}"), says, excerpt: [shown, marks] }
    }
}

/// Of longer lines the beginning is shown.
const WIDEST: usize = 120;

/// The line of a place in the text, counted from 1 as the column is, and what stands before the place in its line.
pub(super) fn position(text: &str, at: usize) -> (usize, usize, &str) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let before = before.rsplit('\n').next().unwrap_or_default();
    (line, before.chars().count() + 1, before)
}

/// Whether what stands before an equals sign is a key whose values may be shown.
fn is_known(before: &str) -> bool {
    let key = before.trim().rsplit(['.', '{', ',', ' ']).next().unwrap_or_default();
    super::outline::is_shown(key.trim_matches(['"', '\'']))
}

/// A line without what may be secret in it: the rest after `until`, and the values of what sounds like a secret.
fn public(line: &str, until: Option<usize>) -> String {
    if let Some(until) = until {
        let (start, rest) = line.split_at(until);
        return if rest.trim().is_empty() || rest.trim().starts_with(']') { line.to_owned() } else { format!("{start} …") };
    }
    let lower = line.to_ascii_lowercase();
    let sounds = ["secret", "password", "token", "private key", "\"key\"", "begin "].iter().filter_map(|word| lower.find(word)).min();
    match sounds.map(|at| (at, lower[at..].find('='))) {
        Some((at, Some(equals))) => format!("{} …", &line[..=at + equals]),
        Some((at, None)) => format!("{}…", &line[..at]),
        // A line of a private key.
        None if line.split(|letter: char| !letter.is_ascii_alphanumeric() && !"+/".contains(letter)).any(|word| word.len() > 40) => {
            "…".to_owned()
        }
        None => line.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Mistake;

    fn shown(text: &str, word: &str) -> String {
        let at = text.find(word).unwrap();
        Mistake::new(at..at + word.len(), "m").told(text).lines().join("\n")
    }

    #[test]
    fn the_line_is_shown_with_marks_below() {
        assert_eq!(shown("a = 1\n  bb = 'ü' \n", "bb"), "fleet.toml:2:3: m\n      bb = 'ü'\n      ^^");
        assert_eq!(shown("ü = wrong", "wrong"), "fleet.toml:1:5: m\n    ü = wrong\n        ^^^^^");
        assert_eq!(Mistake::new(99..100, "m").told("a = 1\n").place, "fleet.toml:2:1");
        assert_eq!(Mistake::new(5..6, "m").told("a = 1\r\n").lines(), ["fleet.toml:1:6: m", "    a = 1", "         ^"]);
        assert_eq!(Mistake::new(6..7, "m").told("a = 1\r\n").place, "fleet.toml:1:7");
    }

    #[test]
    fn secrets_are_not() {
        assert_eq!(shown("webhook_secret = 'hunter2'", "hunter2"), "fleet.toml:1:19: m\n    webhook_secret = …");
        assert_eq!(
            shown("a = { webhook_secret = hunter2 }", "hunter2"),
            "fleet.toml:1:24: m\n    a = { webhook_secret = …\n                           ^"
        );
        assert!(!shown("x = '-----BEGIN PRIVATE KEY-----MIGTAg'", "MIGTAg").contains("    x = '-----BEGIN PRIVATE KEY-----MIGT"));
        assert!(!shown(&"AbCd0123+/".repeat(6), "AbCd").contains("    AbCd"));
        let syntax = |text: &str| Mistake::syntax(text.len() - 1..text.len(), "m").told(text).lines().join("\n");
        assert!(!syntax("webhook_secert = 'hunter2").contains("hunter2"), "{}", syntax("webhook_secert = 'hunter2"));
        assert_eq!(syntax("key_id = 'K1"), "fleet.toml:1:12: m\n    key_id = 'K1\n               ^");
        let unknown = Mistake::unknown(0..6, "m").told("secert = 'hunter2'").lines();
        assert_eq!(unknown, ["fleet.toml:1:1: m", "    secert …", "    ^^^^^^"]);
    }
}
