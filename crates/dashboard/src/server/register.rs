//! What the server keeps of the fleet between two commits: everything that the overview filters, sorts and counts.

use std::collections::HashMap;
use std::sync::OnceLock;

use store::{Reader, Standing};

use crate::DashboardError;
use crate::app::{self, App};
use crate::query::{AppKey, Rows, query};
use crate::readiness::Readiness;

/// Every app, with what is known of it without its texts.
#[derive(Debug)]
pub(super) struct Register {
    /// Apps, in the order of the report.
    pub(super) apps: Vec<App>,
    /// Names of all accounts, also of those without apps.
    pub(super) accounts: Vec<String>,
    /// Checks that found something: name, level, apps.
    pub(super) findings: Vec<(String, String, i64)>,
    /// What the last sync could not fetch.
    pub(super) failures: Rows,
    places: HashMap<AppKey, usize>,
    pages: HashMap<String, usize>,
    changes: OnceLock<HashMap<AppKey, Rows>>,
}

impl Register {
    /// Reads it with two readers at once: the list of apps takes as long as all the rest.
    pub(super) fn read([reader, other]: &mut [Reader; 2]) -> Result<Self, DashboardError> {
        let (apps, rest) = std::thread::scope(|scope| {
            let rest = scope.spawn(|| Rest::read(other));
            (app::read(reader), rest.join())
        });
        let (apps, Rest { accounts, findings, failures }) = (apps?, rest.unwrap_or(Err(DashboardError::Ended))?);
        let places = apps.iter().enumerate().map(|(place, app)| (app.key(), place)).collect();
        let pages = apps.iter().enumerate().map(|(place, app)| (app.page.clone(), place)).collect();
        Ok(Self { apps, accounts, findings, failures, places, pages, changes: OnceLock::new() })
    }

    /// The place of an app in the list.
    pub(super) fn place(&self, key: &AppKey) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// An app.
    pub(super) fn app(&self, key: &AppKey) -> Option<&App> {
        self.place(key).map(|place| &self.apps[place])
    }

    /// The app whose page a report calls by this name, without the folder.
    pub(super) fn app_of_page(&self, name: &str) -> Option<&App> {
        self.pages.get(&format!("apps/{name}")).map(|place| &self.apps[*place])
    }

    /// The client whose page a report calls by this name.
    pub(super) fn client_of_page(&self, page: &str) -> Option<&str> {
        self.apps.iter().find(|app| app.client_page.as_deref() == Some(page)).and_then(|app| app.client.as_deref())
    }

    /// What is staged, by app. Only pages of apps want it, so the first of them reads it.
    pub(super) fn changes(&self, reader: &Reader) -> Result<&HashMap<AppKey, Rows>, DashboardError> {
        if let Some(changes) = self.changes.get() {
            return Ok(changes);
        }
        let changes = query!("report_changes").fleet(reader)?.by_app();
        Ok(self.changes.get_or_init(|| changes))
    }

    /// Fields staged in the whole fleet.
    pub(super) fn staged(&self) -> i64 {
        self.apps.iter().map(|app| app.staged).sum()
    }

    /// How many apps have a version of this standing.
    pub(super) fn standing(&self, standing: Standing) -> usize {
        self.apps.iter().filter(|app| app.versions.iter().any(|version| version.standing() == standing)).count()
    }

    /// How many apps are of this readiness.
    pub(super) fn ready(&self, readiness: Readiness) -> usize {
        self.apps.iter().filter(|app| app.readiness == readiness).count()
    }

    /// Names of clients, each with its apps.
    pub(super) fn clients(&self) -> Vec<(&str, usize)> {
        let mut clients: Vec<(&str, usize)> = Vec::new();
        // Apps are sorted by client.
        for client in self.apps.iter().filter_map(|app| app.client.as_deref()) {
            match clients.last_mut() {
                Some((last, apps)) if *last == client => *apps += 1,
                _ => clients.push((client, 1)),
            }
        }
        clients
    }
}

/// What is known beside the list of apps.
struct Rest {
    accounts: Vec<String>,
    findings: Vec<(String, String, i64)>,
    failures: Rows,
}

impl Rest {
    fn read(reader: &mut Reader) -> Result<Self, DashboardError> {
        let findings = query!("dashboard_findings").fleet(reader)?;
        Ok(Self {
            accounts: query!("report_accounts").fleet(reader)?.iter().map(|row| row.string("name")).collect(),
            findings: findings
                .iter()
                .map(|row| (row.string("check_name"), row.string("level"), row.integer("apps").unwrap_or_default()))
                .collect(),
            failures: query!("report_failures").fleet(reader)?,
        })
    }
}
