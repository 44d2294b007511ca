//! `fleet sim`, serving.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use sim::{Clock, Faults, Key, MinuteForm, MinuteLimit, Options, Pace, Role, Simulator};

use crate::cli::Context;
use crate::config::ClockConfig;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::simulator::{self, ROLES, Served, describe, served_path};
use crate::workspace::Workspace;

/// Options of the server
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Apps of a new world, over all accounts
    #[arg(long, alias = "apps", value_name = "APPS")]
    world: Option<usize>,
    /// Seed of a new world
    #[arg(long)]
    seed: Option<u64>,
    /// Accounts of a new world
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Locales of every app of a new world, 1 to 50
    #[arg(long)]
    locales: Option<usize>,
    /// Screenshot sets of a locale that has any
    #[arg(long)]
    sets: Option<usize>,
    /// Screenshots of a set, at most 10
    #[arg(long)]
    screenshots: Option<usize>,
    /// All apps alike: one platform, a live version and a draft, no previews
    #[arg(long)]
    uniform: bool,
    /// Answer with attributes and values that Apple's document does not know, too
    #[arg(long)]
    unknowns: bool,
    /// Requests an hour and key
    #[arg(long, value_name = "REQUESTS")]
    hourly_limit: Option<u32>,
    /// Requests a minute and key
    #[arg(long, value_name = "REQUESTS")]
    minute_limit: Option<u32>,
    /// Say in Retry-After when a spent budget is free again
    #[arg(long)]
    retry_after: bool,
    /// Seconds that a submission waits for review, and that its review takes; without it the reviewer waits for
    /// `fleet sim review`
    #[arg(long, value_name = "SECONDS")]
    pace: Option<u64>,
    /// Let time pass so many times as fast, up to 3600: an hour of the budget in seconds
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..=i64::from(ClockConfig::FASTEST)))]
    speed: Option<u32>,
    /// Cause the trouble that this file describes, in TOML or JSON
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Make a further key of an account that may do what the role may: admin, app-manager, developer, marketing or
    /// read-only
    #[arg(long, value_name = "ACCOUNT=ROLE", value_parser = team_key)]
    key: Vec<Key>,
    /// The same as a person's own key, whose tokens name no issuer
    #[arg(long, value_name = "ACCOUNT=ROLE", value_parser = individual_key)]
    individual_key: Vec<Key>,
    /// Accept this public key (PEM, P-256) for an account, too
    #[arg(long, value_name = "ACCOUNT=FILE")]
    public_key: Vec<String>,
    /// Refuse everything of this account, as when its agreements have expired
    #[arg(long, value_name = "NAME")]
    expired_agreements: Vec<String>,
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

