//! What single values of `fleet.toml` must be like, one sentence each for those that are not.

use jiff::civil::Date;
use store::check::Level;

use crate::{secret, template};

#[expect(clippy::unnecessary_wraps, reason = "one of many checks, and the one that finds nothing")]
pub(super) fn any(_: &str) -> Result<(), String> {
    Ok(())
}

pub(super) fn filled(text: &str) -> Result<(), String> {
    if text.trim().is_empty() { Err("it is empty".into()) } else { Ok(()) }
}

/// A name of the user's own, which is shown and typed.
pub(super) fn name(text: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        Err("a name is empty, or has control characters".into())
    } else {
        Ok(())
    }
}

/// A path, and not what the file holds.
pub(super) fn path(text: &str) -> Result<(), String> {
    // The base64 of a key has some 180 characters, and no dot.
    let is_base64 = text.len() > 100 && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "+/=".contains(letter));
    if is_base64 || text.contains("PRIVATE KEY") || text.contains('\n') {
        return Err("keys do not belong into fleet.toml: write the path of the file that holds it".into());
    }
    filled(text)
}

/// A GLOB pattern of bundle ids, or an id.
pub(super) fn pattern(text: &str) -> Result<(), String> {
    filled(text)?;
    if text.chars().any(char::is_whitespace) {
        return Err(format!("`{text}` has a blank: it is a bundle id, an id, or a pattern of bundle ids such as com.acme.*"));
    }
    // As SQLite reads it: a `]` that comes first is one of the letters.
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('[') {
        let after = after.strip_prefix('^').unwrap_or(after);
        let after = after.strip_prefix(']').unwrap_or(after);
        match after.split_once(']') {
            Some((_, after)) => rest = after,
            None => return Err(format!("`{text}` has a `[` that is never closed, and fits nothing")),
        }
    }
    Ok(())
}

/// A pattern where only `*` and `?` mean something.
pub(super) fn simple_pattern(text: &str) -> Result<(), String> {
    pattern(text)?;
    if text.contains('[') { Err(format!("`{text}`: only * and ? stand for something here")) } else { Ok(()) }
}

/// A variable is named in a template like a column.
pub(super) fn variable(name: &str) -> Result<(), String> {
    if name == "year" || !template::is_name(name) {
        return Err(format!("`{name}` is no name for a variable; use letters, digits and _, and not `year`"));
    }
    Ok(())
}

pub(super) fn secret(text: &str) -> Result<(), String> {
    secret::check(text).map_err(Into::into)
}

pub(super) fn level(text: &str) -> Result<(), String> {
    if text == "off" {
        return Ok(());
    }
    text.parse::<Level>().map(drop).map_err(|error| format!("{error}, and off"))
}

pub(super) fn date(text: &str) -> Result<(), String> {
    text.parse::<Date>().map(drop).map_err(|_| format!("`{text}` is no date; write it as \"2027-01-31\""))
}

pub(super) fn query(text: &str) -> Result<(), String> {
    if text.trim().trim_end_matches(';').is_empty() {
        return Err("it is empty; each row that it selects is something still to do".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{date, pattern, simple_pattern};

    #[test]
    fn patterns() {
        for good in ["com.acme.notes", "com.acme.*", "com.[ab]*", "123", "[]]x", "*"] {
            assert_eq!(pattern(good), Ok(()), "{good}");
        }
        for bad in ["", " ", "com.[ab", "com acme", "[^]"] {
            assert!(pattern(bad).is_err(), "{bad}");
        }
        assert!(simple_pattern("com.[ab]").is_err() && simple_pattern("com.?*").is_ok());
    }

    #[test]
    fn dates() {
        assert!(date("2027-01-31").is_ok() && date("2027-02-31").is_err() && date("soon").is_err());
    }
}
