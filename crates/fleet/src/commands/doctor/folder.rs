//! The folder of a workspace: whether it can be written, what lies in it, and who else works there.

use std::fs::{self, File};
use std::path::Path;

use store::Reader;

use super::{Checks, Found, Verdict};
use crate::checks::{self, Policy};
use crate::error::FleetError;
use crate::sentence::count;
use crate::workspace::Workspace;

/// With less free space a sync with images soon fails.
const LITTLE: u64 = 1_000_000_000;
/// With less a database can hardly be written.
const NOTHING: u64 = 50_000_000;

pub(super) fn look(workspace: &Workspace, checks: &mut Checks) {
    checks.add("checks", "fleet.toml", policy(workspace));
    checks.add("folder", ".fleet", writable(workspace));
    if let Some(found) = disk(workspace.root()) {
        checks.add("disk", "free space", found);
    }
    checks.add("database", "fleet.db", database(workspace));
    if let Some(found) = copies(workspace) {
        checks.add("database", "copies", found);
    }
    checks.add("locks", "fleet.db", locks(workspace));
}

/// The names in `[checks]` and the workspace's own checks.
fn policy(workspace: &Workspace) -> Found {
    let all = match checks::all(workspace.root()) {
        Ok(all) => all,
        Err(error) => return Found::failed(&error),
    };
    match Policy::new(&workspace.config().checks, &all, jiff::Zoned::now().date()) {
        Ok(policy) => match policy.expired().next() {
            Some(expired) => Found::warn(expired, "remove it from fleet.toml, or give it a later day"),
            None => Found::ok(&count(all.len(), "check")),
        },
        Err(error) => Found::failed(&error),
    }
}

/// Makes a file where the database is, or will be.
fn writable(workspace: &Workspace) -> Found {
    let folder = workspace.root().join(".fleet");
    if let (Ok(real), Ok(root)) = (fs::canonicalize(&folder), fs::canonicalize(workspace.root()))
        && !real.starts_with(&root)
    {
        let says = format!("it is that of another workspace, {}", real.display());
        return Found::warn(
            says,
            "give this workspace a folder of its own: of two fleet.toml each would load its accounts over the other's",
        );
    }
    let place = if folder.is_dir() { &folder } else { workspace.root() };
    match tempfile::NamedTempFile::new_in(place) {
        Ok(_) => Found::ok("can be written"),
        Err(error) => Found::new(
            Verdict::Failed,
            format!("{} cannot be written: {error}", place.display()),
            Some(format!("chmod u+rwx {}", place.display())),
        ),
    }
}

#[cfg(unix)]
fn disk(root: &Path) -> Option<Found> {
    let told = rustix::fs::statvfs(root).ok()?;
    let free = told.f_bavail.saturating_mul(told.f_frsize);
    let says = format!("{} are free", bytes(free));
    let step = "free some space; `.fleet/images` is fetched again when it is needed";
    Some(match free {
        ..NOTHING => Found::new(Verdict::Failed, says, Some(step.into())),
        NOTHING..LITTLE => Found::warn(says, step),
        LITTLE.. => Found::ok(&says),
    })
}

#[cfg(not(unix))]
fn disk(_root: &Path) -> Option<Found> {
    None
}

fn bytes(number: u64) -> String {
    match number {
        0..1_000_000 => format!("{} kB", number / 1000),
        1_000_000..1_000_000_000 => format!("{} MB", number / 1_000_000),
        _ => format!("{} GB", number / 1_000_000_000),
    }
}

fn database(workspace: &Workspace) -> Found {
    let path = workspace.database();
    let damage = match workspace.reader() {
        Ok(reader) => Reader::damage(&path).map_err(FleetError::from).map(|damage| (damage, format(&reader))),
        Err(error) => Err(error),
    };
    match damage {
        Ok((damage, format)) if damage.is_empty() => {
            let size = fs::metadata(&path).map_or(String::new(), |told| format!(", {}", bytes(told.len())));
            Found::ok(&format!("opens, and is sound{format}{size}"))
        }
        Ok((damage, _)) => {
            let step = "`fleet doctor --repair` saves what can be read of .fleet/fleet.db, and keeps the damaged file";
            Found::new(Verdict::Failed, damage.join("; "), Some(step.into()))
        }
        Err(error @ FleetError::Store(store::StoreError::Missing(_))) => Found::warning(&error),
        Err(error) => Found::failed(&error),
    }
}

/// `; format 5`
fn format(reader: &Reader) -> String {
    let version = reader.query("SELECT user_version FROM pragma_user_version", &[]).ok();
    let version = version.and_then(|table| table.rows.first()?.first()?.as_integer());
    version.map_or(String::new(), |version| format!("; format {version}"))
}

/// What a change of the format has put aside.
fn copies(workspace: &Workspace) -> Option<Found> {
    let entries = fs::read_dir(workspace.root().join(".fleet")).ok()?.flatten();
    let copies: Vec<_> = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".backup.db")).collect();
    let size: u64 = copies.iter().filter_map(|entry| entry.metadata().ok()).map(|told| told.len()).sum();
    let names: Vec<String> = copies.iter().map(|entry| format!(".fleet/{}", entry.file_name().to_string_lossy())).collect();
    (!copies.is_empty()).then(|| {
        let says = format!(
            "{} of an earlier format, {}",
            if copies.len() == 1 { "a copy".into() } else { format!("{} copies", copies.len()) },
            bytes(size)
        );
        Found::warn(says, format!("when all is well with the new format: rm {}", names.join(" ")))
    })
}

/// Whether another process syncs or pushes. Looking takes the lock for a moment, and only where one was taken before.
fn locks(workspace: &Workspace) -> Found {
    let held = |extension: &str| {
        let file = File::open(workspace.database().with_extension(extension)).ok()?;
        matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)).then_some(())
    };
    match (held("sync.lock"), held("push.lock")) {
        (_, Some(())) => Found::warn("another fleet process is pushing", "wait for it; what is staged meanwhile goes with the next push"),
        (Some(()), None) => Found::warn("another fleet process is syncing", "wait for it; a second sync waits by itself"),
        (None, None) => Found::ok("no other process is at work"),
    }
}
