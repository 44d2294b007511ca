//! Where the trees of apps are: one folder for one app, or a folder of folders, one per app.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::error::{FleetError, Result};
use crate::sentence;
use crate::texts::Tree;
use crate::texts::current::App;
use crate::texts::fastlane::{entries, name_of};
use crate::texts::notes::Notes;

/// An app and the folder that speaks about it.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) app: App,
    pub(crate) path: PathBuf,
}

/// Finds the trees below a path. `all` are the apps of the mirror, `wanted` those that the command is about.
pub(crate) fn folders(tree: Tree, path: &Path, all: &[App], wanted: &[App], notes: &mut Notes) -> Result<Vec<Folder>> {
    if !path.is_dir() {
        return Err(FleetError::input(format!("there is no folder `{}`", path.display())));
    }
    if let Some(metadata) = metadata(tree, path) {
        return Ok(vec![Folder { app: the_one(path, all, wanted)?, path: metadata }]);
    }
    let mut folders: Vec<Folder> = Vec::new();
    let mut is_any_known = false;
    for below in entries(path)?.into_iter().filter(|path| path.is_dir()) {
        let Some(metadata) = metadata(tree, &below) else {
            notes.unknown_files.insert(below.display().to_string());
            continue;
        };
        let app = match named(&below, all) {
            Ok(app) => app,
            Err(sentence) => {
                notes.problems.push((below.display().to_string(), sentence));
                is_any_known = true;
                continue;
            }
        };
        is_any_known = true;
        if let Some(other) = folders.iter().find(|other| other.app == *app) {
            let sentence = format!("`{}` is about {} too", other.path.display(), app.name);
            notes.problems.push((below.display().to_string(), sentence));
        } else if wanted.contains(app) {
            folders.push(Folder { app: app.clone(), path: metadata });
        }
    }
    if is_any_known {
        return Ok(folders);
    }
    Err(FleetError::input(format!("`{}` is no tree of texts, and no folder of such trees", path.display()))
        .hint("give the folder `metadata`, or one with a folder per app, named by its bundle id"))
}

/// The tree of an app that is known to be there.
pub(crate) fn folder_of(tree: Tree, path: &Path, app: &App) -> Result<Folder> {
    let path = metadata(tree, path).ok_or_else(|| {
        FleetError::input(format!("`{}` is no tree of texts of {}", path.display(), app.name))
            .hint("fleet.toml names it: give it the folder that has fastlane/metadata")
    })?;
    Ok(Folder { app: app.clone(), path })
}

/// Where an app's tree is written: beside what is there already, else in the folder itself.
pub(crate) fn metadata_to_write(path: &Path) -> PathBuf {
    candidates(path).into_iter().take(2).find(|candidate| candidate.is_dir()).unwrap_or_else(|| path.into())
}

fn metadata(tree: Tree, path: &Path) -> Option<PathBuf> {
    candidates(path).into_iter().find(|candidate| candidate.is_dir() && tree.is_at(candidate))
}

fn candidates(path: &Path) -> [PathBuf; 3] {
    [path.join("fastlane/metadata"), path.join("metadata"), path.into()]
}

/// The app that a tree without a name of its own is about.
fn the_one(path: &Path, all: &[App], wanted: &[App]) -> Result<App> {
    if let [app] = wanted {
        return Ok(app.clone());
    }
    let above = path.parent().map(Path::to_owned);
    if let Some(identifier) = identifier(path).or_else(|| above.as_deref().and_then(identifier))
        && let Some(app) = wanted.iter().find(|app| app.bundle_id == identifier)
    {
        return Ok(app.clone());
    }
    if wanted.len() < all.len() {
        let names: Vec<&str> = wanted.iter().take(8).map(|app| app.bundle_id.as_str()).collect();
        return Err(FleetError::input(format!(
            "`{}` is about one app, and {} are meant: {}",
            path.display(),
            wanted.len(),
            names.join(", ")
        ))
        .hint("--app chooses one"));
    }
    Err(FleetError::input(format!("`{}` does not say which app it is about", path.display()))
        .hint("say it with --app ID, bundle id or name; or put an Appfile with app_identifier beside it"))
}

/// The app that a folder is named after, or that its Appfile names.
fn named<'a>(folder: &Path, all: &'a [App]) -> Result<&'a App, String> {
    let name = identifier(folder).unwrap_or_else(|| name_of(folder));
    let is_called = |app: &&App| app.bundle_id.eq_ignore_ascii_case(&name) || app.id == name || app.name.eq_ignore_ascii_case(&name);
    let found: Vec<&App> = all.iter().filter(is_called).collect();
    match found.as_slice() {
        [app] => Ok(app),
        [] => {
            let hint = sentence::did_you_mean(&name, all.iter().flat_map(|app| [app.bundle_id.as_str(), app.name.as_str()]));
            Err([format!("no app in the mirror is called `{name}`")].into_iter().chain(hint).collect::<Vec<_>>().join("; "))
        }
        several => {
            let names: Vec<String> = several.iter().map(|app| format!("{} ({} of {})", app.id, app.name, app.account)).collect();
            Err(format!("`{name}` can be several apps, {}; name the folder by the Apple id", names.join(" or ")))
        }
    }
}

/// The bundle id of the Appfile that fastlane keeps.
fn identifier(folder: &Path) -> Option<String> {
    let text = [folder.join("fastlane/Appfile"), folder.join("Appfile")].into_iter().find_map(|path| fs::read_to_string(path).ok())?;
    let line = Regex::new(r#"(?m)^\s*app_identifier[\s(]+["']([^"']+)["']"#).ok()?;
    Some(line.captures(&text)?[1].to_owned())
}
