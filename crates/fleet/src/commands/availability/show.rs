//! `fleet availability show`.

use store::{Table, Value};

use super::SYNC;
use crate::availability::Availability;
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::selection::AppArgs;
use crate::sentence::{ago, count};

/// Show in which territories apps are sold, and in which not
///
/// Also what is only staged. Without a network; how old it is stands beside it. `fleet query "SELECT * FROM availability"` has
/// every territory of every app.
///
/// Example: `fleet availability show --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    apps: AppArgs,
}

pub(crate) fn show(context: &Context, args: &ShowArgs) -> Result<u8> {
    /// So many territories are named to people.
    const NAMED: usize = 12;
    let ui = context.ui;
    let all = Availability::read(&context.workspace()?.reader()?, &args.apps)?;
    let now = jiff::Timestamp::now().as_second();
    let named = |territories: Vec<&str>| match territories.len() {
        0 => Value::Null,
        number if number > NAMED && ui.is_for_people() => {
            Value::Text(format!("{} and {} more", territories[..NAMED].join(","), number - NAMED))
        }
        _ => Value::Text(territories.join(",")),
    };
    let row = |app: &Availability| {
        let sold = app.sold_in();
        let not_sold: Vec<&str> = app.territories.keys().map(String::as_str).filter(|territory| !sold.contains(territory)).collect();
        let read = match (app.read_at, ui.is_for_people()) {
            (Some(at), true) => Value::Text(ago(now - at)),
            (at, _) => at.map_or(Value::Null, Value::Integer),
        };
        vec![
            Value::Text(app.app.clone()),
            Value::Integer(i64::try_from(sold.len()).unwrap_or_default()),
            Value::Integer(i64::try_from(not_sold.len()).unwrap_or_default()),
            named(not_sold),
            app.in_new_territories.map_or(Value::Null, |yes| Value::Text(if yes { "yes" } else { "no" }.into())),
            Value::Integer(app.is_staged.into()),
            read,
            Value::Text(app.app_id.clone()),
        ]
    };
    let columns = ["app", "sold_in", "not_sold_in", "not_in", "new_territories", "staged", "read", "app_id"];
    ui.print_table(&Table { columns: columns.map(ToOwned::to_owned).into(), rows: all.iter().map(row).collect() })?;
    let unread = all.iter().filter(|app| app.read_at.is_none()).count();
    if unread > 0 {
        ui.say(&format!(
            "where {} sold was never read: {SYNC}",
            if unread == 1 { "1 app is".to_owned() } else { format!("{unread} apps are") }
        ));
    }
    let unset = all.iter().filter(|app| app.read_at.is_some() && app.territories.is_empty() && app.first.is_none()).count();
    if unset > 0 {
        ui.say(&format!("{} sold nowhere yet: fleet availability set all", count(unset, "app")));
    }
    Ok(exit_code::DONE)
}
