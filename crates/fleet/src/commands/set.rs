//! `fleet set`.

use std::fmt::Write as _;

use store::catalog::{Field, catalog};

use crate::cli::Context;
use crate::commands::edit;
use crate::error::{FleetError, Result};
use crate::selection::{must_match, must_match_apps};
use crate::{sentence, template};

/// Stage field values over many apps
///
/// A value may name columns of its row: `{year}`, `{legal_name}`, `{app}`, `{client}` and any other. `null` clears a field.
/// The view is found by the fields' names.
///
/// Example: `fleet set 'copyright={year} {legal_name}' --where editable`
#[derive(Debug, clap::Args)]
pub(crate) struct SetArgs {
    /// Fields and their values, such as 'copyright=2026 ACME'
    #[arg(required = true, value_name = "FIELD=VALUE")]
    assignments: Vec<String>,
    /// Only rows for which this SQL condition over the view's columns holds
    #[arg(long = "where", value_name = "SQL")]
    condition: Option<String>,
    /// Only these apps: id, bundle id or name, or a GLOB pattern of one
    #[arg(long, value_name = "APP")]
    app: Vec<String>,
    /// Only apps of these clients
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// The view, where several have such a field
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
}

pub(crate) fn set(context: &Context, args: &SetArgs) -> Result<u8> {
    let sql = sql(args)?;
    let reader = context.workspace()?.reader()?;
    must_match_apps(&reader, &args.app, &args.client)?;
    for locale in &args.locale {
        must_match(&reader, "version_localizations", "lower(locale) = lower(?1)", "locale", locale)?;
    }
    edit::stage(context, &sql)
}

/// The UPDATE that the arguments stand for: one semantic path for the short form and for SQL.
fn sql(args: &SetArgs) -> Result<String> {
    let mut assignments = Vec::new();
    for assignment in &args.assignments {
        let (field, value) = assignment.split_once('=').ok_or_else(|| FleetError::input(format!("`{assignment}` is not FIELD=VALUE")))?;
        assignments.push((field.trim(), template::to_sql(value)?));
    }
    let fields: Vec<&str> = assignments.iter().map(|(field, _)| *field).collect();
    let view = view(&fields, args.view.as_deref())?;
    let sets: Vec<_> = assignments.iter().map(|(field, value)| format!("{field} = {value}")).collect();
    let mut sql = format!("UPDATE {view} SET {}", sets.join(", "));
    let conditions = conditions(args, view);
    if !conditions.is_empty() {
        let _ = write!(sql, " WHERE {}", conditions.join(" AND "));
    }
    Ok(sql)
}

fn conditions(args: &SetArgs, view: &str) -> Vec<String> {
    let (id, name) = if view == "apps" { ("id", "name") } else { ("app_id", "app") };
    let mut conditions = Vec::new();
    conditions.extend(args.condition.as_ref().map(|condition| format!("({condition})")));
    let any = |values: &[String], test: &dyn Fn(&str) -> String| {
        (!values.is_empty()).then(|| format!("({})", values.iter().map(|value| test(&literal(value))).collect::<Vec<_>>().join(" OR ")))
    };
    conditions.extend(any(&args.app, &|app| format!("{id} = {app} OR bundle_id GLOB {app} OR {name} GLOB {app}")));
    conditions.extend(any(&args.client, &|client| format!("client = {client}")));
    conditions.extend(any(&args.locale, &|locale| format!("lower(locale) = lower({locale})")));
    conditions
}

/// The view all fields can be edited through: of a resource if one has them all, else the listings.
fn view<'a>(fields: &[&str], wanted: Option<&'a str>) -> Result<&'a str> {
    if let Some(view) = wanted {
        if catalog().views.iter().any(|known| known.name == view) {
            return Ok(view);
        }
        return Err(FleetError::input(format!("there is no view `{view}`")));
    }
    let of_resource =
        catalog().resources.iter().find(|resource| fields.iter().all(|name| resource.field(name).is_some_and(Field::is_updatable)));
    if let Some(resource) = of_resource {
        return Ok(&resource.name);
    }
    let is_shown = |view: &store::catalog::View, field: &str| view.columns.iter().any(|column| column.rsplit('.').next() == Some(field));
    if let Some(view) = catalog().views.iter().find(|view| fields.iter().all(|field| is_shown(view, field))) {
        return Ok(&view.name);
    }
    let known = || {
        catalog()
            .resources
            .iter()
            .flat_map(|resource| &resource.fields)
            .filter(|field| field.is_updatable())
            .map(|field| field.name.as_str())
    };
    let Some(unknown) = fields.iter().find(|field| !known().any(|name| name == **field)) else {
        return Err(FleetError::input("no view has all of these fields")
            .hint("set them one command at a time; fleet push still sends one request per row"));
    };
    let hint = sentence::did_you_mean(unknown, known())
        .unwrap_or_else(|| "`fleet query \"SELECT resource, name FROM fields WHERE access = 'update'\"` lists them".into());
    Err(FleetError::input(format!("no field that can be edited is called `{unknown}`")).hint(hint))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{SetArgs, sql};

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: SetArgs,
    }

    fn compiled(words: &[&str]) -> String {
        let line = Line::try_parse_from([&["set"], words].concat()).unwrap();
        sql(&line.args).unwrap_or_else(|error| format!("{error}; {}", error.next_step().unwrap_or_default()))
    }

    #[test]
    fn the_short_form_is_an_update() {
        assert_eq!(
            compiled(&["copyright={year} {legal_name}", "--where", "editable"]),
            "UPDATE versions SET copyright = strftime('%Y', 'now') || ' ' || coalesce(legal_name, '') WHERE (editable)"
        );
        assert_eq!(
            compiled(&["support_url=https://a.example/", "marketing_url=null", "--client", "o'neil", "--locale", "de-DE"]),
            "UPDATE version_localizations SET support_url = 'https://a.example/', marketing_url = NULL \
             WHERE (client = 'o''neil') AND (lower(locale) = lower('de-DE'))"
        );
        assert_eq!(
            compiled(&["name=N", "description=D", "--app", "com.acme.*"]),
            "UPDATE listings SET name = 'N', description = 'D' WHERE (app_id = 'com.acme.*' OR bundle_id GLOB 'com.acme.*' OR app GLOB 'com.acme.*')"
        );
    }

    #[test]
    fn mistakes_say_what_was_meant() {
        assert_eq!(compiled(&["copyrigth=x"]), "no field that can be edited is called `copyrigth`; did you mean `copyright`?");
        assert_eq!(compiled(&["copyright"]), "`copyright` is not FIELD=VALUE; ");
        assert_eq!(
            compiled(&["copyright=x", "gambling=1"]),
            "no view has all of these fields; set them one command at a time; fleet push still sends one request per row"
        );
    }
}
