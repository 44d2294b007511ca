//! Templates: `{year} {legal_name}` as an SQL expression, so that each row renders its own value.

use std::collections::BTreeSet;
use std::path::Path;

use store::{Reader, Value, literal};

use crate::error::{FleetError, Result};
use crate::output::shown;
use crate::sentence;

/// What a template can name, in one view.
#[derive(Debug, Default)]
pub(crate) struct Names {
    view: String,
    columns: BTreeSet<String>,
    /// Variables that any app has in fleet.toml.
    variables: BTreeSet<String>,
}

/// A template as SQL.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    /// The value, as an expression over the view's row.
    pub(crate) sql: String,
    /// What it names and may not be NULL: the name, and its expression.
    pub(crate) needs: Vec<(String, String)>,
}

impl Names {
    /// Of this view.
    pub(crate) fn of(reader: &Reader, view: &str) -> Result<Self> {
        let texts = |sql: &str| -> Result<BTreeSet<String>> {
            let rows = reader.query(sql, &[])?.rows;
            Ok(rows.iter().filter_map(|row| row[0].as_text().map(ToOwned::to_owned)).collect())
        };
        Ok(Self {
            columns: texts(&format!("SELECT name FROM pragma_table_info({})", literal(view)))?,
            variables: texts("SELECT DISTINCT name FROM variables")?,
            view: view.into(),
        })
    }

    /// The expression of a name.
    fn expression(&self, name: &str) -> Result<String> {
        if self.columns.contains(name) {
            return Ok(name.to_owned());
        }
        if self.variables.contains(name) {
            let view = &self.view;
            let id = if view == "apps" { "id" } else { "app_id" };
            let name = literal(name);
            return Ok(format!(
                "(SELECT v.value FROM variables AS v WHERE v.app_id = {view}.{id} AND v.account = {view}.account AND v.name = {name})"
            ));
        }
        let known = self.columns.iter().chain(&self.variables).map(String::as_str).chain(["year"]);
        let hint = sentence::did_you_mean(name, known).unwrap_or_else(|| {
            "use {year}, {legal_name}, {client}, {app}, any column of the view or a variable of fleet.toml; {{ is a brace".into()
        });
        Err(FleetError::input(format!("`{{{name}}}` is neither a column of {} nor a variable of an app", self.view)).hint(hint))
    }
}

/// A template as it was typed: `@FILE` stands for what a file holds.
pub(crate) fn typed(word: &str) -> Result<String> {
    let Some(path) = word.strip_prefix('@') else { return Ok(word.to_owned()) };
    of_file(Path::new(path))
}

/// The template that a file holds. A file ends with a newline that is no part of the text.
pub(crate) fn of_file(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| FleetError::input(format!("`{}` is no UTF-8 text", path.display())))?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// Says that a name of a template is empty in some apps, where it must not be: a copyright of nobody is worse than an
/// error.
pub(crate) fn empty(name: &str, apps: &[Value]) -> FleetError {
    let named: Vec<String> = apps.iter().take(3).map(shown).collect();
    let more = if apps.len() > named.len() { format!(" and {} more", apps.len() - named.len()) } else { String::new() };
    FleetError::input(format!("`{{{name}}}` is empty in {}: {}{more}", sentence::count(apps.len(), "app"), named.join(", ")))
        .hint(format!("set it in fleet.toml, give a default with {{{name}|…}}, or leave the rows out with --where"))
}

/// Compiles a template to SQL: `{name}` is a column of the row or a variable of its app, `{name|default}` the default
/// where it is empty, `{year}` the current year, `{{` and `}}` are braces. The literal `null` alone is SQL NULL, which
/// clears a field.
pub(crate) fn compile(template: &str, names: &Names) -> Result<Template> {
    if template.eq_ignore_ascii_case("null") {
        return Ok(Template { sql: "NULL".into(), needs: Vec::new() });
    }
    let mut compiled = Template::default();
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
        parts.push(placeholder(name, names, &mut compiled.needs)?);
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() || parts.is_empty() {
        parts.push(literal(&text));
    }
    compiled.sql = parts.join(" || ");
    Ok(compiled)
}

fn placeholder(inside: &str, names: &Names, needs: &mut Vec<(String, String)>) -> Result<String> {
    if inside == "year" {
        return Ok("strftime('%Y', 'now')".into());
    }
    let (name, default) = inside.split_once('|').map_or((inside, None), |(name, default)| (name, Some(default)));
    if !is_name(name) {
        return Err(FleetError::input(format!("`{{{inside}}}` is not a name"))
            .hint("use {year}, {legal_name}, {client}, {app}, any column of the view or a variable of fleet.toml; {{ is a brace"));
    }
    let expression = names.expression(name)?;
    if let Some(default) = default {
        return Ok(format!("coalesce({expression}, {})", literal(default)));
    }
    needs.push((name.to_owned(), expression.clone()));
    Ok(expression)
}

/// Whether a text is a name: letters, digits and underscores.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::{Names, compile};

    fn names() -> Names {
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Names { view: "versions".into(), columns: set(&["app", "legal_name"]), variables: set(&["holder"]) }
    }

    #[test]
    fn templates_become_expressions() {
        let sql = |template: &str| compile(template, &names()).unwrap().sql;
        assert_eq!(sql("2026 ACME"), "'2026 ACME'");
        assert_eq!(sql("{year} {legal_name}"), "strftime('%Y', 'now') || ' ' || legal_name");
        assert_eq!(sql("{legal_name|nobody's}"), "coalesce(legal_name, 'nobody''s')");
        assert_eq!(
            sql("© {holder}"),
            "'© ' || (SELECT v.value FROM variables AS v WHERE v.app_id = versions.app_id AND v.account = versions.account AND v.name = 'holder')"
        );
        assert_eq!(sql("it's {{so}}"), "'it''s {so}'");
        assert_eq!(sql(""), "''");
        assert_eq!(sql("NULL"), "NULL");
    }

    #[test]
    fn what_may_not_be_empty_is_told() {
        let needs = |template: &str| compile(template, &names()).unwrap().needs.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(needs("{year} {legal_name} {app|x}"), ["legal_name"]);
    }

    #[test]
    fn broken_templates_are_refused() {
        for template in ["{", "{year", "{}", "a}b", "{a b}", "{'; DROP TABLE x --}", "{nobody}"] {
            assert!(compile(template, &names()).is_err(), "{template}");
        }
    }
}
