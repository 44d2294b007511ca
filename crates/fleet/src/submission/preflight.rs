//! The checks of what is about to be submitted.

use store::Finding;

use crate::checks;
use crate::error::Result;
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
pub(crate) fn blockers(workspace: &Workspace) -> Result<Vec<Blocker>> {
    let found = checks::judge(workspace)?.findings.into_iter().filter(Finding::blocks);
    let blocker = |finding: Finding| Blocker {
        check: finding.check,
        app_id: finding.app.id.clone(),
        account: finding.app.account.clone(),
        platform: finding.platform,
        message: finding.message,
        fix: finding.fix,
    };
    Ok(found.map(blocker).collect())
}
