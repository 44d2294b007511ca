//! `fleet price set`.

use std::collections::BTreeMap;
use std::str::FromStr;

use engine::{Account, Found, PricePoint};
use jiff::civil::Date;
use serde_json::json;
use store::{Store, Value};

use super::SYNC;
use crate::cli::Context;
use crate::connection::{Connect, Connection};
use crate::error::{FleetError, Result};
use crate::output::{Ui, harmless};
use crate::price::{Points, Schedule};
use crate::progress::Bar;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::{self, count};

/// Stage a price for many apps
///
/// `free` needs no request. An amount needs the price point that Apple has for it: up to five requests for the first app, and
/// one for each other; points that the mirror knows need none. The price is for the base territory, which all others follow,
/// unless `--territory` names one that gets a price of its own. Prices that were set by hand for other territories stay,
/// without `--replace`.
///
/// Example: `fleet price set 4.99 --from 2027-02-01 --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct SetArgs {
    /// free, or an amount in the currency of the territory, such as 4.99
    #[arg(value_name = "PRICE")]
    price: Wanted,
    /// The territory, such as USA; otherwise the base territory of each app, or USA where it has none
    #[arg(long, value_name = "TERRITORY", value_parser = territory)]
    territory: Option<String>,
    /// From this day on, such as 2027-02-01; otherwise at once
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// Let no other price stay, and make the territory the base territory
    #[arg(long)]
    replace: bool,
    /// Wait for the request budget however long it takes
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    skip: SkipArgs,
}

/// What it shall cost.
#[derive(Debug, Clone)]
enum Wanted {
    Free,
    /// As it was typed, and in thousandths.
    Amount(String, i64),
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match engine::amount(text) {
            _ if text.eq_ignore_ascii_case("free") => Ok(Self::Free),
            Some(0) => Ok(Self::Free),
            Some(amount) => Ok(Self::Amount(text.to_owned(), amount)),
            None => Err(format!("`{text}` is no price; write free, or an amount such as 4.99")),
        }
    }
}

/// Three letters.
fn territory(text: &str) -> Result<String, String> {
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code { Ok(text.to_ascii_uppercase()) } else { Err(format!("`{text}` is no territory; Apple calls them USA, DEU, JPN")) }
}

/// A day that is to come.
fn day(text: &str) -> Result<Date, String> {
    let day: Date = text.parse().map_err(|_| format!("`{text}` is no date; write 2027-02-01"))?;
    if day <= jiff::Zoned::now().date() { Err(format!("`{text}` is not to come; without --from the price holds at once")) } else { Ok(day) }
}

