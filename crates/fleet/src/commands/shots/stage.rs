//! `fleet shots stage`.

use std::collections::HashSet;

use engine::{Act, NewFile};
use store::{MediaChange, Store};

use crate::cli::Context;
use crate::commands::print_staging;
use crate::commands::shots::wanted::{Planned, PlannedSet, WantedArgs};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence::count;

/// Stage what a folder of masters wants of every set, as `fleet shots plan` shows it
///
/// Files are kept in the workspace until they are pushed, and after that for an undo. `fleet diff` shows what is staged,
/// `fleet push` sends it.
///
/// Example: `fleet shots stage shots --client acme --prune`
#[derive(Debug, clap::Args)]
pub(crate) struct StageArgs {
    #[command(flatten)]
    wanted: WantedArgs,
    /// Stage the rest when some files cannot be used
    #[arg(long)]
    skip_refused: bool,
}

pub(crate) fn stage(context: &Context, args: &StageArgs) -> Result<u8> {
    let mut store = context.workspace()?.existing_store()?;
    let planned = args.wanted.plan(context, &store)?;
    if planned.tell(context) && !args.skip_refused {
        return Err(FleetError::input("nothing is staged, because some files cannot be used").hint("--skip-refused stages the rest"));
    }
    if let Some(set) = planned.over_full().first() {
        let sets = count(planned.over_full().len() as u64, "set");
        return Err(FleetError::input(format!("{sets} would hold more files than Apple takes, such as {}", set.name()))
            .hint("--prune removes what the folder does not have; `fleet shots plan` shows all"));
    }
    keep(&store, &planned)?;
    let changes: Vec<MediaChange> = planned.sets.iter().filter(|set| !set.plan.is_done()).flat_map(changes).collect();
    let staging = store.stage_media(&changes)?;
    print_staging(context.ui, staging)?;
    Ok(exit_code::DONE)
}

/// Keeps every file that is to be sent, each once.
fn keep(store: &Store, planned: &Planned) -> Result<()> {
    let mut kept = HashSet::new();
    let acts = planned.sets.iter().flat_map(|set| &set.plan.acts);
    for file in acts.filter_map(|act| if let Act::Upload { file, .. } = act { Some(file) } else { None }) {
        let Some(ready) = planned.files.get(&file.checksum).filter(|_| kept.insert(&file.checksum)) else { continue };
        let new = NewFile { path: &ready.path, file_name: &file.file_name, size: ready.size, fits: ready.fits.clone() };
        let media = engine::keep_file(store, &new)?;
        if media.checksum != file.checksum {
            return Err(FleetError::input(format!("`{}` changed while it was read", ready.path.display())));
        }
    }
    Ok(())
}

/// What makes a set as it is wanted. Places are given only where the order does not come by itself.
fn changes(set: &PlannedSet) -> Vec<MediaChange> {
    let view = set.view;
    let mut changes = Vec::new();
    let gone = |act: &Act| match act {
        Act::Remove(row) | Act::Leftover(row) | Act::Upload { instead_of: Some(row), .. } => Some(MediaChange::Delete { view, pk: row.pk }),
        Act::Keep(_) | Act::Extra(_) | Act::Upload { instead_of: None, .. } => None,
    };
    changes.extend(set.plan.acts.iter().filter_map(gone));
    let mut place = 0;
    for act in &set.plan.acts {
        match act {
            Act::Upload { file, .. } => changes.push(MediaChange::Insert {
                view,
                localization: set.place.localization.clone(),
                shown_as: set.shown_as.clone(),
                checksum: file.checksum.clone(),
                file_name: file.file_name.clone(),
                time_code: file.time_code.clone(),
                position: set.plan.is_sorted.then_some(place),
            }),
            Act::Keep(row) | Act::Extra(row) if set.plan.is_sorted => changes.push(MediaChange::Move { view, pk: row.pk, position: place }),
            Act::Keep(_) | Act::Extra(_) => {}
            Act::Remove(_) | Act::Leftover(_) => continue,
        }
        place += 1;
    }
    changes
}