/// Serves until Ctrl-C.
pub(crate) async fn serve(context: &Context, args: ServeArgs) -> Result<u8> {
    let workspace = match context.workspace() {
        Ok(workspace) if workspace.config().simulator.is_some() => Some(workspace),
        Ok(_) | Err(FleetError::NoFleetFile(_)) => None,
        Err(error) => return Err(error),
    };
    let folder = args.state.clone().or(workspace.as_ref().map(Workspace::simulator_folder));
    // Keys must lie somewhere for other programs to read, also those of a world that ends with the command.
    let temporary = if folder.is_none() { Some(tempfile::tempdir()?) } else { None };
    let folder = folder.or(temporary.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
    store::create_private_folder(&folder).map_err(|source| FleetError::Write { path: folder.clone(), source })?;
    let config = workspace.map(|workspace| workspace.config().clone()).unwrap_or_default();
    let mut options = simulator::options(&config, &folder);
    if options.accounts.is_empty() {
        options.accounts = Options::default().accounts;
    }
    // Whole seconds: the number stands in fleet.toml.
    let clock = args.speed.map(|speed| ClockConfig { origin: jiff::Timestamp::now().as_second(), speed });
    if let Some(clock) = clock {
        options.clock = Clock::accelerated(clock.origin(), clock.speed);
    }
    apply(args, &mut options)?;

    let simulator = simulator::open(options, &folder).await?;
    let note = served_path(&folder);
    let served = describe(&simulator, clock);
    std::fs::write(&note, serde_json::to_string_pretty(&served).map_err(std::io::Error::from)?)
        .map_err(|source| FleetError::Write { path: note.clone(), source })?;
    announce(context, &simulator, &served)?;
    tokio::signal::ctrl_c().await?;
    context.ui.say("stopping");
    drop(std::fs::remove_file(&note));
    simulator.stop().await;
    Ok(exit_code::DONE)
}

/// What was typed, over what `fleet.toml` says.
fn apply(args: ServeArgs, options: &mut Options) -> Result<()> {
    if !args.account.is_empty() {
        options.accounts = args.account;
    }
    options.apps = args.world.unwrap_or(options.apps);
    options.seed = args.seed.unwrap_or(options.seed);
    options.listing.locales = args.locales.or(options.listing.locales);
    options.listing.sets = args.sets.unwrap_or(options.listing.sets);
    options.listing.screenshots = args.screenshots.unwrap_or(options.listing.screenshots);
    options.listing.uniform = args.uniform;
    options.unknowns = args.unknowns;
    options.hourly_limit = args.hourly_limit.unwrap_or(options.hourly_limit);
    options.metering.retry_after = args.retry_after;
    options.metering.minute = args.minute_limit.map(|limit| MinuteLimit { limit, routes: Vec::new(), form: MinuteForm::Appended });
    if let Some(seconds) = args.pace {
        let stage = Duration::from_secs(seconds);
        options.pace = Pace::Auto { waiting: stage, review: stage };
    }
    if let Some(path) = args.faults {
        let text = std::fs::read_to_string(&path).map_err(|source| FleetError::Read { path, source })?;
        options.faults = Faults::parse(&text)?.fault;
    }
    options.keys.extend(args.key.into_iter().chain(args.individual_key));
    for key in &args.public_key {
        options.keys.push(public_key(key)?);
    }
    options.expired_agreements = args.expired_agreements;
    options.port = args.port;
    options.record = args.record;
    Ok(())
}

/// `acme=key.pem`
fn public_key(text: &str) -> Result<Key> {
    let (account, path) = text.split_once('=').ok_or_else(|| FleetError::input(format!("`{text}` is not ACCOUNT=FILE")))?;
    let pem = std::fs::read_to_string(path).map_err(|source| FleetError::Read { path: path.into(), source })?;
    Ok(Key { public_key_pem: Some(pem), ..Key::team(account, Role::Admin) })
}

/// `acme=marketing`
fn team_key(text: &str) -> Result<Key, String> {
    let (account, wanted) = text.split_once('=').ok_or("expected ACCOUNT=ROLE")?;
    let names = ROLES.map(|(name, _)| name).join(", ");
    let role = ROLES.iter().find(|(name, _)| *name == wanted).ok_or_else(|| format!("the roles are: {names}"))?;
    Ok(Key::team(account, role.1))
}

fn individual_key(text: &str) -> Result<Key, String> {
    Ok(Key { individual: true, ..team_key(text)? })
}

fn announce(context: &Context, simulator: &Simulator, served: &Served) -> Result<()> {
    let ui = context.ui;
    if !ui.is_for_people() {
        return ui.print_json(&json!(served));
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
        if let Some(ClockConfig { origin, speed }) = served.clock {
            ui.print(&format!("clock = {{ origin = {origin}, speed = {speed} }}"))?;
        }
    }
    for key in &served.further_keys {
        let whose = if key.issuer_id.is_some() { "key of the team" } else { "individual key" };
        let path = key.key_path.as_ref().map_or("the private key is yours".to_owned(), |path| path.display().to_string());
        ui.print(&format!("\n# {}, {}: {whose} {}, {path}", key.account, key.role, key.key_id))?;
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
