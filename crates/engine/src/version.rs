//! One app's versions with all their texts and the builds they are linked to: one request.

use asc::{Document, Query};
use store::catalog::ScopeKind;
use store::{Mirror, StoreError};

use crate::row::{Attributes, row};
use crate::scope::{Included, PAGE, RELATED, is_whole, resource};

const LOCALIZATIONS: &str = "appStoreVersionLocalizations";

/// Every state but the replaced one: what is live, and what is on its way.
const STATES: [&str; 14] = [
    "PREPARE_FOR_SUBMISSION",
    "DEVELOPER_REJECTED",
    "REJECTED",
    "METADATA_REJECTED",
    "INVALID_BINARY",
    "READY_FOR_REVIEW",
    "WAITING_FOR_REVIEW",
    "WAITING_FOR_EXPORT_COMPLIANCE",
    "IN_REVIEW",
    "ACCEPTED",
    "PENDING_APPLE_RELEASE",
    "PENDING_DEVELOPER_RELEASE",
    "PROCESSING_FOR_DISTRIBUTION",
    "READY_FOR_DISTRIBUTION",
];

pub(crate) fn query(app: &str) -> Query {
    Query::new(&format!("/v1/apps/{}/appStoreVersions", asc::segment(app)))
        .limit(PAGE)
        .filter("appVersionState", STATES)
        .include([LOCALIZATIONS, "build"])
        .limit_of(LOCALIZATIONS, RELATED)
}

/// Writes one app's versions. Versions that are missing here may have been replaced, so only the heartbeat, which
/// knows all states, takes versions as gone.
pub(crate) fn write(mirror: &mut Mirror<'_>, account: i64, app: &str, pages: &[Document]) -> Result<(), StoreError> {
    let (versions, localizations, builds) = (resource("versions"), resource("version_localizations"), resource("builds"));
    let Some(app) = mirror.find(resource("apps"), account, app)? else { return Ok(()) };
    for page in pages {
        let included = Included::of(page);
        for answer in &page.data {
            for build in included.related(answer, "build") {
                mirror.put(builds, account, &build.id, Some(app), &row(builds, build, Attributes::All))?;
            }
            let version = mirror.put(versions, account, &answer.id, Some(app), &row(versions, answer, Attributes::All))?.pk;
            let mut rows = Vec::new();
            for found in included.related(answer, LOCALIZATIONS) {
                rows.push(mirror.put(localizations, account, &found.id, Some(version), &row(localizations, found, Attributes::All))?.pk);
            }
            if is_whole(answer, LOCALIZATIONS) {
                mirror.sweep(localizations, account, Some(version), &rows)?;
            }
        }
    }
    mirror.finish_scope(account, ScopeKind::Versions, app)
}
