//! A plan: what a command would do, version by version, and what it leaves out, with why.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};
use store::{Reversal, Table, Value};

use crate::error::Result;
use crate::output::{Format, Ui, harmless};
use crate::sentence::{count, eta};
use crate::submission::chosen::Record;

/// What a line of a plan is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) client: Option<String>,
    /// Row of the app.
    pub(crate) app_pk: i64,
    pub(crate) app_id: String,
    pub(crate) app: String,
    pub(crate) platform: Option<String>,
    /// Row of the version, where one is meant.
    pub(crate) version_pk: Option<i64>,
    pub(crate) version: Option<String>,
    pub(crate) state: Option<String>,
}

/// Something that is to be done.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    /// What is done.
    pub(crate) deed: String,
    /// What a person should see before saying yes, by the name of the column.
    pub(crate) facts: Vec<(&'static str, Value)>,
    /// What stages it, through the views.
    pub(crate) sql: String,
    /// Rows that it is about besides those it stages, because they are staged already: resource codes and rows.
    pub(crate) rows: BTreeSet<(i64, i64)>,
    /// How to take back what was staged.
    pub(crate) reversal: Reversal,
    /// Requests of its own.
    pub(crate) requests: usize,
    /// Requests for what else is staged for the app, which go first; told with the first entry of an app.
    pub(crate) before: usize,
    /// What became of it: the states of the version, the submission and the phased release.
    pub(crate) states: Vec<(&'static str, Value)>,
}

/// Something that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    pub(crate) place: Place,
    pub(crate) why: Why,
    /// One sentence each.
    pub(crate) reasons: Vec<String>,
    /// The command that mends it.
    pub(crate) fix: Option<String>,
}

/// Why something is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// It was wanted, and something is wrong with it.
    Finding,
    /// A policy of the workspace.
    Policy,
    /// It comes next time.
    Limit,
    /// Apple is at work on it already.
    UnderWay,
    /// There is nothing to do in its state.
    State,
}

/// What a command would do.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) entries: Vec<Entry>,
    pub(crate) left_out: Vec<LeftOut>,
    /// How to take back what was staged for entries that were left out since.
    pub(crate) withdrawn: Vec<Reversal>,
    /// Requests that look at what is about to be overwritten.
    pub(crate) reads: u64,
    /// Requests that write.
    pub(crate) writes: u64,
}

impl Place {
    /// Of a row that has the usual columns.
    pub(crate) fn of(record: Record<'_>) -> Self {
        Self {
            account: record.name("account"),
            client: record.text("client"),
            app_pk: record.integer("app_pk").unwrap_or_default(),
            app_id: record.name("app_id"),
            app: record.name("app"),
            platform: record.text("platform"),
            version_pk: record.integer("version_pk"),
            version: record.text("version_string"),
            state: record.text("state"),
        }
    }

    /// `Acme Recipes IOS 1.2`
    pub(crate) fn name(&self) -> String {
        let parts = [Some(&self.app), self.platform.as_ref(), self.version.as_ref()];
        harmless(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "))
    }

    fn json(&self) -> Map<String, Json> {
        let Json::Object(object) = json!({
            "account": self.account, "client": self.client, "app_id": self.app_id, "app": self.app, "platform": self.platform,
            "version": self.version, "state": self.state,
        }) else {
            return Map::new();
        };
        object
    }
}

impl LeftOut {
    pub(crate) fn new(place: Place, why: Why, reason: impl Into<String>) -> Self {
        Self { place, why, reasons: vec![reason.into()], fix: None }
    }

    pub(crate) fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }
}

impl Plan {
    /// Whether something that was wanted is left out because something is wrong with it.
    pub(crate) fn has_findings(&self) -> bool {
        self.left_out.iter().any(|left| left.why == Why::Finding)
    }

    /// Rows of the apps that it is about.
    pub(crate) fn apps(&self) -> BTreeSet<i64> {
        self.entries.iter().map(|entry| entry.place.app_pk).collect()
    }

    /// Leaves out the entries for which there is a reason.
    pub(crate) fn leave_out(&mut self, mut reason: impl FnMut(&Entry) -> Option<LeftOut>) {
        for entry in std::mem::take(&mut self.entries) {
            match reason(&entry) {
                Some(left) => {
                    self.withdrawn.push(entry.reversal);
                    self.left_out.push(left);
                }
                None => self.entries.push(entry),
            }
        }
    }

    /// `57 versions of 55 apps: 171 requests to send, 2 to look, about 18 s`
    pub(crate) fn price(&self) -> String {
        let look = if self.reads > 0 { format!(", {} to look", self.reads) } else { String::new() };
        let (versions, apps) = (count(self.entries.len() as u64, "version"), count(self.apps().len() as u64, "app"));
        format!("{versions} of {apps}: {} to send{look}, {}", count(self.writes, "request"), eta(self.reads + self.writes))
    }

