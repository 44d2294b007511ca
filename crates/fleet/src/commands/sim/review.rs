//! `fleet sim review`.

use clap::ValueEnum;
use serde_json::json;
use sim::{Review, ReviewAction};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::sentence::count;
use crate::simulator;

/// Let the simulated reviewer do something with what waits for review
///
/// Example: `fleet sim review approve $(fleet query "SELECT id FROM versions WHERE state = 'IN_REVIEW'" --format csv | tail -n +2)`
#[derive(Debug, clap::Args)]
pub(crate) struct ReviewArgs {
    /// What the reviewer does
    action: Action,
    /// Ids of versions or of review submissions
    #[arg(required = true)]
    id: Vec<String>,
}

/// What a reviewer can do
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Action {
    /// Take up what waits
    Begin,
    /// Find nothing wrong
    Approve,
    /// Find the app at fault
    Reject,
    /// Find only its texts or pictures at fault
    RejectMetadata,
    /// Find the build unusable
    InvalidBinary,
}

pub(crate) async fn review(context: &Context, args: &ReviewArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    let simulated = simulator::start(workspace.config(), &workspace.simulator_folder()).await?;
    for id in &args.id {
        match &simulated.embedded {
            Some(simulator) => simulator.review(&Review { id: id.clone(), action: args.action.of_simulator() })?,
            None => ask(&simulated.url, id, args.action).await?,
        }
    }
    if let Some(simulator) = simulated.embedded {
        simulator.stop().await;
    }
    context.ui.say(&format!("{} reviewed; `fleet sync` sees it", count(args.id.len() as u64, "item")));
    Ok(exit_code::DONE)
}

/// Tells the simulator that `fleet sim` serves elsewhere. One request of HTTP/1.1 needs no client.
async fn ask(url: &str, id: &str, action: Action) -> Result<()> {
    let host = url.trim_start_matches("http://");
    let body = json!({ "version": id, "action": action.name() }).to_string();
    let mut stream = TcpStream::connect(host).await?;
    let length = body.len();
    let request = format!("POST /__/review HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    if answer.starts_with("HTTP/1.1 200") {
        return Ok(());
    }
    let said = answer.split("\r\n\r\n").nth(1).unwrap_or(&answer).trim();
    Err(FleetError::input(format!("the simulator cannot do that: {said}")))
}

impl Action {
    fn of_simulator(self) -> ReviewAction {
        match self {
            Self::Begin => ReviewAction::Begin,
            Self::Approve => ReviewAction::Approve,
            Self::Reject => ReviewAction::Reject,
            Self::RejectMetadata => ReviewAction::RejectMetadata,
            Self::InvalidBinary => ReviewAction::InvalidBinary,
        }
    }

    /// Its name in the simulator's own request.
    fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::RejectMetadata => "reject_metadata",
            Self::InvalidBinary => "invalid_binary",
        }
    }
}
