//! `fleet set`.

use serde_json::Value as Json;
use store::catalog::{Field, catalog};
use store::{Reader, Store, Value, literal};

use crate::cli::Context;
use crate::commands::edit;
use crate::error::{FleetError, Result};
use crate::output::Ui;
use crate::selection::{any_of, must_match, must_match_apps, must_match_checks, must_match_tags};
use crate::template::Names;
use crate::{columns, exit_code, profile, sentence, template};

/// Stage field values over many apps
///
/// A value may name columns of its row and variables of its app in fleet.toml: `{year}`, `{legal_name}`, `{app}`,
/// `{client}` and any other; `{name|default}` where it may be empty. `null` clears a field, `FIELD=-` reads the value from
/// standard input as it is, and `-` alone reads a JSON object of fields and values. The view is found by the fields'
/// names.
///
/// `--profile` answers the age-rating questions that have no answer yet: utility, game, social, or one of fleet.toml.
///
/// Example: `fleet set 'copyright={year} {legal_name}' --where "client = 'acme' AND editable"`
#[derive(Debug, clap::Args)]
pub(crate) struct SetArgs {
    /// Fields and their values, such as 'copyright=2026 ACME'
    #[arg(required_unless_present = "profile", value_name = "FIELD=VALUE")]
    assignments: Vec<String>,
    /// Answer the age-rating questionnaire like this; what is answered already stays
    #[arg(long, value_name = "NAME", conflicts_with = "view")]
    profile: Option<String>,
    /// With --profile, also where there is another answer already
    #[arg(long, requires = "profile")]
    overwrite: bool,
    /// Only rows for which this SQL condition over the view's columns holds
    #[arg(long = "where", value_name = "SQL")]
    condition: Option<String>,
    /// Only these apps: id, bundle id or name, or a GLOB pattern of one
    #[arg(long, value_name = "APP")]
    app: Vec<String>,
    /// Only apps of these clients
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// Only apps that have one of these tags in fleet.toml
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only apps in which this check found something when the checks last ran: its name, or a GLOB pattern of some
    #[arg(long, value_name = "CHECK")]
    finding: Vec<String>,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// Only these platforms
    #[arg(long, value_name = "PLATFORM", ignore_case = true, value_parser = ["IOS", "MAC_OS", "TV_OS", "VISION_OS"])]
    platform: Vec<String>,
    /// The view, where several have such a field
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
}

pub(crate) fn set(context: &Context, args: &SetArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    let reader = workspace.reader()?;
    must_match_apps(&reader, &args.app, &args.client)?;
    must_match_tags(&reader, &args.tag)?;
    must_match_checks(&reader, &args.finding)?;
    for locale in &args.locale {
        must_match(&reader, "version_localizations", "lower(locale) = lower(?1)", "locale", locale)?;
    }
    let assignments = assignments(&args.assignments, &mut std::io::stdin())?;
    let update = match &args.profile {
        Some(name) => Update::answering(&profile::answers(name, &workspace.config().profiles)?, assignments, args)?,
        None => Update::new(assignments, args, |view| Names::of(&reader, view))?,
    };
    update.check(&reader)?;
    let mut store = workspace.existing_store()?;
    let staging = store.stage(&update.sql())?;
    edit::print_staging(context.ui, staging)?;
    edit::warn_problems(context.ui, &store)?;
    if args.profile.is_some() {
        say_answered(context.ui, &store, &update)?;
    }
    Ok(exit_code::DONE)
}

/// A field and what it shall be.
type Assignment = (String, Wanted);

/// What a field shall be.
#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    /// A template, for each row.
    Template(String),
    /// This and nothing else, as SQL.
    Exactly(String),
}

/// Reads the assignments of the command line, and those that come from standard input.
fn assignments(words: &[String], input: &mut impl std::io::Read) -> Result<Vec<Assignment>> {
    let mut assignments = Vec::new();
    for word in words {
        if word == "-" {
            let text = std::io::read_to_string(&mut *input)?;
            let object: serde_json::Map<String, Json> = serde_json::from_str(&text)
                .map_err(|error| FleetError::input(format!("standard input is no JSON object of fields and values: {error}")))?;
            for (field, value) in object {
                let sql = match value {
                    Json::Null => "NULL".into(),
                    Json::String(text) => literal(&text),
                    Json::Bool(yes) => i64::from(yes).to_string(),
                    other => literal(&other.to_string()),
                };
                assignments.push((field, Wanted::Exactly(sql)));
            }
            continue;
        }
        let (field, value) = word.split_once('=').ok_or_else(|| FleetError::input(format!("`{word}` is not FIELD=VALUE")))?;
        let wanted = if value == "-" {
            let text = std::io::read_to_string(&mut *input)?;
            // A file ends with a newline that is no part of the text.
            Wanted::Exactly(literal(text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text))))
        } else {
            Wanted::Template(value.to_owned())
        };
        assignments.push((field.trim().to_owned(), wanted));
    }
    Ok(assignments)
}

