//! `appAvailabilities`: in which territories an app is sold; the id is that of the app.
//!
//! It is set once; afterwards each territory is changed by itself.

use super::territory_availability::of_availability;
use crate::kind::{Attribute, Form, Id, Kind, Operation, Relationship, Rules};
use crate::refusal::{Refusal, relationship};
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    version: 2,
    id: Id::Of("app"),
    attributes: &[Attribute::new("availableInNewTerritories", Form::Boolean).required()],
    relationships: &[
        Relationship::one("app", "apps").own().required().write_only(),
        Relationship::many("territoryAvailabilities", "territoryAvailabilities").computed(of_availability).required().related(),
    ],
    inline: &["territoryAvailabilities"],
    include: &["territoryAvailabilities"],
    operations: &[Operation::Create, Operation::Get],
    rules: Rules { check, effects, ..Rules::NONE },
    ..Kind::new("appAvailabilities")
};

/// Where the app is available unless the territory says otherwise: codes, or `*` for everywhere.
pub(crate) const TERRITORIES: &str = "territories";

fn check(_: &World, write: &Write<'_>) -> Vec<Refusal> {
    let invalid = |name, detail: &str| vec![relationship("ENTITY_ERROR.RELATIONSHIP.INVALID", name, detail)];
    if write.before.is_some() {
        return invalid("app", "The availability of the app has been set already. Update its territory availabilities instead.");
    }
    let mut territories: Vec<Option<&str>> = write.included.iter().map(|included| included.link("territory")).collect();
    territories.sort_unstable();
    if territories.windows(2).any(|pair| pair[0] == pair[1]) {
        return invalid("territoryAvailabilities", "There is more than one availability for a territory.");
    }
    Vec::new()
}

/// What the territories have in common is kept here; one that says more keeps itself.
fn effects(world: &World, write: &Write<'_>, after: &mut Resource) -> Vec<Change> {
    let available = write.included.iter().filter(|included| included.value("available") == true);
    let codes: Vec<&str> = available.filter_map(|included| included.link("territory")).collect();
    after.note(TERRITORIES, codes.join(" "));
    let mut changes: Vec<Change> = write.included.iter().map(Change::delete).collect();
    changes.extend(write.included.iter().filter_map(|included| super::territory_availability::kept(world, &after.id, included)));
    changes
}
