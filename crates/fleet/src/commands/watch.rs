//! `fleet watch`.

use std::net::SocketAddr;
use std::time::Duration;

use dashboard::Receiver;
use engine::Selection;
use secrecy::{ExposeSecret as _, SecretString};

use crate::cadence::Cadence;
use crate::cli::Context;
use crate::connection::{Connect, Connection};
use crate::error::{FleetError, Result};
use crate::hook::Hook;
use crate::secret;
use crate::selection::{seconds, tiers};
use crate::watch::Watch;
use crate::workspace::Workspace;

/// Listen to Apple's webhooks and keep the mirror new
///
/// Receives the webhooks of the accounts that have a `webhook_secret` in fleet.toml, checks who signed them, and reads
/// again exactly the app that a delivery is about: its states with one request, and its texts where the change of state
/// makes them due. Every change of state is printed, as a line of JSON in a pipe, and `on_change` is run for it. Webhooks
/// come for versions and build uploads and may get lost, so the states of everything are looked at once in a while, too.
/// It serves plain HTTP on this computer: a tunnel or a proxy in front of it adds what Apple needs. It ends with Ctrl-C.
///
/// Example: `fleet watch --listen 127.0.0.1:8787`
#[derive(Debug, clap::Args)]
pub(crate) struct WatchArgs {
    /// Address and port to listen at; port 0 takes any free one. The path is /webhook
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    listen: SocketAddr,
    /// Only these accounts
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Read only these parts when a state has changed, separated by commas; without it states and texts
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_parser = tiers())]
    only: Vec<String>,
    /// How often to look at the states without being told, such as 30m or 1h
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "1h")]
    every: u64,
}

pub(crate) async fn watch(context: &Context, args: WatchArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let mut store = workspace.store()?;
    let mut connection = workspace.connect(&mut store, Connect::default()).await?;
    let outcome = async {
        connection.keep(&args.account)?;
        let secrets = secrets(&workspace, &connection)?;
        let secrets = secrets.iter().map(|(account, secret)| (account.clone(), secret.expose_secret()));
        let receiver = Receiver::start(args.listen, secrets);
        let receiver = receiver.await.map_err(|source| FleetError::Listen { address: args.listen, source })?;
        ui.say(&format!("listening at {}", receiver.url()));
        let usual = Selection::default();
        let selection = if args.only.is_empty() { usual } else { Selection { tiers: args.only, ..usual } };
        let (hook, cadence) = (Hook::of(ui, &workspace), Cadence::every(Duration::from_secs(args.every)));
        let watch = Watch::new(ui, &mut store, &connection.accounts, selection, cadence, hook, connection.stop.clone());
        watch.run(&Selection::states(), Some(receiver)).await
    }
    .await;
    connection.close().await;
    outcome
}

/// The secrets of the connected accounts that have one.
fn secrets(workspace: &Workspace, connection: &Connection) -> Result<Vec<(String, SecretString)>> {
    let mut secrets = Vec::new();
    for account in &connection.accounts {
        let Some(config) = workspace.config().accounts.get(&account.name) else { continue };
        if let Some(secret) = &config.webhook_secret {
            secrets.push((account.name.clone(), secret::read(secret, workspace.root())?));
        }
    }
    if secrets.is_empty() {
        return Err(FleetError::input("no account has a webhook_secret: nobody's deliveries could be trusted")
            .hint("add webhook_secret = \"env:NAME\" to an account in fleet.toml, with the secret that its webhooks were made with"));
    }
    Ok(secrets)
}

fn address(text: &str) -> std::result::Result<SocketAddr, String> {
    text.parse().map_err(|_| "that is no address and port; write 127.0.0.1:8787".to_owned())
}
