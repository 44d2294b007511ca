//! The commands, one file each.

mod cancel;
mod availability;
mod build;
mod changeset;
mod check;
mod completions;
mod copy;
mod dashboard;
mod demo;
mod diff;
mod doctor;
mod edit;
mod export;
mod import;
mod init;
mod log;
mod man;
mod mcp;
mod phase;
mod price;
mod push;
mod query;
mod replace;
mod release;
mod report;
mod resolve;
mod reviews;
mod set;
mod shots;
mod show;
mod sim;
mod status;
mod submit;
mod sync;
mod undo;
mod unstage;
mod version;
mod watch;

#[cfg(any(test, fuzzing))]
pub(crate) use init::adopted;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

pub(crate) use edit::print_staging;
pub(crate) use push::{code as push_code, send};
pub(crate) use sync::{failure_code, warn_failures};

/// What can be done
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::DemoArgs),
    Init(init::InitArgs),
    Doctor(doctor::DoctorArgs),
    Sync(sync::SyncArgs),
    Watch(watch::WatchArgs),
    Status(status::StatusArgs),
    #[command(disable_version_flag = true)]
    Show(show::ShowArgs),
    Query(query::QueryArgs),
    Set(set::SetArgs),
    Edit(edit::EditArgs),
    Replace(replace::ReplaceArgs),
    Copy(copy::CopyArgs),
    #[command(subcommand)]
    Import(import::ImportCommand),
    #[command(subcommand)]
    Export(export::ExportCommand),
    Diff(diff::DiffArgs),
    Unstage(unstage::UnstageArgs),
    #[command(subcommand)]
    Changeset(changeset::ChangesetCommand),
    Check(check::CheckArgs),
    Push(push::PushArgs),
    Submit(Box<submit::SubmitArgs>),
    Cancel(cancel::CancelArgs),
    Resolve(resolve::ResolveArgs),
    Release(release::ReleaseArgs),
    #[command(subcommand)]
    Phase(phase::PhaseCommand),
    Log(log::LogArgs),
    Undo(undo::UndoArgs),
    Report(report::ReportArgs),
    Dashboard(dashboard::DashboardArgs),
    #[command(subcommand)]
    Version(version::VersionCommand),
    #[command(subcommand)]
    Build(build::BuildCommand),
    #[command(subcommand)]
    Price(price::PriceCommand),
    #[command(subcommand)]
    Availability(availability::AvailabilityCommand),
    #[command(subcommand)]
    Reviews(reviews::ReviewsCommand),
    #[command(subcommand)]
    Shots(shots::ShotsCommand),
    Sim(Box<sim::SimArgs>),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Mcp(mcp::McpArgs),
}

/// Runs one command; returns its exit code.
pub(crate) async fn run(context: &Context, command: Command) -> Result<u8> {
    match command {
        Command::Demo(args) => demo::demo(context, args).await,
        Command::Init(args) => init::init(context, &args),
        Command::Doctor(args) => doctor::doctor(context, &args).await,
        Command::Sync(args) => sync::sync(context, &args).await,
        Command::Watch(args) => watch::watch(context, args).await,
        Command::Status(args) => status::status(context, &args),
        Command::Show(args) => show::show(context, &args),
        Command::Query(args) => query::query(context, &args),
        Command::Set(args) => set::set(context, &args),
        Command::Edit(args) => edit::edit(context, &args),
        Command::Replace(args) => replace::replace(context, &args),
        Command::Copy(args) => copy::copy(context, &args),
        Command::Import(command) => import::import(context, &command),
        Command::Export(command) => export::export(context, &command),
        Command::Diff(args) => diff::diff(context, &args),
        Command::Unstage(args) => unstage::unstage(context, &args),
        Command::Changeset(command) => changeset::changeset(context, &command),
        Command::Check(args) => check::check(context, &args).await,
        Command::Push(args) => push::push(context, &args).await,
        Command::Submit(args) => submit::submit(context, *args).await,
        Command::Cancel(args) => cancel::cancel(context, args).await,
        Command::Resolve(args) => resolve::resolve(context, args).await,
        Command::Release(args) => release::release(context, args).await,
        Command::Phase(command) => phase::phase(context, command).await,
        Command::Log(args) => log::log(context, &args),
        Command::Undo(args) => undo::undo(context, &args),
        Command::Report(args) => report::report(context, &args),
        Command::Dashboard(args) => dashboard::dashboard(context, &args).await,
        Command::Version(command) => version::version(context, &command),
        Command::Build(command) => build::build(context, &command),
        Command::Price(command) => price::price(context, &command).await,
        Command::Availability(command) => availability::availability(context, &command),
        Command::Reviews(command) => reviews::reviews(context, &command),
        Command::Shots(command) => shots::shots(context, &command).await,
        Command::Sim(args) => sim::sim(context, *args).await,
        Command::Completions(args) => completions::completions(context, &args),
        Command::Man(args) => man::man(context, &args),
        Command::Mcp(args) => mcp::mcp(context, &args).await,
    }
}
