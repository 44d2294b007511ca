//! What the overview and the pages of clients are made of, read once for all of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use store::{Reader, Value};

use crate::DashboardError;
use crate::app::{self, App};
use crate::query::{AppKey, Row, Rows, query};
use crate::report::Selection;

/// The fleet, or a part of it: nothing here is about any other app.
#[derive(Debug)]
pub(crate) struct Fleet {
    /// Its apps, in the order of the overview.
    pub(crate) apps: Vec<App>,
    /// Names of their accounts; of a whole fleet also those without apps.
    pub(crate) accounts: Vec<String>,
    /// What the checks found, by app.
    pub(crate) findings: HashMap<AppKey, Rows>,
    /// Reviews, by app.
    reviews: HashMap<AppKey, Rows>,
    /// What has happened since a moment; `None` if nobody asked.
    news: Option<(i64, Rows)>,
    /// What could not be fetched.
    failures: Rows,
    /// Whether it is all of the fleet.
    pub(crate) is_whole: bool,
    /// Clients of which everything is meant, also what is no longer there.
    clients: Vec<String>,
}

impl Fleet {
    /// Reads the apps of a selection, and what is told of them together.
    pub(crate) fn read(reader: &Reader, selection: &Selection, since: Option<i64>) -> Result<Self, DashboardError> {
        let all = app::read(reader)?;
        let total = all.len();
        let apps = app::selected(reader, all, selection)?;
        let is_whole = selection.condition.is_none() || apps.len() == total;
        let accounts: Vec<String> = if is_whole {
            query!("report_accounts").fleet(reader)?.iter().map(|row| row.string("name")).collect()
        } else {
            apps.iter().map(|app| app.account.clone()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let news = since.map(|since| Ok((since, query!("since").with(reader, Value::Integer(since))?))).transpose()?;
        Ok(Self {
            findings: query!("report_findings").fleet(reader)?.by_app(),
            reviews: query!("report_review_times").fleet(reader)?.by_app(),
            failures: query!("report_failures").fleet(reader)?,
            clients: selection.clients.clone(),
            apps,
            accounts,
            news,
            is_whole,
        })
    }

    /// The names of the clients that have apps here, in order.
    pub(crate) fn clients(&self) -> Vec<&str> {
        self.apps.iter().filter_map(|app| app.client.as_deref()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The reviews of an app, the latest first.
    pub(crate) fn reviews_of(&self, app: &App) -> impl Iterator<Item = Row<'_>> {
        self.reviews.get(&app.key()).into_iter().flat_map(Rows::iter)
    }

    /// All of it, or what belongs to one client.
    pub(crate) fn part<'a>(&'a self, client: Option<&'a str>) -> Part<'a> {
        let apps: Vec<&App> = self.apps.iter().filter(|app| client.is_none() || app.client.as_deref() == client).collect();
        Part { by_key: apps.iter().map(|app| (app.key(), *app)).collect(), apps, client, fleet: self }
    }
}

/// Some apps of a fleet, with what is told of them together.
pub(crate) struct Part<'a> {
    /// The apps.
    pub(crate) apps: Vec<&'a App>,
    /// The same by account and id.
    pub(crate) by_key: HashMap<AppKey, &'a App>,
    /// The client whose they are, if it is one client's page.
    pub(crate) client: Option<&'a str>,
    fleet: &'a Fleet,
}

impl<'a> Part<'a> {
    /// Whether it is all of the fleet.
    pub(crate) fn is_whole(&self) -> bool {
        self.fleet.is_whole && self.client.is_none()
    }

    /// What the checks found, app by app.
    pub(crate) fn findings(&self) -> impl Iterator<Item = Row<'a>> {
        self.apps.iter().filter_map(|app| self.fleet.findings.get(&app.key())).flat_map(Rows::iter)
    }

    /// Reviews, the latest first.
    pub(crate) fn reviews(&self) -> Vec<Row<'a>> {
        let mut rows: Vec<Row<'a>> = self.apps.iter().filter_map(|app| self.fleet.reviews.get(&app.key())).flat_map(Rows::iter).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.integer("waiting_at")));
        rows
    }

    /// What has happened, the latest last, and since when. An app that is gone is in no selection but that of its client.
    pub(crate) fn news(&self) -> Option<(i64, Vec<Row<'a>>)> {
        let (since, rows) = self.fleet.news.as_ref()?;
        let is_meant = |row: &Row<'_>| {
            let client = row.text("client");
            let is_clients = client.is_some_and(|client| self.fleet.clients.iter().any(|meant| meant == client));
            self.is_whole()
                || self.by_key.contains_key(&row.app_key())
                || row.text("new") == Some("DISAPPEARED")
                    && (self.fleet.is_whole || is_clients)
                    && (self.client.is_none() || self.client == client)
        };
        Some((*since, rows.iter().filter(is_meant).collect()))
    }

    /// What could not be fetched. What is about a whole account is not told to one client.
    pub(crate) fn failures(&self) -> Vec<Row<'a>> {
        self.fleet.failures.iter().filter(|row| self.is_whole() || self.by_key.contains_key(&row.app_key())).collect()
    }

    /// Names of the accounts.
    pub(crate) fn accounts(&self) -> Vec<&'a str> {
        let own: HashSet<&str> = self.apps.iter().map(|app| app.account.as_str()).collect();
        self.fleet.accounts.iter().map(String::as_str).filter(|name| self.is_whole() || own.contains(name)).collect()
    }
}
