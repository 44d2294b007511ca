//! Running checks: each is one query over the staged world, and each of its rows a finding.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{self, AtomicUsize};
use std::sync::{Arc, Mutex};

use rusqlite::types::ValueRef;

use crate::check::{COLUMNS, Check, Level};
use crate::{Reader, StoreError, function};

/// Something that is wrong with an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the check.
    pub check: String,
    /// How much it matters.
    pub level: Level,
    /// Whose it is.
    pub app: Arc<CheckedApp>,
    /// Platform, where it is about a version.
    pub platform: Option<String>,
    /// Version string, where it is about a version.
    pub version_string: Option<String>,
    /// Locale, where it is about a listing.
    pub locale: Option<String>,
    /// The view that shows the row at fault.
    pub resource: Option<String>,
    /// Apple's id of that row.
    pub id: Option<String>,
    /// The column at fault.
    pub field: Option<String>,
    /// What is wrong, in the same words for every app.
    pub message: String,
    /// How it is mended: a command, or a sentence.
    pub fix: Option<String>,
    /// The value that mends it for sure.
    pub proposed: Option<String>,
    /// When it was first found, in Unix seconds; `None` before [`crate::Store::keep_findings`].
    pub first_seen_at: Option<i64>,
}

/// An app as findings name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckedApp {
    /// Row in `apps_mirror`.
    pub pk: i64,
    /// Name of the account.
    pub account: String,
    /// Name of the client.
    pub client: Option<String>,
    /// Tags in `fleet.toml`.
    pub tags: Vec<String>,
    /// Apple's id.
    pub id: String,
    /// Bundle id.
    pub bundle_id: String,
    /// Name.
    pub name: String,
}

/// A check that could not be run.
#[derive(Debug)]
pub struct BrokenCheck {
    /// Its name.
    pub check: String,
    /// Why not.
    pub error: StoreError,
}

/// Apps by account and id.
type Apps = HashMap<String, HashMap<String, Arc<CheckedApp>>>;

/// Runs checks over the file, on all cores; what is wrong with one of them does not stop the others. Findings come by
/// level, check, account and app.
///
/// # Errors
/// Only those of the file itself.
pub fn run_checks(path: &Path, checks: &[Check]) -> Result<(Vec<Finding>, Vec<BrokenCheck>), StoreError> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new((Vec::new(), Vec::new()));
    let work = || -> Result<(), StoreError> {
        let reader = Reader::for_checks(path)?;
        let apps = apps(&reader)?;
        while let Some(check) = checks.get(next.fetch_add(1, atomic::Ordering::Relaxed)) {
            let outcome = findings(&reader, check, &apps);
            let mut results = results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            match outcome {
                Ok(mut found) => {
                    found.sort_by(in_order);
                    results.0.push((check, found));
                }
                Err(error) => results.1.push(BrokenCheck { check: check.name.clone(), error }),
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        // Each of them copies what most checks read, which more would not make up for.
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(checks.len()).min(4);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Ok(())))
    })?;
    let (mut found, mut broken) = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.sort_by_key(|(check, _)| (Reverse(check.level), &check.name));
    broken.sort_by(|one, other| one.check.cmp(&other.check));
    Ok((found.into_iter().flat_map(|(_, found)| found).collect(), broken))
}

/// The findings of one check by app and place.
fn in_order(one: &Finding, other: &Finding) -> Ordering {
    let by_app = if Arc::ptr_eq(&one.app, &other.app) { Ordering::Equal } else { one.app.key().cmp(&other.app.key()) };
    by_app.then_with(|| one.place().cmp(&other.place()))
}

fn apps(reader: &Reader) -> Result<Apps, StoreError> {
    let mut statement = reader.connection().prepare(include_str!("../../../sql/queries/checked_apps.sql"))?;
    let rows = statement.query_map([], |row| {
        let tags: String = row.get("tags")?;
        Ok(CheckedApp {
            pk: row.get("pk")?,
            account: row.get("account")?,
            client: row.get("client")?,
            tags: serde_json::from_str(&tags).unwrap_or_default(),
            id: row.get("id")?,
            bundle_id: row.get("bundle_id")?,
            name: row.get("name")?,
        })
    })?;
    let mut apps = Apps::new();
    for app in rows {
        let app = app?;
        apps.entry(app.account.clone()).or_default().insert(app.id.clone(), Arc::new(app));
    }
    Ok(apps)
}

