//! What a command is about, as the command line says it: which apps, how old.

use engine::Selection;
use store::{Reader, Value, literal, scope};

use crate::checks;
use crate::error::{FleetError, Result};
use crate::sentence;

/// Which apps a command is about
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct AppArgs {
    /// Only these apps: id, bundle id or name, or a GLOB pattern of one
    #[arg(long, value_name = "APP")]
    pub(crate) app: Vec<String>,
    /// Only apps of these clients
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Vec<String>,
    /// Only apps that have one of these tags in fleet.toml
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    /// Only apps in which this check found something when the checks last ran: its name, or a GLOB pattern of some
    #[arg(long, value_name = "CHECK")]
    pub(crate) finding: Vec<String>,
    /// Only apps for which this SQL condition over the columns of the view `apps` holds
    #[arg(long = "where", value_name = "SQL")]
    pub(crate) condition: Option<String>,
}

impl AppArgs {
    /// SQL over the view `apps`, with its parameters; `None` when all are meant.
    pub(crate) fn condition(&self) -> Option<(String, Vec<Value>)> {
        let mut parameters: Vec<Value> = Vec::new();
        let mut any = |names: &[String], test: &dyn Fn(usize) -> String| {
            let tests: Vec<String> = names
                .iter()
                .map(|name| {
                    parameters.push(Value::Text(name.clone()));
                    test(parameters.len())
                })
                .collect();
            (!tests.is_empty()).then(|| format!("({})", tests.join(" OR ")))
        };
        let conditions: Vec<String> = [
            any(&self.app, &|index| format!("id = ?{index} OR bundle_id GLOB ?{index} OR name GLOB ?{index}")),
            any(&self.client, &|index| format!("client = ?{index}")),
            any(&self.tag, &|index| format!("id IN (SELECT app_id FROM tags WHERE tag = ?{index})")),
            any(&self.finding, &|index| format!("pk IN (SELECT app FROM check_findings WHERE check_name GLOB ?{index})")),
            self.condition.as_ref().map(|condition| format!("({condition}\n)")),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!conditions.is_empty()).then(|| (conditions.join(" AND "), parameters))
    }

    /// SQL that is true for the rows of these apps, over a view that is known by this name and shows `app_id` and `account`,
    /// with its parameters.
    pub(crate) fn rows_of(&self, view: &str) -> (String, Vec<Value>) {
        let Some((condition, parameters)) = self.condition() else { return ("1".into(), Vec::new()) };
        (format!("({view}.app_id, {view}.account) IN (SELECT id, account FROM apps WHERE {condition})"), parameters)
    }

    /// A name that matches nothing in a mirror that has apps is a mistake.
    pub(crate) fn check(&self, reader: &Reader) -> Result<()> {
        if reader.query("SELECT 1 FROM apps LIMIT 1", &[])?.rows.is_empty() {
            return Ok(());
        }
        must_match_apps(reader, &self.app, &self.client)?;
        must_match_tags(reader, &self.tag)?;
        must_match_checks(reader, &self.finding)?;
        if let Some(condition) = &self.condition {
            reader.query(&format!("SELECT 1 FROM apps WHERE ({condition}\n) LIMIT 1"), &[])?;
        }
        Ok(())
    }
}

/// Every one of these names of apps and of clients must be that of an app in the mirror.
pub(crate) fn must_match_apps(reader: &Reader, apps: &[String], clients: &[String]) -> Result<()> {
    for app in apps {
        must_match(reader, "apps", "id = ?1 OR bundle_id GLOB ?1 OR name GLOB ?1", "app", app)?;
    }
    for client in clients {
        must_match(reader, "apps", "client = ?1", "client", client)?;
    }
    Ok(())
}

/// Every one of these tags must be one of fleet.toml that an app has.
pub(crate) fn must_match_tags(reader: &Reader, tags: &[String]) -> Result<()> {
    tags.iter().try_for_each(|tag| must_match(reader, "tags", "tag = ?1", "tag", tag))
}

/// Every one of these must be a check of the program or of the workspace, whether it has found anything or not.
pub(crate) fn must_match_checks(reader: &Reader, names: &[String]) -> Result<()> {
    // The mirror is .fleet/fleet.db below the workspace.
    let Some(root) = reader.path().and_then(|path| path.ancestors().nth(2)).filter(|_| !names.is_empty()) else { return Ok(()) };
    let known = checks::all(root)?;
    names.iter().try_for_each(|name| checks::must_exist(&known, name))
}

