//! The functions that checks have beside SQLite's own: over words, patterns, lists and version numbers.

use std::sync::Arc;

use regex::Regex;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

type Outcome<T> = rusqlite::Result<T>;

/// What a function remembers of its last constant argument.
type Failure = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Adds `regexp`, `word_in`, `split` and `version_key` to a connection.
pub(crate) fn install(connection: &Connection) -> Outcome<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("regexp", 2, flags, |context| {
        let pattern = constant(context, 0, |pattern| Regex::new(pattern).map_err(Failure::from))?;
        Ok(text(context, 1)?.map(|text| pattern.is_match(text)))
    })?;
    connection.create_scalar_function("word_in", 2, flags, |context| {
        let words = constant(context, 1, |words| Words::new(words).map_err(Failure::from))?;
        Ok(text(context, 0)?.and_then(|text| words.first_in(text)).map(ToOwned::to_owned))
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

/// Words that are looked for as a whole, in any case.
struct Words {
    /// Where any of them begins, even within another word. It is quick: a pattern that knows the ends of words is not, in
    /// texts of other letters than ASCII's.
    anywhere: Regex,
    whole: Regex,
}

impl Words {
    /// The words between bars.
    fn new(words: &str) -> Result<Self, regex::Error> {
        let words: Vec<&str> = words.split('|').map(str::trim).filter(|word| !word.is_empty()).collect();
        let one_of =
            |form: fn(&str) -> String| Regex::new(&format!("(?i){}", words.iter().copied().map(form).collect::<Vec<_>>().join("|")));
        Ok(Self { anywhere: one_of(regex::escape)?, whole: one_of(bounded)? })
    }

    fn first_in<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.anywhere.find(text).and_then(|found| self.whole.find_at(text, found.start())).map(|found| found.as_str())
    }
}

/// A word begins and ends where letters do; a sign, such as €, stands for itself, and so do the letters of languages that
/// put no blanks between words.
fn bounded(word: &str) -> String {
    let edge = |letter: Option<char>| if letter.is_some_and(|letter| letter.is_alphanumeric() && letter < '\u{900}') { r"\b" } else { "" };
    format!("{}{}{}", edge(word.chars().next()), regex::escape(word), edge(word.chars().next_back()))
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
        assert_eq!(value("word_in('Now on ANDROID!', 'iOS|android')").as_deref(), Some("ANDROID"));
        assert_eq!(value("word_in('polyandroid', 'android')"), None);
        assert_eq!(value("word_in('nur 3 €', '€|$')").as_deref(), Some("€"));
        assert_eq!(value("word_in('Die Wörter', 'wörter')").as_deref(), Some("Wörter"));
        assert_eq!(value("word_in('переработка, рабой', 'раб')"), None);
        assert_eq!(value("word_in('shits and shit', 'shit')").as_deref(), Some("shit"));
        assert_eq!(value("word_in('今すぐ無料で', '無料')").as_deref(), Some("無料"));
        assert_eq!(value("word_in(NULL, 'a')"), None);
    }

    #[test]
    fn patterns_lists_and_versions() {
        assert_eq!(value("'+49 30 1' REGEXP '^[+][0-9 ]+$'").as_deref(), Some("1"));
        assert_eq!(value("NULL REGEXP 'a'"), None);
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
