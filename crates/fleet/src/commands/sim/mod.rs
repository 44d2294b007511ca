//! `fleet sim`: the simulated App Store Connect.

mod review;
mod serve;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// Serve the simulated App Store Connect, for other programs and for curl
///
/// In a workspace it serves that workspace's world, and other fleet commands there use it; elsewhere it serves a new
/// world that ends with it. Ctrl-C ends it.
///
/// Example: `fleet sim --apps 200 --speed 600`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SimArgs {
    #[command(subcommand)]
    command: Option<SimCommand>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

/// What can be done with it besides
#[derive(Debug, Subcommand)]
enum SimCommand {
    Review(review::ReviewArgs),
}

pub(crate) async fn sim(context: &Context, args: SimArgs) -> Result<u8> {
    match args.command {
        None => serve::serve(context, args.serve).await,
        Some(SimCommand::Review(args)) => review::review(context, &args).await,
    }
}
