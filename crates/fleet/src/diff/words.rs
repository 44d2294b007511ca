//! Which words of a text changed.

use std::time::Duration;

use owo_colors::OwoColorize as _;
use similar::{ChangeTag, TextDiff};
use store::Value;

use crate::output::{shortened, shown};

/// Letters of an unchanged passage that are kept beside what changed, where the whole is not wanted.
const CONTEXT: usize = 24;
/// Letters of a changed passage that a line shows.
const SHOWN: usize = 120;
/// Longest time for one text; after it the difference is coarser.
const PATIENCE: Duration = Duration::from_millis(200);

/// What a passage of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// In both texts.
    Same,
    /// In the old one only.
    Old,
    /// In the new one only.
    New,
}

/// The passages of two texts, the old ones before the new ones that replace them.
pub(super) fn passages(old: &Value, new: &Value) -> Vec<(Kind, String)> {
    let (old, new) = (old.to_string(), new.to_string());
    // By the word boundaries of Unicode: Japanese has words, too, but no blanks.
    let difference = TextDiff::configure().timeout(PATIENCE).diff_unicode_words(&old, &new);
    let mut passages: Vec<(Kind, String)> = Vec::new();
    for change in difference.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Kind::Same,
            ChangeTag::Delete => Kind::Old,
            ChangeTag::Insert => Kind::New,
        };
        match passages.last_mut() {
            Some((last, text)) if *last == kind => text.push_str(change.value()),
            _ => passages.push((kind, change.value().to_owned())),
        }
    }
    joined(passages)
}

/// Blanks between two changed words go with them: one changed passage reads better than three.
fn joined(passages: Vec<(Kind, String)>) -> Vec<(Kind, String)> {
    let mut runs: Vec<(Kind, String)> = Vec::new();
    let (mut old, mut new) = (String::new(), String::new());
    let flush = |runs: &mut Vec<(Kind, String)>, old: &mut String, new: &mut String| {
        for (kind, text) in [(Kind::Old, old), (Kind::New, new)] {
            if !text.is_empty() {
                runs.push((kind, std::mem::take(text)));
            }
        }
    };
    let last = passages.len().saturating_sub(1);
    for (index, (kind, text)) in passages.into_iter().enumerate() {
        match kind {
            Kind::Old => old.push_str(&text),
            Kind::New => new.push_str(&text),
            Kind::Same if text.chars().all(|letter| letter == ' ') && index != last && !(old.is_empty() && new.is_empty()) => {
                old.push_str(&text);
                new.push_str(&text);
            }
            Kind::Same => {
                flush(&mut runs, &mut old, &mut new);
                runs.push((kind, text));
            }
        }
    }
    flush(&mut runs, &mut old, &mut new);
    runs
}

/// The change of a text in one line: `2025 → 2026` as `[-2025-]{+2026+} ACME`, or in colour. Long unchanged passages are
/// cut.
pub(super) fn line(old: &Value, new: &Value, is_coloured: bool) -> String {
    let passages = passages(old, new);
    let last = passages.len().saturating_sub(1);
    let pieces = passages.into_iter().enumerate().map(|(index, (kind, text))| {
        let text = if kind == Kind::Same { shown(&Value::Text(text)) } else { shortened(&Value::Text(text), SHOWN) };
        match (kind, is_coloured) {
            (Kind::Same, _) => cut(&text, index > 0, index < last),
            (Kind::Old, true) => text.red().strikethrough().to_string(),
            (Kind::New, true) => text.green().underline().to_string(),
            (Kind::Old, false) => format!("[-{text}-]"),
            (Kind::New, false) => format!("{{+{text}+}}"),
        }
    });
    pieces.collect()
}

/// An unchanged passage without its middle, or without the end nobody looks at.
fn cut(text: &str, has_before: bool, has_after: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    let kept = CONTEXT * (usize::from(has_before) + usize::from(has_after)).max(1);
    if letters.len() <= kept + 1 {
        return text.to_owned();
    }
    let start: String = letters[..if has_before { CONTEXT } else { 0 }].iter().collect();
    let end: String = letters[letters.len() - if has_after { CONTEXT } else { 0 }..].iter().collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use store::Value;

    use super::{Kind, line, passages};

    fn plain(old: &str, new: &str) -> String {
        line(&Value::Text(old.into()), &Value::Text(new.into()), false)
    }

    #[test]
    fn words_that_changed_are_marked() {
        assert_eq!(plain("2025 ACME GmbH", "2026 ACME GmbH"), "[-2025-]{+2026+} ACME GmbH");
        assert_eq!(plain("the old house", "the new big house"), "the [-old-]{+new big+} house");
        assert_eq!(plain("gone", ""), "[-gone-]");
        let coloured = line(&Value::Text("old".into()), &Value::Text("new".into()), true);
        assert!(coloured.contains("\u{1b}[31m") && coloured.contains("\u{1b}[32m") && !coloured.contains("[-"), "{coloured:?}");
        assert_eq!(line(&Value::Null, &Value::Text("new".into()), false), "{+new+}");
    }

    #[test]
    fn long_unchanged_passages_are_cut_and_hostile_letters_shown() {
        let long = "word ".repeat(40);
        assert_eq!(
            plain(&format!("{long}a {long}"), &format!("{long}b {long}")),
            "…ord word word word word [-a-]{+b+} word word word word wor…"
        );
        assert_eq!(plain("a\u{1b}[31m", "b\u{1b}[31m"), "[-a-]{+b+}�[31m");
        assert_eq!(plain("a\nb", "a\nc"), "a⏎[-b-]{+c+}");
    }

    #[test]
    fn languages_without_blanks_have_words() {
        let found = passages(&Value::Text("簡単なメモ帳".into()), &Value::Text("便利なメモ帳".into()));
        assert_eq!(found.last(), Some(&(Kind::Same, "なメモ帳".to_owned())), "{found:?}");
    }
}