pub(crate) async fn set(context: &Context, args: &SetArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    let reader = workspace.reader()?;
    if let Some(territory) = &args.territory {
        must_be_known(&reader, territory)?;
    }
    let today = jiff::Zoned::now().date().to_string();
    let from = args.from.map(|from| from.to_string());
    let mut proposal = Proposal::default();
    let mut meant = Vec::new();
    for schedule in Schedule::read(&reader, &args.apps)? {
        let territory = args.territory.clone().or_else(|| schedule.base_territory.clone()).unwrap_or_else(|| "USA".into());
        let place = harmless(&schedule.app);
        if schedule.read_at.is_none() && !schedule.is_staged {
            proposal.problem(&place, format!("its prices were never read, and would be lost: {SYNC}"));
        } else if args.from.is_some() && schedule.on(&territory, &today).is_none() && (args.replace || schedule.base_territory.is_none()) {
            proposal.problem(&place, format!("{territory} has no price until then; set one without --from first"));
        } else {
            meant.push((schedule, territory));
        }
    }
    let points = Points::read(&reader)?;
    drop(reader);
    let mut search = Search::new(args, &points);
    let open = search.look_up(&meant);
    if !open.is_empty() {
        let mut store = workspace.existing_store()?;
        ui.say(&format!(
            "looking for the price {} in {}: {}",
            args.price.name(),
            count(open.len(), "app"),
            if open.len() == 1 { "up to 5 requests".to_owned() } else { format!("{} requests, or a few more", open.len()) }
        ));
        let connection = workspace.connect(&mut store, Connect::waiting(args.wait)).await?;
        let outcome = search.ask(ui, &mut store, &connection, &open).await;
        connection.close().await;
        outcome?;
    }
    tell(ui, args, &meant, &search, &points);
    for (schedule, territory) in &meant {
        let Some(point) = search.found.get(&(schedule.app_pk, territory.clone())) else { continue };
        let is_base = args.replace || schedule.base_territory.is_none();
        let prices = schedule.with(territory, &point.id, from.as_deref(), args.replace);
        let prices = Value::Text(json!(prices).to_string());
        let place = harmless(&schedule.app);
        if let Some(pk) = schedule.pk {
            if is_base {
                proposal.set("price_schedules", pk, "base_territory", Value::Text(territory.clone()), &place);
            }
            proposal.set("price_schedules", pk, "manual_prices", prices, &place);
            continue;
        }
        let values = [
            ("app_id", Value::Text(schedule.app_id.clone())),
            ("base_territory", Value::Text(territory.clone())),
            ("manual_prices", prices),
        ];
        proposal.create("price_schedules", values.map(|(name, value)| (name.to_owned(), value)).into(), place);
    }
    proposal.stage(context, args.skip)
}

/// A territory that the mirror does not know is a mistake, if it knows any.
fn must_be_known(reader: &store::Reader, territory: &str) -> Result<()> {
    let rows = reader.query("SELECT DISTINCT id FROM territories", &[])?.rows;
    let known: Vec<&str> = rows.iter().filter_map(|row| row[0].as_text()).collect();
    if known.is_empty() || known.contains(&territory) {
        return Ok(());
    }
    let hint = sentence::did_you_mean(territory, known.into_iter());
    Err(FleetError::input(format!("Apple sells in no territory `{territory}`"))
        .hint(hint.unwrap_or_else(|| "`fleet query \"SELECT id, currency FROM territories\"` lists them".into())))
}

impl Wanted {
    fn name(&self) -> &str {
        match self {
            Self::Free => "free",
            Self::Amount(text, _) => text,
        }
    }
}

/// A price point of an app that costs what is wanted.
#[derive(Debug, Clone)]
struct Point {
    id: String,
    customer_price: String,
    proceeds: String,
}

/// The search for the price points of many apps.
struct Search<'a> {
    args: &'a SetArgs,
    points: &'a Points,
    /// By row of the app and territory.
    found: BTreeMap<(i64, String), Point>,
}

impl<'a> Search<'a> {
    fn new(args: &'a SetArgs, points: &'a Points) -> Self {
        Self { args, points, found: BTreeMap::new() }
    }

