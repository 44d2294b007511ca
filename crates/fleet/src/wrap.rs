//! Text in lines: how wide it is on a terminal, where a line may end, and which way it runs.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// What no line begins with, of the punctuation of languages that have no blanks.
const CLOSING: &str = "、。，．・：；？！」』）】〕》〉”’…ー";
/// What no line ends with.
const OPENING: &str = "「『（【〔《〈“‘";

/// Columns that a text takes: two for an ideograph or a picture, none for an accent.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Whether a text has letters of a language that is written from right to left.
pub(crate) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

/// Whether a paragraph runs from right to left: its first letter of any language says so.
pub(crate) fn runs_right_to_left(text: &str) -> bool {
    text.chars().find(|letter| letter.is_alphabetic()).is_some_and(is_right_to_left)
}

/// Hebrew, Arabic and their neighbours, with their forms for presentation and the planes that Unicode keeps for such.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A text that does not mix with its neighbours where the terminal orders letters (first strong isolate, U+2068). One that
/// does not gives the marks no room.
pub(crate) fn isolated(text: &str) -> String {
    if !has_right_to_left(text) {
        return text.to_owned();
    }
    // Marks of its own would end ours.
    let plain: String = text.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}')).collect();
    format!("\u{2068}{plain}\u{2069}")
}

/// The lines of a text that are at most so wide. Lines end at blanks, beside an ideograph, and within a word that is
/// wider than a line.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    text.lines().flat_map(|paragraph| wrapped_paragraph(paragraph, width.max(2))).collect()
}

fn wrapped_paragraph(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if width(&line) + width(piece.trim_end()) > most && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if width(piece.trim_end()) <= most {
            line.push_str(piece);
            continue;
        }
        for letter in piece.graphemes(true) {
            if width(&line) + width(letter) > most {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(letter);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// What stays together: a word with the blanks behind it, or an ideograph with its punctuation.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<&str> = None;
    for (index, letter) in text.grapheme_indices(true) {
        if before.is_some_and(|before| may_end(before, letter)) {
            pieces.push(&text[start..index]);
            start = index;
        }
        before = Some(letter);
    }
    pieces.push(&text[start..]);
    pieces
}

/// Whether a line may end between two letters.
fn may_end(before: &str, after: &str) -> bool {
    if after.trim().is_empty() || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before.trim().is_empty() || width(before) == 2 || width(after) == 2
}

/// A text cut to so many columns, with a sign that it was.
pub(crate) fn fitted(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for letter in text.graphemes(true) {
        if width(&fitted) + width(letter) + 1 > most {
            break;
        }
        fitted.push_str(letter);
    }
    fitted + "…"
}

#[cfg(test)]
mod tests {
    use super::{fitted, has_right_to_left, isolated, runs_right_to_left, width, wrapped};

    #[test]
    fn lines_end_at_blanks_and_between_ideographs() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("one\n\ntwo", 8), ["one", "", "two"]);
        assert_eq!(wrapped("簡単なメモ帳です。", 8), ["簡単なメ", "モ帳で", "す。"]);
        assert_eq!(wrapped("https://example.com/long", 10), ["https://ex", "ample.com/", "long"]);
        assert_eq!(wrapped("", 10), [""; 0]);
        for line in wrapped("Ein längerer Satz mit 漢字 und 👩‍👩‍👧 und e\u{301}cole und نص عربي dazwischen", 12) {
            assert!(width(&line) <= 12 && !line.starts_with(' '), "{line}");
        }
    }

    #[test]
    fn what_is_one_letter_stays_one() {
        assert_eq!(width("👩‍👩‍👧"), 2);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(wrapped("👩‍👩‍👧👩‍👩‍👧", 3), ["👩‍👩‍👧", "👩‍👩‍👧"]);
        assert_eq!(fitted("漢字漢字", 6), "漢字…");
        assert_eq!(fitted("abc", 3), "abc");
    }

    #[test]
    fn a_language_has_its_direction() {
        assert!(runs_right_to_left("1. שלום Acme") && !runs_right_to_left("Acme שלום"));
        assert!(has_right_to_left("Acme שלום") && !has_right_to_left("漢字 é 👋"));
        assert_eq!(isolated("مرحبا"), "\u{2068}مرحبا\u{2069}");
        assert_eq!(isolated("hello"), "hello");
    }
}
