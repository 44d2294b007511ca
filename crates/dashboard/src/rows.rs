//! The report as one table: a row for each app and platform.

use std::collections::BTreeSet;

use store::{Reader, Table, Value};

use crate::DashboardError;
use crate::app::App;
use crate::finding::LEVELS;
use crate::fleet::Fleet;
use crate::query::{Row, Rows};
use crate::report::Selection;
use crate::version::Version;

/// The columns.
const COLUMNS: [&str; 22] = [
    "account",
    "client",
    "app_id",
    "bundle_id",
    "app",
    "platform",
    "readiness",
    "live_version",
    "next_version",
    "next_state",
    "errors",
    "warnings",
    "manual",
    "infos",
    "locales",
    "staged",
    "in_review_since",
    "last_review",
    "states_at",
    "states_age",
    "texts_at",
    "texts_age",
];

/// Reads one row for each app and platform. Moments are Unix seconds, ages and durations seconds before `now`.
///
/// `errors` and the like count what the checks found, where what is about the app counts for each of its platforms;
/// `staged` and `locales` are those of the whole app. `in_review_since` is when a review that lasts began, `last_review`
/// how long the last one took.
///
/// # Errors
/// [`DashboardError::Query`] when the database does not answer.
pub fn rows(reader: &Reader, selection: &Selection, now: i64) -> Result<Table, DashboardError> {
    let fleet = Fleet::read(reader, selection, None)?;
    let rows = fleet.apps.iter().flat_map(|app| {
        let platforms: BTreeSet<&str> = app.versions.iter().map(|version| version.platform.as_str()).collect();
        let platforms: Vec<Option<&str>> = if platforms.is_empty() { vec![None] } else { platforms.into_iter().map(Some).collect() };
        let fleet = &fleet;
        platforms.into_iter().map(move |platform| row(fleet, app, platform, now))
    });
    Ok(Table { columns: COLUMNS.map(ToOwned::to_owned).into(), rows: rows.collect() })
}

fn row(fleet: &Fleet, app: &App, platform: Option<&str>, now: i64) -> Vec<Value> {
    let newest = |is_wanted: &dyn Fn(&&Version) -> bool| {
        app.versions.iter().filter(|version| Some(version.platform.as_str()) == platform).find(is_wanted)
    };
    let (live, next) = (newest(&|version| version.state == "READY_FOR_DISTRIBUTION"), newest(&|version| version.is_next()));
    let findings: Vec<Row<'_>> = fleet.findings.get(&app.key()).into_iter().flat_map(Rows::iter).collect();
    let found = |level: &str| {
        let counts = |row: &&Row<'_>| row.text("level") == Some(level) && row.text("platform").is_none_or(|on| Some(on) == platform);
        Value::Integer(i64::try_from(findings.iter().filter(counts).count()).unwrap_or(i64::MAX))
    };
    let reviews: Vec<Row<'_>> = fleet.reviews_of(app).filter(|row| row.text("platform") == platform).collect();
    let lasting = reviews.first().filter(|row| row.integer("decided_at").is_none()).and_then(|row| row.integer("waiting_at"));
    let last = reviews.iter().find_map(|row| row.integer("waited").and(Some(row.integer("decided_at")? - row.integer("waiting_at")?)));
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |number: Option<i64>| number.map_or(Value::Null, Value::Integer);
    let age = |at: Option<i64>| number(at.map(|at| now.saturating_sub(at).max(0)));
    let [errors, warnings, manual, infos] = LEVELS.map(found);
    vec![
        text(&app.account),
        app.client.clone().into(),
        text(&app.id),
        text(&app.bundle_id),
        text(&app.name),
        platform.map(ToOwned::to_owned).into(),
        app.readiness.name().map(ToOwned::to_owned).into(),
        live.map(|version| version.version_string.clone()).into(),
        next.map(|version| version.version_string.clone()).into(),
        next.map(|version| version.state.clone()).into(),
        errors,
        warnings,
        manual,
        infos,
        Value::Integer(app.locales),
        Value::Integer(app.staged),
        number(lasting),
        number(last),
        number(app.states_at),
        age(app.states_at),
        number(app.texts_at),
        age(app.texts_at),
    ]
}
