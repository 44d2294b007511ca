//! `fleet doctor --repair`.

use store::{Reader, SavedTable, StoreError, Table, Value};

use crate::cli::Context;
use crate::confirmation::confirm;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence::count;
use crate::workspace::Workspace;

pub(super) fn repair(context: &Context, yes: bool) -> Result<u8> {
    let (ui, workspace) = (context.ui, context.workspace()?);
    if is_sound(&workspace)? {
        ui.say("the database opens and is sound; there is nothing to repair");
        return Ok(exit_code::FOUND);
    }
    if !yes {
        confirm(ui, "a fresh database takes the place of the damaged one, which is kept beside it")?;
    }
    let salvage = store::salvage(&workspace.database())?;
    let columns = ["table", "saved", "lost", "holes", "again_from"].map(str::to_owned).to_vec();
    ui.print_table(&Table { columns, rows: salvage.tables.iter().map(row).collect() })?;
    ui.say(&format!("the damaged file is kept in {}", salvage.kept.display()));
    if salvage.damaged_log_pages > 0 {
        ui.warn(&format!("{} of its log could not be read: some rows are as they were before", count(salvage.damaged_log_pages, "page")));
    }
    let lost = salvage.tables.iter().filter(|table| table.is_ours && (table.lost > 0 || table.holes > 0));
    for table in lost {
        ui.warn(&format!("of {}, which Apple does not have, at least {} cannot be read", table.name, count(table.lost, "row")));
    }
    ui.say("`fleet diff` shows what is staged, `fleet sync` reads again what Apple has");
    Ok(exit_code::DONE)
}

/// Whether there is nothing to do. A file of another program, of a newer one or none at all is an error.
fn is_sound(workspace: &Workspace) -> Result<bool> {
    let opened = workspace.reader().and_then(|_| Ok(Reader::damage(&workspace.database())?));
    match opened {
        Ok(damage) => Ok(damage.is_empty()),
        Err(
            FleetError::Store(StoreError::Corrupt(_) | StoreError::Beheaded(_))
            | FleetError::Database { source: StoreError::Corrupt(_) | StoreError::Statement(_), .. },
        ) => Ok(false),
        Err(error) => Err(error),
    }
}

fn row(table: &SavedTable) -> Vec<Value> {
    let number = |number: usize| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let source = if table.is_ours { Value::Null } else { Value::Text("fleet sync".into()) };
    vec![Value::Text(table.name.clone()), number(table.saved), number(table.lost), number(table.holes), source]
}
