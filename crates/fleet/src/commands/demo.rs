//! `fleet demo`.

use std::path::PathBuf;

use owo_colors::OwoColorize as _;

use crate::cli::Context;
use crate::commands::{Command, diff, edit, push, query, sync, undo};
use crate::config::EXAMPLE;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::simulator;
use crate::workspace::FILE;

/// Tell the story of a yearly copyright update over a simulated fleet
///
/// Everything happens on this computer, in a new workspace that is left for exploring.
///
/// Example: `fleet demo`
#[derive(Debug, clap::Args)]
pub(crate) struct DemoArgs {
    /// Folder of the workspace; a temporary one if left out
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Apps of the simulated fleet
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(3..=10_000))]
    apps: u64,
}

const LOOK: &str = "SELECT client, app, platform, version_string AS version, state, copyright FROM versions \
                    WHERE editable ORDER BY client, app LIMIT 8";
const STAGE: &str = "UPDATE versions SET copyright = strftime('%Y') || ' ' || legal_name WHERE editable";

pub(crate) async fn demo(context: &Context, args: DemoArgs) -> Result<u8> {
    let folder = prepare(&args)?;
    let ui = context.ui.for_people().with_pager(false);
    let story = context.within(ui, folder.clone());
    ui.print(&format!("A fleet of {} apps in 3 accounts, simulated on this computer. The workspace is {}", args.apps, folder.display()))?;

    step(&story, 1, "Mirror every app: one request per 200 apps, two per app", "fleet sync")?;
    run(&story, sync::SyncArgs::parse([]), Command::Sync).await?;

    step(&story, 2, "Look at them with SQL, without a network: 0 requests", &format!("fleet query \"{LOOK}\""))?;
    run(&story, query::QueryArgs::parse([LOOK]), Command::Query).await?;

    step(&story, 3, "Stage this year's copyright for every version that can be edited: 0 requests", &format!("fleet edit \"{STAGE}\""))?;
    ui.print(&"the short form: fleet set 'copyright={year} {legal_name}' --where editable".dimmed().to_string())?;
    run(&story, edit::EditArgs::parse([STAGE]), Command::Edit).await?;

    step(&story, 4, "Read one diff over the whole fleet: 0 requests", "fleet diff")?;
    run(&story, diff::DiffArgs::parse([]), Command::Diff).await?;

    step(&story, 5, "Push: look first, then one PATCH per version", "fleet push --yes -m 'yearly copyright update'")?;
    run(&story, push::PushArgs::unattended("yearly copyright update"), Command::Push).await?;
    ui.print(&verify(&story).await?)?;

    step(&story, 6, "Sync again: nothing is new, because the mirror took Apple's answers", "fleet sync")?;
    run(&story, sync::SyncArgs::parse([]), Command::Sync).await?;

    step(&story, 7, "Change your mind: undo stages the inverse, to be looked at and pushed like any other change", "fleet undo")?;
    run(&story, undo::UndoArgs::parse([]), Command::Undo).await?;
    run(&story, diff::DiffArgs::parse([]), Command::Diff).await?;

    ui.print(&format!(
        "\n{}\n  cd {}\n  fleet status\n  fleet log\n  fleet push              send the undo, or: fleet unstage --all\n  sqlite3 .fleet/fleet.db \"UPDATE versions SET copyright = '2027 X' WHERE editable\"",
        "The workspace is yours to explore:".bold(),
        folder.display()
    ))?;
    Ok(exit_code::DONE)
}

/// Makes the workspace of the demo.
fn prepare(args: &DemoArgs) -> Result<PathBuf> {
    let folder = match &args.folder {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|source| FleetError::Write { path: folder.clone(), source })?;
            std::path::absolute(folder)?
        }
        None => tempfile::Builder::new().prefix("appfleet-demo-").tempdir()?.keep(),
    };
    let path = folder.join(FILE);
    if path.exists() {
        return Err(FleetError::Exists(path));
    }
    let text = EXAMPLE.replacen("apps = 60 ", &format!("apps = {} ", args.apps), 1);
    std::fs::write(&path, text).map_err(|source| FleetError::Write { path, source })?;
    Ok(folder)
}

fn step(context: &Context, number: u8, title: &str, command: &str) -> Result<()> {
    context.ui.print(&format!("\n{}\n{}", format!("{number}. {title}").bold(), format!("$ {command}").cyan()))
}

/// Runs a command of the story; the story ends where one fails.
async fn run<A>(context: &Context, args: A, command: impl FnOnce(A) -> Command) -> Result<()> {
    let code = Box::pin(crate::commands::run(context, command(args))).await?;
    if code == exit_code::DONE {
        return Ok(());
    }
    Err(FleetError::input(format!("a step of the demo ended with exit code {code}")))
}

/// Asks the simulated App Store Connect itself, past our mirror.
async fn verify(context: &Context) -> Result<String> {
    let workspace = context.workspace()?;
    let simulated = simulator::start(workspace.config(), &workspace.simulator_folder()).await?;
    let year = jiff::Zoned::now().year().to_string();
    let Some(simulator) = simulated.embedded else { return Ok(String::new()) };
    let versions = simulator.resources("appStoreVersions");
    let copyright = |version: &serde_json::Value| version["attributes"]["copyright"].as_str().is_some_and(|text| text.starts_with(&year));
    let updated = versions.iter().filter(|version| copyright(version)).count();
    let total = versions.len();
    simulator.stop().await;
    Ok(format!(
        "App Store Connect itself now has {updated} of {total} versions with a copyright of {year}; the others are live or in review"
    ))
}

/// Arguments from words, as if typed.
trait Parse: clap::Args {
    fn parse<const N: usize>(words: [&str; N]) -> Self
    where
        Self: Sized,
    {
        let command = Self::augment_args(clap::Command::new("demo").no_binary_name(true));
        let matches = command.get_matches_from(words);
        #[expect(clippy::expect_used, reason = "get_matches_from has already ended the program if the words do not fit")]
        Self::from_arg_matches(&matches).expect("the words fit")
    }
}

impl<A: clap::Args> Parse for A {}
