//! `fleet export`: the texts of apps as files that other tools, and `fleet import`, read.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::progress::Bar;
use crate::ratings;
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::texts::{self, App, Choice, Files, Texts, Tree, VersionArgs, World, own_name};

/// Write texts and age ratings as files: fastlane's tree, asc's tree
///
/// What is written is what `fleet import` reads: importing it again stages nothing. Of one app PATH is the folder itself
/// (or `metadata` in it, if that is there already); of several it gets a folder for each, named by bundle id. A file that
/// is there and says something else stops the command before anything is written; `--force` overwrites. A text that is not
/// there makes no file. A password is never written.
///
/// Example: `fleet export fastlane ~/apps --client acme`
#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Write the texts as fastlane's `metadata` folder
    ///
    /// Example: `fleet export fastlane ~/apps --client acme`
    #[command(disable_version_flag = true)]
    Fastlane(TreeArgs),
    /// Write the texts as the `metadata` folder of the asc tool
    ///
    /// Example: `fleet export asc ./metadata --app com.acme.notes`
    #[command(disable_version_flag = true)]
    Asc(TreeArgs),
    /// Write age ratings as fastlane's `rating_config.json`
    ///
    /// PATH is the file if it ends in `.json` and one app is meant; else a folder that gets `<bundle id>.json` of each app.
    ///
    /// Example: `fleet export ratings rating_config.json --app com.acme.notes`
    Ratings(RatingsArgs),
}

/// Where to, and of what
#[derive(Debug, clap::Args)]
pub(crate) struct TreeArgs {
    #[command(flatten)]
    to: WriteArgs,
    #[command(flatten)]
    version: VersionArgs,
}

/// Where to, and of which apps
#[derive(Debug, clap::Args)]
pub(crate) struct RatingsArgs {
    #[command(flatten)]
    to: WriteArgs,
}

/// What is written, and where
#[derive(Debug, clap::Args)]
struct WriteArgs {
    /// Where to write
    path: PathBuf,
    #[command(flatten)]
    apps: AppArgs,
    /// What Apple has, without what is staged
    #[arg(long)]
    mirrored: bool,
    /// Overwrite files that say something else
    #[arg(long)]
    force: bool,
}

pub(crate) fn export(context: &Context, command: &ExportCommand) -> Result<u8> {
    match command {
        ExportCommand::Fastlane(args) => export_tree(context, Tree::Fastlane, args),
        ExportCommand::Asc(args) => export_tree(context, Tree::Asc, args),
        ExportCommand::Ratings(args) => export_ratings(context, args),
    }
}

fn export_tree(context: &Context, tree: Tree, args: &TreeArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let apps = chosen(texts::apps(&reader, &args.to.apps)?)?;
    let mut files = Files::default();
    let (mut unclear, mut skipped) = (Vec::new(), Vec::new());
    let bar = Bar::of(context.ui, "export", "apps");
    bar.expect_all(apps.len() as u64);
    for (index, app) in apps.iter().enumerate() {
        bar.reach(index as u64);
        let folder = match apps.as_slice() {
            [_] => texts::metadata_to_write(&args.to.path),
            several => texts::metadata_to_write(&args.to.path.join(own_name(app, several)?)),
        };
        let texts = Texts::of(&reader, args.to.world(), app.clone(), &args.version)?;
        match &texts.version {
            Choice::One(_) => {}
            Choice::Several(reason) => unclear.push(format!("  {reason}")),
            // One platform of a fleet is asked for, and some apps are not on it.
            Choice::None(_) if apps.len() > 1 => {
                skipped.push(app.name.as_str());
                continue;
            }
            Choice::None(reason) => return Err(FleetError::input(reason)),
        }
        tree.write(&folder, &texts, &mut files)?;
    }
    bar.finish();
    if !unclear.is_empty() {
        return Err(FleetError::input(format!("it is not clear which version is meant, so nothing was written\n{}", unclear.join("\n")))
            .hint("choose with --platform or --version, or fewer apps with --app or --where"));
    }
    if !skipped.is_empty() {
        context.ui.say(&format!("{} left out, without such a version: {}", count(skipped.len(), "app"), skipped.join(", ")));
    }
    write(context, &files, &args.to, apps.len() - skipped.len())
}

fn export_ratings(context: &Context, args: &RatingsArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let apps = chosen(texts::apps(&reader, &args.to.apps)?)?;
    let path = &args.to.path;
    let is_file = path.extension().is_some_and(|extension| extension == "json");
    if is_file && apps.len() > 1 {
        return Err(FleetError::input(format!("one file cannot hold the age ratings of {} apps", apps.len()))
            .hint("choose one with --app, or give a folder"));
    }
    let mut files = Files::default();
    for app in &apps {
        let Some(answers) = ratings::of(&reader, args.to.world(), app)? else { continue };
        let path = if is_file { path.clone() } else { path.join(format!("{}.json", own_name(app, &apps)?)) };
        files.json(path, &answers);
    }
    write(context, &files, &args.to, apps.len())
}

fn write(context: &Context, files: &Files, args: &WriteArgs, apps: usize) -> Result<u8> {
    let written = files.write(args.force)?;
    if context.ui.is_for_people() {
        let text = format!("wrote {} of {} to {}", count(written, "file"), count(apps, "app"), args.path.display());
        context.ui.print(&text)?;
    } else {
        context.ui.print_json(&json!({ "files": written, "apps": apps, "path": path_text(&args.path) }))?;
    }
    Ok(exit_code::DONE)
}

impl WriteArgs {
    fn world(&self) -> World {
        if self.mirrored { World::Mirrored } else { World::Staged }
    }
}

fn chosen(apps: Vec<App>) -> Result<Vec<App>> {
    if apps.is_empty() {
        return Err(FleetError::input("no app is chosen").hint("`fleet query \"SELECT id, bundle_id, name, client FROM apps\"` lists them"));
    }
    Ok(apps)
}

fn path_text(path: &Path) -> String {
    path.display().to_string()
}
