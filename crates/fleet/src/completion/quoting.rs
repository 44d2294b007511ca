//! Words as a shell has them on its line, and as they are meant.

/// How a word was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// As it is: blanks and signs need a backslash.
    None,
    /// `"…`
    Double,
    /// `'…`
    Single,
}

/// How this word was begun.
pub(super) fn quote(word: &str) -> Quote {
    match word.chars().next() {
        Some('"') => Quote::Double,
        Some('\'') => Quote::Single,
        _ => Quote::None,
    }
}

/// The word without its quotes and backslashes, also if it was not ended.
pub(super) fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut open = None;
    let mut letters = word.chars();
    while let Some(letter) = letters.next() {
        match (letter, open) {
            ('\\', None | Some('"')) => plain.extend(letters.next()),
            ('"' | '\'', None) => open = Some(letter),
            (letter, Some(quote)) if letter == quote => open = None,
            _ => plain.push(letter),
        }
    }
    plain
}

/// The text as Bash must have it behind what was begun, so that it is one word and does nothing; none where that cannot be.
pub(super) fn quoted(text: &str, quote: Quote) -> Option<String> {
    let mut quoted = String::with_capacity(text.len());
    for letter in text.chars() {
        match (quote, letter) {
            (_, letter) if letter.is_control() => return None,
            (Quote::Single, '\'') => quoted.push_str("'\\''"),
            // A ! in double quotes is history, and a backslash before it stays.
            (Quote::Double, '!') => return None,
            (Quote::Double, '$' | '`' | '"' | '\\') => quoted.extend(['\\', letter]),
            (Quote::Single | Quote::Double, letter) => quoted.push(letter),
            (Quote::None, letter) if is_safe(letter) => quoted.push(letter),
            (Quote::None, letter) => quoted.extend(['\\', letter]),
        }
    }
    Some(quoted)
}

/// Whether no shell makes anything of it.
pub(super) fn is_safe(letter: char) -> bool {
    letter.is_alphanumeric() || "_-.,/:=@%+".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::{Quote, plain, quote, quoted};

    #[test]
    fn a_word_is_quoted_as_it_was_begun() {
        for (begun, text, wanted) in [
            ("Ti", "Tiny Talk $(x) `y` 'z' \"a\" !b \\", r#"Tiny\ Talk\ \$\(x\)\ \`y\`\ \'z\'\ \"a\"\ \!b\ \\"#),
            ("\"Ti", "Tiny $(x) `y` 'z' \"a\" \\", r#"Tiny \$(x) \`y\` 'z' \"a\" \\"#),
            ("'Ti", "Tiny $(x) 'z' !", r"Tiny $(x) '\''z'\'' !"),
            ("", "com.acme.notes", "com.acme.notes"),
        ] {
            let quoted = quoted(text, quote(begun)).unwrap();
            assert_eq!(quoted, wanted);
            let opening = begun.chars().next().filter(|letter| matches!(letter, '"' | '\'')).map(String::from).unwrap_or_default();
            assert_eq!(plain(&format!("{opening}{quoted}{opening}")), text, "and back");
        }
        assert_eq!(quoted("wow!", Quote::Double), None);
        assert_eq!(quoted("two\nlines", Quote::Single), None);
        assert_eq!(plain("\"SELECT app FROM ver"), "SELECT app FROM ver");
    }
}
