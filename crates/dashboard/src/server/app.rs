//! The page of one app, live: the report's, with links to the forms of its listings.

use super::Server;
use super::answer::Answer;
use crate::DashboardError;
use crate::app_page::AppPage;

/// The page that a report calls by this name.
pub(super) fn page(server: &Server, name: &str) -> Result<Answer, DashboardError> {
    let fleet = server.database.fleet()?;
    let Some(app) = fleet.app_of_page(name) else { return Ok(Answer::Missing("app")) };
    let page = server.database.read(|reader| {
        let page = AppPage::read(reader, app, None)?;
        Ok(page.render((server.now)()))
    })?;
    Ok(Answer::Page(page))
}
