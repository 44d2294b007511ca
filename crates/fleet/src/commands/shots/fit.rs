//! `fleet shots fit`.

use std::fs;
use std::path::{Component, Path, PathBuf};

use shots::{MadeFile, Masters, Refused, Rendition, plan_renditions, read_masters};
use store::{Table, Value};

use crate::cli::Context;
use crate::commands::shots::recipe::RecipeArgs;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::harmless;
use crate::sentence::count;

/// Make every screenshot that is wanted from a folder of masters, without a network
///
/// What Apple takes as it is stays byte by byte; the rest is put right (alpha, colours, orientation, extension) or scaled. The
/// same masters give the same bytes on every machine, and nothing is made twice.
///
/// Example: `fleet shots fit shots --types APP_IPHONE_67,APP_IPHONE_65 --out made --sheet made.html`
#[derive(Debug, clap::Args)]
pub(crate) struct FitArgs {
    /// The folder of masters
    folder: PathBuf,
    /// Where to write what was made, as a tree that fastlane reads
    #[arg(long, value_name = "FOLDER", required_unless_present_any = ["check", "sheet"])]
    out: Option<PathBuf>,
    /// Say what would be made, and make nothing
    #[arg(long, conflicts_with_all = ["out", "sheet"])]
    check: bool,
    /// Write a contact sheet, a page to look at
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    #[command(flatten)]
    recipe: RecipeArgs,
}

pub(crate) fn fit(context: &Context, args: &FitArgs) -> Result<u8> {
    let Masters { masters, refused, .. } = read_masters(&args.folder)?;
    let planned = plan_renditions(&masters, &args.recipe.types, &args.recipe.recipe());
    let is_wrong = tell(context, refused.iter().chain(&planned.refused));
    if !args.check {
        let files = args.recipe.make(context, &args.folder, &planned.renditions)?;
        if let Some(sheet) = &args.sheet {
            write(sheet, shots::sheet(&args.folder, &planned.renditions, &files)?.as_bytes())?;
        }
        if let Some(out) = &args.out {
            copy(out, &planned.renditions, &files)?;
            context.ui.say(&format!("{} in `{}`", count(files.len() as u64, "image"), out.display()));
        }
    }
    context.ui.print_table(&table(&planned.renditions))?;
    Ok(if is_wrong { exit_code::FOUND } else { exit_code::DONE })
}

/// Says what becomes nothing, and why; whether anything of it is wrong.
pub(crate) fn tell<'a>(context: &Context, refused: impl Iterator<Item = &'a Refused>) -> bool {
    let mut wrong: Vec<&Refused> = refused.filter(|refused| refused.verdict.is_problem()).collect();
    wrong.sort_by_key(|refused| &refused.path);
    for Refused { path, verdict, .. } in &wrong {
        context.ui.warn(&harmless(&format!("{}: {verdict}", path.display())));
    }
    !wrong.is_empty()
}

fn table(renditions: &[Rendition]) -> Table {
    let row = |rendition: &Rendition| {
        vec![
            Value::from(rendition.app.clone()),
            Value::Text(rendition.locale.clone()),
            Value::Text(rendition.display_type.name().into()),
            Value::Integer(rendition.position.into()),
            Value::Text(rendition.master.display().to_string()),
            Value::Text(rendition.size.to_string()),
            Value::Text(rendition.made.to_string()),
        ]
    };
    let columns = ["app", "locale", "display_type", "position", "master", "size", "made"];
    Table { columns: columns.map(ToOwned::to_owned).into(), rows: renditions.iter().map(row).collect() }
}

/// Writes the files below `out`, each where it is read again as what it is.
fn copy(out: &Path, renditions: &[Rendition], files: &[MadeFile]) -> Result<()> {
    for (rendition, file) in renditions.iter().zip(files) {
        let mut path = out.to_owned();
        if let Some(app) = &rendition.app {
            path.push(folder(app)?);
        }
        match rendition.display_type.name() {
            "APP_APPLE_TV" => path.push("appleTV"),
            name if name.starts_with("IMESSAGE_") => path.push("iMessage"),
            _ => {}
        }
        path.push(folder(&rendition.locale)?);
        path.push(format!("{:02}_{}_{}", rendition.position, rendition.display_type, rendition.file_name));
        write(&path, &fs::read(&file.path).map_err(|source| FleetError::Read { path: file.path.clone(), source })?)?;
    }
    Ok(())
}

/// A name that a manifest may have given, as that of one folder: it must not lead anywhere else.
fn folder(name: &str) -> Result<&str> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(_)), None) => Ok(name),
        _ => Err(FleetError::input(harmless(&format!("`{name}` cannot be the name of a folder")))),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = folder.map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, bytes));
    written.map_err(|source| FleetError::Write { path: path.to_owned(), source })
}
