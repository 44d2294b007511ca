//! `fleet price show`.

use std::collections::BTreeMap;

use store::{Reader, Table, Value};

use super::SYNC;
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::price::{Points, Schedule};
use crate::selection::AppArgs;
use crate::sentence::{ago, count};

/// Show what apps cost: the price of the base territory, and others that were set by hand
///
/// Also what is only staged. Without a network; how old it is stands beside it.
///
/// Example: `fleet price show --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    apps: AppArgs,
}

pub(crate) fn show(context: &Context, args: &ShowArgs) -> Result<u8> {
    let ui = context.ui;
    let reader = context.workspace()?.reader()?;
    let schedules = Schedule::read(&reader, &args.apps)?;
    let points = Points::read(&reader)?;
    let currencies = currencies(&reader)?;
    let now = jiff::Timestamp::now().as_second();
    let text = |text: &str| Value::Text(text.into());
    let mut rows = Vec::new();
    for schedule in &schedules {
        for price in &schedule.prices {
            let (customer_price, proceeds) = points.price(&schedule.account, &price.point).unzip();
            let read = match (schedule.read_at, ui.is_for_people()) {
                (Some(at), true) => Value::Text(ago(now - at)),
                (at, _) => at.map_or(Value::Null, Value::Integer),
            };
            rows.push(vec![
                text(&schedule.app),
                text(&price.territory),
                Value::Integer((schedule.base_territory.as_ref() == Some(&price.territory)).into()),
                price.start_date.clone().into(),
                price.end_date.clone().into(),
                customer_price.map(ToOwned::to_owned).into(),
                currencies.get(&price.territory).cloned().into(),
                proceeds.map(ToOwned::to_owned).into(),
                Value::Integer(schedule.is_staged.into()),
                read,
                text(&schedule.app_id),
            ]);
        }
    }
    let columns = ["app", "territory", "base", "from", "until", "price", "currency", "proceeds", "staged", "read", "app_id"];
    ui.print_table(&Table { columns: columns.map(ToOwned::to_owned).into(), rows })?;
    let unread = schedules.iter().filter(|schedule| schedule.read_at.is_none() && !schedule.is_staged).count();
    if unread > 0 {
        ui.say(&format!("the prices of {} were never read: {SYNC}", count(unread, "app")));
    }
    let without = schedules.iter().filter(|schedule| schedule.read_at.is_some() && schedule.prices.is_empty()).count();
    if without > 0 {
        ui.say(&format!("{} without any price: fleet price set free, or an amount", count(without, "app")));
    }
    Ok(exit_code::DONE)
}

/// The currencies of the territories that the mirror knows.
pub(super) fn currencies(reader: &Reader) -> Result<BTreeMap<String, String>> {
    let rows = reader.query("SELECT DISTINCT id, currency FROM territories WHERE currency IS NOT NULL", &[])?.rows;
    Ok(rows.iter().filter_map(|row| Some((row[0].as_text()?.to_owned(), row[1].as_text()?.to_owned()))).collect())
}