    /// What needs no request. Returns the rest.
    fn look_up<'s>(&mut self, meant: &'s [(Schedule, String)]) -> Vec<&'s (Schedule, String)> {
        let mut open = Vec::new();
        for one @ (schedule, territory) in meant {
            let point = match &self.args.price {
                Wanted::Free => {
                    let free = |text: &str| text.to_owned();
                    Some(Point { id: engine::free_point(&schedule.app_id, territory), customer_price: free("0.0"), proceeds: free("0.0") })
                }
                Wanted::Amount(_, amount) => self.points.find(&schedule.account, &schedule.app_id, territory, *amount),
            };
            match point {
                Some(point) => drop(self.found.insert((schedule.app_pk, territory.clone()), point)),
                None => open.push(one),
            }
        }
        open
    }

    /// Asks Apple. Where the first app has no such price no other has.
    async fn ask(&mut self, ui: Ui, store: &mut Store, connection: &Connection, open: &[&(Schedule, String)]) -> Result<()> {
        let Wanted::Amount(text, amount) = &self.args.price else { return Ok(()) };
        let bar = Bar::new(ui, "look");
        bar.expect_all(open.len() as u64);
        let mut like: BTreeMap<String, PricePoint> = BTreeMap::new();
        for (place, (schedule, territory)) in open.iter().enumerate() {
            let account = account(connection, &schedule.account)?;
            let found = engine::find_price_point(account, &schedule.app_id, territory, *amount, like.get(territory)).await;
            let found = found.map_err(|source| FleetError::Apple { account: account.name.clone(), source: Box::new(source) })?;
            let point = match found {
                Found::Exactly(point) => point,
                Found::Nearest(nearest) => {
                    bar.finish();
                    let nearest: Vec<&str> = nearest.iter().map(PricePoint::customer_price).collect();
                    let error = FleetError::input(format!("{territory} has no price of {text}, and nothing was staged"));
                    return Err(match nearest.as_slice() {
                        [] => error.hint("Apple shows no prices for this territory at all"),
                        _ => error.hint(format!("the nearest {} {}", if nearest.len() == 1 { "is" } else { "are" }, nearest.join(" and "))),
                    });
                }
            };
            engine::keep_price_point(store, account, schedule.app_pk, &point)?;
            self.found.insert((schedule.app_pk, territory.clone()), Point::from(&point));
            like.insert(territory.clone(), point);
            bar.reach(place as u64 + 1);
        }
        bar.finish();
        Ok(())
    }
}

impl From<&PricePoint> for Point {
    fn from(point: &PricePoint) -> Self {
        Self { id: point.id().into(), customer_price: point.customer_price().into(), proceeds: point.proceeds().into() }
    }
}

impl Points {
    /// The point of an app that costs this in a territory, if the mirror knows it.
    fn find(&self, account: &str, app: &str, territory: &str, amount: i64) -> Option<Point> {
        let point = self.of_app(account, app, territory).find(|(_, price, _)| engine::amount(price) == Some(amount))?;
        let (id, customer_price, proceeds) = point;
        Some(Point { id: id.into(), customer_price: customer_price.into(), proceeds: proceeds.into() })
    }
}

pub(super) fn account<'a>(connection: &'a Connection, name: &str) -> Result<&'a Account> {
    connection.accounts.iter().find(|account| account.name == name).ok_or_else(|| FleetError::NoAccount(name.into()))
}

/// Says what becomes of each app.
fn tell(ui: Ui, args: &SetArgs, meant: &[(Schedule, String)], search: &Search<'_>, points: &Points) {
    const SHOWN: usize = 20;
    let today = jiff::Zoned::now().date().to_string();
    let is_news = |(schedule, territory): &&(Schedule, String)| {
        let point = search.found.get(&(schedule.app_pk, territory.clone())).map(|point| &point.id);
        args.from.is_some() || args.replace || schedule.on(territory, &today).map(|price| &price.point) != point
    };
    let news: Vec<_> = meant.iter().filter(is_news).collect();
    for (schedule, territory) in news.iter().take(SHOWN) {
        let Some(point) = search.found.get(&(schedule.app_pk, territory.clone())) else { continue };
        let before = schedule.on(territory, &today).map(|price| {
            let price = points.price(&schedule.account, &price.point).map_or("another price", |(price, _)| price);
            format!("{price} → ")
        });
        let from = args.from.map_or(String::new(), |from| format!(" from {from}"));
        let others = schedule.prices.iter().filter(|price| price.territory != *territory).count();
        let others = match (others, args.replace) {
            (0, _) => String::new(),
            (others, true) => format!("; {} of other territories dropped", count(others, "price")),
            (others, false) => format!("; {} of other territories kept", count(others, "price")),
        };
        ui.say(&harmless(&format!(
            "{}: {territory} {}{}{from}, proceeds {}{others}",
            schedule.app,
            before.unwrap_or_default(),
            point.customer_price,
            point.proceeds
        )));
    }
    if news.len() > SHOWN {
        ui.say(&format!("and {} more", news.len() - SHOWN));
    }
}
