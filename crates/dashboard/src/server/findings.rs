//! What is told of all apps together: findings with the commands that mend them, campaigns, and how long reviews take.

use std::collections::HashMap;

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

/// The page. Its body is made once for all loads between two commits.
pub(super) fn page(server: &Server) -> Result<Answer, DashboardError> {
    let register = server.database.register()?;
    let body = if let Some(body) = register.findings_body.get() {
        body
    } else {
        let body = server.database.read(|reader| body(server, &register, reader))?;
        register.findings_body.get_or_init(|| body)
    };
    let site = server.site(Tab::Findings, Some(register.staged()));
    Ok(Answer::Page(paged(&site, "Findings · Appfleet", &html! {}, body, (server.source.now)())))
}

fn body(server: &Server, register: &Register, reader: &Reader) -> Result<Markup, DashboardError> {
    let by_key: HashMap<AppKey, &App> = register.apps.iter().map(|app| (app.key(), app)).collect();
    let (findings, reviews) = (query!("dashboard_findings_by_app").fleet(reader)?, query!("report_review_times").fleet(reader)?);
    let counts = Counts::of(register.apps.iter());
    Ok(html! {
        h1 { "Readiness" }
        p.lead { (counts.sentence()) ". When the checks last ran: at the end of a sync, after a push, and with “fleet check”." }
        (counts.bar())
        (finding::of_apps(findings.iter(), &by_key, &server.source.background, "", ""))
        (campaigns(&server.source.background.campaigns, &by_key, true, ""))
        (review_times(&reviews.iter().collect::<Vec<Row<'_>>>()))
    })
}
