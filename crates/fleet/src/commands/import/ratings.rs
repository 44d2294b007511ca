//! `fleet import ratings`.

use std::path::PathBuf;

use store::Reader;

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::proposal::{Proposal, SkipArgs};
use crate::ratings::{self, Answer};
use crate::selection::AppArgs;
use crate::sentence::{self, count};
use crate::texts::{self, App};

/// Answers, and for which apps
#[derive(Debug, clap::Args)]
pub(crate) struct RatingsArgs {
    /// JSON file for all apps chosen, or a folder with a file for each
    path: PathBuf,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    skip: SkipArgs,
}

pub(super) fn import(context: &Context, args: &RatingsArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let wanted = texts::apps(&reader, &args.apps)?;
    let mut proposal = Proposal::default();
    let mut skipped = Vec::new();
    if args.path.is_dir() {
        import_folder(&reader, args, &wanted, &mut proposal, &mut skipped)?;
    } else {
        let answers = ratings::read(&args.path, &mut proposal)?;
        for app in &wanted {
            propose(&reader, app, &answers, &mut proposal, &mut skipped)?;
        }
    }
    if !wanted.is_empty() && skipped.len() == wanted.len() {
        return Err(FleetError::input("none of these apps has an age rating that can be edited")
            .hint("an age rating is edited with a draft: add a version in App Store Connect, then `fleet sync`"));
    }
    if !skipped.is_empty() {
        let names = skipped.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
        context.ui.say(&format!("{} left as they are, for no age rating of theirs can be edited: {names}", count(skipped.len(), "app")));
    }
    proposal.stage(context, args.skip)
}

fn import_folder(reader: &Reader, args: &RatingsArgs, wanted: &[App], proposal: &mut Proposal, skipped: &mut Vec<String>) -> Result<()> {
    let all = texts::apps(reader, &AppArgs::default())?;
    let failed = |source| FleetError::Read { path: args.path.clone(), source };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(&args.path).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    if paths.is_empty() {
        return Err(FleetError::input(format!("`{}` has no file <bundle id>.json", args.path.display())));
    }
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let named: Vec<&App> = all.iter().filter(|app| app.bundle_id == name || app.id == name).collect();
        if let [app] = named.as_slice() {
            if wanted.contains(app) {
                let answers = ratings::read(&path, proposal)?;
                propose(reader, app, &answers, proposal, skipped)?;
            }
            continue;
        }
        let hint = sentence::did_you_mean(&name, all.iter().map(|app| app.bundle_id.as_str()));
        let sentence = format!("{} apps in the mirror have the bundle id or id `{name}`", if named.is_empty() { "no" } else { "several" });
        proposal.problem(&path.display().to_string(), [sentence].into_iter().chain(hint).collect::<Vec<_>>().join("; "));
    }
    Ok(())
}

fn propose(reader: &Reader, app: &App, answers: &[Answer], proposal: &mut Proposal, skipped: &mut Vec<String>) -> Result<()> {
    let Some(pk) = ratings::editable(reader, app)? else {
        skipped.push(app.name.clone());
        return Ok(());
    };
    for answer in answers {
        proposal.set("age_ratings", pk, &answer.column, answer.value.clone(), format!("{} ({})", answer.place, app.name));
    }
    Ok(())
}
