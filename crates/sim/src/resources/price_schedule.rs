//! `appPriceSchedules`: what an app costs, and from when to when; the id is that of the app.
//!
//! A new schedule takes the place of the old one as a whole. The base territory needs a price at
//! all times (Apple, Managing app prices); all other territories follow it.

use super::price::{apart, automatic, in_order, interval};
use crate::kind::{Filter, Id, Kind, Operation, Related, Relationship, Rules};
use crate::refusal::{Refusal, entity, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    id: Id::Of("app"),
    relationships: &[
        Relationship::one("app", "apps").own().required().unlinked(),
        Relationship::one("baseTerritory", "territories").own().required().related_plain(),
        Relationship::many("manualPrices", "appPrices").own().required().related_as(PRICES),
        Relationship::many("automaticPrices", "appPrices").computed(automatic).related_as(PRICES),
    ],
    parts: &["manualPrices"],
    inline: &["appPrices", "territories"],
    include: &["app", "baseTerritory", "manualPrices", "automaticPrices"],
    operations: &[Operation::Create, Operation::Get],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appPriceSchedules")
};

const PRICES: Related = Related::like_own().filters(&[Filter::new("startDate"), Filter::new("endDate"), Filter::new("territory")]);

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let prices = prices(world, write);
    let app = write.after.link("app");
    let of_other = |price: &&Resource| world.one(price, "appPricePoint").is_some_and(|point| point.link("app") != app);
    if prices.iter().any(of_other) {
        let detail = "The price point of a manual price does not belong to the app";
        return vec![relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", "manualPrices", detail)];
    }
    let invalid = |detail: &str| vec![entity("ENTITY_ERROR.INVALID_INTERVAL", detail).at("/data/relationships/manualPrices")];
    let mut territories: Vec<Option<&str>> = prices.iter().map(|price| price.link("territory")).collect();
    territories.sort_unstable();
    territories.dedup();
    for territory in territories {
        let of_it = prices.iter().filter(|price| price.link("territory") == territory);
        let intervals = in_order(of_it.map(|price| interval(price)).collect());
        if intervals.windows(2).any(|pair| !apart(pair[0], pair[1])) {
            return invalid("The intervals of the prices of a territory overlap.");
        }
        let is_base = territory == write.after.link("baseTerritory");
        let gap = intervals.windows(2).any(|pair| pair[0].1 != pair[1].0);
        let open = intervals.first().is_some_and(|first| first.0.is_none()) && intervals.last().is_some_and(|last| last.1.is_none());
        if is_base && (gap || !open) {
            return invalid("There must be a price for the base territory at all times.");
        }
    }
    if prices.iter().all(|price| price.link("territory") != write.after.link("baseTerritory")) {
        let detail = "There must be a price for the base territory.";
        return vec![entity("ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED", detail).at("/data/relationships/manualPrices")];
    }
    Vec::new()
}

/// The prices that the request names: new ones, or those of the schedule that it replaces.
fn prices<'a>(world: &'a World, write: &'a Write<'_>) -> Vec<&'a Resource> {
    let ids = write.lists.get("manualPrices").map(Vec::as_slice).unwrap_or_default();
    let new = |id: &String| write.included.iter().find(|price| price.id == *id);
    ids.iter().filter_map(|id| new(id).or_else(|| world.get("appPrices", id))).collect()
}

/// The prices of the schedule before go.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let before = write.before.map(|before| world.members(before, "manualPrices")).unwrap_or_default();
    let kept = |price: &&Resource| after.list("manualPrices").contains(&price.id);
    let mut changes: Vec<Change> = before.into_iter().filter(|price| !kept(price)).map(Change::delete).collect();
    // A price that only followed from the base territory, and is now set.
    let set = prices(world, write).into_iter().filter(|price| price.value("manual") == false);
    changes.extend(set.map(|price| Change::Put(price.clone().with("manual", true))));
    changes
}
