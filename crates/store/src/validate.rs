//! Validation: what is staged is held to Apple's rules before anything is sent.
//!
//! A refusal costs a request and comes row by row; a problem found here costs nothing and comes with all others. What
//! only Apple knows (whether a name is taken) is not judged. Rows are collected set by set and judged in Rust, so that
//! ten thousand of them are a matter of a tenth of a second.

use std::collections::{HashMap, HashSet};
use std::fmt;

use rusqlite::Connection;

use crate::catalog::catalog;
use crate::rule::{Rule, moment};
use crate::{Store, StoreError, Value};

/// A staged value that Apple would refuse.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// Name of the account.
    pub account: String,
    /// Apple's id of the app.
    pub app_id: String,
    /// Name of the app.
    pub app: String,
    /// Platform, where the resource belongs to a version.
    pub platform: Option<String>,
    /// Version string, where the resource belongs to a version.
    pub version: Option<String>,
    /// Locale, where the resource has one.
    pub locale: Option<String>,
    /// Resource, such as `versions`.
    pub resource: String,
    /// Row in the resource's mirror table.
    pub pk: i64,
    /// Column name; `+` for the row itself.
    pub field: String,
    /// What is wrong, as the end of a sentence about the field.
    pub sentence: String,
}

/// Everything about the open changeset that no value tells alone.
struct Surroundings {
    now: i64,
    /// Release type and date of versions, as they will be.
    releases: HashMap<i64, (Option<String>, Option<String>)>,
    /// Versions that would be called like another.
    twins: HashSet<i64>,
    /// Texts of first versions.
    first_news: HashSet<i64>,
    /// Locales of apps whose primary locale is staged.
    locales: HashMap<i64, Vec<String>>,
    /// Files that are too many for their sets, with the most that one takes.
    too_many: HashMap<(String, i64), usize>,
    /// Fields staged, by resource, row and name.
    staged: HashSet<(String, i64, String)>,
}

impl Store {
    /// Everything in the open changeset that Apple would refuse, by app.
    pub fn problems(&self) -> Result<Vec<Problem>, StoreError> {
        problems(&self.connection)
    }
}

/// The same on any connection, such as a transaction that seals.
pub(crate) fn problems(connection: &Connection) -> Result<Vec<Problem>, StoreError> {
    let mut statement = connection.prepare(include_str!("../../../sql/queries/staged_values.sql"))?;
    let rows = statement.query_map([], |row| {
        let problem = Problem {
            resource: row.get(0)?,
            field: row.get(1)?,
            pk: row.get(3)?,
            account: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            app_id: row.get(5)?,
            app: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            platform: row.get(7)?,
            version: row.get(8)?,
            locale: row.get(9)?,
            sentence: String::new(),
        };
        Ok((problem, row.get::<_, Value>(2)?))
    })?;
    let staged: Vec<(Problem, Value)> = rows.collect::<Result<_, _>>()?;
    if staged.is_empty() {
        return Ok(Vec::new());
    }
    let surroundings = Surroundings::read(connection, &staged)?;
    let mut rules: HashMap<(String, String), Rule> = HashMap::new();
    let mut problems = Vec::new();
    for (subject, value) in &staged {
        for (field, sentence) in surroundings.judge(&mut rules, subject, value) {
            problems.push(Problem { field, sentence, ..subject.clone() });
        }
    }
    Ok(problems)
}

