//! What the checks say of the fleet: those of the program and those of the workspace, with the levels and suppressions
//! of `fleet.toml`.

mod junit;
mod policy;
mod report;

use std::path::Path;

use jiff::civil::Date;
use store::check::{Check, built_in};
use store::{BrokenCheck, Finding, Store, run_checks};

use crate::error::{FleetError, Result};
use crate::output::Ui;
use crate::sentence::did_you_mean;
use crate::workspace::Workspace;

pub(crate) use junit::junit;
pub(crate) use policy::{ChecksConfig, Policy, fits};
pub(crate) use report::{By, html, json, table, words};

/// The folder of a workspace's own checks.
pub(crate) const FOLDER: &str = "checks";

/// What was found, and what could not be asked.
pub(crate) struct Judgement {
    /// Every check that was run.
    pub(crate) checks: Vec<Check>,
    /// What was found and is not suppressed, what matters most first.
    pub(crate) findings: Vec<Finding>,
    /// Findings that a suppression of `fleet.toml` hides, each with its reason.
    pub(crate) suppressed: Vec<(Finding, String)>,
    /// Suppressions that hold no longer, one sentence each.
    pub(crate) expired: Vec<String>,
    /// Checks that could not be run.
    pub(crate) broken: Vec<BrokenCheck>,
}

/// Runs every check over the staged world.
pub(crate) fn judge(workspace: &Workspace) -> Result<Judgement> {
    let checks = all(workspace.root())?;
    let policy = Policy::new(&workspace.config().checks, &checks, today())?;
    let (found, broken) = run_checks(&workspace.database(), &checks)?;
    let (findings, suppressed) = policy.apply(found);
    let expired = policy.expired().map(ToOwned::to_owned).collect();
    Ok(Judgement { checks, findings, suppressed, expired, broken })
}

impl Judgement {
    /// Runs every check, and keeps what was found for the view `findings`.
    pub(crate) fn kept(workspace: &Workspace, store: &mut Store) -> Result<Self> {
        let mut judgement = judge(workspace)?;
        store.keep_findings(&mut judgement.findings)?;
        // Stable: within a level the order stays.
        judgement.findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        Ok(judgement)
    }

    /// The check of this name.
    pub(crate) fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }
}

/// Runs every check after something has changed the mirror, so that `readiness` and `findings` tell of it. That they do
/// not is worth a word, and nothing more.
pub(crate) fn refresh(workspace: &Workspace, store: &mut Store, ui: Ui) {
    if let Err(error) = Judgement::kept(workspace, store) {
        ui.warn(&format!("the checks were not run, so `readiness` is that of the last time: {error}"));
    }
}

/// Whether the checks were ever run over this mirror.
pub(crate) fn were_run(store: &Store) -> Result<bool> {
    Ok(!store.query("SELECT 1 FROM app_readiness LIMIT 1", &[])?.rows.is_empty())
}

/// The program's checks, and those in the folder `checks` of the workspace; one of the same name takes the place of ours.
pub(crate) fn all(root: &Path) -> Result<Vec<Check>> {
    let mut checks = built_in();
    let folder = root.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(checks),
        Err(source) => return Err(FleetError::Read { path: folder, source }),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(|source| FleetError::Read { path: folder, source })?;
    paths.sort();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "sql")) {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).map_err(|source| FleetError::Read { path: path.clone(), source })?;
        let check = Check::parse(&name, &text).map_err(|message| {
            FleetError::input(format!("the check `{}` is not right: {message}", path.display()))
                .hint("`fleet check --explain copyright_missing` shows one that is")
        })?;
        checks.retain(|known| known.name != name);
        checks.push(check);
    }
    checks.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(checks)
}

/// There must be a check of this name, or that fits this GLOB pattern.
pub(crate) fn must_exist(checks: &[Check], name: &str) -> Result<()> {
    if checks.iter().any(|check| fits(name, &check.name)) {
        return Ok(());
    }
    let hint = did_you_mean(name, checks.iter().map(|check| check.name.as_str()));
    Err(FleetError::input(format!("there is no check `{name}`"))
        .hint(hint.unwrap_or_else(|| "`fleet check --list` shows all of them".into())))
}

fn today() -> Date {
    jiff::Zoned::now().date()
}
