//! The functions that checks have beside SQLite's own: over words, patterns, lists and version numbers.

use std::cmp::Reverse;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};
use regex::Regex;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

type Outcome<T> = rusqlite::Result<T>;

/// What a function remembers of its last constant argument.
type Failure = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Adds `regexp`, `word_in`, `listed_twice`, `listed_in`, `split` and `version_key` to a connection.
pub(crate) fn install(connection: &Connection) -> Outcome<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("regexp", 2, flags, |context| {
        let pattern = constant(context, 0, |pattern| Regex::new(pattern).map_err(Failure::from))?;
        Ok(text(context, 1)?.map(|text| pattern.is_match(text)))
    })?;
    connection.create_scalar_function("word_in", 2, flags, |context| {
        let words = constant(context, 1, |words| Words::new(words).map_err(Failure::from))?;
        // Most texts have none of them; only the others are looked at more closely.
        let bytes = context.get_raw(0).as_bytes_or_null().map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
        if !bytes.is_some_and(|bytes| words.anywhere.is_match(bytes)) {
            return Ok(None);
        }
        Ok(text(context, 0)?.and_then(|text| words.first_in(text).map(ToOwned::to_owned)))
    })?;
    connection.create_scalar_function("listed_twice", 1, flags, |context| Ok(text(context, 0)?.and_then(listed_twice)))?;
    connection.create_scalar_function("listed_in", 2, flags, |context| {
        let (Some(list), Some(text)) = (text(context, 0)?, text(context, 1)?) else { return Ok(None) };
        Ok(listed_in(list, text))
    })?;
    connection.create_scalar_function("split", 2, flags, |context| {
        let (Some(text), Some(separator)) = (text(context, 0)?, text(context, 1)?) else { return Ok(None) };
        serde_json::to_string(&text.split(separator).collect::<Vec<_>>())
            .map(Some)
            .map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
    })?;
    connection.create_scalar_function("version_key", 1, flags, |context| Ok(text(context, 0)?.and_then(version_key)))
}

/// The text of an argument; `None` for NULL.
fn text<'a>(context: &'a Context<'_>, index: usize) -> Outcome<Option<&'a str>> {
    context.get_raw(index).as_str_or_null().map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
}

/// A constant argument, compiled once for all rows.
fn constant<T: Send + Sync + 'static>(
    context: &Context<'_>,
    index: usize,
    compile: impl FnOnce(&str) -> Result<T, Failure>,
) -> Outcome<Arc<T>> {
    let index_of = i32::try_from(index).unwrap_or_default();
    context.get_or_create_aux(index_of, |value| compile(value.as_str()?))
}

/// Words that are looked for as a whole: as they are, in lower or upper case, or with a capital; ASCII's letters in any case.
struct Words {
    /// As they were written.
    words: Vec<String>,
    /// Where any of them is, even within another word: its patterns are the [`FORMS`] of the first word, then of the next.
    anywhere: AhoCorasick,
}

/// How a word may be written. To fold every letter of every text instead would take longer than the search.
const FORMS: [fn(&str) -> String; 4] = [str::to_owned, str::to_lowercase, str::to_uppercase, capital];

impl Words {
    /// The words between bars.
    fn new(words: &str) -> Result<Self, aho_corasick::BuildError> {
        let words: Vec<String> = words.split('|').map(str::trim).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect();
        let forms = words.iter().flat_map(|word| FORMS.map(|form| form(word)));
        let anywhere = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(forms)?;
        Ok(Self { words, anywhere })
    }

    /// The first of them that begins and ends where words of the text do.
    fn first_in(&self, text: &str) -> Option<&str> {
        let is_whole = |found: &Match| !goes_on(text, found.start()) && !goes_on(text, found.end());
        let found = self.anywhere.find_overlapping_iter(text).filter(is_whole).min_by_key(|found| (found.start(), Reverse(found.end())))?;
        self.words.get(found.pattern().as_usize() / FORMS.len()).map(String::as_str)
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.flat_map(char::to_lowercase)).collect()
}

