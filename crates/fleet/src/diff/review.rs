//! A changeset to be looked at: what it changes, what is wrong with it, and what sending it costs.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use store::{Problem, StagedField, Store, Table, Value};

use crate::diff::change::table;
use crate::diff::group::{Group, Stat, groups, stats};
use crate::diff::select::Selected;
use crate::diff::{Change, json, markdown, terminal};
use crate::error::{FleetError, Result};
use crate::output::{Format, Ui};
use crate::sentence::{count, eta};

/// A changeset, or the part of it that was asked for.
pub(crate) struct Diff {
    pub(super) changes: Vec<Change>,
    /// What Apple would refuse of what is staged.
    pub(crate) problems: Vec<Problem>,
    /// Digest of the steps of what is shown.
    pub(crate) digest: String,
    /// Requests that look first.
    pub(crate) reads: u64,
    /// Requests that write.
    pub(crate) writes: u64,
    pub(super) apps: u64,
    /// Changes there are besides those that were asked for.
    pub(super) others: usize,
    pub(super) about: About,
}

/// Which changeset it is.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub(super) number: i64,
    /// `open`, `sealed`, `pushing`, `pushed`, `partial` or `discarded`.
    pub(super) status: String,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) sealed_at: Option<i64>,
    /// Whether it waits for the rest to be sent.
    pub(super) is_paused: bool,
}

/// How changes are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum By {
    /// All of one app together, row by row
    App,
    /// All of one locale together, equal changes as one
    Locale,
    /// All of one client together, equal changes as one
    Client,
}

/// What of a changeset is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct View {
    /// In which order.
    pub(crate) by: Option<By>,
    /// How much, and not what.
    pub(crate) stat: bool,
    /// Row by row.
    pub(crate) rows: bool,
    /// Which words changed, and not only the two values.
    pub(crate) words: bool,
}

impl Diff {
    /// What is staged, as far as it was asked for.
    pub(crate) fn staged(store: &Store, max_age: Duration, selected: &Selected) -> Result<Self> {
        let staged = store.staged_fields()?;
        let changes = Change::staged(store)?;
        let all = changes.len();
        let changes: Vec<Change> = changes.into_iter().filter(|change| selected.holds(change)).collect();
        let (steps, digest) = if selected.is_all() { engine::compile(&staged) } else { engine::compile(&part(&staged, &changes)) };
        let (reads, writes) = engine::price(store, &steps, max_age)?;
        let apps = steps.iter().map(|step| step.app).collect::<HashSet<_>>().len() as u64;
        let problems = store.problems()?.into_iter().filter(|problem| selected.concerns(problem)).collect();
        let about = About::of(store, store.open_changeset()?)?;
        Ok(Self { problems, digest, reads, writes, apps, others: all - changes.len(), changes, about })
    }

    /// A changeset by its number, as far as it was asked for.
    pub(crate) fn numbered(store: &Store, changeset: i64, selected: &Selected) -> Result<Self> {
        if changeset == store.open_changeset()? {
            return Self::staged(store, Duration::ZERO, selected);
        }
        let about = About::of(store, changeset)?;
        let changes = Change::sealed(store, changeset)?;
        let all = changes.len();
        let changes: Vec<Change> = changes.into_iter().filter(|change| selected.holds(change)).collect();
        let digest = store.query("SELECT digest FROM changesets WHERE pk = ?1", &[Value::Integer(changeset)])?;
        let digest = digest.rows.first().map(|row| row[0].to_string()).unwrap_or_default();
        let writes = calls(&changes) as u64;
        let apps = super::group::apps(changes.iter()) as u64;
        Ok(Self { problems: Vec::new(), digest, reads: 0, writes, apps, others: all - changes.len(), changes, about })
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether it can still be edited.
    pub(super) fn is_open(&self) -> bool {
        self.about.status == "open"
    }

    /// Prints the groups, what is wrong with them, and the price.
    pub(crate) fn print(&self, ui: Ui) -> Result<()> {
        self.print_as(ui, View::default())
    }

    /// Prints it in the format that was asked for.
    pub(crate) fn print_as(&self, ui: Ui, view: View) -> Result<()> {
        match ui.format() {
            Format::Table => terminal::print(self, ui, view),
            Format::Json => ui.print_json(&json::document(self, view)),
            Format::Markdown => ui.print(&markdown::page(self, view)),
            Format::Ndjson | Format::Csv | Format::Junit | Format::Html => ui.print_table(&self.as_table(view)),
        }
    }

    /// Rows, counts or groups as a table, for the formats that know nothing else.
    fn as_table(&self, view: View) -> Table {
        if view.rows || view.by.is_some() {
            return table(self.changes.iter());
        }
        let integer = |number: usize| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let text = |text: &str| Value::Text(text.into());
        if view.stat {
            let row =
                |stat: &Stat| vec![text(&stat.resource), text(&stat.field), integer(stat.rows), integer(stat.apps), integer(stat.accounts)];
            let columns = ["resource", "field", "rows", "apps", "accounts"];
            return Table { columns: columns.map(ToOwned::to_owned).into(), rows: self.stats().iter().map(row).collect() };
        }
        let row = |group: &Group<'_>| {
            let Change { resource, field, base, value, .. } = group.sample();
            let counts = [group.changes.len(), group.apps, group.accounts, group.conflicts()].map(integer);
            [vec![text(resource), text(field), base.clone(), value.clone()], counts.into()].concat()
        };
        let columns = ["resource", "field", "base", "value", "rows", "apps", "accounts", "conflicts"];
        Table { columns: columns.map(ToOwned::to_owned).into(), rows: self.groups().iter().map(row).collect() }
    }

