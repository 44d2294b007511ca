//! The checks of what is about to be submitted.

use store::Reader;

use crate::error::Result;
use crate::submission::chosen::Records;
use crate::workspace::Workspace;

/// Something that stands against a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocker {
    /// Name of the check.
    pub(crate) check: String,
    pub(crate) app_id: String,
    pub(crate) account: String,
    /// `None`: it concerns all platforms of the app.
    pub(crate) platform: Option<String>,
    pub(crate) message: String,
    /// The command that mends it.
    pub(crate) fix: Option<String>,
}

/// What the checks of level error find in the world as it is staged.
pub(crate) fn blockers(_workspace: &Workspace, reader: &Reader) -> Result<Vec<Blocker>> {
    let found = Records(reader.query(
        "SELECT check_name, app_id, account, platform, message, fix FROM findings WHERE level = 'error' ORDER BY app_id, check_name",
        &[],
    )?);
    let blocker = |record: crate::submission::chosen::Record<'_>| Blocker {
        check: record.name("check_name"),
        app_id: record.name("app_id"),
        account: record.name("account"),
        platform: record.text("platform"),
        message: record.name("message"),
        fix: record.text("fix"),
    };
    Ok(found.iter().map(blocker).collect())
}