/// A name that matches nothing is a mistake, and not a selection of nothing.
pub(crate) fn must_match(reader: &Reader, view: &str, condition: &str, noun: &str, name: &str) -> Result<()> {
    let found = reader.query(&format!("SELECT 1 FROM {view} WHERE {condition} LIMIT 1"), &[Value::Text(name.into())])?;
    if !found.rows.is_empty() {
        return Ok(());
    }
    let (known, list) = match noun {
        "app" => ("SELECT name FROM apps UNION SELECT bundle_id FROM apps", "SELECT id, bundle_id, name, client FROM apps"),
        "client" => ("SELECT name FROM clients", "SELECT name, legal_name FROM clients"),
        "tag" => ("SELECT DISTINCT tag FROM tags", "SELECT DISTINCT tag FROM tags"),
        _ => ("SELECT DISTINCT locale FROM version_localizations", "SELECT DISTINCT locale FROM version_localizations"),
    };
    let known = reader.query(known, &[])?;
    let hint = sentence::did_you_mean(name, known.rows.iter().filter_map(|row| row[0].as_text()));
    let hint = hint.unwrap_or_else(|| match (noun, known.rows.is_empty()) {
        ("tag" | "client", true) => format!("fleet.toml gives no app a {noun} yet; `fleet init --print` shows how"),
        _ => format!("`fleet query \"{list}\"` lists them"),
    });
    Err(FleetError::input(format!("no {noun} in the mirror is called `{name}`")).hint(hint))
}

/// How much is synced
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct TierArgs {
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_parser = tiers(), help = only_help())]
    only: Vec<String>,
    /// Every part, as far as it is due: what moves slowly is read once a day or less
    #[arg(long, conflicts_with = "only")]
    all: bool,
    /// Read again what is frozen or fresh, too
    #[arg(long)]
    full: bool,
    /// Read only what is older than this, such as 30m, 1h or 2d, or whose state has changed
    #[arg(long, value_name = "AGE", value_parser = seconds)]
    max_age: Option<u64>,
}

impl TierArgs {
    /// What to sync, of these apps.
    pub(crate) fn selection(&self, apps: &AppArgs) -> Selection {
        let tiers = match (self.all, self.only.is_empty()) {
            (true, _) => scope::tiers().into_iter().map(ToOwned::to_owned).collect(),
            (false, true) => Selection::default().tiers,
            (false, false) => self.only.clone(),
        };
        Selection {
            tiers,
            is_named: !self.only.is_empty(),
            is_full: self.full,
            max_age: self.max_age,
            apps: apps.condition(),
            ..Selection::default()
        }
    }
}

/// SQL that is true when the test of any value is, each given as an SQL literal; `None` without values.
pub(crate) fn any_of(values: &[String], test: impl Fn(&str) -> String) -> Option<String> {
    let tests: Vec<String> = values.iter().map(|value| test(&literal(value))).collect();
    (!tests.is_empty()).then(|| format!("({})", tests.join(" OR ")))
}

/// Names every part there is, since a list written by hand falls behind the scopes.
fn only_help() -> String {
    format!("Only these parts, separated by commas, however fresh: {}", scope::tiers().join(", "))
}

/// Accepts the names of parts.
pub(crate) fn tiers() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(scope::tiers())
}

/// Reads `90`, `30m`, `1h`, `2d` or `1h 30m` as seconds.
pub(crate) fn seconds(text: &str) -> std::result::Result<u64, String> {
    if let Ok(seconds) = text.trim().parse() {
        return Ok(seconds);
    }
    let wrong = || format!("`{text}` is no duration; write 30m, 1h or 2d");
    let span: jiff::Span = text.trim().parse().map_err(|_| wrong())?;
    let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    u64::try_from(duration.as_secs()).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::{AppArgs, seconds};

    #[test]
    fn durations_are_read_as_people_write_them() {
        assert_eq!(seconds("90"), Ok(90));
        assert_eq!(seconds("30m"), Ok(1_800));
        assert_eq!(seconds("1h 30m"), Ok(5_400));
        assert_eq!(seconds("2d"), Ok(172_800));
        assert!(seconds("soon").is_err() && seconds("-1h").is_err());
    }

    #[test]
    fn names_are_parameters_and_no_sql() {
        let args = AppArgs {
            app: vec!["com.acme.*".into()],
            client: vec!["o'neil".into()],
            tag: vec![],
            finding: vec![],
            condition: Some("editable".into()),
        };
        let (sql, parameters) = args.condition().unwrap();
        assert_eq!(sql, "(id = ?1 OR bundle_id GLOB ?1 OR name GLOB ?1) AND (client = ?2) AND (editable\n)");
        assert_eq!(parameters.len(), 2);
        assert!(AppArgs::default().condition().is_none());
    }
}