/// Whether a place is within a word: between two letters. A sign, such as €, stands for itself, and so do the letters of
/// languages that put no blanks between words.
fn goes_on(text: &str, place: usize) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() && letter < '\u{900}');
    is_letter(text[..place].chars().next_back()) && is_letter(text[place..].chars().next())
}

/// The first part of a list that is there twice, in any case and with any blanks around it.
fn listed_twice(list: &str) -> Option<String> {
    let list = list.to_lowercase();
    let mut known: Vec<&str> = Vec::new();
    for part in parts(&list) {
        // A list of keywords has at most 100 characters.
        if known.contains(&part) {
            return Some(part.to_owned());
        }
        known.push(part);
    }
    None
}

/// The first part of a list that is a word of a text of three letters or more, in any case.
fn listed_in(list: &str, text: &str) -> Option<String> {
    let (list, text) = (list.to_lowercase(), text.to_lowercase());
    let words = || text.split_whitespace().map(|word| word.trim_matches(|letter| ".,:;!?&|()-–—".contains(letter)));
    parts(&list).find(|part| part.chars().nth(2).is_some() && words().any(|word| word == *part)).map(ToOwned::to_owned)
}

/// What is between the commas of a list.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// Text that sorts as the version number does; `None` for what is no version number.
fn version_key(version: &str) -> Option<String> {
    let numbers: Vec<u64> = version.trim().split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    // 1.2 is 1.2.0.
    let places = numbers.into_iter().chain(std::iter::repeat(0)).take(version.matches('.').count().max(2) + 1);
    Some(places.map(|number| format!("{number:020}")).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    fn value(sql: &str) -> Option<String> {
        let connection = Connection::open_in_memory().unwrap();
        super::install(&connection).unwrap();
        connection.query_row(&format!("SELECT CAST({sql} AS TEXT)"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn words_are_whole_and_in_any_case() {
        assert_eq!(value("word_in('Now on ANDROID!', 'iOS|Android')").as_deref(), Some("Android"));
        assert_eq!(value("word_in('android_free', 'android')").as_deref(), Some("android"));
        assert_eq!(value("word_in('google play games', 'google|google play')").as_deref(), Some("google play"));
        assert_eq!(value("word_in('polyandroid', 'android')"), None);
        assert_eq!(value("word_in('nur 3 €', '€|$')").as_deref(), Some("€"));
        assert_eq!(value("word_in('Die Wörter', 'wörter')").as_deref(), Some("wörter"));
        assert_eq!(value("word_in('переработка, рабой', 'раб')"), None);
        assert_eq!(value("word_in('shits and shit', 'shit')").as_deref(), Some("shit"));
        assert_eq!(value("word_in('今すぐ無料で', '無料')").as_deref(), Some("無料"));
        assert_eq!(value("word_in(NULL, 'a')"), None);
    }

    #[test]
    fn patterns_lists_and_versions() {
        assert_eq!(value("'+49 30 1' REGEXP '^[+][0-9 ]+$'").as_deref(), Some("1"));
        assert_eq!(value("NULL REGEXP 'a'"), None);
        assert_eq!(value("listed_twice('Notes, lists ,NOTES')").as_deref(), Some("notes"));
        assert_eq!(value("listed_twice('notes,,note,')"), None);
        assert_eq!(value("listed_in('to do, Tasks', 'Acme: tasks!')").as_deref(), Some("tasks"));
        assert_eq!(value("listed_in('to,task', 'To tasks')"), None, "two letters, and half a word");
        assert_eq!(value("split('a, b,', ',')").as_deref(), Some(r#"["a"," b",""]"#));
        assert_eq!(value("version_key('2.10') > version_key('2.9.9')").as_deref(), Some("1"));
        assert_eq!(value("version_key('1.2') = version_key('1.2.0')").as_deref(), Some("1"));
        assert_eq!(value("version_key('1.x')"), None);
    }

    #[test]
    fn a_wrong_pattern_is_an_error() {
        let connection = Connection::open_in_memory().unwrap();
        super::install(&connection).unwrap();
        let error = connection.query_row("SELECT 'a' REGEXP '('", [], |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("unclosed group"), "{error}");
    }
}
