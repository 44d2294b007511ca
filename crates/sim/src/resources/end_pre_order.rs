//! `endAppAvailabilityPreOrders`: a request that ends pre-orders in some territories.

use super::territory_availability::end_pre_order;
use crate::kind::{Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, invalid_state};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    relationships: &[Relationship::many("territoryAvailabilities", "territoryAvailabilities").own().required().write_only()],
    operations: &[Operation::Create],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("endAppAvailabilityPreOrders")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let without = ended(world, write).into_iter().filter(|availability| availability.value("preOrderEnabled") != true);
    without.map(|availability| invalid_state(availability.kind.name, &availability.id)).collect()
}

fn effects(world: &World, write: &Write<'_>, _: &mut Resource) -> Vec<Change> {
    ended(world, write).into_iter().flat_map(|availability| end_pre_order(world, availability)).collect()
}

fn ended<'a>(world: &'a World, write: &Write<'_>) -> Vec<&'a Resource> {
    let ids = write.lists.get("territoryAvailabilities").map(Vec::as_slice).unwrap_or_default();
    ids.iter().filter_map(|id| world.get("territoryAvailabilities", id)).collect()
}