impl Surroundings {
    fn read(connection: &Connection, staged: &[(Problem, Value)]) -> Result<Self, StoreError> {
        let mut found = Self {
            now: connection.query_row("SELECT unixepoch()", [], |row| row.get(0))?,
            releases: HashMap::new(),
            twins: keys(connection, include_str!("../../../sql/queries/staged_version_twins.sql"))?,
            first_news: keys(connection, include_str!("../../../sql/queries/staged_first_news.sql"))?,
            locales: HashMap::new(),
            too_many: HashMap::new(),
            staged: staged.iter().map(|(subject, _)| (subject.resource.clone(), subject.pk, subject.field.clone())).collect(),
        };
        let mut statement = connection.prepare(include_str!("../../../sql/queries/staged_releases.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            found.releases.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        let mut statement = connection.prepare(include_str!("../../../sql/queries/staged_primary_locales.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            found.locales.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        for resource in catalog().editable() {
            let Some(most) = resource.most else { continue };
            let sql = include_str!("../../../sql/queries/staged_overfull.sql")
                .replace("{rows}", &resource.table())
                .replace("{code}", &resource.code.to_string())
                .replace("{most}", &most.to_string());
            found.too_many.extend(keys(connection, &sql)?.into_iter().map(|pk| ((resource.name.clone(), pk), most)));
        }
        Ok(found)
    }

    /// The problems of one staged field, each with the field it is told of.
    fn judge(&self, rules: &mut HashMap<(String, String), Rule>, subject: &Problem, value: &Value) -> Vec<(String, String)> {
        let Some(resource) = catalog().resource(&subject.resource) else { return Vec::new() };
        if subject.field == "+" {
            return self.judge_new_row(resource, subject);
        }
        let Some(field) = resource.field(&subject.field) else { return Vec::new() };
        let rule = rules.entry((subject.resource.clone(), subject.field.clone())).or_insert_with(|| Rule::of(resource, field));
        let sentence = rule.objection(value).or_else(|| self.objection(subject, value));
        sentence.into_iter().map(|sentence| (subject.field.clone(), sentence)).collect()
    }

    /// A row that is to be created: its locale, and what it cannot be without.
    fn judge_new_row(&self, resource: &crate::catalog::Resource, subject: &Problem) -> Vec<(String, String)> {
        let mut problems = Vec::new();
        if let Some(most) = self.too_many.get(&(subject.resource.clone(), subject.pk)) {
            problems
                .push(("file_name".into(), format!("it is one too many: a set takes {most}; DELETE FROM {} makes room", resource.name)));
        }
        for field in &resource.fields {
            let rule = Rule::of(resource, field);
            if field.name == "locale" {
                let locale = subject.locale.clone().map_or(Value::Null, Value::Text);
                problems.extend(rule.objection(&locale).map(|sentence| (field.name.clone(), sentence)));
            } else if field.name == "version_string" {
                // It is part of the row from the start, and so no staged field.
                let value = subject.version.clone().map_or(Value::Null, Value::Text);
                problems.extend(rule.objection(&value).map(|sentence| (field.name.clone(), sentence)));
            } else if rule.is_required()
                && field.is_updatable()
                && !resource.is_identity(field)
                && !self.staged.contains(&(subject.resource.clone(), subject.pk, field.name.clone()))
            {
                problems.push((field.name.clone(), "Apple creates none without it".into()));
            }
        }
        problems
    }

    /// What is wrong with a value because of other rows and fields.
    fn objection(&self, subject: &Problem, value: &Value) -> Option<String> {
        match (subject.resource.as_str(), subject.field.as_str()) {
            ("versions", "version_string") if self.twins.contains(&subject.pk) => {
                Some(format!("another version of the app for the same platform is called {value} already"))
            }
            ("versions", "release_type" | "earliest_release_date") => self.wrong_release(subject),
            ("version_localizations", "whats_new") if self.first_news.contains(&subject.pk) => Some(
                "this is the first version for its platform, and Apple takes no news for one; leave it NULL until the next version".into(),
            ),
            ("apps", "primary_locale") => {
                let locales = self.locales.get(&subject.pk)?;
                let is_known = locales.iter().any(|locale| value.as_text().is_some_and(|wanted| locale.eq_ignore_ascii_case(wanted)));
                (!is_known).then(|| format!("the app has no texts in {value}; it has {}", locales.join(", ")))
            }
            _ => None,
        }
    }

    /// A scheduled release has a moment in the future, and only a scheduled one has any.
    fn wrong_release(&self, subject: &Problem) -> Option<String> {
        let (release_type, date) = self.releases.get(&subject.pk)?;
        let is_scheduled = release_type.as_deref() == Some("SCHEDULED");
        let is_date = subject.field == "earliest_release_date";
        let has_date_staged = self.staged.contains(&(subject.resource.clone(), subject.pk, "earliest_release_date".into()));
        match date.as_deref() {
            // Told once: of the field that was staged, of the date if both were.
            None if is_scheduled && (is_date || !has_date_staged) => {
                Some("a SCHEDULED release needs an earliest_release_date, such as 2027-01-31T08:00:00Z".into())
            }
            Some(date) if is_scheduled && (is_date || !has_date_staged) && moment(date).is_some_and(|moment| moment <= self.now) => {
                Some(format!("a SCHEDULED release needs an earliest_release_date in the future, and {date} is over"))
            }
            // Apple forgets the date itself when a release is not scheduled any more.
            Some(_) if is_date && !is_scheduled => {
                let found = release_type.as_deref().unwrap_or("not set");
                Some(format!("only a SCHEDULED release has a date, and release_type is {found}; set release_type = 'SCHEDULED' too"))
            }
            _ => None,
        }
    }
}

fn keys(connection: &Connection, sql: &str) -> Result<HashSet<i64>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let keys = statement.query_map([], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

impl fmt::Display for Problem {
    /// `Acme Notes IOS 1.2 de-DE version_localizations.keywords: 101 characters, Apple takes 100`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.app)?;
        for part in [&self.platform, &self.version, &self.locale].into_iter().flatten() {
            write!(f, " {part}")?;
        }
        write!(f, " {}.{}: {}", self.resource, self.field, self.sentence)
    }
}
