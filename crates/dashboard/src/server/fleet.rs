//! The fleet as the server keeps it between two commits: everything that the overview filters, sorts and counts.

use std::collections::HashMap;
use std::sync::OnceLock;

use store::Reader;

use crate::DashboardError;
use crate::app::{self, App};
use crate::query::{AppKey, Row, Rows, query};
use crate::standing::Standing;

/// Every app, with what is known of it without its texts.
#[derive(Debug)]
pub(super) struct Fleet {
    /// Apps, in the order of the report.
    pub(super) apps: Vec<App>,
    /// Their readiness, in the same order.
    pub(super) readiness: Vec<Readiness>,
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

/// Whether an app could be submitted when the checks last ran.
#[derive(Debug, Clone, Default)]
pub(super) struct Readiness {
    /// `ready`, `blocked`, `nothing` to submit, or empty where no check has run.
    pub(super) word: String,
    /// Findings of level error.
    pub(super) errors: i64,
    /// Findings of level warning.
    pub(super) warnings: i64,
}

impl Fleet {
    /// Reads it with two readers at once: the list of apps takes as long as all the rest.
    pub(super) fn read([reader, other]: &mut [Reader; 2]) -> Result<Self, DashboardError> {
        let (apps, rest) = std::thread::scope(|scope| {
            let rest = scope.spawn(|| Rest::read(other));
            (app::read(reader), rest.join())
        });
        let (apps, mut rest) = (apps?, rest.unwrap_or(Err(DashboardError::Ended))?);
        Ok(Self {
            readiness: apps.iter().map(|app| rest.readiness.remove(&app.key()).unwrap_or_default()).collect(),
            accounts: rest.accounts,
            findings: rest.findings,
            failures: rest.failures,
            places: apps.iter().enumerate().map(|(place, app)| (app.key(), place)).collect(),
            pages: apps.iter().enumerate().map(|(place, app)| (app.page.clone(), place)).collect(),
            changes: OnceLock::new(),
            apps,
        })
    }

    /// The place of an app in the list.
    pub(super) fn place(&self, key: &AppKey) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The app that a page, named as in the report, is about.
    pub(super) fn app_of_page(&self, page: &str) -> Option<&App> {
        self.pages.get(page).map(|place| &self.apps[*place])
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
    pub(super) fn ready(&self, word: &str) -> usize {
        self.readiness.iter().filter(|readiness| readiness.word == word).count()
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
    readiness: HashMap<AppKey, Readiness>,
    accounts: Vec<String>,
    findings: Vec<(String, String, i64)>,
    failures: Rows,
}

impl Rest {
    fn read(reader: &mut Reader) -> Result<Self, DashboardError> {
        let readiness = query!("dashboard_readiness").fleet(reader)?;
        let findings = query!("dashboard_findings").fleet(reader)?;
        let number = |row: Row<'_>, column| row.integer(column).unwrap_or_default();
        Ok(Self {
            readiness: readiness
                .iter()
                .map(|row| {
                    let [errors, warnings] = ["errors", "warnings"].map(|column| number(row, column));
                    (row.app_key(), Readiness { word: row.string("readiness"), errors, warnings })
                })
                .collect(),
            accounts: query!("report_accounts").fleet(reader)?.iter().map(|row| row.string("name")).collect(),
            findings: findings.iter().map(|row| (row.string("check_name"), row.string("level"), number(row, "apps"))).collect(),
            failures: query!("report_failures").fleet(reader)?,
        })
    }
}