    pub(super) fn groups(&self) -> Vec<Group<'_>> {
        groups(self.changes.iter())
    }

    pub(super) fn stats(&self) -> Vec<Stat> {
        stats(&self.changes)
    }

    /// Fields that somebody changed at Apple since they were staged.
    pub(super) fn conflicts(&self) -> usize {
        self.changes.iter().filter(|change| change.theirs.is_some()).count()
    }

    /// `41 requests to send in 38 apps, 3 to look, about 5 s`; of what was sealed, what became of it.
    pub(crate) fn price(&self) -> String {
        if !self.is_open() {
            return self.outcome();
        }
        let look = if self.reads > 0 { format!(", {} to look", self.reads) } else { String::new() };
        format!("{} to send in {}{look}, {}", count(self.writes, "request"), count(self.apps, "app"), eta(self.reads + self.writes))
    }

    fn outcome(&self) -> String {
        let mut parts = Vec::new();
        for (status, word) in
            [("done", "sent"), ("conflict", "in conflict"), ("failed", "refused"), ("sent", "in doubt"), ("planned", "not sent")]
        {
            let number =
                calls(self.changes.iter().filter(|change| change.outcome.as_ref().is_some_and(|outcome| outcome.status == status)));
            parts.extend((number > 0).then(|| format!("{number} {word}")));
        }
        format!("{} in {}: {}", count(self.writes, "call"), count(self.apps, "app"), parts.join(", "))
    }

    /// What became of the calls that did not succeed: the first change of each, with its note.
    pub(super) fn unsent(&self) -> Vec<(&Change, &str)> {
        let mut seen = HashSet::new();
        let is_first =
            |change: &&Change| change.outcome.as_ref().is_some_and(|outcome| outcome.status != "done" && seen.insert(outcome.seq));
        let found = self.changes.iter().filter(is_first);
        found.filter_map(|change| Some((change, change.outcome.as_ref()?.note.as_deref()?))).collect()
    }

    /// What part of the changeset this is, if it is not all of it.
    pub(super) fn part(&self) -> Option<String> {
        (self.others > 0).then(|| format!("{} of {}", self.changes.len(), count(self.changes.len() + self.others, "change")))
    }

    /// What the changeset is called: `changeset 3, pushed 2026-01-31 09:00 by me@here: yearly update`.
    pub(super) fn heading(&self) -> Option<String> {
        let About { number, status, title, author, sealed_at, is_paused } = &self.about;
        if self.is_open() {
            return title.clone();
        }
        let when = sealed_at.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let when = when.map(|moment| moment.to_zoned(jiff::tz::TimeZone::system()).strftime(" %F %H:%M").to_string()).unwrap_or_default();
        let who = author.as_ref().map(|author| format!(" by {author}")).unwrap_or_default();
        let why = title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
        let waits = if *is_paused { ", waits for --continue" } else { "" };
        Some(format!("changeset {number}, {status}{waits}{when}{who}{why}"))
    }
}

impl About {
    fn of(store: &Store, changeset: i64) -> Result<Self> {
        let sql = "SELECT status, title, author, sealed_at, paused FROM changesets WHERE pk = ?1";
        let found = store.query(sql, &[Value::Integer(changeset)])?;
        let Some([status, title, author, sealed_at, paused]) = found.rows.first().map(Vec::as_slice) else {
            return Err(FleetError::from(store::StoreError::NoChangeset(changeset)));
        };
        let text = |value: &Value| value.as_text().map(ToOwned::to_owned);
        Ok(Self {
            number: changeset,
            status: status.to_string(),
            title: text(title),
            author: text(author),
            sealed_at: sealed_at.as_integer(),
            is_paused: *paused == Value::Integer(1),
        })
    }
}

/// The staged fields of these changes, for their price.
fn part(staged: &[StagedField], changes: &[Change]) -> Vec<StagedField> {
    let wanted: HashSet<(&str, i64, &str)> =
        changes.iter().map(|change| (change.resource.as_str(), change.pk, change.field.as_str())).collect();
    let is_wanted = |field: &&StagedField| {
        let resource = store::catalog::catalog().resource_of_code(field.resource);
        resource.is_some_and(|resource| wanted.contains(&(resource.name.as_str(), field.pk, field.field.as_str())))
    };
    staged.iter().filter(is_wanted).cloned().collect()
}

/// Calls that these changes of a sealed changeset are made of.
fn calls<'a>(changes: impl IntoIterator<Item = &'a Change>) -> usize {
    changes.into_iter().filter_map(|change| change.outcome.as_ref().map(|outcome| outcome.seq)).collect::<HashSet<_>>().len()
}
