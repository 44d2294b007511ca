//! `fleet shots pull`.

use std::path::PathBuf;

use engine::{ImageReport, Selection};
use serde_json::json;
use store::{Store, Value};

use crate::cli::Context;
use crate::connection::Connect;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::file_copies::FileCopies;
use crate::image_report;
use crate::media;
use crate::output::{Ui, shown};
use crate::pulled::Pulled;
use crate::selection::{AppArgs, must_match};
use crate::sentence::count;
use crate::texts::{self, App, own_name};
use crate::workspace::Workspace;

/// Write the screenshots that Apple shows as files, in fastlane's layout
///
/// Of one app FOLDER gets `<locale>/1_APP_IPHONE_67_1.png` and so on; of several it gets a folder for each, named by bundle id.
/// What was uploaded from here comes as it was uploaded, the rest as Apple encodes it, downloaded first if need be, which
/// costs no requests. A file that is there and has other bytes stops the command before anything is written. What is
/// written is what `fleet shots` reads, and staging it again changes nothing but what Apple has encoded.
///
/// Example: `fleet shots pull shots --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct PullArgs {
    /// Where to write
    folder: PathBuf,
    #[command(flatten)]
    apps: AppArgs,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// What is in the store, instead of the version in preparation
    #[arg(long)]
    live: bool,
    /// Overwrite files that have other bytes
    #[arg(long)]
    overwrite: bool,
}

pub(crate) async fn pull(context: &Context, args: &PullArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.existing_store()?;
    let reader = store.reader()?;
    media::must_be_read(&reader)?;
    args.locale.iter().try_for_each(|name| must_match(&reader, "version_localizations", "locale = ?1", "locale", name))?;
    let apps = texts::apps(&reader, &args.apps)?;
    if apps.is_empty() {
        return Err(FleetError::input("no app is chosen").hint("`fleet query \"SELECT id, bundle_id, name, client FROM apps\"` lists them"));
    }
    let images = store.image_folder();
    let look = || Pulled::of(&reader, &apps, args.live, &args.locale, &images);
    let mut pulled = look()?;
    if pulled.apps.is_empty() {
        let (what, other) = if args.live { ("in the store", "without --live") } else { ("in preparation", "with --live") };
        let whose = if let [app] = apps.as_slice() { app.name.clone() } else { count(apps.len(), "app") };
        return Err(FleetError::input(format!("nothing of {whose} is {what}")).hint(format!("look for another version {other}")));
    }
    let mut report = None;
    if !pulled.lacking.is_empty() {
        report = Some(download(ui, &workspace, &mut store, &pulled.lacking).await?);
        pulled = look()?;
    }
    let is_interrupted = report.as_ref().is_some_and(|report| report.is_interrupted);
    let mut copies = FileCopies::default();
    for file in &pulled.files {
        let folder = match apps.as_slice() {
            [_] => args.folder.clone(),
            several => args.folder.join(own_folder(several, file.app)?),
        };
        copies.add(folder.join(&file.place), file.source.clone());
    }
    // The next run would find the rest.
    let written = if is_interrupted { 0 } else { copies.write(args.overwrite)? };
    print(ui, args, &pulled, written, copies.len())?;
    if let Some(report) = &report {
        image_report::warn(ui, report);
    }
    warn(ui, &pulled, apps.len(), &copies);
    Ok(match () {
        () if is_interrupted => exit_code::INTERRUPTED,
        () if !pulled.lacking.is_empty() || !pulled.strange.is_empty() || pulled.unread > 0 => exit_code::PARTIAL,
        () => exit_code::DONE,
    })
}

/// Downloads what is lacking of these apps (rows).
async fn download(ui: Ui, workspace: &Workspace, store: &mut Store, apps: &[i64]) -> Result<ImageReport> {
    let connection = workspace.connect(store, Connect::default()).await?;
    let mut rows: Vec<String> = apps.iter().map(i64::to_string).collect();
    rows.dedup();
    let selection = Selection { apps: Some((format!("pk IN ({})", rows.join(", ")), Vec::new())), ..Selection::states() };
    let report = image_report::download(ui, store, &connection, &selection).await;
    connection.close().await;
    report
}

fn print(ui: Ui, args: &PullArgs, pulled: &Pulled, written: usize, files: usize) -> Result<()> {
    let copies = pulled.files.iter().filter(|file| file.is_copy).count();
    if !ui.is_for_people() {
        return ui.print_json(&json!({
            "written": written, "files": files, "apps": pulled.apps.len(), "path": args.folder.display().to_string(),
            "encoded_by_apple": copies, "missing": pulled.lacking.len(), "unfinished": pulled.unfinished, "films": pulled.films,
            "unread": pulled.unread, "strange": pulled.strange,
        }));
    }
    let there = if written < files { format!(", {} there already", files - written) } else { String::new() };
    let apps = count(pulled.apps.len(), "app");
    ui.print(&format!("wrote {} of {apps} to {}{there}", count(written, "file"), args.folder.display()))?;
    if copies > 0 {
        ui.say(&format!("{copies} of {} as Apple has encoded them: what was uploaded is not kept here", count(files, "file")));
    }
    Ok(())
}

/// What is not there that somebody may look for.
fn warn(ui: Ui, pulled: &Pulled, apps: usize, copies: &FileCopies) {
    if pulled.apps.len() < apps {
        ui.say(&format!("{} left out, without such a version", count(apps - pulled.apps.len(), "app")));
    }
    if pulled.unread > 0 {
        ui.warn(&format!("the pictures of {} were never read: fleet sync --only media", count(pulled.unread, "version")));
    }
    if pulled.unfinished > 0 {
        ui.say(&format!("{} left out, failed or under way at Apple: fleet shots coverage --gaps", count(pulled.unfinished, "file")));
    }
    if pulled.films > 0 {
        ui.say(&format!("{} left out: films are not downloaded", count(pulled.films, "preview")));
    }
    for strange in &pulled.strange {
        ui.warn(&format!("{strange} is left out: this program does not know its locale or its display type"));
    }
    let strangers = copies.strangers();
    if let Some(first) = strangers.first() {
        let first = shown(&Value::Text(first.display().to_string()));
        ui.warn(&format!("{} in these folders that Apple does not show, such as {first}", count(strangers.len(), "other file")));
    }
}

/// The bundle id of an app; its Apple id where another one of them is called the same.
fn own_folder(apps: &[App], pk: i64) -> Result<&str> {
    let Some(app) = apps.iter().find(|app| app.pk == pk) else { return Err(FleetError::input("no app is chosen")) };
    own_name(app, apps)
}
