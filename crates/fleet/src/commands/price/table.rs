//! `fleet price table`.

use store::{Table, Value};

use super::SYNC;
use super::set::account;
use crate::cli::Context;
use crate::connection::Connect;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::price::Schedule;
use crate::progress::Bar;
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::skipped::Skipped;

/// Show what apps cost in every territory, by the price of their base territory today
///
/// Apple works it out from the price point: one request per app. Prices that were set by hand for other territories are in
/// `fleet price show`. Also for a price that is only staged.
///
/// Example: `fleet price table --app com.acme.notes --territory DEU,JPN`
#[derive(Debug, clap::Args)]
pub(crate) struct TableArgs {
    #[command(flatten)]
    apps: AppArgs,
    /// Only these territories, such as DEU
    #[arg(long, value_name = "TERRITORY", value_delimiter = ',')]
    territory: Vec<String>,
    /// Wait for the request budget however long it takes
    #[arg(long)]
    wait: bool,
}

pub(crate) async fn table(context: &Context, args: &TableArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let today = jiff::Zoned::now().date().to_string();
    let mut skipped = Skipped::default();
    let mut meant = Vec::new();
    for schedule in Schedule::read(&workspace.reader()?, &args.apps)? {
        let base = schedule.base_territory.clone().unwrap_or_default();
        match schedule.on(&base, &today).map(|price| price.point.clone()) {
            Some(point) => meant.push((schedule, base, point)),
            None => skipped.add(&crate::output::harmless(&schedule.app), "no price is known"),
        }
    }
    skipped.tell(ui, SYNC);
    let territories: Vec<String> = args.territory.iter().map(|territory| territory.to_ascii_uppercase()).collect();
    let mut rows = Vec::new();
    if !meant.is_empty() {
        ui.say(&format!("asking Apple: {}", count(meant.len(), "request")));
        let mut store = workspace.existing_store()?;
        let connection = workspace.connect(&mut store, Connect::waiting(args.wait)).await?;
        let bar = Bar::new(ui, "look");
        bar.expect_all(meant.len() as u64);
        let outcome = async {
            for (place, (schedule, base, point)) in meant.iter().enumerate() {
                let account = account(&connection, &schedule.account)?;
                let equalized = engine::equalized_prices(account, point, &territories).await;
                let equalized =
                    equalized.map_err(|source| FleetError::Apple { account: account.name.clone(), source: Box::new(source) })?;
                bar.reach(place as u64 + 1);
                rows.extend(equalized.into_iter().map(|price| {
                    let own = [&schedule.app, base, &price.territory, &price.currency, &price.customer_price, &price.proceeds];
                    own.map(|text| Value::Text(text.clone())).to_vec()
                }));
            }
            Ok::<(), FleetError>(())
        }
        .await;
        bar.finish();
        connection.close().await;
        outcome?;
    }
    let columns = ["app", "base", "territory", "currency", "price", "proceeds"].map(ToOwned::to_owned).into();
    ui.print_table(&Table { columns, rows })?;
    Ok(if skipped.is_empty() { exit_code::DONE } else { exit_code::PARTIAL })
}
