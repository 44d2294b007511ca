//! What apps cost and where they are sold: mostly nothing, and everywhere.

use super::app::Plan;
use crate::resources::territory::SELLING;
use crate::resources::{app_availability, opaque, price, price_schedule};
use crate::world::{Resource, World};

/// The day on which some prices change, and its midnight in seconds since 1970.
const CHANGE: (&str, i64) = ("2026-06-01", 1_780_272_000);

/// The point that costs nothing, and some that do not: 0.99, 2.99, 4.99 and 9.99 US dollars.
const FREE: usize = 10_000;
const PAID: [usize; 4] = [10_008, 10_028, 10_048, 10_098];

/// Puts the app's price schedule and availability into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    // One in twelve has no price yet, and one in fifteen was never made available, where something may be wrong.
    if !plan.one_in(12) || !plan.has_problems() {
        put_schedule(world, plan);
    }
    if !plan.one_in(15) || !plan.has_problems() {
        put_availability(world, plan);
    }
}

fn put_schedule(world: &mut World, plan: &mut Plan) {
    let base = if plan.locales[0] == "de-DE" { "DEU" } else { "USA" };
    let mut prices = Vec::new();
    if plan.one_in(4) {
        let point = PAID[plan.random.usize(..PAID.len())];
        if plan.one_in(3) {
            prices.push(one(plan, base, point, false, true));
            prices.push(one(plan, base, point + 10, true, false));
        } else {
            prices.push(one(plan, base, point, false, false));
        }
        if plan.one_in(2) {
            prices.push(one(plan, "JPN", PAID[0], false, false));
        }
    } else {
        prices.push(one(plan, base, FREE, false, false));
    }
    let schedule = Resource::new(&price_schedule::KIND, plan.id.as_str(), Some(&plan.account))
        .linked("app", plan.id.as_str())
        .linked("baseTerritory", base)
        .listing("manualPrices", prices.iter().map(|price| price.id.clone()).collect());
    for price in prices {
        world.put(price);
    }
    world.put(schedule);
}

/// A price from or until the day of change.
fn one(plan: &Plan, territory: &str, point: usize, starts: bool, ends: bool) -> Resource {
    let (day, second) = CHANGE;
    let id = opaque::price(&plan.id, territory, point, if starts { second } else { 0 }, if ends { second } else { 0 });
    Resource::new(&price::KIND, id, Some(&plan.account))
        .with("manual", true)
        .with("startDate", starts.then_some(day))
        .with("endDate", ends.then_some(day))
        .linked("appPricePoint", opaque::price_point(&plan.id, territory, point))
        .linked("territory", territory)
}

fn put_availability(world: &mut World, plan: &mut Plan) {
    let territories = if plan.one_in(5) {
        let without = SELLING.iter().copied().filter(|code| !matches!(*code, "CHN" | "RUS" | "BLR"));
        without.collect::<Vec<_>>().join(" ")
    } else {
        "*".to_owned()
    };
    let mut availability = Resource::new(&app_availability::KIND, plan.id.as_str(), Some(&plan.account))
        .with("availableInNewTerritories", plan.random.bool())
        .linked("app", plan.id.as_str());
    availability.note(app_availability::TERRITORIES, territories);
    world.put(availability);
}
