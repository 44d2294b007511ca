//! `fleet sim`.

use std::path::PathBuf;

use serde_json::json;
use sim::Simulator;

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::simulator::{self, describe, served_path};
use crate::workspace::Workspace;

/// Serve the simulated App Store Connect, for other programs and for curl
///
/// In a workspace it serves that workspace's world, and other fleet commands there use it; elsewhere it serves a new
/// world that ends with it. Ctrl-C ends it.
#[derive(Debug, clap::Args)]
pub(crate) struct SimArgs {
    /// Apps of a new world
    #[arg(long)]
    apps: Option<usize>,
    /// Seed of a new world
    #[arg(long)]
    seed: Option<u64>,
    /// Accounts of a new world
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Requests an hour and key
    #[arg(long, value_name = "REQUESTS")]
    hourly_limit: Option<u32>,
    /// Keep the world in this folder
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
    /// Port on 127.0.0.1; any free one if left out
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Append every exchange to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

pub(crate) async fn sim(context: &Context, args: SimArgs) -> Result<u8> {
    let workspace = match Workspace::find(context.folder()) {
        Ok(workspace) if workspace.config().simulator.is_some() => Some(workspace),
        Ok(_) | Err(FleetError::NoFleetFile(_)) => None,
        Err(error) => return Err(error),
    };
    let folder = args.state.or(workspace.as_ref().map(Workspace::simulator_folder));
    // Keys must lie somewhere for other programs to read, also those of a world that ends with the command.
    let temporary = if folder.is_none() { Some(tempfile::tempdir()?) } else { None };
    let folder = folder.or(temporary.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|source| FleetError::Write { path: folder.clone(), source })?;
    let config = workspace.map(|workspace| workspace.config().clone()).unwrap_or_default();
    let mut options = simulator::options(&config, &folder);
    if !args.account.is_empty() || options.accounts.is_empty() {
        options.accounts = if args.account.is_empty() { sim::Options::default().accounts } else { args.account };
    }
    options.apps = args.apps.unwrap_or(options.apps);
    options.seed = args.seed.unwrap_or(options.seed);
    options.hourly_limit = args.hourly_limit.unwrap_or(options.hourly_limit);
    options.port = args.port;
    options.record = args.record;

    let simulator = Simulator::start(options).await?;
    let note = served_path(&folder);
    let served = describe(&simulator);
    std::fs::write(&note, serde_json::to_string_pretty(&served).map_err(std::io::Error::from)?)
        .map_err(|source| FleetError::Write { path: note.clone(), source })?;
    announce(context, &simulator)?;
    tokio::signal::ctrl_c().await?;
    context.ui.say("stopping");
    drop(std::fs::remove_file(&note));
    simulator.stop().await;
    Ok(exit_code::DONE)
}

fn announce(context: &Context, simulator: &Simulator) -> Result<()> {
    let ui = context.ui;
    if !ui.is_for_people() {
        return ui.print_json(&json!(describe(simulator)));
    }
    ui.print(&format!("App Store Connect is simulated at {} with {} apps", simulator.url(), simulator.app_count()))?;
    for account in simulator.accounts() {
        let path = account.key_path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        ui.print(&format!(
            "\n[accounts.{}]\nkey_id = \"{}\"\nissuer_id = \"{}\"\nkey_path = \"{path}\"\nbase_url = \"{}\"",
            account.name,
            account.key_id,
            account.issuer_id,
            simulator.url()
        ))?;
    }
    if let Some((account, token)) = simulator.accounts().first().and_then(|account| Some((account, simulator.token(&account.name)?))) {
        ui.print(&format!(
            "\nA token of {} for 19 minutes:\ncurl -g -H 'Authorization: Bearer {token}' {}/v1/apps",
            account.name,
            simulator.url()
        ))?;
    }
    ui.say("\nCtrl-C ends it");
    Ok(())
}