/// The findings of one check.
fn findings(reader: &Reader, check: &Check, apps: &Apps) -> Result<Vec<Finding>, StoreError> {
    let mut statement = reader.connection().prepare(&check.sql).map_err(StoreError::of_user_sql)?;
    let columns: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
    if let Some(column) = columns.iter().find(|column| !COLUMNS.contains(&column.as_str())) {
        let message = format!("it has the column `{column}`; the columns of a check are {}", COLUMNS.join(", "));
        return Err(StoreError::Sql { message });
    }
    let places = COLUMNS.map(|name| columns.iter().position(|column| column == name));
    let (mut found, mut last) = (Vec::new(), None::<&Arc<CheckedApp>>);
    let mut rows = statement.query([]).map_err(StoreError::of_user_sql)?;
    while let Some(row) = rows.next().map_err(StoreError::of_user_sql)? {
        let mut values = COLUMNS.map(|_| None);
        for (value, place) in values.iter_mut().zip(places) {
            *value = place.map_or(Ok(None), |place| row.get_ref(place).map(text))?;
        }
        let [Some(account), Some(app_id), rest @ ..] = values else {
            return Err(StoreError::Sql { message: "each of its rows needs `account` and `app_id`".into() });
        };
        // Most findings come app by app. What has gone since the check read it is nobody's problem.
        let app = match last.filter(|last| last.id == *app_id && last.account == *account) {
            Some(last) => last,
            None => match apps.get(&*account).and_then(|apps| apps.get(&*app_id)) {
                Some(app) => app,
                None => continue,
            },
        };
        last = Some(app);
        found.push(finding(check, app, rest.map(|value| value.map(Cow::into_owned))));
    }
    Ok(found)
}

/// A value as text; `None` for NULL.
fn text(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(integer) => Some(integer.to_string().into()),
        ValueRef::Real(real) => Some(real.to_string().into()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed))
        }
    }
}

/// `values` are those of the columns behind `account` and `app_id`.
fn finding(check: &Check, app: &Arc<CheckedApp>, values: [Option<String>; COLUMNS.len() - 2]) -> Finding {
    let [platform, version_string, locale, resource, id, field, message, fix, proposed] = values;
    let mut finding = Finding {
        check: check.name.clone(),
        level: check.level,
        app: Arc::clone(app),
        platform,
        version_string,
        locale,
        resource,
        id,
        field,
        message: message.unwrap_or_else(|| check.title.clone()),
        fix,
        proposed,
        first_seen_at: None,
    };
    if finding.fix.is_none() {
        finding.fix = Some(filled(&check.fix, &finding));
    }
    finding
}

/// A fix with its `{columns}` filled in. It will be pasted into a shell, and an app may have any name: what a shell could
/// take for anything else becomes `?`, which `--app` takes for any letter.
fn filled(fix: &str, finding: &Finding) -> String {
    let mut text = String::with_capacity(fix.len() + 32);
    let mut rest = fix;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| Some((finding.value(name)?, after)));
        // Other braces are the command's own, such as those of a template.
        rest = if let Some((value, after)) = value {
            text.extend(value.chars().map(harmless));
            after
        } else {
            text.push('{');
            after
        };
    }
    text.push_str(rest);
    text
}

fn harmless(letter: char) -> char {
    if letter.is_alphanumeric() || "._-@:+/~".contains(letter) { letter } else { '?' }
}

impl CheckedApp {
    fn key(&self) -> (&str, &str, &str) {
        (&self.account, &self.bundle_id, &self.id)
    }
}

impl Finding {
    fn place(&self) -> [&Option<String>; 4] {
        [&self.platform, &self.version_string, &self.locale, &self.field]
    }

    /// What stands for `{name}` in a fix; `None` if that is no column.
    fn value(&self, name: &str) -> Option<&str> {
        let Self { app, platform, version_string, locale, resource, id, field, proposed, .. } = self;
        let value = match name {
            "account" => Some(&app.account),
            "client" => app.client.as_ref(),
            "app_id" => Some(&app.id),
            "bundle_id" => Some(&app.bundle_id),
            "app" => Some(&app.name),
            "platform" => platform.as_ref(),
            "version_string" => version_string.as_ref(),
            "locale" => locale.as_ref(),
            "resource" => resource.as_ref(),
            "id" => id.as_ref(),
            "field" => field.as_ref(),
            "proposed" => proposed.as_ref(),
            _ => return None,
        };
        Some(value.map_or("", String::as_str))
    }
}

impl Reader {
    /// A reader whose SQL has the functions of checks, and finds copies where most of them look.
    fn for_checks(path: &Path) -> Result<Self, StoreError> {
        Self::prepared(path, |connection| {
            function::install(connection)?;
            Ok(connection.execute_batch(include_str!("../../../sql/queries/copied_drafts.sql"))?)
        })
    }
}
