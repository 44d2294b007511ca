//! `fleet price`: what apps cost.

mod set;
mod show;
mod table;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// The sync that knows prices.
const SYNC: &str = "`fleet sync --only prices,price-schedules` reads them";

/// Prices: show them, set them free or to an amount, show what follows for every territory
///
/// An app has one price for its base territory, from which Apple works out all others, and whatever else was set by hand.
/// Setting a price stages the whole schedule, which Apple replaces as one.
///
/// Example: `fleet price set 4.99 --client acme`, then `fleet diff`, `fleet push`
#[derive(Debug, Subcommand)]
pub(crate) enum PriceCommand {
    Show(show::ShowArgs),
    Set(set::SetArgs),
    Table(table::TableArgs),
}

pub(crate) async fn price(context: &Context, command: &PriceCommand) -> Result<u8> {
    match command {
        PriceCommand::Show(args) => show::show(context, args),
        PriceCommand::Set(args) => set::set(context, args).await,
        PriceCommand::Table(args) => table::table(context, args).await,
    }
}