/// The UPDATE that the arguments stand for: one semantic path for the short form and for SQL.
#[derive(Debug)]
struct Update {
    view: String,
    sets: Vec<(String, String)>,
    conditions: Vec<String>,
    /// What a template names and must not be empty: the name, and its expression.
    needs: Vec<(String, String)>,
}

impl Update {
    fn new(assignments: Vec<Assignment>, args: &SetArgs, names: impl FnOnce(&str) -> Result<Names>) -> Result<Self> {
        let fields: Vec<&str> = assignments.iter().map(|(field, _)| field.as_str()).collect();
        let view = view(&fields, args.view.as_deref())?.to_owned();
        let names = names(&view)?;
        let mut update = Self { conditions: conditions(args, &view), view, sets: Vec::new(), needs: Vec::new() };
        for (field, wanted) in assignments {
            let sql = match wanted {
                Wanted::Exactly(sql) => sql,
                Wanted::Template(template) => {
                    let template = template::compile(&template, &names)?;
                    update.needs.extend(template.needs);
                    template.sql
                }
            };
            update.sets.push((field, sql));
        }
        Ok(update)
    }

    /// The answers of a profile to the questions that have none, and whatever else is given.
    fn answering(answers: &[(String, String)], assignments: Vec<Assignment>, args: &SetArgs) -> Result<Self> {
        let view = "age_ratings".to_owned();
        let mut conditions = conditions(args, &view);
        conditions.push("editable".into());
        let mut sets: Vec<(String, String)> = Vec::new();
        for (field, wanted) in assignments {
            if !catalog().resource(&view).is_some_and(|resource| resource.field(&field).is_some_and(Field::is_updatable)) {
                return Err(FleetError::input(format!("with --profile only age ratings are set, and `{field}` is none")));
            }
            let sql = match wanted {
                Wanted::Exactly(sql) => sql,
                Wanted::Template(text) if text.eq_ignore_ascii_case("null") => "NULL".into(),
                Wanted::Template(text) => literal(&text),
            };
            sets.push((field, sql));
        }
        for (field, answer) in answers {
            if !sets.iter().any(|(given, _)| given == field) {
                sets.push((field.clone(), if args.overwrite { answer.clone() } else { format!("coalesce({field}, {answer})") }));
            }
        }
        Ok(Self { view, sets, conditions, needs: Vec::new() })
    }

    fn sql(&self) -> String {
        let sets: Vec<_> = self.sets.iter().map(|(field, value)| format!("{field} = {value}")).collect();
        format!("UPDATE {} SET {}{}", self.view, sets.join(", "), self.filter())
    }

    fn filter(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!(" WHERE {}", self.conditions.join(" AND ")) }
    }

    /// What a template names must be there in every row that is meant: a copyright of nobody is worse than an error.
    fn check(&self, reader: &Reader) -> Result<()> {
        let app = if self.view == "apps" { "name" } else { "app" };
        for (name, expression) in &self.needs {
            let joined = if self.conditions.is_empty() { " WHERE " } else { " AND " };
            let sql = format!("SELECT {app} FROM {}{}{joined}{expression} IS NULL GROUP BY 1 ORDER BY 1", self.view, self.filter());
            let apps: Vec<Value> = reader.query(&sql, &[])?.rows.into_iter().filter_map(|row| row.into_iter().next()).collect();
            if !apps.is_empty() {
                return Err(template::empty(name, &apps));
            }
        }
        Ok(())
    }
}

/// `187 of 200 apps have answered every question`
fn say_answered(ui: Ui, store: &Store, update: &Update) -> Result<()> {
    let all: Vec<String> = profile::questions().map(|field| format!("{} IS NOT NULL", field.name)).collect();
    let meant: Vec<&str> = update.conditions.iter().map(String::as_str).filter(|condition| *condition != "editable").collect();
    let filter = if meant.is_empty() { String::new() } else { format!(" WHERE {}", meant.join(" AND ")) };
    // Of an app's two app infos the one in preparation is the one that counts.
    let sql = format!(
        "SELECT count(*), coalesce(sum(answered), 0), coalesce(sum(NOT answered AND NOT editable), 0) FROM (
           SELECT {} AS answered, editable, row_number() OVER (PARTITION BY account, app_id ORDER BY editable DESC, pk DESC) AS place FROM age_ratings{filter}
         ) WHERE place = 1",
        all.join(" AND ")
    );
    let rows = store.query(&sql, &[])?.rows;
    let [apps, answered, frozen] = [0, 1, 2].map(|index| rows.first().and_then(|row| row[index].as_integer()).unwrap_or_default());
    let frozen = if frozen > 0 { format!("; {frozen} cannot be edited in this state") } else { String::new() };
    ui.say(&format!("{answered}/{apps} answered{frozen}"));
    Ok(())
}

