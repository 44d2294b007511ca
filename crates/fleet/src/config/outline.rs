//! What `fleet.toml` may hold: every table, every key, and what its values must be.
//!
//! Serde would stop at the first mistake and knows no line of a value; this goes through the whole file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;
use super::values;
use crate::sentence::did_you_mean;

/// Says what is wrong with a text.
pub(super) type Check = fn(&str) -> Result<(), String>;

/// What a value must be.
pub(super) enum Shape {
    /// Text.
    Text(Check),
    /// A whole number within limits.
    Whole(i64, i64),
    /// True or false.
    Flag,
    /// A list of texts.
    Texts(Check),
    /// Text or a whole number.
    Variable,
    /// An answer of the age rating; [`super::Config`] knows the questions.
    Answer,
    /// Keys, of which some must be there.
    Table(&'static [(&'static str, Self)], &'static [&'static str]),
    /// Names of the user's own, all with the same below them.
    Named(Check, &'static Self),
    /// Tables one after the other.
    Tables(&'static Self),
}

use Shape::{Answer, Flag, Named, Table, Tables, Text, Texts, Variable, Whole};

/// The whole file.
pub(super) const FILE: Shape = Table(
    &[
        ("on_change", Text(values::any)),
        ("simulator", Table(&[("apps", Whole(0, 100_000)), ("seed", Whole(0, i64::MAX)), ("hourly_limit", Whole(0, 4_294_967_295))], &[])),
        ("budget", Table(&[("reserve", Whole(0, 100))], &[])),
        ("submit", Table(&[("at_most_per_client", Whole(0, i64::MAX)), ("policies", Texts(values::any))], &[])),
        ("accounts", Named(values::name, &ACCOUNT)),
        ("clients", Named(values::name, &CLIENT)),
        ("apps", Named(values::pattern, &APP)),
        ("checks", Table(&[("levels", LEVELS), ("policies", Tables(&POLICY)), ("suppressions", Tables(&SUPPRESSION))], &[])),
        ("campaigns", Named(values::name, &CAMPAIGN)),
        ("profiles", Named(values::name, &Named(values::any, &Answer))),
    ],
    &[],
);

const ACCOUNT: Shape = Table(
    &[
        ("key_id", Text(values::filled)),
        ("issuer_id", Text(values::any)),
        ("key_path", Text(values::path)),
        ("api_key_path", Text(values::path)),
        ("keychain", Flag),
        ("base_url", Text(values::filled)),
        (
            "clock",
            Table(&[("origin", Whole(i64::MIN, i64::MAX)), ("speed", Whole(1, super::ClockConfig::FASTEST as i64))], &["origin", "speed"]),
        ),
        ("webhook_secret", Text(values::secret)),
    ],
    &[],
);

const CLIENT: Shape = Table(
    &[
        ("legal_name", Text(values::any)),
        ("accounts", Texts(values::any)),
        ("apps", Texts(values::pattern)),
        ("tags", Texts(values::filled)),
        ("variables", Named(values::variable, &Variable)),
    ],
    &[],
);

const APP: Shape =
    Table(&[("tags", Texts(values::filled)), ("variables", Named(values::variable, &Variable)), ("fastlane", Text(values::path))], &[]);

const LEVELS: Shape = Named(values::any, &Text(values::level));

const POLICY: Shape = Table(
    &[("clients", Texts(values::any)), ("tags", Texts(values::any)), ("apps", Texts(values::simple_pattern)), ("levels", LEVELS)],
    &["levels"],
);

const SUPPRESSION: Shape = Table(
    &[
        ("check", Text(values::filled)),
        ("clients", Texts(values::any)),
        ("tags", Texts(values::any)),
        ("apps", Texts(values::simple_pattern)),
        ("locales", Texts(values::any)),
        ("reason", Text(values::filled)),
        ("until", Text(values::date)),
    ],
    &["check", "reason", "until"],
);

const CAMPAIGN: Shape = Table(&[("title", Text(values::any)), ("due", Text(values::date)), ("query", Text(values::query))], &["query"]);

/// Whether a key is one of the file's, and its value none that is to be kept from others.
pub(super) fn is_shown(key: &str) -> bool {
    fn holds(shape: &Shape, key: &str) -> bool {
        match shape {
            Table(fields, _) => fields.iter().any(|(name, below)| *name == key || holds(below, key)),
            Named(_, below) | Tables(below) => holds(below, key),
            _ => false,
        }
    }
    key != "webhook_secret" && holds(&FILE, key)
}

/// Where in the file something is, in words.
struct Place<'a> {
    /// `[accounts.acme]`
    table: String,
    key: &'a Spanned<toml::de::DeString<'a>>,
}

/// Finds everything in the file that has another shape.
pub(super) fn check(file: &DeTable<'_>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    if let Table(fields, _) = FILE {
        keys(file, "", fields, &mut mistakes);
    }
    mistakes
}

fn keys(table: &DeTable<'_>, path: &str, fields: &[(&str, Shape)], mistakes: &mut Vec<Mistake>) {
    for (key, value) in table {
        if let Some((_, shape)) = fields.iter().find(|(name, _)| name == key.get_ref()) {
            look(value, shape, &Place { table: path.to_owned(), key }, mistakes);
            continue;
        }
        let names = || fields.iter().map(|(name, _)| *name);
        let hint = did_you_mean(key.get_ref(), names());
        let hint = hint.unwrap_or_else(|| format!("there are {}", names().collect::<Vec<_>>().join(", ")));
        let says = format!("there is no `{}` in {}; {hint}", key.get_ref(), bracketed(path));
        mistakes.push(Mistake::unknown(key.span(), says));
    }
}

