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
        let pattern = pattern(context, 0, |pattern| Regex::new(pattern).map_err(Failure::from))?;
        Ok(text(context, 1)?.map(|text| pattern.is_match(text)))
    })?;
    connection.create_scalar_function("word_in", 2, flags, |context| {
        let words = pattern(context, 1, |words| Regex::new(&one_of(words)).map_err(Failure::from))?;
        Ok(text(context, 0)?.and_then(|text| words.find(text)).map(|found| found.as_str().to_owned()))
    })?;
    connection.create_scalar_function("split", 2, flags, |context| {
        let (Some(text), Some(separator)) = (text(context, 0)?, text(context, 1)?) else { return Ok(None) };
        Ok(Some(serde_json::json!(text.split(separator).collect::<Vec<_>>()).to_string()))
    })?;
    connection.create_scalar_function("version_key", 1, flags, |context| Ok(text(context, 0)?.and_then(version_key)))
}

/// The text of an argument; `None` for NULL.
fn text<'a>(context: &'a Context<'_>, index: usize) -> Outcome<Option<&'a str>> {
    context.get_raw(index).as_str_or_null().map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
}

/// A constant argument, compiled once for all rows.
fn pattern(context: &Context<'_>, index: usize, compile: impl FnOnce(&str) -> Result<Regex, Failure>) -> Outcome<Arc<Regex>> {
    let index_of = i32::try_from(index).unwrap_or_default();
    context.get_or_create_aux(index_of, |value| compile(value.as_str()?))
}

/// A pattern of any of the words between bars, as whole words, in any case.
fn one_of(words: &str) -> String {
    let words: Vec<String> = words.split('|').map(str::trim).filter(|word| !word.is_empty()).map(bounded).collect();
    format!("(?i){}", words.join("|"))
}

/// A word begins and ends where letters do; a sign, such as €, stands for itself.
fn bounded(word: &str) -> String {
    let edge = |letter: Option<char>| if letter.is_some_and(|letter| letter.is_alphanumeric() && letter.is_ascii()) { r"\b" } else { "" };
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