fn conditions(args: &SetArgs, view: &str) -> Vec<String> {
    let (id, name) = if view == "apps" { ("id", "name") } else { ("app_id", "app") };
    let mut conditions = Vec::new();
    conditions.extend(args.condition.as_ref().map(|condition| format!("({condition}\n)")));
    conditions.extend(any_of(&args.app, |app| format!("{id} = {app} OR bundle_id GLOB {app} OR {name} GLOB {app}")));
    conditions.extend(any_of(&args.client, |client| format!("client = {client}")));
    conditions.extend(any_of(&args.tag, |tag| format!("{id} IN (SELECT app_id FROM tags WHERE tag = {tag})")));
    conditions.extend(any_of(&args.finding, |check| format!("{id} IN (SELECT app_id FROM findings WHERE check_name GLOB {check})")));
    conditions.extend(any_of(&args.locale, |locale| format!("lower(locale) = lower({locale})")));
    let has_platform = catalog().views.iter().find(|known| known.name == view).is_some_and(|view| {
        let shows = |column: &String| match column.split_once('.') {
            Some((resource, "*")) => catalog().resource(resource).is_some_and(|resource| resource.field("platform").is_some()),
            _ => column.ends_with(".platform"),
        };
        view.columns.iter().any(shows)
    });
    conditions.extend(any_of(&args.platform, |platform| {
        let platform = platform.to_ascii_uppercase();
        if has_platform {
            format!("platform = {platform}")
        } else {
            format!("{id} IN (SELECT app_id FROM versions WHERE platform = {platform})")
        }
    }));
    conditions
}

/// The view all fields can be edited through: of a resource if one has them all, else the listings.
fn view<'a>(fields: &[&str], wanted: Option<&'a str>) -> Result<&'a str> {
    if let Some(view) = wanted {
        if catalog().views.iter().any(|known| known.name == view) {
            return Ok(view);
        }
        return Err(columns::no_view(view));
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{SetArgs, Update, Wanted, assignments};
    use crate::template::Names;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: SetArgs,
    }

    fn compiled(words: &[&str]) -> String {
        let line = Line::try_parse_from([&["set"], words].concat()).unwrap();
        let update = assignments(&line.args.assignments, &mut std::io::empty())
            .and_then(|assignments| Update::new(assignments, &line.args, |_| Ok(Names::default())));
        update.map_or_else(|error| format!("{error}; {}", error.next_step().unwrap_or_default()), |update| update.sql())
    }

    #[test]
    fn the_short_form_is_an_update() {
        assert_eq!(
            compiled(&["copyright={year} ACME", "--where", "editable"]),
            "UPDATE versions SET copyright = strftime('%Y', 'now') || ' ACME' WHERE (editable\n)"
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
        assert_eq!(
            compiled(&["primary_locale=de-DE", "--tag", "kids", "--platform", "ios"]),
            "UPDATE apps SET primary_locale = 'de-DE' WHERE (id IN (SELECT app_id FROM tags WHERE tag = 'kids')) \
             AND (id IN (SELECT app_id FROM versions WHERE platform = 'IOS'))"
        );
        assert_eq!(compiled(&["copyright=x", "--platform", "TV_OS"]), "UPDATE versions SET copyright = 'x' WHERE (platform = 'TV_OS')");
    }

    #[test]
    fn values_come_from_standard_input_as_they_are() {
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let read = |given: &[&str], mut input: &[u8]| assignments(&words(given), &mut input).unwrap();
        assert_eq!(read(&["description=-"], b"a {b}\nc\n"), [("description".to_owned(), Wanted::Exactly("'a {b}\nc'".into()))]);
        let object = br#"{"keywords": "it's", "marketing_url": null, "downloadable": true}"#;
        let values: Vec<Wanted> = read(&["-"], object).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["1", "'it''s'", "NULL"].map(|sql| Wanted::Exactly(sql.into())));
        assert!(assignments(&words(&["-"]), &mut "[]".as_bytes()).is_err());
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
