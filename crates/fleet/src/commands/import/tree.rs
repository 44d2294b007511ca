//! `fleet import fastlane` and `fleet import asc`.

use std::path::PathBuf;

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::progress::Bar;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::texts::{self, App, Creating, Folder, Notes, Texts, Tree, VersionArgs, World};
use crate::workspace::Workspace;

/// A tree of texts, and what it is for
#[derive(Debug, clap::Args)]
pub(crate) struct TreeArgs {
    /// Folder of one app, or of folders of apps; `fleet import fastlane` without one reads the trees that fleet.toml names
    path: Option<PathBuf>,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    version: VersionArgs,
    /// Add the locales that the tree has and the app has not
    #[arg(long)]
    create_locales: bool,
    #[command(flatten)]
    skip: SkipArgs,
}

pub(super) fn import(context: &Context, tree: Tree, args: &TreeArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    let reader = workspace.reader()?;
    let all = texts::apps(&reader, &AppArgs::default())?;
    let wanted = texts::apps(&reader, &args.apps)?;
    let creating = if args.create_locales { Creating::Locales } else { Creating::Nothing };
    let mut proposal = Proposal::default();
    let mut notes = Notes::default();
    let folders = match &args.path {
        Some(path) => texts::folders(tree, path, &all, &wanted, &mut notes)?,
        None if tree == Tree::Fastlane => adopted(context, &workspace, &wanted)?,
        None => return Err(FleetError::input("which folder?").hint("give the folder `metadata` of asc: fleet import asc ./metadata")),
    };
    let bar = Bar::of(context.ui, "import", "apps");
    bar.expect_all(folders.len() as u64);
    for (index, folder) in folders.into_iter().enumerate() {
        bar.reach(index as u64);
        let texts = Texts::of(&reader, World::Staged, folder.app, &args.version)?;
        let said = tree.read(&folder.path, &texts, &mut notes)?;
        texts::apply(&mut proposal, &mut notes, &texts, said, creating);
    }
    bar.finish();
    for (place, sentence) in &notes.problems {
        proposal.problem(place, sentence);
    }
    notes.tell(context.ui);
    proposal.stage(context, args.skip)
}

/// The trees of fleet.toml. An app of it that no account has is worth a word, and no reason to leave out the others.
fn adopted(context: &Context, workspace: &Workspace, wanted: &[App]) -> Result<Vec<Folder>> {
    let mut folders = Vec::new();
    let mut strangers = Vec::new();
    let mut named = 0;
    for (name, settings) in &workspace.config().apps {
        let Some(folder) = &settings.fastlane else { continue };
        named += 1;
        match wanted.iter().find(|app| app.bundle_id == *name || app.id == *name) {
            Some(app) => folders.push(texts::folder_of(Tree::Fastlane, &workspace.root().join(folder), app)?),
            None => strangers.push(name.as_str()),
        }
    }
    if named == 0 {
        return Err(FleetError::input("fleet.toml names no fastlane tree, and the command line no folder")
            .hint("give the folder of one app or of many: fleet import fastlane ~/code; or name it in fleet.toml: fastlane = \"…\" in [apps.\"BUNDLE_ID\"]"));
    }
    if folders.is_empty() {
        return Err(FleetError::input("none of the apps chosen has a fastlane tree in fleet.toml")
            .hint("`fleet query \"SELECT bundle_id, account FROM apps\"` lists the apps of the mirror"));
    }
    context.ui.say(&format!("reading {} of fleet.toml", count(folders.len(), "fastlane tree")));
    if !strangers.is_empty() {
        context.ui.say(&format!("not read, for no account has it or the options leave it out: {}", strangers.join(", ")));
    }
    Ok(folders)
}
