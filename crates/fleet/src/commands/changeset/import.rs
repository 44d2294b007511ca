//! `fleet changeset import`.

use std::path::{Path, PathBuf};

use serde_json::json;
use store::{Imported, Unequal, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::{Ui, shown};
use crate::portable::{Portable, staged_digest};
use crate::sentence::count;

/// Stage the changes of a file that `fleet changeset export` wrote
///
/// Accounts must have the same issuer here, and every row must be in the mirror. What Apple has otherwise than where the
/// file was made is a conflict: it is named and not staged. Nothing is sent before `fleet push`.
///
/// Example: `fleet changeset import yearly-copyright.json`
#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    /// The file, or - for standard input
    file: PathBuf,
    /// Stage it on top of what is staged already
    #[arg(long)]
    add: bool,
    /// Only if this is the digest that was reviewed
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
}

pub(crate) fn import(context: &Context, args: &ImportArgs) -> Result<u8> {
    let text = if args.file == Path::new("-") {
        std::io::read_to_string(std::io::stdin())?
    } else {
        std::fs::read_to_string(&args.file).map_err(|source| FleetError::Read { path: args.file.clone(), source })?
    };
    let file = Portable::parse(&text)?;
    if let Some(expected) = args.expect.as_ref().filter(|expected| **expected != file.digest) {
        let found = shown(&Value::Text(file.digest));
        return Err(
            FleetError::input(format!("the file has the digest {found}, not {expected}")).hint("ask for the file that was reviewed")
        );
    }
    let mut store = context.workspace()?.existing_store()?;
    let before = store.staged_count()?;
    if before > 0 && !args.add {
        return Err(FleetError::input(format!(
            "{} staged here already",
            if before == 1 { "1 change is".into() } else { format!("{before} changes are") }
        ))
        .hint("push or unstage them first, or add the file's with --add"));
    }
    let imported = store.import(&file.accounts, &file.changes)?;
    if let Some(title) = file.title.as_deref().filter(|_| before == 0 && imported.staging.staged > 0) {
        store.name_changeset(title)?;
    }
    let digest = staged_digest(&store)?;
    // On top of other changes the digest is that of both.
    let is_equal = before > 0 || digest == file.digest;
    print(context.ui, &imported, &digest)?;
    if !is_equal {
        context.ui.warn(&format!("what is staged has the digest {digest}, the file {}", shown(&Value::Text(file.digest))));
        context.ui.say("hint: this is not what was reviewed; look with `fleet diff`, or take it back with `fleet unstage --all`");
    }
    Ok(if is_equal && imported.unequal.is_empty() { exit_code::DONE } else { exit_code::PARTIAL })
}

fn print(ui: Ui, imported: &Imported, digest: &str) -> Result<()> {
    let Imported { staging, already, unequal } = imported;
    let unequal_json: Vec<_> = unequal
        .iter()
        .map(|Unequal { app, resource, locale, field, sentence }| {
            json!({ "app": app, "resource": resource, "locale": locale, "field": field, "sentence": sentence })
        })
        .collect();
    if ui.is_for_people() {
        let already = if *already > 0 { format!(", {already} there already") } else { String::new() };
        ui.print(&format!(
            "staged {} in {}{already}; next: fleet diff\ndigest {digest}",
            count(staging.staged, "change"),
            count(staging.apps, "app")
        ))?;
    } else {
        ui.print_json(&json!({
            "staged": staging.staged, "apps": staging.apps, "rows": staging.rows, "already": already, "conflicts": unequal_json,
            "digest": digest,
        }))?;
    }
    for Unequal { app, resource, locale, field, sentence } in unequal {
        let locale = locale.as_ref().map(|locale| format!(" {locale}")).unwrap_or_default();
        ui.warn(&shown(&Value::Text(format!("conflict in {app}{locale} {resource}.{field}: {sentence}"))));
    }
    Ok(())
}
