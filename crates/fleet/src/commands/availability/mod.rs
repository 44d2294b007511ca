//! `fleet availability`: where apps are sold.

mod set;
mod show;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// The sync that knows it.
const SYNC: &str = "`fleet sync --only availability,new-territories` reads it";

/// Availability: show in which territories apps are sold, and change that
///
/// Where it was never set, Apple takes all territories in one request; afterwards one request for each territory that
/// changes. Changes are staged, as with `fleet set`.
///
/// Example: `fleet availability remove RUS,BLR --client acme`, then `fleet diff`, `fleet push`
#[derive(Debug, Subcommand)]
pub(crate) enum AvailabilityCommand {
    Show(show::ShowArgs),
    Set(set::SetArgs),
    /// Stage further territories in which apps are sold
    ///
    /// One request for each app and territory.
    ///
    /// Example: `fleet availability add KOR,JPN --client acme`
    Add(set::TerritoryArgs),
    /// Stage territories in which apps are sold no longer
    ///
    /// One request for each app and territory. Who has the app keeps it.
    ///
    /// Example: `fleet availability remove RUS,BLR --client acme`
    Remove(set::TerritoryArgs),
}

pub(crate) fn availability(context: &Context, command: &AvailabilityCommand) -> Result<u8> {
    match command {
        AvailabilityCommand::Show(args) => show::show(context, args),
        AvailabilityCommand::Set(args) => set::set(context, args),
        AvailabilityCommand::Add(args) => set::add(context, args),
        AvailabilityCommand::Remove(args) => set::remove(context, args),
    }
}
