//! `fleet shots plan`.

use std::collections::BTreeSet;

use engine::Act;
use store::{Table, Value};

use crate::cli::Context;
use crate::commands::shots::fit;
use crate::commands::shots::wanted::{Planned, PlannedSet, WantedArgs};
use crate::error::Result;
use crate::exit_code;
use crate::output::{Ui, harmless};
use crate::sentence::count;

/// Show what a folder of masters would change, set by set, and its price; nothing is staged or sent
///
/// Files are compared by their bytes: what Apple has is kept whatever it is called. `--prune` removes what the folder does not
/// have; without it nothing goes but failed uploads.
///
/// Example: `fleet shots plan shots --client acme --types APP_IPHONE_67,APP_IPAD_PRO_3GEN_129`
#[derive(Debug, clap::Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    wanted: WantedArgs,
}

pub(crate) fn plan(context: &Context, args: &PlanArgs) -> Result<u8> {
    let store = context.workspace()?.store_to_look()?;
    let planned = args.wanted.plan(context, &store)?;
    let is_wrong = show(context, &planned)?;
    Ok(if is_wrong { exit_code::FOUND } else { exit_code::DONE })
}

/// Prints the plan; whether something of it cannot be done.
pub(crate) fn show(context: &Context, planned: &Planned) -> Result<bool> {
    let ui = context.ui;
    ui.print_table(&table(&planned.sets))?;
    let mut is_wrong = planned.tell(context);
    for set in planned.over_full() {
        is_wrong = true;
        let (files, most) = (set.plan.files(), set.most);
        ui.warn(&harmless(&format!(
            "{} would hold {files} files, and a set takes {most}; --prune removes those that the folder does not have",
            set.name()
        )));
    }
    price(ui, planned);
    Ok(is_wrong)
}

impl Planned {
    /// Says what of the folder is left out, and why; whether anything of it is wrong.
    pub(crate) fn tell(&self, context: &Context) -> bool {
        for note in &self.notes {
            context.ui.warn(&harmless(note));
        }
        fit::tell(context, self.refused.iter())
    }

    /// Sets that would hold more than Apple takes.
    pub(crate) fn over_full(&self) -> Vec<&PlannedSet> {
        self.sets.iter().filter(|set| set.plan.files() > set.most).collect()
    }
}

impl PlannedSet {
    /// `Acme Notes IOS 1.2 de-DE APP_IPHONE_67`
    pub(crate) fn name(&self) -> String {
        let place = &self.place;
        format!("{} {} {} {} {}", place.name, place.platform, place.version, place.locale, self.shown_as)
    }

    fn count(&self, is_it: impl Fn(&Act) -> bool) -> i64 {
        i64::try_from(self.plan.acts.iter().filter(|act| is_it(act)).count()).unwrap_or(i64::MAX)
    }
}

fn table(sets: &[PlannedSet]) -> Table {
    let row = |set: &PlannedSet| {
        let place = &set.place;
        vec![
            Value::Text(place.name.clone()),
            Value::Text(format!("{} {}", place.platform, place.version)),
            Value::Text(place.locale.clone()),
            Value::Text(set.shown_as.clone()),
            Value::Integer(set.count(|act| matches!(act, Act::Keep(_)))),
            Value::Integer(set.count(|act| matches!(act, Act::Upload { instead_of: None, .. }))),
            Value::Integer(set.count(|act| matches!(act, Act::Upload { instead_of: Some(_), .. }))),
            Value::Integer(set.count(|act| matches!(act, Act::Remove(_)))),
            Value::Integer(set.count(|act| matches!(act, Act::Leftover(_)))),
            Value::Integer(set.count(|act| matches!(act, Act::Extra(_)))),
            Value::Integer(set.plan.is_sorted.into()),
        ]
    };
    let columns = ["app", "version", "locale", "type", "keep", "upload", "replace", "remove", "leftover", "extra", "reorder"];
    Table { columns: columns.map(ToOwned::to_owned).into(), rows: sets.iter().map(row).collect() }
}

/// What it would cost: two requests a file, one a set that is new, one for what goes, one for an order, and at least one
/// look per locale.
fn price(ui: Ui, planned: &Planned) {
    let mut requests = 0;
    let mut sent: u64 = 0;
    let mut locales = BTreeSet::new();
    let (mut files, mut distinct) = (0_u64, BTreeSet::new());
    for set in planned.sets.iter().filter(|set| !set.plan.is_done()) {
        let uploads = set.plan.uploads();
        requests += 2 * uploads + usize::from(!set.exists && uploads > 0) + set.plan.removals() + usize::from(set.plan.is_sorted);
        locales.insert(&set.place.localization);
        for act in &set.plan.acts {
            if let Act::Upload { file, .. } = act {
                files += 1;
                distinct.insert(&file.checksum);
                sent += planned.files.get(&file.checksum).map_or(0, |file| file.bytes);
            }
        }
    }
    if requests == 0 {
        ui.say("every set is as the folder wants it");
        return;
    }
    let requests = (requests + locales.len()) as u64;
    let megabytes = sent.div_ceil(1_000_000);
    ui.say(&format!(
        "{} to send ({} of them different, {megabytes} MB) for {} or more; `fleet shots stage` stages it",
        count(files, "file"),
        distinct.len(),
        count(requests, "request")
    ));
}
