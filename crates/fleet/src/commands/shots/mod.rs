//! `fleet shots`: a folder of masters becomes every set of every app.

mod add;
mod check;
mod coverage;
mod fit;
mod plan;
mod pull;
mod recipe;
mod stage;
mod wanted;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// Screenshots and previews: look at masters, make what is missing, stage it, look at what Apple has
///
/// Masters are laid out as fastlane's: `<locale>/*.png`, also `appleTV/<locale>`, `iMessage/<locale>` and `default`; for many
/// apps a folder each (`<bundle id>/<locale>/*.png`), or a `shots.toml` that says which file is for what.
///
/// Example: `fleet shots plan shots --client acme`, then `fleet shots stage shots --client acme`, `fleet diff`, `fleet push`
#[derive(Debug, Subcommand)]
pub(crate) enum ShotsCommand {
    Check(check::CheckArgs),
    Fit(fit::FitArgs),
    Plan(plan::PlanArgs),
    Stage(stage::StageArgs),
    Add(add::AddArgs),
    Coverage(coverage::CoverageArgs),
    Pull(pull::PullArgs),
}

pub(crate) async fn shots(context: &Context, command: &ShotsCommand) -> Result<u8> {
    match command {
        ShotsCommand::Check(args) => check::check(context, args),
        ShotsCommand::Fit(args) => fit::fit(context, args),
        ShotsCommand::Plan(args) => plan::plan(context, args),
        ShotsCommand::Stage(args) => stage::stage(context, args),
        ShotsCommand::Add(args) => add::add(context, args),
        ShotsCommand::Coverage(args) => coverage::coverage(context, args),
        ShotsCommand::Pull(args) => pull::pull(context, args).await,
    }
}
