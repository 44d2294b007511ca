//! What the checks found is kept, so that anybody's SQL can ask for it, and so that what is new can be told from what
//! has been known for long.

use std::collections::{HashMap, HashSet};

use rusqlite::{Transaction, params};

use crate::check::Level;
use crate::finding::Finding;
use crate::{Reader, Store, StoreError};

/// That a person has looked at what no program can see.
#[derive(Debug, Clone, Copy)]
pub struct Acknowledgement<'a> {
    /// Name of the check.
    pub check: &'a str,
    /// Who.
    pub author: &'a str,
    /// Why it is fine.
    pub note: &'a str,
}

impl Store {
    /// Keeps the findings of a run of all checks in the place of those of the run before, notes which apps are ready,
    /// and fills in when each was first found. Writes nothing when nothing has changed; [`Reader::findings_revision`] tells
    /// whether something has. Nothing is kept in a file that cannot be written.
    pub fn keep_findings(&mut self, findings: &mut [Finding]) -> Result<(), StoreError> {
        if self.is_read_only() {
            // They cannot be kept, but what is known of the earlier ones can be told.
            let transaction = self.connection.transaction()?;
            recognise(findings, &kept(&transaction)?, now(&transaction)?);
            return Ok(());
        }
        let transaction = self.begin()?;
        let kept = kept(&transaction)?;
        let rows = recognise(findings, &kept, now(&transaction)?);
        if kept != rows {
            transaction.execute("DELETE FROM check_findings", [])?;
            transaction.execute("INSERT INTO meta VALUES('findings', '1') ON CONFLICT(key) DO UPDATE SET value = value + 1", [])?;
            let mut insert = transaction.prepare(include_str!("../../../sql/queries/keep_finding.sql"))?;
            for Kept { check, level, app, texts, first_seen_at } in &rows {
                let [platform, version_string, locale, resource, id, field, message, fix, proposed] = texts;
                insert.execute(params![
                    check,
                    level,
                    app,
                    platform,
                    version_string,
                    locale,
                    resource,
                    id,
                    field,
                    message,
                    fix,
                    proposed,
                    first_seen_at
                ])?;
            }
        }
        // Which apps there are, and which have a version to submit, may have changed all the same.
        transaction.execute_batch(include_str!("../../../sql/queries/keep_readiness.sql"))?;
        Ok(transaction.commit()?)
    }

    /// Keeps what addresses answered: the HTTP status, or why nobody did.
    pub fn keep_url_answers(&mut self, answers: &[(String, Result<u16, String>)]) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        for (url, answer) in answers {
            transaction.execute(
                "INSERT INTO url_answers(url, status, error, asked_at) VALUES(?1, ?2, ?3, unixepoch())
                 ON CONFLICT(url) DO UPDATE SET status = excluded.status, error = excluded.error, asked_at = excluded.asked_at",
                params![url, answer.as_ref().ok(), answer.as_ref().err()],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Notes for these apps that what a check asks people to look at is fine.
    pub fn acknowledge(&mut self, apps: &HashSet<i64>, acknowledgement: Acknowledgement<'_>) -> Result<(), StoreError> {
        let Acknowledgement { check, author, note } = acknowledgement;
        let transaction = self.begin()?;
        for app in apps {
            transaction.execute(
                "INSERT INTO acknowledgements(check_name, app, author, note, at) VALUES(?1, ?2, ?3, ?4, unixepoch())
                 ON CONFLICT(check_name, app) DO UPDATE SET author = excluded.author, note = excluded.note, at = excluded.at",
                params![check, app, author, note],
            )?;
        }
        Ok(transaction.commit()?)
    }
}

impl Reader {
    /// How often the kept findings have changed. Whoever made something of them asks this first.
    pub fn findings_revision(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'findings'";
        Ok(self.connection().query_row(sql, [], |row| row.get(0))?)
    }
}

/// A row of `check_findings`.
#[derive(Debug, PartialEq)]
struct Kept {
    check: String,
    level: String,
    app: i64,
    /// Platform, version string, locale, resource, id, field, message, fix, proposed.
    texts: [Option<String>; 9],
    first_seen_at: i64,
}

impl Kept {
    fn of(finding: &Finding, now: i64) -> Self {
        let Finding { check, level, app, platform, version_string, locale, resource, id, field, message, fix, proposed, .. } = finding;
        let texts = [platform, version_string, locale, resource, id, field, &Some(message.clone()), fix, proposed].map(Clone::clone);
        Self { check: check.clone(), level: level.name().into(), app: app.pk, texts, first_seen_at: now }
    }
}

/// What makes a finding the same as one of an earlier run, which may have had another version or other words.
fn identity(row: &Kept) -> (&str, i64, [&Option<String>; 4]) {
    let [platform, _, locale, resource, _, field, ..] = &row.texts;
    (&row.check, row.app, [platform, locale, resource, field])
}

fn now(transaction: &Transaction<'_>) -> Result<i64, StoreError> {
    Ok(transaction.query_row("SELECT unixepoch()", [], |row| row.get(0))?)
}

/// Fills in when each was first found, and returns the rows that are to be kept.
fn recognise(findings: &mut [Finding], kept: &[Kept], now: i64) -> Vec<Kept> {
    let known: HashMap<_, _> = kept.iter().map(|row| (identity(row), row.first_seen_at)).collect();
    let row = |finding: &mut Finding| {
        let mut row = Kept::of(finding, now);
        row.first_seen_at = known.get(&identity(&row)).copied().unwrap_or(now);
        finding.first_seen_at = Some(row.first_seen_at);
        row
    };
    findings.iter_mut().map(row).collect()
}

fn kept(transaction: &Transaction<'_>) -> Result<Vec<Kept>, StoreError> {
    let mut statement = transaction.prepare(include_str!("../../../sql/queries/kept_findings.sql"))?;
    let rows = statement.query_map([], |row| {
        let mut texts: [Option<String>; 9] = Default::default();
        for (index, text) in texts.iter_mut().enumerate() {
            *text = row.get(index + 3)?;
        }
        Ok(Kept { check: row.get(0)?, level: row.get(1)?, app: row.get(2)?, texts, first_seen_at: row.get(12)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Finding {
    /// Whether it stands in the way of a submission.
    pub fn blocks(&self) -> bool {
        self.level == Level::Error
    }
}
