//! `fleet import fastlane` and `fleet import asc`.

use std::path::PathBuf;

use crate::cli::Context;
use crate::error::Result;
use crate::progress::Bar;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::texts::{self, Creating, Notes, Texts, Tree, VersionArgs, World};

/// A tree of texts, and what it is for
#[derive(Debug, clap::Args)]
pub(crate) struct TreeArgs {
    /// Folder of one app, or of folders of apps
    path: PathBuf,
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
    let reader = context.workspace()?.reader()?;
    let all = texts::apps(&reader, &AppArgs::default())?;
    let wanted = texts::apps(&reader, &args.apps)?;
    let creating = if args.create_locales { Creating::Locales } else { Creating::Nothing };
    let mut proposal = Proposal::default();
    let mut notes = Notes::default();
    let folders = texts::folders(tree, &args.path, &all, &wanted, &mut notes)?;
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