fn look(value: &Spanned<DeValue<'_>>, shape: &Shape, place: &Place<'_>, mistakes: &mut Vec<Mistake>) {
    let name = place.key.get_ref();
    let mut wrong = |says: String| mistakes.push(Mistake::new(value.span(), says));
    let mut judge = |text: &str, check: &Check| {
        if let Err(why) = check(text) {
            wrong(format!("`{name}` of {}: {why}", bracketed(&place.table)));
        }
    };
    match (shape, value.get_ref()) {
        (Text(check), DeValue::String(text)) => judge(text, check),
        (Flag, DeValue::Boolean(_)) | (Variable, DeValue::String(_)) | (Answer, _) => {}
        (Whole(..) | Variable, DeValue::Integer(number)) => {
            let (least, most) = if let Whole(least, most) = shape { (*least, *most) } else { (i64::MIN, i64::MAX) };
            let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
            if number.is_none_or(|number| !(least..=most).contains(&number)) {
                wrong(format!("`{name}` of {} takes {}", bracketed(&place.table), wanted(shape)));
            }
        }
        (Texts(check), DeValue::Array(items)) => {
            for item in items {
                match item.get_ref().as_str() {
                    Some(text) => {
                        if let Err(why) = check(text) {
                            mistakes.push(Mistake::new(item.span(), format!("`{name}` of {}: {why}", bracketed(&place.table))));
                        }
                    }
                    None => mistakes.push(mismatch(item, shape, place)),
                }
            }
        }
        (Table(fields, required), DeValue::Table(table)) => {
            let path = joined(&place.table, name);
            keys(table, &path, fields, mistakes);
            missing(table, required, &path, place.key.span(), mistakes);
        }
        (Named(check, below), DeValue::Table(table)) => {
            let path = joined(&place.table, name);
            for (key, value) in table {
                if let Err(why) = check(key.get_ref()) {
                    mistakes.push(Mistake::new(key.span(), format!("{}: {why}", bracketed(&path))));
                }
                look(value, below, &Place { table: path.clone(), key }, mistakes);
            }
        }
        (Tables(Table(fields, required)), DeValue::Array(items)) => {
            for item in items {
                let Some(table) = item.get_ref().as_table() else {
                    mistakes.push(mismatch(item, shape, place));
                    continue;
                };
                let path = joined(&place.table, name);
                keys(table, &path, fields, mistakes);
                missing(table, required, &path, item.span(), mistakes);
            }
        }
        _ => mistakes.push(mismatch(value, shape, place)),
    }
}

fn missing(table: &DeTable<'_>, required: &[&str], path: &str, at: std::ops::Range<usize>, mistakes: &mut Vec<Mistake>) {
    for name in required.iter().filter(|name| !table.contains_key(**name)) {
        mistakes.push(Mistake::new(at.clone(), format!("{} has no `{name}`", bracketed(path))));
    }
}

fn mismatch(value: &Spanned<DeValue<'_>>, shape: &Shape, place: &Place<'_>) -> Mistake {
    let found = match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let says = format!("`{}` of {} takes {}, not {found}", place.key.get_ref(), bracketed(&place.table), wanted(shape));
    Mistake::new(value.span(), says)
}

fn wanted(shape: &Shape) -> String {
    match shape {
        Text(_) => "text in quotes".into(),
        Whole(i64::MIN, _) => "a whole number".into(),
        Whole(least, most) if *most >= 4_294_967_295 => format!("a whole number from {least}"),
        Whole(least, most) => format!("a whole number from {least} to {most}"),
        Flag => "true or false".into(),
        Texts(_) => "a list of texts, such as [\"one\", \"two\"]".into(),
        Tables(_) => "tables of their own, with [[…]]".into(),
        Variable | Answer => "text or a whole number".into(),
        Table(..) | Named(..) => "a table".into(),
    }
}

fn joined(path: &str, name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    let name = if is_bare { name.to_owned() } else { format!("\"{name}\"") };
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

fn bracketed(path: &str) -> String {
    if path.is_empty() { "fleet.toml".into() } else { format!("[{path}]") }
}

#[cfg(test)]
mod tests {
    use super::{FILE, Shape};
    use crate::config::Config;

    /// Serde's structs and this outline say the same: every table is asked for a key that it has not, and lists those
    /// that it has.
    #[test]
    fn the_outline_is_that_of_the_structs() {
        let mut tables = 0;
        compare(&FILE, &[], &mut tables);
        assert_eq!(tables, 12);
    }

    fn compare(shape: &Shape, path: &[(&str, bool)], tables: &mut usize) {
        match shape {
            Shape::Table(fields, required) => {
                // Serde's `flatten` keeps no list of names.
                if !path.iter().any(|(_, is_list)| *is_list) {
                    let header: Vec<&str> = path.iter().map(|(name, _)| *name).collect();
                    let header = if header.is_empty() { String::new() } else { format!("[{}]\n", header.join(".")) };
                    let error = toml::from_str::<Config>(&format!("{header}zzz = 1\n")).unwrap_err().message().to_owned();
                    let mut known: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
                    let mut ours: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
                    known.sort_unstable();
                    ours.sort_unstable();
                    assert_eq!(known, ours, "{header}{error}");
                }
                *tables += 1;
                assert!(required.iter().all(|name| fields.iter().any(|(field, _)| field == name)));
                for (name, shape) in *fields {
                    compare(shape, &[path, &[(name, false)]].concat(), tables);
                }
            }
            Shape::Named(_, below) => compare(below, &[path, &[("x", false)]].concat(), tables),
            Shape::Tables(below) => {
                let (last, above) = path.split_last().unwrap();
                compare(below, &[above, &[(last.0, true)]].concat(), tables);
            }
            _ => {}
        }
    }
}
