//! Templates: `{year} {legal_name}` as an SQL expression, so that each row renders its own value.

use crate::error::{FleetError, Result};

/// Compiles a template to SQL: `{name}` is a column of the row, `{year}` the current year, `{{` and `}}` are braces.
/// The literal `null` alone is SQL NULL, which clears a field.
pub(crate) fn to_sql(template: &str) -> Result<String> {
    if template.eq_ignore_ascii_case("null") {
        return Ok("NULL".into());
    }
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = template;
    while let Some(place) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(place);
        text.push_str(before);
        if let Some(after) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
            text.push_str(&brace[..1]);
            rest = after;
            continue;
        }
        let alone = |one: &str, other: &str| {
            FleetError::input(format!("`{template}` has a {one} without a {other}")).hint(format!("write {one}{one} for a brace"))
        };
        let inside = brace.strip_prefix('{').ok_or_else(|| alone("}", "{"))?;
        let (name, after) = inside.split_once('}').ok_or_else(|| alone("{", "}"))?;
        if !text.is_empty() {
            parts.push(literal(&std::mem::take(&mut text)));
        }
        parts.push(placeholder(name)?);
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() || parts.is_empty() {
        parts.push(literal(&text));
    }
    Ok(parts.join(" || "))
}

fn placeholder(name: &str) -> Result<String> {
    if name == "year" {
        return Ok("strftime('%Y', 'now')".into());
    }
    if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        // NULL in a concatenation would clear the field without a word.
        return Ok(format!("coalesce({name}, '')"));
    }
    Err(FleetError::input(format!("`{{{name}}}` is not a column"))
        .hint("use {year}, {legal_name}, {client}, {app} or any column of the view"))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::to_sql;

    #[test]
    fn templates_become_expressions() {
        let sql = |template: &str| to_sql(template).unwrap();
        assert_eq!(sql("2026 ACME"), "'2026 ACME'");
        assert_eq!(sql("{year} {legal_name}"), "strftime('%Y', 'now') || ' ' || coalesce(legal_name, '')");
        assert_eq!(sql("it's {{so}}"), "'it''s {so}'");
        assert_eq!(sql(""), "''");
        assert_eq!(sql("NULL"), "NULL");
    }

    #[test]
    fn broken_templates_are_refused() {
        for template in ["{", "{year", "{}", "a}b", "{a b}", "{'; DROP TABLE x --}"] {
            assert!(to_sql(template).is_err(), "{template}");
        }
    }
}
