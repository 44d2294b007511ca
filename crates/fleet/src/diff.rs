//! The diff: what is staged, equal changes grouped over the fleet, with the price of sending it.

use std::collections::BTreeSet;
use std::time::Duration;

use owo_colors::OwoColorize as _;
use serde_json::{Value as Json, json};
use store::{InvalidChange, Store, Table, Value};

use crate::commands::staged;
use crate::error::Result;
use crate::output::{Ui, shortened};
use crate::sentence::{count, eta};

/// Characters of a value that a group shows.
const SHOWN: usize = 48;

/// What is staged.
pub(crate) struct Diff {
    /// Columns of `sql/queries/grouped_changes.sql`.
    groups: Table,
    invalid: Vec<InvalidChange>,
    /// Digest of the steps a push would seal.
    pub(crate) digest: String,
    /// Requests that look first.
    pub(crate) reads: u64,
    /// Requests that write.
    pub(crate) writes: u64,
    apps: u64,
    conflicts: i64,
}

impl Diff {
    /// Reads the staging area.
    pub(crate) fn of(store: &Store, max_age: Duration, apps: Option<&BTreeSet<i64>>) -> Result<Self> {
        let staged = staged(store, apps)?;
        let (steps, digest) = engine::compile(&staged);
        let (reads, writes) = engine::price(store, &steps, max_age)?;
        let apps = steps.iter().map(|step| step.app).collect::<BTreeSet<_>>().len() as u64;
        let groups = store.grouped_changes()?;
        let conflicts = groups.rows.iter().filter_map(|row| row[8].as_integer()).sum();
        Ok(Self { groups, invalid: store.invalid_changes()?, digest, reads, writes, apps, conflicts })
    }

    /// Whether nothing is staged.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.rows.is_empty()
    }

    /// Prints the groups, what is wrong with them, and the price.
    pub(crate) fn print(&self, ui: Ui) -> Result<()> {
        if !ui.is_for_people() {
            return ui.print_json(&self.to_json());
        }
        if self.is_empty() {
            return ui.print("nothing is staged");
        }
        for field in self.groups.rows.chunk_by(|left, right| left[..2] == right[..2]) {
            ui.print(&heading(&field[0]).bold().to_string())?;
            let width = field.iter().map(|row| width(row)).max().unwrap_or_default();
            for row in field {
                ui.print(&group(row, width))?;
            }
        }
        for invalid in &self.invalid {
            let locale = invalid.locale.as_deref().map(|locale| format!(" {locale}")).unwrap_or_default();
            ui.print(&format!(
                "{} {}{locale} {}.{}: {} characters, Apple takes {}",
                "too long:".red(),
                invalid.app,
                invalid.resource,
                invalid.field,
                invalid.length,
                invalid.max
            ))?;
        }
        if self.conflicts > 0 {
            ui.print(&format!("{} {} changed at Apple since it was staged", "conflict:".red(), count(self.conflicts, "field")))?;
        }
        ui.print(&format!("\n{}", self.price()))?;
        ui.print(&format!("digest {}", self.digest))
    }

    /// `41 requests to send in 38 apps, 3 to look first, about 5 s`
    pub(crate) fn price(&self) -> String {
        let look = if self.reads > 0 { format!(", {} to look first", self.reads) } else { String::new() };
        format!("{} to send in {}{look}, {}", count(self.writes, "request"), count(self.apps, "app"), eta(self.reads + self.writes))
    }

    fn to_json(&self) -> Json {
        let groups: Vec<Json> = self
            .groups
            .rows
            .iter()
            .map(|row| {
                json!({
                    "resource": row[0], "field": row[1], "base": row[2], "value": row[3], "rows": row[4], "apps": row[5],
                    "accounts": row[6], "conflicts": row[8],
                })
            })
            .collect();
        let invalid: Vec<Json> = self
            .invalid
            .iter()
            .map(|invalid| {
                json!({
                    "resource": invalid.resource, "field": invalid.field, "app": invalid.app, "locale": invalid.locale,
                    "length": invalid.length, "max": invalid.max,
                })
            })
            .collect();
        json!({
            "groups": groups, "invalid": invalid, "conflicts": self.conflicts, "apps": self.apps,
            "reads": self.reads, "writes": self.writes, "digest": self.digest,
        })
    }
}

fn heading(row: &[Value]) -> String {
    match row[1].as_text() {
        Some("+") => format!("new {}", row[0]),
        Some("-") => format!("deleted {}", row[0]),
        _ => format!("{}.{}", row[0], row[1]),
    }
}

/// One group: the old value, the new one, and where; padded so that the places stand below each other.
fn group(row: &[Value], column: usize) -> String {
    let [_, field, base, value, rows, apps, _, first_app, _] = row else { return String::new() };
    let rows = rows.as_integer().unwrap_or_default();
    let apps = apps.as_integer().unwrap_or_default();
    let places = match (apps, rows) {
        (1, 1) => shortened(first_app, SHOWN),
        (1, _) => format!("{} of {}", count(rows, "row"), shortened(first_app, SHOWN)),
        _ if apps == rows => count(apps, "app"),
        _ => format!("{} in {}", count(rows, "row"), count(apps, "app")),
    };
    if matches!(field.as_text(), Some("+" | "-")) {
        return format!("  {places}");
    }
    let padding = " ".repeat(column - width(row));
    format!("  {} → {}{padding}   {}", quoted(base).red(), quoted(value).green(), places.dimmed())
}

/// Characters that both values of a group take.
fn width(row: &[Value]) -> usize {
    quoted(&row[2]).chars().count() + quoted(&row[3]).chars().count()
}

/// A value in quotes; what is not there says so.
pub(crate) fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "(none)".into(),
        value => format!("'{}'", shortened(value, SHOWN)),
    }
}
