//! The heartbeat: every app of an account with the states of its versions and app infos, 200 apps a request.

use asc::{Document, Query};
use store::catalog::ScopeKind;
use store::{Mirror, StoreError};

use crate::row::{Attributes, row};
use crate::scope::{Included, PAGE, RELATED, fields, is_whole, resource};

const VERSIONS: &str = "appStoreVersions";
const APP_INFOS: &str = "appInfos";

/// The request for all apps. Relationship names stand in `fields[apps]`, or the linkage would be lost and the included
/// versions could not be told apart.
pub(crate) fn query() -> Query {
    Query::new("/v1/apps")
        .limit(PAGE)
        .include([VERSIONS, APP_INFOS])
        .limit_of(VERSIONS, RELATED)
        .limit_of(APP_INFOS, RELATED)
        .fields("apps", fields(resource("apps"), &[VERSIONS, APP_INFOS]))
        .fields(VERSIONS, fields(resource("versions"), &[]))
        .fields(APP_INFOS, fields(resource("app_infos"), &[]))
}

/// The request for some apps, by id. `ids` must fit the URL: see [`room`].
pub(crate) fn query_of(ids: &[&str]) -> Query {
    query().filter("id", ids)
}

/// Bytes that ids may take in [`query_of`].
pub(crate) fn room() -> usize {
    query().room_for("filter[id]")
}

/// The request for the versions of one app that has more of them than a relationship shows.
pub(crate) fn versions_query(app: &str) -> Query {
    Query::new(&format!("/v1/apps/{}/appStoreVersions", asc::segment(app))).limit(PAGE).fields(VERSIONS, fields(resource("versions"), &[]))
}

/// Writes one page; on the last one of an account, apps that were on none have gone.
pub(crate) fn write(mirror: &mut Mirror<'_>, account: i64, page: &Document, is_last: bool, seen: &mut Vec<i64>) -> Result<(), StoreError> {
    let (apps, versions, app_infos) = (resource("apps"), resource("versions"), resource("app_infos"));
    let included = Included::of(page);
    for answer in &page.data {
        let app = mirror.put(apps, account, &answer.id, None, &row(apps, answer, Attributes::Selected))?.pk;
        seen.push(app);
        for (relationship, below) in [(VERSIONS, versions), (APP_INFOS, app_infos)] {
            let mut rows = Vec::new();
            for found in included.related(answer, relationship) {
                rows.push(mirror.put(below, account, &found.id, Some(app), &row(below, found, Attributes::Selected))?.pk);
            }
            if is_whole(answer, relationship) {
                mirror.sweep(below, account, Some(app), &rows)?;
            }
        }
    }
    if is_last {
        mirror.sweep(apps, account, None, seen)?;
        mirror.finish_scope(account, ScopeKind::Heartbeat, 0)?;
    }
    Ok(())
}