    /// Prints what would be done as data, and what is left out as talk.
    pub(crate) fn print(&self, ui: Ui) -> Result<()> {
        if self.entries.is_empty() {
            ui.print("nothing to do")?;
        } else {
            ui.print_table(&self.table())?;
            ui.say(&self.price());
        }
        self.tell_left_out(ui);
        Ok(())
    }

    /// Tells what is left out, equal reasons together.
    pub(crate) fn tell_left_out(&self, ui: Ui) {
        let mut groups: Vec<Vec<&LeftOut>> = Vec::new();
        let mut left: Vec<&LeftOut> = self.left_out.iter().collect();
        left.sort_by(|left, right| (left.why, &left.place.app).cmp(&(right.why, &right.place.app)));
        for left in left {
            match groups.iter_mut().find(|group| group[0].why == left.why && group[0].reasons == left.reasons) {
                Some(group) => group.push(left),
                None => groups.push(vec![left]),
            }
        }
        for group in groups {
            let named: Vec<String> = group.iter().take(NAMED).map(|left| left.place.name()).collect();
            let more = if group.len() > NAMED { format!(" and {} more", group.len() - NAMED) } else { String::new() };
            let reason = harmless(&group[0].reasons[0]);
            let line = format!("left out: {}{more}: {reason}", named.join(", "));
            if group[0].why == Why::Finding {
                ui.warn(&line);
            } else {
                ui.say(&line);
            }
            group[0].reasons.iter().skip(1).for_each(|reason| ui.say(&format!("  {}", harmless(reason))));
            if let Some(fix) = &group[0].fix {
                ui.say(&format!("  next: {}", harmless(fix)));
            }
        }
    }

    /// Prints it in the format of the command line.
    pub(crate) fn print_as(&self, ui: Ui, push: Option<&Json>) -> Result<()> {
        match ui.format() {
            Format::Table => self.print(ui),
            Format::Json | Format::Ndjson => ui.print_json(&self.json(push)),
            Format::Csv | Format::Markdown | Format::Junit | Format::Html => {
                self.tell_left_out(ui);
                ui.print_table(&self.table())
            }
        }
    }

    fn table(&self) -> Table {
        // What is empty everywhere says nothing.
        let has = |place: usize| self.entries.iter().any(|entry| entry.facts[place].1 != Value::Null);
        let all = self.entries.first().map_or(&[][..], |entry| &entry.facts);
        let shown: Vec<usize> = (0..all.len()).filter(|place| has(*place)).collect();
        let facts: Vec<&str> = shown.iter().map(|place| all[*place].0).collect();
        let has_more = self.entries.iter().any(|entry| entry.before > 0);
        let columns =
            [&["app", "platform", "version"][..], &facts, &["does"], if has_more { &["first"] } else { &[] }, &["requests"]].concat();
        let number = |number: usize| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let row = |entry: &Entry| {
            let place = &entry.place;
            let mut row = vec![Value::Text(place.app.clone()), place.platform.clone().into(), place.version.clone().into()];
            row.extend(shown.iter().map(|place| entry.facts[*place].1.clone()));
            row.push(Value::Text(entry.deed.clone()));
            if has_more {
                let first = format!("{} staged before", count(entry.before as u64, "call"));
                row.push(if entry.before > 0 { Value::Text(first) } else { Value::Null });
            }
            row.push(number(entry.requests));
            row
        };
        Table { columns: columns.into_iter().map(ToOwned::to_owned).collect(), rows: self.entries.iter().map(row).collect() }
    }

    /// The plan, and what became of it, for programs.
    pub(crate) fn json(&self, push: Option<&Json>) -> Json {
        let entries = self.entries.iter().map(|entry| {
            let mut object = entry.place.json();
            object.insert("does".into(), json!(entry.deed));
            object.extend(entry.facts.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
            object.insert("requests".into(), json!(entry.requests));
            object.insert("first".into(), json!(entry.before));
            object.extend(entry.states.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
            Json::Object(object)
        });
        let left = self.left_out.iter().map(|left| {
            let mut object = left.place.json();
            let why = match left.why {
                Why::Finding => "finding",
                Why::Policy => "policy",
                Why::Limit => "limit",
                Why::UnderWay => "under way",
                Why::State => "state",
            };
            object.extend([
                ("why".to_owned(), json!(why)),
                ("reasons".to_owned(), json!(left.reasons)),
                ("fix".to_owned(), json!(left.fix)),
            ]);
            Json::Object(object)
        });
        json!({
            "plan": entries.collect::<Vec<_>>(), "left_out": left.collect::<Vec<_>>(), "reads": self.reads, "writes": self.writes,
            "push": push,
        })
    }
}

/// Apps that are named of those that are left out for the same reason.
const NAMED: usize = 5;
