//! Which words of two texts differ.

use maud::{Markup, html};
use store::Value;

use crate::text::clean;

/// Texts of more words than this are compared at their ends only.
const MANY: usize = 600;

/// Two values side by side, with the words marked that the other has not; `None` for one that is empty.
pub(super) fn sides(base: &Value, value: &Value, language: Option<&str>) -> (Option<Markup>, Option<Markup>) {
    let (base, value) = (base.to_string(), value.to_string());
    let (old, new) = compare(&base, &value);
    let side = |parts: &[Part<'_>], is_new: bool| {
        let text = html! {
            div.value lang=[language] dir="auto" {
                @for (text, is_same) in parts {
                    @if *is_same { (clean(text)) } @else if is_new { ins { (clean(text)) } } @else { del { (clean(text)) } }
                }
            }
        };
        (!parts.is_empty()).then_some(text)
    };
    (side(&old, false), side(&new, true))
}

/// A part of a text, and whether the other text has it, too.
type Part<'a> = (&'a str, bool);

/// Both texts in parts.
fn compare<'a>(left: &'a str, right: &'a str) -> (Vec<Part<'a>>, Vec<Part<'a>>) {
    let (old, new) = (words(left), words(right));
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_middle, new_middle) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let (kept_old, kept_new) = common(old_middle, new_middle);
    let parts = |text: &'a str, words: &[&'a str], kept: &[bool]| {
        let edge = |count| std::iter::repeat_n(true, count);
        let mut kept: Vec<bool> = edge(start).chain(kept.iter().copied()).chain(edge(end)).collect();
        // A blank between two words that differ is not worth a gap.
        for at in 1..kept.len().max(1) - 1 {
            kept[at] &= !words[at].trim().is_empty() || kept[at - 1] || kept[at + 1];
        }
        joined(text, words, kept.into_iter())
    };
    (parts(left, &old, &kept_old), parts(right, &new, &kept_new))
}

/// Which words of each are in the longest sequence that both have.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (mut kept_old, mut kept_new) = (vec![false; old.len()], vec![false; new.len()]);
    if old.len() > MANY || new.len() > MANY {
        return (kept_old, kept_new);
    }
    // The length of that sequence for every pair of ends.
    let width = new.len() + 1;
    let mut lengths = vec![0_u16; (old.len() + 1) * width];
    for (i, old) in old.iter().enumerate().rev() {
        for (j, new) in new.iter().enumerate().rev() {
            let [here, below, beside, after] = [i * width + j, (i + 1) * width + j, i * width + j + 1, (i + 1) * width + j + 1];
            lengths[here] = if old == new { lengths[after] + 1 } else { lengths[below].max(lengths[beside]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            (kept_old[i], kept_new[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (kept_old, kept_new)
}

/// Letters and digits that belong together are a word; so is every other character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let goes_on = letter.is_alphanumeric() && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric() && is_spelled(letter));
        if !goes_on {
            words.push(&text[start..at + letter.len_utf8()]);
            start = at + letter.len_utf8();
        }
    }
    words
}

/// Whether a letter is of a script that puts blanks between words.
fn is_spelled(letter: char) -> bool {
    !matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Neighbours of the same fate as one. The words are all of the text.
fn joined<'a>(text: &'a str, words: &[&'a str], kept: impl Iterator<Item = bool>) -> Vec<Part<'a>> {
    let mut parts: Vec<(usize, bool)> = Vec::new();
    for (word, is_kept) in words.iter().zip(kept) {
        match parts.last_mut() {
            Some((length, last)) if *last == is_kept => *length += word.len(),
            _ => parts.push((word.len(), is_kept)),
        }
    }
    let mut rest = text;
    let mut cut = |(length, is_kept)| {
        let (part, after) = rest.split_at(length);
        rest = after;
        (part, is_kept)
    };
    parts.into_iter().map(&mut cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(left: &str, right: &str) -> [String; 2] {
        let (old, new) = compare(left, right);
        [old, new]
            .map(|parts| parts.iter().map(|(text, is_same)| if *is_same { (*text).to_owned() } else { format!("[{text}]") }).collect())
    }

    #[test]
    fn only_words_that_differ_are_marked() {
        assert_eq!(marked("2025 ACME GmbH", "2027 ACME"), ["[2025] ACME[ GmbH]", "[2027] ACME"]);
        assert_eq!(marked("the quick fox", "the quiet red fox"), ["the [quick] fox", "the [quiet red] fox"]);
        assert_eq!(marked("", "new"), ["", "[new]"]);
        assert_eq!(marked("same", "same"), ["same", "same"]);
        assert_eq!(marked("漢字 1", "漢語 1"), ["漢[字] 1", "漢[語] 1"]);
    }
}
