//! What the pages of an app show beside what the overview knows of it, read for many apps at once: a query costs nearly as
//! much for one app as for a hundred.

use std::collections::HashMap;

use store::Reader;

use crate::DashboardError;
use crate::app::App;
use crate::query::{AppKey, Rows, query};

/// Rows about one app.
#[derive(Debug, Default)]
pub(crate) struct Details {
    pub(crate) listings: Rows,
    pub(crate) screenshots: Rows,
    pub(crate) app_infos: Rows,
    pub(crate) age_ratings: Rows,
    pub(crate) history: Rows,
}

/// Reads what is about one app.
pub(crate) fn of(reader: &Reader, app: &App) -> Result<Details, DashboardError> {
    Ok(read(reader, &[app])?.remove(&app.key()).unwrap_or_default())
}

/// Reads what is about these apps.
pub(crate) fn read(reader: &Reader, apps: &[&App]) -> Result<HashMap<AppKey, Details>, DashboardError> {
    let mut listings = query!("report_listings").apps(reader, apps)?;
    let mut screenshots = query!("report_screenshots").apps(reader, apps)?;
    let mut app_infos = query!("report_app_infos").apps(reader, apps)?;
    let mut age_ratings = query!("report_age_ratings").apps(reader, apps)?;
    let mut history = query!("report_history").apps(reader, apps)?;
    let details = |app: &&App| {
        let key = app.key();
        let of = |rows: &mut HashMap<AppKey, Rows>| rows.remove(&key).unwrap_or_default();
        let details = Details {
            listings: of(&mut listings),
            screenshots: of(&mut screenshots),
            app_infos: of(&mut app_infos),
            age_ratings: of(&mut age_ratings),
            history: of(&mut history),
        };
        (key, details)
    };
    Ok(apps.iter().map(details).collect())
}
