//! What is told of all apps together: findings with the commands that mend them, campaigns, and how long reviews take.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, PoisonError};

use maud::{Markup, html};
use store::Reader;

use super::Server;
use super::answer::Answer;
use super::register::Register;
use crate::DashboardError;
use crate::app::App;
use crate::campaign::campaigns;
use crate::finding;
use crate::page::{Tab, page as paged};
use crate::query::{AppKey, Row, query};
use crate::readiness::Counts;
use crate::review_time::review_times;

/// The list of findings as it was last made. It is long, and most commits change nothing in it.
#[derive(Debug)]
pub(super) struct List {
    revision: i64,
    /// Hash of what the list tells of the apps themselves.
    apps: u64,
    markup: Markup,
}

/// The page.
pub(super) fn page(server: &Server) -> Result<Answer, DashboardError> {
    let register = server.database.register()?;
    let by_key: HashMap<AppKey, &App> = register.apps.iter().map(|app| (app.key(), app)).collect();
    let list = server.database.read(|reader| list(server, &register, &by_key, reader))?;
    let reviews = server.database.read(|reader| query!("report_review_times").fleet(reader))?;
    let counts = Counts::of(register.apps.iter());
    let body = html! {
        h1 { "Readiness" }
        p.lead { (counts.sentence()) ". When the checks last ran: at the end of a sync, after a push, and with “fleet check”." }
        (counts.bar())
        (list.markup)
        (campaigns(&server.source.background.campaigns, &by_key, true, ""))
        (review_times(&reviews.iter().collect::<Vec<Row<'_>>>()))
    };
    let site = server.site(Tab::Findings, Some(register.staged()));
    Ok(Answer::Page(paged(&site, "Findings · Appfleet", &html! {}, &body, (server.source.now)())))
}

fn list(server: &Server, register: &Register, by_key: &HashMap<AppKey, &App>, reader: &Reader) -> Result<Arc<List>, DashboardError> {
    let apps = hash_of(register);
    // Asked before the findings are read: what is committed in between is then read again.
    let revision = reader.findings_revision().map_err(DashboardError::Database)?;
    let mut kept = server.findings.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(list) = kept.as_ref().filter(|list| (list.revision, list.apps) == (revision, apps)) {
        return Ok(Arc::clone(list));
    }
    let findings = query!("dashboard_findings_by_app").fleet(reader)?;
    let markup = finding::of_apps(findings.iter(), by_key, &server.source.background, "", "");
    let list = Arc::new(List { revision, apps, markup });
    *kept = Some(Arc::clone(&list));
    Ok(list)
}

fn hash_of(register: &Register) -> u64 {
    let mut hasher = DefaultHasher::new();
    for App { account, id, name, page, primary_locale, .. } in &register.apps {
        (account, id, name, page, primary_locale).hash(&mut hasher);
    }
    hasher.finish()
}
