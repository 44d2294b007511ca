//! `routingAppCoverages`: the areas in which a navigation app gives directions, as a `GeoJSON` file.

use serde_json::Value;

use crate::kind::{ASSET_DELIVERY_STATE, Attribute, Form, Kind, LONG, Operation, Relationship, Rules, UPLOAD_OPERATIONS, text};
use crate::media::upload;
use crate::refusal::{Refusal, invalid_state, state};
use crate::states;
use crate::world::{Change, Resource, World};
use crate::write::Write;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("fileSize", Form::Integer).required(),
        Attribute::new("fileName", text(255)).required(),
        Attribute::new("sourceFileChecksum", text(LONG)).on_update(),
        Attribute::new("uploadOperations", UPLOAD_OPERATIONS),
        Attribute::new("assetDeliveryState", ASSET_DELIVERY_STATE),
        Attribute::new("uploaded", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("appStoreVersion", "appStoreVersions").own().unlinked().required()],
    include: &["appStoreVersion"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check, effects: upload::effects, happen: |world, coverage, _, _| happen(world, coverage), ..Rules::NONE },
    ..Kind::new("routingAppCoverages")
};

fn check(world: &World, write: &Write<'_>) -> Vec<Refusal> {
    let Some(version) = world.one(write.after, "appStoreVersion") else { return Vec::new() };
    if !states::takes_media(version) {
        return vec![invalid_state(version.kind.name, &version.id)];
    }
    if write.operation == Operation::Create && world.one(version, "routingAppCoverage").is_some() {
        return vec![state("STATE_ERROR", "The version has a routing app coverage file already")];
    }
    upload::check(world, write)
}

/// The file is looked at.
fn happen(world: &World, coverage: &Resource) -> Vec<Change> {
    let mut after = coverage.clone();
    let mut errors = Vec::new();
    match upload::file(world, coverage) {
        Some((bytes, error)) => {
            errors.extend(error);
            let areas = serde_json::from_slice::<Value>(&bytes).ok();
            if areas.is_none_or(|areas| areas["type"] != "MultiPolygon" || !areas["coordinates"].is_array()) {
                errors.push(upload::problem("GEOJSON_INVALID", "The file is not a GeoJSON file with one MultiPolygon."));
            }
        }
        None => errors.push(upload::incomplete()),
    }
    upload::finish(&mut after, &errors);
    vec![Change::Put(after)]
}
